-- How each pass ended: '' when all was done, 'stopped' or 'failed'. Those before it count as they
-- were shown.
ALTER TABLE passes ADD COLUMN ended TEXT NOT NULL DEFAULT '';
UPDATE passes SET ended = 'failed' WHERE problem <> '';

-- When the first pass failed of those that have failed since the last whole one; 0: none has.
ALTER TABLE accounts ADD COLUMN failing_since BIGINT NOT NULL DEFAULT 0;

-- The source of a message while it has only the headers; any other, or 0: it is whole.
ALTER TABLE messages ADD COLUMN headers_id BIGINT NOT NULL DEFAULT 0;
UPDATE messages SET headers_id = source_id
WHERE id IN (SELECT message_id FROM account_oversized WHERE message_id <> 0);
