//! What is changed of entries later: read, unread, gone.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};

use super::{
    filter::{Filter, base_number, plan, tables},
    index,
    walk::{Order, walk},
};
use crate::{
    change::EntryId,
    database::{
        DatabaseError, count,
        places::{entry_id, place},
    },
    dispatch::table,
};

/// Changes of the counters, written once at the end of a job.
#[derive(Debug, Default)]
pub(crate) struct Tallies {
    tables: HashMap<i64, (i64, i64)>,
    people: HashMap<i64, i64>,
}

impl Tallies {
    fn unread(&mut self, table: i64, by: i64) {
        self.tables.entry(table).or_default().1 += by;
    }

    pub(crate) fn write(self, connection: &Connection) -> Result<(), DatabaseError> {
        let update = "UPDATE base_table SET total = total + ?2, unread = unread + ?3 WHERE id = ?1";
        let mut update = connection.prepare_cached(update)?;
        for (table, (total, unread)) in self.tables {
            update.execute((table, total, unread))?;
        }
        let mut update = connection.prepare_cached("UPDATE person SET changes = changes + ?2 WHERE id = ?1")?;
        for change in self.people {
            update.execute(change)?;
        }
        Ok(())
    }
}

/// Gives the entries that were unread.
pub(crate) fn mark_read(connection: &Connection, ids: &[EntryId]) -> Result<Vec<EntryId>, DatabaseError> {
    let places: Vec<i64> = ids.iter().filter_map(|&id| place(id)).collect();
    Ok(read_places(connection, &places)?.into_iter().map(entry_id).collect())
}

fn read_places(connection: &Connection, places: &[i64]) -> Result<Vec<i64>, DatabaseError> {
    let mut tallies = Tallies::default();
    let mut changed = Vec::new();
    let mut delete = connection.prepare_cached("DELETE FROM unread WHERE id = ?1 RETURNING base_table")?;
    for place in places {
        if let Some(table) = delete.query_row([place], |row| row.get(0)).optional()? {
            tallies.unread(table, -1);
            changed.push(*place);
        }
    }
    tallies.write(connection)?;
    Ok(changed)
}

/// Gives how many were unread, and the newest of these.
pub(crate) fn mark_all_read(connection: &Connection, newest: usize) -> Result<(u64, Vec<EntryId>), DatabaseError> {
    let unread = connection.query_row("SELECT ifnull(sum(unread), 0) FROM base_table", [], |row| count(row, 0))?;
    let newest = i64::try_from(newest).unwrap_or(i64::MAX);
    let ids = connection
        .prepare_cached("SELECT id FROM unread ORDER BY id DESC LIMIT ?1")?
        .query_map([newest], |row| row.get(0).map(entry_id))?
        .collect::<rusqlite::Result<_>>()?;
    connection.execute("DELETE FROM unread", [])?;
    connection.execute("UPDATE base_table SET unread = 0 WHERE unread <> 0", [])?;
    Ok((unread, ids))
}

/// The place of the newest unread entry.
pub(crate) fn newest_unread(connection: &Connection) -> Result<i64, DatabaseError> {
    Ok(connection.query_row("SELECT ifnull(max(id), 0) FROM unread", [], |row| row.get(0))?)
}

/// Marks up to `limit` entries of the filter, none newer than the place `until`; gives them, fewer than `limit` if none is
/// left.
pub(crate) fn mark_some_read(
    connection: &Connection,
    filter: &Filter,
    until: i64,
    limit: usize,
) -> Result<Vec<EntryId>, DatabaseError> {
    let filter = Filter { unread: true, ..filter.clone() };
    let Some(plan) = plan(connection, &filter)? else {
        return Ok(Vec::new());
    };
    if let Some(tables) = whole_tables(connection, &filter)? {
        // The common case, a whole base or table, needs no index of words.
        let (low, high) = plan.range;
        let mut done = Vec::new();
        for table in tables {
            let places: Vec<i64> = connection
                .prepare_cached("SELECT id FROM unread WHERE base_table = ?1 AND id BETWEEN ?2 AND ?3 LIMIT ?4")?
                .query_map((table, low, high.min(until), i64::try_from(limit - done.len()).unwrap_or(0)), |row| {
                    row.get(0)
                })?
                .collect::<rusqlite::Result<_>>()?;
            done.extend(read_places(connection, &places)?.into_iter().map(entry_id));
        }
        return Ok(done);
    }
    let places = walk(connection, &plan, Order::NewestFirst, until, limit)?;
    Ok(read_places(connection, &places)?.into_iter().map(entry_id).collect())
}

fn whole_tables(connection: &Connection, filter: &Filter) -> Result<Option<Vec<i64>>, DatabaseError> {
    let only_tables = Filter {
        base: filter.base.clone(),
        table: filter.table.clone(),
        unread: true,
        since_ms: filter.since_ms,
        until_ms: filter.until_ms,
        ..Filter::default()
    };
    if *filter != only_tables || (filter.base.is_none() && filter.table.is_none()) {
        return Ok(None);
    }
    let base = match &filter.base {
        Some(uuid) => base_number(connection, uuid.as_str())?,
        None => None,
    };
    if let Some(table) = &filter.table {
        return Ok(Some(tables(connection, base, table)?));
    }
    let mut select = connection.prepare_cached("SELECT id FROM base_table WHERE base = ?1 AND unread > 0")?;
    let ids = select.query_map([base], |row| row.get(0))?;
    Ok(Some(ids.collect::<rusqlite::Result<_>>()?))
}

/// Gives the entries that were read.
pub(crate) fn mark_unread(connection: &Connection, ids: &[EntryId]) -> Result<Vec<EntryId>, DatabaseError> {
    let mut tallies = Tallies::default();
    let mut changed = Vec::new();
    let mut insert = connection.prepare_cached(
        "INSERT INTO unread (id, base_table) SELECT id, base_table FROM entry WHERE id = ?1
         ON CONFLICT DO NOTHING RETURNING base_table",
    )?;
    for &id in ids {
        let Some(place) = place(id) else { continue };
        if let Some(table) = insert.query_row([place], |row| row.get(0)).optional()? {
            tallies.unread(table, 1);
            changed.push(id);
        }
    }
    tallies.write(connection)?;
    Ok(changed)
}

/// Deletes the entries at these places; gives how many there were.
pub(crate) fn delete_places(connection: &Connection, places: &[i64]) -> Result<usize, DatabaseError> {
    let mut tallies = Tallies::default();
    let mut gone = 0;
    let mut select = connection.prepare_cached("SELECT base_table, person FROM entry WHERE id = ?1")?;
    let mut delete = connection.prepare_cached("DELETE FROM entry WHERE id = ?1")?;
    let mut delete_unread = connection.prepare_cached("DELETE FROM unread WHERE id = ?1")?;
    let mut delete_reports = connection.prepare_cached("DELETE FROM report WHERE entry = ?1")?;
    for place in places {
        let found: Option<(i64, i64)> = select.query_row([place], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((table, person)) = found else { continue };
        delete.execute([place])?;
        let unread = i64::try_from(delete_unread.execute([place])?).unwrap_or(0);
        index::remove(connection, [*place].into_iter())?;
        delete_reports.execute([place])?;
        table::forget(connection, *place)?;
        let tally = tallies.tables.entry(table).or_default();
        tally.0 -= 1;
        tally.1 -= unread;
        *tallies.people.entry(person).or_default() -= 1;
        gone += 1;
    }
    tallies.write(connection)?;
    Ok(gone)
}
