-- Conversations whose later messages skip the inbox.
CREATE TABLE muted_conversations (
    conversation_id INTEGER PRIMARY KEY,
    user_id         INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX muted_conversations_user ON muted_conversations (user_id);
