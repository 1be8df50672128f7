//! A rule, as everybody has it.

use jiff::Timestamp;
use seatable::BaseUuid;
use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::{By, Conditions, Digest, During, EntryKind, Loudness, MutedBy};

/// A rule fits a change when every condition that it names does; one without conditions fits every change.
///
/// Rules are tried from top to bottom, and each that fits adds what it asks for. The first that announces or mutes
/// decides which of the two it is. A rule with [`Rule::stop`] that fits is the last one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "typescript", ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name, shown where it held something back. Empty in a request: made from the conditions.
    #[serde(default)]
    pub name: String,
    /// The base's uuid. A request may have the base's name instead.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(as = "Option<String>", optional = false))]
    pub base: Option<BaseUuid>,
    /// The table's name or id.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = false))]
    pub table: Option<String>,
    /// The ids of rows; empty: any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<String>>"))]
    pub row: Vec<String>,
    /// The kinds of change, or `missed` for a gap; empty: any.
    #[serde(default)]
    pub kind: Vec<EntryKind>,
    /// The people's ids, API tokens' names, or `me`; empty: anyone.
    #[serde(default)]
    pub person: Vec<String>,
    /// One of these did it; empty: anyone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<By>>"))]
    pub by: Vec<By>,
    /// When the change happened, by the clock on the person's wall; none: at any time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub during: Option<During>,
    /// It is about changes before this moment only; none: it is in force until it is removed.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "moment")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<String>"))]
    pub until: Option<Timestamp>,
    /// Columns, by key or name, of which at least one was changed or, in a new row, filled; empty: any or none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<String>>"))]
    pub columns: Vec<String>,
    /// What the row is like.
    #[serde(rename = "where", default, skip_serializing_if = "Conditions::is_default")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<Conditions>"))]
    pub conditions: Conditions,
    /// At which changes of a row that is like that; none: as is usual for the action, see [`Rule::when`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
    /// What a condition counts as if it is not known whether it holds.
    #[serde(default, skip_serializing_if = "IfUnknown::is_no")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<IfUnknown>"))]
    pub unknown: IfUnknown,
    /// What follows.
    pub action: RuleAction,
    /// How loud the announcement is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Whether the announcement makes a sound, where the settings allow any; none: as is usual for its level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sound: Option<bool>,
    /// Whether it is announced in quiet hours, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<bool>"))]
    pub in_quiet_hours: bool,
    /// The same row is announced by this rule at most once in so many minutes; none: each time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub once_in_minutes: Option<u32>,
    /// What it announces is gathered, and told together at these times; none: each by itself and at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// Whether the change is highlighted in the history.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<bool>"))]
    pub highlight: bool,
    /// Whether the rules below are not asked where this one fits.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<bool>"))]
    pub stop: bool,
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
    /// If the change is announced, then not before [`Rule::until`]. The rules below decide whether it is.
    Snooze,
    /// The change is highlighted in the history. The rules below decide whether it is announced.
    Highlight,
}

/// How loud an announcement is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A popup without a sound.
    Quiet,
    /// A popup with the sound that the settings allow.
    #[default]
    Normal,
    /// A popup that comes again until the person has answered it.
    Acknowledge,
}

/// At which changes of a row the conditions on its columns make a rule fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Once they come to hold: they did not before the change, and do after it.
    Became,
    /// At each while they hold, as SeaTable's own rules do.
    EveryChange,
}

/// What a condition counts as if it is not known whether it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum IfUnknown {
    /// As no. The decision says so.
    #[default]
    No,
    /// As yes. Only of a rule that announces or highlights.
    Yes,
}

fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let unclear = || D::Error::custom(format!("`{text}` is no moment; write it as `2026-12-01T18:00:00+01:00`"));
    text.parse().map(Some).map_err(|_| unclear())
}

impl IfUnknown {
    fn is_no(&self) -> bool {
        *self == Self::No
    }
}

impl RuleAction {
    /// Whether it says if the change is announced.
    pub fn decides(self) -> bool {
        matches!(self, Self::Announce | Self::Mute)
    }

    /// Whether it keeps the change from being announced, for a while or for ever.
    pub fn quiets(self) -> bool {
        matches!(self, Self::Mute | Self::Snooze)
    }

    /// Its name in settings and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Announce => "announce",
            Self::Mute => "mute",
            Self::Snooze => "snooze",
            Self::Highlight => "highlight",
        }
    }
}

impl Rule {
    /// A rule without conditions.
    pub fn new(name: impl Into<String>, action: RuleAction) -> Self {
        Self {
            name: name.into(),
            base: None,
            table: None,
            row: Vec::new(),
            kind: Vec::new(),
            person: Vec::new(),
            by: Vec::new(),
            during: None,
            until: None,
            columns: Vec::new(),
            conditions: Conditions::default(),
            when: None,
            unknown: IfUnknown::No,
            action,
            level: None,
            sound: None,
            in_quiet_hours: false,
            once_in_minutes: None,
            digest: None,
            highlight: false,
            stop: false,
        }
    }

    /// At which changes it fits. Unless it says so, what is announced is announced once, and what is muted stays muted.
    pub fn when(&self) -> When {
        self.when.unwrap_or(match self.action {
            RuleAction::Announce => When::Became,
            RuleAction::Mute | RuleAction::Snooze | RuleAction::Highlight => When::EveryChange,
        })
    }

    /// How loud what it announces is.
    pub fn loudness(&self) -> Loudness {
        let Self { level, sound, in_quiet_hours, .. } = *self;
        Loudness { level: level.unwrap_or_default(), sound, in_quiet_hours }
    }

    /// Whether it asks for cells.
    pub fn asks_cells(&self) -> bool {
        !self.columns.is_empty() || !self.conditions.is_empty()
    }

    /// Whether its name also says why changes that no rule muted are not announced. No new rule may be named so.
    pub fn has_reserved_name(&self) -> bool {
        MutedBy::is_reserved(&self.name)
    }
}
