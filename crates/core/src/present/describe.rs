//! What happened, in a title and a line.

use seatable::value;

use super::CellText;
use crate::{
    change::{CellChange, Change, ChangeKind, FIRST_COLUMN_KEY},
    words::Words,
};

/// The most cells that a line names.
const CELLS: usize = 3;
/// The most characters of one cell's value in a line.
const CELL: usize = 40;

/// What happened, without where, who and when.
pub(super) struct Description {
    /// The row's name, or what happened where it has none.
    pub(super) title: String,
    /// What happened, in a line; may be empty.
    pub(super) text: String,
    /// Whether these name the table already.
    pub(super) names_table: bool,
}

/// Describes a change; `cells` are its cells as text.
pub(super) fn describe(change: &Change, cells: &[CellText], words: &Words) -> Description {
    match change.kind {
        ChangeKind::Unrecognised => {
            let (title, text) = (words.get("unrecognised-title"), words.get("unrecognised-text"));
            Description { title, text, names_table: true }
        }
        _ if change.rows_affected > 1 => batch(change, cells, words),
        _ => single(change, cells, words),
    }
}

fn single(change: &Change, cells: &[CellText], words: &Words) -> Description {
    let table = change.table.name.as_str();
    let named = !change.row.name.is_empty();
    // What happened, beside a row's name and in place of one.
    let (beside, instead) = match change.kind {
        ChangeKind::RowAdded => (("new-row", "new-in"), ("new-row", "new-row-in")),
        ChangeKind::RowDeleted => (("deleted-row", "deleted-from"), ("deleted-row", "deleted-row-from")),
        ChangeKind::RowChanged => (("changed-row", "changed-in"), ("changed-row", "changed-row-in")),
        ChangeKind::LinkAdded | ChangeKind::LinkRemoved | ChangeKind::LinksChanged => {
            let title =
                if named { change.row.name.clone() } else { words.placed(("row-unnamed", "row-in"), table, &[]) };
            return Description { title, text: link(change, words), names_table: !named };
        }
        ChangeKind::Other if change.op_type.is_empty() => {
            (("unnamed-change", "unnamed-change-in"), ("unnamed-change", "unnamed-change-in"))
        }
        ChangeKind::Other | ChangeKind::Unrecognised => {
            (("other-change", "other-change-in"), ("other-change", "other-change-in"))
        }
    };
    let kind = [("type", change.op_type.as_str().into())];
    let cells = cell_lines(change, cells, words);
    if !named {
        return Description { title: words.placed(instead, table, &kind), text: cells, names_table: true };
    }
    let beside = words.placed(beside, table, &kind);
    let (text, names_table) = match change.kind {
        ChangeKind::RowChanged if !cells.is_empty() => (cells, false),
        ChangeKind::RowDeleted => (beside, true),
        _ if cells.is_empty() => (beside, true),
        _ => (format!("{beside} · {cells}"), true),
    };
    Description { title: change.row.name.clone(), text, names_table }
}

fn link(change: &Change, words: &Words) -> String {
    let other = change.linked.clone().unwrap_or_default();
    let keys = match change.kind {
        ChangeKind::LinkAdded => ("linked-to", "linked-to-in"),
        ChangeKind::LinkRemoved => ("unlinked-from", "unlinked-from-in"),
        _ => ("links-changed", "links-changed-in"),
    };
    let row = if other.row.name.is_empty() { words.get("row-unnamed") } else { other.row.name };
    words.placed(keys, &other.table.name, &[("row", row.into())])
}

fn batch(change: &Change, cells: &[CellText], words: &Words) -> Description {
    let keys = match change.kind {
        ChangeKind::RowAdded => ("batch-added", "batch-added-in"),
        ChangeKind::RowDeleted => ("batch-deleted", "batch-deleted-in"),
        _ => ("batch-changed", "batch-changed-in"),
    };
    let title = words.placed(keys, &change.table.name, &[("count", change.rows_affected.into())]);
    let row = change.row.name.as_str();
    let among = if row.is_empty() { String::new() } else { words.with("batch-among", &[("row", row.into())]) };
    let cells = if change.kind == ChangeKind::RowChanged { cell_lines(change, cells, words) } else { String::new() };
    let text = [among, cells].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    Description { title, text, names_table: true }
}

/// Up to three cells: `Prio: + → ++, Amount: 12 €, +2 more`.
fn cell_lines(change: &Change, cells: &[CellText], words: &Words) -> String {
    // The first column is the row's name, which the title already says, unless it is what changed.
    let told = |(cell, _): &(&CellChange, &CellText)| {
        !(value::is_empty(&cell.old) && value::is_empty(&cell.new))
            && (cell.old != cell.new || change.kind != ChangeKind::RowChanged)
            && (cell.column.key != FIRST_COLUMN_KEY || change.kind == ChangeKind::RowChanged)
    };
    let cells: Vec<_> = change.cells.iter().zip(cells).filter(told).collect();
    let line = |(cell, text): &(&CellChange, &CellText)| text.clipped_line(cell, change.kind, CELL, words);
    let mut parts: Vec<_> = cells.iter().take(CELLS).map(line).collect();
    let more = cells.len().saturating_sub(CELLS) + change.cells_left_out as usize;
    if more > 0 {
        parts.push(words.with("cells-more", &[("count", more.into())]));
    }
    parts.join(", ")
}
