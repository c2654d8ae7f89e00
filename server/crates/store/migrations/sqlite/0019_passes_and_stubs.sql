-- How each pass ended: '' when all was done, 'stopped' or 'failed'. Those before it count as they
-- were shown.
ALTER TABLE passes ADD COLUMN ended TEXT NOT NULL DEFAULT '';
UPDATE passes SET ended = 'failed' WHERE problem <> '';
