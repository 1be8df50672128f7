//! Single values of the settings file.

use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

/// The table of that name, made if there is none yet.
pub(super) fn table<'a>(document: &'a mut DocumentMut, name: &str) -> &'a mut dyn TableLike {
    let item = document.entry(name).or_insert(Item::Table(Table::new()));
    if !item.is_table_like() {
        *item = Item::Table(Table::new());
    }
    match item.as_table_like_mut() {
        Some(table) => table,
        None => unreachable!("made above"),
    }
}

/// Sets a key of a table, keeping the comments above and beside it.
pub(super) fn set(table: &mut dyn TableLike, key: &str, value: impl Into<Value>) {
    let mut value = value.into();
    let Some(item) = table.get_mut(key) else {
        table.insert(key, Item::Value(value));
        return;
    };
    if let Some(old) = item.as_value() {
        *value.decor_mut() = old.decor().clone();
    }
    *item = Item::Value(value);
}

/// Sets all keys of a table, and removes the others.
pub(super) fn set_all(table: &mut dyn TableLike, values: Table) {
    let gone: Vec<String> =
        table.iter().map(|(key, _)| key.to_owned()).filter(|key| !values.contains_key(key)).collect();
    for key in gone {
        table.remove(&key);
    }
    for (key, item) in values {
        if let Ok(value) = item.into_value() {
            set(table, &key, value);
        }
    }
}

/// Whether two values say the same, however they are written.
pub(super) fn are_same(one: &Value, other: &Value) -> bool {
    let same_tables = |one: &dyn TableLike, other: &dyn TableLike| {
        one.len() == other.len()
            && one.iter().all(|(key, item)| {
                let both = item.as_value().zip(other.get(key).and_then(Item::as_value));
                both.is_some_and(|(one, other)| are_same(one, other))
            })
    };
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other.iter()).all(|(one, other)| are_same(one, other))
        }
        (Value::InlineTable(one), Value::InlineTable(other)) => same_tables(one, other),
        (Value::String(one), Value::String(other)) => one.value() == other.value(),
        (Value::Integer(one), Value::Integer(other)) => one.value() == other.value(),
        (Value::Float(one), Value::Float(other)) => one.value() == other.value(),
        (Value::Boolean(one), Value::Boolean(other)) => one.value() == other.value(),
        _ => false,
    }
}

/// Puts each entry of a list on a line of its own.
pub(super) fn on_lines(list: &mut Item) {
    let Some(list) = list.as_array_mut() else { return };
    list.iter_mut().for_each(|entry| entry.decor_mut().set_prefix("\n  "));
    list.set_trailing("\n");
    list.set_trailing_comma(true);
}
