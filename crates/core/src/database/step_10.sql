-- How an entry is told where that is not as usual: bits, see history/cells.rs. Null: as usual, and not highlighted.
ALTER TABLE entry ADD COLUMN manner INTEGER;
