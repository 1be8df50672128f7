//! Bodies that no real sender produces: they are read or refused, quickly and in bounded memory.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::tame::tame;

/// A body with one cell of this value, as source text.
fn with_value(value: &str) -> Vec<u8> {
    with_cell(&format!(r#""column_data": {{}}, "value": {value}"#))
}

fn with_cell(fields: &str) -> Vec<u8> {
    format!(r#"{{"event": "update", "data": {{"op_type": "modify_row", "row_data": [{{"column_key": "a", {fields}}}], "row_id": "r"}}}}"#)
        .into_bytes()
}

fn value_of(body: &[u8]) -> Value {
    let events =
        read(body).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&body[..200.min(body.len())])));
    assert_eq!((events[0].row.id.as_str(), events[0].cells.len()), ("r", 1), "what follows the value is read too");
    events[0].cells[0].value.clone()
}

#[test]
fn near_json_becomes_the_nearest() {
    for (value, expected) in [
        ("1e400", json!("1e400")),
        ("-1e400", json!("-1e400")),
        ("1e-400", json!(0.0)),
        ("NaN", json!("NaN")),
        ("-Infinity", json!("-Infinity")),
        ("[NaN, 1, true, null, nil]", json!(["NaN", 1, true, null, "nil"])),
        ("01", json!("01")),
        (".5", json!(".5")),
        ("0x1F", json!("0x1F")),
        ("--1", json!("--1")),
        (r#""\ud83d""#, json!("\u{fffd}")),
        (r#""\ude00\ud83d""#, json!("\u{fffd}\u{fffd}")),
        (r#""\ud83d\ud83d\ude00""#, json!("\u{fffd}😀")),
        (r#""\ud83d\u0041\ud83dx""#, json!("\u{fffd}A\u{fffd}x")),
        (r#""a\x\u12\u+123\'""#, json!(r"a\x\u12\u+123\'")),
        ("\"a\tb\nc\u{1}d\u{0}\"", json!("a\tb\nc\u{1}d\u{0}")),
        (r#"{a: 1, "b": x}"#, json!({"a": 1, "b": "x"})),
        (r#"{"a": 1, "a": 2}"#, json!({"a": 2})),
    ] {
        assert_eq!(value_of(&with_value(value)), expected, "{value}");
    }
    let digits = "7".repeat(300);
    assert_eq!(value_of(&with_value(&digits)), json!(7.777_777_777_777_778e299));
    let digits = "7".repeat(400);
    assert_eq!(value_of(&with_value(&digits)), json!(digits));
}

#[test]
fn invalid_utf8_is_replaced() {
    let mut body = with_value("\"a?b\"");
    let at = body.iter().position(|&b| b == b'?').expect("it is there");
    body[at] = 0xff;
    assert_eq!(value_of(&body), json!("a\u{fffd}b"));
}

#[test]
fn depth_has_no_end_but_is_cut() {
    let nested = |open: &str, close: &str, times: usize| format!("{}1{}", open.repeat(times), close.repeat(times));
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}"), (r#"[{"a":["#, "]}]")] {
        assert_eq!(value_of(&with_value(&nested(open, close, 20))).to_string(), nested(open, close, 20));
        let deep = nested(open, close, 100_000);
        let kept = value_of(&with_value(&deep)).to_string();
        assert!(kept.len() < 1000 && kept.contains('…'), "{kept}");
        // Cut values can be stored and read again.
        assert!(serde_json::from_str::<Value>(&kept).is_ok());
        // In fields that nobody reads it does not even matter.
        assert_eq!(value_of(&with_cell(&format!(r#""value": 1, "unknown": {deep}"#))), json!(1));
        let cell = format!(r#""value": 1, "column_data": {{"options": [{{"id": 1, "name": "x"}}], "deep": {deep}}}"#);
        assert_eq!(value_of(&with_cell(&cell)), json!(1));
        let around = format!("{}{}{}", open.repeat(100_000), r#"{"op_type": "x"}"#, close.repeat(100_000));
        assert_eq!(read(around.as_bytes()), Err(Unreadable::Unrecognised));
    }
    let xml = format!("<r><op_type>x</op_type>{}{}</r>", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(read(xml.as_bytes()).map(|events| events[0].op_type.clone()), Ok("x".to_owned()));
}

#[test]
fn brackets_and_quotes_inside_deep_strings_do_not_count() {
    let inner = r#"["]", "\"]", "\\", "[", {"}": "{"}]"#;
    let deep = format!("{}{inner}{}", "[".repeat(70), "]".repeat(70));
    let kept = value_of(&with_value(&deep)).to_string();
    assert!(kept.contains(r#"\"\\\"]\""#), "{kept}");
}

#[test]
fn many_cells_are_counted() {
    let cells = |count: usize| {
        let cells = vec![json!({"column_key": "a", "value": 1}); count];
        let body = json!({"op_type": "modify_row", "row_data": cells, "row_id": "r"}).to_string();
        let event = read(body.as_bytes()).expect("readable").remove(0);
        (event.cells.len(), event.cells_left_out)
    };
    assert_eq!(cells(2_000), (2_000, 0));
    assert_eq!(cells(2_345), (2_000, 345));
}

#[test]
fn a_wide_table_with_long_option_lists_keeps_what_it_shows() {
    let options = |column: usize| -> Value {
        (0..600)
            .map(|id| json!({"id": format!("{column}-{id}"), "name": format!("Option {id}"), "color": "#fff"}))
            .collect()
    };
    let cells: Vec<_> = (0..100)
        .map(|column| {
            json!({"column_key": format!("{column:04}"), "column_type": "single-select", "value": format!("{column}-599"),
                "old_value": format!("{column}-598"), "column_data": {"options": options(column)}})
        })
        .collect();
    let body = json!({"op_type": "modify_row", "row_data": cells}).to_string();
    let event = read(body.as_bytes()).expect("readable").remove(0);
    assert_eq!((event.cells.len(), event.cells_left_out), (100, 0));
    for cell in &event.cells {
        let shown = |value| crate::value::text(&cell.column, value, &Default::default());
        assert_eq!(shown(&cell.value), "Option 599");
        assert_eq!(cell.old_value.as_ref().map(shown), Some("Option 598".to_owned()));
    }
    assert_eq!(event.cells[0].column.data["options"].as_array().map(Vec::len), Some(600), "kept whole while it fits");
    assert_eq!(event.cells[99].column.data["options"].as_array().map(Vec::len), Some(2));
}

#[test]
fn long_names_are_cut() {
    let long = "ä".repeat(5_000);
    let body = json!({"op_type": "x", "table_name": long, "row_name": long}).to_string();
    let event = read(body.as_bytes()).expect("readable").remove(0);
    assert_eq!(event.table.name, "ä".repeat(1_000));
    assert_eq!(event.row.name, json!("ä".repeat(1_000)));
}

#[test]
fn too_many_parts_are_refused() {
    let bodies = vec![json!({"op_type": "x"}); 1_001];
    assert_eq!(read(json!(bodies).to_string().as_bytes()), Err(Unreadable::TooMany));
    assert_eq!(read(json!(bodies[1..]).to_string().as_bytes()).map(|events| events.len()), Ok(1_000));
    assert_eq!(read(format!("<r>{}</r>", "<a/>".repeat(200_000)).as_bytes()), Err(Unreadable::TooMany));
}

/// Valid JSON of moderate depth.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e100..1e100f64).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn taming_leaves_json_as_it_is(value in any_json()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).expect("it is JSON")] {
            prop_assert_eq!(tame(&text), text);
        }
    }

    #[test]
    fn any_value_comes_out_as_it_went_in(value in any_json()) {
        prop_assert_eq!(value_of(&with_value(&value.to_string())), value);
    }

    #[test]
    fn tokens_in_any_order_are_read_or_refused(
        tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..60),
        bytes in any::<Vec<u8>>(),
    ) {
        let text = tokens.concat();
        let _ = read(text.as_bytes());
        let _ = read(&with_value(&text));
        let _ = read(&[text.as_bytes(), &bytes].concat());
        let _ = read(&bytes);
        let _ = read(&[b"<a>", &bytes[..]].concat());
        // Taming once is enough.
        let tamed = tame(&text);
        prop_assert_eq!(tame(&tamed), tamed);
    }
}

const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u",
    "\\ud83d",
    "\\ude00",
    "\\u0000",
    "1",
    "-",
    "e400",
    ".",
    "NaN",
    "true",
    "null",
    "ä",
    "😀",
    "\u{0}",
    "\n",
    "\t",
    " ",
    "\"op_type\"",
    "\"data\"",
    "\"row_data\"",
    "\"column_data\"",
    "\"options\"",
    "\"id\"",
    "\"table1_id\"",
    "\"row_data1\"",
    "<",
    ">",
    "</",
    "/>",
    "<a>",
    "</a>",
    "<row_data>",
    "&amp;",
    "&",
    ";",
    "<![CDATA[",
    "]]>",
    "<!--",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
];
