//! SeaTable's filters: which rows a view shows and a rule is about.
//!
//! [`Filters`] are what views and rules store. [Compiled](compile()) against the table's columns they become
//! [`Condition`]s, each of which is asked about one cell; [`Compiled`] asks all about a whole [`Row`]. No clock in here:
//! who asks, where and when is the [`Viewer`].
//!
//! The answers are those of the library that draws SeaTable's views, `dtable-utils` 5.0.30, held against what it says
//! of four thousand filters (`view_tests.rs`). The server has another engine, for rules on a schedule and SQL, which
//! differs in places: there an empty date "is not" any day, and `%` in a text stands for anything. What may surprise:
//!
//! - An incomplete filter is left out, and so is a group in a group. If nothing is left, every row is let through.
//! - One that can't be asked, for a column or an option that was deleted, refuses all of them ([`Faulty`]).
//! - Negatives are true of empty cells, except of dates.
//! - Of a computed column nothing holds, not even a negative, where no value was computed.
//! - Of a lookup that has several dates or numbers, (nearly) nothing holds; texts are joined by commas.
//!
//! ```
//! use jiff::{Timestamp, tz::TimeZone};
//! use seatable::{Column, filter::{Filters, Me, Row, Viewer, compile}};
//! use serde_json::{from_value, json};
//!
//! let filters: Filters = from_value(json!({"filter_conjunction": "And", "filters": [
//!     {"column_key": "wI6R", "filter_predicate": "greater", "filter_term": 100},
//!     {"column_key": "k8Zy", "filter_predicate": "is", "filter_term_modifier": "today", "filter_term": ""},
//! ]}))?;
//! let column = |key: &str, kind: &str| Column { key: key.into(), kind: kind.into(), ..Column::default() };
//! let compiled = compile(&filters, &[column("wI6R", "number"), column("k8Zy", "date")])?;
//!
//! let row = json!({"wI6R": 250.5, "k8Zy": "2026-12-01 09:30"});
//! let row = Row { stored: row.as_object().expect("an object"), computed: None };
//! let (me, now) = (Me::default(), Timestamp::new(1_796_115_600, 0)?);
//! assert!(compiled.holds(row, &Viewer::at(now, &me, &TimeZone::UTC)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod compare;
mod compile;
mod compiled;
mod condition;
mod day;
mod empty;
mod fault;
mod kind;
mod loose;
mod modifier;
mod offered;
mod predicate;
mod reading;
mod span;
mod stored;
mod viewer;

pub use self::{
    compile::compile,
    compiled::{Compiled, Node, Row},
    condition::Condition,
    fault::{Fault, FaultKind, Faulty, Place},
    modifier::{Modifier, ModifierTerm},
    offered::{WantedTerm, modifiers_of, predicates_of, wanted_term},
    predicate::Predicate,
    stored::{Conjunction, Filter, Filters, Item},
    viewer::{Me, Viewer},
};

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod view_tests;
