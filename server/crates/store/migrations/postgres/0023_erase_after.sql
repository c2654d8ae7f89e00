-- Days after which what lies in Trash and Spam is erased; 0: never. And when that is next looked at.
ALTER TABLE users ADD COLUMN erase_after BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN erase_due BIGINT NOT NULL DEFAULT 0;
CREATE INDEX users_erase_due ON users (erase_due) WHERE erase_after > 0;

-- Since when a message lies in Trash or Spam without a break; only of users who have it erased.
CREATE TABLE discarded (
    message_id BIGINT PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    since      BIGINT NOT NULL
);
CREATE FUNCTION discarded_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM discarded WHERE message_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER discarded_moved AFTER UPDATE OF folder_id ON messages
    FOR EACH ROW WHEN (OLD.folder_id <> NEW.folder_id) EXECUTE FUNCTION discarded_moved();
