-- What tells another message under the same id that happens to have the same size: the first 64 bits
-- of a BLAKE3 hash of the header that was collected; 0: not known.
ALTER TABLE account_uids ADD COLUMN header INTEGER NOT NULL DEFAULT 0;
