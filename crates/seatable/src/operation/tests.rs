use std::fmt::Write;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::*;
use crate::{
    value::{Format, text},
    webhook::{Cell, Op},
};

pub(super) const CAPTURED: &str = include_str!("../../../../tests/fixtures/seatable/20_socket_ops_captured2023.json");
const LOG: &str = include_str!("../../../../tests/fixtures/seatable/31_api_operations.json");

pub(super) fn base() -> BaseUuid {
    BaseUuid::new("7c0e2f5a9d1b4c3e8f60a1b2c3d4e5f6")
}

pub(super) fn metadata() -> Metadata {
    let link = json!({"link_id": "t4hs", "table_id": "hNbE", "other_table_id": "ric6"});
    let metadata = json!({"metadata": {"tables": [
        {"_id": "wMtQ", "name": "Contacts", "columns": [
            {"key": "0000", "name": "Mail", "type": "text", "data": null},
            {"key": "HkRD", "name": "Level", "type": "single-select", "data": {"options": [
                {"id": "a", "name": "High"}, {"id": "b", "name": "Low"}]}},
        ]},
        {"_id": "hNbE", "name": "Tasks", "columns": [
            {"key": "9lnk", "name": "Customers", "type": "link", "data": link}]},
        {"_id": "ric6", "name": "Customers", "columns": []},
    ]}});
    Metadata::read(&metadata.to_string()).expect("readable")
}

fn captured(name: &str) -> Operation {
    let all: Value = serde_json::from_str(CAPTURED).expect("the fixture is JSON");
    read(&all[name].to_string()).expect("readable")
}

fn check(operation: &Operation, stamp: &Stamp<'_>, expected: Expect) {
    let mut out = String::new();
    for event in operation.events(&base(), Some(&metadata()), stamp) {
        let _ = writeln!(
            out,
            "{:?} ({}) {} at {:?} by {:?} app {:?} table {:?} row {:?} {}",
            event.op,
            event.op_type,
            event.row_count,
            event.op_time_ms,
            event.user,
            event.app,
            event.table.name,
            event.row.id,
            event.row.name
        );
        cells(&event.cells, &mut out);
        for side in event.link.iter().flat_map(|link| [&link.one, &link.other]) {
            let _ = writeln!(out, "link {:?} {:?} row {:?}", side.table.id, side.table.name, side.row.id);
            cells(&side.cells, &mut out);
        }
    }
    expected.assert_eq(&out);
}

fn cells(cells: &[Cell], out: &mut String) {
    let format = Format::default();
    for Cell { column, value, old_value } in cells {
        let old = old_value.as_ref().map(|old| format!("{} → ", text(column, old, &format))).unwrap_or_default();
        let value = text(column, value, &format);
        let _ = writeln!(out, "  {} {} ({}): {old}{value}", column.key, column.name, column.kind.as_str());
    }
}

#[test]
fn an_inserted_row_is_the_new_one_not_its_neighbour() {
    check(
        &captured("insert_row"),
        &Stamp::default(),
        expect![[r#"
        InsertRow (insert_row) 1 at Some(1692507561673) by "2926d3fa3a364558bac8a550811dbe0e@auth.local" app "" table "Contacts" row "FPFMs5blRR-SpLV1sk676g" null
    "#]],
    );
    check(
        &captured("insert_rows"),
        &Stamp::default(),
        expect![[r#"
        InsertRow (insert_row) 1 at Some(1692507575211) by "2926d3fa3a364558bac8a550811dbe0e@auth.local" app "" table "Contacts" row "NLEm269CSaO3gy7Cm2ZrvQ" ""
    "#]],
    );
    check(
        &captured("append_rows"),
        &Stamp::default(),
        expect![[r#"
        InsertRow (insert_row) 1 at Some(1692508542106) by "2926d3fa3a364558bac8a550811dbe0e@auth.local" app "" table "Contacts" row "ONBSOt73RieaD7O0m4LiaA" "w.cho@cj.net"
          0000 Mail (text): w.cho@cj.net
          HkRD Level (single-select): High
    "#]],
    );
}

#[test]
fn an_inserted_row_without_times() {
    let operation = read(include_str!("../../../../tests/fixtures/seatable/21_socket_insert_row_docs.json"));
    check(
        &operation.expect("readable"),
        &Stamp { at_ms: Some(5), ..Stamp::default() },
        expect![[r#"
        InsertRow (insert_row) 1 at Some(5) by "seatable@seatable.com" app "" table "" row "RngJuRa0SMGXyiA-SHDiAw" null
    "#]],
    );
}

#[test]
fn modified_rows() {
    check(
        &captured("modify_row"),
        &Stamp::default(),
        expect![[r#"
        ModifyRow (modify_row) 1 at None by "2926d3fa3a364558bac8a550811dbe0e@auth.local" app "" table "Contacts" row "FPFMs5blRR-SpLV1sk676g" null
          HkRD Level (single-select): High
    "#]],
    );
    let stamp = Stamp { version: Some(3), at_ms: Some(1_700_000_000_000), author: Some("x@auth.local"), app: None };
    check(
        &captured("modify_rows"),
        &stamp,
        expect![[r#"
        ModifyRow (modify_row) 1 at Some(1700000000000) by "x@auth.local" app "" table "Contacts" row "X-jLvmZQRq-lMgp6X1zPgw" null
          HkRD Level (single-select): (empty) → High
        ModifyRow (modify_row) 1 at Some(1700000000000) by "x@auth.local" app "" table "Contacts" row "a4MUb9F2Sb6erVSK-WWCkA" null
          HkRD Level (single-select): (empty) → High
    "#]],
    );
}

#[test]
fn deleted_rows_name_nobody_but_the_author() {
    check(
        &captured("delete_row"),
        &Stamp::default(),
        expect![[r#"
        DeleteRow (delete_row) 1 at None by "" app "" table "Contacts" row "bH1cdZboS7WOg_qpjUkOXw" ""
          0000 Mail (text): (empty)
    "#]],
    );
    check(
        &captured("delete_rows"),
        &Stamp { author: Some("x@auth.local"), ..Stamp::default() },
        expect![[r#"
        DeleteRow (delete_row) 1 at None by "x@auth.local" app "" table "Contacts" row "NwkAMFWgTzO6A8ugLyMzMQ" null
    "#]],
    );
}

#[test]
fn links_are_told_row_by_row() {
    check(
        &captured("update_rows_links"),
        &Stamp::default(),
        expect![[r#"
        UpdateLinks (update_links) 1 at None by "" app "" table "" row "" null
        link "hNbE" "Tasks" row "VHUU0Fx3T9qagNXpDXiQnw"
          9lnk Customers (link): (empty) → Z6sr4Z5wQ_6b1AMRxQzZgg
        link "ric6" "Customers" row "Z6sr4Z5wQ_6b1AMRxQzZgg"
        UpdateLinks (update_links) 1 at None by "" app "" table "" row "" null
        link "hNbE" "Tasks" row "QFwE8A2fT92ZGUt_tK3s1Q"
          9lnk Customers (link): (empty) → Z6sr4Z5wQ_6b1AMRxQzZgg
        link "ric6" "Customers" row "Z6sr4Z5wQ_6b1AMRxQzZgg"
    "#]],
    );
    let removed = json!({"op_type": "update_rows_links", "link_id": "t4hs", "table_id": "hNbE",
        "other_table_id": "ric6", "row_id_list": ["a", "b"],
        "other_rows_ids_map": {"a": ["1"], "b": ["1", "2"]}, "old_other_rows_ids_map": {"a": ["1", "3"], "b": ["2", "1"]}});
    check(
        &read(&removed.to_string()).expect("readable"),
        &Stamp::default(),
        expect![[r#"
        UpdateLinks (update_links) 1 at None by "" app "" table "" row "" null
        link "hNbE" "Tasks" row "a"
          9lnk Customers (link): 1, 3 → 1
        link "ric6" "Customers" row "3"
    "#]],
    );
    let old = json!({"op_type": "add_link", "link_id": "t4hs", "table1_id": "hNbE", "table2_id": "ric6",
        "table1_row_id": "a", "table2_row_id": "b"});
    check(
        &read(&old.to_string()).expect("readable"),
        &Stamp::default(),
        expect![[r#"
        AddLink (add_link) 1 at None by "" app "" table "" row "" null
        link "hNbE" "Tasks" row "a"
        link "ric6" "Customers" row "b"
    "#]],
    );
}

#[test]
fn what_is_not_known_is_told_once() {
    check(
        &captured("archive_rows"),
        &Stamp::default(),
        expect![[r#"
        Other (archive_rows) 1 at None by "" app "" table "" row "NGsQGjTlSN6_qbAiAi1Skw" null
    "#]],
    );
}

#[test]
fn without_metadata_columns_have_keys() {
    let events = captured("modify_row").events(&base(), None, &Stamp::default());
    let column = &events[0].cells[0].column;
    assert_eq!((column.key.as_str(), column.name.as_str(), column.kind.as_str()), ("HkRD", "HkRD", ""));
}

#[test]
fn structure_is_told_apart_from_rows_and_from_settings_of_views() {
    let changes = |op_type: &str| {
        let operation = read(&json!({"op_type": op_type}).to_string()).expect("readable");
        (operation.changes_structure(), operation.events(&base(), None, &Stamp::default()).len())
    };
    for op_type in [
        "insert_column",
        "delete_column",
        "rename_column",
        "modify_column_type",
        "set_column_data",
        "insert_table",
        "rename_table",
        "delete_table",
        "insert_view",
        "rename_view",
        "move_view",
    ] {
        assert_eq!(changes(op_type), (true, 0), "{op_type}");
    }
    for op_type in ["modify_filters", "modify_row_color", "update_column_colorbys"] {
        assert_eq!(changes(op_type), (false, 0), "{op_type}");
    }
    for op_type in ["archive_rows", "never_heard_of"] {
        assert_eq!(changes(op_type), (false, 1), "{op_type}");
    }
}

#[test]
fn a_batch_is_an_event_for_each_row() {
    let rows: Vec<Value> = (0..25).map(|n| json!({"_id": format!("r{n}"), "0000": format!("Row {n}")})).collect();
    let operation = json!({"op_type": "append_rows", "table_id": "wMtQ", "row_datas": rows}).to_string();
    let events = read(&operation).expect("readable").events(&base(), Some(&metadata()), &Stamp::default());
    assert_eq!(events.len(), 25);
    assert!(events.iter().all(|event| event.row_count == 1 && event.op == Op::InsertRow));
    assert_eq!(events[24].row.name, json!("Row 24"));
}

#[test]
fn an_api_token_is_nobody() {
    let stamp = Stamp { author: Some(""), app: Some("importer"), ..Stamp::default() };
    let events = captured("append_rows").events(&base(), None, &stamp);
    assert_eq!((events[0].user.as_str(), events[0].app.as_str()), ("", "importer"));
}

#[test]
fn an_event_of_a_changed_cell_is_that_of_the_webhook() {
    let webhook = json!({"event": "update", "data": {
        "dtable_uuid": "7c0e2f5a9d1b4c3e8f60a1b2c3d4e5f6", "row_id": "r1", "op_user": "x@auth.local",
        "op_type": "modify_row", "op_time": 1_649_929_622.589, "table_id": "wMtQ", "table_name": "Contacts",
        "row_name": "", "row_data": [{"column_key": "HkRD", "column_name": "Level", "column_type": "single-select",
            "column_data": {"options": [{"id": "a", "name": "High"}, {"id": "b", "name": "Low"}]},
            "value": "a", "old_value": "b"}]}});
    let operation = json!({"op_type": "modify_row", "table_id": "wMtQ", "row_id": "r1",
        "updated": {"HkRD": "a", "_last_modifier": "y@auth.local"}, "old_row": {"HkRD": "b"}});
    let stamp = Stamp { at_ms: Some(1_649_929_622_589), author: Some("x@auth.local"), ..Stamp::default() };
    let mut expected = crate::webhook::read(webhook.to_string().as_bytes()).expect("readable");
    expected[0].row.name = Value::Null;
    let events = read(&operation.to_string()).expect("readable").events(&base(), Some(&metadata()), &stamp);
    assert_eq!(events, expected);
}

#[test]
fn the_log_says_what_operations_lack() {
    let log = read_log(LOG).expect("readable");
    let entry = &log[0];
    assert_eq!((entry.op_id, entry.op_time_ms, entry.app.as_deref()), (118, Some(1_610_981_745_927), None));
    assert_eq!(entry.author, "12345678d1754bb4afa2c2cb7369d244@auth.local");
    let operation = read(&entry.operation).expect("readable");
    assert_eq!((operation.op_type.as_str(), operation.table_id.as_str()), ("delete_column", "0000"));
    assert!(operation.changes_structure());
    assert_eq!(read_log("{}"), Err(Unreadable::NoOperations));
    assert!(matches!(read_log("{\"operations\": ["), Err(Unreadable::NotJson(_))));
    assert_eq!(
        read_log(r#"{"operations": [1, {"op_id": "7", "operation": {"op_type": "x"}}]}"#).map(|log| log.len()),
        Ok(1)
    );
}

#[test]
fn what_is_no_operation_is_refused() {
    for text in ["", "  ", "[]", "{}", "17", r#"{"op_type": ""}"#, r#"{"op_type": []}"#] {
        assert!(read(text).is_err(), "{text:?}");
    }
    // A lone half of a surrogate pair, as Python writes it.
    let text = r#"{"op_type": "insert_row", "row_data": {"_id": "r", "0000": "\ud83d"}}"#;
    assert_eq!(read(text).expect("readable").events(&base(), None, &Stamp::default()).len(), 1);
}
