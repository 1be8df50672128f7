//! A rule, as everybody has it.

use seatable::BaseUuid;
use serde::{Deserialize, Serialize};

use crate::{EntryKind, MutedBy};

/// The word that stands for the person themself in [`Rule::person`].
pub const ME: &str = "me";

/// A rule fits a change when every condition that it names does; one without conditions fits every change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name, shown where it held something back. Empty in a request: made from the conditions.
    #[serde(default)]
    pub name: String,
    /// The base's uuid. A request may have the base's name instead.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(as = "Option<String>"))]
    pub base: Option<BaseUuid>,
    /// The table's name or id.
    #[serde(default)]
    pub table: Option<String>,
    /// The kinds of change, or `missed` for a gap; empty: any.
    #[serde(default)]
    pub kind: Vec<EntryKind>,
    /// The people's ids, API tokens' names, or `me`; empty: anyone.
    #[serde(default)]
    pub person: Vec<String>,
    /// What follows.
    pub action: RuleAction,
}

/// What follows when a rule fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RuleAction {
    /// The change is announced.
    Announce,
    /// The change is kept in the history and not announced.
    Mute,
}

impl RuleAction {
    /// Its name in settings and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Announce => "announce",
            Self::Mute => "mute",
        }
    }
}

impl Rule {
    /// A rule without conditions.
    pub fn new(name: impl Into<String>, action: RuleAction) -> Self {
        Self { name: name.into(), base: None, table: None, kind: Vec::new(), person: Vec::new(), action }
    }

    /// Whether its name also says why changes that no rule muted are not announced. No new rule may be named so.
    pub fn has_reserved_name(&self) -> bool {
        MutedBy::is_reserved(&self.name)
    }
}
