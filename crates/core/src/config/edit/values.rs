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

/// Puts each entry of a list on a line of its own.
pub(super) fn on_lines(list: &mut Item) {
    let Some(list) = list.as_array_mut() else { return };
    list.iter_mut().for_each(|entry| entry.decor_mut().set_prefix("\n  "));
    list.set_trailing("\n");
    list.set_trailing_comma(true);
}
