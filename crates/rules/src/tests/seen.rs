//! What rules say where a value is known from before, as a table of cases.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{
    cells::{Report, changed, columns, filter, metadata, only, report, rule, word},
    now,
};
use crate::{CellFact, ChangeKind, Origin, compile};

impl Report {
    /// What the report tells, and then what was seen two hours before.
    pub(super) fn facts(&self) -> Vec<CellFact<'_>> {
        let at = now() - SignedDuration::from_hours(2);
        let mut cells = Vec::new();
        for (column, old, new) in &self.cells {
            let seen = self.seen.iter().find(|(seen, _)| seen.key == column.key);
            cells.push(match (old, seen) {
                (None, Some((column, old))) => CellFact { column, old: Some(old), new, origin: Origin::OldSeen(at) },
                _ => CellFact { column, old: old.as_ref(), new, origin: Origin::Change },
            });
        }
        for (column, value) in &self.seen {
            cells.push(CellFact { column, old: Some(value), new: value, origin: Origin::Seen(at) });
        }
        cells
    }
}

fn seeing(report: Report, name: &str, value: Value) -> Report {
    let column = columns().into_iter().find(|column| column.name == name).expect("is a column");
    Report { seen: vec![(column, value)], ..report }
}

fn large() -> Value {
    filter("Amount", "greater", json!(100))
}

fn both() -> Value {
    json!({"where": {"filters": [filter("Status", "is", json!("Won")), large()]}})
}

fn became() -> Report {
    changed(&[("Status", Some(json!("111")), json!("222"))])
}

#[test]
fn what_was_seen_before_is_known_where_the_change_tells_nothing() {
    use ChangeKind::{RowAdded, RowDeleted};
    let status = || filter("Status", "is", json!("Won"));
    let won = || json!({"where": only(status())});
    let either = || json!({"where": {"filter_conjunction": "Or", "filters": [status(), large()]}});
    let was = json!({"column_name": "Status", "filter_predicate": "is", "filter_term": "Open", "was": true});
    let untold = || changed(&[("Status", None, json!("222"))]);
    let other = || changed(&[("Name", Some(json!("a")), json!("b"))]);
    let every = || json!({"where": only(large()), "when": "every_change"});
    let left_out = Report { left_out: true, ..became() };
    let computed = json!({"where": {"filters": [status(), filter("Total", "greater", json!(1))]}});
    let cases: &[(&str, Value, Report, &str)] = &[
        ("it was open", won(), seeing(untold(), "Status", json!("111")), "yes"),
        ("it was empty", won(), seeing(untold(), "Status", Value::Null), "yes"),
        ("it was won", won(), seeing(untold(), "Status", json!("222")), "no"),
        ("the change says that it was not", won(), seeing(became(), "Status", json!("222")), "yes"),
        ("asked for before", json!({ "where": only(was) }), seeing(untold(), "Status", json!("111")), "yes"),
        ("both", both(), seeing(became(), "Amount", json!(500)), "yes"),
        ("not both", both(), seeing(became(), "Amount", json!(5)), "no"),
        ("nothing is not large", both(), seeing(became(), "Amount", Value::Null), "no"),
        ("either, which it did before", either(), seeing(became(), "Amount", json!(500)), "no"),
        ("either, which it did not", either(), seeing(became(), "Amount", json!(5)), "yes"),
        ("it still fits", every(), seeing(other(), "Amount", json!(500)), "yes"),
        ("it fits no more", every(), seeing(other(), "Amount", json!(5)), "no"),
        ("it may be left out", both(), seeing(left_out, "Amount", json!(500)), "unknown: left_out"),
        ("computed", computed, seeing(became(), "Total", json!(5)), "unknown: computed"),
        ("not changed", json!({"columns": ["Amount"]}), seeing(became(), "Amount", json!(5)), "no"),
        ("changed", json!({"columns": ["Status"]}), seeing(untold(), "Status", json!("222")), "yes"),
        ("a deleted row", won(), seeing(report(RowDeleted, &[]), "Status", json!("222")), "yes"),
        ("a new row", won(), seeing(report(RowAdded, &[("Status", None, json!("222"))]), "Amount", json!(5)), "yes"),
    ];
    for (what, fields, report, expected) in cases {
        let rule = rule(fields.clone());
        assert_eq!(word(report.says(&rule)), *expected, "{what}");
        assert_eq!(word(report.says_without_names(&rule)), *expected, "{what}, in an unknown base");
    }
}

#[test]
fn a_decision_says_what_is_known_from_before() {
    let decided = |report: Report, fields: Value| report.ask(&compile(&[rule(fields)], &|_| None)).1.expect("is kept");
    let seen = |report, fields| {
        let decision = decided(report, fields);
        let conditions = decision.rules[0].conditions.iter();
        conditions.map(|said| (said.seen_at.clone(), said.found.clone())).collect::<Vec<_>>()
    };
    let at = Some("2026-12-01T10:00:00Z".to_owned());
    let none = (None, None);
    assert_eq!(
        seen(seeing(became(), "Amount", json!(500)), both()),
        [none.clone(), (at.clone(), None), (at.clone(), None)]
    );
    assert_eq!(seen(seeing(became(), "Amount", json!(5)), both()), [none.clone(), (at.clone(), Some("5".into()))]);
    assert_eq!(seen(became(), both()), [none.clone(), none.clone(), none]);
}

#[test]
fn earlier_changes_are_asked_for_only_where_they_can_decide() {
    let asking = |action: &str, column: &str| {
        let filters = only(filter(column, "is_not_empty", Value::Null));
        rule(json!({"action": action, "when": "every_change", "where": filters}))
    };
    let all = |action: &str| rule(json!({ "action": action }));
    let metadata = metadata();
    for (what, rules, asks) in [
        ("nothing", vec![], false),
        ("what is told", vec![asking("announce", "Status")], false),
        ("what is not", vec![asking("mute", "Amount")], true),
        ("computed", vec![asking("announce", "Total")], false),
        ("it is quiet anyway", vec![all("mute"), asking("announce", "Amount")], false),
        ("it may be louder", vec![all("announce"), asking("announce", "Amount")], true),
        ("it is told anyway", vec![all("announce"), asking("mute", "Amount")], false),
        ("the last was asked", vec![rule(json!({"stop": true})), asking("announce", "Amount")], false),
    ] {
        let rules = compile(&rules, &|_| Some(&metadata));
        assert_eq!(became().ask(&rules).0.trace.asks_before(&rules), asks, "{what}");
    }
}
