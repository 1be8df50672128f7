-- Further webhooks that told of an entry, beside what it was made of: where they came in, and what they were.
CREATE TABLE report (
    entry INTEGER NOT NULL,
    endpoint INTEGER NOT NULL,
    delivery INTEGER NOT NULL,
    PRIMARY KEY (entry, endpoint)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_delivery ON report (delivery);

-- Of a connected base: the newest operation that is known whole. By it a server is known that was restored from a
-- backup, which counts the same versions anew.
ALTER TABLE progress ADD COLUMN mark_version INTEGER;
ALTER TABLE progress ADD COLUMN mark_ms INTEGER;
ALTER TABLE progress ADD COLUMN mark_author TEXT;
ALTER TABLE progress ADD COLUMN mark_what INTEGER;
