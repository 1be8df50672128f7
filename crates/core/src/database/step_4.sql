-- What words alone can't find: pairs of neighbouring characters, in their order (history/words/mod.rs). Entries without any
-- have no row here.
CREATE VIRTUAL TABLE entry_runs USING fts5(
    runs, content='', contentless_delete=1, detail=full, tokenize='ascii'
);
INSERT INTO entry_runs (entry_runs, rank) VALUES ('deletemerge', 0);
INSERT INTO entry_runs (entry_runs, rank) VALUES ('automerge', 0);
INSERT INTO entry_runs (entry_runs, rank) VALUES ('crisismerge', 200);
-- Entries from before are indexed anew, from here on down (history/rebuild.rs).
INSERT INTO note (key, value) SELECT 'index_anew_before', max(id) + 1 FROM entry HAVING max(id) IS NOT NULL;
