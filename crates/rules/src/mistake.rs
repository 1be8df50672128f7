//! What can be wrong with a rule, whatever the base is like.

use regex::{Regex, RegexBuilder};
use seatable::filter::{Conjunction, Predicate};

use crate::{CHANGED, ColumnCondition, Conditions, IfUnknown, Item, PATTERN, Rule, RuleAction};

/// The most conditions of a rule.
const MOST_CONDITIONS: usize = 200;
/// The longest pattern, in bytes.
const LONGEST_PATTERN: usize = 1_000;
/// Memory for a pattern, in bytes. One that needs more takes too long to be made.
const PATTERN_SIZE: usize = 1024 * 1024;

/// A mistake in a rule: the first that was found, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// Conditions that are joined by neither word.
    #[error("`filter_conjunction` is \"{0}\"; write \"And\" or \"Or\"")]
    Conjunction(String),
    /// A condition without a column.
    #[error("condition {0} names no column; give it a `column_name` or `column_key`")]
    NoColumn(String),
    /// A condition that asks nothing.
    #[error("condition {0} asks nothing; give it a `filter_predicate`, such as \"is\"")]
    NoPredicate(String),
    /// A condition that asks what nobody knows.
    #[error(
        "condition {at} asks \"{asked}\", which is neither one of SeaTable's predicates nor \"changed\" or \"pattern\""
    )]
    Predicate {
        /// Which.
        at: String,
        /// What it asks.
        asked: String,
    },
    /// A group without conditions.
    #[error("group {0} has no conditions; remove it")]
    EmptyGroup(String),
    /// A pattern that can't be used.
    #[error("condition {at} has a pattern that can't be used: {why}")]
    Pattern {
        /// Which.
        at: String,
        /// Why not, in English.
        why: String,
    },
    /// It asks whether a column was changed before it was.
    #[error("condition {0} can't have both \"changed\" and `was`; remove `was`")]
    ChangedBefore(String),
    /// More conditions than there may be.
    #[error("it has more than {MOST_CONDITIONS} conditions; make several rules of it")]
    TooMany,
    /// No moment is in the schedule.
    #[error("`during` is empty, because it ends when it begins; `from = \"22:00\", to = \"07:00\"` is a night")]
    EmptySchedule,
    /// It would mute or put off what nobody knows to fit.
    #[error(
        "a rule that mutes or snoozes can't have `unknown = \"yes\"`: what is not known is never kept quiet; remove `unknown`"
    )]
    MutesUnknown,
    /// It says how to announce, and does not announce.
    #[error("only a rule that announces has `{0}`; remove it, or write `action = \"announce\"`")]
    NotAnnounced(&'static str),
    /// It puts off for ever.
    #[error("a rule that snoozes needs `until`, the moment when its changes are told")]
    SnoozesForever,
    /// It may be announced once in no time.
    #[error("`once_in_minutes` is 0; write at least 1, or remove it")]
    OnceInNoTime,
}

impl Mistake {
    /// Its name, for programs that show it where it is.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Conjunction(_) => "conjunction",
            Self::NoColumn(_) => "no_column",
            Self::NoPredicate(_) => "no_predicate",
            Self::Predicate { .. } => "predicate",
            Self::EmptyGroup(_) => "empty_group",
            Self::Pattern { .. } => "pattern",
            Self::ChangedBefore(_) => "changed_before",
            Self::TooMany => "too_many",
            Self::EmptySchedule => "empty_schedule",
            Self::MutesUnknown => "mutes_unknown",
            Self::NotAnnounced(_) => "not_announced",
            Self::SnoozesForever => "snoozes_forever",
            Self::OnceInNoTime => "once_in_no_time",
        }
    }

    /// The condition or group that it is in: `2` the second, `2.1` the first of the second, which is a group.
    pub fn at(&self) -> Option<&str> {
        match self {
            Self::NoColumn(at) | Self::NoPredicate(at) | Self::EmptyGroup(at) | Self::ChangedBefore(at) => Some(at),
            Self::Predicate { at, .. } | Self::Pattern { at, .. } => Some(at),
            _ => None,
        }
    }

    /// What a program that has words of its own can't know.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Pattern { why, .. } => Some(why),
            Self::Conjunction(word) | Self::Predicate { asked: word, .. } => Some(word),
            Self::NotAnnounced(what) => Some(what),
            _ => None,
        }
    }
}

impl Rule {
    /// Looks for mistakes that can be seen without knowing the base.
    ///
    /// # Errors
    /// The first mistake.
    pub fn check(&self) -> Result<(), Mistake> {
        if self.action.quiets() && self.unknown == IfUnknown::Yes {
            return Err(Mistake::MutesUnknown);
        }
        self.check_announcement()?;
        if self.during.as_ref().is_some_and(|during| during.is_empty()) {
            return Err(Mistake::EmptySchedule);
        }
        if self.conditions.columns().nth(MOST_CONDITIONS).is_some() || self.columns.len() > MOST_CONDITIONS {
            return Err(Mistake::TooMany);
        }
        check_all(&self.conditions, "")
    }

    fn check_announcement(&self) -> Result<(), Mistake> {
        let asks = [
            ("level", self.level.is_some()),
            ("sound", self.sound.is_some()),
            ("in_quiet_hours", self.in_quiet_hours),
            ("once_in_minutes", self.once_in_minutes.is_some()),
            ("digest", self.digest.is_some()),
        ];
        match self.action {
            RuleAction::Announce if self.once_in_minutes == Some(0) => Err(Mistake::OnceInNoTime),
            RuleAction::Announce => Ok(()),
            RuleAction::Snooze if self.until.is_none() => Err(Mistake::SnoozesForever),
            _ => match asks.into_iter().find(|(_, asks)| *asks) {
                Some((what, _)) => Err(Mistake::NotAnnounced(what)),
                None => Ok(()),
            },
        }
    }
}

fn check_all(conditions: &Conditions, above: &str) -> Result<(), Mistake> {
    if let Conjunction::Other(word) = &conditions.conjunction {
        return Err(Mistake::Conjunction(word.clone()));
    }
    conditions.filters.iter().zip(1..).try_for_each(|(item, number)| {
        let at = format!("{above}{number}");
        match item {
            Item::Group(group) if group.is_empty() => Err(Mistake::EmptyGroup(at)),
            Item::Group(group) => check_all(group, &format!("{at}.")),
            Item::Column(condition) => check_one(condition, at),
        }
    })
}

fn check_one(condition: &ColumnCondition, at: String) -> Result<(), Mistake> {
    if condition.column().is_empty() {
        return Err(Mistake::NoColumn(at));
    }
    match &condition.predicate {
        predicate if predicate.is_unset() => Err(Mistake::NoPredicate(at)),
        Predicate::Other(own) if own == CHANGED && condition.was => Err(Mistake::ChangedBefore(at)),
        Predicate::Other(own) if own == CHANGED => Ok(()),
        Predicate::Other(own) if own == PATTERN => {
            pattern(condition).map(|_| ()).map_err(|why| Mistake::Pattern { at, why })
        }
        Predicate::Other(asked) => Err(Mistake::Predicate { at, asked: asked.clone() }),
        _ => Ok(()),
    }
}

/// The pattern of a condition, or why it can't be used.
pub(crate) fn pattern(condition: &ColumnCondition) -> Result<Regex, String> {
    let text = condition.term.as_str().filter(|text| !text.is_empty()).ok_or("`filter_term` is no text")?;
    if text.len() > LONGEST_PATTERN {
        return Err(format!("it is longer than {LONGEST_PATTERN} bytes"));
    }
    RegexBuilder::new(text).size_limit(PATTERN_SIZE).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "it is too large; ask for fewer repetitions".to_owned(),
        error => error.to_string().lines().map(str::trim).collect::<Vec<_>>().join(" "),
    })
}
