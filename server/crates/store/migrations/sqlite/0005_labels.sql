-- What users put on messages, each message having as many as they like.
CREATE TABLE labels (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name     TEXT    NOT NULL,
    -- The name as it is compared: lower case.
    name_key TEXT    NOT NULL,
    colour   TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX labels_name ON labels (user_id, name_key);

-- In the order of searches by label: newest arrival last.
CREATE TABLE message_labels (
    label_id   INTEGER NOT NULL REFERENCES labels (id) ON DELETE CASCADE,
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    PRIMARY KEY (label_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_labels_message ON message_labels (message_id, label_id);

-- The ids of a message's labels, with blanks between, before the change. NULL: not known, as the
-- change was made before there were labels.
ALTER TABLE undo_messages ADD COLUMN labels TEXT;
