-- Nothing here: FTS5 has the months of messages in the order of ids (0017).
SELECT 1;
