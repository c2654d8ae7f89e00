-- Times are Unix milliseconds, sizes bytes, booleans 0 or 1. An applied migration is never
-- changed: what follows is a new file.

-- Who signs in. Addresses are kept in lower case.
CREATE TABLE users (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    address       TEXT    NOT NULL UNIQUE,
    name          TEXT    NOT NULL,
    password_hash TEXT    NOT NULL,
    admin         INTEGER NOT NULL,
    created       INTEGER NOT NULL,
    -- The n of the last message id given out; counts up only, so that no id is used twice.
    last_message  INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE sessions (
    -- BLAKE3 of the id in the cookie: who reads the database cannot sign in with it.
    hash    BLOB    PRIMARY KEY,
    -- 0 while nobody is signed in.
    user_id INTEGER NOT NULL,
    browser TEXT    NOT NULL,
    client  TEXT    NOT NULL,
    created INTEGER NOT NULL,
    seen    INTEGER NOT NULL,
    expiry  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions (user_id, seen);
CREATE INDEX sessions_expiry ON sessions (expiry);

-- Remote POP3 mailboxes, and the address and SMTP server that each brings.
CREATE TABLE accounts (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    address      TEXT    NOT NULL,
    pop3_url     TEXT    NOT NULL,
    pop3_secret  BLOB    NOT NULL,
    smtp_url     TEXT    NOT NULL,
    smtp_secret  BLOB    NOT NULL,
    leave_policy TEXT    NOT NULL,
    every        INTEGER NOT NULL,
    next_pass    INTEGER NOT NULL,
    failures     INTEGER NOT NULL DEFAULT 0,
    -- Until when a pass holds the account; 0 while none does.
    leased_until INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX accounts_user ON accounts (user_id, pop3_url);
CREATE INDEX accounts_due ON accounts (next_pass);

-- What is known of each message at the provider (RFC 1939, UIDL).
CREATE TABLE account_uids (
    account_id       INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    uid              TEXT    NOT NULL,
    fetched          INTEGER NOT NULL,
    delete_requested INTEGER NOT NULL DEFAULT 0,
    -- What it became here; the message may be gone by now.
    message_id       INTEGER NOT NULL,
    PRIMARY KEY (account_id, uid)
) STRICT, WITHOUT ROWID;

-- The log of passes that the user reads.
CREATE TABLE passes (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    started    INTEGER NOT NULL,
    finished   INTEGER NOT NULL,
    new        INTEGER NOT NULL,
    bytes      INTEGER NOT NULL,
    skipped    INTEGER NOT NULL,
    deleted    INTEGER NOT NULL,
    problem    TEXT    NOT NULL
) STRICT;
CREATE INDEX passes_account ON passes (account_id, id);

CREATE TABLE folders (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role     TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    -- The name as it is compared: lower case.
    name_key TEXT    NOT NULL,
    -- Kept by the triggers below; `check` counts again.
    total    INTEGER NOT NULL DEFAULT 0,
    unread   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX folders_name ON folders (user_id, name_key);
CREATE UNIQUE INDEX folders_role ON folders (user_id, role) WHERE role <> 'own';

-- The bytes of messages and of files attached to drafts, each kept once.
CREATE TABLE sources (
    id        INTEGER PRIMARY KEY,
    -- BLAKE3 of the bytes as they came.
    hash      BLOB    NOT NULL UNIQUE,
    size      INTEGER NOT NULL,
    -- 1: zstd-compressed in the blob store under the hash, and `content` is empty.
    elsewhere INTEGER NOT NULL,
    -- zstd-compressed.
    content   BLOB    NOT NULL
) STRICT;

CREATE TABLE messages (
    -- user << 32 | n
    id              INTEGER PRIMARY KEY,
    folder_id       INTEGER NOT NULL,
    conversation_id INTEGER NOT NULL,
    -- 0: a draft, which has none.
    source_id       INTEGER NOT NULL,
    date            INTEGER NOT NULL,
    received        INTEGER NOT NULL,
    size            INTEGER NOT NULL,
    unread          INTEGER NOT NULL,
    starred         INTEGER NOT NULL,
    answered        INTEGER NOT NULL DEFAULT 0,
    forwarded       INTEGER NOT NULL DEFAULT 0,
    attachments     INTEGER NOT NULL,
    from_name       TEXT    NOT NULL,
    from_address    TEXT    NOT NULL,
    -- JSON: [[name, address], …], at most five.
    recipients      TEXT    NOT NULL,
    subject         TEXT    NOT NULL,
    snippet         TEXT    NOT NULL,
    -- In Sent, the worst state of all recipients; else empty.
    delivery        TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX messages_list ON messages (folder_id, date, id);
CREATE INDEX messages_conversation ON messages (conversation_id);
CREATE INDEX messages_source ON messages (source_id) WHERE source_id <> 0;
-- For searches that name nothing but a folder or a state.
CREATE INDEX messages_folder ON messages (folder_id, id);
CREATE INDEX messages_unread ON messages (unread, id) WHERE unread = 1;
CREATE INDEX messages_starred ON messages (starred, id) WHERE starred = 1;

CREATE TRIGGER folders_count_insert AFTER INSERT ON messages BEGIN
    UPDATE folders SET total = total + 1, unread = unread + NEW.unread WHERE id = NEW.folder_id;
END;
CREATE TRIGGER folders_count_delete AFTER DELETE ON messages BEGIN
    UPDATE folders SET total = total - 1, unread = unread - OLD.unread WHERE id = OLD.folder_id;
END;
CREATE TRIGGER folders_count_update AFTER UPDATE OF folder_id, unread ON messages BEGIN
    UPDATE folders SET total = total - 1, unread = unread - OLD.unread WHERE id = OLD.folder_id;
    UPDATE folders SET total = total + 1, unread = unread + NEW.unread WHERE id = NEW.folder_id;
END;

-- The beginning of a message's text, zstd-compressed: what search results show around a match.
CREATE TABLE message_texts (
    id   INTEGER PRIMARY KEY,
    text BLOB    NOT NULL
) STRICT;

-- Every Message-ID that a user's mail has or names, and the conversation it leads to.
CREATE TABLE message_references (
    user_id         INTEGER NOT NULL,
    -- The first 64 bits of the BLAKE3 hash of the Message-ID.
    reference       INTEGER NOT NULL,
    conversation_id INTEGER NOT NULL,
    PRIMARY KEY (user_id, reference)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_references_conversation ON message_references (conversation_id);

-- rowid = message id. The words come in folded and split (see `words.rs`), with blanks between;
-- so every other character belongs to its word.
CREATE VIRTUAL TABLE messages_fts USING fts5 (
    subject, sender, recipient, copied, body, filename, list,
    content = '', contentless_delete = 1,
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* M* Co'"
);

CREATE TABLE contacts (
    user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- In lower case.
    address  TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    -- The folded words of name and address, each with a blank before it.
    words    TEXT    NOT NULL,
    sent     INTEGER NOT NULL,
    received INTEGER NOT NULL,
    seen     INTEGER NOT NULL,
    PRIMARY KEY (user_id, address)
) STRICT, WITHOUT ROWID;

CREATE TABLE undos (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created INTEGER NOT NULL
) STRICT;
CREATE INDEX undos_created ON undos (created);

-- How each message was before.
CREATE TABLE undo_messages (
    undo_id    INTEGER NOT NULL REFERENCES undos (id) ON DELETE CASCADE,
    message_id INTEGER NOT NULL,
    folder_id  INTEGER NOT NULL,
    unread     INTEGER NOT NULL,
    starred    INTEGER NOT NULL,
    PRIMARY KEY (undo_id, message_id)
) STRICT, WITHOUT ROWID;

-- What the writer typed. Stays, apart from Drafts, while the message sent from it can be undone.
CREATE TABLE drafts (
    message_id   INTEGER PRIMARY KEY,
    kind         TEXT    NOT NULL,
    -- The message answered or forwarded; 0: none.
    regarding    INTEGER NOT NULL,
    from_field   TEXT    NOT NULL,
    to_field     TEXT    NOT NULL,
    cc_field     TEXT    NOT NULL,
    bcc_field    TEXT    NOT NULL,
    subject      TEXT    NOT NULL,
    body         TEXT    NOT NULL,
    saved        INTEGER NOT NULL,
    sent         INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Files attached to drafts.
CREATE TABLE uploads (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    draft_id   INTEGER NOT NULL REFERENCES drafts (message_id) ON DELETE CASCADE,
    source_id  INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    media_type TEXT    NOT NULL,
    size       INTEGER NOT NULL
) STRICT;
CREATE INDEX uploads_draft ON uploads (draft_id);
CREATE INDEX uploads_source ON uploads (source_id);

-- Messages accepted for sending. A row outlives its draft, so that sending the draft twice is
-- known to be one sending.
CREATE TABLE submissions (
    message_id      INTEGER PRIMARY KEY,
    user_id         INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    undo_id         INTEGER NOT NULL UNIQUE,
    -- 0: none.
    draft_id        INTEGER NOT NULL,
    -- 0: the server's route.
    account_id      INTEGER NOT NULL,
    envelope_from   TEXT    NOT NULL,
    created         INTEGER NOT NULL,
    held_until      INTEGER NOT NULL,
    -- The message answered or forwarded, and how it was marked before; 0: none.
    regarding       INTEGER NOT NULL,
    was_answered    INTEGER NOT NULL,
    was_forwarded   INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX submissions_draft ON submissions (draft_id) WHERE draft_id <> 0;
CREATE INDEX submissions_user ON submissions (user_id);

-- One row a recipient.
CREATE TABLE queue (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id    INTEGER NOT NULL REFERENCES submissions (message_id) ON DELETE CASCADE,
    recipient     TEXT    NOT NULL,
    state         TEXT    NOT NULL,
    attempts      INTEGER NOT NULL DEFAULT 0,
    -- When the row next wants attention: held or queued, the next attempt; sending, the end of
    -- the lease. NULL: settled.
    due           INTEGER,
    delay_noticed INTEGER NOT NULL DEFAULT 0,
    -- The next server may have taken the message (RFC 5321, section 4.5.4.1; requirement Q4).
    given_over    INTEGER NOT NULL DEFAULT 0,
    detail        TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX queue_message ON queue (message_id, recipient);
CREATE INDEX queue_due ON queue (due) WHERE due IS NOT NULL;
