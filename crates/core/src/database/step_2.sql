-- Changes by the way they came.
CREATE INDEX entry_source ON entry (source);
-- When its popup was on the screen first, minus the id's time; null: it was not, or nobody knows.
ALTER TABLE entry ADD COLUMN announced_after INTEGER;
