//! Several changes of one row as one.

use crate::change::{Change, ChangeKind};

/// The most cells a merged change holds; further ones are counted.
const CELLS: usize = 100;

/// Whether a change is of one known row, so that later ones can be merged into it.
pub(super) fn is_of_one_row(change: &Change) -> bool {
    matches!(change.kind, ChangeKind::RowAdded | ChangeKind::RowChanged)
        && change.rows_affected == 1
        && !change.row.id.is_empty()
}

/// Whether `next` goes on with what `shown` tells.
pub(super) fn is_same_row(shown: &Change, next: &Change) -> bool {
    matches!(next.kind, ChangeKind::RowChanged | ChangeKind::RowDeleted)
        && next.rows_affected == 1
        && shown.base == next.base
        && shown.table.id == next.table.id
        && shown.row.id == next.row.id
}

/// Takes `next` into `shown`: the first old values, the latest new ones. A row added and filled in stays "added".
pub(super) fn merge(shown: &mut Change, next: &Change) {
    if next.kind == ChangeKind::RowDeleted {
        let name = std::mem::take(&mut shown.row.name);
        *shown = next.clone();
        if shown.row.name.is_empty() {
            shown.row.name = name;
        }
        return;
    }
    for cell in &next.cells {
        let at = shown.cells.iter().position(|known| known.column.key == cell.column.key);
        match at {
            Some(at) => {
                let known = &mut shown.cells[at];
                // The option of the first old value is only in the column as it was then.
                let data = merged_data(&known.column.data, &cell.column.data);
                known.column = seatable::Column { data, ..cell.column.clone() };
                known.new = cell.new.clone();
            }
            None if shown.cells.len() < CELLS => shown.cells.push(cell.clone()),
            None => shown.cells_left_out += 1,
        }
    }
    if !next.row.name.is_empty() {
        shown.row.name.clone_from(&next.row.name);
    }
    shown.table = next.table.clone();
    shown.actor = next.actor.clone();
    shown.at_ms = next.at_ms;
}

/// Column data that knows the select options of both.
fn merged_data(first: &serde_json::Value, latest: &serde_json::Value) -> serde_json::Value {
    let mut merged = latest.clone();
    let options = |data: &serde_json::Value| data.get("options").and_then(|options| options.as_array()).cloned();
    if let (Some(old), Some(new)) =
        (options(first), merged.get_mut("options").and_then(|options| options.as_array_mut()))
    {
        let missing: Vec<_> = old.into_iter().filter(|option| !new.contains(option)).collect();
        new.extend(missing);
    }
    merged
}
