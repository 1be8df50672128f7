//! Webhook bodies: SeaTable's samples, and ones made from them.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

/// The base of [`change`].
pub const BASE: &str = "fae0a3a4-2ba9-4df8-8e83-03fd385e37de";
/// An address for it, with a name that needs encoding.
pub const ADDRESS: &str = "https://cloud.seatable.io/workspace/7/dtable/Gr%C3%B6%C3%9Fe%20%26%20Co/";

/// The folder of the samples.
pub fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/seatable"))
}

/// A sample's bodies as JSON text: one, or each element of its array. `name` is the beginning of the file's name.
///
/// # Panics
/// When there is no such file.
pub fn sample(name: &str) -> Vec<String> {
    let is_it = |path: &PathBuf| {
        let file = path.file_name().and_then(|file| file.to_str()).unwrap_or_default();
        file.starts_with(name) && file.ends_with(".json")
    };
    let paths = fs::read_dir(folder()).expect("the samples").flatten().map(|entry| entry.path());
    let path = paths.filter(is_it).min().unwrap_or_else(|| panic!("no sample {name}"));
    let text = fs::read_to_string(path).unwrap();
    match serde_json::from_str(&text).unwrap() {
        Value::Array(bodies) => bodies.iter().map(Value::to_string).collect(),
        // As text, so that the order of its fields is kept.
        _ => vec![text],
    }
}

/// The names of all samples of webhooks.
pub fn sample_names() -> Vec<String> {
    let names = fs::read_dir(folder()).expect("the samples").flatten();
    let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<_> = names.filter(|name| name.starts_with(['0', '1']) && name.ends_with(".json")).collect();
    names.sort();
    names
}

/// A change of one text cell of a row, now.
pub fn change(row_id: &str, row_name: &str, value: &str) -> String {
    cell(row_id, row_name, "cTxt", "Note", value)
}

/// A change of a text cell of that key and name.
pub fn cell(row_id: &str, row_name: &str, key: &str, column: &str, value: &str) -> String {
    let cell = json!({"column_key": key, "column_name": column, "column_type": "text", "column_data": {},
        "value": value, "old_value": ""});
    body("modify_row", row_id, row_name, json!([cell]))
}

/// A new row, now.
pub fn new_row(row_id: &str, row_name: &str) -> String {
    body("insert_row", row_id, row_name, json!([]))
}

/// A body with these cells.
pub fn body(op_type: &str, row_id: &str, row_name: &str, cells: Value) -> String {
    json!({"event": "update", "data": {
        "dtable_uuid": BASE.replace('-', ""),
        "row_id": row_id,
        "op_user": "4bc9a7c79c5942c5b6238413f2132bea@auth.local",
        "op_type": op_type,
        "op_time": now(),
        "table_id": "9g8f",
        "table_name": "Opportunities",
        "row_name": row_name,
        "row_data": cells,
    }})
    .to_string()
}

/// The time in seconds, as SeaTable sends it.
pub fn now() -> f64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock");
    (since.as_secs_f64() * 1000.0).round() / 1000.0
}
