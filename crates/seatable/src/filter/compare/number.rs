use std::cmp::Ordering;

use serde_json::Value;

use crate::filter::{Predicate, loose::Comparable};

/// Numbers closer than that are equal to SeaTable, also where it asks for less or greater.
const TOLERANCE: f64 = 0.000_01;

/// A comparison with a number.
#[derive(Debug, Clone)]
pub(crate) struct NumberTest {
    how: How,
    term: Comparable<'static>,
}

#[derive(Debug, Clone, Copy)]
enum How {
    Equal,
    NotEqual,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
}

impl NumberTest {
    /// None if the predicate compares no numbers or the term is none.
    pub(crate) fn of(predicate: &Predicate, term: &Value) -> Option<Self> {
        let how = match predicate {
            Predicate::Equal => How::Equal,
            Predicate::NotEqual => How::NotEqual,
            Predicate::Less => How::Less,
            Predicate::Greater => How::Greater,
            Predicate::LessOrEqual => How::LessOrEqual,
            Predicate::GreaterOrEqual => How::GreaterOrEqual,
            _ => return None,
        };
        let term = Comparable::of(term).into_owned();
        (!term.number().is_nan()).then_some(Self { how, term })
    }

    /// No number is only unequal. A number that is a text counts as one, though [`Predicate::IsEmpty`] does not see it.
    pub(crate) fn holds(&self, cell: Option<&Value>) -> bool {
        let Some(cell) = cell.filter(|cell| !cell.is_null() && cell.as_str() != Some("")) else {
            return matches!(self.how, How::NotEqual);
        };
        self.compares(&Comparable::of(cell))
    }

    /// Of a lookup, a single number counts as if it were the cell; several are compared as SeaTable happens to.
    pub(crate) fn holds_for_list(&self, cell: Option<&Value>) -> bool {
        match cell {
            Some(Value::Array(entries)) if entries.len() < 2 => self.holds(entries.first()),
            cell => self.holds(cell),
        }
    }

    fn compares(&self, cell: &Comparable<'_>) -> bool {
        let is_equal = (cell.number() - self.term.number()).abs() < TOLERANCE;
        let order = || cell.order(&self.term);
        match self.how {
            How::Equal => is_equal,
            How::NotEqual => !is_equal,
            How::Less => !is_equal && order() == Some(Ordering::Less),
            How::Greater => !is_equal && order() == Some(Ordering::Greater),
            How::LessOrEqual => is_equal || order().is_some_and(Ordering::is_le),
            How::GreaterOrEqual => is_equal || order().is_some_and(Ordering::is_ge),
        }
    }
}
