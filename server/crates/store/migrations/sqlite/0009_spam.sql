-- What readers mark as spam, and what is learned from it. One user's rows never bear on
-- another's mail.

-- Messages that were marked, kept or judged. 0: nothing, 1: kept, 2: spam.
CREATE TABLE spam_messages (
    message_id INTEGER PRIMARY KEY,
    -- As what it is counted in `spam_tokens`.
    trained    INTEGER NOT NULL,
    -- As what it is to be counted, by what its reader did last.
    wanted     INTEGER NOT NULL,
    -- It was put into Spam when it arrived.
    judged     INTEGER NOT NULL
) STRICT;
CREATE INDEX spam_messages_due ON spam_messages (message_id) WHERE trained <> wanted;

-- How many of a user's messages have a token, by kind.
CREATE TABLE spam_tokens (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- 64 bits of the hash of what is counted.
    token   INTEGER NOT NULL,
    spam    INTEGER NOT NULL,
    ham     INTEGER NOT NULL,
    -- When it was counted last.
    seen    INTEGER NOT NULL,
    PRIMARY KEY (user_id, token)
) STRICT, WITHOUT ROWID;

-- How many messages those are.
CREATE TABLE spam_totals (
    user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    spam    INTEGER NOT NULL,
    ham     INTEGER NOT NULL
) STRICT;
