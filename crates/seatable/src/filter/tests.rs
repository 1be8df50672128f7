use jiff::{civil::date, tz::TimeZone};
use serde_json::{Value, from_value, json};

use super::*;
use crate::{Column, ColumnType};

fn column(key: &str, kind: ColumnType, data: Value) -> Column {
    Column { key: key.to_owned(), kind, data, ..Column::default() }
}

fn table() -> Vec<Column> {
    let options = json!({"options": [{"id": "1", "name": "Open"}, {"id": "2", "name": "Done"}]});
    vec![
        column("text", ColumnType::Text, Value::Null),
        column("date", ColumnType::Date, Value::Null),
        column("pick", ColumnType::SingleSelect, options.clone()),
        column("push", ColumnType::Button, Value::Null),
        column("who", ColumnType::Creator, Value::Null),
        column("dept", ColumnType::DepartmentSingleSelect, Value::Null),
        column(
            "link",
            ColumnType::Link,
            json!({"result_type": "array", "array_type": "single-select", "array_data": options}),
        ),
    ]
}

fn filters(filters: Value) -> Filters {
    from_value(json!({"filter_conjunction": "And", "filters": filters})).expect("filters")
}

fn only_condition(filter: Value) -> Condition {
    let compiled = compile(&filters(json!([filter])), &table()).expect("no faults");
    compiled.conditions().next().expect("one").clone()
}

#[test]
fn filters_are_written_as_they_were_read() {
    let stored = json!({"filter_conjunction": "Or", "filters": [
        {"column_key": "text", "filter_predicate": "contains", "filter_term": "a", "case_sensitive": true},
        {"column_key": "date", "filter_predicate": "is", "filter_term": 3, "filter_term_modifier": "number_of_days_ago"},
        {"filter_conjunction": "And", "filters": [
            {"column_key": "text", "filter_predicate": "resembles", "filter_term_modifier": "loosely"},
            {"column_key": "pick", "filter_predicate": "is_any_of", "filter_term": ["1", "2"]},
        ]},
    ]});
    let filters: Filters = from_value(stored.clone()).expect("filters");
    assert_eq!(json!(filters), stored);
    let Item::Group(group) = &filters.filters[2] else { panic!("a group") };
    let Item::Filter(unknown) = &group.filters[0] else { panic!("a filter") };
    assert_eq!(unknown.predicate, Predicate::Other("resembles".to_owned()));
}

#[test]
fn what_is_no_filter_is_an_error() {
    for stored in
        [json!(null), json!([]), json!({"filters": {}}), json!({"filters": [3]}), json!({"filter_conjunction": "And"})]
    {
        assert!(from_value::<Filters>(stored.clone()).is_err(), "{stored}");
    }
    let error = from_value::<Filters>(json!({"filters": [{"filter_predicate": 5}]})).expect_err("no predicate");
    assert_eq!(error.to_string(), "neither a filter nor a group of filters");
}

#[test]
fn all_faults_are_told_with_their_places() {
    let filters = filters(json!([
        {"column_key": "text", "filter_predicate": "is", "filter_term": "fine"},
        {"column_key": "gone", "filter_predicate": "is", "filter_term": "a"},
        {"filter_conjunction": "Or", "filters": [
            {"column_key": "push", "filter_predicate": "is_empty"},
            {"column_key": "date", "filter_predicate": "is", "filter_term_modifier": "this_week"},
            {"filters": [{"column_key": "gone", "filter_predicate": "is_empty"}]},
        ]},
        {"column_key": "text", "filter_predicate": "less", "filter_term": 3},
        {"column_key": "pick", "filter_predicate": "is", "filter_term": "3"},
    ]));
    let faulty = compile(&filters, &table()).expect_err("faults");
    let faults: Vec<_> = faulty.faults.iter().map(|fault| (fault.place.as_slice(), fault.kind)).collect();
    assert_eq!(
        faults,
        [
            (&[1][..], FaultKind::ColumnMissing),
            (&[2, 0], FaultKind::ColumnUnsupported),
            (&[2, 1], FaultKind::ModifierUnmatched),
            (&[3], FaultKind::PredicateUnmatched),
            (&[4], FaultKind::TermInvalid),
        ]
    );
    assert!(faulty.to_string().starts_with("filter 2: there is no such column; filter 3.1: "), "{faulty}");
}

#[test]
fn conditions_know_their_places_also_where_others_are_left_out() {
    let filters = filters(json!([
        {"column_key": "text", "filter_predicate": "is"},
        {"filter_conjunction": "Or", "filters": [{"filter_predicate": "is"}]},
        {"filter_conjunction": "Or", "filters": [
            {"filters": []},
            {"column_key": "link", "filter_predicate": "has_any_of", "filter_term": ["1"]},
        ]},
        {"column_key": "text", "filter_predicate": "is_empty"},
    ]));
    let compiled = compile(&filters, &table()).expect("no faults");
    assert_eq!(compiled.nodes.len(), 2);
    let conditions: Vec<_> =
        compiled.conditions().map(|one| (one.column_key(), one.place(), one.is_computed())).collect();
    assert_eq!(conditions, [("link", &[2, 1][..], true), ("text", &[3], false)]);
}

#[test]
fn an_editor_offers_what_compiles() {
    let columns = table();
    let offered = |key: &str| {
        let column = columns.iter().find(|column| column.key == key).expect("there");
        predicates_of(column)
            .iter()
            .map(|predicate| (predicate.as_str(), wanted_term(column, predicate).expect("offered")))
    };
    assert_eq!(offered("push").count(), 0);
    assert_eq!(
        offered("pick").collect::<Vec<_>>(),
        [
            ("is", WantedTerm::Option),
            ("is_not", WantedTerm::Option),
            ("is_any_of", WantedTerm::Options),
            ("is_none_of", WantedTerm::Options),
            ("is_empty", WantedTerm::Nothing),
            ("is_not_empty", WantedTerm::Nothing),
        ]
    );
    assert_eq!(offered("link").next(), Some(("has_any_of", WantedTerm::Options)));
    assert_eq!(offered("date").next(), Some(("is", WantedTerm::ByModifier)));
    assert_eq!(modifiers_of(&Predicate::IsWithin).first(), Some(&Modifier::ThePastWeek));
    assert_eq!(wanted_term(&columns[0], &Predicate::Less), None);
}

#[test]
fn conditions_tell_what_else_they_depend_on() {
    for (filter, who, when) in [
        (json!({"column_key": "text", "filter_predicate": "is_current_user_ID"}), true, false),
        (json!({"column_key": "who", "filter_predicate": "include_me"}), true, false),
        (
            json!({"column_key": "dept", "filter_predicate": "is", "filter_term": "current_user_department"}),
            true,
            false,
        ),
        (json!({"column_key": "dept", "filter_predicate": "is", "filter_term": 3}), false, false),
        (json!({"column_key": "date", "filter_predicate": "is", "filter_term_modifier": "today"}), false, true),
        (
            json!({"column_key": "date", "filter_predicate": "is", "filter_term_modifier": "exact_date", "filter_term": "2026-12-01"}),
            false,
            false,
        ),
        (json!({"column_key": "date", "filter_predicate": "is_empty"}), false, false),
    ] {
        let condition = only_condition(filter.clone());
        assert_eq!((condition.asks_who(), condition.asks_when()), (who, when), "{filter}");
    }
}

#[test]
fn spans_have_their_ends() {
    let (me, zone) = (Me::default(), TimeZone::UTC);
    for (modifier, term, today, first, last) in [
        ("this_week", json!(null), date(2026, 11, 30), date(2026, 11, 30), date(2026, 12, 6)),
        ("this_week", json!(null), date(2026, 11, 29), date(2026, 11, 23), date(2026, 11, 29)),
        ("the_next_month", json!(null), date(2027, 1, 31), date(2027, 2, 1), date(2027, 2, 28)),
        ("the_past_year", json!(null), date(2028, 2, 29), date(2027, 1, 1), date(2027, 12, 31)),
        ("the_past_numbers_of_days", json!("7"), date(2026, 3, 3), date(2026, 2, 24), date(2026, 3, 3)),
    ] {
        let condition = only_condition(json!({
            "column_key": "date", "filter_predicate": "is_within", "filter_term_modifier": modifier, "filter_term": term,
        }));
        let viewer = Viewer { me: &me, zone: &zone, today };
        let holds = |day: jiff::civil::Date| condition.holds(Some(&json!(day.to_string())), &viewer);
        let days = [first.yesterday(), Ok(first), Ok(last), last.tomorrow()].map(|day| holds(day.expect("in range")));
        assert_eq!(days, [false, true, true, false], "{modifier} on {today}");
    }
}
