//! Alerts: what the person is to be shown, after coalescing. Pure over a passed-in clock.
//!
//! A row that is filled in cell by cell is one popup, updated in place. More popups than the person can read become one
//! summary, which takes in those shown just before and is updated as more come.

mod merge;

use std::{borrow::Borrow, collections::VecDeque};

use crate::{
    change::{Authenticity, Change, Content, Entry, EntryId, Summary, SummaryReason, sameness},
    config::PopupSettings,
};

/// Names a popup across its updates. None is used twice for different things while the agent runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PopupKey(pub u64);

/// Edits of a row belong together within this time, as in SeaTable's own log (dtable_events/activities/db.py).
const ROW_MS: i64 = 5 * 60 * 1000;
/// The most popups that can be updated in place.
const OPEN_ROWS: usize = 64;
/// Popups shown within this time are worded anew when names become known.
const JUST_MS: i64 = 60 * 1000;
/// The least time between two updates of a summary.
const SUMMARY_MS: i64 = 500;

/// What the person is to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// Its popup.
    pub key: PopupKey,
    /// What it says.
    pub content: AlertContent,
    /// The entries that it announces for the first time.
    pub entries: Vec<EntryId>,
    /// Whether it updates a popup that was shown before.
    pub update: bool,
    /// Whether all that it announces asked for no sound.
    pub quiet: bool,
    /// Popups that it takes in, and that go away.
    pub absorbs: Vec<PopupKey>,
}

/// What an alert says.
#[derive(Clone, Debug, PartialEq)]
pub enum AlertContent {
    /// One entry, or several of one row as one.
    Entry {
        /// The newest of them.
        entry: EntryId,
        /// What it tells; a change is merged with those before it.
        content: Box<Content>,
        /// What is known of the sender of the newest.
        authenticity: Authenticity,
    },
    /// Many changes.
    Summary {
        /// How many, where and when.
        summary: Summary,
        /// Why they are summed up.
        reason: SummaryReason,
    },
}

impl AlertContent {
    fn of(entry: EntryId, content: Content, authenticity: Authenticity) -> Self {
        Self::Entry { entry, content: Box::new(content), authenticity }
    }
}

/// Coalesces entries into alerts.
pub struct Alerts {
    settings: PopupSettings,
    next_key: u64,
    /// The popups raised within the last `fold_seconds`.
    raised: VecDeque<Raised>,
    /// Single changes whose popup is still there, the latest last.
    rows: Vec<OpenRow>,
    folding: Option<Folding>,
}

struct Raised {
    at_ms: i64,
    key: PopupKey,
    entry: Entry,
}

struct OpenRow {
    key: PopupKey,
    /// The newest entry of the change.
    entry: EntryId,
    authenticity: Authenticity,
    change: Change,
    touched_ms: i64,
}

struct Folding {
    key: PopupKey,
    /// What the popup counts.
    summary: Summary,
    last_ms: i64,
    updated_ms: i64,
    /// Taken in since the last update, which the next one counts.
    waiting: Summary,
    waiting_ids: Vec<EntryId>,
}

/// How a popup came to be gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dismissed {
    /// The person is done with it: closed or clicked it, or read elsewhere what it tells. What comes next is counted from there.
    ByPerson,
    /// Its time was over, or its server's: nobody need have seen it.
    Expired,
}

impl Alerts {
    /// Nothing shown yet.
    pub fn new(settings: PopupSettings) -> Self {
        Self { settings, next_key: 1, raised: VecDeque::new(), rows: Vec::new(), folding: None }
    }

    /// Puts other settings in force.
    pub fn set(&mut self, settings: PopupSettings) {
        self.settings = settings;
    }

    /// Takes an entry that is to be announced, or several alike that are told as one. `None`: it waits for the next update
    /// of a summary ([`Alerts::due_in_ms`]).
    pub fn take<E: Borrow<Entry>>(&mut self, entries: &[E], now_ms: i64) -> Option<Alert> {
        let all = || entries.iter().map(Borrow::borrow);
        let mut told = all().next()?.clone();
        told.id = all().map(|entry| entry.id).max()?;
        if let Content::Change(change) = &mut told.content {
            change.rows_affected = all().filter_map(Entry::change).map(|change| change.rows_affected).sum();
        }
        let further = all().map(|entry| entry.id).filter(|id| *id != told.id).collect();
        self.take_one(&told, further, now_ms)
    }

    /// `further` are entries that it tells of as well.
    fn take_one(&mut self, entry: &Entry, further: Vec<EntryId>, now_ms: i64) -> Option<Alert> {
        if self.settings.update_in_place
            && let Some(alert) = self.update_row(entry, now_ms)
        {
            return Some(alert);
        }
        let fold_ms = i64::from(self.settings.fold_seconds) * 1000;
        let continues =
            |folding: &Folding| !folding.waiting_ids.is_empty() || is_within(fold_ms, folding.last_ms, now_ms);
        if self.folding.as_ref().is_some_and(continues) {
            return self.fold_in(entry, further, now_ms);
        }
        self.folding = None;
        self.raised.retain(|raised| is_within(fold_ms, raised.at_ms, now_ms));
        if self.raised.len() >= self.settings.fold_above as usize {
            return Some(self.start_folding(entry, further, now_ms));
        }
        let mut alert = self.raise(entry, now_ms);
        alert.entries.extend(further);
        Some(alert)
    }

    /// An alert that sums up changes which could not be announced when they came.
    pub fn sum_up(&mut self, summary: Summary, entries: Vec<EntryId>, reason: SummaryReason) -> Alert {
        let content = AlertContent::Summary { summary, reason };
        Alert { key: self.new_key(), content, entries, update: false, quiet: false, absorbs: Vec::new() }
    }

    /// How long until [`Alerts::tick`] has something to say, in milliseconds; none: not before the next change.
    pub fn due_in_ms(&self, now_ms: i64) -> Option<u64> {
        let folding = self.folding.as_ref().filter(|folding| !folding.waiting_ids.is_empty())?;
        // A clock that was set back makes nothing wait longer.
        let since = now_ms.checked_sub(folding.updated_ms).filter(|since| *since >= 0).unwrap_or(SUMMARY_MS);
        Some(SUMMARY_MS.saturating_sub(since).max(0).unsigned_abs())
    }

    /// What is due by now.
    pub fn tick(&mut self, now_ms: i64) -> Option<Alert> {
        if self.due_in_ms(now_ms)? > 0 {
            return None;
        }
        self.folding.as_mut().map(|folding| folding.update(now_ms, Vec::new()))
    }

    /// A further report told more of this entry. An update of its popup, if that is still there and tells of nothing else.
    pub fn learn(&mut self, entry: &Entry) -> Option<Alert> {
        let row = self.rows.iter_mut().find(|row| row.entry == entry.id)?;
        sameness::enrich(&mut row.change, entry.change()?.clone(), false).then(|| row.again(entry.authenticity))
    }

    /// The popups that were shown just now and are still there, to be worded anew.
    pub fn just_shown(&self, now_ms: i64) -> Vec<Alert> {
        let rows = self.rows.iter().filter(|row| is_within(JUST_MS, row.touched_ms, now_ms));
        rows.map(|row| row.again(row.authenticity)).collect()
    }

    /// A popup is gone: what comes next for its row is a new one.
    pub fn dismissed(&mut self, key: PopupKey, how: Dismissed) {
        self.rows.retain(|row| row.key != key);
        if how == Dismissed::Expired {
            return;
        }
        self.raised.retain(|raised| raised.key != key);
        // A summary begins anew. What waits to be told in it is not among what was seen.
        if let Some(folding) = self.folding.as_mut().filter(|folding| folding.key == key) {
            folding.summary = Summary::default();
        }
    }

    fn raise(&mut self, entry: &Entry, now_ms: i64) -> Alert {
        let key = self.new_key();
        self.raised.push_back(Raised { at_ms: now_ms, key, entry: entry.clone() });
        if let Some(change) = entry.change().filter(|change| change.rows_affected == 1) {
            if self.rows.len() == OPEN_ROWS {
                self.rows.remove(0);
            }
            let (change, authenticity) = (change.clone(), entry.authenticity);
            self.rows.push(OpenRow { key, entry: entry.id, authenticity, change, touched_ms: now_ms });
        }
        let content = AlertContent::of(entry.id, entry.content.clone(), entry.authenticity);
        let quiet = entry.is_quiet();
        Alert { key, content, entries: vec![entry.id], update: false, quiet, absorbs: Vec::new() }
    }

    fn update_row(&mut self, entry: &Entry, now_ms: i64) -> Option<Alert> {
        let change = entry.change()?;
        let at = self.rows.iter().position(|row| row.continues() && merge::is_same_row(&row.change, change))?;
        if !is_within(ROW_MS, self.rows[at].touched_ms, now_ms) {
            self.rows.remove(at);
            return None;
        }
        let mut row = self.rows.remove(at);
        merge::merge(&mut row.change, change);
        row.touched_ms = now_ms;
        (row.entry, row.authenticity) = (entry.id, entry.authenticity);
        let (key, content) = (row.key, Content::Change(row.change.clone()));
        self.rows.push(row);
        if let Some(raised) = self.raised.iter_mut().find(|raised| raised.key == key) {
            raised.entry = Entry { content: content.clone(), ..entry.clone() };
        }
        let content = AlertContent::of(entry.id, content, entry.authenticity);
        Some(Alert { key, content, entries: vec![entry.id], update: true, quiet: false, absorbs: Vec::new() })
    }

    fn start_folding(&mut self, entry: &Entry, mut further: Vec<EntryId>, now_ms: i64) -> Alert {
        let mut waiting = Summary::default();
        self.raised.iter().for_each(|raised| waiting.add(&raised.entry));
        let quiet = entry.is_quiet() && self.raised.iter().all(|raised| raised.entry.is_quiet());
        waiting.add(entry);
        further.push(entry.id);
        let absorbs: Vec<_> = self.raised.drain(..).map(|raised| raised.key).collect();
        self.rows.retain(|row| !absorbs.contains(&row.key));
        let (key, summary) = (self.new_key(), Summary::default());
        let mut folding = Folding { key, summary, last_ms: now_ms, updated_ms: now_ms, waiting, waiting_ids: further };
        let alert = Alert { update: false, quiet, ..folding.update(now_ms, absorbs) };
        self.folding = Some(folding);
        alert
    }

    fn fold_in(&mut self, entry: &Entry, further: Vec<EntryId>, now_ms: i64) -> Option<Alert> {
        let folding = self.folding.as_mut()?;
        folding.waiting.add(entry);
        folding.last_ms = now_ms;
        folding.waiting_ids.push(entry.id);
        folding.waiting_ids.extend(further);
        self.tick(now_ms)
    }

    fn new_key(&mut self) -> PopupKey {
        self.next_key += 1;
        PopupKey(self.next_key - 1)
    }
}

/// Whether so little time has passed. After a clock was set back that can't be told, and counts as no.
fn is_within(limit_ms: i64, then_ms: i64, now_ms: i64) -> bool {
    (0..limit_ms).contains(&now_ms.saturating_sub(then_ms))
}

impl OpenRow {
    /// Whether later changes of the row are told in its popup.
    fn continues(&self) -> bool {
        merge::is_of_one_row(&self.change)
    }

    /// An update that announces nothing new.
    fn again(&self, authenticity: Authenticity) -> Alert {
        let content = AlertContent::of(self.entry, Content::Change(self.change.clone()), authenticity);
        Alert { key: self.key, content, entries: Vec::new(), update: true, quiet: false, absorbs: Vec::new() }
    }
}

impl Folding {
    fn update(&mut self, now_ms: i64, absorbs: Vec<PopupKey>) -> Alert {
        self.updated_ms = now_ms;
        self.summary.take_in(std::mem::take(&mut self.waiting));
        let content = AlertContent::Summary { summary: self.summary.clone(), reason: SummaryReason::Fast };
        let entries = std::mem::take(&mut self.waiting_ids);
        Alert { key: self.key, content, entries, update: true, quiet: false, absorbs }
    }
}

#[cfg(test)]
mod tests;
