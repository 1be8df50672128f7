//! Who did it.

use serde::{Deserialize, Serialize};

use crate::{Answer, Facts, Unknown};

/// The word that stands for the person themself in [`Rule::person`](crate::Rule::person).
pub const ME: &str = "me";

/// The name that SeaTable's automations change rows under (`op_user`; dtable-events, 2021).
pub const AUTOMATION: &str = "Automation Rule";

/// Somebody who has no id of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Anyone but the person themself.
    NotMe,
    /// A program with an API token.
    ApiToken,
    /// One of SeaTable's automations.
    Automation,
}

/// Whether one of these did it: ids of people, names of API tokens, or [`ME`].
pub(crate) fn is_one_of(people: &[String], facts: &Facts<'_>) -> Answer {
    let is_them = |person: &String| match person.as_str() {
        ME => facts.is_me(),
        person if facts.user.is_empty() => person == facts.app,
        person => person == facts.user,
    };
    let asks_me = || people.iter().any(|person| person == ME);
    match () {
        () if people.iter().any(is_them) => Answer::Yes,
        () if facts.names_nobody() => Answer::Unknown(Unknown::PersonNotTold),
        () if !facts.user.is_empty() && !facts.knows_me() && asks_me() => Answer::Unknown(Unknown::MeNotKnown),
        () => Answer::No,
    }
}

/// Whether one of these did it.
pub(crate) fn is_by(wanted: &[By], facts: &Facts<'_>) -> Answer {
    if facts.names_nobody() {
        return Answer::Unknown(Unknown::PersonNotTold);
    }
    let is_one = |by: &By| match by {
        By::NotMe if facts.user.is_empty() || facts.user == AUTOMATION => Answer::Yes,
        By::NotMe if !facts.knows_me() => Answer::Unknown(Unknown::MeNotKnown),
        By::NotMe => Answer::of(!facts.is_me()),
        By::ApiToken => Answer::of(facts.user.is_empty()),
        By::Automation => Answer::of(facts.user == AUTOMATION),
    };
    wanted.iter().map(is_one).fold(Answer::No, Answer::or)
}
