//! Fields of other types, missing ones, and XML.

use expect_test::expect;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{tests::check_body, *};
use crate::{ColumnType, value::Format};

fn one(body: &Value) -> Event {
    let mut events = read(body.to_string().as_bytes()).expect("readable");
    assert_eq!(events.len(), 1);
    events.remove(0)
}

#[test]
fn fields_of_any_type() {
    check_body(
        br#"{"event": 1, "data": {"dtable_uuid": 7, "row_id": 12, "op_user": null, "op_type": ["x"], "op_time": "1649922777.279",
            "table_id": 0, "table_name": true, "row_name": 4.50, "row_data": [7, null, {}, {"column_key": 1, "value": {"a": 1}},
            {"column_type": "hologram", "column_data": null, "old_value": null}], "row_count": "3", "op_app": {"x": [1]}}}"#,
        expect![[r#"
            1 Other () 3 base 7 at Some(1649922777279) by "" app ""
            table "0" "true" row "12" Some("4.5")
              1  (): a: 1
                (hologram): (empty) → (empty)
        "#]],
    );
    check_body(
        br#"{"event": "update", "data": {"op_type": "recolour_row", "row_data": {"column_key": "0000", "value": "x"}}}"#,
        expect![[r#"
            update Other (recolour_row) 1 base - at None by "" app ""
            table "" "" row "" Some("x")
              0000  (): x
        "#]],
    );
}

#[test]
fn fields_without_their_wrapping() {
    let event = one(&json!({"op_type": "delete_rows", "table_name": "Tasks", "row_count": 2.0}));
    assert_eq!((event.op, event.table.name.as_str(), event.row_count), (Op::DeleteRow, "Tasks", 2));
    let event = one(&json!({"event": "ping", "data": {}}));
    assert_eq!((event.event.as_str(), event.op), ("ping", Op::Other));
    let event = one(&json!([1, {"x": 1}, {"data": {"row_id": "a"}}, []]));
    assert_eq!(event.row.id, "a");
}

#[test]
fn what_is_no_webhook_is_unreadable() {
    for (body, code) in [
        ("", "empty"),
        (" \r\n\0", "empty"),
        ("\u{feff}", "empty"),
        ("{}", "unrecognised"),
        ("[]", "unrecognised"),
        ("[[{\"op_type\": 1}]]", "unrecognised"),
        ("null", "unrecognised"),
        ("hello", "unrecognised"),
        ("{\"event\": \"update\"}", "unrecognised"),
        ("{\"event\": \"update\", \"data\": \"x\"}", "unrecognised"),
        ("{\"table\": 1, \"table3_id\": 1, \"table1_colour\": 2, \"row_data3\": []}", "unrecognised"),
        ("a=1&b=2", "unrecognised"),
        ("{\"op_type\": \"insert_row\"", "not_json"),
        ("{\"op_type\": \"insert_row\"}}", "not_json"),
        ("{\"op_type\": \"insert_row", "not_json"),
        ("<html><body>It works!</body></html>", "unrecognised"),
        ("<a><b></a></b>", "not_xml"),
        ("<op_type>x</op_type", "not_xml"),
        ("<a>&unknown;</a>", "not_xml"),
        ("<a/><b/>", "not_xml"),
        ("<", "not_xml"),
        ("<!DOCTYPE a [<!ENTITY x \"y\">]><a><op_type>&x;</op_type></a>", "doctype"),
    ] {
        let error = read(body.as_bytes()).expect_err(body);
        assert_eq!(error.code(), code, "{body}");
    }
}

#[test]
fn times_in_any_unit() {
    for (time, expected) in [
        (json!(1_649_922_777.279), Some(1_649_922_777_279)),
        (json!(1_649_922_777), Some(1_649_922_777_000)),
        (json!(1_649_922_777_279i64), Some(1_649_922_777_279)),
        (json!(" 1649922777.279 "), Some(1_649_922_777_279)),
        (json!("2022-04-14T07:52:57.279Z"), Some(1_649_922_777_279)),
        (json!("2022-04-14T09:52:57.279+02:00"), Some(1_649_922_777_279)),
        (json!(0), None),
        (json!(-5), None),
        (json!(1e300), None),
        (json!("inf"), None),
        (json!("NaN"), None),
        (json!("soon"), None),
        (json!(""), None),
        (json!(null), None),
        (json!([1]), None),
    ] {
        let event = one(&json!({"op_type": "insert_row", "op_time": time}));
        assert_eq!(event.op_time_ms, expected, "{time}");
    }
}

#[test]
fn numbers_of_rows() {
    for (count, expected) in [
        (json!(25), 25),
        (json!("25"), 25),
        (json!(25.9), 25),
        (json!(0), 1),
        (json!(-3), 1),
        (json!("many"), 1),
        (json!(1e300), 1),
        (json!(u64::MAX), u64::MAX),
        (json!(null), 1),
    ] {
        assert_eq!(one(&json!({"op_type": "insert_row", "row_count": count})).row_count, expected, "{count}");
    }
    assert_eq!(one(&json!({"op_type": "insert_row"})).row_count, 1);
}

#[test]
fn row_names_of_any_first_column() {
    let named = |name: Value, option: Value, cells: Value| {
        let event = one(&json!({"row_id": "a", "row_name": name, "row_name_option": option, "row_data": cells}));
        event.row_name_text(&Format::default())
    };
    let text = |text: &str| Some(text.to_owned());
    let first = |kind: &str, data: Value, value: Value| {
        json!([{"column_key": "7777", "column_type": "text", "value": "other"},
            {"column_key": "0000", "column_type": kind, "column_data": data, "value": value}])
    };
    let options = json!({"options": [{"id": "381992", "name": "++"}]});
    for (name, option, cells, expected) in [
        (json!("Acme"), json!(""), json!([]), text("Acme")),
        (json!(" A\nB "), json!(null), json!([]), text("A B")),
        (json!(""), json!(""), json!([]), None),
        (json!(null), json!(null), json!([]), None),
        (json!([]), json!([]), json!([]), None),
        (json!(12.5), json!(""), json!([]), text("12.5")),
        (json!("(empty)"), json!(""), json!([]), text("(empty)")),
        (json!(["4bc9a7c79c5942c5b6238413f2132bea@auth.local", "b"]), json!(""), json!([]), text("4bc9a7, b")),
        (json!("381992"), json!(""), first("single-select", options.clone(), json!("381992")), text("++")),
        (json!(""), json!(""), first("single-select", options, json!("381992")), text("++")),
        (json!("381992"), json!("++"), json!([]), text("++")),
        (json!("381992"), json!({"id": "381992", "name": "++", "color": "#fff"}), json!([]), text("++")),
        (json!(["381992"]), json!([{"id": "381992", "name": "++"}, {"name": "+"}]), json!([]), text("++, +")),
        (json!("381992"), json!({"id": "381992"}), json!([]), text("381992")),
        (json!(0.25), json!(""), first("number", json!({"format": "percent"}), json!(0.25)), text("25%")),
        (json!(""), json!(""), first("checkbox", json!({}), json!("")), None),
    ] {
        assert_eq!(named(name.clone(), option.clone(), cells.clone()), expected, "{name} {option} {cells}");
    }
}

#[test]
fn other_encodings() {
    let body = r#"{"op_type": "insert_row", "row_name": "Müller 😀"}"#;
    let expected = read(body.as_bytes());
    assert_eq!(expected.as_ref().map(|events| events[0].row.name.clone()), Ok(json!("Müller 😀")));
    let utf16 = |bom: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        bom.into_iter().chain(body.encode_utf16().flat_map(bytes)).collect::<Vec<_>>()
    };
    assert_eq!(read(&utf16([0xff, 0xfe], u16::to_le_bytes)), expected);
    assert_eq!(read(&utf16([0xfe, 0xff], u16::to_be_bytes)), expected);
    assert_eq!(read(format!("\u{feff}\r\n {body}\n\0").as_bytes()), expected);
}

#[test]
fn xml_with_repeated_cells() {
    check_body(
        "<?xml version=\"1.0\"?>\n<webhook xmlns:x=\"y\">\n <event>update</event>\n <data>\n  <op_type>modify_row</op_type>
         <op_time>1649922777.279</op_time><row_name>M&#252;ller &amp; S&#xF6;hne</row_name><table_name><![CDATA[<T>]]></table_name>
         <row_data><column_key>wI6R</column_key><column_name>Amount</column_name><column_type>number</column_type>
           <column_data><format>euro</format></column_data><value>12.5</value><old_value/></row_data>
         <row_data><column_key>RBN9</column_key><column_name>Tags</column_name><column_type>multiple-select</column_type>
           <column_data><options><item><id>1</id><name>Open</name></item><item><id>2</id><name>Done</name></item></options></column_data>
           <value><item>2</item><item>1</item></value></row_data>
         <row_count>2</row_count><!-- x --></data></webhook>"
            .as_bytes(),
        expect![[r#"
            update ModifyRow (modify_row) 2 base - at Some(1649922777279) by "" app ""
            table "" "<T>" row "" Some("Müller & Söhne")
              wI6R Amount (number): (empty) → €12.50
              RBN9 Tags (multiple-select): Open, Done
        "#]],
    );
}

#[test]
fn xml_with_items_or_a_single_cell() {
    check_body(
        b"<data><op_type>insert_row</op_type><row_data><item><column_key>a</column_key><value>x</value></item><item>
          <column_key>b</column_key><value>true</value><column_type>checkbox</column_type></item></row_data></data>",
        expect![[r#"
             InsertRow (insert_row) 1 base - at None by "" app ""
            table "" "" row "" None
              a  (): x
              b  (checkbox): Yes
        "#]],
    );
    check_body(
        b"<x><item><op_type>insert_row</op_type><row_data><column_key>a</column_key><value>x</value></row_data></item>
          <item><table1_id>0000</table1_id><row_data2><item><value>y</value></item></row_data2></item></x>",
        expect![[r#"
             InsertRow (insert_row) 1 base - at None by "" app ""
            table "" "" row "" None
              a  (): x

             Other () 1 base - at None by "" app ""
            table "" "" row "" None
            link "0000" "" row "" None
            link "" "" row "" None
                (): y
        "#]],
    );
}

/// Writes JSON as the usual converters do.
fn xml(name: &str, value: &Value, out: &mut String) {
    out.push_str(&format!("<{name}>"));
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, field)| xml(name, field, out)),
        Value::Array(items) => items.iter().for_each(|item| xml("item", item, out)),
        Value::String(text) => out.push_str(&quick_xml::escape::escape(text.as_str())),
        Value::Null => {}
        other => out.push_str(&other.to_string()),
    }
    out.push_str(&format!("</{name}>"));
}

fn body() -> impl Strategy<Value = Value> {
    let text = "[ -~äß€😀]{0,12}";
    let cell = ("[A-Za-z0-9]{4}", text, prop::sample::select(ColumnType::KNOWN), text).prop_map(|(key, name, kind, value)| {
        json!({"column_key": key, "column_name": name.trim(), "column_type": kind, "column_data": {"format": "euro"},
            "value": value.trim()})
    });
    let op = prop::sample::select(vec!["insert_row", "modify_row", "delete_rows", "add_link", "shout"]);
    (op, text, prop::collection::vec(cell, 2..5), 1i64..4_000_000_000_000, 1u64..100).prop_map(
        |(op, name, cells, ms, rows)| {
            json!({"event": "update", "data": {"op_type": op, "row_name": name.trim(), "row_data": cells,
            "op_time": ms as f64 / 1000.0, "row_count": rows}})
        },
    )
}

proptest! {
    #[test]
    fn a_body_comes_out_as_it_went_in(body in body()) {
        let event = one(&body);
        let data = &body["data"];
        prop_assert_eq!(&event.op_type, &data["op_type"]);
        prop_assert_eq!(event.op, Op::from(event.op_type.as_str()));
        prop_assert_eq!(&event.row.name, &data["row_name"]);
        prop_assert_eq!(Some(event.row_count), data["row_count"].as_u64());
        let sent = data["op_time"].as_f64().expect("a number");
        if sent < 1e11 {
            prop_assert_eq!(event.op_time_ms, Some((sent * 1000.0).round() as i64));
        }
        let cells = data["row_data"].as_array().expect("a list");
        prop_assert_eq!(event.cells.len(), cells.len());
        for (read, sent) in event.cells.iter().zip(cells) {
            prop_assert_eq!(&read.column.key, &sent["column_key"]);
            prop_assert_eq!(&read.column.name, &sent["column_name"]);
            prop_assert_eq!(read.column.kind.as_str(), &sent["column_type"]);
            prop_assert_eq!(&read.column.data, &sent["column_data"]);
            prop_assert_eq!(&read.value, &sent["value"]);
            prop_assert_eq!(&read.old_value, &None);
        }
        let stored = serde_json::to_string(&event).expect("it is JSON");
        prop_assert_eq!(serde_json::from_str::<Event>(&stored).expect("it is an event"), event);
    }

    #[test]
    fn xml_says_the_same_as_json(body in body()) {
        let mut text = String::new();
        xml("any_name", &body, &mut text);
        prop_assert_eq!(read(text.as_bytes()).expect("readable"), [one(&body)]);
    }
}
