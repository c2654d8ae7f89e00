-- When the provider first listed a message no longer; 0: it lists it. One listing may be wrong.
ALTER TABLE account_uids ADD COLUMN vanished INTEGER NOT NULL DEFAULT 0;
-- When the provider confirmed that it has deleted a message; 0: it has not. Where it goes on listing
-- it, `delete_requested` becomes 0: it keeps it whatever is asked.
ALTER TABLE account_uids ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;

-- Messages at which sessions broke off, which come last in the next pass.
CREATE TABLE account_setbacks (
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    uid        TEXT    NOT NULL,
    times      INTEGER NOT NULL,
    last       INTEGER NOT NULL,
    PRIMARY KEY (account_id, uid)
) STRICT, WITHOUT ROWID;

-- Two parts of the index of one size are merged, where that is asked for, and not only four.
INSERT INTO messages_fts (messages_fts, rank) VALUES ('usermerge', 2);

-- What an undo puts back, as a sum: 1 the folder, 2 whether it is unread, 4 starred, 8 the labels.
CREATE INDEX undos_user ON undos (user_id);
ALTER TABLE undos ADD COLUMN changed INTEGER NOT NULL DEFAULT 15;
