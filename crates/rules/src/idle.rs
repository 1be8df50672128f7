//! Rules that can do nothing, whatever happens. Only what is sure is told: a rule that is told to be idle is one to be put right.

use seatable::{
    BaseUuid,
    filter::{Conjunction, Predicate},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    ChangeKind, ColumnCondition, Compiled, Conditions, EntryKind, IfUnknown, Item, ME, Rule, RuleAction, When,
    compiled::{Cells, CompiledRule},
};

/// Why a rule can do nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Idle {
    /// A rule above fits all that it fits, and decides that already or ends the list.
    Shadowed {
        /// The rule above.
        by: String,
    },
    /// No rule is asked about such changes.
    Kinds,
    /// It wants a column to be changed, of rows that are deleted.
    Deleted,
    /// It wants the person themself and somebody else, both at once.
    Who,
    /// It wants opposites of a column.
    Opposites {
        /// The column.
        column: String,
    },
    /// It wants to know a column that SeaTable computes, of a base whose rows can't be read.
    Computed {
        /// The column.
        column: String,
    },
}

impl Compiled {
    /// Why rules can do nothing, of those that can't, by their number from the top. `can_read` tells the bases whose rows
    /// can be read.
    pub fn idle(&self, can_read: &dyn Fn(&BaseUuid) -> bool) -> Vec<(usize, Idle)> {
        let mut idle: Vec<(usize, Idle)> = Vec::new();
        for (at, compiled) in self.rules.iter().enumerate() {
            let rule = &compiled.rule;
            // What is wrong with it is told as its faults.
            if matches!(compiled.cells, Cells::Broken(_)) {
                continue;
            }
            let computed = || match (&compiled.cells, &rule.base) {
                (Cells::Bound(bound), Some(base)) if !can_read(base) && rule.unknown == IfUnknown::No => {
                    bound.computed(rule).map(|column| Idle::Computed { column: column.to_owned() })
                }
                _ => None,
            };
            let shadowed = || {
                let above = self.rules[..at].iter().enumerate();
                let mut above = above.filter(|(above, compiled)| {
                    !matches!(compiled.cells, Cells::Broken(_)) && idle.iter().all(|(at, _)| at != above)
                });
                let mut is_announced = false;
                let by = above.find_map(|(_, CompiledRule { rule: above, .. })| {
                    let leaves_nothing = above.leaves_nothing_to(rule, is_announced);
                    is_announced |= above.action == RuleAction::Announce;
                    leaves_nothing.then(|| above.name.clone())
                })?;
                Some(Idle::Shadowed { by })
            };
            if let Some(why) = by_itself(rule).or_else(computed).or_else(shadowed) {
                idle.push((at, why));
            }
        }
        idle
    }
}

fn by_itself(rule: &Rule) -> Option<Idle> {
    let never_asked = |kind: &EntryKind| matches!(kind, EntryKind::Gap | EntryKind::Change(ChangeKind::Unrecognised));
    if !rule.kind.is_empty() && rule.kind.iter().all(never_asked) {
        return Some(Idle::Kinds);
    }
    if rule.kind == [EntryKind::Change(ChangeKind::RowDeleted)] && !rule.columns.is_empty() {
        return Some(Idle::Deleted);
    }
    // Neither somebody else, nor a program, is the person.
    if !rule.by.is_empty() && rule.person == [ME] {
        return Some(Idle::Who);
    }
    opposites(&rule.conditions).map(|column| Idle::Opposites { column })
}

/// A column of which all of these conditions can't hold together.
fn opposites(conditions: &Conditions) -> Option<String> {
    let all: Vec<&ColumnCondition> = match conditions.conjunction {
        Conjunction::And => conditions.filters.iter().filter_map(column).collect(),
        _ => return None,
    };
    let of_one = |one: &ColumnCondition, other: &ColumnCondition| {
        (&one.column_key, &one.column_name, one.was) == (&other.column_key, &other.column_name, other.was)
    };
    let are_opposite = |one: &ColumnCondition, other: &ColumnCondition| match (&one.predicate, &other.predicate) {
        (Predicate::IsEmpty, Predicate::IsNotEmpty) => true,
        (Predicate::Is, Predicate::Is) => {
            matches!((&one.term, &other.term), (Value::Bool(one), Value::Bool(other)) if one != other)
        }
        _ => false,
    };
    let meets_its_opposite =
        |one: &&&ColumnCondition| all.iter().any(|other| of_one(one, other) && are_opposite(one, other));
    all.iter().find(meets_its_opposite).map(|condition| condition.column().to_owned())
}

fn column(item: &Item) -> Option<&ColumnCondition> {
    match item {
        Item::Column(condition) => Some(condition),
        Item::Group(_) => None,
    }
}

impl Rule {
    /// Whether a rule below this one can do nothing, because this one comes first; `is_announced` tells whether a rule above
    /// both may have had the change announced, so that the lower one may still make it louder.
    fn leaves_nothing_to(&self, below: &Self, is_announced: bool) -> bool {
        let only_decides = below.action != RuleAction::Highlight && !below.highlight && !below.stop;
        let decides = match self.action {
            _ if self.stop => true,
            RuleAction::Mute if !is_announced => only_decides,
            RuleAction::Mute | RuleAction::Announce => only_decides && below.action == RuleAction::Mute,
            RuleAction::Snooze | RuleAction::Highlight => false,
        };
        decides && self.fits_all_of(below)
    }

    /// Whether it fits whatever the other fits.
    fn fits_all_of(&self, other: &Self) -> bool {
        let is_of_place = self.base.as_ref().is_none_or(|base| other.base.as_ref() == Some(base))
            && self.table.as_ref().is_none_or(|table| other.table.as_ref() == Some(table));
        // A change of several rows tells too little of them to mute all, and enough to announce them.
        let cells = match (self.asks_cells(), self.action, other.action) {
            (false, ..) => true,
            (true, RuleAction::Mute, RuleAction::Announce) => false,
            (true, ..) => self.conditions_hold_with(other),
        };
        // One of several columns may be none of the table's, so that the rule can't be asked.
        let columns = self.columns.is_empty() || self.columns == other.columns;
        let is_of_row = covers(&self.row, &other.row);
        let is_as_long = self.until.is_none_or(|until| other.until.is_some_and(|other| other <= until));
        let kinds = covers(&self.kind, &other.kind);
        let people = covers(&self.person, &other.person) && covers(&self.by, &other.by);
        // What counts as yes there must not be left unknown here.
        let unknown = other.unknown == IfUnknown::No || self.unknown == IfUnknown::Yes;
        let during = self.during.is_none() || self.during == other.during;
        is_of_place && is_of_row && is_as_long && kinds && people && during && unknown && columns && cells
    }

    /// Whether its conditions on columns hold wherever those of the other do.
    fn conditions_hold_with(&self, other: &Self) -> bool {
        let (own, others) = (&self.conditions, &other.conditions);
        if own.is_empty() || (own == others && self.when() == other.when()) {
            return true;
        }
        // What comes to hold with more conditions may have held with fewer before.
        let are_all = own.conjunction == Conjunction::And && others.conjunction == Conjunction::And;
        self.when() == When::EveryChange && are_all && own.filters.iter().all(|item| others.filters.contains(item))
    }
}

/// Whether one list wants no more than the other; an empty one wants nothing.
fn covers<T: PartialEq>(own: &[T], others: &[T]) -> bool {
    own.is_empty() || (!others.is_empty() && others.iter().all(|one| own.contains(one)))
}
