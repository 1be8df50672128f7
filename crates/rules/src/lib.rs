//! Rules: which changes are announced, and why.
//!
//! A [`Rule`] is the one shape that the settings file, the core, the API, the command line and the window share. The rules
//! are [compiled](compile) when the settings change; what they say of a change is [`route()`], a pure function of the
//! [`Facts`] about it. No input or output, clock or settings in here.

mod condition;
mod facts;
mod kind;
mod mute;
mod route;
mod rule;

pub use facts::{Facts, TableFact};
pub use kind::{ChangeKind, EntryKind};
pub use mute::{BuiltIn, MutedBy};
pub use route::{Compiled, Route, compile, route};
pub use rule::{ME, Rule, RuleAction};

#[cfg(test)]
mod tests;
