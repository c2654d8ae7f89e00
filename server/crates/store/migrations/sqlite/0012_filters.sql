-- What happens to mail when it arrives, in the order of `place`.
CREATE TABLE filters (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    place     INTEGER NOT NULL,
    enabled   INTEGER NOT NULL,
    -- Which messages, as a search.
    query     TEXT    NOT NULL,
    -- Where they move; 0: they stay.
    folder_id INTEGER NOT NULL,
    -- What is put on them; 0: nothing.
    label_id  INTEGER NOT NULL,
    star      INTEGER NOT NULL,
    mark_read INTEGER NOT NULL,
    -- What looks like spam is none.
    not_spam  INTEGER NOT NULL,
    -- Where they are sent on to; empty: nowhere.
    forward   TEXT    NOT NULL
) STRICT;
CREATE INDEX filters_user ON filters (user_id, place);

-- A message that came and is sent on as it is, and not one that was written here.
ALTER TABLE submissions ADD COLUMN sent_on INTEGER NOT NULL DEFAULT 0;
