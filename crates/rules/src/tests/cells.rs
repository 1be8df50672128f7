//! Conditions on columns, as a table of cases.

use jiff::tz::TimeZone;
use seatable::{
    BaseUuid, Column,
    filter::Me,
    metadata::{Metadata, Table},
};
use serde_json::{Value, from_value, json};

use super::{ANNA, SALES, now};
use crate::{
    Announcement, Answer, ChangeKind, Compiled, Decision, Facts, Fault, Outcome, Route, Rule, TableFact, compile, route,
};

/// The table Opportunities.
pub(super) fn columns() -> Vec<Column> {
    let options = json!({"options": [{"id": "111", "name": "Open"}, {"id": "222", "name": "Won"}]});
    let column = |key: &str, name: &str, kind: &str, data: &Value| Column {
        key: key.into(),
        name: name.into(),
        kind: kind.into(),
        data: data.clone(),
    };
    let none = Value::Null;
    vec![
        column("0000", "Name", "text", &none),
        column("stat", "Status", "single-select", &options),
        column("amnt", "Amount", "number", &none),
        column("note", "Note", "long-text", &none),
        column("team", "Team", "collaborator", &none),
        column("due0", "Due", "date", &none),
        column("done", "Done", "checkbox", &none),
        column("form", "Total", "formula", &json!({"result_type": "number"})),
    ]
}

pub(super) fn metadata() -> Metadata {
    let table = Table { id: "9g8f".into(), name: "Opportunities".into(), columns: columns(), ..Table::default() };
    Metadata { tables: vec![table], ..Metadata::default() }
}

/// A change of a row of Opportunities.
#[derive(Clone, Debug)]
pub(super) struct Report {
    pub(super) kind: ChangeKind,
    /// Column, value before (none: not told) and after.
    pub(super) cells: Vec<(Column, Option<Value>, Value)>,
    /// Column, and its value as it was seen before.
    pub(super) seen: Vec<(Column, Value)>,
    pub(super) rows: u64,
    pub(super) left_out: bool,
    pub(super) me: Vec<Me>,
    pub(super) user: String,
    pub(super) app: String,
}

pub(super) fn report(kind: ChangeKind, cells: &[(&str, Option<Value>, Value)]) -> Report {
    let cell = |(name, old, new): &(&str, Option<Value>, Value)| {
        let column = columns().into_iter().find(|column| column.name == *name).expect("is a column");
        // A report names only the options that it needs.
        let column = column.pruned_for([new].into_iter().chain(old));
        (column, old.clone(), new.clone())
    };
    let me = vec![Me { id: Some(ANNA.into()), ..Me::default() }];
    let cells = cells.iter().map(cell).collect();
    Report {
        kind,
        cells,
        seen: Vec::new(),
        rows: 1,
        left_out: false,
        me,
        user: "77aa@auth.local".into(),
        app: String::new(),
    }
}

pub(super) fn changed(cells: &[(&str, Option<Value>, Value)]) -> Report {
    report(ChangeKind::RowChanged, cells)
}

impl Report {
    pub(super) fn ask(&self, rules: &Compiled) -> (Route, Option<Decision>) {
        let cells = self.facts();
        let base = BaseUuid::new(SALES);
        let zone = TimeZone::UTC;
        let facts = Facts {
            base: Some(&base),
            table: TableFact { id: "9g8f", name: "Opportunities" },
            user: &self.user,
            app: &self.app,
            cells: &cells,
            rows: self.rows,
            cells_left_out: self.left_out,
            ..Facts::bare(self.kind.into(), now(), &zone, &self.me)
        };
        let route = route(rules, &facts);
        let decision = route.trace.decision(rules, &facts, &seatable::value::Format::default(), 50);
        (route, decision)
    }

    /// What one rule says: the same, whether the base is known or only what the report tells.
    pub(super) fn says(&self, rule: &Rule) -> Answer {
        let metadata = metadata();
        let with_names = self.ask(&compile(std::slice::from_ref(rule), &|_| Some(&metadata))).0;
        with_names.trace.tried[0].answer
    }

    pub(super) fn says_without_names(&self, rule: &Rule) -> Answer {
        self.ask(&compile(std::slice::from_ref(rule), &|_| None)).0.trace.tried[0].answer
    }
}

pub(super) fn rule(fields: Value) -> Rule {
    let mut whole = json!({"name": "rule", "base": SALES, "table": "Opportunities", "action": "announce"});
    whole.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
    let rule: Rule = from_value(whole).expect("a rule");
    rule.check().expect("is fine");
    rule
}

pub(super) fn filter(column: &str, predicate: &str, term: Value) -> Value {
    json!({"column_name": column, "filter_predicate": predicate, "filter_term": term})
}

pub(super) fn only(filter: Value) -> Value {
    json!({ "filters": [filter] })
}

pub(super) fn word(answer: Answer) -> String {
    match answer {
        Answer::Yes => "yes".into(),
        Answer::No => "no".into(),
        Answer::Unknown(why) => {
            format!("unknown: {}", serde_json::to_value(why).expect("a word").as_str().unwrap_or(""))
        }
    }
}

#[test]
fn what_a_rule_on_a_column_says() {
    use ChangeKind::{LinkAdded, RowAdded, RowDeleted};
    let won = || json!({"where": only(filter("Status", "is", json!("Won")))});
    let with = |mut fields: Value, more: Value| {
        fields.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        fields
    };
    let every = |fields: Value| with(fields, json!({"when": "every_change"}));
    let large = filter("Amount", "greater", json!(100));
    let both = json!({"where": {"filters": [filter("Status", "is", json!("Won")), large]}});
    let either =
        json!({"where": {"filter_conjunction": "Or", "filters": [filter("Status", "is", json!("Won")), large]}});
    let became = |old: Value, new: Value| changed(&[("Status", Some(old), new)]);
    let untold = changed(&[("Status", None, json!("222"))]);
    let note = changed(&[("Note", Some(json!("")), json!({"text": "Call Größe 42"}))]);
    let many = |report: Report| Report { rows: 3, ..report };
    let left_out = |report: Report| Report { left_out: true, ..report };
    let from_to = json!({"where": {"filters": [
        {"column_name": "Status", "filter_predicate": "is", "filter_term": "Open", "was": true},
        filter("Status", "is", json!("Won"))]}});
    let nobody = |report: Report| Report { me: Vec::new(), ..report };
    let assigned = || json!({"where": only(filter("Team", "include_me", Value::Null))});
    let cases: &[(&str, Value, Report, &str)] = &[
        // Became, which is usual.
        ("it came to fit", won(), became(json!("111"), json!("222")), "yes"),
        ("from nothing", won(), became(json!(""), json!("222")), "yes"),
        ("it fitted before", won(), became(json!("222"), json!("222")), "no"),
        ("it ceased to fit", won(), became(json!("222"), json!("111")), "no"),
        ("nobody knows what it was", won(), untold.clone(), "unknown: old_not_told"),
        ("another column was changed", won(), changed(&[("Amount", Some(json!(1)), json!(2))]), "no"),
        ("it may be left out", won(), left_out(changed(&[("Amount", None, json!(2))])), "unknown: left_out"),
        ("a new row", won(), report(RowAdded, &[("Status", None, json!("222"))]), "yes"),
        ("a new row without it", won(), report(RowAdded, &[("Amount", None, json!(5))]), "no"),
        ("a deleted row", won(), report(RowDeleted, &[("Status", Some(json!("222")), Value::Null)]), "yes"),
        ("a deleted row that tells nothing", won(), report(RowDeleted, &[]), "unknown: not_in_change"),
        ("a link", won(), report(LinkAdded, &[]), "unknown: not_in_change"),
        ("several rows, of which one fits", won(), many(became(json!("111"), json!("222"))), "yes"),
        ("several rows, of which one does not", won(), many(became(json!("222"), json!("111"))), "unknown: other_rows"),
        // Every change while it fits.
        ("it still fits", every(won()), became(json!("222"), json!("222")), "yes"),
        ("it fits, whatever it was", every(won()), untold.clone(), "yes"),
        ("not told", every(won()), changed(&[("Amount", Some(json!(1)), json!(2))]), "unknown: not_in_change"),
        // And, Or.
        (
            "both",
            both.clone(),
            changed(&[("Status", Some(json!("111")), json!("222")), ("Amount", Some(json!(1)), json!(500))]),
            "yes",
        ),
        (
            "one of both",
            both.clone(),
            changed(&[("Status", Some(json!("111")), json!("222")), ("Amount", Some(json!(1)), json!(5))]),
            "no",
        ),
        ("one, and the other is not told", both.clone(), became(json!("111"), json!("222")), "unknown: not_in_change"),
        ("neither came to fit", both, changed(&[("Name", Some(json!("a")), json!("b"))]), "no"),
        ("one is enough", every(either.clone()), became(json!("111"), json!("222")), "yes"),
        (
            "one came to fit, the other may have before",
            either,
            became(json!("111"), json!("222")),
            "unknown: not_in_change",
        ),
        // Of the change itself.
        ("changed", json!({"where": only(filter("Status", "changed", Value::Null))}), untold.clone(), "yes"),
        ("not changed", json!({"where": only(filter("Amount", "changed", Value::Null))}), untold.clone(), "no"),
        (
            "told and the same",
            json!({"where": only(filter("Status", "changed", Value::Null))}),
            became(json!("111"), json!("111")),
            "no",
        ),
        ("from one to another", from_to.clone(), became(json!("111"), json!("222")), "yes"),
        ("from something else", from_to.clone(), became(Value::Null, json!("222")), "no"),
        ("from who knows what", from_to, untold.clone(), "unknown: old_not_told"),
        ("a watched column", json!({"columns": ["stat", "Amount"]}), untold.clone(), "yes"),
        ("no watched column", json!({"columns": ["Due"]}), untold.clone(), "no"),
        ("a computed column", json!({"columns": ["Total"]}), untold.clone(), "unknown: computed"),
        (
            "was zero or nothing",
            json!({"where": only(json!({"column_name": "Amount", "filter_predicate": "equal", "filter_term": 0, "was": true}))}),
            changed(&[("Amount", Some(json!("")), json!(5))]),
            "unknown: old_not_told",
        ),
        (
            "was no more than",
            json!({"where": only(json!({"column_name": "Amount", "filter_predicate": "greater", "filter_term": 3, "was": true}))}),
            changed(&[("Amount", Some(json!("")), json!(5))]),
            "no",
        ),
        // What SeaTable lacks.
        ("in a long text", json!({"where": only(filter("Note", "contains", json!("GRÖSSE")))}), note.clone(), "no"),
        (
            "in a long text, in letters of any size",
            json!({"where": only(filter("Note", "contains", json!("GRÖßE")))}),
            note.clone(),
            "yes",
        ),
        ("a pattern", json!({"where": only(filter("Note", "pattern", json!(r"\b\d{2}$")))}), note, "yes"),
        // Me, and days.
        ("assigned to me", assigned(), changed(&[("Team", Some(json!([])), json!([ANNA]))]), "yes"),
        ("assigned to others", assigned(), changed(&[("Team", Some(json!([])), json!(["77aa@auth.local"]))]), "no"),
        (
            "nobody said who I am",
            assigned(),
            nobody(changed(&[("Team", Some(json!([])), json!([ANNA]))])),
            "unknown: me_not_known",
        ),
        (
            "due today",
            json!({"where": only(json!({"column_name": "Due", "filter_predicate": "is", "filter_term_modifier": "today"}))}),
            changed(&[("Due", Some(json!("2026-11-30")), json!("2026-12-01"))]),
            "yes",
        ),
        // Who did it.
        ("not me", json!({"by": ["not_me"]}), untold.clone(), "yes"),
        ("me", json!({"by": ["not_me"]}), Report { user: ANNA.into(), ..untold.clone() }, "no"),
        (
            "who knows",
            json!({"by": ["not_me"]}),
            Report { user: String::new(), ..untold.clone() },
            "unknown: person_not_told",
        ),
        ("who knows me", json!({"by": ["not_me"]}), nobody(untold.clone()), "unknown: me_not_known"),
        (
            "a token",
            json!({"by": ["api_token"]}),
            Report { user: String::new(), app: "n8n".into(), ..untold.clone() },
            "yes",
        ),
        (
            "an automation",
            json!({"by": ["api_token", "automation"]}),
            Report { user: "Automation Rule".into(), ..untold.clone() },
            "yes",
        ),
        ("a person", json!({"by": ["api_token", "automation"]}), untold.clone(), "no"),
        // When.
        ("on a Tuesday", json!({"during": {"days": ["tue"], "from": "08:00", "to": "18:00"}}), untold.clone(), "yes"),
        ("at another hour", json!({"during": {"to": "12:00"}}), untold, "no"),
    ];
    for (what, fields, report, expected) in cases {
        let rule = rule(fields.clone());
        assert_eq!(word(report.says(&rule)), *expected, "{what}");
        // Where nobody knows the base, nobody knows that a column is computed.
        if !expected.contains("computed") && *what != "a new row without it" {
            assert_eq!(word(report.says_without_names(&rule)), *expected, "{what}, in an unknown base");
        }
    }
}

#[test]
fn what_does_not_fit_the_base_is_said_and_fits_nothing() {
    let metadata = metadata();
    let known = |_: &BaseUuid| Some(&metadata);
    let where_ = |column: &str, predicate: &str, term: Value| json!({"where": only(filter(column, predicate, term))});
    let text = |fault: &Fault| fault.to_string();
    for (fields, said) in [
        (where_("Price", "is", json!(1)), "there is no column \"Price\""),
        (where_("Status", "is", json!("Lost")), "the column \"Status\" has no option \"Lost\""),
        (where_("Status", "greater", json!(1)), "the column \"Status\" can't be asked \"greater\""),
        (where_("Amount", "pattern", json!("1")), "the column \"Amount\" can't be asked \"pattern\""),
        (where_("Status", "is", Value::Null), "the column \"Status\" can't be compared with what the rule names"),
        (json!({"table": "Gone", "columns": ["Status"]}), "there is no table \"Gone\""),
        (json!({"columns": ["Price"]}), "there is no column \"Price\""),
    ] {
        for action in ["announce", "mute"] {
            let mut fields = fields.clone();
            fields["action"] = json!(action);
            let rules = compile(&[rule(fields)], &known);
            let broken: Vec<Vec<String>> =
                rules.broken().map(|(_, faults)| faults.iter().map(text).collect()).collect();
            assert_eq!(broken, [[said]]);
            let (route, _) = changed(&[("Status", Some(json!("111")), json!("222"))]).ask(&rules);
            assert!(matches!(route.outcome, Outcome::Announce(Announcement { rule: None, .. })), "{route:?}");
        }
    }
    // A column or an option of another base is found by the name that it was seen by.
    let from_elsewhere = rule(json!({"where": only(json!({"column_key": "xxxx", "column_name": "Status",
        "filter_predicate": "is_any_of", "filter_term": ["999"], "names": {"999": "Won"}}))}));
    let rules = compile(&[from_elsewhere], &known);
    assert_eq!(rules.broken().count(), 0);
    let (route, _) = changed(&[("Status", Some(json!("111")), json!("222"))]).ask(&rules);
    assert!(matches!(route.outcome, Outcome::Announce(Announcement { rule: Some(_), .. })), "{route:?}");
}
