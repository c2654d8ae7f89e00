-- Conversations whose later messages skip the inbox.
CREATE TABLE muted_conversations (
    conversation_id BIGINT PRIMARY KEY,
    user_id         BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX muted_conversations_user ON muted_conversations (user_id);
