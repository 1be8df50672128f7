//! Lists, which may be over several lines and have comments between these.

use toml_edit::{Array, Decor, Item, TableLike, Value};

use super::comments::{has_comment, raw};

/// Adds a text to the list at this key, if it is not in it. There may be none yet.
pub(super) fn add(table: &mut dyn TableLike, key: &str, text: &str) {
    let list = table.entry(key).or_insert(Item::Value(Array::new().into()));
    if let Some(list) = list.as_array_mut().filter(|list| position(list, text).is_none()) {
        push(list, text.into());
    }
}

/// Removes a text from the list at this key.
pub(super) fn remove(table: &mut dyn TableLike, key: &str, text: &str) {
    let Some(list) = table.get_mut(key).and_then(Item::as_array_mut) else { return };
    if let Some(index) = position(list, text) {
        take(list, index);
    }
}

/// Adds a value at the end of a list. It gets a line of its own where the last one has one; what is said beside that stays
/// there.
pub(super) fn push(list: &mut Array, mut value: Value) {
    let trailing = raw(Some(list.trailing())).to_owned();
    let has_comma = list.trailing_comma();
    let last = list.len().checked_sub(1).and_then(|last| list.get_mut(last));
    let Some(last) = last else { return list.push(value) };
    let Some((_, indent)) = raw(last.decor().prefix()).rsplit_once('\n') else { return list.push(value) };
    let indent = indent.to_owned();
    if has_comma {
        let (beside, below) = trailing.split_once('\n').unwrap_or((trailing.as_str(), ""));
        *value.decor_mut() = Decor::new(format!("{beside}\n{indent}"), "");
        list.set_trailing(format!("\n{below}"));
    } else {
        let beside = raw(last.decor().suffix()).trim_end().to_owned();
        last.decor_mut().set_suffix("");
        *value.decor_mut() = Decor::new(format!("{beside}\n{indent}"), "\n");
    }
    list.push_formatted(value);
}

/// Removes a value from a list, with what is said beside it. What is said above it, or beside the one before it, stays.
pub(super) fn take(list: &mut Array, index: usize) {
    let removed = list.remove(index);
    let above = raw(removed.decor().prefix());
    // What stands before the line's end is beside the removed one.
    if let Some(next) = list.get_mut(index) {
        let prefix = match raw(next.decor().prefix()).split_once('\n') {
            Some((_, below)) => format!("{}\n{below}", above.trim_end()),
            None => above.to_owned(),
        };
        next.decor_mut().set_prefix(prefix);
    } else if let Some((_, below)) = raw(Some(list.trailing())).split_once('\n') {
        let trailing = format!("{}\n{below}", above.trim_end());
        list.set_trailing(trailing);
    } else if has_comment(above) {
        list.set_trailing(format!("{}\n", above.trim_end()));
    }
}

fn position(list: &Array, text: &str) -> Option<usize> {
    list.iter().position(|known| known.as_str() == Some(text))
}
