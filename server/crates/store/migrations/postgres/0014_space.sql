-- How much mail somebody may keep. Bytes; 0: as much as they like; -1: as the settings say.
ALTER TABLE users ADD COLUMN quota BIGINT NOT NULL DEFAULT -1;

-- What the messages of a folder come to, kept as the other counts are.
ALTER TABLE folders ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0;
UPDATE folders SET bytes =
    COALESCE((SELECT SUM(size) FROM messages m WHERE m.folder_id = folders.id), 0);

CREATE OR REPLACE FUNCTION folders_count_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE folders f SET
        total = f.total + d.total, unread = f.unread + d.unread, bytes = f.bytes + d.bytes
    FROM (SELECT folder_id, COUNT(*) AS total, SUM(unread) AS unread, SUM(size) AS bytes
          FROM fresh GROUP BY folder_id) d
    WHERE f.id = d.folder_id;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION folders_count_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE folders f SET
        total = f.total - d.total, unread = f.unread - d.unread, bytes = f.bytes - d.bytes
    FROM (SELECT folder_id, COUNT(*) AS total, SUM(unread) AS unread, SUM(size) AS bytes
          FROM stale GROUP BY folder_id) d
    WHERE f.id = d.folder_id;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION folders_count_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE folders f SET
        total = f.total + d.total, unread = f.unread + d.unread, bytes = f.bytes + d.bytes
    FROM (SELECT folder_id, SUM(total) AS total, SUM(unread) AS unread, SUM(size) AS bytes
          FROM (SELECT folder_id, 1 AS total, unread, size FROM fresh
                UNION ALL SELECT folder_id, -1, -unread, -size FROM stale) each
          GROUP BY folder_id HAVING SUM(total) <> 0 OR SUM(unread) <> 0 OR SUM(size) <> 0) d
    WHERE f.id = d.folder_id;
    RETURN NULL;
END $$;
