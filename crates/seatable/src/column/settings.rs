use serde_json::{Map, Value};

use super::References;

/// The settings that a value's text depends on.
const SHOWN: &[&str] = &[
    "array_type",
    "currency_symbol",
    "currency_symbol_position",
    "decimal",
    "duration_format",
    "enable_precision",
    "format",
    "geo_format",
    "precision",
    "rate_max_number",
    "result_type",
    "thousands",
];

/// Longer settings are not ones that we know, in bytes.
const LONGEST: usize = 100;

/// A setting that is a text.
pub(crate) fn word<'d>(data: &'d Value, name: &str) -> Option<&'d str> {
    data.get(name)?.as_str().filter(|text| text.len() <= LONGEST)
}

/// A setting that is yes or no; in XML a text.
pub(crate) fn flag(data: &Value, name: &str) -> bool {
    data.get(name).and_then(Value::as_bool).unwrap_or(word(data, name) == Some("true"))
}

/// A setting that is a whole number; in XML a text.
pub(crate) fn count(data: &Value, name: &str) -> Option<u64> {
    data.get(name)?.as_u64().or_else(|| word(data, name)?.parse().ok())
}

/// The options, which in XML may be a single one instead of a list.
pub(super) fn options(data: &Value) -> impl Iterator<Item = &Map<String, Value>> {
    let options = match data.get("options") {
        Some(Value::Array(options)) => options.as_slice(),
        Some(single) => std::slice::from_ref(single),
        None => &[],
    };
    options.iter().filter_map(Value::as_object)
}

/// Whether it is said which options there are.
pub(super) fn knows_options(data: &Value) -> bool {
    matches!(data.get("options"), Some(Value::Array(_) | Value::Object(_)))
}

/// The settings that are shown, and of the options only those that are named.
pub(super) fn pruned(data: &Value, names: &References, depth: usize) -> Value {
    if !data.is_object() {
        return Value::Null;
    }
    let mut kept = Map::new();
    for &name in SHOWN {
        match data.get(name) {
            Some(Value::String(text)) if text.len() > LONGEST => {}
            Some(setting @ (Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null)) => {
                kept.insert(name.to_owned(), setting.clone());
            }
            _ => {}
        }
    }
    if knows_options(data) {
        let options = options(data).filter(|option| names.names(option)).map(small_option).collect();
        kept.insert("options".to_owned(), Value::Array(options));
    }
    // What a link shows is a value of the other table's column, with that column's settings.
    if depth == 0
        && let Some(inner @ Value::Object(_)) = data.get("array_data")
    {
        kept.insert("array_data".to_owned(), pruned(inner, names, depth + 1));
    }
    Value::Object(kept)
}

fn small_option(option: &Map<String, Value>) -> Value {
    let fields = ["id", "name", "color", "textColor", "text_color"];
    let field = |name: &str| Some((name.to_owned(), option.get(name)?.clone()));
    Value::Object(fields.into_iter().filter_map(field).collect())
}
