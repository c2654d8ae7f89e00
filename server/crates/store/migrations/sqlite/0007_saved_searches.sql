-- Searches that users keep by a name.
CREATE TABLE saved_searches (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name     TEXT    NOT NULL,
    -- The name as it is compared: lower case.
    name_key TEXT    NOT NULL,
    -- As typed.
    query    TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX saved_searches_name ON saved_searches (user_id, name_key);
