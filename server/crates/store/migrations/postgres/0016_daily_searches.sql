-- What is done once a day with what a saved search finds: '', or a word; and when next.
ALTER TABLE saved_searches ADD COLUMN daily TEXT NOT NULL DEFAULT '';
ALTER TABLE saved_searches ADD COLUMN due BIGINT NOT NULL DEFAULT 0;
CREATE INDEX saved_searches_due ON saved_searches (due) WHERE daily <> '';
