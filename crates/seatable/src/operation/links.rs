//! Operations on links: `update_rows_links` and its kin, and the older `add_link` and `remove_link`.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{
    cells::CellMaker,
    events::{MOST_ROWS, Telling, id},
};
use crate::webhook::{Event, Link, LinkSide, Op, RowRef};

/// Linked rows that are looked at, of one row.
const MOST_LINKED: usize = 10_000;

/// Rows that the cells of all events name, before and after.
const MOST_NAMED: usize = 200_000;

pub(super) fn events(telling: &Telling<'_>) -> Vec<Event> {
    match telling.operation.op_type.as_str() {
        "add_link" => vec![pair(telling, Op::AddLink)],
        "remove_link" => vec![pair(telling, Op::RemoveLink)],
        _ => rows(telling),
    }
}

/// Two rows that were linked, or are no longer (`_checkOperationParams` in `operation-utils.js` of the old
/// `dtable-server` lists the fields).
fn pair(telling: &Telling<'_>, op: Op) -> Event {
    let op_type = telling.operation.op_type.as_str();
    let side = |table: &str, row: &str| {
        let row = RowRef { id: id(telling.field(row)).to_owned(), ..RowRef::default() };
        LinkSide { table: telling.table(id(telling.field(table))), row, cells: Vec::new() }
    };
    let mut event = telling.event(op, op_type, telling.who(op, &Map::new()), None);
    event.link = Some(Link { one: side("table1_id", "table1_row_id"), other: side("table2_id", "table2_row_id") });
    event
}

/// Rows whose links were set, each with the rows it is linked to before and after.
fn rows(telling: &Telling<'_>) -> Vec<Event> {
    let (table_id, other_table_id) = (&telling.operation.table_id, id(telling.field("other_table_id")));
    let column = telling.metadata.and_then(|metadata| {
        metadata.link_column(table_id, id(telling.field("link_id"))).map(|column| column.key.as_str())
    });
    let mut maker = CellMaker::new(telling.metadata.and_then(|metadata| metadata.table(table_id)));
    let after = telling.field("other_rows_ids_map").and_then(Value::as_object);
    let before = telling.field("old_other_rows_ids_map").and_then(Value::as_object);
    let mut row_ids = telling.ids("row_id_list");
    if row_ids.is_empty() {
        row_ids.extend(telling.field("row_id").map(|row_id| id(Some(row_id))));
    }
    if row_ids.is_empty() {
        row_ids.extend(after.into_iter().flat_map(Map::keys).map(String::as_str));
    }

    let event = |row_id: &str| {
        let mut event = telling.event(Op::UpdateLinks, "update_links", telling.who(Op::UpdateLinks, &Map::new()), None);
        let row = |id: &str| RowRef { id: id.to_owned(), ..RowRef::default() };
        let one = LinkSide { table: telling.table(table_id), row: row(row_id), cells: Vec::new() };
        let other = LinkSide { table: telling.table(other_table_id), ..LinkSide::default() };
        event.link = Some(Link { one, other });
        event
    };
    let mut events = Vec::new();
    let mut named = 0;
    let mut rest = 0;
    for row_id in row_ids {
        let (new, old) = (
            linked_to(telling, after, "other_rows_ids", row_id),
            linked_to(telling, before, "old_other_rows_ids", row_id),
        );
        let (now, was) = (new.clone().unwrap_or_default(), old.clone().unwrap_or_default());
        let (in_now, in_was): (HashSet<&str>, HashSet<&str>) =
            (now.iter().copied().collect(), was.iter().copied().collect());
        let added = now.iter().find(|id| !in_was.contains(*id));
        let removed = was.iter().find(|id| !in_now.contains(*id));
        let Some(touched) = added.or(removed) else {
            continue;
        };
        if events.len() == MOST_ROWS {
            rest += 1;
            continue;
        }
        let mut event = event(row_id);
        if let (Some(link), Some(key)) = (&mut event.link, column) {
            named += now.len() + was.len();
            if named <= MOST_NAMED {
                let [value, old] = [new, old].map(|ids| ids.map(|ids| named_rows(&ids)));
                link.one.cells.push(maker.cell(key, value.unwrap_or_default(), old));
            } else {
                event.cells_left_out = 1;
            }
        }
        if let Some(link) = &mut event.link {
            link.other.row.id = (*touched).to_owned();
        }
        events.push(event);
    }
    if rest > 0 {
        let mut event = event("");
        event.row_count = rest;
        events.push(event);
    }
    events
}

/// The rows that a row is linked to. Operations of one row may tell them without the map.
fn linked_to<'o>(
    telling: &Telling<'o>,
    map: Option<&'o Map<String, Value>>,
    single: &str,
    row_id: &str,
) -> Option<Vec<&'o str>> {
    match map.and_then(|map| map.get(row_id)) {
        Some(ids) => Some(linked(ids)),
        None if map.is_none() => telling.field(single).map(linked),
        None => None,
    }
}

fn linked(ids: &Value) -> Vec<&str> {
    let ids = ids.as_array().map(Vec::as_slice).unwrap_or_default();
    ids.iter().take(MOST_LINKED).map(|row_id| id(Some(row_id))).filter(|id| !id.is_empty()).collect()
}

fn named_rows(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({"row_id": id})).collect()
}
