//! What the rules say of a change.

use crate::{BuiltIn, ChangeKind, EntryKind, Facts, MutedBy, Rule, RuleAction, condition::Condition};

/// Rules, ready to be asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Compiled {
    rules: Vec<CompiledRule>,
}

#[derive(Clone, Debug, PartialEq)]
struct CompiledRule {
    name: String,
    conditions: Vec<Condition>,
    action: RuleAction,
}

/// What follows for a change, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// It is announced.
    Announce {
        /// The rule that says so; none: no rule fits.
        rule: Option<String>,
    },
    /// It is kept in the history and not announced.
    Mute(MutedBy),
}

/// Makes rules ready to be asked; they are tried in this order.
pub fn compile(rules: &[Rule]) -> Compiled {
    let compiled =
        |rule: &Rule| CompiledRule { name: rule.name.clone(), conditions: Condition::of(rule), action: rule.action };
    Compiled { rules: rules.iter().map(compiled).collect() }
}

/// Asks the rules about a change. The first that fits decides; what none fits is announced.
pub fn route(rules: &Compiled, facts: &Facts<'_>) -> Route {
    if let Some(built_in) = built_in(facts) {
        return Route::Mute(built_in.into());
    }
    let fits = |rule: &&CompiledRule| rule.conditions.iter().all(|condition| condition.fits(facts));
    match rules.rules.iter().find(fits) {
        None => Route::Announce { rule: None },
        Some(rule) => match rule.action {
            RuleAction::Announce => Route::Announce { rule: Some(rule.name.clone()) },
            RuleAction::Mute => Route::Mute(MutedBy::Rule(rule.name.clone())),
        },
    }
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
