-- Conversations that are right whichever message comes first, and answers without references.

-- Messages that lead to each other by their references are a strand. A strand that belongs to a
-- conversation only by its subject can leave it again: then this is the strand, and
-- `conversation_id` that of another. 0: the strand is the conversation.
ALTER TABLE messages ADD COLUMN strand_id BIGINT NOT NULL DEFAULT 0;
-- A hash of the user and the subject without what answering and forwarding add; 0: no subject.
ALTER TABLE messages ADD COLUMN subject_key BIGINT NOT NULL DEFAULT 0;
-- It began its strand, answers a message that is not here, and nothing leads elsewhere.
ALTER TABLE messages ADD COLUMN orphan SMALLINT NOT NULL DEFAULT 0;
CREATE INDEX messages_strand ON messages (strand_id) WHERE strand_id <> 0;
CREATE INDEX messages_subject ON messages (subject_key, date) WHERE subject_key <> 0;
CREATE INDEX messages_orphan ON messages (subject_key, date) WHERE orphan = 1;

-- Every Message-ID that a user's mail has or names, and the strand that it leads to. As long as no
-- message here has the id, several may name it: answers on quite different subjects are of
-- different conversations.
CREATE TABLE message_references_2 (
    user_id         BIGINT   NOT NULL,
    -- The first 64 bits of the BLAKE3 hash of the Message-ID.
    reference       BIGINT   NOT NULL,
    -- The message that has the id or names it; 0: not known.
    message_id      BIGINT   NOT NULL,
    -- It has the id.
    here            SMALLINT NOT NULL,
    -- The strand.
    conversation_id BIGINT   NOT NULL,
    PRIMARY KEY (user_id, reference, message_id)
);
INSERT INTO message_references_2 (user_id, reference, message_id, here, conversation_id)
    SELECT user_id, reference, 0, 0, conversation_id FROM message_references;
DROP TABLE message_references;
ALTER TABLE message_references_2 RENAME TO message_references;
ALTER INDEX message_references_2_pkey RENAME TO message_references_pkey;
CREATE INDEX message_references_conversation ON message_references (conversation_id);
