//! One change in words: what a popup, the tray and the history say of it.

use seatable::value;

use super::Words;
use crate::{
    change::{CellChange, Change, ChangeKind, FIRST_COLUMN_KEY, Missing},
    text::{clip, one_line},
};

/// The most characters of a title.
const TITLE: usize = 60;
/// The most cells that a popup names.
const CELLS: usize = 3;
/// The most characters of one cell's value in a popup.
const CELL: usize = 40;

/// What is said of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// The row's name, or what happened where it has none.
    pub title: String,
    /// What happened, in a line: `Prio: + → ++`.
    pub text: String,
    /// Where, who and when, in a line: `Opportunities · Anna · 14:02`.
    pub context: String,
}

/// A description's lines, still without where, who and when.
struct Said {
    title: String,
    text: String,
    /// Whether they name the table already.
    names_table: bool,
}

/// A cell's old and new text. Of long ones that begin alike, the part that differs, so that it can be seen.
pub fn cell_texts(cell: &CellChange, words: &Words) -> (String, String) {
    let text = |content| value::text(&cell.column, content, words.format());
    let (old, new) = (text(&cell.old), text(&cell.new));
    if old.chars().count() < value::LONGEST && new.chars().count() < value::LONGEST {
        return (old, new);
    }
    let whole = |content| value::text_within(&cell.column, content, words.format(), COMPARED);
    let (whole_old, whole_new) = (whole(&cell.old), whole(&cell.new));
    let same: usize = whole_old.chars().zip(whole_new.chars()).take_while(|(old, new)| old == new).count();
    if same < BEFORE * 2 {
        return (old, new);
    }
    // From a word somewhat before the difference on.
    let start = whole_new.chars().take(same - BEFORE).collect::<Vec<_>>();
    let skipped = start.iter().rposition(|c| c.is_whitespace()).map_or(start.len(), |at| at + 1);
    let from = |whole: &str| clip(&format!("…{}", whole.chars().skip(skipped).collect::<String>()), value::LONGEST);
    (from(&whole_old), from(&whole_new))
}

/// How many characters of two texts are compared.
const COMPARED: usize = 20_000;
/// How many characters are shown before the difference.
const BEFORE: usize = 24;

impl Words {
    /// Describes a change. `now_ms` decides how its time is said.
    pub fn describe_change(&self, change: &Change, now_ms: i64) -> Description {
        if change.kind == ChangeKind::Unrecognised {
            let text = self.get("unrecognised-text");
            let context = self.time(change.at_ms, now_ms);
            return Description { title: self.get("unrecognised-title"), text, context };
        }
        if let Some(gap) = change.gap() {
            let text = match gap.missing {
                Missing::Restored => self.get("missed-restored"),
                Missing::Webhooks => self.get("missed-letters"),
                Missing::Operations { count, .. } => self.with("missed-text", &[("count", count.into())]),
            };
            return Description { title: self.get("missed-title"), text, context: self.time(change.at_ms, now_ms) };
        }
        let said = if change.rows_affected > 1 { self.batch(change) } else { self.single(change) };
        let place = if said.names_table { "" } else { change.table.name.as_str() };
        let parts = [place, &self.actor(&change.actor), &self.time(change.at_ms, now_ms)];
        let context: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Description {
            title: clip(&one_line(&said.title), TITLE),
            text: one_line(&said.text),
            context: one_line(&context.join(" · ")),
        }
    }

    fn single(&self, change: &Change) -> Said {
        let table = change.table.name.as_str();
        let named = !change.row.name.is_empty();
        // What happened, beside a row's name and in place of one.
        let (beside, instead) = match change.kind {
            ChangeKind::RowAdded => (("new-row", "new-in"), ("new-row", "new-row-in")),
            ChangeKind::RowDeleted => (("deleted-row", "deleted-from"), ("deleted-row", "deleted-row-from")),
            ChangeKind::RowChanged => (("changed-row", "changed-in"), ("changed-row", "changed-row-in")),
            ChangeKind::LinkAdded | ChangeKind::LinkRemoved | ChangeKind::LinksChanged => {
                let title =
                    if named { change.row.name.clone() } else { self.placed(("row-unnamed", "row-in"), table, &[]) };
                return Said { title, text: self.link(change), names_table: !named };
            }
            ChangeKind::Other if change.op_type.is_empty() => {
                (("unnamed-change", "unnamed-change-in"), ("unnamed-change", "unnamed-change-in"))
            }
            ChangeKind::Other | ChangeKind::Unrecognised | ChangeKind::Missed => {
                (("other-change", "other-change-in"), ("other-change", "other-change-in"))
            }
        };
        let kind = [("type", change.op_type.as_str().into())];
        let cells = self.cells(change);
        if !named {
            return Said { title: self.placed(instead, table, &kind), text: cells, names_table: true };
        }
        let beside = self.placed(beside, table, &kind);
        let (text, names_table) = match change.kind {
            ChangeKind::RowChanged if !cells.is_empty() => (cells, false),
            ChangeKind::RowDeleted => (beside, true),
            _ if cells.is_empty() => (beside, true),
            _ => (format!("{beside} · {cells}"), true),
        };
        Said { title: change.row.name.clone(), text, names_table }
    }

    fn link(&self, change: &Change) -> String {
        let other = change.linked.clone().unwrap_or_default();
        let keys = match change.kind {
            ChangeKind::LinkAdded => ("linked-to", "linked-to-in"),
            ChangeKind::LinkRemoved => ("unlinked-from", "unlinked-from-in"),
            _ => ("links-changed", "links-changed-in"),
        };
        let row = if other.row.name.is_empty() { self.get("row-unnamed") } else { other.row.name };
        self.placed(keys, &other.table.name, &[("row", row.into())])
    }

    fn batch(&self, change: &Change) -> Said {
        let keys = match change.kind {
            ChangeKind::RowAdded => ("batch-added", "batch-added-in"),
            ChangeKind::RowDeleted => ("batch-deleted", "batch-deleted-in"),
            _ => ("batch-changed", "batch-changed-in"),
        };
        let title = self.placed(keys, &change.table.name, &[("count", change.rows_affected.into())]);
        let row = change.row.name.as_str();
        let among = if row.is_empty() { String::new() } else { self.with("batch-among", &[("row", row.into())]) };
        let cells = if change.kind == ChangeKind::RowChanged { self.cells(change) } else { String::new() };
        let text = [among, cells].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        Said { title, text, names_table: true }
    }

    /// Up to three cells: `Prio: + → ++, Amount: 12 €, +2 more`.
    fn cells(&self, change: &Change) -> String {
        // The first column is the row's name, which the title already says, unless it is what changed.
        let told = |cell: &&CellChange| {
            !(value::is_empty(&cell.old) && value::is_empty(&cell.new))
                && (cell.old != cell.new || change.kind != ChangeKind::RowChanged)
                && (cell.column.key != FIRST_COLUMN_KEY || change.kind == ChangeKind::RowChanged)
        };
        let cells: Vec<_> = change.cells.iter().filter(told).collect();
        let mut parts: Vec<_> = cells.iter().take(CELLS).map(|cell| self.cell(cell, change.kind)).collect();
        let more = cells.len().saturating_sub(CELLS) + change.cells_left_out as usize;
        if more > 0 {
            parts.push(self.with("cells-more", &[("count", more.into())]));
        }
        parts.join(", ")
    }

    fn cell(&self, cell: &CellChange, kind: ChangeKind) -> String {
        let (old, new) = cell_texts(cell, self);
        let (old, new) = (clip(&old, CELL), clip(&new, CELL));
        let column = ("column", cell.column.name.as_str().into());
        match kind {
            ChangeKind::RowAdded => self.with("cell-set", &[column, ("new", new.into())]),
            ChangeKind::RowDeleted => self.with("cell-set", &[column, ("new", old.into())]),
            _ => self.with("cell-change", &[column, ("old", old.into()), ("new", new.into())]),
        }
    }
}
