//! The rules that a base has at SeaTable itself: its notification rules and automations.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{MOST, Unreadable, list, number, text, value};
use crate::{filter::Filters, named::named};

/// Which of SeaTable's two kinds of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaseRuleKind {
    /// It notifies people.
    Notification,
    /// It does something.
    Automation,
}

named! {
    /// When a rule looks (`run_condition`; `seahub/constants.py` of `seacloud-lab/seaticket`).
    RunCondition {
        /// At each change.
        PerUpdate = "per_update",
        /// Once a day.
        PerDay = "per_day",
        /// Once a week.
        PerWeek = "per_week",
        /// Once a month.
        PerMonth = "per_month",
    }
}

named! {
    /// What a rule waits for (`trigger.condition`; `entities.py` of `seatable/dtable-events`). There is none for deleted rows.
    TriggerCondition {
        /// A row is changed; its links count.
        RowsModified = "rows_modified",
        /// A row is added.
        RowsAdded = "rows_added",
        /// A row is changed, and fits the filters afterwards.
        FiltersSatisfy = "filters_satisfy",
        /// A date comes near. Of notification rules.
        NearDeadline = "near_deadline",
        /// A time. Of automations.
        RunPeriodically = "run_periodically",
        /// A time, for the rows that fit the filters then. Of automations.
        RunPeriodicallyByCondition = "run_periodically_by_condition",
    }
}

/// A notification rule or an automation of a base. What an automation does is left out.
#[derive(Debug, Clone, PartialEq)]
pub struct BaseRule {
    /// Its number, among those of its kind.
    pub id: u64,
    /// Which kind it is of.
    pub kind: BaseRuleKind,
    /// When it looks.
    pub run_condition: RunCondition,
    /// What it waits for.
    pub trigger: Trigger,
    /// Whether SeaTable still runs it. It stops one whose table, view or filters are gone, and a notification rule that did
    /// not fire for 180 days (`dtable_notification_rules_scanner.py` of `seatable/dtable-events`). Answers that lack it count
    /// as running.
    pub is_valid: bool,
}

/// What a rule waits for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trigger {
    /// The rule's name, which SeaTable keeps here.
    pub rule_name: String,
    /// The table's id.
    pub table_id: String,
    /// The id of the view that the row must be in.
    pub view_id: String,
    /// What happens.
    pub condition: TriggerCondition,
    /// Whether a change of any column counts. It is missing from some rules.
    pub watch_all_columns: Option<bool>,
    /// The keys of the columns of which one must be changed, unless all count.
    pub column_keys: Vec<String>,
    /// What the row must be like; none if it can't be read.
    pub filters: Option<Filters>,
}

/// Reads the notification rules of a base: `{"dtable_notification_rule_list": [{"id", "run_condition", "trigger": {…},
/// "action", …}]}` (documented: "Base Notification Rules" of SeaTable's older API manual; `is_valid` is known from
/// `seahub/dtable/models.py` of `seacloud-lab/seaticket`).
///
/// # Errors
///
/// If it is not JSON or has no such list.
pub fn read_notification_rules(json: &str) -> Result<Vec<BaseRule>, Unreadable> {
    rules(json, "dtable_notification_rule_list", "list of notification rules", BaseRuleKind::Notification)
}

/// Reads the automations of a base: `{"dtable_automation_rule_list": […]}`, each like a notification rule with `actions`
/// (known: `DTableAutomationRulesView` in `seahub/api2/endpoints` of `seacloud-lab/seaticket`).
///
/// # Errors
///
/// If it is not JSON or has no such list.
pub fn read_automation_rules(json: &str) -> Result<Vec<BaseRule>, Unreadable> {
    rules(json, "dtable_automation_rule_list", "list of automations", BaseRuleKind::Automation)
}

fn rules(json: &str, field: &str, expected: &'static str, kind: BaseRuleKind) -> Result<Vec<BaseRule>, Unreadable> {
    let answer = value(json, expected)?;
    let rules = list(&answer, field, expected)?.iter().take(MOST);
    Ok(rules.filter_map(|rule| base_rule(rule, kind)).collect())
}

fn base_rule(rule: &Value, kind: BaseRuleKind) -> Option<BaseRule> {
    Some(BaseRule {
        id: number(rule, "id")?,
        kind,
        run_condition: text(rule, "run_condition").unwrap_or_default().into(),
        trigger: trigger(rule.get("trigger")?),
        is_valid: match rule.get("is_valid") {
            Some(Value::Bool(valid)) => *valid,
            Some(Value::Number(valid)) => valid.as_i64() != Some(0),
            _ => true,
        },
    })
}

fn trigger(trigger: &Value) -> Trigger {
    let words = |field| text(trigger, field).unwrap_or_default();
    let keys = trigger["column_keys"].as_array().map(Vec::as_slice).unwrap_or_default();
    let filters = json!({ "filters": trigger["filters"], "filter_conjunction": trigger["filter_conjunction"] });
    Trigger {
        rule_name: words("rule_name"),
        table_id: words("table_id"),
        view_id: words("view_id"),
        condition: words("condition").into(),
        watch_all_columns: trigger["watch_all_columns"].as_bool(),
        column_keys: keys.iter().filter_map(|key| key.as_str().map(str::to_owned)).collect(),
        filters: Filters::deserialize(filters).ok(),
    }
}
