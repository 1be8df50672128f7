//! What a rule announced of a row.

use rusqlite::Connection;

use super::cells::ANNOUNCED;
use crate::{
    change::Change,
    database::{DatabaseError, places::first_place},
};

/// Whether a rule announced a change of the row, at or after `since_ms` and not after this one.
pub(super) fn was_announced(
    connection: &Connection,
    change: &Change,
    rule: &str,
    since_ms: i64,
) -> Result<bool, DatabaseError> {
    let select = concat!(
        "SELECT EXISTS (SELECT 1 FROM entry JOIN base_table ON base_table.id = base_table
         JOIN base ON base.id = base_table.base WHERE ",
        of_row!("?1"),
        " AND uuid = ?2 AND handle = ?3 AND entry.id >= ?4 AND entry.id < ?5 AND verdict_detail = ?6
         AND verdict IN (?7, ?8, ?9))"
    );
    let uuid = change.base.as_ref().map_or("", |uuid| uuid.as_str());
    let (from, until) = (first_place(since_ms), first_place(change.at_ms.saturating_add(1)));
    let [normal, quiet, acknowledge] = ANNOUNCED;
    let parameters = (&change.row.id, uuid, change.table.handle(), from, until, rule, normal, quiet, acknowledge);
    Ok(connection.prepare_cached(select)?.query_row(parameters, |row| row.get(0))?)
}
