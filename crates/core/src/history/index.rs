//! The two full-text indexes: what an entry has in them, and merging them. Each recording adds a segment, and a search has to
//! look into each segment.
//!
//! SQLite would merge by itself while it records, which holds the writer for a long time now and then. Here it is done in
//! small jobs, between which appends get their turn.

use rusqlite::Connection;

use super::words::Indexed;
use crate::database::{Database, DatabaseError, Durability};

const INDEXES: [&str; 2] = ["entry_words", "entry_runs"];
/// Pages of 4 KiB that one job writes, about two milliseconds.
const PAGES: i64 = 24;
/// Jobs after a recording at most; a large merge goes on after the next one.
const JOBS: usize = 16;

/// Has entries found by this. They must not be in the indexes, and their places must ascend, or each is a segment of its own.
pub(crate) fn insert<'a>(
    connection: &Connection,
    entries: impl Iterator<Item = (i64, &'a Indexed)>,
) -> Result<(), DatabaseError> {
    let mut words = connection.prepare_cached("INSERT INTO entry_words (rowid, words) VALUES (?1, ?2)")?;
    let mut runs = connection.prepare_cached("INSERT INTO entry_runs (rowid, runs) VALUES (?1, ?2)")?;
    for (place, indexed) in entries {
        words.execute((place, &indexed.words))?;
        if !indexed.runs.is_empty() {
            runs.execute((place, &indexed.runs))?;
        }
    }
    Ok(())
}

/// Has entries at these places found no more.
pub(crate) fn remove(connection: &Connection, places: impl Iterator<Item = i64>) -> Result<(), DatabaseError> {
    let mut words = connection.prepare_cached("DELETE FROM entry_words WHERE rowid = ?1")?;
    let mut runs = connection.prepare_cached("DELETE FROM entry_runs WHERE rowid = ?1")?;
    for place in places {
        words.execute([place])?;
        runs.execute([place])?;
    }
    Ok(())
}

/// Drops both indexes and makes them again, empty.
pub(crate) fn make_anew(connection: &Connection) -> Result<(), DatabaseError> {
    for index in INDEXES {
        let select = "SELECT sql FROM sqlite_schema WHERE name = ?1";
        let create: String = connection.query_row(select, [index], |row| row.get(0))?;
        connection.execute_batch(&format!("DROP TABLE {index}; {create}"))?;
        // As the steps of the schema say.
        for (what, number) in [("deletemerge", 0), ("automerge", 0), ("crisismerge", 200)] {
            tell(connection, index, what, number)?;
        }
    }
    Ok(())
}

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
        let delete_at =
            |percent: i64| INDEXES.into_iter().try_for_each(|index| tell(connection, index, "deletemerge", percent));
        delete_at(10)?;
        let more = step(connection, 4 * PAGES)?;
        delete_at(0)?;
        Ok(more)
    };
    database.write(Durability::Lazy, job).await
}

/// Merges one of the indexes; the second once there is nothing to do for the first.
fn step(connection: &Connection, pages: i64) -> Result<bool, DatabaseError> {
    for index in INDEXES {
        let before = connection.total_changes();
        tell(connection, index, "merge", pages)?;
        // As FTS5's manual says: fewer than two changes mean that there was nothing to merge.
        if connection.total_changes() - before >= 2 {
            return Ok(true);
        }
    }
    Ok(false)
}

fn tell(connection: &Connection, index: &str, what: &str, number: i64) -> Result<(), DatabaseError> {
    let command = format!("INSERT INTO {index} ({index}, rank) VALUES (?1, ?2)");
    connection.prepare_cached(&command)?.execute((what, number))?;
    Ok(())
}
