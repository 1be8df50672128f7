use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn format() -> Format {
    let people = |id: &str| (id == "4bc9a7c79c5942c5b6238413f2132bea@auth.local").then(|| "Anna Müller".to_owned());
    Format { people: Some(Arc::new(people)), ..Format::default() }
}

/// A column type, its settings, and values with their texts.
fn check(kind: &str, data: Value, values: &[(Value, &str)]) {
    let column = Column { kind: kind.into(), data, ..Column::default() };
    for (value, expected) in values {
        assert_eq!(text(&column, value, &format()), *expected, "{kind} {} {value}", column.data);
        let pruned = column.pruned_for([value]);
        assert_eq!(text(&pruned, value, &format()), *expected, "pruned {kind} {} {value}", pruned.data);
    }
}

#[test]
fn nothing_is_nothing_whatever_the_type() {
    for kind in ["text", "long-text", "number", "date", "image", "multiple-select", "link", "button", "hologram"] {
        let empty = [Value::Null, json!(""), json!([])].map(|value| (value, "(empty)"));
        check(kind, json!({}), &empty);
    }
    check("checkbox", json!(null), &[(json!(null), "No"), (json!(""), "No")]);
    assert!(is_empty(&json!("")) && !is_empty(&json!(0)) && !is_empty(&json!(false)) && !is_empty(&json!({})));
}

#[test]
fn texts_are_one_line() {
    check(
        "text",
        json!({}),
        &[
            (json!(" a\n\n b\tc "), "a b c"),
            (json!("a\u{0}b\u{202e}c\u{2067}d\u{7}"), "abcd"),
            (json!("👩\u{200d}🚒 e\u{301}"), "👩\u{200d}🚒 e\u{301}"),
            (json!(" \n"), "(empty)"),
            (json!(12), "12"),
            (json!(true), "Yes"),
            (json!(["a", 1]), "a, 1"),
            (json!({"b": "x", "a": 1}), "a: 1, b: x"),
            (json!({"name": "x", "a": 1}), "x"),
        ],
    );
    check("auto-number", json!({}), &[(json!("A-0001"), "A-0001")]);
    let long = text(&Column::default(), &json!("ä".repeat(201)), &format());
    assert_eq!(long, format!("{}…", "ä".repeat(199)));
    let just_fits = "ä".repeat(200);
    assert_eq!(text(&Column::default(), &json!(just_fits), &format()), just_fits);
}

#[test]
fn numbers_are_written_as_the_column_says() {
    let plain = &[
        (json!(1234.5), "1234.5"),
        (json!(0), "0"),
        (json!(0.1 + 0.2), "0.3"),
        (json!(18_446_744_073_709_551_615u64), "18446744073709551615"),
        (json!(-1e300), "-1e+300"),
        (json!(1e-9), "0"),
        (json!("1234.5"), "1234.5"),
        (json!("#VALUE!"), "#VALUE!"),
        (json!("NaN"), "NaN"),
        (json!("1e400"), "1e400"),
    ];
    check("number", json!(null), plain);
    check("number", json!({"format": "number", "decimal": "dot", "thousands": "no"}), plain);
    let euro = json!({
        "format": "euro", "decimal": "comma", "thousands": "dot", "precision": 2, "enable_precision": true
    });
    check(
        "number",
        euro,
        &[
            (json!(1_234_567.5), "€1.234.567,50"),
            (json!(-1), "€-1,00"),
            (json!(-0.001), "€0,00"),
            (json!(123), "€123,00"),
            (json!(1e18), "€1.000.000.000.000.000.000,00"),
        ],
    );
    check("number", json!({"format": "percent"}), &[(json!(0.25), "25%"), (json!(0.07), "7%"), (json!(-1), "-100%")]);
    check("number", json!({"format": "percent"}), &[(json!(8330.845), "833084.5%")]);
    check(
        "number",
        json!({"format": "percent", "enable_precision": true, "precision": 1}),
        &[(json!(0.12345), "12.4%"), (json!(0.12344), "12.3%")],
    );
    check("number", json!({"format": "dollar", "thousands": "comma"}), &[(json!(1234.5), "$1,234.50")]);
    check("number", json!({"format": "yuan", "enable_precision": true, "precision": 0}), &[(json!(12.7), "￥13")]);
    let custom = |position: &str| {
        json!({"format": "custom_currency", "currency_symbol": " CHF", "currency_symbol_position": position,
            "thousands": "space"})
    };
    check("number", custom("after"), &[(json!(12345), "12 345.00 CHF")]);
    check("number", custom("before"), &[(json!(12345), "CHF12 345.00")]);
    check("number", json!({"enable_precision": true, "precision": 1e9}), &[(json!(1), "1.00")]);
    check(
        "number",
        json!({"enable_precision": true, "precision": 1_000_000_000}),
        &[(json!(1), "1.00000000000000000000")],
    );
    // From XML every setting is a text.
    check("number", json!({"enable_precision": "true", "precision": "1"}), &[(json!("1.25"), "1.3")]);
    let long = "€".repeat(100);
    check("number", json!({"format": "custom_currency", "currency_symbol": long}), &[(json!(1), "1.00")]);
}

#[test]
fn durations_and_ratings() {
    let minutes = &[
        (json!(720), "0:12"),
        (json!(-5400), "-1:30"),
        (json!(0), "0:00"),
        (json!(-59), "-0:00"),
        (json!("1:05"), "1:05"),
        (json!("720"), "0:12"),
        (json!(1e12), "277777777:46"),
        (json!(1e300), "2.777777777777778e+296:00"),
        (json!("soon"), "soon"),
    ];
    check("duration", json!({"duration_format": "h:mm"}), minutes);
    check("duration", json!({"duration_format": "h:mm:ss"}), &[(json!(3725), "1:02:05"), (json!(-1), "-0:00:01")]);
    check(
        "rate",
        json!({"rate_max_number": 5}),
        &[
            (json!(3), "★★★"),
            (json!(10), "★★★★★★★★★★"),
            (json!(11), "11 ★"),
            (json!(2.5), "2.5"),
            (json!(0), "(empty)"),
        ],
    );
}

#[test]
fn dates_follow_the_column_and_moments_the_person() {
    let value = json!("2022-06-04 07:05");
    for (format, expected) in [
        ("YYYY-MM-DD", "2022-06-04"),
        ("M/D/YYYY", "6/4/2022"),
        ("D/M/YYYY", "04/06/2022"),
        ("DD/MM/YYYY", "04/06/2022"),
        ("DD.MM.YYYY", "04.06.2022"),
        ("DD.MM.YYYY HH:mm", "04.06.2022 07:05"),
        ("M/D/YYYY HH:mm", "6/4/2022 07:05"),
        ("fancy", "2022-06-04"),
        ("YYYY-MM-DD HH:mm:ss", "2022-06-04 07:05:00"),
    ] {
        check("date", json!({"format": format}), &[(value.clone(), expected)]);
    }
    check(
        "date",
        json!({"format": "DD.MM.YYYY HH:mm"}),
        &[
            (json!("2022-06-04"), "04.06.2022 00:00"),
            (json!("2022-06-04T23:30:00+02:00"), "04.06.2022 21:30"),
            (json!("2022-06-04T23:30:00.123Z"), "04.06.2022 23:30"),
            (json!("2022-13-04"), "04.01.2023 00:00"),
            (json!("2022-02-30 24:00"), "03.03.2022 00:00"),
            (json!("2022-W10"), "2022-W10"),
            (json!("2022-06-04 7"), "04.06.2022 07:00"),
            (json!("6/4/2022 7:05 PM"), "04.06.2022 19:05"),
            (json!("12:30 am 2022-06-04"), "04.06.2022 00:30"),
            (json!("4 June 2022 13:00 PM"), "4 June 2022 13:00 PM"),
            (json!("2022-06-04 ä:ä"), "2022-06-04 ä:ä"),
            (json!(20220604), "20220604"),
        ],
    );
    let there = Format { time_zone: TimeZone::fixed(jiff::tz::offset(2)), ..Format::default() };
    let made = Column { kind: ColumnType::CreatedTime, ..Column::default() };
    assert_eq!(text(&made, &json!("2022-05-12T23:03:46.776+00:00"), &there), "2022-05-13 01:03:46");
    assert_eq!(text(&made, &json!("2022-05-12T23:03:46.776"), &there), "2022-05-12 23:03:46");
    assert_eq!(text(&made, &json!("yesterday"), &there), "yesterday");
}

#[test]
fn options_by_id_alone() {
    let options = json!({"options": [
        {"id": "409842", "name": "Open"}, {"id": 217573, "name": "Done"}, {"id": "1", "name": "x\ny"}
    ]});
    check(
        "single-select",
        options.clone(),
        &[
            (json!("409842"), "Open"),
            (json!("217573"), "Done"),
            (json!(217573), "Done"),
            (json!("Done"), "(empty)"),
            (json!("1"), "x y"),
            (json!("999999"), "(empty)"),
        ],
    );
    check(
        "multiple-select",
        options,
        &[
            (json!(["217573", "409842"]), "Open, Done"),
            (json!(["999999", "409842", "888888"]), "Open"),
            (json!("409842"), "Open"),
            (json!([null, "409842"]), "Open"),
            (json!(["217573", "409842", "217573"]), "Open, Done"),
        ],
    );
    check("single-select", json!({}), &[(json!("409842"), "409842")]);
    let column = Column { kind: ColumnType::Text, ..Column::default() };
    assert!(chips(&column, &json!("a")).is_empty());
}

#[test]
fn people_by_name_or_a_short_id() {
    let known = "4bc9a7c79c5942c5b6238413f2132bea@auth.local";
    let gone = "92d8f9b243f8437db0131c2536398403@auth.local";
    check("collaborator", json!({}), &[(json!([known, gone]), "Anna Müller, 92d8f9"), (json!(known), "Anna Müller")]);
    check("creator", json!({}), &[(json!(gone), "92d8f9"), (json!("anna@example.com"), "anna@example.com")]);
    check("hologram", json!({}), &[(json!([known]), "Anna Müller")]);
    let sign = json!({"username": known, "sign_image_url": "/x.png", "sign_time": "2023-06-21T02:57:14.600+00:00"});
    let drawn = json!("/digital-signs/2023-06/x-1687316234288.png");
    check("digital-sign", json!({}), &[(sign, "Anna Müller, 2023-06-21 02:57:14"), (drawn, "x-1687316234288.png")]);
    let partly = json!({"sign_image_url": "/digital-signs/x.png", "username": ""});
    check("digital-sign", json!({}), &[(partly, "x.png"), (json!({"username": known}), "Anna Müller")]);
    assert_eq!(format().person(""), "");
}

#[test]
fn a_value_may_show_nothing() {
    let nothing = |kind: &str, value: Value| {
        let column = Column { kind: kind.into(), ..Column::default() };
        shows_nothing(&column, &value, &format())
    };
    assert!(nothing("geolocation", json!({})));
    assert!(nothing("long-text", json!({"text": "", "images": []})) && nothing("text", json!("")));
    assert!(!nothing("text", json!("(empty)")) && !nothing("geolocation", json!({"city": "Köln"})));
}

#[test]
fn files_images_and_places() {
    check(
        "image",
        json!({}),
        &[
            (json!(["https://x.io/a/party%20time.png?dl=1", "custom-asset://77.png"]), "party time.png, 77.png"),
            (json!("/workspace/1/a.png"), "a.png"),
            (json!("https://x.io/"), "x.io"),
        ],
    );
    check("file", json!({}), &[(json!([{"name": "01.txt", "url": "u"}, {"url": "https://x/b.pdf"}]), "01.txt, b.pdf")]);
    check(
        "geolocation",
        json!({}),
        &[
            (json!({"lng": 38, "lat": -20.5}), "S20°30′0″, E38°0′0″"),
            (json!({"country_region": "Benin"}), "Benin"),
            (json!({"province": "A", "city": "B", "district": "", "detail": "C\n"}), "A B C"),
            (json!({"address": "Main St 1", "title": "Office", "lng": 1, "lat": 2}), "Main St 1 Office"),
            (json!("anywhere"), "anywhere"),
        ],
    );
}

#[test]
fn links_in_each_of_their_forms() {
    check(
        "link",
        json!({"link_id": "640i", "array_type": "text", "array_data": null}),
        &[
            (json!(["Google News", "B"]), "Google News, B"),
            (json!([{"row_id": "BUOK", "display_value": "Google News"}]), "Google News"),
            (json!([{"BUOKV7pySG6F0-3LcKIFuA": "Google News"}]), "Google News"),
            (json!([{"row_id": "BUOK", "display_value": ""}, {"row_id": "B", "display_value": "x"}]), "x"),
        ],
    );
    let followed =
        json!({"array_type": "link", "array_data": {"array_type": "number", "array_data": {"format": "euro"}}});
    check("link", followed, &[(json!([{"row_id": "BUOK", "display_value": [1]}]), "1")]);
    let options = json!({"options": [{"id": "409842", "name": "Open"}]});
    check(
        "link",
        json!({"array_type": "single-select", "array_data": options}),
        &[(json!([{"row_id": "BUOK", "display_value": "409842"}]), "Open")],
    );
}

#[test]
fn formulas_by_their_result() {
    check(
        "formula",
        json!({"result_type": "number", "format": "percent"}),
        &[(json!(0.5), "50%"), (json!("#VALUE!"), "#VALUE!")],
    );
    check("formula", json!({"result_type": "number", "format": "duration"}), &[(json!(720), "0:12")]);
    check("formula", json!({"result_type": "bool"}), &[(json!(false), "No"), (json!("true"), "Yes")]);
    check("formula", json!({"result_type": "date", "format": "D/M/YYYY"}), &[(json!("2022-06-04"), "04/06/2022")]);
    check(
        "link-formula",
        json!({"result_type": "array", "array_type": "date", "array_data": {"format": "D/M/YYYY"}}),
        &[(json!(["2022-06-04", "2022-06-05"]), "04/06/2022, 05/06/2022")],
    );
    check("formula", json!({}), &[(json!(1.5), "1.5"), (json!(["a", "b"]), "a, b")]);
    let numbers = json!({"result_type": "array", "array_type": "number", "array_data": {"format": "euro"}});
    check("link-formula", numbers, &[(json!([1, 2.5]), "€1.00, €2.50")]);
}

#[test]
fn long_texts_lose_their_marks() {
    let long = |text: &str| json!({"text": text, "preview": "p", "images": [], "links": []});
    check(
        "long-text",
        json!({}),
        &[
            (long("# Title\n\nSome **bold**, *slanted* and `code`.\n"), "Title Some bold, slanted and code."),
            (long("- one\n- [x] two\n> said"), "one [x] two said"),
            (long("see [the page](https://x.io/a_(b)) now"), "see the page now"),
            (long("![](https://x.io/pic%201.png) ![alt](u)"), "pic 1.png alt"),
            (long("snake_case 2*3*4 a * b _em_ ~~gone~~ 5 ~ 6"), "snake_case 2*3*4 a * b em gone 5 ~ 6"),
            (long("a<br>b \\*c\\* [d] e](f)"), "a b *c* [d] e](f)"),
            (long("---\n```rust\nlet **x** = 1;\n```\n"), "let **x** = 1;"),
            (json!("plain *text*"), "plain text"),
            (json!({"preview": "only this"}), "only this"),
            (json!({"text": "", "images": []}), "(empty)"),
        ],
    );
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        "[-0-9.:T eZ+]{0,25}".prop_map(Value::from),
        r"[\[\]()!*_`\\<br>#~ a\n]{0,30}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let keys = prop_oneof!["[a-z]{1,5}", Just("display_value".into()), Just("text".into()), Just("name".into())];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(keys, inner, 0..6).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn any_column() -> impl Strategy<Value = Column> {
    let setting = prop_oneof![
        "[a-z:.]{0,8}".prop_map(Value::from),
        prop::sample::select(vec!["h:mm:ss", "array", "percent", "duration", "lng_lat", "comma", "space"])
            .prop_map(Value::from),
        prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), any::<u32>().prop_map(Value::from)],
    ];
    let names = prop::sample::select(vec![
        "format",
        "decimal",
        "thousands",
        "precision",
        "enable_precision",
        "duration_format",
        "geo_format",
        "result_type",
        "array_type",
        "currency_symbol",
    ]);
    let data = prop::collection::btree_map(names, setting, 0..6);
    let kind = prop_oneof![prop::sample::select(ColumnType::KNOWN), "[a-z]{0,6}".prop_map(|name| name.as_str().into())];
    (kind, data, any_value(), any_value()).prop_map(|(kind, data, options, array_data)| {
        let mut data: serde_json::Map<_, _> = data.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
        data.insert("options".to_owned(), options);
        data.insert("array_data".to_owned(), array_data);
        Column { kind, data: Value::Object(data), ..Column::default() }
    })
}

proptest! {
    #[test]
    fn any_value_is_a_short_line_and_pruning_does_not_change_it(column in any_column(), value in any_value()) {
        let shown = text(&column, &value, &format());
        prop_assert!(!shown.is_empty() && shown.chars().count() <= LONGEST);
        let steers = |c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c);
        prop_assert!(!shown.contains(steers));
        prop_assert_eq!(shown.trim(), &shown);
        prop_assert!(!shown.contains("  "));
        let pruned = column.pruned_for([&value]);
        prop_assert_eq!(text(&pruned, &value, &format()), shown);
        prop_assert_eq!(chips(&pruned, &value), chips(&column, &value));
    }

    #[test]
    fn whole_numbers_survive_grouping(number in any::<i64>()) {
        let column = Column { kind: ColumnType::Number, data: json!({"thousands": "comma"}), ..Column::default() };
        let shown = text(&column, &json!(number), &format());
        prop_assert_eq!(shown.replace(',', ""), number.to_string());
    }
}
