-- Messages at a provider that proved to be over the size limit: they are not asked for again
-- before the limit is raised.
CREATE TABLE account_oversized (
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    uid        TEXT    NOT NULL,
    -- The limit then. The message has more bytes than that.
    more_than  INTEGER NOT NULL,
    PRIMARY KEY (account_id, uid)
) STRICT, WITHOUT ROWID;

-- What the operator's metrics count. Almost all of the queue is sent and stays out.
CREATE INDEX queue_unsent ON queue (state) WHERE state <> 'sent';
CREATE INDEX accounts_failing ON accounts (failures) WHERE failures > 0;
