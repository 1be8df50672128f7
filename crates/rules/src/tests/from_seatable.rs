//! SeaTable's own rules, as its answers have them, and what stands for them.

use seatable::{
    BaseUuid, Column,
    answer::{read_automation_rules, read_notification_rules},
};
use serde_json::{Value, from_value, json};

use super::SALES;
use crate::{Difference, FromSeatable, NotOffered, Rule, from_seatable};

const MODIFIED: [&str; 4] = ["row_changed", "link_added", "link_removed", "links_changed"];

fn columns() -> Vec<Column> {
    let options = json!({"options": [{"id": "111", "name": "Open"}, {"id": "222", "name": "Won"}]});
    vec![
        Column { key: "stAt".into(), name: "Status".into(), kind: "single-select".into(), data: options },
        Column { key: "pRic".into(), name: "Price".into(), kind: "number".into(), ..Column::default() },
    ]
}

/// What stands for a notification rule whose trigger has these fields, too.
fn notification(fields: Value) -> Result<FromSeatable, NotOffered> {
    translated(json!({"trigger": fields}), false)
}

fn translated(fields: Value, automation: bool) -> Result<FromSeatable, NotOffered> {
    let mut rule = json!({
        "id": 9, "run_condition": "per_update", "creator": "4bc9@auth.local", "ctime": "2021-02-22T12:15:45+00:00",
        "trigger": {"rule_name": "Deals", "table_id": "xY12", "view_id": "0000", "condition": "rows_modified"},
        "action": {"type": "notify", "users": ["4bc9@auth.local"], "default_msg": "Look"}, "is_valid": true,
    });
    for (name, value) in fields.as_object().expect("an object") {
        match (name.as_str(), value) {
            ("trigger", Value::Object(more)) => rule["trigger"].as_object_mut().expect("one").extend(more.clone()),
            _ => rule[name] = value.clone(),
        }
    }
    let rules = if automation {
        read_automation_rules(&json!({"dtable_automation_rule_list": [rule]}).to_string())
    } else {
        read_notification_rules(&json!({"dtable_notification_rule_list": [rule]}).to_string())
    };
    from_seatable(&rules.expect("a list")[0], &BaseUuid::new(SALES), &columns())
}

fn rule(fields: Value) -> Rule {
    let mut whole = json!({"name": "Deals", "base": SALES, "table": "xY12", "kind": MODIFIED, "action": "announce"});
    whole.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
    from_value(whole).expect("a rule")
}

#[test]
fn a_rule_with_filters_rings_at_every_change_while_they_hold() {
    let filter = |key: &str, predicate: &str, term: Value| json!({"column_key": key, "filter_predicate": predicate, "filter_term": term});
    let won = filter("stAt", "is", json!("222"));
    let named = json!({"column_key": "stAt", "column_name": "Status", "filter_predicate": "is", "filter_term": "222", "names": {"222": "Won"}});
    let dear = filter("pRic", "greater", json!("10000"));
    let dear_named =
        json!({"column_key": "pRic", "column_name": "Price", "filter_predicate": "greater", "filter_term": "10000"});
    let gone = filter("gOne", "is_empty", Value::Null);
    let gone_kept = json!({"column_key": "gOne", "filter_predicate": "is_empty"});
    let mine = json!({"column_key": "stAt", "filter_predicate": "is", "filter_term": "222", "case_sensitive": true});
    for (trigger, filters, conjunction, watched) in [
        // All columns are watched, as is told, or as nothing else is.
        (
            json!({"filters": [won], "filter_conjunction": "And", "watch_all_columns": true, "column_keys": ["pRic"]}),
            json!([named]),
            "And",
            json!([]),
        ),
        (json!({"filters": [mine]}), json!([named]), "And", json!([])),
        // Certain ones are.
        (
            json!({"filters": [won, dear], "filter_conjunction": "Or", "watch_all_columns": false, "column_keys": ["stAt", "pRic"]}),
            json!([named, dear_named]),
            "Or",
            json!(["stAt", "pRic"]),
        ),
        (
            json!({"filters": [won], "filter_conjunction": "And", "column_keys": ["pRic"]}),
            json!([named]),
            "And",
            json!(["pRic"]),
        ),
        // What is not complete is not asked; a column that is gone stays, to be told as the rule's fault.
        (
            json!({"filters": [{"column_key": "", "filter_predicate": "is"}, {"column_key": "pRic"}, gone, {"filters": [], "filter_conjunction": "Or"}, {"filters": [won], "filter_conjunction": "Or"}], "filter_conjunction": "And"}),
            json!([gone_kept, {"filters": [named], "filter_conjunction": "Or"}]),
            "And",
            json!([]),
        ),
    ] {
        let mut fields = trigger.clone();
        fields["condition"] = json!("filters_satisfy");
        let wanted = rule(json!({
            "columns": watched, "when": "every_change", "where": {"filter_conjunction": conjunction, "filters": filters},
        }));
        assert_eq!(notification(fields).map(|found| found.rule), Ok(wanted), "{trigger}");
    }
}

#[test]
fn what_is_otherwise_is_told() {
    let view = Difference::View { view: "0000".into() };
    let modified = notification(json!({"filters": [{"column_key": "stAt", "filter_predicate": "is_empty"}]}));
    let modified = modified.expect("a rule");
    // Filters of another trigger that was chosen before.
    assert_eq!((modified.rule, modified.differences), (rule(json!({})), vec![view.clone(), Difference::Throttled]));
    let added = translated(json!({"trigger": {"condition": "rows_added"}, "is_valid": 0}), true).expect("a rule");
    assert_eq!(added.rule, rule(json!({"kind": ["row_added"]})));
    assert_eq!(added.differences, [view.clone(), Difference::Off]);
    let automation = json!({"trigger": {"condition": "filters_satisfy", "rule_name": "", "view_id": null, "filters": [{"column_key": "pRic", "filter_predicate": "is_empty"}]}});
    let automation = translated(automation, true).expect("a rule");
    assert_eq!((automation.rule.name.as_str(), automation.differences.as_slice()), ("SeaTable 9", &[][..]));
}

#[test]
fn what_can_be_no_rule_says_why() {
    let not_read = NotOffered::Filters { reason: "they can't be read".into() };
    for (fields, why) in [
        (
            json!({"trigger": {"condition": "near_deadline", "date_column_name": "Due", "alarm_days": 7}, "run_condition": "per_day"}),
            NotOffered::Deadline,
        ),
        (json!({"run_condition": "per_week"}), NotOffered::Scheduled),
        (json!({"trigger": {"condition": "run_periodically"}, "run_condition": "per_day"}), NotOffered::Scheduled),
        (
            json!({"trigger": {"condition": "run_periodically_by_condition"}, "run_condition": "per_month"}),
            NotOffered::Scheduled,
        ),
        (json!({"trigger": {"watch_all_columns": false, "column_keys": []}}), NotOffered::NothingWatched),
        (
            json!({"trigger": {"condition": "rows_commented"}}),
            NotOffered::Unknown { condition: "rows_commented".into() },
        ),
        (json!({"trigger": {"condition": "filters_satisfy", "filters": "all"}}), not_read),
    ] {
        assert_eq!(translated(fields.clone(), true), Err(why), "{fields}");
    }
    let odd = json!({"condition": "filters_satisfy", "filters": [{"column_key": "stAt", "filter_predicate": "sounds_like", "filter_term": "x"}]});
    let Err(NotOffered::Filters { reason }) = notification(odd) else { panic!("offered") };
    assert!(reason.contains("sounds_like"), "{reason}");
}
