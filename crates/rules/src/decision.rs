//! What the rules said of a change, in names: what the history keeps, and clients are told.

use jiff::Timestamp;
use seatable::{
    Column,
    filter::{Modifier, Predicate},
    value::{Format, text_within},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Answer, CHANGED, CellFact, ColumnCondition, Compiled, Facts, Rule, RuleAction, Unknown,
    trace::{self, Asked, Trace, Tried},
};

/// The longest text of a value, in characters.
const LONGEST_TEXT: usize = 60;

/// Which rules were tried for a change, and which condition said what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Decision {
    /// The rules that were tried, in their order; those that fit first if there are too many to keep.
    pub rules: Vec<RuleSaid>,
    /// How many rules are about other bases or tables.
    #[serde(default)]
    pub elsewhere: usize,
    /// How many more were tried and are not kept.
    #[serde(default)]
    pub left_out: usize,
}

/// What a rule said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RuleSaid {
    /// Its name.
    pub rule: String,
    /// What it asks for.
    pub action: RuleAction,
    /// What its conditions said, all together.
    pub answer: Said,
    /// Why that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Unknown>,
    /// Whether what it asks for followed.
    pub fits: bool,
    /// Whether it was the last one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stop: bool,
    /// What each condition said that was asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<ConditionSaid>,
}

/// What a condition said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ConditionSaid {
    /// Which condition.
    pub condition: Condition,
    /// What it said.
    pub answer: Said,
    /// Why it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Unknown>,
    /// Of a column's condition: the column, or all watched columns.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub column: String,
    /// Of a column's condition: what is asked, by SeaTable's name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub asked: String,
    /// What it is compared with, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub term: String,
    /// Whether it is asked of the value before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub was: bool,
    /// The value that was found instead, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// When the row's earlier change happened from which the value is known, if this change does not tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<String>,
    /// Whether it is known because the row was read from SeaTable; `seen_at` is when that was.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub read: bool,
}

/// A condition of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The kind of change.
    Kind,
    /// The people.
    Person,
    /// Who did it, where they have no id.
    By,
    /// Until when the rule is in force.
    Until,
    /// The schedule.
    During,
    /// One of the watched columns was changed.
    Columns,
    /// A condition on a column.
    Cell,
    /// The conditions on columns hold now and did not before.
    CameToFit,
    /// What one row says, all rows of the change say.
    AllRows,
}

/// Yes, no or unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// Yes.
    Yes,
    /// No.
    No,
    /// It is not known.
    Unknown,
}

impl Said {
    fn of(answer: Answer) -> (Self, Option<Unknown>) {
        match answer {
            Answer::Yes => (Self::Yes, None),
            Answer::No => (Self::No, None),
            Answer::Unknown(why) => (Self::Unknown, Some(why)),
        }
    }
}

impl ConditionSaid {
    /// One that is about no column.
    pub(crate) fn bare(condition: Condition, (answer, unknown): (Said, Option<Unknown>)) -> Self {
        let [column, asked, term] = Default::default();
        Self { condition, answer, unknown, column, asked, term, was: false, found: None, seen_at: None, read: false }
    }
}

impl RuleSaid {
    /// The one condition for which it does not fit, if it is only one that is about the row or about what is not known.
    /// Where kind, person or time do not fit, the row was not even asked about.
    pub fn near_miss(&self) -> Option<&ConditionSaid> {
        use Condition::{By, During, Kind, Person, Until};
        let mut failed = self.conditions.iter().filter(|condition| condition.answer != Said::Yes);
        let only = failed.next()?;
        let is_of_row = only.answer == Said::Unknown || !matches!(only.condition, Kind | Person | By | During | Until);
        (is_of_row && !self.fits && failed.next().is_none()).then_some(only)
    }
}

impl Trace {
    /// Tells what was said in names and, of cells, in words, of at most so many rules; none if no rule was tried. `rules` and
    /// `facts` are what was asked.
    pub fn decision(&self, rules: &Compiled, facts: &Facts<'_>, format: &Format, most: usize) -> Option<Decision> {
        if self.tried.is_empty() {
            return None;
        }
        let mut kept: Vec<&Tried> = self.tried.iter().collect();
        if kept.len() > most {
            kept.sort_by_key(|tried| (!tried.fits, tried.answer == Answer::No));
            kept.truncate(most);
            kept.sort_by_key(|tried| tried.rule);
        }
        let told = |tried: &Tried| {
            let rule = &rules.rules[tried.rule].rule;
            let conditions: Vec<&ColumnCondition> = rule.conditions.columns().collect();
            let said = &self.said[tried.said.clone()];
            let (answer, unknown) = Said::of(tried.answer);
            RuleSaid {
                rule: rule.name.clone(),
                action: rule.action,
                answer,
                unknown,
                fits: tried.fits,
                stop: tried.fits && rule.stop,
                conditions: said.iter().map(|said| tell(*said, rule, &conditions, facts, format)).collect(),
            }
        };
        let rules = kept.into_iter().map(told).collect();
        let left_out = self.tried.len().saturating_sub(most);
        Some(Decision { rules, elsewhere: self.elsewhere, left_out })
    }
}

fn tell(
    said: trace::Said,
    rule: &Rule,
    conditions: &[&ColumnCondition],
    facts: &Facts<'_>,
    format: &Format,
) -> ConditionSaid {
    let (answer, unknown) = Said::of(said.answer);
    let bare = |condition| ConditionSaid::bare(condition, (answer, unknown));
    match said.asked {
        Asked::Kind => bare(Condition::Kind),
        Asked::Person => bare(Condition::Person),
        Asked::By => bare(Condition::By),
        Asked::Until => bare(Condition::Until),
        Asked::During => bare(Condition::During),
        Asked::CameToFit => {
            let origins = conditions.iter().filter_map(|condition| Some(cell_of(condition, facts)?.origin));
            let seen = origins.filter_map(|origin| Some((origin.seen(true)?, origin.is_read()))).max();
            let seen_at = known(seen.map(|(at, _)| at), answer);
            let read = seen_at.is_some() && seen.is_some_and(|(_, read)| read);
            ConditionSaid { seen_at, read, ..bare(Condition::CameToFit) }
        }
        Asked::AllRows => bare(Condition::AllRows),
        Asked::Columns => ConditionSaid { column: rule.columns.join(", "), ..bare(Condition::Columns) },
        Asked::Cell(at) => match conditions.get(usize::from(at)) {
            None => bare(Condition::Cell),
            Some(condition) => {
                let cell = cell_of(condition, facts);
                // Whether it was changed, the change tells itself.
                let seen = cell.filter(|_| condition.predicate.as_str() != CHANGED);
                let read = seen.is_some_and(|cell| cell.origin.is_read());
                let seen_at = known(seen.and_then(|cell| cell.origin.seen(condition.was)), answer);
                let found = cell.filter(|_| answer == Said::No).and_then(|cell| found(cell, condition.was));
                ConditionSaid {
                    column: cell.map_or(condition.column(), |cell| cell.column.name.as_str()).to_owned(),
                    asked: condition.predicate.as_str().to_owned(),
                    term: term(condition, cell.map(|cell| cell.column)),
                    was: condition.was,
                    found: found.map(|(column, value)| text_within(column, value, format, LONGEST_TEXT)),
                    read: read && seen_at.is_some(),
                    seen_at,
                    ..bare(Condition::Cell)
                }
            }
        },
    }
}

/// When what led to the answer was seen, in words for clients; nothing led to an answer that is not known.
fn known(seen: Option<Timestamp>, answer: Said) -> Option<String> {
    seen.filter(|_| answer != Said::Unknown).map(|at| at.to_string())
}

fn cell_of<'f>(condition: &ColumnCondition, facts: &Facts<'f>) -> Option<&'f CellFact<'f>> {
    facts.cells.iter().find(|cell| is_of(cell.column, condition))
}

fn is_of(column: &Column, condition: &ColumnCondition) -> bool {
    column.key == condition.column_key || (condition.column_key.is_empty() && column.name == condition.column_name)
}

fn found<'f>(cell: &CellFact<'f>, was: bool) -> Option<(&'f Column, &'f Value)> {
    Some((cell.column, if was { cell.old? } else { cell.new }))
}

/// What a condition compares with, in words.
fn term(condition: &ColumnCondition, column: Option<&Column>) -> String {
    let one = |term: &Value| match term {
        Value::String(id) => match condition.names.get(id) {
            Some(name) => name.clone(),
            None => column.and_then(|column| column.option(id)).map_or_else(|| id.clone(), |option| option.name),
        },
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let term = match &condition.term {
        Value::Array(several) => several.iter().map(one).collect::<Vec<_>>().join(", "),
        single => one(single),
    };
    let days = match &condition.modifier {
        Modifier::ExactDate => "",
        modifier => modifier.as_str(),
    };
    let takes_none = matches!(condition.predicate, Predicate::IsEmpty | Predicate::IsNotEmpty | Predicate::IncludeMe);
    let parts = [days, if takes_none { "" } else { &term }];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
