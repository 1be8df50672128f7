//! Mistakes in rules.

use serde_json::{Value, from_value, json};

use crate::Rule;

fn said(fields: Value) -> String {
    let mut whole = json!({"name": "rule", "action": "announce"});
    whole.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
    match from_value::<Rule>(whole) {
        Err(error) => error.to_string(),
        Ok(rule) => rule.check().err().map_or_else(String::new, |mistake| mistake.to_string()),
    }
}

#[test]
fn each_mistake_says_where_it_is_and_what_to_do() {
    let one = |filter: Value| json!({"where": {"filters": [filter]}});
    for (fields, part) in [
        (one(json!({"column_name": "A", "filter_predicate": "is", "filter_term": 1})), ""),
        (one(json!({"filter_predicate": "is"})), "condition 1 names no column"),
        (one(json!({"column_name": "A"})), "condition 1 asks nothing"),
        (one(json!({"column_name": "A", "filter_predicate": "equals"})), "asks \"equals\""),
        (one(json!({"column_name": "A", "predicate": "is"})), "unknown field `predicate`"),
        (one(json!({"column_name": "A", "filter_predicate": "pattern", "filter_term": "(a"})), "unclosed group"),
        (one(json!({"column_name": "A", "filter_predicate": "pattern", "filter_term": r"\w{500}{500}"})), "too large"),
        (
            one(json!({"column_name": "A", "filter_predicate": "pattern", "filter_term": "a".repeat(1001)})),
            "longer than",
        ),
        (one(json!({"column_name": "A", "filter_predicate": "pattern"})), "is no text"),
        (one(json!({"column_name": "A", "filter_predicate": "changed", "was": true})), "remove `was`"),
        (one(json!({"filters": [{"filters": []}]})), "group 1.1 has no conditions"),
        (one(json!({"filters": [], "column_key": "a"})), "a group has `filters` and no column"),
        (json!({"where": {"filter_conjunction": "or", "filters": [{}]}}), "write \"And\" or \"Or\""),
        (
            one(json!({"filters": vec![json!({"column_name": "A", "filter_predicate": "changed"}); 201]})),
            "more than 200",
        ),
        (json!({"during": {"from": "08:00", "to": "08:00"}}), "`during` is empty"),
        (json!({"during": {"from": "8"}}), "is no time of day"),
        (json!({"during": {"days": ["monday"]}}), "expected one of `mon`"),
        (json!({"action": "mute", "unknown": "yes"}), "never kept quiet"),
        (json!({"action": "mute", "level": "quiet"}), "only a rule that announces has `level`"),
        (json!({"action": "highlight", "digest": "hourly"}), "only a rule that announces has `digest`"),
        (json!({"action": "snooze"}), "needs `until`"),
        (json!({"action": "snooze", "until": "tomorrow"}), "`tomorrow` is no moment"),
        (json!({"once_in_minutes": 0}), "at least 1"),
        (json!({"digest": {"daily": {"at": "25:00"}}}), "is no time of day"),
        (json!({"by": ["me"]}), "expected one of `not_me`"),
    ] {
        let said = said(fields.clone());
        assert!(if part.is_empty() { said.is_empty() } else { said.contains(part) }, "{fields}: {said}");
    }
}
