//! One filter, ready to be asked.

use std::borrow::Cow;

use serde_json::Value;

use super::{
    Me, Place, Viewer,
    compare::{choice::ChoiceTest, day::DayTest, department::DepartmentTest, number::NumberTest, text::TextTest},
    kind::Origin,
    loose::is_something,
    reading::{self, Reading},
};

/// One filter, ready to be asked about a cell.
#[derive(Debug, Clone)]
pub struct Condition {
    pub(super) place: Place,
    pub(super) column_key: String,
    pub(super) reading: Reading,
    pub(super) test: Test,
}

/// What is asked of the cell.
#[derive(Debug, Clone)]
pub(super) enum Test {
    Empty,
    NotEmpty,
    Text(TextTest),
    Number(NumberTest),
    Day(DayTest),
    Checked(bool),
    Choice(ChoiceTest),
    Department(DepartmentTest),
    /// The viewer is among the people.
    IncludesMe,
    /// The viewer made or changed the row.
    IsMe,
}

impl Condition {
    /// Where its filter is: a [`Place`].
    pub fn place(&self) -> &[usize] {
        &self.place
    }

    /// The key of the column whose cell it is about.
    pub fn column_key(&self) -> &str {
        &self.column_key
    }

    /// Whether the column's values are computed, and so are not stored with the row.
    pub fn is_computed(&self) -> bool {
        self.reading.content.origin != Origin::Stored
    }

    /// Whether the answer depends on who asks. SeaTable lets no rule of its own ask such a thing.
    pub fn asks_who(&self) -> bool {
        match &self.test {
            Test::IncludesMe | Test::IsMe | Test::Text(TextTest::IsMyId) => true,
            Test::Department(test) => test.asks_who(),
            _ => false,
        }
    }

    /// Whether the answer depends on the day on which it is asked.
    pub fn asks_when(&self) -> bool {
        matches!(&self.test, Test::Day(test) if test.asks_when())
    }

    /// Whether it holds for a cell; none is a cell that the row does not have. Of a computed column it is the computed
    /// value: if nothing was computed for the row at all, the answer is no, also to negatives, and there is nothing to
    /// ask here.
    pub fn holds(&self, cell: Option<&Value>, viewer: &Viewer<'_>) -> bool {
        let cell = match self.reading.content.origin {
            Origin::Linked => cell.map(|cell| Cow::Owned(reading::shown_of_links(cell))),
            _ => cell.map(Cow::Borrowed),
        };
        self.holds_for(cell.as_deref(), viewer)
    }

    fn holds_for(&self, cell: Option<&Value>, viewer: &Viewer<'_>) -> bool {
        match &self.test {
            Test::Empty => self.reading.is_empty(cell, viewer),
            Test::NotEmpty => !self.reading.is_empty(cell, viewer),
            Test::Text(test) => test.holds(self.reading.text(cell).as_deref(), viewer.me),
            Test::Number(test) if self.reading.content.is_list() => test.holds_for_list(cell),
            Test::Number(test) => test.holds(cell),
            Test::Day(test) => test.holds(cell, viewer),
            Test::Checked(wanted) => is_checked(cell, self.reading.content.origin) == Some(*wanted),
            Test::Choice(test) => test.holds(cell),
            Test::Department(test) => test.holds(cell, viewer.me),
            Test::IncludesMe => cell
                .and_then(Value::as_array)
                .is_some_and(|people| people.iter().any(|person| is_me(person, viewer.me))),
            Test::IsMe => cell.is_some_and(|person| is_me(person, viewer.me)),
        }
    }
}

/// Whether a box is ticked; none if that can't be told. Of a lookup the first counts, and an error is no tick.
fn is_checked(cell: Option<&Value>, origin: Origin) -> Option<bool> {
    let cell = match cell {
        Some(Value::Array(entries)) if matches!(origin, Origin::Gathered | Origin::Linked) => entries.first(),
        cell => cell,
    };
    match cell {
        Some(Value::Bool(true)) => Some(true),
        Some(Value::String(_)) if origin != Origin::Stored => Some(false),
        Some(other) if is_something(other) => None,
        _ => Some(false),
    }
}

/// Where nobody is signed in, they are whoever is not known.
fn is_me(person: &Value, me: &Me) -> bool {
    match &me.id {
        Some(id) => person.as_str() == Some(id),
        None => person.is_null(),
    }
}
