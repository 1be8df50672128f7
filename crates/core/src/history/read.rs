//! Entries out of the file.

use rusqlite::{Connection, OptionalExtension, Row};
use seatable::BaseUuid;

use super::{
    cells::{cells, is_highlighted, linked, verdict},
    columns,
    filter::{Filter, Start, plan},
    walk::{Order, walk},
};
use crate::{
    change::{
        Actor, Change, Content, Decision, DeliveryId, Dispatch, Entry, EntryId, EntryKind, Operation, Table, Verdict,
    },
    database::{
        DatabaseError,
        codes::{authenticity_of, kind_of, source_of, usual_op_type},
        places::{after, before, entry_id, place_ms},
    },
    dispatch::table,
};

/// With what became of it on the desktop (channel 1).
const ENTRY: &str =
    "SELECT entry.id, delivery, base.uuid, base_table.table_id, base_table.name, person.user, person.app,
        kind, source, authenticity, endpoint.name, received_after, at_after, verdict, verdict_detail, row_id, row_name,
        op_type, cells, cells_left_out, rows_affected, linked, EXISTS (SELECT 1 FROM unread WHERE unread.id = entry.id),
        version, op_index, announced_after, dispatch.state, dispatch.due_ms, dispatch.detail, manner
    FROM entry
    JOIN base_table ON base_table.id = entry.base_table
    JOIN base ON base.id = base_table.base
    JOIN person ON person.id = entry.person
    JOIN endpoint ON endpoint.id = entry.endpoint
    LEFT JOIN dispatch ON dispatch.entry = entry.id AND dispatch.channel = 1
    WHERE entry.id = ?1";

/// The entry at a place.
pub(crate) fn entry(connection: &Connection, place: i64) -> Result<Option<Entry>, DatabaseError> {
    Ok(connection.prepare_cached(ENTRY)?.query_row([place], whole).optional()?)
}

/// What the rules said of the entry at a place.
pub(crate) fn decision(connection: &Connection, place: i64) -> Result<Option<Decision>, DatabaseError> {
    let mut select = connection.prepare_cached("SELECT decision FROM entry WHERE id = ?1")?;
    let found = select.query_row([place], |row| Ok(row.get_ref(0)?.as_str_or_null()?.and_then(Decision::from_compact)));
    Ok(found.optional()?.flatten())
}

/// The entries at these places, in this order, without those that are gone.
pub(crate) fn entries(connection: &Connection, places: &[i64]) -> Result<Vec<Entry>, DatabaseError> {
    let mut select = connection.prepare_cached(ENTRY)?;
    let found = places.iter().filter_map(|place| select.query_row([place], whole).optional().transpose());
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// A page of the entries that the filter wants.
pub(crate) fn page(
    connection: &Connection,
    filter: &Filter,
    from: Start,
    limit: usize,
) -> Result<Vec<Entry>, DatabaseError> {
    let Some(plan) = plan(connection, filter)? else {
        return Ok(Vec::new());
    };
    let (order, start) = match from {
        Start::Newest => (Order::NewestFirst, i64::MAX),
        Start::Before(id) => (Order::NewestFirst, before(id).saturating_sub(1)),
        Start::After(id) => (Order::OldestFirst, after(id).saturating_add(1)),
    };
    entries(connection, &walk(connection, &plan, order, start, limit)?)
}

/// The newest entries that the filter wants, the oldest of them first.
pub(crate) fn newest(connection: &Connection, filter: &Filter, limit: usize) -> Result<Vec<EntryId>, DatabaseError> {
    let Some(plan) = plan(connection, filter)? else { return Ok(Vec::new()) };
    let places = walk(connection, &plan, Order::NewestFirst, i64::MAX, limit)?;
    Ok(places.into_iter().rev().map(entry_id).collect())
}

fn whole(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let place = row.get(0)?;
    let ms = place_ms(place);
    let manner = row.get(29)?;
    let verdict = verdict(row.get(13)?, row.get(14)?, manner);
    let told = matches!(verdict, Verdict::Announce { .. }).then_some(Dispatch::Done { clicked: false });
    Ok(Entry {
        id: entry_id(place),
        delivery: DeliveryId(row.get(1)?),
        source: source_of(row.get(8)?),
        endpoint: row.get(10)?,
        received_ms: ms.wrapping_add(row.get(11)?),
        authenticity: authenticity_of(row.get(9)?),
        content: content(row, ms.wrapping_add(row.get(12)?))?,
        unread: row.get(22)?,
        verdict,
        highlight: is_highlighted(manner),
        desktop: table::of_row(row, 26)?.or(told),
        announced_ms: row.get::<_, Option<i64>>(25)?.map(|after| ms.wrapping_add(after)),
    })
}

fn content(row: &Row<'_>, at_ms: i64) -> rusqlite::Result<Content> {
    let uuid = row.get_ref(2)?.as_str()?;
    let base = (!uuid.is_empty()).then(|| BaseUuid::new(uuid));
    let rows_affected = row.get::<_, Option<i64>>(20)?.map_or(1, i64::unsigned_abs);
    let operation = match (row.get(23)?, row.get(24)?) {
        (Some(version), Some(index)) => Some(Operation { version, index }),
        _ => None,
    };
    let kind = match kind_of(row.get(7)?) {
        EntryKind::Gap => return Ok(columns::gap(base, rows_affected, operation, at_ms).into()),
        EntryKind::Change(kind) => kind,
    };
    let op_type: Option<String> = row.get(17)?;
    let kept_cells = cells(row.get_ref(18)?.as_str_or_null()?);
    let cells_left_out = row.get::<_, Option<u32>>(19)?.unwrap_or(0) + u32::from(kept_cells.is_none());
    Ok(Content::Change(Change {
        base,
        table: Table { id: row.get(3)?, name: row.get(4)? },
        row: crate::change::Row { id: row.get(15)?, name: row.get(16)? },
        kind,
        op_type: op_type.or_else(|| usual_op_type(kind).map(Into::into)).unwrap_or_default(),
        actor: Actor { user: row.get(5)?, app: row.get(6)? },
        at_ms,
        cells: kept_cells.unwrap_or_default(),
        cells_left_out,
        rows_affected,
        linked: linked(row.get_ref(21)?.as_str_or_null()?),
        operation,
    }))
}
