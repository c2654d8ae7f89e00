-- Where a user's mail of a time is in the order of ids, in which searches go. A span is 2^33
-- milliseconds, 99 days.
CREATE INDEX messages_times ON messages ((id >> 32), (date >> 33), id, date);
