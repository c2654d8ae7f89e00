-- The time zone that a user's browser said last, and that of a job's query while it goes on; none:
-- UTC.
ALTER TABLE users ADD COLUMN zone TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN zone TEXT NOT NULL DEFAULT '';
