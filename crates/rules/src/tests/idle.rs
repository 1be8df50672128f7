//! Which rules can do nothing, as a table of cases, and that these do nothing indeed.

use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

use super::{
    cells::{Report, filter, metadata, only, rule},
    deciding::{column_rules, reports},
};
use crate::{Idle, Outcome, Rule, compile};

fn idle(rules: &[Rule]) -> Vec<(usize, Idle)> {
    let metadata = metadata();
    compile(rules, &|_| Some(&metadata)).idle(&|_| false)
}

#[test]
fn what_can_do_nothing_is_told_with_the_reason() {
    let won = || filter("Status", "is", json!("Won"));
    let large = || filter("Amount", "greater", json!(100));
    let total = || filter("Total", "greater", json!(1));
    let or = |items: Value| json!({"where": {"filter_conjunction": "Or", "filters": items}});
    let and = |items: Value| json!({"where": {"filters": items}});
    let with = |mut one: Value, more: Value| {
        one.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        one
    };
    let opposites = || Idle::Opposites { column: "Status".into() };
    let computed = || Idle::Computed { column: "Total".into() };
    let alone: &[(Value, Option<Idle>)] = &[
        (json!({}), None),
        (json!({"kind": ["missed"]}), Some(Idle::Kinds)),
        (json!({"kind": ["missed", "unrecognised"]}), Some(Idle::Kinds)),
        (json!({"kind": ["missed", "row_added"]}), None),
        (json!({"kind": ["row_deleted"], "columns": ["Status"]}), Some(Idle::Deleted)),
        (json!({"kind": ["row_deleted", "row_changed"], "columns": ["Status"]}), None),
        (json!({"person": ["me"], "by": ["not_me"]}), Some(Idle::Who)),
        (json!({"person": ["me", "x"], "by": ["not_me"]}), None),
        (
            and(json!([filter("Status", "is_empty", Value::Null), filter("Status", "is_not_empty", Value::Null)])),
            Some(opposites()),
        ),
        (or(json!([filter("Status", "is_empty", Value::Null), filter("Status", "is_not_empty", Value::Null)])), None),
        (and(json!([filter("Status", "is_empty", Value::Null), filter("Name", "is_not_empty", Value::Null)])), None),
        (
            and(json!([filter("Status", "is_empty", Value::Null),
            {"column_name": "Status", "filter_predicate": "is_not_empty", "was": true}])),
            None,
        ),
        (
            and(json!([filter("Done", "is", json!(true)), filter("Done", "is", json!(false))])),
            Some(Idle::Opposites { column: "Done".into() }),
        ),
        (and(json!([won(), total()])), Some(computed())),
        (or(json!([won(), total()])), None),
        (or(json!([total(), total()])), Some(computed())),
        (and(json!([won(), {"filter_conjunction": "Or", "filters": [total(), large()]}])), None),
        (with(and(json!([total()])), json!({"unknown": "yes"})), None),
        (json!({"columns": ["Total"]}), Some(computed())),
        (json!({"columns": ["Total", "Status"]}), None),
        // That is a fault.
        (and(json!([filter("Gone", "is", json!("x")), total()])), None),
    ];
    for (fields, expected) in alone {
        let told = idle(&[rule(fields.clone())]).pop().map(|(_, why)| why);
        assert_eq!(&told, expected, "{fields}");
    }
    let mute = json!({"action": "mute"});
    let stop = json!({"stop": true});
    let every = json!({"when": "every_change"});
    let pairs: &[(Value, Value, bool)] = &[
        // Above and below, and whether the lower one can do nothing.
        (mute.clone(), json!({}), true),
        (mute.clone(), and(json!([won()])), true),
        (mute.clone(), mute.clone(), true),
        (json!({}), mute.clone(), true),
        (json!({}), with(mute.clone(), stop.clone()), false),
        (json!({}), json!({}), false),
        (json!({}), json!({"level": "normal"}), false),
        (stop.clone(), json!({}), true),
        (with(stop.clone(), json!({"table": "Contacts"})), json!({}), false),
        (with(stop.clone(), json!({"base": null, "table": null})), json!({}), true),
        (stop.clone(), json!({"base": null, "table": null}), false),
        (with(mute.clone(), json!({"kind": ["row_added"]})), json!({}), false),
        (with(mute.clone(), json!({"kind": ["row_added", "row_changed"]})), json!({"kind": ["row_added"]}), true),
        (with(mute.clone(), json!({"person": ["x"]})), json!({"person": ["x", "y"]}), false),
        (with(mute.clone(), json!({"person": ["x", "y"]})), json!({"person": ["x"]}), true),
        (with(mute.clone(), json!({"by": ["automation"]})), json!({"by": ["automation"]}), true),
        // What it says beside that, for which rows, and for how long.
        (mute.clone(), stop.clone(), false),
        (mute.clone(), json!({"highlight": true}), false),
        (mute.clone(), json!({"action": "highlight"}), false),
        (mute.clone(), json!({"action": "snooze", "until": "2026-12-01T00:00:00Z"}), true),
        (json!({"action": "highlight"}), mute.clone(), false),
        (with(mute.clone(), json!({"row": ["a"]})), json!({}), false),
        (with(mute.clone(), json!({"row": ["a", "b"]})), json!({"row": ["a"]}), true),
        (with(mute.clone(), json!({"until": "2026-12-01T00:00:00Z"})), json!({}), false),
        (mute.clone(), json!({"until": "2026-12-01T00:00:00Z"}), true),
        (with(stop.clone(), json!({"during": {"from": "08:00", "to": "18:00"}})), json!({}), false),
        // The same conditions, or fewer.
        (with(and(json!([won()])), stop.clone()), and(json!([won()])), true),
        (with(and(json!([won()])), stop.clone()), and(json!([won(), large()])), false),
        (with(with(and(json!([won()])), stop.clone()), every.clone()), and(json!([large(), won()])), true),
        (with(with(and(json!([won()])), stop.clone()), every.clone()), or(json!([large(), won()])), false),
        (with(and(json!([won(), large()])), stop.clone()), and(json!([won()])), false),
        (with(and(json!([won()])), stop.clone()), with(and(json!([won()])), every.clone()), false),
        // What mutes needs to know more of several rows than what announces.
        (with(with(and(json!([won()])), mute.clone()), every.clone()), and(json!([won()])), false),
        (with(with(and(json!([won()])), mute.clone()), every), with(and(json!([won(), large()])), mute.clone()), true),
        (with(and(json!([won()])), stop.clone()), with(and(json!([won()])), json!({"unknown": "yes"})), false),
        (with(json!({"columns": ["Status"]}), stop.clone()), json!({"columns": ["Status", "Amount"]}), false),
        (with(json!({"columns": ["Status"]}), stop), json!({"columns": ["Status"], "where": only(large())}), true),
    ];
    for (above, below, is_shadowed) in pairs {
        let rules =
            [rule(with(above.clone(), json!({"name": "above"}))), rule(with(below.clone(), json!({"name": "below"})))];
        let expected = is_shadowed.then(|| (1, Idle::Shadowed { by: "above".into() }));
        assert_eq!(idle(&rules).pop(), expected, "{above} above {below}");
    }
    // What can do nothing itself is not to blame.
    let gap = rule(json!({"name": "gap", "kind": ["missed"], "stop": true}));
    let broken = rule(with(and(json!([filter("Gone", "is", json!("x"))])), json!({"name": "broken", "stop": true})));
    assert_eq!(idle(&[gap.clone(), broken.clone(), broken]), [(0, Idle::Kinds)]);
    let shadowed = idle(&[rule(mute.clone()), rule(json!({"name": "second"})), rule(json!({"name": "third"}))]);
    assert!(shadowed.iter().all(|(_, why)| *why == Idle::Shadowed { by: "rule".into() }), "{shadowed:?}");
}

fn rules_of_all_sorts() -> impl Strategy<Value = Rule> {
    let kinds =
        select(vec![json!([]), json!(["row_changed"]), json!(["row_changed", "row_added"]), json!(["row_deleted"])]);
    let columns = select(vec![json!([]), json!([]), json!(["Status"]), json!(["Total"])]);
    let people = select(vec![json!([]), json!(["me"]), json!(["77aa@auth.local"])]);
    (column_rules(), kinds, columns, people, any::<bool>()).prop_map(|(like, kind, columns, person, highlight)| {
        let mut whole = serde_json::to_value(like).expect("a value");
        let more = json!({"kind": kind, "columns": columns, "person": person, "highlight": highlight});
        whole.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        serde_json::from_value(whole).expect("a rule")
    })
}

fn follows(report: &Report, rules: &[Rule]) -> (Outcome, bool) {
    let metadata = metadata();
    let (route, _) = report.ask(&compile(rules, &|_| Some(&metadata)));
    (route.outcome, route.highlight)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Without a rule that can do nothing, the same follows for every change.
    #[test]
    fn what_is_idle_does_nothing(rules in vec(rules_of_all_sorts(), 1..5), reports in vec(reports(), 1..6)) {
        let idle = idle(&rules);
        for (at, why) in idle {
            let mut others = rules.clone();
            others.remove(at);
            for report in &reports {
                let (with, without) = (follows(report, &rules), follows(report, &others));
                prop_assert_eq!(with, without, "{:?}", why);
            }
        }
    }
}
