use std::collections::HashSet;

use serde_json::json;

use super::*;

fn select() -> Column {
    Column {
        key: "RBN9".to_owned(),
        name: "Status".to_owned(),
        kind: ColumnType::SingleSelect,
        data: json!({
            "options": [
                {"id": "409842", "name": "Open", "color": "#F4667C", "textColor": "#FFFFFF", "extra": [1, 2]},
                {"id": 217573, "name": "Done", "text_color": "#000000"},
                {"id": "Open", "name": "An id that is another's name"},
                "nonsense",
            ],
            "cascade_settings": {"409842": ["217573"]},
            "format": "x".repeat(1000),
            "precision": 2,
        }),
    }
}

#[test]
fn options_are_found_by_id_alone_and_numbers_are_texts() {
    let open = select().option("409842").expect("known");
    assert_eq!((open.name.as_str(), open.color.as_str(), open.text_color.as_str()), ("Open", "#F4667C", "#FFFFFF"));
    let done = select().option("217573").expect("known");
    assert_eq!((done.name.as_str(), done.text_color.as_str()), ("Done", "#000000"));
    assert_eq!(select().option("Done"), None);
    assert_eq!(select().option("Open").expect("known").name, "An id that is another's name");
    assert_eq!(select().option("1"), None);
    assert_eq!(Column::default().option(""), None);
}

#[test]
fn pruning_keeps_what_the_values_name() {
    let pruned = select().pruned_for([&json!(["217573"]), &json!("")]);
    assert_eq!(
        pruned.data,
        json!({"options": [{"id": 217573, "name": "Done", "text_color": "#000000"}], "precision": 2})
    );
    let link = Column {
        data: json!({"array_type": "single-select", "array_data": select().data, "link_id": "640i"}),
        kind: ColumnType::Link,
        ..Column::default()
    };
    let pruned = link.pruned_for([&json!([{"row_id": "x", "display_value": "409842"}])]);
    let option = json!({"id": "409842", "name": "Open", "color": "#F4667C", "textColor": "#FFFFFF"});
    assert_eq!(
        pruned.data,
        json!({"array_type": "single-select", "array_data": {"options": [option], "precision": 2}})
    );
}

#[test]
fn every_type_has_its_own_name() {
    for kind in ColumnType::KNOWN {
        assert_eq!(&ColumnType::from(kind.as_str()), kind);
    }
    let names: HashSet<_> = ColumnType::KNOWN.iter().map(ColumnType::as_str).collect();
    assert_eq!(names.len(), 26);
    assert_eq!(ColumnType::from("hologram").as_str(), "hologram");
    assert_eq!(serde_json::to_value(ColumnType::LastModifier).expect("a string"), json!("last-modifier"));
}

#[test]
fn a_single_option_need_not_be_a_list() {
    let column = Column { data: json!({"options": {"id": "1", "name": "Open"}}), ..Column::default() };
    assert_eq!(column.option("1").expect("known").name, "Open");
    assert_eq!(column.pruned_for([&json!("2")]).data, json!({"options": []}));
}
