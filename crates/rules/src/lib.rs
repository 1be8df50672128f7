//! Rules: which changes are announced, and why.
//!
//! A [`Rule`] is the one shape that the settings file, the core, the API, the command line and the window share. The rules
//! are [compiled](compile) when the settings or the names of a base change; what they say of a change is [`route()`], a pure
//! function of the [`Facts`] about it. No input or output, clock or settings in here.
//!
//! A condition says yes, no or unknown ([`Answer`]): a report tells only the cells that were changed. What is unknown
//! neither announces nor mutes, unless the rule says that it counts as yes. Cells are compared by [`seatable::filter`]; this
//! crate only combines.

mod actor;
mod answer;
mod bind;
mod bindings;
mod bound;
mod cell;
mod compact;
mod compiled;
mod conditions;
mod decision;
mod digest;
mod facts;
mod fault;
mod from_seatable;
mod idle;
mod kind;
mod loudness;
mod mistake;
mod mute;
mod offered;
mod quiet;
mod route;
mod rule;
mod schedule;
mod trace;

pub use actor::{AUTOMATION, By, ME};
pub use answer::{Answer, Unknown};
pub use compiled::{Compiled, Known, compile};
pub use conditions::{CHANGED, ColumnCondition, Conditions, Item, PATTERN};
pub use decision::{Condition, ConditionSaid, Decision, RuleSaid, Said};
pub use digest::Digest;
pub use facts::{CellFact, Facts, Origin, TableFact, is_filled_in, stays};
pub use fault::Fault;
pub use from_seatable::{Difference, FromSeatable, NotOffered, from_seatable};
pub use idle::Idle;
pub use kind::{ChangeKind, EntryKind};
pub use loudness::Loudness;
pub use mistake::Mistake;
pub use mute::{BuiltIn, MutedBy};
pub use offered::{is_computed, offered};
pub use quiet::QuietHours;
pub use route::{Announcement, Outcome, Route, route};
pub use rule::{IfUnknown, Level, Rule, RuleAction, When};
pub use schedule::{Clock, During, Weekday};
pub use trace::Trace;

#[cfg(test)]
mod tests;
