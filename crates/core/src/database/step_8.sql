-- What may have changed rows without naming them: gaps (kind 9), and changes of several rows, which name one.
CREATE INDEX entry_unnamed ON entry (base_table) WHERE rows_affected > 1 OR kind = 9;
