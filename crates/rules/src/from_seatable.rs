//! From the rules that a base has at SeaTable itself to Rowbell's.
//!
//! SeaTable's rules look at each change of a row, and at what the row is like afterwards, never at what it was like before
//! (`notification_rules_utils.py` of `seatable/dtable-events`, 2021; the help of 2026 says the same). So they become rules
//! that ring [at every change](When::EveryChange) while they fit.

use std::collections::BTreeMap;

use seatable::{
    BaseUuid, Column,
    answer::{BaseRule, BaseRuleKind, RunCondition, Trigger, TriggerCondition},
    filter::{self, Filter, Filters},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{ChangeKind, ColumnCondition, Conditions, EntryKind, Item, Rule, RuleAction, When};

/// A rule that can stand for one of SeaTable's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FromSeatable {
    /// The rule.
    pub rule: Rule,
    /// What it does otherwise than SeaTable's.
    pub differences: Vec<Difference>,
}

/// What a rule does otherwise than the one of SeaTable's that it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Difference {
    /// SeaTable's is about the rows of a view, and Rowbell's about those of the whole table.
    View {
        /// The view's id.
        view: String,
    },
    /// SeaTable's notifies at most once in five minutes, whatever else happens meanwhile (`dtable-events`,
    /// `is_trigger_time_satisfy`).
    Throttled,
    /// SeaTable has switched its own off, or it was never right.
    Off,
}

/// Why no rule can stand for one of SeaTable's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum NotOffered {
    /// It does not wait for a change, but for an hour of a day, week or month.
    Scheduled,
    /// It does not wait for a change, but for a date in a column to come near.
    Deadline,
    /// It watches some columns, but none is chosen; SeaTable never fires it.
    NothingWatched,
    /// Its filters can't be used.
    Filters {
        /// What is wrong with them, in English.
        reason: String,
    },
    /// It waits for something that Rowbell does not know.
    Unknown {
        /// SeaTable's name of it.
        condition: String,
    },
}

/// What SeaTable counts as a modification.
const MODIFIED: [ChangeKind; 4] =
    [ChangeKind::RowChanged, ChangeKind::LinkAdded, ChangeKind::LinkRemoved, ChangeKind::LinksChanged];

/// The rule that stands for one of SeaTable's in this base. `columns` are those of its table, as far as they are known; they
/// give the names that a person reads.
///
/// # Errors
/// Why there is none.
pub fn from_seatable(theirs: &BaseRule, base: &BaseUuid, columns: &[Column]) -> Result<FromSeatable, NotOffered> {
    let BaseRule { id, kind, run_condition, trigger, is_valid } = theirs;
    let kinds: &[ChangeKind] = match &trigger.condition {
        TriggerCondition::NearDeadline => return Err(NotOffered::Deadline),
        TriggerCondition::RunPeriodically | TriggerCondition::RunPeriodicallyByCondition => {
            return Err(NotOffered::Scheduled);
        }
        _ if *run_condition != RunCondition::PerUpdate => return Err(NotOffered::Scheduled),
        TriggerCondition::RowsAdded => &[ChangeKind::RowAdded],
        TriggerCondition::RowsModified | TriggerCondition::FiltersSatisfy => &MODIFIED,
        TriggerCondition::Other(condition) => return Err(NotOffered::Unknown { condition: condition.clone() }),
    };
    let conditions = if trigger.condition == TriggerCondition::FiltersSatisfy {
        let unreadable = || NotOffered::Filters { reason: "they can't be read".to_owned() };
        conditions(trigger.filters.as_ref().ok_or_else(unreadable)?, columns)
    } else {
        // Filters that were entered before another trigger was chosen stay in the rule, and are not looked at.
        Conditions::default()
    };
    let name = if trigger.rule_name.is_empty() { format!("SeaTable {id}") } else { trigger.rule_name.clone() };
    let rule = Rule {
        base: Some(base.clone()),
        table: (!trigger.table_id.is_empty()).then(|| trigger.table_id.clone()),
        kind: kinds.iter().copied().map(EntryKind::Change).collect(),
        columns: watched(trigger)?,
        when: (!conditions.is_empty()).then_some(When::EveryChange),
        conditions,
        ..Rule::new(name, RuleAction::Announce)
    };
    rule.check().map_err(|mistake| NotOffered::Filters { reason: mistake.to_string() })?;
    let throttled = *kind == BaseRuleKind::Notification && trigger.condition == TriggerCondition::RowsModified;
    let view = (!trigger.view_id.is_empty()).then(|| Difference::View { view: trigger.view_id.clone() });
    let differences = [view, throttled.then_some(Difference::Throttled), (!is_valid).then_some(Difference::Off)];
    Ok(FromSeatable { rule, differences: differences.into_iter().flatten().collect() })
}

/// The columns of which one must be changed; none: any. Where a rule does not say whether it watches all, the manual says it
/// does, and the code of 2021 that it does not: those that it names tell what was meant.
fn watched(trigger: &Trigger) -> Result<Vec<String>, NotOffered> {
    let all = trigger.watch_all_columns.unwrap_or(trigger.column_keys.is_empty());
    match (&trigger.condition, all) {
        (TriggerCondition::RowsAdded, _) | (_, true) => Ok(Vec::new()),
        _ if trigger.column_keys.is_empty() => Err(NotOffered::NothingWatched),
        _ => Ok(trigger.column_keys.clone()),
    }
}

/// SeaTable looks at no filter that is not complete, and so at no group that has only such ones.
fn conditions(filters: &Filters, columns: &[Column]) -> Conditions {
    let item = |item: &filter::Item| match item {
        filter::Item::Group(group) => {
            Some(conditions(group, columns)).filter(|group| !group.is_empty()).map(Item::Group)
        }
        filter::Item::Filter(filter) => condition(filter, columns).map(Item::Column),
    };
    Conditions { conjunction: conjunction(filters), filters: filters.filters.iter().filter_map(item).collect() }
}

/// One filter alone needs no word that joins it, and may have none.
fn conjunction(filters: &Filters) -> filter::Conjunction {
    match &filters.conjunction {
        unset if unset.as_str().is_empty() && filters.filters.len() < 2 => filter::Conjunction::And,
        word => word.clone(),
    }
}

fn condition(filter: &Filter, columns: &[Column]) -> Option<ColumnCondition> {
    let Filter { column_key, predicate, term, modifier, .. } = filter;
    if column_key.is_empty() || predicate.as_str().is_empty() {
        return None;
    }
    let column = columns.iter().find(|column| column.key == *column_key);
    Some(ColumnCondition {
        column_key: column_key.clone(),
        column_name: column.map(|column| column.name.clone()).unwrap_or_default(),
        predicate: predicate.clone(),
        term: term.clone(),
        modifier: modifier.clone(),
        names: column.map(|column| names(term, column)).unwrap_or_default(),
        was: false,
    })
}

/// The names of the options that a term has.
fn names(term: &Value, column: &Column) -> BTreeMap<String, String> {
    let ids: Vec<&str> = match term {
        Value::Array(ids) => ids.iter().filter_map(Value::as_str).collect(),
        id => id.as_str().into_iter().collect(),
    };
    let options = column.data["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let named = options.iter().filter_map(|option| Some((option["id"].as_str()?, option["name"].as_str()?)));
    named.filter(|(id, _)| ids.contains(id)).map(|(id, name)| (id.to_owned(), name.to_owned())).collect()
}
