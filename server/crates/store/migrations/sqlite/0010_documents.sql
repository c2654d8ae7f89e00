-- Messages with files whose words the index does not have yet.
CREATE TABLE unread_documents (
    -- The order in which they came.
    id           INTEGER PRIMARY KEY,
    message_id   INTEGER NOT NULL UNIQUE,
    -- How often reading was begun. A file that ends the program is not read for ever.
    attempts     INTEGER NOT NULL DEFAULT 0,
    -- Until when somebody reads it; 0 while nobody does.
    leased_until INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO unread_documents (message_id)
SELECT id FROM messages WHERE attachments > 0 AND source_id <> 0 ORDER BY received, id;

-- The beginning of what each file says, zstd-compressed: what search results show of it.
CREATE TABLE document_texts (
    message_id INTEGER NOT NULL,
    -- The order in the message.
    place      INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    text       BLOB    NOT NULL,
    PRIMARY KEY (message_id, place)
) STRICT, WITHOUT ROWID;
