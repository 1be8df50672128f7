-- After a salvage: what refers to names that could not be read refers to none, counters are counted anew, and the indexes are
-- filled from here on down (history/rebuild.rs).
INSERT OR IGNORE INTO endpoint (name) VALUES ('');
UPDATE delivery SET endpoint = (SELECT id FROM endpoint WHERE name = '') WHERE endpoint NOT IN (SELECT id FROM endpoint);
UPDATE receipt SET endpoint = (SELECT id FROM endpoint WHERE name = '') WHERE endpoint NOT IN (SELECT id FROM endpoint);
UPDATE entry SET endpoint = (SELECT id FROM endpoint WHERE name = '') WHERE endpoint NOT IN (SELECT id FROM endpoint);
DELETE FROM base_endpoint WHERE base NOT IN (SELECT id FROM base) OR endpoint NOT IN (SELECT id FROM endpoint);

INSERT OR IGNORE INTO base (uuid, first_seen_ms, last_seen_ms) VALUES ('', 0, 0);
UPDATE base_table SET base = (SELECT id FROM base WHERE uuid = ''), handle = handle || ' ' || id
    WHERE base NOT IN (SELECT id FROM base);
-- A place is an eighth of a millisecond since 2010 (history/numbers.rs).
INSERT INTO base_table (id, base, handle, table_id, name, named_ms, last_change_ms)
    SELECT base_table, (SELECT id FROM base WHERE uuid = ''), 'lost ' || base_table, '', '', 0, max(id) / 8 + 1262304000000
    FROM entry WHERE base_table NOT IN (SELECT id FROM base_table) GROUP BY base_table;

INSERT OR IGNORE INTO person (user, app, last_change_ms) VALUES ('', '', 0);
UPDATE entry SET person = (SELECT id FROM person WHERE user = '' AND app = '')
    WHERE person NOT IN (SELECT id FROM person);

DELETE FROM dispatch WHERE entry NOT IN (SELECT id FROM entry);
DELETE FROM unread WHERE id NOT IN (SELECT id FROM entry);
DELETE FROM report WHERE entry NOT IN (SELECT id FROM entry);
UPDATE base_table SET total = 0, unread = 0;
UPDATE base_table SET total = counted.entries
    FROM (SELECT base_table AS number, count(*) AS entries FROM entry GROUP BY base_table) AS counted
    WHERE base_table.id = counted.number;
UPDATE base_table SET unread = counted.entries
    FROM (SELECT base_table AS number, count(*) AS entries FROM unread GROUP BY base_table) AS counted
    WHERE base_table.id = counted.number;
UPDATE person SET changes = 0;
UPDATE person SET changes = counted.entries
    FROM (SELECT person AS number, count(*) AS entries FROM entry GROUP BY person) AS counted
    WHERE person.id = counted.number;

INSERT OR REPLACE INTO note (key, value)
    SELECT 'index_anew_before', max(id) + 1 FROM entry HAVING max(id) IS NOT NULL;
