//! What is said of a change or a gap: once, for popups, tray, command line, exports and the window.

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
    change::{Authenticity, Change, ChangeKind, Content, Entry, Gap, Missing},
    context::Context,
    text::{clip, one_line},
};

/// The most characters of a title.
const TITLE: usize = 60;

/// What is said of a change or a gap, in the person's language. Everything that shows them asks for this, and says the same.
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
        Self::of_content(&entry.content, entry.authenticity, context, now_ms)
    }

    /// What is said of what an entry tells, which may be a change merged from several entries.
    pub fn of_content(content: &Content, authenticity: Authenticity, context: &Context, now_ms: i64) -> Self {
        match content {
            Content::Change(change) => Self::of_change(change, authenticity, context, now_ms),
            Content::Gap(gap) => Self::of_gap(gap, context, now_ms),
        }
    }

    /// A gap has neither row nor table, so its title names the base, in full.
    fn of_gap(gap: &Gap, context: &Context, now_ms: i64) -> Self {
        let words = &context.words;
        let base = gap.base.as_ref().and_then(|base| context.base_name(base));
        let title = match base {
            Some(base) => words.with("missed-title-of", &[("base", base.into())]),
            None => words.get("missed-title"),
        };
        let text = match gap.missing {
            Missing::Restored => words.get("missed-restored"),
            Missing::Webhooks => words.get("missed-letters"),
            Missing::Operations { count, .. } => words.with("missed-text", &[("count", count.into())]),
        };
        Self {
            title: one_line(&title),
            text: one_line(&text),
            context: words.time(gap.at_ms, now_ms),
            person: String::new(),
            link: None,
            cells: Vec::new(),
        }
    }

    fn of_change(change: &Change, authenticity: Authenticity, context: &Context, now_ms: i64) -> Self {
        let words = &context.words;
        let cells: Vec<_> = change.cells.iter().map(|cell| CellText::of(cell, change.kind, words)).collect();
        let described = describe::describe(change, &cells, words);
        let person = words.actor(&change.actor);
        let base = change.base.as_ref().and_then(|base| context.base_name(base));
        let title = match authenticity {
            Authenticity::Forged => words.get("forged-title"),
            _ => described.title,
        };
        let has_several_bases = context.settings.bases.iter().filter(|base| base.address.is_some()).count() > 1;
        let mut parts = Vec::new();
        parts.extend(base.filter(|_| has_several_bases));
        if change.kind != ChangeKind::Unrecognised {
            parts.extend((!described.names_table).then(|| change.table.name.clone()));
            parts.push(person.clone());
        }
        parts.push(words.time(change.at_ms, now_ms));
        parts.extend((authenticity == Authenticity::Unchecked).then(|| words.get("unverified-note")));
        parts.retain(|part| !part.is_empty());
        Self {
            title: clip(&one_line(&title), TITLE),
            text: one_line(&described.text),
            context: one_line(&parts.join(" · ")),
            person,
            link: link(change, context),
            cells,
        }
    }

    /// The same where others may look on, in popups and the tray: nothing of the contents of a base that hides them.
    pub fn on_screen(content: &Content, authenticity: Authenticity, context: &Context, now_ms: i64) -> Self {
        let Some(base) = content.base().filter(|base| context.hides(base)) else {
            return Self::of_content(content, authenticity, context, now_ms);
        };
        let words = &context.words;
        let base = context.base_name(base).unwrap_or_else(|| "SeaTable".to_owned());
        let title = words.with("hidden-change", &[("base", base.into())]);
        Self {
            title: clip(&one_line(&title), TITLE),
            text: String::new(),
            context: words.time(content.at_ms(), now_ms),
            person: String::new(),
            link: content.change().and_then(|change| link(change, context)),
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
