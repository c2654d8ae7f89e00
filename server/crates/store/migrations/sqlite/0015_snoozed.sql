-- Messages that are out of sight until a time.
CREATE TABLE snoozes (
    message_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    until      INTEGER NOT NULL
) STRICT;
CREATE INDEX snoozes_until ON snoozes (until);

-- When a message came back; NULL: it never was away.
ALTER TABLE messages ADD COLUMN returned INTEGER;
-- Where lists of a folder have it.
ALTER TABLE messages ADD COLUMN place INTEGER GENERATED ALWAYS AS (COALESCE(returned, date)) VIRTUAL;
DROP INDEX messages_list;
CREATE INDEX messages_list ON messages (folder_id, place, id);

UPDATE folders SET name = name || ' ' || id, name_key = name_key || ' ' || id
WHERE name_key = 'snoozed' AND parent_id = 0;
INSERT INTO folders (user_id, role, name, name_key)
SELECT id, 'snoozed', 'Snoozed', 'snoozed' FROM users;
