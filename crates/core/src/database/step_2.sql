-- Changes by the way they came.
CREATE INDEX entry_source ON entry (source);
