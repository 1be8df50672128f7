//! Filters and cells that nobody makes in earnest: they are read or refused, and answered without a panic.

use jiff::{civil::Date, tz::TimeZone};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{view_tests::VIEWS, *};
use crate::{Column, ColumnType};

/// Any JSON, with the texts and numbers that mean something to filters among it.
fn any_json() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "",
        "1",
        "2026-12-01",
        "2026-12-01T09:30:00+14:00",
        "9999-12-31",
        "-009999-01-01T00:00:00Z",
        "0000-00-00",
        "#DIV/0!",
        "1e999",
        "0xffffffffffffffffff",
        "İß",
        "current_user_department",
        "a@auth.local",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        words.prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "[0-9:T +/.-]{1,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let keys = prop::sample::select(vec!["display_value", "text", "lat", "lng", "province", "username", "x"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(keys.prop_map(str::to_owned), inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn any_column() -> impl Strategy<Value = Column> {
    let names = || prop::sample::select(ColumnType::KNOWN).prop_map(String::from);
    let result = prop_oneof![Just("array".to_owned()), Just("string".to_owned()), Just("bool".to_owned()), names()];
    let format = prop::sample::select(vec!["lng_lat", "province_city", "geolocation"]);
    (prop::sample::select(ColumnType::KNOWN), result, names(), format).prop_map(|(kind, result, array, format)| {
        let settings = json!({"options": [{"id": "1"}, {"id": "2"}], "geo_format": format});
        let mut data = settings.clone();
        data["result_type"] = result.into();
        data["array_type"] = array.into();
        data["array_data"] = settings;
        Column { key: "k".to_owned(), kind, data, ..Column::default() }
    })
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let predicate =
        prop_oneof![9 => prop::sample::select(Predicate::KNOWN), 1 => "[a-z_]{0,9}".prop_map(Predicate::from)];
    filter_with(predicate.boxed(), Modifier::KNOWN)
}

fn filter_with(predicate: BoxedStrategy<Predicate>, modifiers: &'static [Modifier]) -> impl Strategy<Value = Filter> {
    let modifier = prop_oneof![9 => prop::sample::select(modifiers), 1 => "[a-z_]{0,9}".prop_map(Modifier::from)];
    let term = prop_oneof![
        any_json(),
        prop::sample::subsequence(vec!["1", "2"], 0..=2).prop_map(|ids| json!(ids)),
        any::<f64>().prop_map(Value::from),
        "\\PC{1,12}".prop_map(Value::from),
    ];
    let others = prop::collection::btree_map("x[a-z]{1,3}", any_json(), 0..2);
    (prop_oneof![9 => Just("k".to_owned()), 1 => "[a-z]{0,2}"], predicate, term, modifier, others).prop_map(
        |(column_key, predicate, term, modifier, others)| Filter {
            column_key,
            predicate,
            term,
            modifier,
            others: others.into_iter().collect(),
        },
    )
}

/// A column, and a filter that fits it but perhaps for its term.
fn fitting() -> impl Strategy<Value = (Column, Filter)> {
    let columns = any_column().prop_filter("can be filtered by", |column| !predicates_of(column).is_empty());
    let with_predicate = |column: Column| {
        let predicates = predicates_of(&column);
        (Just(column), prop::sample::select(predicates))
    };
    columns.prop_flat_map(with_predicate).prop_flat_map(|(column, predicate)| {
        let modifiers = Some(modifiers_of(&predicate)).filter(|modifiers| !modifiers.is_empty());
        (Just(column), filter_with(Just(predicate).boxed(), modifiers.unwrap_or(Modifier::KNOWN)))
    })
}

fn any_filters() -> impl Strategy<Value = Filters> {
    let conjunction = || prop_oneof!["And", "Or", "[a-z]{0,3}"].prop_map(Conjunction::from);
    let filters = move |items: BoxedStrategy<Item>| {
        (prop::collection::vec(items, 0..4), conjunction())
            .prop_map(|(filters, conjunction)| Filters { filters, conjunction })
    };
    let item = any_filter()
        .prop_map(Item::Filter)
        .prop_recursive(3, 12, 3, move |inner| filters(inner.boxed()).prop_map(Item::Group));
    filters(item.boxed())
}

fn any_day() -> impl Strategy<Value = Date> {
    prop_oneof![
        Just(Date::MIN),
        Just(Date::MAX),
        (-9999_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| jiff::civil::date(year, month, day)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn what_is_written_is_read_as_it_was(filters in any_filters()) {
        let written = serde_json::to_string(&filters).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Filters>(&written).expect("filters"), filters);
    }

    #[test]
    fn whatever_is_asked_of_whatever_has_an_answer(
        (column, filter) in fitting(),
        cell in prop::option::of(any_json()),
        today in any_day(),
    ) {
        let filters = Filters { filters: vec![Item::Filter(filter)], conjunction: Conjunction::And };
        let me = Me { id: Some("a@auth.local".to_owned()), departments: vec![1], ..Me::default() };
        let zone = TimeZone::get("Pacific/Apia").expect("known");
        let viewer = Viewer { me: &me, zone: &zone, today };
        if let Ok(compiled) = compile(&filters, std::slice::from_ref(&column)) {
            let cells: Map<_, _> = cell.map(|cell| (column.key.clone(), cell)).into_iter().collect();
            compiled.holds(Row { stored: &cells, computed: Some(&cells) }, &viewer);
            prop_assert!(compiled.conditions().all(|one| one.column_key() == column.key));
        }
    }

    #[test]
    fn what_is_no_filter_is_refused_in_peace(stored in any_json()) {
        let _ = serde_json::from_value::<Filters>(json!({"filters": stored.clone(), "filter_conjunction": "And"}));
        let _ = serde_json::from_value::<Item>(stored);
    }
}

#[test]
fn stored_filters_survive_being_written() {
    for line in VIEWS.lines() {
        let filters: Filters = serde_json::from_str(line).expect("filters");
        let written = serde_json::to_value(&filters).expect("JSON");
        assert_eq!(serde_json::from_value::<Filters>(written).expect("filters"), filters);
    }
}
