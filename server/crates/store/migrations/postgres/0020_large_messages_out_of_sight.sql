-- When the provider first listed a message over the limit no longer; 0: it does.
ALTER TABLE account_oversized ADD COLUMN vanished BIGINT NOT NULL DEFAULT 0;
