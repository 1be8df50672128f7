//! What is said of a change: once, for popups, tray, command line, exports and the window.

mod cells;
mod describe;
mod link;
#[cfg(test)]
mod samples;
mod summary;
#[cfg(test)]
mod tests;

pub use self::{cells::CellText, link::link, summary::sum_up};
use crate::{
    change::{Authenticity, Change, ChangeKind, Entry},
    context::Context,
    text::{clip, one_line},
};

/// The most characters of a title.
const TITLE: usize = 60;

/// What is said of a change, in the person's language. Everything that shows changes asks for this, and says the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The row's name, or what happened where it has none.
    pub title: String,
    /// What happened, in a line: `Prio: + → ++`. May be empty.
    pub text: String,
    /// Where, who and when, in a line: `Opportunities · Anna · 14:02`.
    pub context: String,
    /// Who did it: a name or a short id; empty when unknown.
    pub person: String,
    /// The address that a click opens: the row, or the table of a batch.
    pub link: Option<String>,
    /// The cells that the report names.
    pub cells: Vec<CellText>,
}

impl Message {
    /// What is said of an entry. `now_ms` decides how its time is said.
    pub fn of(entry: &Entry, context: &Context, now_ms: i64) -> Self {
        Self::of_change(&entry.change, entry.authenticity, context, now_ms)
    }

    /// What is said of a change, which may be merged from several entries.
    pub fn of_change(change: &Change, authenticity: Authenticity, context: &Context, now_ms: i64) -> Self {
        let words = &context.words;
        let cells: Vec<_> = change.cells.iter().map(|cell| CellText::of(cell, change.kind, words)).collect();
        let described = describe::describe(change, &cells, words);
        let person = words.actor(&change.actor);
        let base = change.base.as_ref().and_then(|base| context.base_name(base));
        let title = match (&base, change.kind) {
            _ if authenticity == Authenticity::Forged => words.get("forged-title"),
            // A gap has no row and no table, so its base is always named.
            (Some(base), ChangeKind::Missed) => words.with("missed-title-of", &[("base", base.as_str().into())]),
            _ => described.title,
        };
        let is_change = !matches!(change.kind, ChangeKind::Unrecognised | ChangeKind::Missed);
        let has_several_bases = context.settings.bases.iter().filter(|base| base.address.is_some()).count() > 1;
        let mut parts = Vec::new();
        parts.extend(base.filter(|_| has_several_bases && change.kind != ChangeKind::Missed));
        if is_change {
            parts.extend((!described.names_table).then(|| change.table.name.clone()));
            parts.push(person.clone());
        }
        parts.push(words.time(change.at_ms, now_ms));
        parts.extend((authenticity == Authenticity::Unchecked).then(|| words.get("unverified-note")));
        parts.retain(|part| !part.is_empty());
        let limit = if change.kind == ChangeKind::Missed { usize::MAX } else { TITLE };
        Self {
            title: clip(&one_line(&title), limit),
            text: one_line(&described.text),
            context: one_line(&parts.join(" · ")),
            person,
            link: link(change, context),
            cells,
        }
    }

    /// The same where others may look on, in popups and the tray: nothing of the contents of a base that hides them.
    pub fn on_screen(change: &Change, authenticity: Authenticity, context: &Context, now_ms: i64) -> Self {
        let Some(base) = change.base.as_ref().filter(|base| context.hides(base)) else {
            return Self::of_change(change, authenticity, context, now_ms);
        };
        let words = &context.words;
        let base = context.base_name(base).unwrap_or_else(|| "SeaTable".to_owned());
        let title = words.with("hidden-change", &[("base", base.into())]);
        Self {
            title: clip(&one_line(&title), TITLE),
            text: String::new(),
            context: words.time(change.at_ms, now_ms),
            person: String::new(),
            link: link(change, context),
            cells: Vec::new(),
        }
    }

    /// The lines below the title.
    pub fn body(&self) -> String {
        [&self.text, &self.context]
            .into_iter()
            .filter(|line| !line.is_empty())
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("\n")
    }
}
