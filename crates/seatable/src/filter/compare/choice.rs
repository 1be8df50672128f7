//! Comparisons with one or several of a set: options by their ids, people by theirs.

use std::collections::HashSet;

use serde_json::Value;

use crate::{column::scalar, filter::Predicate};

/// So many entries are quicker looked through than made a set of.
const FEW: usize = 16;

/// A comparison with ids.
#[derive(Debug, Clone)]
pub(crate) struct ChoiceTest {
    pub(super) how: How,
    ids: HashSet<String>,
    /// How many the term names, one that it names twice counted twice.
    count: usize,
}

/// What is asked of a cell, or of its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// The cell is one of them.
    Any,
    /// The cell is none of them.
    None,
    /// An entry is one of them.
    HasAny,
    /// Each of them is an entry.
    HasAll,
    /// No entry is one of them.
    HasNone,
    /// The entries are these.
    Exactly,
}

impl How {
    /// None if the predicate is not about sets.
    pub(crate) fn of(predicate: &Predicate) -> Option<Self> {
        Some(match predicate {
            Predicate::Is | Predicate::IsAnyOf | Predicate::Contains => Self::Any,
            Predicate::IsNot | Predicate::IsNoneOf | Predicate::DoesNotContain => Self::None,
            Predicate::HasAnyOf => Self::HasAny,
            Predicate::HasAllOf => Self::HasAll,
            Predicate::HasNoneOf => Self::HasNone,
            Predicate::IsExactly => Self::Exactly,
            _ => return None,
        })
    }
}

impl ChoiceTest {
    pub(crate) fn of(how: How, ids: &[&str]) -> Self {
        let set: HashSet<_> = ids.iter().map(|id| (*id).to_owned()).collect();
        Self { how, count: ids.len(), ids: set }
    }

    /// A cell that is no list has no entries; in a list, what is no text is nobody's id.
    pub(crate) fn holds(&self, cell: Option<&Value>) -> bool {
        let is_one = |value: &Value| value.as_str().is_some_and(|id| self.ids.contains(id));
        let entries = || cell.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        match self.how {
            How::Any => cell.is_some_and(is_one),
            How::None => !cell.is_some_and(is_one),
            How::HasAny => entries().iter().any(is_one),
            How::HasAll => self.are_all_in(entries()),
            How::HasNone => !entries().iter().any(is_one),
            How::Exactly => self.are_these(entries()),
        }
    }

    /// SeaTable counts the different entries, which may be numbers here, and compares with the count of the term.
    fn are_these(&self, entries: &[Value]) -> bool {
        let texts: HashSet<_> = entries.iter().filter_map(scalar).collect();
        let lists = entries.iter().filter(|entry| scalar(entry).is_none()).count();
        texts.len() + lists == self.count && self.ids.iter().all(|id| texts.contains(id.as_str()))
    }

    fn are_all_in(&self, entries: &[Value]) -> bool {
        if entries.len() <= FEW {
            return self.ids.iter().all(|id| entries.iter().any(|entry| entry.as_str() == Some(id)));
        }
        let texts: HashSet<_> = entries.iter().filter_map(Value::as_str).collect();
        self.ids.iter().all(|id| texts.contains(id.as_str()))
    }
}
