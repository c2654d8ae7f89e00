-- Whether the index of words has dates, sizes and attachments of all of somebody's messages; it
-- has of those that come from now on, and `reindex` writes those of the others.
ALTER TABLE users ADD COLUMN properties INTEGER NOT NULL DEFAULT 1;
UPDATE users SET properties = 0 WHERE last_message > 0;

CREATE INDEX messages_answered ON messages (answered, id) WHERE answered = 1;

-- The words of the index, for finding those that begin in a way.
CREATE VIRTUAL TABLE messages_fts_words USING fts5vocab('messages_fts', 'instance');
