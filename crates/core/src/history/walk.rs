//! Walking several ordered lists at once, for the entries that are in all of them.
//!
//! Each list is read in chunks. Where one list is far ahead, the others are asked anew from there instead of being read
//! up to it, so that a rare filter over a common word costs little.

use rusqlite::Connection;

use super::filter::{List, Plan};
use crate::database::DatabaseError;

/// How the walk goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    NewestFirst,
    OldestFirst,
}

const FIRST_CHUNK: i64 = 64;
const LARGEST_CHUNK: i64 = 4096;

/// Up to `limit` places of the plan from the `start` on (itself included), in that order.
pub(crate) fn walk(
    connection: &Connection,
    plan: &Plan,
    order: Order,
    start: i64,
    limit: usize,
) -> Result<Vec<i64>, DatabaseError> {
    let mut cursors: Vec<Cursor<'_>> =
        plan.lists.iter().map(|list| Cursor::new(connection, list, plan, order)).collect();
    if let [only] = cursors.as_mut_slice() {
        only.chunk = i64::try_from(limit).unwrap_or(LARGEST_CHUNK).clamp(1, LARGEST_CHUNK);
    }
    let mut found = Vec::with_capacity(limit.min(256));
    let mut at = match order {
        Order::NewestFirst => -start.min(plan.range.1).max(-i64::MAX),
        Order::OldestFirst => start.max(plan.range.0),
    };
    'next: while found.len() < limit {
        let mut agreed = at;
        for cursor in &mut cursors {
            match cursor.at_least(agreed)? {
                None => break 'next,
                Some(key) => agreed = key,
            }
        }
        // The lists before the last one may not hold what the last one said.
        if cursors.len() > 1 && agreed != at && !all_hold(&mut cursors, agreed)? {
            at = agreed;
            continue;
        }
        found.push(if order == Order::NewestFirst { -agreed } else { agreed });
        at = agreed.saturating_add(1);
    }
    Ok(found)
}

fn all_hold(cursors: &mut [Cursor<'_>], key: i64) -> Result<bool, DatabaseError> {
    for cursor in cursors {
        if cursor.at_least(key)? != Some(key) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// One list, as keys that ascend: the places, or with the newest first their negatives.
struct Cursor<'a> {
    connection: &'a Connection,
    list: &'a List,
    range: (i64, i64),
    order: Order,
    chunk: i64,
    keys: Vec<i64>,
    next: usize,
    /// Whether the list has no more than `keys`.
    complete: bool,
}

impl<'a> Cursor<'a> {
    fn new(connection: &'a Connection, list: &'a List, plan: &Plan, order: Order) -> Self {
        let range = plan.range;
        Self { connection, list, range, order, chunk: FIRST_CHUNK, keys: Vec::new(), next: 0, complete: false }
    }

    /// The first key that is not less.
    fn at_least(&mut self, key: i64) -> Result<Option<i64>, DatabaseError> {
        loop {
            let rest = &self.keys[self.next..];
            self.next += rest.partition_point(|&held| held < key);
            if let Some(&held) = self.keys.get(self.next) {
                return Ok(Some(held));
            }
            if self.complete {
                return Ok(None);
            }
            self.fill(key)?;
        }
    }

    fn fill(&mut self, key: i64) -> Result<(), DatabaseError> {
        let (low, high) = match self.order {
            Order::NewestFirst => (self.range.0, self.range.1.min(-key)),
            Order::OldestFirst => (self.range.0.max(key), self.range.1),
        };
        let rows = match self.list {
            List::All => "SELECT id FROM entry WHERE id BETWEEN ?1 AND ?2 AND ?4 IS NULL ORDER BY id",
            List::Words(_) => {
                "SELECT rowid FROM entry_words WHERE entry_words MATCH ?4 AND rowid BETWEEN ?1 AND ?2 ORDER BY rowid"
            }
            List::Runs(_) => {
                "SELECT rowid FROM entry_runs WHERE entry_runs MATCH ?4 AND rowid BETWEEN ?1 AND ?2 ORDER BY rowid"
            }
            List::Unread => "SELECT id FROM unread WHERE id BETWEEN ?1 AND ?2 AND ?4 IS NULL ORDER BY id",
            List::UnreadOf(_) => "SELECT id FROM unread WHERE base_table = ?4 AND id BETWEEN ?1 AND ?2 ORDER BY id",
            List::Source(_) => "SELECT id FROM entry WHERE source = ?4 AND id BETWEEN ?1 AND ?2 ORDER BY id",
            List::Row(_) => {
                concat!("SELECT id FROM entry WHERE ", of_row!("?4"), " AND id BETWEEN ?1 AND ?2 ORDER BY id")
            }
        };
        let direction = if self.order == Order::NewestFirst { "DESC" } else { "ASC" };
        let mut select = self.connection.prepare_cached(&format!("{rows} {direction} LIMIT ?3"))?;
        let of: rusqlite::types::Value = match self.list {
            List::All | List::Unread => rusqlite::types::Value::Null,
            List::Words(text) | List::Runs(text) | List::Row(text) => text.clone().into(),
            List::UnreadOf(number) | List::Source(number) => (*number).into(),
        };
        let sign = if self.order == Order::NewestFirst { -1 } else { 1 };
        let keys = select.query_map((low, high, self.chunk, of), |row| Ok(sign * row.get::<_, i64>(0)?))?;
        self.keys = keys.collect::<rusqlite::Result<_>>()?;
        self.next = 0;
        self.complete = i64::try_from(self.keys.len()).is_ok_and(|got| got < self.chunk);
        self.chunk = (self.chunk * 2).min(LARGEST_CHUNK);
        Ok(())
    }
}
