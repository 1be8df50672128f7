use serde_json::json;

use super::*;
use crate::ColumnType;

fn sample() -> Metadata {
    // Shaped like the example of `GET …/metadata/` in seatable/openapi.
    let json = json!({"metadata": {"version": 482, "format_version": 7, "tables": [
        {"_id": "0000", "name": "Tasks", "columns": [
            {"key": "0000", "name": "Name", "type": "text", "width": 200},
            {"key": "Cw35", "name": "Customers", "type": "link", "data": {
                "display_column_key": "0000", "table_id": "0000", "other_table_id": "wQnu", "link_id": "7V2M"}},
            {"name": "no key"}, 17,
        ], "views": [
            {"_id": "arch", "name": "Old ones", "type": "archive"}, {"_id": "b1", "name": "Open", "type": "table"}]},
        {"_id": "wQnu", "name": "Customers", "columns": null},
        {"name": "no id"}, "nonsense",
    ]}});
    Metadata::read(&json.to_string()).expect("readable")
}

#[test]
fn tables_columns_and_views_are_found() {
    let metadata = sample();
    assert_eq!(metadata.version, Some(482));
    assert_eq!(metadata.tables.len(), 2);
    assert_eq!(metadata.column("0000", "Cw35").expect("known").kind, ColumnType::Link);
    assert_eq!(metadata.link_column("0000", "7V2M").expect("known").name, "Customers");
    assert_eq!(metadata.link_column("wQnu", "7V2M"), None);
    let link = link_settings(metadata.column("0000", "Cw35").expect("known")).expect("a link");
    assert_eq!((link.link_id, link.table_id, link.other_table_id), ("7V2M", "0000", "wQnu"));
    assert_eq!(metadata.table("0000").and_then(Table::first_column).expect("known").name, "Name");
}

#[test]
fn the_first_view_is_one_that_exists_and_shows_rows() {
    let metadata = sample();
    assert_eq!(metadata.first_view("0000").expect("there is one").id, "b1");
    assert_eq!(metadata.first_view("wQnu"), None);
    assert_eq!(metadata.first_view("none"), None);
}

#[test]
fn it_can_be_kept_and_read_back() {
    let metadata = sample();
    let kept = serde_json::to_string(&metadata).expect("JSON");
    assert_eq!(serde_json::from_str::<Metadata>(&kept).expect("readable"), metadata);
}

#[test]
fn the_inner_object_will_do_and_other_answers_are_refused() {
    assert_eq!(Metadata::read(r#"{"tables": []}"#), Ok(Metadata::default()));
    for text in ["", "[]", "{}", r#"{"metadata": {}}"#, r#"{"metadata": {"tables": 1}}"#, "<html>"] {
        assert!(Metadata::read(text).is_err(), "{text}");
    }
}

#[test]
fn departments_get_their_names() {
    let columns = json!([
        {"key": "0000", "name": "Name", "type": "text", "data": null},
        {"key": "dEp1", "name": "Department", "type": "department-single-select", "data": {"options": null}},
        {"key": "lOok", "name": "Theirs", "type": "link-formula",
            "data": {"result_type": "array", "array_type": "department-single-select", "array_data": null}},
    ]);
    let answer = json!({"metadata": {"tables": [{"_id": "0000", "name": "T", "columns": columns}]}});
    let mut metadata = Metadata::read(&answer.to_string()).expect("readable");
    let shown = |metadata: &Metadata, key: &str, value: Value| {
        let column = metadata.column("0000", key).expect("there").pruned_for([&value]);
        crate::value::text(&column, &value, &crate::value::Format::default())
    };
    assert!(metadata.lacks_departments());
    assert_eq!(shown(&metadata, "dEp1", json!(12)), "12");
    let named = |id, name: &str| Department { id, name: name.to_owned() };
    metadata.name_departments(&[named(3, "Sales"), named(12, "R&D")]);
    assert!(!metadata.lacks_departments());
    let mut anew = Metadata::read(&answer.to_string()).expect("readable");
    anew.keep_departments(&metadata);
    assert_eq!(anew, metadata);
    assert_eq!(shown(&metadata, "dEp1", json!(12)), "R&D");
    assert_eq!(shown(&metadata, "dEp1", json!(99)), "99");
    assert_eq!(shown(&metadata, "lOok", json!([3, 12])), "Sales, R&D");
    assert!(metadata.column("0000", "0000").expect("there").data.is_null());
}
