-- Changes for which a rule must ring, or must not. By value, because the history forgets its entries.
CREATE TABLE example (
    rule TEXT NOT NULL,                            -- its name
    entry INTEGER NOT NULL,                        -- the number of the change's entry, which may be gone
    rings INTEGER NOT NULL,
    content TEXT NOT NULL,                         -- JSON, see services/examples.rs
    PRIMARY KEY (rule, entry)
) STRICT, WITHOUT ROWID;
