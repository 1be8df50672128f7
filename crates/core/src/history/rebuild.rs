//! Indexing all entries anew, in slices between other jobs: after an update that indexes more or otherwise, or once the
//! indexes were lost. The newest come first, and searches find what is indexed so far.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OptionalExtension};

use super::{index, read, record, words::Indexed};
use crate::{
    change::{Content, Entry},
    database::{Database, DatabaseError, Durability, places::place},
};

/// The texts that a search finds an entry by, see [`crate::change::NewEntry::search_text`].
pub type SearchText = Arc<dyn Fn(&Content) -> String + Send + Sync>;

/// The note that says before which place entries are still to be indexed.
pub(crate) const NOTE: &str = "index_anew_before";
/// Entries in a job: some three milliseconds.
const AT_ONCE: i64 = 16;
/// After so many jobs what they made is merged a little.
const TO_MERGE: usize = 8;

/// Makes both indexes anew and empty, for damaged ones; [`rebuild`] fills them.
pub(crate) fn begin(connection: &Connection) -> Result<(), DatabaseError> {
    index::make_anew(connection)?;
    let insert = "INSERT OR REPLACE INTO note (key, value)
                  SELECT ?1, max(id) + 1 FROM entry HAVING max(id) IS NOT NULL";
    connection.execute(insert, [NOTE])?;
    Ok(())
}

/// Goes on where it was, until all is done. Gives how many entries it indexed.
pub(crate) async fn rebuild(database: &Database, text: SearchText) -> Result<u64, DatabaseError> {
    let mut done = 0;
    for slice in 1.. {
        let text = Arc::clone(&text);
        let begun = Instant::now();
        let indexed = database.write(Durability::Lazy, move |connection| some(connection, &*text)).await?;
        if indexed == 0 {
            break;
        }
        done += indexed;
        if slice % TO_MERGE == 0 {
            index::merge(database).await?;
        }
        // Two thirds of the writer's time are for what comes meanwhile, and of the disk's.
        tokio::time::sleep((2 * begun.elapsed()).min(Duration::from_secs(1))).await;
    }
    Ok(done)
}

/// The newest of those that are left; gives how many.
fn some(connection: &Connection, text: &dyn Fn(&Content) -> String) -> Result<u64, DatabaseError> {
    let before: Option<i64> = connection
        .prepare_cached("SELECT CAST(value AS INTEGER) FROM note WHERE key = ?1")?
        .query_row([NOTE], |row| row.get(0))
        .optional()?;
    let Some(before) = before else { return Ok(0) };
    let mut places: Vec<i64> = connection
        .prepare_cached("SELECT id FROM entry WHERE id < ?1 ORDER BY id DESC LIMIT ?2")?
        .query_map((before, AT_ONCE), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    places.reverse();
    match places.first() {
        Some(lowest) => connection
            .prepare_cached("UPDATE note SET value = ?2 WHERE key = ?1")?
            .execute((NOTE, lowest.to_string()))?,
        None => connection.prepare_cached("DELETE FROM note WHERE key = ?1")?.execute([NOTE])?,
    };
    // The text is made here, so that nothing is learnt of an entry between reading and indexing it.
    let indexed = |entry: Entry| Some((place(entry.id)?, Indexed::of(&text(&entry.content))));
    let entries = read::entries(connection, &places)?;
    record::reindex(connection, entries.into_iter().filter_map(indexed).collect())?;
    Ok(places.len() as u64)
}
