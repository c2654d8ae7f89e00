-- What an account needs to be kept up by the one who added it.

-- How to sign in: '' by password, 'apop', 'xoauth2' (then the sealed secret is a grant, as JSON).
ALTER TABLE accounts ADD COLUMN method TEXT NOT NULL DEFAULT '';
-- Added in a browser: only servers on the public Internet may be meant (SSRF).
ALTER TABLE accounts ADD COLUMN guarded INTEGER NOT NULL DEFAULT 0;
-- What the first pass takes: 'all', 'new', or the mail of a number of days.
ALTER TABLE accounts ADD COLUMN first_pass TEXT NOT NULL DEFAULT 'all';
-- The first pass has sorted out what was there before.
ALTER TABLE accounts ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
-- The same message collected twice is kept once (R11).
ALTER TABLE accounts ADD COLUMN drop_duplicates INTEGER NOT NULL DEFAULT 1;
-- No pass by itself until somebody goes on with it.
ALTER TABLE accounts ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
-- Sign-ins in a row that the server refused; from three on there is no pass by itself (R26).
ALTER TABLE accounts ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;
-- Passes for which the server still gets one command at a time, as it failed when more were sent
-- ahead; 0: it gets as many as it says it takes.
ALTER TABLE accounts ADD COLUMN one_at_a_time INTEGER NOT NULL DEFAULT 0;
-- Milliseconds that the server wants between two sessions (LOGIN-DELAY).
ALTER TABLE accounts ADD COLUMN login_delay INTEGER NOT NULL DEFAULT 0;
-- When the last session ended.
ALTER TABLE accounts ADD COLUMN visited INTEGER NOT NULL DEFAULT 0;
-- What lay at the provider after the last listing; -1: not known.
ALTER TABLE accounts ADD COLUMN remote_messages INTEGER NOT NULL DEFAULT -1;
ALTER TABLE accounts ADD COLUMN remote_bytes INTEGER NOT NULL DEFAULT -1;
-- The server, `host:port`: how many connections it gets at once is bounded. No name has an `@`.
ALTER TABLE accounts ADD COLUMN host TEXT NOT NULL
    GENERATED ALWAYS AS (substr(pop3_url, instr(pop3_url, '@') + 1)) VIRTUAL;
CREATE INDEX accounts_leased ON accounts (host, leased_until) WHERE leased_until > 0;

-- What the server says of its size; 0: nothing.
ALTER TABLE account_oversized ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
-- The stub that stands for the message here; 0: none.
ALTER TABLE account_oversized ADD COLUMN message_id INTEGER NOT NULL DEFAULT 0;
-- The reader has asked for all of it.
ALTER TABLE account_oversized ADD COLUMN wanted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX account_oversized_message ON account_oversized (message_id) WHERE message_id <> 0;

-- For "deleted here, then deleted there". `message_id` 0: the message was at the provider before
-- the account began here, and was never collected.
CREATE INDEX account_uids_message ON account_uids (message_id);
-- What the server said of its size when it was collected; 0: nothing. Another message under the
-- same id has another.
ALTER TABLE account_uids ADD COLUMN size INTEGER NOT NULL DEFAULT 0;

-- What a user's accounts have brought lately, so that the same message is kept once, whichever of
-- them brings it again and under whichever UID (R11).
CREATE TABLE collected (
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- The first 128 bits of a BLAKE3 hash of Message-ID and body, or of the whole message.
    digest     BLOB    NOT NULL,
    message_id INTEGER NOT NULL,
    -- When it came.
    received   INTEGER NOT NULL,
    PRIMARY KEY (user_id, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX collected_received ON collected (received);
