-- Further webhooks that told of an entry, beside what it was made of: where they came in, and what they were.
CREATE TABLE report (
    entry INTEGER NOT NULL,
    endpoint INTEGER NOT NULL,
    delivery INTEGER NOT NULL,
    PRIMARY KEY (entry, endpoint)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_delivery ON report (delivery);

-- Of a connected base: operations that are known whole, as JSON. By them a server is known that was restored from a backup,
-- which counts the same versions anew.
ALTER TABLE progress ADD COLUMN marks TEXT;
