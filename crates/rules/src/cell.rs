//! A condition that is ready to be asked of a change's cells.

use std::{cell::OnceCell, sync::Arc};

use jiff::civil::DateTime;
use regex::Regex;
use seatable::{
    ColumnType,
    filter::{Condition, Me, Viewer},
};
use serde_json::Value;

use crate::{
    Answer, CellFact, ChangeKind, EntryKind, Facts, Origin, Unknown,
    bind::Columns,
    bindings::{Bindings, BoundTo},
    facts::{is_computed, is_filled_in, stays},
};

/// A condition on a column, ready to be asked.
#[derive(Clone, Debug)]
pub(crate) struct CellTest {
    /// The column's key. Where the column is not known, the name or key that the rule has.
    pub(crate) key: String,
    pub(crate) kind: ColumnType,
    /// Whether it is about the value before the change.
    pub(crate) was: bool,
    pub(crate) ask: Ask,
}

/// What is asked of the cell.
#[derive(Clone, Debug)]
pub(crate) enum Ask {
    /// It was changed.
    Changed,
    /// A filter of SeaTable's holds.
    Filter(Box<Condition>, Needs),
    /// The long text has this in it, in letters of any size, or it has not.
    LongText { lower: String, contains: bool },
    /// The text fits the pattern.
    Pattern(Regex),
    /// The column is not known, because this change does not name it and nobody else does.
    NotKnown,
}

/// What must be known of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    Nothing,
    Id,
    IdInOrg,
    Departments,
}

/// Before or after the change. A deleted row is asked as it was, whichever it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Before,
    Now,
}

/// A change that is being asked about.
pub(crate) struct Asking<'f> {
    pub(crate) facts: &'f Facts<'f>,
    /// The person, at each server.
    viewers: Vec<Viewer<'f>>,
    /// The time on the wall.
    pub(crate) local: DateTime,
    bindings: &'f Bindings,
    /// The rules that are bound to its columns, once one of them is asked.
    bound: OnceCell<Arc<BoundTo>>,
}

static NOBODY: Me = Me { id: None, id_in_org: None, departments: Vec::new(), departments_and_below: Vec::new() };

impl<'f> Asking<'f> {
    pub(crate) fn about(facts: &'f Facts<'f>, bindings: &'f Bindings) -> Self {
        let local = facts.zone.to_datetime(facts.at);
        let viewer = |me: &'f Me| Viewer { me, zone: facts.zone, today: local.date() };
        let viewers = if facts.me.is_empty() { vec![viewer(&NOBODY)] } else { facts.me.iter().map(viewer).collect() };
        Self { facts, viewers, local, bindings, bound: OnceCell::new() }
    }

    /// What is known of the columns where it happened.
    pub(crate) fn columns(&self) -> Columns<'f> {
        self.facts.columns.map_or(Columns::Told(self.facts.cells), Columns::Whole)
    }

    /// The rules that are bound to them.
    pub(crate) fn bound(&self) -> &BoundTo {
        self.bound.get_or_init(|| self.bindings.to(self.columns()))
    }

    fn is(&self, kind: ChangeKind) -> bool {
        self.facts.kind == EntryKind::Change(kind)
    }

    /// Whether what is needed of the person is known.
    fn knows(&self, needs: Needs) -> bool {
        self.facts.me.iter().any(|me| match needs {
            Needs::Nothing => true,
            Needs::Id => me.id.is_some(),
            Needs::IdInOrg => me.id_in_org.is_some(),
            Needs::Departments => !me.departments.is_empty(),
        })
    }
}

impl CellTest {
    /// Whether it holds of the change: of the row as it is now, unless it is about the value before.
    pub(crate) fn now(&self, asking: &Asking<'_>) -> Answer {
        match self.ask {
            Ask::Changed => self.changed(asking),
            _ => self.on(if self.was { Side::Before } else { Side::Now }, asking),
        }
    }

    /// Whether it held of the row before a change. What is about the change itself did not.
    pub(crate) fn before(&self, asking: &Asking<'_>) -> Answer {
        if self.is_of_change() { Answer::No } else { self.on(Side::Before, asking) }
    }

    /// Whether it may hold now and not have held before, if that is what is known of now.
    pub(crate) fn may_rise(&self, now: Answer, asking: &Asking<'_>) -> bool {
        let stays = || self.told(asking).is_none() && !asking.facts.cells_left_out && stays(&self.kind);
        now != Answer::No && (self.is_of_change() || !stays())
    }

    fn is_of_change(&self) -> bool {
        self.was || matches!(self.ask, Ask::Changed)
    }

    fn changed(&self, asking: &Asking<'_>) -> Answer {
        match self.told(asking) {
            _ if asking.is(ChangeKind::RowDeleted) => Answer::No,
            Some(CellFact { old: Some(old), new, origin: Origin::Change, .. }) if asking.is(ChangeKind::RowChanged) => {
                Answer::of(filled(old) != filled(new))
            }
            Some(_) => Answer::Yes,
            None if is_computed(&self.kind) => Answer::Unknown(Unknown::Computed),
            None if asking.facts.cells_left_out => Answer::Unknown(Unknown::LeftOut),
            None if asking.is(ChangeKind::RowChanged) || asking.is(ChangeKind::RowAdded) => Answer::No,
            None => Answer::Unknown(Unknown::NotInChange),
        }
    }

    fn on(&self, side: Side, asking: &Asking<'_>) -> Answer {
        let value = match self.value(side, asking) {
            Err(unknown) => return Answer::Unknown(unknown),
            Ok(value) => value,
        };
        let answer = self.holds(value, asking);
        // An older server tells 0 and false before the change as an empty text.
        let other = match self.kind {
            ColumnType::Number | ColumnType::Duration | ColumnType::Rate => Value::from(0),
            ColumnType::Checkbox => Value::from(false),
            _ => return answer,
        };
        let is_either = side == Side::Before && self.told_old(asking).is_some_and(|old| old.as_str() == Some(""));
        if is_either && self.holds(Some(&other), asking) != answer {
            return Answer::Unknown(Unknown::OldNotTold);
        }
        answer
    }

    fn holds(&self, value: Option<&Value>, asking: &Asking<'_>) -> Answer {
        match &self.ask {
            Ask::Filter(_, needs) if *needs != Needs::Nothing && !asking.knows(*needs) => {
                Answer::Unknown(Unknown::MeNotKnown)
            }
            Ask::Filter(condition, _) => Answer::of(asking.viewers.iter().any(|viewer| condition.holds(value, viewer))),
            Ask::LongText { lower, contains } => {
                let has = value.and_then(text).is_some_and(|text| text.to_lowercase().contains(lower.as_str()));
                Answer::of(has == *contains)
            }
            Ask::Pattern(pattern) => Answer::of(value.and_then(text).is_some_and(|text| pattern.is_match(text))),
            // It was not even found by its name.
            Ask::Changed | Ask::NotKnown => Answer::Unknown(Unknown::NotInChange),
        }
    }

    /// The value; none: the cell was empty.
    fn value<'f>(&self, side: Side, asking: &Asking<'f>) -> Result<Option<&'f Value>, Unknown> {
        let is_added = asking.is(ChangeKind::RowAdded);
        match self.told(asking) {
            Some(cell) if asking.is(ChangeKind::RowDeleted) => Ok(filled(cell.old.unwrap_or(cell.new))),
            Some(cell) if side == Side::Now => Ok(filled(cell.new)),
            _ if is_added && side == Side::Before => Ok(None),
            Some(cell) => cell.old.map(filled).ok_or(Unknown::OldNotTold),
            None if let Some(cell) = self.read(asking) => match side {
                Side::Now => Ok(filled(cell.new)),
                Side::Before => cell.old.map(filled).ok_or(Unknown::OldNotTold),
            },
            None if is_computed(&self.kind) => Err(Unknown::Computed),
            None if asking.facts.cells_left_out => Err(Unknown::LeftOut),
            // What a new row does not tell is empty, unless SeaTable fills it in.
            None if is_added && !is_filled_in(&self.kind) && !matches!(self.ask, Ask::NotKnown) => Ok(None),
            None => self.seen(asking).map(|cell| filled(cell.new)).ok_or(Unknown::NotInChange),
        }
    }

    /// The value before, if the change itself tells it.
    fn told_old<'f>(&self, asking: &Asking<'f>) -> Option<&'f Value> {
        self.told(asking).filter(|cell| cell.origin == Origin::Change)?.old
    }

    /// The cell, if the change names it.
    fn told<'f>(&self, asking: &Asking<'f>) -> Option<&'f CellFact<'f>> {
        self.cells(asking).find(|cell| !matches!(cell.origin, Origin::Seen(_) | Origin::Read(_)))
    }

    /// The cell as it was seen before, if nothing but a change that names it can have changed it since.
    fn seen<'f>(&self, asking: &Asking<'f>) -> Option<&'f CellFact<'f>> {
        self.cells(asking).find(|cell| matches!(cell.origin, Origin::Seen(_))).filter(|_| stays(&self.kind))
    }

    /// The cell as it was read.
    fn read<'f>(&self, asking: &Asking<'f>) -> Option<&'f CellFact<'f>> {
        self.cells(asking).find(|cell| cell.origin.is_read())
    }

    fn cells<'f>(&self, asking: &Asking<'f>) -> impl Iterator<Item = &'f CellFact<'f>> {
        asking.facts.cells.iter().filter(|cell| cell.column.key == self.key)
    }
}

/// A value; none if it stands for nothing.
fn filled(value: &Value) -> Option<&Value> {
    (!value.is_null() && value.as_str() != Some("")).then_some(value)
}

/// The text of a cell, which of a long text may be beside other things.
fn text(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("text")?.as_str())
}
