//! What rules said, and what others would say.

use rowbell_rules::{ConditionSaid, Decision, Idle, Rule, RuleAction};
use serde::{Deserialize, Serialize};

/// `GET /v1/entries/{id}/why`: what was decided about a change, and how it came to that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Why {
    /// The change.
    pub change: ChangeName,
    /// What became of it, as [`Entry::outcome`](crate::Entry::outcome).
    pub outcome: String,
    /// Why: a rule's name, or a code.
    pub outcome_reason: Option<String>,
    /// Which rules were tried, and which condition said what; none: no rule was tried, or this was not kept.
    pub decision: Option<Decision>,
}

/// A change, by its number and first line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ChangeName {
    /// Its number.
    pub id: i64,
    /// When it happened. RFC 3339, UTC.
    pub at: String,
    /// The first line of its popup.
    pub title: String,
}

/// `POST /v1/rules/try`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TryRules {
    /// Rules in the form of the settings file.
    pub text: String,
    /// What to call the text where it has a mistake.
    #[serde(default)]
    pub file: String,
    /// How many of the newest changes to ask about, up to 100,000; 1,000 unless given.
    #[serde(default)]
    pub changes: Option<u32>,
}

/// What the rules would have said, if there had been no others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TriedRules {
    /// How many changes were asked about.
    pub changes: u64,
    /// When the oldest of them happened. RFC 3339, UTC.
    pub since: Option<String>,
    /// How many would have been announced.
    pub announced: u64,
    /// The rules in their order.
    pub rules: Vec<TriedRule>,
}

/// What a rule would have said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TriedRule {
    /// Its name.
    pub name: String,
    /// What it asks for.
    pub action: RuleAction,
    /// Why it can't be asked, in English; empty: it can.
    pub faults: Vec<String>,
    /// How many changes it fits.
    pub fits: u64,
    /// Of how many it is not known whether it fits.
    pub unknown: u64,
    /// The newest that it fits, at most 20.
    pub newest: Vec<ChangeName>,
    /// The newest that it does not fit for one condition only, at most 20.
    pub near_misses: Vec<NearMiss>,
}

/// A change that a rule does not fit for one condition only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NearMiss {
    /// The change.
    pub change: ChangeName,
    /// The condition, and what it said.
    pub condition: ConditionSaid,
}

/// `POST /v1/bench`: a rule, asked about the newest changes of its place as if it were in force beside the others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BenchRequest {
    /// The rule, as `GET /v1/rules` lists it.
    pub rule: Rule,
    /// The name of the rule in whose place it is; none: it is below all others.
    #[serde(default)]
    pub replaces: Option<String>,
    /// How many of the newest changes to ask about, up to 100,000; 1,000 unless given.
    #[serde(default)]
    pub changes: Option<u32>,
    /// Its examples, which are checked.
    #[serde(default)]
    pub examples: Vec<Example>,
}

/// A change that a rule must ring for, or must not. A rule that announces rings for what it has announced, one that mutes
/// for what it does not keep quiet. `PUT /v1/rules/{name}/examples` takes all of a rule's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Example {
    /// The change's number.
    pub id: i64,
    /// Whether the rule must ring.
    pub rings: bool,
}

/// An example, and whether its rule does what it must.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExampleView {
    /// The change. It is kept with the rule, also when it is gone from the history.
    pub change: ChangeName,
    /// Whether the rule must ring.
    pub rings: bool,
    /// Whether it does not do so.
    pub breached: bool,
    /// Whether the change is gone from the history.
    pub gone: bool,
}

/// What is to be said of a rule: `GET /v1/checks` lists all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RuleCheck {
    /// Its name.
    pub rule: String,
    /// Why it can't be asked; empty: it can.
    pub faults: Vec<FaultView>,
    /// Why it can do nothing, whatever happens; none: it can.
    pub idle: Option<Idle>,
    /// Its examples, the oldest change first.
    pub examples: Vec<ExampleView>,
}

/// What a rule would have said of the newest changes of its place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Bench {
    /// Why it can't be asked; empty: it can.
    pub faults: Vec<FaultView>,
    /// Why it can do nothing, whatever happens; none: it can.
    pub idle: Option<Idle>,
    /// Its examples.
    pub examples: Vec<ExampleView>,
    /// How many changes were asked about.
    pub changes: u64,
    /// When the oldest of them happened. RFC 3339, UTC.
    pub since: Option<String>,
    /// How many it fits.
    pub fits: u64,
    /// For how many of these what it asks for follows. Of the others something else decides.
    pub follows: u64,
    /// Of how many it is not known whether it fits.
    pub unknown: u64,
    /// The days on which there were any, the oldest first.
    pub days: Vec<BenchDay>,
    /// The newest that it fits, at most 20.
    pub newest: Vec<Fitting>,
    /// The newest that it does not fit for one condition only, at most 20.
    pub near_misses: Vec<NearMiss>,
}

/// What of a rule does not fit its base.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FaultView {
    /// `table_missing`, `column_missing`, `not_asked`, `option_missing` or `bad_term`.
    pub fault: String,
    /// The table or column.
    pub what: String,
    /// The option, or what is asked; empty: neither is to blame.
    pub detail: String,
    /// All of it in English.
    pub message: String,
}

/// A day of a bench.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BenchDay {
    /// The day, by the calendar of where the person is: `2026-11-30`.
    pub day: String,
    /// How many changes were asked about.
    pub changes: u64,
    /// How many of them the rule fits, and what it asks for follows.
    pub follows: u64,
}

/// A change that a rule fits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Fitting {
    /// The change.
    pub change: ChangeName,
    /// What decides otherwise than the rule asks for: another rule, or a code as [`Entry::outcome_reason`](crate::Entry::outcome_reason).
    /// None: what it asks for follows.
    pub overruled: Option<String>,
}
