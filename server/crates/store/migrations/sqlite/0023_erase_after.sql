-- Days after which what lies in Trash and Spam is erased; 0: never. And when that is next looked at.
ALTER TABLE users ADD COLUMN erase_after INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN erase_due INTEGER NOT NULL DEFAULT 0;
CREATE INDEX users_erase_due ON users (erase_due) WHERE erase_after > 0;

-- Since when a message lies in Trash or Spam without a break; only of users who have it erased.
CREATE TABLE discarded (
    message_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    since      INTEGER NOT NULL
) STRICT;
CREATE TRIGGER discarded_moved AFTER UPDATE OF folder_id ON messages
WHEN OLD.folder_id <> NEW.folder_id BEGIN
    DELETE FROM discarded WHERE message_id = NEW.id;
END;
