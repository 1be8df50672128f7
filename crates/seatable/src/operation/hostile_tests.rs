//! Operations that no real sender produces: none panics, and none takes more time or memory than its length justifies.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    tests::{CAPTURED, base, metadata},
    *,
};
use crate::webhook::Op;

#[test]
fn huge_batches_end_with_one_event_for_the_rest() {
    let rows: Vec<Value> = (0..10_007).map(|n| json!({"_id": n.to_string()})).collect();
    let operation = json!({"op_type": "append_rows", "row_datas": rows}).to_string();
    let events = read(&operation).expect("readable").events(&base(), None, &Stamp::default());
    assert_eq!(events.len(), 10_001);
    assert_eq!(events.iter().map(|event| event.row_count).sum::<u64>(), 10_007);
}

#[test]
fn rows_that_are_listed_again_and_again_are_told_once() {
    let ids = vec!["a"; 50_000];
    let wide: serde_json::Map<String, Value> = (0..5_000).map(|n| (format!("k{n}"), json!(n))).collect();
    let operation = json!({"op_type": "modify_rows", "row_ids": ids, "updated": {"a": wide}}).to_string();
    let events = read(&operation).expect("readable").events(&base(), None, &Stamp::default());
    assert_eq!(events.len(), 1);
    assert_eq!((events[0].cells.len(), events[0].cells_left_out), (2_000, 3_000));
}

#[test]
fn columns_with_very_many_options_are_looked_up_in_an_index() {
    let options: Vec<Value> =
        (0..20_000).map(|n| json!({"id": n.to_string(), "name": format!("Option {}", n / 2), "more": [n]})).collect();
    let data = json!({"options": options, "format": "x"});
    let metadata = json!({"tables": [{"_id": "t", "name": "T", "columns": [
        {"key": "s", "name": "S", "type": "single-select", "data": data}]}]});
    let metadata = Metadata::read(&metadata.to_string()).expect("readable");
    let column = metadata.column("t", "s").expect("known");
    let values = [json!("19999"), json!("Option 7"), json!(["3", "1", "nothing"]), json!({"a": [3, "3"]})];
    let rows: Vec<Value> = (0..9_000).map(|n| json!({"_id": n.to_string(), "s": values[n % values.len()]})).collect();
    let operation = json!({"op_type": "append_rows", "table_id": "t", "row_datas": rows}).to_string();
    let events = read(&operation).expect("readable").events(&base(), Some(&metadata), &Stamp::default());
    for (event, value) in events.iter().zip(&values) {
        assert_eq!(event.cells[0].column, column.pruned_for([value]));
    }
    assert_eq!(events[8_996].cells[0].column, events[0].cells[0].column);
}

#[test]
fn what_links_show_is_looked_up_within_bounds() {
    let options: Vec<Value> = (0..4_000).map(|n| json!({"id": n.to_string(), "name": "x"})).collect();
    let metadata = json!({"tables": [{"_id": "t", "name": "T", "columns": [
        {"key": "l", "name": "L", "type": "link", "data": {"array_data": {"options": options}}}]}]});
    let metadata = Metadata::read(&metadata.to_string()).expect("readable");
    let rows: Vec<Value> = (0..1_001).map(|n| json!({"_id": n.to_string(), "l": ["17"]})).collect();
    let operation = json!({"op_type": "append_rows", "table_id": "t", "row_datas": rows}).to_string();
    let events = read(&operation).expect("readable").events(&base(), Some(&metadata), &Stamp::default());
    let data = |at: usize| &events[at].cells[0].column.data;
    assert_eq!(data(999)["array_data"]["options"], json!([{"id": "17", "name": "x"}]));
    // The value is told all the same.
    assert_eq!((data(1_000), &events[1_000].cells[0].value), (&Value::Null, &json!(["17"])));
}

#[test]
fn memory_has_an_end() {
    // 80 rows of 1 MB each.
    let text = "x".repeat(1_000_000);
    let rows: Vec<Value> = (0..80).map(|n| json!({"_id": n.to_string(), "0000": text})).collect();
    let operation = json!({"op_type": "append_rows", "row_datas": rows}).to_string();
    let events = read(&operation).expect("readable").events(&base(), None, &Stamp::default());
    assert_eq!(events.len(), 80);
    let left_out: usize = events.iter().map(|event| event.cells_left_out).sum();
    assert!((10..30).contains(&left_out), "{left_out}");
    assert!(events.iter().all(|event| event.row.name.as_str().is_some_and(|name| name.len() == 1_000)));
    // Small things that are large in memory.
    let text = format!(r#"{{"op_type": "append_rows", "row_datas": [{}{{}}]}}"#, "{},".repeat(1_000_000));
    let events = read(&text).expect("readable").events(&base(), None, &Stamp::default());
    assert_eq!(events.len(), 10_001);
}

#[test]
fn nesting_has_an_end() {
    let text =
        format!(r#"{{"op_type": "insert_row", "row_data": {{"a": {}1{}}}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(read(&text).expect("readable").events(&base(), None, &Stamp::default())[0].cells.len(), 1);
}

#[test]
fn links_of_very_many_rows_are_told_within_bounds() {
    let ids: Vec<String> = (0..3_000).map(|n| n.to_string()).collect();
    let map: serde_json::Map<String, Value> = (0..100).map(|n| (format!("r{n}"), json!(ids))).collect();
    let operation = json!({"op_type": "update_rows_links", "link_id": "t4hs", "table_id": "hNbE",
        "other_table_id": "ric6", "other_rows_ids_map": map})
    .to_string();
    let events = read(&operation).expect("readable").events(&base(), Some(&metadata()), &Stamp::default());
    assert_eq!(events.len(), 100);
    let with_cells = events.iter().filter(|event| event.cells_left_out == 0).count();
    assert_eq!(with_cells, 66);
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-c_0]{0,4}".prop_map(Value::from),
    ];
    let field = prop_oneof!["[a-c_0]{0,4}", Just("0000".to_owned()), Just("_id".to_owned())];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::btree_map(field.clone(), inner, 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn any_operation() -> impl Strategy<Value = Value> {
    let op_type = prop::sample::select(vec![
        "insert_row",
        "insert_rows",
        "append_row",
        "append_rows",
        "modify_row",
        "modify_rows",
        "delete_row",
        "delete_rows",
        "add_link",
        "remove_link",
        "update_links",
        "update_row_links",
        "update_rows_links",
        "archive_rows",
        "rename_column",
        "x",
    ]);
    let fields = prop::sample::select(vec![
        "table_id",
        "row_id",
        "row_ids",
        "row_data",
        "row_datas",
        "updated",
        "old_row",
        "old_rows",
        "deleted_row",
        "deleted_rows",
        "row_id_list",
        "other_rows_ids_map",
        "old_other_rows_ids_map",
        "other_rows_ids",
        "link_id",
        "other_table_id",
        "table1_id",
        "table1_row_id",
    ]);
    let fields = proptest::collection::btree_map(fields.prop_map(str::to_owned), anything(), 0..8);
    (op_type, fields).prop_map(|(op_type, mut fields)| {
        fields.insert("op_type".to_owned(), Value::from(op_type));
        Value::Object(fields.into_iter().collect())
    })
}

proptest! {
    #[test]
    fn no_operation_panics_and_each_event_is_one_row(operation in any_operation()) {
        let operation = read(&operation.to_string()).expect("it has an op_type");
        for metadata in [None, Some(&metadata())] {
            for event in operation.events(&base(), metadata, &Stamp::default()) {
                prop_assert!(event.row_count == 1 || event.op == Op::Other);
                prop_assert!(event.cells.iter().all(|cell| !cell.column.key.starts_with('_')));
            }
        }
    }

    #[test]
    fn no_text_panics(text in any::<String>()) {
        let _ = read(&text);
        let _ = read_log(&text);
        let _ = Metadata::read(&text);
    }

    #[test]
    fn no_mangled_operation_panics(at in 0usize..4_000, with in any::<char>(), drop in 0usize..40) {
        let mut text: Vec<char> = CAPTURED.chars().collect();
        let at = at.min(text.len() - 1);
        text.splice(at..(at + drop).min(text.len()), [with]);
        let text: String = text.into_iter().collect();
        if let Ok(Value::Object(all)) = serde_json::from_str::<Value>(&text) {
            for operation in all.values().filter_map(|one| read(&one.to_string()).ok()) {
                let _ = operation.events(&base(), Some(&metadata()), &Stamp::default());
            }
        }
    }
}
