//! Comments stay where they are: what is added comes below those that are there, and those above something that is removed
//! stay above what follows it.

use toml_edit::{DocumentMut, Item, RawString, Table};

/// The text of a decoration, which holds the comments.
pub(super) fn raw(text: Option<&RawString>) -> &str {
    text.and_then(RawString::as_str).unwrap_or_default()
}

/// Whether there is more than blanks.
pub(super) fn has_comment(text: &str) -> bool {
    !text.trim().is_empty()
}

/// The comments within a value that have lines of their own.
pub(super) fn comments_in(value: &Item) -> String {
    let text = value.to_string();
    let lines = text.lines().skip(1).map(str::trim).filter(|line| line.starts_with('#'));
    lines.map(|line| format!("{line}\n")).collect()
}

/// A new table at the end comes below the comments there, which would else be taken for another table's; and a new key below
/// the line that shows its default.
pub(super) fn place_added(before: &DocumentMut, document: &mut DocumentMut) {
    place_added_table(document);
    let is_new = |(key, item): &(&str, &Item)| item.is_value() && !before.contains_key(key);
    let new: Vec<String> = document.iter().filter(is_new).map(|(key, _)| key.to_owned()).collect();
    new.iter().for_each(|key| place_added_key(document, key));
}

fn place_added_table(document: &mut DocumentMut) {
    let last = document.iter().flat_map(|(_, item)| positions(item)).flatten().max();
    let at_the_end = |item: &Item| {
        let positions = positions(item);
        let known = positions.iter().flatten().max();
        positions.contains(&None) && (known.is_none() || known == last.as_ref())
    };
    let comments = raw(Some(document.trailing())).to_owned();
    let added = document.iter_mut().map(|(_, item)| item).find(|item| at_the_end(item));
    let added = added.and_then(|item| match item {
        Item::Table(table) => Some(table),
        Item::ArrayOfTables(tables) => tables.iter_mut().find(|table| table.position().is_none()),
        _ => None,
    });
    if let Some(table) = added.filter(|_| has_comment(&comments)) {
        table.decor_mut().set_prefix(format!("{comments}\n"));
        document.set_trailing("");
    }
}

fn place_added_key(document: &mut DocumentMut, key: &str) {
    let first = document.iter_mut().find_map(|(_, item)| item.as_table_mut());
    let Some(decor) = first.map(Table::decor_mut) else { return };
    let comments = raw(decor.prefix()).to_owned();
    let Some(start) = comments.find(&format!("#{key} = ")) else { return };
    let (above, below) = comments.split_at(comments[start..].find('\n').map_or(comments.len(), |end| start + end + 1));
    decor.set_prefix(below);
    if let Some(mut key) = document.key_mut(key) {
        key.leaf_decor_mut().set_prefix(above);
    }
}

/// Keeps what stood above something that is removed from the table at this position, or is that table: it comes above the next
/// table, and apart from what stands there, or to the end of the file.
pub(super) fn keep_above_next(document: &mut DocumentMut, position: Option<isize>, comments: &str) {
    if !has_comment(comments) {
        return;
    }
    let comments = comments.trim_end();
    let next = tables(document).filter(|table| table.position() > position);
    if let Some(table) = next.min_by_key(|table| table.position()) {
        let own = table.decor().prefix().and_then(RawString::as_str).unwrap_or("\n");
        let gap = if own.starts_with('\n') { "\n" } else { "\n\n" };
        let both = format!("{comments}{gap}{own}");
        table.decor_mut().set_prefix(both);
    } else {
        let both = format!("{comments}\n{}", raw(Some(document.trailing())));
        document.set_trailing(both);
    }
}

/// The tables at the top, in no order.
fn tables(document: &mut DocumentMut) -> impl Iterator<Item = &mut Table> {
    document.iter_mut().flat_map(|(_, item)| {
        let (one, several) = match item {
            Item::Table(table) => (Some(table), None),
            Item::ArrayOfTables(tables) => (None, Some(tables.iter_mut())),
            _ => (None, None),
        };
        one.into_iter().chain(several.into_iter().flatten())
    })
}

/// Where the tables of an item stand in the file; none: they are new.
fn positions(item: &Item) -> Vec<Option<isize>> {
    match item {
        Item::Table(table) => vec![table.position()],
        Item::ArrayOfTables(tables) => tables.iter().map(Table::position).collect(),
        _ => Vec::new(),
    }
}
