//! The words that a change is found by.

use seatable::value;

use crate::{
    change::{CellChange, Change},
    context::Context,
};

/// A search finds the contents of all cells up to this together, in bytes.
const SEARCHED: usize = 256 * 1024;

/// The texts that a search finds a change by.
pub(crate) fn search_text(change: &Change, context: &Context) -> String {
    let words = &context.words;
    let base = change.base.as_ref().and_then(|base| context.base_name(base)).unwrap_or_default();
    let linked = change.linked.clone().unwrap_or_default();
    let mut text = [
        &change.row.name,
        &change.table.name,
        base.as_str(),
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
