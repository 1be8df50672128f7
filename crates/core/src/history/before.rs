//! What was seen of a row before one of its changes.

use rusqlite::{Connection, OptionalExtension};

use super::read;
use crate::{
    change::{Authenticity, Change, ChangeKind, Content, sameness::ROUGHLY_MS},
    database::{
        DatabaseError,
        codes::{authenticity_code, kind_code},
        places::first_place,
    },
};

/// How many entries of a row are looked at.
const MOST: i64 = 50;

/// In the words that the index has. Gaps are in a table without a name, and may be in a base without one.
pub(super) const LAST_UNNAMED: &str = "SELECT max(id) FROM (
            SELECT max(id) AS id FROM entry INDEXED BY entry_unnamed
            WHERE (rows_affected > 1 OR kind = 9) AND base_table = ?1 AND id > ?2 AND id < ?3
            AND row_id <> ?4 AND kind NOT IN (?5, 9) AND authenticity <> ?6
        UNION ALL
            SELECT max(entry.id) FROM base JOIN base_table ON base_table.base = base.id
            JOIN entry INDEXED BY entry_unnamed ON entry.base_table = base_table.id
            WHERE (base.id = ?7 OR uuid = '') AND handle = ''
            AND (rows_affected > 1 OR kind = 9) AND kind = 9 AND entry.id > ?2 AND entry.id < ?8
        )";

/// The entries of the change's row that are of before it, the oldest first; none of before something in the history that
/// may have changed the row without naming it. Where the change is in the history itself, that is its `place`.
pub(super) fn before(
    connection: &Connection,
    change: &Change,
    place: Option<i64>,
) -> Result<Vec<Content>, DatabaseError> {
    let (uuid, handle) = (change.base.as_ref().map_or("", |uuid| uuid.as_str()), change.table.handle());
    let table = "SELECT base_table.id, base FROM base_table JOIN base ON base.id = base_table.base
                 WHERE uuid = ?1 AND handle = ?2";
    let numbers = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
    let found = connection.prepare_cached(table)?.query_row((uuid, handle), numbers).optional()?;
    let Some((table, base)) = found else { return Ok(Vec::new()) };
    // Entries of a row keep the order of its changes, which may take them a little further than their time.
    let until = place.unwrap_or_else(|| first_place(change.at_ms.saturating_add(ROUGHLY_MS + 1)));
    let forged = authenticity_code(Authenticity::Forged);
    let places = concat!(
        "SELECT id FROM entry WHERE ",
        of_row!("?1"),
        " AND base_table = ?2 AND id < ?3 AND authenticity <> ?4 ORDER BY id DESC LIMIT ?5"
    );
    let mut places: Vec<i64> = connection
        .prepare_cached(places)?
        .query_map((&change.row.id, table, until, forged, MOST), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let Some(oldest) = places.last() else { return Ok(Vec::new()) };
    let meanwhile = last_unnamed(connection, change, (base, table), (*oldest, until), place.unwrap_or(i64::MAX))?;
    places.retain(|place| meanwhile.is_none_or(|meanwhile| *place > meanwhile));
    places.reverse();
    let entries = read::entries(connection, &places)?.into_iter();
    let contents = entries.map(|entry| entry.content).filter(|content| is_before(content, change));
    Ok(contents.collect())
}

/// The last entry after `oldest` that may have changed the row without naming it. A gap stands at its end, so it counts up to
/// another place, even if it is after the change.
fn last_unnamed(
    connection: &Connection,
    change: &Change,
    (base, table): (i64, i64),
    (oldest, until): (i64, i64),
    gaps_until: i64,
) -> Result<Option<i64>, DatabaseError> {
    let (added, forged) = (kind_code(ChangeKind::RowAdded.into()), authenticity_code(Authenticity::Forged));
    let parameters = (table, oldest, until, &change.row.id, added, forged, base, gaps_until);
    Ok(connection.prepare_cached(LAST_UNNAMED)?.query_row(parameters, |row| row.get(0))?)
}

/// Where both have a version of the base, that decides, or else the time. That of an operation is when the news of it came,
/// so a webhook is taken to come after what is known by then, as in `order.rs`.
fn is_before(content: &Content, change: &Change) -> bool {
    let version = |change: &Change| change.operation.map(|operation| (operation.version, operation.index));
    let until = |slack| content.at_ms() <= change.at_ms.saturating_add(slack);
    match (content.change().and_then(version), version(change)) {
        (Some(earlier), Some(this)) => earlier < this,
        (Some(_), None) => until(ROUGHLY_MS),
        (None, _) => until(0),
    }
}
