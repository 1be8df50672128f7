//! When two reports are of the same change, though they came by different ways.
//!
//! The ways share no number: a webhook has a time and a person but no version of the base; realtime has a version but no
//! time; the operation log has all three. Where both have a version, that decides: of equal versions only values that differ
//! say that a server was restored in between, and gave it twice. Otherwise two reports are of the same
//! change if they agree in everything that both of them tell, and lie close together in time.

use seatable::value::is_empty;
use serde_json::Value;

use super::{CellChange, Change, ChangeKind};

/// Reports of the same change lie at most this far apart, in milliseconds.
pub const WITHIN_MS: i64 = 120_000;

/// How far off the time of a change by the live feed may be, in milliseconds: it is when the news came, by a server's clock
/// that is known to the second.
pub const ROUGHLY_MS: i64 = 1_500;

/// Whether both can be reports of one change: same table, row and kind, and equal values in every cell that both tell.
/// Whether base and ways fit, and whether another report fits better, is not looked at here.
pub fn agree(one: &Change, other: &Change) -> bool {
    let same_table = match (one.table.id.is_empty(), other.table.id.is_empty()) {
        (false, false) => one.table.id == other.table.id,
        _ => one.table.name == other.table.name,
    };
    let linked = |change: &Change| change.linked.as_ref().map(|linked| linked.row.id.clone()).unwrap_or_default();
    let (one_linked, other_linked) = (linked(one), linked(other));
    same_table
        && one.kind == other.kind
        && !one.row.id.is_empty()
        && one.row.id == other.row.id
        && (one_linked.is_empty() || other_linked.is_empty() || one_linked == other_linked)
        && (one.at_ms.saturating_sub(other.at_ms)).abs() <= WITHIN_MS
        && values_agree(one, other)
}

/// Whether values are equal in every cell that both tell, and there is such a cell where it is to be expected.
pub fn values_agree(one: &Change, other: &Change) -> bool {
    let both_tell = || one.cells.iter().filter_map(|cell| Some((cell, find(other, cell)?)));
    // Two changes of one row in different cells are two changes.
    let comparable = one.kind != ChangeKind::RowChanged
        || one.cells.is_empty()
        || other.cells.is_empty()
        || both_tell().next().is_some();
    comparable && both_tell().all(|(cell, same)| cells_agree(cell, same, one.kind))
}

fn find<'c>(change: &'c Change, cell: &CellChange) -> Option<&'c CellChange> {
    change.cells.iter().find(|known| known.column.key == cell.column.key)
}

/// An old value that is missing is not told, rather than empty: operations may come without them.
fn cells_agree(one: &CellChange, other: &CellChange, kind: ChangeKind) -> bool {
    let old = is_empty(&one.old) || is_empty(&other.old) || equal(&one.old, &other.old);
    // Of new and deleted rows, webhooks tell 0 and false as "" (seen in the sender of 2020).
    let falsy = |value: &Value| is_empty(value) || *value == Value::Bool(false) || value.as_f64() == Some(0.0);
    let whole_row = matches!(kind, ChangeKind::RowAdded | ChangeKind::RowDeleted);
    let new = equal(&one.new, &other.new) || (whole_row && (falsy(&one.new) || falsy(&other.new)));
    old && new
}

/// Equal values; 1 and 1.0 are, and so are all ways to be empty.
fn equal(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => (one - other).abs() <= f64::EPSILON * one.abs().max(1.0),
        _ => one == other || (is_empty(one) && is_empty(other)),
    }
}

/// Takes into `known` what the other report tells beyond it. `exact` says that the other one knows when it happened.
/// Returns whether anything changed.
pub fn enrich(known: &mut Change, other: Change, exact: bool) -> bool {
    let before = known.clone();
    if exact {
        known.at_ms = other.at_ms;
    }
    if known.operation.is_none() && other.operation.is_some() {
        // A batch's webhook stood for all its rows; now each has a report of its own.
        (known.operation, known.rows_affected) = (other.operation, other.rows_affected);
    }
    fill(&mut known.table.id, other.table.id);
    fill(&mut known.table.name, other.table.name);
    fill(&mut known.row.name, other.row.name);
    fill(&mut known.actor.user, other.actor.user);
    fill(&mut known.actor.app, other.actor.app);
    for cell in other.cells {
        let Some(at) = known.cells.iter().position(|have| have.column.key == cell.column.key) else {
            known.cells.push(cell);
            continue;
        };
        let have = &mut known.cells[at];
        if is_empty(&have.old) {
            have.old = cell.old;
        }
        if is_empty(&have.new) {
            have.new = cell.new;
        }
        // A column whose settings are not known tells nothing but its key.
        if have.column.data.is_null() && !cell.column.data.is_null() {
            have.column = cell.column;
        }
    }
    if let Some(other) = other.linked {
        let linked = known.linked.get_or_insert_default();
        fill(&mut linked.table.id, other.table.id);
        fill(&mut linked.table.name, other.table.name);
        fill(&mut linked.row.id, other.row.id);
        fill(&mut linked.row.name, other.row.name);
    }
    *known != before
}

fn fill(known: &mut String, other: String) {
    if known.is_empty() {
        *known = other;
    }
}
