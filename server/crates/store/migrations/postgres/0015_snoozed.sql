-- Messages that are out of sight until a time.
CREATE TABLE snoozes (
    message_id BIGINT PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    until      BIGINT NOT NULL
);
CREATE INDEX snoozes_until ON snoozes (until);

-- When a message came back; NULL: it never was away.
ALTER TABLE messages ADD COLUMN returned BIGINT;
-- Where lists of a folder have it.
ALTER TABLE messages ADD COLUMN place BIGINT GENERATED ALWAYS AS (COALESCE(returned, date)) STORED;
DROP INDEX messages_list;
CREATE INDEX messages_list ON messages (folder_id, place, id);

UPDATE folders SET name = name || ' ' || id, name_key = name_key || ' ' || id
WHERE name_key = 'snoozed' AND parent_id = 0;
INSERT INTO folders (user_id, role, name, name_key)
SELECT id, 'snoozed', 'Snoozed', 'snoozed' FROM users;
