-- What readers mark as spam, and what is learned from it. One user's rows never bear on
-- another's mail.

-- Messages that were marked, kept or judged. 0: nothing, 1: kept, 2: spam.
CREATE TABLE spam_messages (
    message_id BIGINT   PRIMARY KEY,
    -- As what it is counted in `spam_tokens`.
    trained    BIGINT   NOT NULL,
    -- As what it is to be counted, by what its reader did last.
    wanted     BIGINT   NOT NULL,
    -- It was put into Spam when it arrived.
    judged     SMALLINT NOT NULL
);
CREATE INDEX spam_messages_due ON spam_messages (message_id) WHERE trained <> wanted;

-- How many of a user's messages have a token, by kind.
CREATE TABLE spam_tokens (
    user_id BIGINT  NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- 64 bits of the hash of what is counted.
    token   BIGINT  NOT NULL,
    spam    BIGINT  NOT NULL,
    ham     BIGINT  NOT NULL,
    -- When it was counted last.
    seen    BIGINT  NOT NULL,
    PRIMARY KEY (user_id, token)
);

-- How many messages those are.
CREATE TABLE spam_totals (
    user_id BIGINT  PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    spam    BIGINT  NOT NULL,
    ham     BIGINT  NOT NULL
);
