-- When the provider first listed a message over the limit no longer; 0: it does.
ALTER TABLE account_oversized ADD COLUMN vanished INTEGER NOT NULL DEFAULT 0;
