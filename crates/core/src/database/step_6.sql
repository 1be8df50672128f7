-- What was decided about an entry stays as it is; what is to be done about it, and what became of that, is of its own.

-- What is to be done about an entry on a channel (1: the desktop). A popup that was shown leaves no row: an announced entry
-- without one was told of. See dispatch/table.rs.
CREATE TABLE dispatch (
    entry INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    state INTEGER NOT NULL,                        -- 1 waiting, 2 under way, 3 done, 4 dead, 5 cancelled
    attempt INTEGER NOT NULL,                      -- how many were begun
    due_ms INTEGER,                                -- when the wait ends; null: nobody knows, or it does not wait
    detail TEXT,                                   -- what it waits for; its receipt, error, or why it was cancelled
    PRIMARY KEY (entry, channel)
) STRICT, WITHOUT ROWID;

-- Until here an entry's outcome was both: 1 pending, 2 shown, 3 clicked, 4 held, 5 muted, 6 failed. As a verdict, 5 is "muted", 6
-- with 'missed' "a gap", and the others were announced: what became of that is told by their dispatch. No entry is written
-- anew, for there may be a million.
INSERT INTO dispatch (entry, channel, state, attempt, due_ms, detail)
SELECT id, 1, CASE outcome WHEN 1 THEN 2 WHEN 3 THEN 3 WHEN 4 THEN 1 ELSE 4 END, outcome <> 4,
    CASE WHEN outcome = 4 AND json_valid(outcome_detail) AND json_type(outcome_detail, '$[1]') = 'integer'
         THEN json_extract(outcome_detail, '$[1]') END,
    CASE outcome WHEN 1 THEN NULL WHEN 3 THEN 'clicked'
         WHEN 4 THEN iif(json_valid(outcome_detail), CAST(json_extract(outcome_detail, '$[0]') AS TEXT), 'paused')
         ELSE outcome_detail END
FROM entry WHERE outcome IN (1, 3, 4, 6) AND NOT (outcome = 6 AND outcome_detail IS 'missed') ORDER BY id;

DROP INDEX entry_outcome;
ALTER TABLE entry RENAME COLUMN outcome TO verdict;
ALTER TABLE entry RENAME COLUMN outcome_detail TO verdict_detail;
