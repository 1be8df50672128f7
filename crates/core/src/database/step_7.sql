-- What the rules said of an entry when it came, as JSON without names (crates/rules/src/compact.rs): which were tried, and
-- which condition said what. Null: no rule was tried, or it came before this step.
ALTER TABLE entry ADD COLUMN decision TEXT;
