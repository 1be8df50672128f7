//! What each popup is about, so that its clicks are understood.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Alert, AlertContent, PopupKey};
use crate::change::EntryId;

/// The most popups whose clicks are still understood.
const TARGETS: usize = 1_000;
/// The most entries remembered for one popup.
const ENTRIES: usize = 10_000;

/// What a popup is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// One change, or several of one row.
    Change {
        /// The newest.
        entry: EntryId,
        /// All of them.
        entries: Vec<EntryId>,
    },
    /// Many changes.
    Summary {
        /// All of them, oldest first.
        entries: Vec<EntryId>,
    },
    /// Changes that are told in full; there is nothing further to open.
    Details {
        /// All of them, oldest first.
        entries: Vec<EntryId>,
    },
    /// A host name that was refused.
    Host(String),
}

/// The targets of the latest popups.
#[derive(Default)]
pub(super) struct Targets {
    by_key: BTreeMap<PopupKey, Target>,
    order: VecDeque<PopupKey>,
    /// The popups that were taken away since they were shown last. A click on one still counts: it may have been on its way, and
    /// notification-daemon 3.20 leaves what it was asked to close on the screen.
    taken_away: BTreeSet<PopupKey>,
}

impl Targets {
    pub(super) fn get(&self, key: PopupKey) -> Option<&Target> {
        self.by_key.get(&key)
    }

    /// Names those about entries that are read, to be taken away, each once.
    pub(super) fn take_read(&mut self, is_read: impl Fn(EntryId) -> bool) -> Vec<PopupKey> {
        let read = |target: &Target| match target {
            Target::Change { entries, .. } | Target::Summary { entries } => entries.iter().all(|id| is_read(*id)),
            Target::Details { .. } | Target::Host(_) => false,
        };
        let still_there = self.by_key.iter().filter(|(key, _)| !self.taken_away.contains(key));
        let keys: Vec<_> = still_there.filter(|(_, target)| read(target)).map(|(key, _)| *key).collect();
        self.taken_away.extend(&keys);
        keys
    }

    /// The popups that tell of nothing but these entries, and were not taken away.
    pub(super) fn of_entries(&self, ids: &[EntryId]) -> Vec<PopupKey> {
        let ids: BTreeSet<_> = ids.iter().collect();
        let tells_only = |key: &&PopupKey| {
            let entries = self.entries_of(**key);
            !entries.is_empty() && entries.iter().all(|entry| ids.contains(entry))
        };
        self.by_key.keys().filter(|key| !self.taken_away.contains(key)).filter(tells_only).copied().collect()
    }

    /// Remembers what an alert is about, with what its popup and those it absorbs were about before.
    pub(super) fn remember_alert(&mut self, alert: &Alert) {
        let mut entries = self.entries_of(alert.key);
        for key in &alert.absorbs {
            entries.extend(self.entries_of(*key));
            self.taken_away.insert(*key);
        }
        entries.extend(&alert.entries);
        entries.drain(..entries.len().saturating_sub(ENTRIES));
        let target = match &alert.content {
            AlertContent::Entry { entry, .. } => Target::Change { entry: *entry, entries },
            AlertContent::Summary { .. } => Target::Summary { entries },
        };
        self.remember(alert.key, target);
    }

    pub(super) fn remember(&mut self, key: PopupKey, target: Target) {
        self.taken_away.remove(&key);
        self.by_key.insert(key, target);
        if !self.order.contains(&key) {
            self.order.push_back(key);
        }
        while self.order.len() > TARGETS {
            if let Some(oldest) = self.order.pop_front() {
                self.by_key.remove(&oldest);
                self.taken_away.remove(&oldest);
            }
        }
    }

    /// The entries that a popup tells of.
    pub(super) fn entries_of(&self, key: PopupKey) -> Vec<EntryId> {
        match self.by_key.get(&key) {
            Some(Target::Change { entries, .. } | Target::Summary { entries }) => entries.clone(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::{Summary, SummaryReason};

    fn summary(key: u64, entries: &[i64], absorbs: &[u64]) -> Alert {
        let content = AlertContent::Summary { summary: Summary::default(), reason: SummaryReason::Fast };
        let entries = entries.iter().copied().map(EntryId).collect();
        let absorbs = absorbs.iter().copied().map(PopupKey).collect();
        Alert { key: PopupKey(key), content, entries, update: false, quiet: false, absorbs }
    }

    #[test]
    fn what_was_taken_away_is_still_known_and_taken_away_once() {
        let mut targets = Targets::default();
        targets.remember_alert(&summary(1, &[1], &[]));
        targets.remember_alert(&summary(2, &[2], &[1]));
        assert_eq!(targets.get(PopupKey(2)), Some(&Target::Summary { entries: vec![EntryId(1), EntryId(2)] }));
        assert_eq!(targets.get(PopupKey(1)), Some(&Target::Summary { entries: vec![EntryId(1)] }));
        assert_eq!(targets.take_read(|_| true), [PopupKey(2)]);
        assert_eq!(targets.take_read(|_| true), []);
        assert!(targets.get(PopupKey(2)).is_some());
        // Shown anew, it can be taken away again.
        targets.remember_alert(&summary(2, &[3], &[]));
        assert_eq!(targets.take_read(|_| true), [PopupKey(2)]);
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let mut targets = Targets::default();
        for key in 0..=TARGETS as u64 {
            targets.remember_alert(&summary(key, &[1], &[]));
            targets.take_read(|_| true);
        }
        assert_eq!(
            (targets.get(PopupKey(0)), targets.by_key.len(), targets.taken_away.len()),
            (None, TARGETS, TARGETS)
        );
    }
}
