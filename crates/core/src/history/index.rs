//! Merging the full-text index: each recording adds a segment to it, and a search has to look into each segment.
//!
//! SQLite would merge by itself while it records, which holds the writer for a long time now and then. Here it is done in
//! small jobs, between which appends get their turn.

use rusqlite::Connection;

use crate::database::{Database, DatabaseError, Durability};

/// Pages of 4 KiB that one job writes, about two milliseconds.
const PAGES: i64 = 24;
/// Jobs after a recording at most; a large merge goes on after the next one.
const JOBS: usize = 16;

/// Merges what many recordings have made, for a while.
pub(crate) async fn merge(database: &Database) -> Result<(), DatabaseError> {
    for _ in 0..JOBS {
        if !database.write(Durability::Lazy, |connection| step(connection, PAGES)).await? {
            break;
        }
    }
    Ok(())
}

/// Merges a little, deleted entries included; gives whether there is more to do. For idle times.
pub(crate) async fn tidy(database: &Database) -> Result<bool, DatabaseError> {
    let job = |connection: &Connection| {
        let config = "INSERT INTO entry_words (entry_words, rank) VALUES ('deletemerge', ?1)";
        connection.prepare_cached(config)?.execute([10])?;
        let more = step(connection, 4 * PAGES)?;
        connection.prepare_cached(config)?.execute([0])?;
        Ok(more)
    };
    database.write(Durability::Lazy, job).await
}

fn step(connection: &Connection, pages: i64) -> Result<bool, DatabaseError> {
    let before = connection.total_changes();
    connection.prepare_cached("INSERT INTO entry_words (entry_words, rank) VALUES ('merge', ?1)")?.execute([pages])?;
    // As FTS5's manual says: fewer than two changes mean that there was nothing to merge.
    Ok(connection.total_changes() - before >= 2)
}
