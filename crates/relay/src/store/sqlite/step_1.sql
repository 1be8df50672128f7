-- One row.
CREATE TABLE relay (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch BLOB NOT NULL,
    -- Grows with each change of mailboxes, addresses and quotas, so that a running relay notices what a command changed.
    registry INTEGER NOT NULL DEFAULT 1
);

-- One row, as large as a letter may well be, written to see whether that can be done.
CREATE TABLE probe (one INTEGER PRIMARY KEY CHECK (one = 1), filler BLOB NOT NULL);

CREATE TABLE mailbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    -- None once its owner has deleted it; the row goes when all its letters are gone.
    id BLOB UNIQUE,
    sign BLOB NOT NULL,
    seal BLOB NOT NULL,
    note TEXT NOT NULL,
    opened_ms INTEGER NOT NULL,
    -- Once the operator has closed it.
    closed_ms INTEGER,
    letters INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    last_ms INTEGER,
    -- The highest sequence that was cut.
    cut INTEGER NOT NULL DEFAULT 0,
    most_letters INTEGER,
    most_bytes INTEGER,
    per_second INTEGER
);

CREATE TABLE address (
    hash BLOB PRIMARY KEY,
    mailbox INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX address_mailbox ON address (mailbox);

CREATE TABLE invitation (
    hash BLOB PRIMARY KEY,
    note TEXT NOT NULL,
    made_ms INTEGER NOT NULL,
    ends_ms INTEGER,
    uses_left INTEGER NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- AUTOINCREMENT: a number never comes a second time, also when the last letter was cut.
CREATE TABLE letter (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    mailbox INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    sealed BLOB NOT NULL
);
-- An index of SQLite ends with the row's number, so this one is of (mailbox, sequence).
CREATE INDEX letter_mailbox ON letter (mailbox);
