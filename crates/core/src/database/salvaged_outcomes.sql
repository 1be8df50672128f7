-- What became of entries of a file of before step 6, see there.
INSERT INTO dispatch (entry, channel, state, attempt, due_ms, detail)
SELECT id, 1, CASE verdict WHEN 1 THEN 2 WHEN 3 THEN 3 WHEN 4 THEN 1 ELSE 4 END, verdict <> 4,
    CASE WHEN verdict = 4 AND json_valid(verdict_detail) AND json_type(verdict_detail, '$[1]') = 'integer'
         THEN json_extract(verdict_detail, '$[1]') END,
    CASE verdict WHEN 1 THEN NULL WHEN 3 THEN 'clicked'
         WHEN 4 THEN iif(json_valid(verdict_detail), CAST(json_extract(verdict_detail, '$[0]') AS TEXT), 'paused')
         ELSE verdict_detail END
FROM entry WHERE verdict IN (1, 3, 4, 6) AND NOT (verdict = 6 AND verdict_detail IS 'missed');
