//! Cells as text.

use seatable::value;

use crate::{
    change::{CellChange, ChangeKind},
    text::clip,
    words::Words,
};

/// A cell's change as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellText {
    /// The value before. Of long texts that begin alike, both have only the part from shortly before the difference on.
    pub old: String,
    /// The value after.
    pub new: String,
    /// Both in a line, with the column: `Prio: + → ++`; of an added or deleted row, `Prio: ++`.
    pub line: String,
}

/// How many characters of two texts are compared.
const COMPARED: usize = 20_000;
/// How many characters are shown before the difference.
const BEFORE: usize = 24;

impl CellText {
    /// The text of a cell of a change of this kind.
    pub(super) fn of(cell: &CellChange, kind: ChangeKind, words: &Words) -> Self {
        let (old, new) = values(cell, words);
        let line = line(cell, kind, &old, &new, words);
        Self { old, new, line }
    }

    /// The line with values of at most so many characters.
    pub(super) fn clipped_line(&self, cell: &CellChange, kind: ChangeKind, limit: usize, words: &Words) -> String {
        line(cell, kind, &clip(&self.old, limit), &clip(&self.new, limit), words)
    }
}

fn line(cell: &CellChange, kind: ChangeKind, old: &str, new: &str, words: &Words) -> String {
    let column = ("column", cell.column.name.as_str().into());
    match kind {
        ChangeKind::RowAdded => words.with("cell-set", &[column, ("new", new.into())]),
        ChangeKind::RowDeleted => words.with("cell-set", &[column, ("new", old.into())]),
        _ => words.with("cell-change", &[column, ("old", old.into()), ("new", new.into())]),
    }
}

/// A cell's old and new value.
fn values(cell: &CellChange, words: &Words) -> (String, String) {
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
    // From the beginning of a word shortly before the difference.
    let start = whole_new.chars().take(same - BEFORE).collect::<Vec<_>>();
    let skipped = start.iter().rposition(|c| c.is_whitespace()).map_or(start.len(), |at| at + 1);
    let from = |whole: &str| clip(&format!("…{}", whole.chars().skip(skipped).collect::<String>()), value::LONGEST);
    (from(&whole_old), from(&whole_new))
}
