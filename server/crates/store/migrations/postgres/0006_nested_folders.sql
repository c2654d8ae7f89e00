-- Own folders lie in each other; 0: at the top, as the six do.
ALTER TABLE folders ADD COLUMN parent_id BIGINT NOT NULL DEFAULT 0;
DROP INDEX folders_name;
CREATE UNIQUE INDEX folders_name ON folders (user_id, parent_id, name_key);
