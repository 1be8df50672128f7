//! What each popup is about, so that its clicks are understood.

use std::collections::{BTreeMap, VecDeque};

use crate::{
    alerts::{Alert, AlertContent},
    change::EntryId,
    outbox::PopupKey,
};

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
}

impl Targets {
    pub(super) fn get(&self, key: PopupKey) -> Option<&Target> {
        self.by_key.get(&key)
    }

    /// Forgets those about entries that are read, and names them.
    pub(super) fn forget_read(&mut self, is_read: impl Fn(EntryId) -> bool) -> Vec<PopupKey> {
        let read = |target: &mut Target| match target {
            Target::Change { entries, .. } | Target::Summary { entries } => entries.iter().all(|id| is_read(*id)),
            Target::Details { .. } | Target::Host(_) => false,
        };
        let keys: Vec<_> = self.by_key.extract_if(.., |_, target| read(target)).map(|(key, _)| key).collect();
        self.order.retain(|key| !keys.contains(key));
        keys
    }

    /// Remembers what an alert is about, with what its popup and those it absorbs were about before.
    pub(super) fn remember_alert(&mut self, alert: &Alert) {
        let mut entries = self.entries_of(alert.key);
        for key in &alert.absorbs {
            entries.extend(self.entries_of(*key));
            self.order.retain(|known| known != key);
        }
        entries.extend(&alert.entries);
        entries.drain(..entries.len().saturating_sub(ENTRIES));
        let target = match &alert.content {
            AlertContent::Change { entry, .. } => Target::Change { entry: *entry, entries },
            AlertContent::Summary { .. } => Target::Summary { entries },
        };
        self.remember(alert.key, target);
    }

    pub(super) fn remember(&mut self, key: PopupKey, target: Target) {
        self.by_key.insert(key, target);
        if !self.order.contains(&key) {
            self.order.push_back(key);
        }
        while self.order.len() > TARGETS {
            if let Some(oldest) = self.order.pop_front() {
                self.by_key.remove(&oldest);
            }
        }
    }

    fn entries_of(&mut self, key: PopupKey) -> Vec<EntryId> {
        match self.by_key.remove(&key) {
            Some(Target::Change { entries, .. } | Target::Summary { entries }) => entries,
            _ => Vec::new(),
        }
    }
}
