//! An entry of the history.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Authenticity, Change, Content, Decision, DeliveryId, Dispatch, HoldReason, Source, Verdict};

/// The number of a history entry. It grows with the time of the change: Unix milliseconds × 1000 + a counter within the
/// millisecond, so that the newest come first whatever way and however late the news of them came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(pub i64);

impl EntryId {
    /// The time in it. Unix milliseconds.
    pub fn at_ms(self) -> i64 {
        self.0.div_euclid(1000)
    }
}

/// A change or a gap on its way into the history.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    /// The delivery it came in.
    pub delivery: DeliveryId,
    /// The way in.
    pub source: Source,
    /// The endpoint it came to.
    pub endpoint: String,
    /// When the delivery came. Unix milliseconds.
    pub received_ms: i64,
    /// What is known about the sender.
    pub authenticity: Authenticity,
    /// What it tells.
    pub content: Content,
    /// What was decided about it.
    pub verdict: Verdict,
    /// Whether a rule highlights it.
    pub highlight: bool,
    /// What its rules said; none: no rule was tried.
    pub decision: Option<Decision>,
    /// What is to be done about it on the desktop; none: nothing, or somebody was told of it already.
    pub desktop: Option<Dispatch>,
    /// Whether the person has yet to see it.
    pub unread: bool,
    /// The texts a search finds it by: row name, values, people, table and base names, in the person's language.
    pub search_text: String,
}

/// A change or a gap in the history.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its number.
    pub id: EntryId,
    /// The delivery it came in.
    pub delivery: DeliveryId,
    /// The way in.
    pub source: Source,
    /// The endpoint it came to.
    pub endpoint: String,
    /// When the delivery came. Unix milliseconds.
    pub received_ms: i64,
    /// What is known about the sender.
    pub authenticity: Authenticity,
    /// What it tells.
    pub content: Content,
    /// Whether the person has yet to see it.
    pub unread: bool,
    /// What was decided about it.
    pub verdict: Verdict,
    /// Whether a rule highlights it.
    pub highlight: bool,
    /// What became of its popup; none: none was asked for.
    pub desktop: Option<Dispatch>,
    /// When its popup was on the screen first, if it was. Unix milliseconds.
    pub announced_ms: Option<i64>,
}

impl Entry {
    /// A new entry, now that it has a number.
    pub fn new(id: EntryId, new: NewEntry) -> Self {
        Self {
            id,
            delivery: new.delivery,
            source: new.source,
            endpoint: new.endpoint,
            received_ms: new.received_ms,
            authenticity: new.authenticity,
            content: new.content,
            unread: new.unread,
            desktop: new.desktop.or_else(|| {
                matches!(new.verdict, Verdict::Announce { .. }).then_some(Dispatch::Done { clicked: false })
            }),
            verdict: new.verdict,
            highlight: new.highlight,
            announced_ms: None,
        }
    }

    /// The change, if it is one and no gap.
    pub fn change(&self) -> Option<&Change> {
        self.content.change()
    }

    /// Whether it is announced without a sound.
    pub fn is_quiet(&self) -> bool {
        self.verdict.loudness().is_silent()
    }

    /// What became of it, in one word and why: what API, window, command line and exports tell. `pending`, `shown`, `clicked`,
    /// `held`, `muted` or `failed`; the reason is a rule's name, or a code.
    pub fn outcome(&self) -> (&'static str, Option<Cow<'_, str>>) {
        let (outcome, reason) = match (&self.verdict, &self.desktop) {
            (Verdict::Muted { by }, _) => return ("muted", Some(by.as_text())),
            (Verdict::Gap, _) => ("failed", Some("missed")),
            (Verdict::Announce { .. }, Some(Dispatch::Waiting { reason: HoldReason::Unanswered, .. })) => {
                ("shown", Some(HoldReason::Unanswered.code()).filter(|_| self.unread))
            }
            (Verdict::Announce { .. }, Some(Dispatch::Waiting { reason, .. })) => ("held", Some(reason.code())),
            (Verdict::Announce { .. }, Some(Dispatch::UnderWay)) => ("pending", None),
            (Verdict::Announce { .. }, Some(Dispatch::Done { clicked: true })) => ("clicked", None),
            (Verdict::Announce { .. }, Some(Dispatch::Done { clicked: false }) | None) => ("shown", None),
            (Verdict::Announce { .. }, Some(Dispatch::Dead { error })) => ("failed", Some(error.as_str())),
            (Verdict::Announce { .. }, Some(Dispatch::Cancelled { by })) => ("muted", Some(by.as_str())),
        };
        (outcome, reason.map(Cow::Borrowed))
    }
}
