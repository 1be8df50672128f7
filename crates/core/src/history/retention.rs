//! Forgetting what is too old or too much, in slices short enough that no append waits for long.

use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::{index, marks::delete_places};
use crate::database::{Database, DatabaseError, Durability, count, places::first_place};

/// What is kept; none: without limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RetentionLimits {
    /// Entries, in days since the change.
    pub days: Option<u32>,
    /// The raw bytes of deliveries that are in the history, in days since they came.
    pub raw_days: Option<u32>,
    /// The size of the database file in bytes: the oldest raw bytes go first, then the oldest entries.
    pub max_bytes: Option<u64>,
}

/// What [`super::History::retain`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retained {
    /// How many entries were deleted.
    pub entries: u64,
    /// Of how many deliveries the raw bytes were deleted.
    pub raw: u64,
    /// How many deliveries were forgotten altogether.
    pub receipts: u64,
}

const DAY_MS: i64 = 86_400_000;
/// A delivery's hash is kept this long at least.
const RECEIPT_DAYS: u32 = 14;
/// How often the size is looked at again.
const ROUNDS: usize = 5;
/// A slice is made smaller when it took longer than this.
const LONG: Duration = Duration::from_millis(20);
const SHORT: Duration = Duration::from_millis(8);

/// How many things a slice takes, learnt from how long the slices before took.
#[derive(Clone, Copy, Debug)]
struct Slice(usize);

impl Slice {
    fn learn(&mut self, took: Duration) {
        if took > LONG {
            self.0 = (self.0 / 2).max(10);
        } else if took < SHORT {
            self.0 = (self.0 * 2).min(20_000);
        }
    }
}

/// Runs a step again and again, each time as a job of its own, until it says that it is done. Sums up what it says.
async fn in_slices<F>(database: &Database, first: usize, step: F) -> Result<u64, DatabaseError>
where
    F: Fn(&Connection, usize, &mut i64) -> Result<Step, DatabaseError> + Clone + Send + 'static,
{
    let (mut slice, mut cursor, mut sum) = (Slice(first), i64::MIN, 0);
    loop {
        let (step, size) = (step.clone(), slice.0);
        let job = move |connection: &Connection| Ok((step(connection, size, &mut cursor)?, cursor));
        // With the commit, in which the full-text index does its part.
        let begun = Instant::now();
        let (said, reached) = database.write(Durability::Lazy, job).await?;
        slice.learn(begun.elapsed());
        cursor = reached;
        sum += said.did;
        if said.done {
            return Ok(sum);
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Step {
    did: u64,
    done: bool,
}

pub(crate) async fn retain(
    database: &Database,
    now_ms: i64,
    limits: RetentionLimits,
) -> Result<Retained, DatabaseError> {
    let before = |days: u32| now_ms.saturating_sub(i64::from(days) * DAY_MS);
    let mut done = Retained::default();
    if let Some(days) = limits.raw_days {
        done.raw += forget_raw(database, before(days), u64::MAX).await?;
    }
    if let Some(days) = limits.days {
        done.entries += forget_entries(database, first_place(before(days)), u64::MAX).await?;
    }
    if done.entries > 0 {
        while index::tidy(database).await? {}
    }
    // What entries take in the full-text index is known only after it was merged, so this may take some rounds.
    for _ in 0..ROUNDS {
        let Some(most) = limits.max_bytes else { break };
        let used = database.read(size).await?.used;
        if used <= most {
            break;
        }
        let target = most / 20 * 19;
        done.raw += forget_raw_until(database, target).await?;
        let size = database.read(size).await?;
        if size.used > target && size.entries > 0 {
            let each = (size.used / size.entries).max(1);
            done.entries += forget_entries(database, i64::MAX, (size.used - target) / each + 1).await?;
            while index::tidy(database).await? {}
        }
    }
    done.receipts += forget_receipts(database, before(RECEIPT_DAYS.max(limits.days.unwrap_or(0)))).await?;
    give_back(database, limits.max_bytes.unwrap_or(u64::MAX)).await?;
    Ok(done)
}

async fn forget_raw(database: &Database, before_ms: i64, most: u64) -> Result<u64, DatabaseError> {
    let step = move |connection: &Connection, size: usize, cursor: &mut i64| {
        let size = size.min(usize::try_from(most).unwrap_or(usize::MAX));
        let (did, seen, old) = delete_raw(connection, size, cursor, before_ms)?;
        Ok(Step { did, done: seen < size || old == 0 || did >= most })
    };
    in_slices(database, 200, step).await
}

async fn forget_raw_until(database: &Database, target: u64) -> Result<u64, DatabaseError> {
    let step = move |connection: &Connection, slice: usize, cursor: &mut i64| {
        let (did, seen, _) = delete_raw(connection, slice, cursor, i64::MAX)?;
        Ok(Step { did, done: seen < slice || size(connection)?.used <= target })
    };
    in_slices(database, 200, step).await
}

/// Walks on from the cursor over `limit` deliveries, which are in the order of arrival. Gives how many it deleted, how many
/// it saw, and how many of those were old.
fn delete_raw(
    connection: &Connection,
    limit: usize,
    cursor: &mut i64,
    before_ms: i64,
) -> Result<(u64, usize, usize), DatabaseError> {
    let seen: Vec<(i64, bool, bool)> = connection
        .prepare_cached("SELECT id, recorded = 1, received_ms < ?2 FROM delivery WHERE id > ?1 ORDER BY id LIMIT ?3")?
        .query_map((*cursor, before_ms, i64::try_from(limit).unwrap_or(i64::MAX)), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut delete = connection.prepare_cached("DELETE FROM delivery WHERE id = ?1")?;
    let mut did = 0;
    for (id, recorded, old) in &seen {
        if *recorded && *old {
            delete.execute([id])?;
            did += 1;
        }
        *cursor = *id;
    }
    Ok((did, seen.len(), seen.iter().filter(|(_, _, old)| *old).count()))
}

/// Deletes the oldest entries: those below `end`, at most `most`.
async fn forget_entries(database: &Database, end: i64, most: u64) -> Result<u64, DatabaseError> {
    // The cursor counts what is done.
    let step = move |connection: &Connection, size: usize, cursor: &mut i64| {
        let so_far = u64::try_from(*cursor).unwrap_or(0);
        let size = size.min(usize::try_from(most - so_far).unwrap_or(usize::MAX));
        let places: Vec<i64> = connection
            .prepare_cached("SELECT id FROM entry WHERE id < ?1 ORDER BY id LIMIT ?2")?
            .query_map((end, i64::try_from(size).unwrap_or(i64::MAX)), |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let did = delete_places(connection, &places)? as u64;
        *cursor = i64::try_from(so_far + did).unwrap_or(i64::MAX);
        Ok(Step { did, done: places.len() < size || so_far + did >= most })
    };
    in_slices(database, 100, step).await
}

/// Forgets deliveries from before that time whose entries are all older than the oldest entry that is kept.
async fn forget_receipts(database: &Database, before_ms: i64) -> Result<u64, DatabaseError> {
    let step = move |connection: &Connection, size: usize, cursor: &mut i64| {
        let oldest: Option<i64> = connection.query_row("SELECT min(id) FROM entry", [], |row| row.get(0))?;
        let newest: Option<i64> = connection.query_row("SELECT max(id) FROM receipt", [], |row| row.get(0))?;
        let seen: Vec<(i64, bool)> = connection
            .prepare_cached(
                "SELECT id, received_ms < ?2 AND ifnull(last_entry, ?3 - 1) < ?3 AND id <> ?4 FROM receipt
                 WHERE id > ?1 ORDER BY id LIMIT ?5",
            )?
            .query_map(
                (*cursor, before_ms, oldest.unwrap_or(i64::MAX), newest, i64::try_from(size).unwrap_or(i64::MAX)),
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?
            .collect::<rusqlite::Result<_>>()?;
        let mut delete = connection.prepare_cached("DELETE FROM receipt WHERE id = ?1")?;
        let mut did = 0;
        for (id, over) in &seen {
            if *over {
                delete.execute([id])?;
                did += 1;
            }
            *cursor = *id;
        }
        Ok(Step { did, done: seen.len() < size || did == 0 })
    };
    in_slices(database, 500, step).await
}

/// Gives free pages back to the file system where they are many, or the file is too large.
async fn give_back(database: &Database, max_bytes: u64) -> Result<(), DatabaseError> {
    let step = move |connection: &Connection, slice: usize, _: &mut i64| {
        let size = size(connection)?;
        let many = size.free > 16 << 20 && size.free > size.file / 4;
        if size.free == 0 || !(many || size.file > max_bytes) {
            return Ok(Step { did: 0, done: true });
        }
        let mut vacuum = connection.prepare(&format!("PRAGMA incremental_vacuum({slice})"))?;
        let mut rows = vacuum.query([])?;
        while rows.next()?.is_some() {}
        Ok(Step { did: 0, done: false })
    };
    in_slices(database, 100, step).await.map(drop)
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    /// Bytes of the file.
    pub(crate) file: u64,
    /// Of these, free.
    pub(crate) free: u64,
    pub(crate) used: u64,
    entries: u64,
}

pub(crate) fn size(connection: &Connection) -> Result<Size, DatabaseError> {
    let number = |sql: &str| connection.prepare_cached(sql)?.query_row([], |row| count(row, 0));
    let page = number("PRAGMA page_size")?;
    let (file, free) = (number("PRAGMA page_count")? * page, number("PRAGMA freelist_count")? * page);
    let entries = number("SELECT ifnull(sum(total), 0) FROM base_table")?;
    Ok(Size { file, free, used: file.saturating_sub(free), entries })
}
