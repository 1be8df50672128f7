//! What an entry tells: a change, or a gap.

use jiff::{Timestamp, tz::TimeZone};
use rowbell_rules::{CellFact, EntryKind, Facts, Origin, TableFact};
use seatable::{BaseUuid, Column, filter::Me};

use super::{Authenticity, CellChange, Change, Gap, Table};

/// What an entry tells. Whoever handles changes takes a [`Change`], and so can't take a gap for one.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "nearly all are changes, which would only be boxed for the few gaps")]
pub enum Content {
    /// Something happened.
    Change(Change),
    /// Changes are missing here.
    Gap(Gap),
}

impl Content {
    /// The change, if it is one.
    pub fn change(&self) -> Option<&Change> {
        match self {
            Self::Change(change) => Some(change),
            Self::Gap(_) => None,
        }
    }

    /// What it is, in one word.
    pub fn kind(&self) -> EntryKind {
        match self {
            Self::Change(change) => EntryKind::Change(change.kind),
            Self::Gap(_) => EntryKind::Gap,
        }
    }

    /// The base, where it is known.
    pub fn base(&self) -> Option<&BaseUuid> {
        match self {
            Self::Change(change) => change.base.as_ref(),
            Self::Gap(gap) => gap.base.as_ref(),
        }
    }

    /// The time that it stands for in the history. Unix milliseconds.
    pub fn at_ms(&self) -> i64 {
        match self {
            Self::Change(change) => change.at_ms,
            Self::Gap(gap) => gap.at_ms,
        }
    }

    /// Its cells, as rules ask for them.
    pub fn cells(&self) -> Vec<CellFact<'_>> {
        fn fact(cell: &CellChange) -> CellFact<'_> {
            let old = (!cell.old.is_null()).then_some(&cell.old);
            CellFact { column: &cell.column, old, new: &cell.new, origin: Origin::Change }
        }
        self.change().map(|change| change.cells.iter().map(fact).collect()).unwrap_or_default()
    }

    /// What rules can ask about it, if these are its [cells](Content::cells). `me` is the person themself, who is in this
    /// time zone; `columns` are those of the table, where they are known.
    pub fn facts<'a>(
        &'a self,
        authenticity: Authenticity,
        cells: &'a [CellFact<'a>],
        me: &'a [Me],
        zone: &'a TimeZone,
        columns: Option<&'a [Column]>,
    ) -> Facts<'a> {
        let table = |table: &'a Table| TableFact { id: &table.id, name: &table.name };
        let at = Timestamp::from_millisecond(self.at_ms()).unwrap_or_default();
        // A gap is in no table, and nobody did it.
        let facts = Facts {
            is_forged: authenticity == Authenticity::Forged,
            base: self.base(),
            ..Facts::bare(self.kind(), at, zone, me)
        };
        match self {
            Self::Gap(_) => facts,
            Self::Change(change) => Facts {
                table: table(&change.table),
                linked_table: change.linked.as_ref().map(|linked| table(&linked.table)),
                row_ids: [&change.row.id, change.linked.as_ref().map_or("", |linked| &linked.row.id)],
                user: &change.actor.user,
                app: &change.actor.app,
                cells,
                cells_left_out: change.cells_left_out > 0,
                rows: change.rows_affected,
                columns,
                ..facts
            },
        }
    }
}

impl From<Change> for Content {
    fn from(change: Change) -> Self {
        Self::Change(change)
    }
}

impl From<Gap> for Content {
    fn from(gap: Gap) -> Self {
        Self::Gap(gap)
    }
}
