//! How several rules go together, and what is told of it.

use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

use super::{
    cells::{Report, changed, metadata, report, rule},
    told,
};
use crate::{ChangeKind, Condition, Level, Outcome, Rule, Said, Unknown, compile};

pub(super) fn ask(report: &Report, rules: &[Rule]) -> Outcome {
    let metadata = metadata();
    report.ask(&compile(rules, &|_| Some(&metadata))).0.outcome
}

fn won() -> Report {
    changed(&[("Status", Some(json!("111")), json!("222"))])
}

fn on(status: &str) -> Value {
    json!({"filters": [{"column_name": "Status", "filter_predicate": "is", "filter_term": status}]})
}

#[test]
fn rules_add_up_until_one_stops() {
    let loud = || rule(json!({"name": "loud", "where": on("Won")}));
    let quiet = || rule(json!({"name": "quiet", "level": "quiet"}));
    let mute = || rule(json!({"name": "mute", "action": "mute"}));
    let stops = |rule: Rule| Rule { stop: true, ..rule };
    let level = |outcome: Outcome| match outcome {
        Outcome::Announce(announcement) => announcement.loudness.level,
        Outcome::Mute(_) => panic!("muted"),
    };
    assert_eq!(level(ask(&won(), &[quiet()])), Level::Quiet);
    assert_eq!(level(ask(&won(), &[quiet(), loud()])), Level::Normal);
    assert_eq!(level(ask(&won(), &[stops(quiet()), loud()])), Level::Quiet);
    assert_eq!(told(ask(&won(), &[mute(), loud()])), "muted by mute");
    assert_eq!(told(ask(&won(), &[loud(), mute()])), "announced by loud");
    assert_eq!(told(ask(&won(), &[stops(loud()), mute()])), "announced by loud");
}

#[test]
fn what_is_unknown_neither_announces_nor_mutes_unless_the_rule_says_so() {
    let untold = changed(&[("Status", None, json!("222"))]);
    let announce = |fields: Value| {
        let mut whole = json!({"name": "on", "where": on("Won")});
        whole.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
        rule(whole)
    };
    let mute_all = rule(json!({"name": "all", "action": "mute"}));
    assert_eq!(told(ask(&untold, &[announce(json!({})), mute_all.clone()])), "muted by all");
    assert_eq!(told(ask(&untold, &[announce(json!({"unknown": "yes"})), mute_all])), "announced by on");
    let other = changed(&[("Amount", None, json!(5))]);
    assert_eq!(told(ask(&other, &[announce(json!({"action": "mute"}))])), "announced");
    // A change of several rows is muted only if all of them are.
    let many = Report { rows: 2, ..won() };
    assert_eq!(told(ask(&many, &[announce(json!({"action": "mute"}))])), "announced");
    assert_eq!(told(ask(&won(), &[announce(json!({"action": "mute"}))])), "muted by on");
}

#[test]
fn a_decision_tells_what_each_condition_said() {
    let metadata = metadata();
    let rules = [
        rule(json!({"name": "elsewhere", "table": "Contacts"})),
        rule(json!({"name": "lost", "kind": ["row_changed"], "where": on("Open")})),
        rule(json!({"name": "large", "where": {"filters": [
            {"column_key": "amnt", "column_name": "Amount", "filter_predicate": "greater", "filter_term": 100}]},
            "when": "every_change"})),
        rule(json!({"name": "last", "stop": true})),
        rule(json!({"name": "never asked"})),
    ];
    let compiled = compile(&rules, &|_| Some(&metadata));
    let decision = won().ask(&compiled).1.expect("rules were tried");
    assert_eq!((decision.elsewhere, decision.left_out), (1, 0));
    let names: Vec<_> = decision.rules.iter().map(|said| (said.rule.as_str(), said.answer, said.fits)).collect();
    assert_eq!(names, [("lost", Said::No, false), ("large", Said::Unknown, false), ("last", Said::Yes, true)]);
    let miss = decision.rules[0].near_miss().expect("all but one condition");
    assert_eq!((miss.column.as_str(), miss.asked.as_str(), miss.term.as_str()), ("Status", "is", "Open"));
    assert_eq!(miss.found.as_deref(), Some("Won"));
    let unknown = &decision.rules[1].conditions[0];
    assert_eq!((unknown.condition, unknown.unknown), (Condition::Cell, Some(Unknown::NotInChange)));
    assert!(decision.rules[2].stop);
    let text = serde_json::to_string(&decision).expect("is text");
    assert_eq!(serde_json::from_str::<crate::Decision>(&text).expect("is read"), decision);
    assert_eq!(report(ChangeKind::Unrecognised, &[]).ask(&compiled).1, None);
}

/// A thousand rules are decided within 50 µs in a release build; here only what they cost beside each other is held.
#[test]
fn rules_about_other_places_are_not_even_told() {
    let rules: Vec<Rule> =
        (0..1000).map(|n| rule(json!({"name": format!("r{n}"), "table": format!("t{n}")}))).collect();
    let compiled = compile(&rules, &|_| None);
    let (route, decision) = won().ask(&compiled);
    assert_eq!((route.trace.elsewhere, decision), (1000, None));
}

fn conditions() -> impl Strategy<Value = Value> {
    let column = select(vec![
        json!({"column_name": "Status", "filter_predicate": "is", "filter_term": "Won"}),
        json!({"column_name": "Status", "filter_predicate": "is_none_of", "filter_term": ["111"]}),
        json!({"column_key": "amnt", "filter_predicate": "less_or_equal", "filter_term": 10.5}),
        json!({"column_name": "Status", "filter_predicate": "changed"}),
        json!({"column_name": "Due", "filter_predicate": "is_within", "filter_term_modifier": "this_week"}),
        json!({"column_name": "Done", "filter_predicate": "is", "filter_term": true, "was": true}),
        json!({"column_name": "Total", "filter_predicate": "greater", "filter_term": 1}),
    ]);
    let group =
        |items: Vec<Value>, or: bool| json!({"filter_conjunction": if or { "Or" } else { "And" }, "filters": items});
    column.prop_recursive(3, 12, 3, move |inner| {
        (vec(inner, 1..4), any::<bool>()).prop_map(move |(items, or)| group(items, or))
    })
}

pub(super) fn column_rules() -> impl Strategy<Value = Rule> {
    let action = select(vec!["announce", "mute"]);
    let when = select(vec![json!(null), json!("became"), json!("every_change")]);
    (action, when, vec(conditions(), 0..3), any::<bool>(), any::<bool>()).prop_map(|(action, when, items, or, stop)| {
        rule(json!({"name": format!("{action} {stop}"), "action": action, "when": when, "stop": stop, "where":
            {"filter_conjunction": if or { "Or" } else { "And" }, "filters": items}}))
    })
}

pub(super) fn reports() -> impl Strategy<Value = Report> {
    use ChangeKind::{LinkAdded, RowAdded, RowChanged, RowDeleted};
    let status = || select(vec![json!(null), json!(""), json!("111"), json!("222")]);
    let amount = || select(vec![json!(""), json!(0), json!(10), json!(99.5)]);
    let kind = select(vec![RowChanged, RowChanged, RowChanged, RowAdded, RowDeleted, LinkAdded]);
    let cells = (
        prop::option::of((prop::option::of(status()), status())),
        prop::option::of((prop::option::of(amount()), amount())),
    );
    (kind, cells, any::<bool>(), 1..3_u64).prop_map(|(kind, (status, amount), left_out, rows)| {
        let status = status.map(|(old, new)| ("Status", old, new));
        let amount = amount.map(|(old, new)| ("Amount", old, new));
        let cells: Vec<_> = [status, amount].into_iter().flatten().collect();
        Report { rows, left_out, ..report(kind, &cells) }
    })
}

proptest! {
    /// A rule that was written and read again is the same and says the same.
    #[test]
    fn compile_print_compile_is_the_identity(rules in vec(column_rules(), 1..4), report in reports()) {
        let text = serde_json::to_string(&rules).expect("is text");
        let read: Vec<Rule> = serde_json::from_str(&text).expect("is read");
        prop_assert_eq!(&read, &rules);
        prop_assert_eq!(ask(&report, &read), ask(&report, &rules));
    }

    /// What rules say of a change does not depend on those that they were asked about before, also where they are bound to
    /// the columns of each.
    #[test]
    fn earlier_changes_leave_no_trace(rules in vec(column_rules(), 1..4), reports in vec(reports(), 1..40)) {
        let compiled = compile(&rules, &|_| None);
        for report in reports {
            prop_assert_eq!(report.ask(&compiled), report.ask(&compile(&rules, &|_| None)));
        }
    }

    /// Those of which not both fit may change places, whatever they ask.
    #[test]
    fn rules_that_do_not_meet_have_no_order(one in column_rules(), other in column_rules(), report in reports()) {
        let fits = |rule: &Rule| ask(&report, std::slice::from_ref(rule)) != ask(&report, &[]);
        prop_assume!(!(fits(&one) && fits(&other)));
        prop_assert_eq!(ask(&report, &[one.clone(), other.clone()]), ask(&report, &[other, one]));
    }

    /// To tell more never turns a yes into a no, nor a no into a yes.
    #[test]
    fn what_was_known_stays_so_when_more_is(rule in column_rules(), report in reports(), value in select(vec!["111", "222", ""])) {
        prop_assume!(report.kind == ChangeKind::RowChanged);
        let metadata = metadata();
        let compiled = compile(std::slice::from_ref(&rule), &|_| Some(&metadata));
        let answer = |report: &Report| report.ask(&compiled).1.expect("was tried").rules[0].answer;
        let mut more = report.clone();
        for cell in &mut more.cells {
            let _ = cell.1.get_or_insert_with(|| json!(if cell.0.key == "stat" { value } else { "" }));
        }
        let (less, more) = (answer(&report), answer(&more));
        prop_assert!(less == Said::Unknown || more == less || (more == Said::Unknown && report.rows > 1)
            || rule.conditions.columns().any(|condition| condition.predicate.as_str() == "changed"), "{:?} {:?}", less, more);
    }
}
