-- How far the letters of each mailbox at a relay are here.
CREATE TABLE mailbox (
    id BLOB PRIMARY KEY,
    epoch BLOB NOT NULL,
    after INTEGER NOT NULL
) WITHOUT ROWID;
