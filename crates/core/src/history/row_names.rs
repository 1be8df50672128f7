//! What rows are called, where a report does not say: as an earlier one said, or as the base tells later.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};

use super::{cells::linked_text, read, record::Recorder, words::Indexed};
use crate::{
    change::{Change, Content, Entry},
    database::DatabaseError,
};

/// The most entries of one row that get its name later.
const ENTRIES: i64 = 20;

/// The name that a row of this table had last.
fn last_name(connection: &Connection, base_table: i64, row: &str) -> Result<Option<String>, DatabaseError> {
    let select = concat!(
        "SELECT row_name FROM entry WHERE ",
        of_row!("?1"),
        " AND base_table = ?2 AND row_name <> '' ORDER BY id DESC LIMIT 1"
    );
    Ok(connection.prepare_cached(select)?.query_row((row, base_table), |row| row.get(0)).optional()?)
}

impl Recorder<'_> {
    /// A report of changed cells may leave out what the row is called.
    pub(super) fn name_row(&mut self, change: &mut Change, indexed: &mut Indexed) -> Result<(), DatabaseError> {
        if !change.row.name.is_empty() || change.row.id.is_empty() {
            return Ok(());
        }
        if let Some((_, base_table)) = self.names.find(change)?
            && let Some(name) = last_name(self.connection, base_table, &change.row.id)?
        {
            indexed.add(&name);
            change.row.name = name;
        }
        Ok(())
    }
}

/// Names rows in entries that do not.
pub(crate) fn name_rows(
    connection: &Connection,
    base: &str,
    table_id: &str,
    names: &HashMap<String, String>,
) -> Result<Vec<Entry>, DatabaseError> {
    let mut places = Vec::new();
    let own = concat!(
        "SELECT entry.id FROM entry JOIN base_table ON base_table.id = base_table
         JOIN base ON base.id = base_table.base WHERE ",
        of_row!("?1"),
        " AND row_name = '' AND base.uuid = ?2 AND base_table.table_id = ?3 ORDER BY entry.id DESC LIMIT ?4"
    );
    for (row, name) in names.iter().filter(|(_, name)| !name.is_empty()) {
        let found = connection
            .prepare_cached(own)?
            .query_map((row, base, table_id, ENTRIES), |row| row.get::<_, i64>(0))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        for place in found {
            connection.prepare_cached("UPDATE entry SET row_name = ?2 WHERE id = ?1")?.execute((place, name))?;
            places.push(place);
        }
    }
    places.extend(name_linked(connection, base, table_id, names)?);
    places.sort_unstable();
    places.dedup();
    read::entries(connection, &places)
}

/// The newest links are looked at, since nothing else finds them by the row at their other end.
fn name_linked(
    connection: &Connection,
    base: &str,
    table_id: &str,
    names: &HashMap<String, String>,
) -> Result<Vec<i64>, DatabaseError> {
    let select = "SELECT entry.id FROM entry JOIN base_table ON base_table.id = base_table
                  JOIN base ON base.id = base_table.base
                  WHERE entry.id > (SELECT max(id) - 3600000 * 8 FROM entry) AND linked IS NOT NULL AND base.uuid = ?1
                  ORDER BY entry.id DESC LIMIT ?2";
    let found = connection
        .prepare_cached(select)?
        .query_map((base, ENTRIES), |row| row.get::<_, i64>(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut named = Vec::new();
    for entry in read::entries(connection, &found)? {
        let Content::Change(Change { linked: Some(mut linked), .. }) = entry.content else { continue };
        let is_wanted = linked.row.name.is_empty() && linked.table.id == table_id;
        let Some(name) = names.get(&linked.row.id).filter(|_| is_wanted) else { continue };
        linked.row.name.clone_from(name);
        if let Some(place) = crate::database::places::place(entry.id) {
            connection
                .prepare_cached("UPDATE entry SET linked = ?2 WHERE id = ?1")?
                .execute((place, linked_text(Some(&linked))?))?;
            named.push(place);
        }
    }
    Ok(named)
}
