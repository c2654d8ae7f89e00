-- What a user does to more messages than one request changes: worked on in steps, each of which
-- is a transaction.
CREATE TABLE jobs (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- The words of operations, or 'undo'.
    kind      TEXT    NOT NULL,
    -- What becomes of the messages, for people: 'archived'.
    what      TEXT    NOT NULL,
    -- Which messages: those of a folder, or, when it is 0, those that the query finds.
    folder_id INTEGER NOT NULL,
    query     TEXT    NOT NULL,
    state     TEXT    NOT NULL,
    -- Messages are looked at from the highest id down. Those up to this one remain.
    up_to     INTEGER NOT NULL,
    -- Messages looked at, and those among them that changed.
    done      INTEGER NOT NULL DEFAULT 0,
    changed   INTEGER NOT NULL DEFAULT 0,
    total     INTEGER NOT NULL,
    -- Where it is remembered how messages were, or, of 'undo', what is undone; 0: none.
    undo_id   INTEGER NOT NULL,
    created   INTEGER NOT NULL,
    -- 0 while it runs.
    finished  INTEGER NOT NULL DEFAULT 0,
    problem   TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX jobs_user ON jobs (user_id, id);
CREATE INDEX jobs_finished ON jobs (finished, id);
CREATE INDEX jobs_undo ON jobs (undo_id) WHERE undo_id <> 0;
