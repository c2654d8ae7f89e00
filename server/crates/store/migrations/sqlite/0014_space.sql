-- How much mail somebody may keep. Bytes; 0: as much as they like; -1: as the settings say.
ALTER TABLE users ADD COLUMN quota INTEGER NOT NULL DEFAULT -1;

-- What the messages of a folder come to, kept as the other counts are.
ALTER TABLE folders ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
UPDATE folders SET bytes =
    COALESCE((SELECT SUM(size) FROM messages m WHERE m.folder_id = folders.id), 0);

DROP TRIGGER folders_count_insert;
DROP TRIGGER folders_count_delete;
DROP TRIGGER folders_count_update;
CREATE TRIGGER folders_count_insert AFTER INSERT ON messages BEGIN
    UPDATE folders SET total = total + 1, unread = unread + NEW.unread, bytes = bytes + NEW.size
    WHERE id = NEW.folder_id;
END;
CREATE TRIGGER folders_count_delete AFTER DELETE ON messages BEGIN
    UPDATE folders SET total = total - 1, unread = unread - OLD.unread, bytes = bytes - OLD.size
    WHERE id = OLD.folder_id;
END;
CREATE TRIGGER folders_count_update AFTER UPDATE OF folder_id, unread, size ON messages BEGIN
    UPDATE folders SET total = total - 1, unread = unread - OLD.unread, bytes = bytes - OLD.size
    WHERE id = OLD.folder_id;
    UPDATE folders SET total = total + 1, unread = unread + NEW.unread, bytes = bytes + NEW.size
    WHERE id = NEW.folder_id;
END;
