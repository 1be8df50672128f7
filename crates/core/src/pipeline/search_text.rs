//! The words that an entry is found by.

use seatable::value;

use crate::{
    change::{CellChange, Change, Content},
    context::Context,
};

/// A search finds the contents of all cells up to this together, in bytes.
const SEARCHED: usize = 256 * 1024;

/// The texts that a search finds an entry by. Of a gap there is nothing to find but its base.
pub(crate) fn search_text(content: &Content, context: &Context) -> String {
    let base = content.base().and_then(|base| context.base_name(base)).unwrap_or_default();
    match content {
        Content::Change(change) => change_text(change, &base, context),
        Content::Gap(_) => base,
    }
}

fn change_text(change: &Change, base: &str, context: &Context) -> String {
    let words = &context.words;
    let linked = change.linked.clone().unwrap_or_default();
    let mut text = [
        &change.row.name,
        &change.table.name,
        base,
        &words.actor(&change.actor),
        &change.actor.app,
        &linked.row.name,
        &linked.table.name,
    ]
    .join(" ");
    let mut contents = Vec::new();
    for CellChange { column, old, new } in &change.cells {
        text.push(' ');
        text.push_str(&column.name);
        let told = [old, new].into_iter().filter(|content| !value::is_empty(content));
        contents.extend(told.map(|content| value::text_within(column, content, words.format(), SEARCHED)));
    }
    // If they are too long together, the longest are cut, so that a long one keeps no other from being found.
    contents.sort_unstable_by_key(String::len);
    let mut room = SEARCHED;
    for (n, content) in contents.iter().enumerate() {
        let share = content.floor_char_boundary(room / (contents.len() - n));
        room -= share;
        text.push(' ');
        text.push_str(&content[..share]);
    }
    text
}
