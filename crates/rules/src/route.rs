//! What the rules say of a change.

use crate::{
    BuiltIn, ChangeKind, Compiled, EntryKind, Facts, Level, MutedBy, RuleAction,
    cell::Asking,
    trace::{Trace, Tried},
};

/// What follows for a change, and how it came to that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// What follows.
    pub outcome: Outcome,
    /// Which rules were tried, and what they said.
    pub trace: Trace,
}

/// What follows for a change, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is announced.
    Announce {
        /// The rule that says so; none: no rule fits.
        rule: Option<String>,
        /// How loud.
        level: Level,
    },
    /// It is kept in the history and not announced.
    Mute(MutedBy),
}

/// Asks the rules about a change, from top to bottom, until one that fits says that it is the last. The first that fits
/// and announces or mutes decides which of these it is; those that announce as well may make it louder. What none fits is
/// announced.
pub fn route(rules: &Compiled, facts: &Facts<'_>) -> Route {
    let mut trace = Trace::default();
    if let Some(built_in) = built_in(facts) {
        return Route { outcome: Outcome::Mute(built_in.into()), trace };
    }
    let asking = Asking::about(facts, &rules.bindings);
    let mut first: Option<usize> = None;
    let mut level: Option<Level> = None;
    for (at, rule) in rules.rules.iter().enumerate() {
        if !rule.is_of_place(facts) {
            trace.elsewhere += 1;
            continue;
        }
        let start = trace.said.len();
        let answer = rule.ask(&asking, &mut trace.said);
        let fits = rule.follows(answer);
        trace.tried.push(Tried { rule: at, answer, fits, said: start..trace.said.len() });
        if !fits {
            continue;
        }
        first = first.or(Some(at));
        if rule.rule.action == RuleAction::Announce {
            level = level.max(Some(rule.rule.level.unwrap_or_default()));
        }
        if rule.rule.stop {
            break;
        }
    }
    let outcome = match first.map(|at| &rules.rules[at].rule) {
        Some(rule) if rule.action == RuleAction::Mute => Outcome::Mute(MutedBy::Rule(rule.name.clone())),
        rule => Outcome::Announce { rule: rule.map(|rule| rule.name.clone()), level: level.unwrap_or_default() },
    };
    Route { outcome, trace }
}

/// What no rule can have announced.
fn built_in(facts: &Facts<'_>) -> Option<BuiltIn> {
    match facts.kind {
        _ if facts.is_forged => Some(BuiltIn::Forged),
        EntryKind::Change(ChangeKind::Unrecognised) => Some(BuiltIn::Unrecognised),
        EntryKind::Gap => Some(BuiltIn::Gap),
        _ => None,
    }
}
