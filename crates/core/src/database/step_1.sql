-- Names that repeat get a small number, so that the rows of `entry` stay small.

CREATE TABLE endpoint (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    last_received_ms INTEGER NOT NULL DEFAULT 0    -- of the newest recorded delivery
) STRICT;

CREATE TABLE base (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,                     -- '' stands for "no base named"
    first_seen_ms INTEGER NOT NULL,
    last_seen_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE base_endpoint (
    base INTEGER NOT NULL,
    endpoint INTEGER NOT NULL,
    PRIMARY KEY (base, endpoint)
) STRICT, WITHOUT ROWID;

-- A table of a base. `handle` is SeaTable's id of it, or its name where no id was sent. `total` and `unread` count
-- the kept entries.
CREATE TABLE base_table (
    id INTEGER PRIMARY KEY,
    base INTEGER NOT NULL,
    handle TEXT NOT NULL,
    table_id TEXT NOT NULL,
    name TEXT NOT NULL,
    named_ms INTEGER NOT NULL,                     -- when the name was last reported
    last_change_ms INTEGER NOT NULL,
    total INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    UNIQUE (base, handle)
) STRICT;

-- Who changed something; `changes` counts the kept entries.
CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    user TEXT NOT NULL,
    app TEXT NOT NULL,
    last_change_ms INTEGER NOT NULL,
    changes INTEGER NOT NULL DEFAULT 0,
    UNIQUE (user, app)
) STRICT;

-- Deliveries exactly as they came. A row is deleted once its time is over; its `receipt` stays.
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    recorded INTEGER NOT NULL,                     -- 0 waits, 1 is in the history (or is a repeat)
    source INTEGER NOT NULL,
    endpoint INTEGER NOT NULL,
    authenticity INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    headers TEXT NOT NULL,                         -- JSON, pairs of name and value
    body BLOB NOT NULL
) STRICT;
CREATE INDEX delivery_waiting ON delivery (recorded) WHERE recorded = 0;
CREATE INDEX delivery_doubtful ON delivery (authenticity, endpoint) WHERE authenticity IN (4, 5);

-- What is kept of a recorded delivery: the hash that tells a repeat, and where its entries are.
CREATE TABLE receipt (
    id INTEGER PRIMARY KEY,                        -- the delivery's
    endpoint INTEGER NOT NULL,
    forged INTEGER NOT NULL,                       -- a forged delivery and a good one are never the same
    received_ms INTEGER NOT NULL,
    hash_head INTEGER NOT NULL,                    -- the first 8 bytes of the body's SHA-256
    hash_tail INTEGER NOT NULL,                    -- the next 8
    repeats INTEGER NOT NULL,                      -- how many times it came again
    first_entry INTEGER,                           -- lowest and highest entry made of it
    last_entry INTEGER
) STRICT;
CREATE INDEX receipt_hash ON receipt (hash_head);

-- The history. `id` grows with the time of the change; see history/numbers.rs for how it becomes an `EntryId`.
CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    delivery INTEGER NOT NULL,
    base_table INTEGER NOT NULL,
    person INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    source INTEGER NOT NULL,
    authenticity INTEGER NOT NULL,
    endpoint INTEGER NOT NULL,
    received_after INTEGER NOT NULL,               -- received_ms minus the id's time
    at_after INTEGER NOT NULL,                     -- at_ms minus the id's time, nearly always 0
    outcome INTEGER NOT NULL,
    outcome_detail TEXT,
    row_id TEXT NOT NULL,
    row_name TEXT NOT NULL,
    op_type TEXT,                                  -- null: the usual word for this kind
    cells TEXT,                                    -- JSON, see history/cells.rs; null: none
    cells_left_out INTEGER,
    rows_affected INTEGER,                         -- null: 1
    linked TEXT,                                   -- JSON
    reports INTEGER NOT NULL,                      -- the ways that told of it: 1 webhook, 2 realtime, 4 the base's log
    version INTEGER,                               -- the operation of the base that it is part of, and its place there
    op_index INTEGER
) STRICT;
CREATE INDEX entry_outcome ON entry (outcome);
CREATE INDEX entry_version ON entry (version) WHERE version IS NOT NULL;
CREATE INDEX entry_row ON entry (substr(row_id, 1, 8)) WHERE row_id <> '';

-- The entries that the person has yet to see.
CREATE TABLE unread (
    id INTEGER PRIMARY KEY,
    base_table INTEGER NOT NULL
) STRICT;
CREATE INDEX unread_table ON unread (base_table);

-- The words of each entry, and a sign for each of its base, table, person and kind. Its text is folded and split by
-- Rowbell (history/words.rs); the index keeps only which entry holds which word.
CREATE VIRTUAL TABLE entry_words USING fts5(
    words, content='', contentless_delete=1, detail=none, tokenize='ascii',
    prefix='1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24'
);
-- Rowbell merges the index itself, in small steps between other jobs (history/index.rs); left to itself it holds the writer
-- for long now and then.
INSERT INTO entry_words (entry_words, rank) VALUES ('deletemerge', 0);
INSERT INTO entry_words (entry_words, rank) VALUES ('automerge', 0);
INSERT INTO entry_words (entry_words, rank) VALUES ('crisismerge', 200);

-- What connected bases told of themselves, JSON; see enrich/directory.rs.
CREATE TABLE directory (
    base TEXT PRIMARY KEY,                         -- its uuid
    content TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How far the operations of a connected base are in the inbox.
CREATE TABLE progress (
    base TEXT PRIMARY KEY,                         -- its uuid
    version INTEGER NOT NULL                       -- of the last operation
) STRICT, WITHOUT ROWID;

-- Small things the program remembers over a restart, such as a pause.
CREATE TABLE note (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
