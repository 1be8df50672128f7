//! Which popup has which id on the server: a bounded list of those that were not answered yet.

use std::collections::{BTreeMap, HashMap};

use rowbell_core::deliver::desktop::PopupKey;

/// The popups that the server holds for us, at most so many; the one longest not updated is forgotten first.
#[derive(Debug)]
pub(super) struct Shown {
    limit: usize,
    next: u64,
    by_id: HashMap<u32, Entry>,
    /// A key's newest id, as long as a popup of that id is open and can be updated in place.
    open: HashMap<PopupKey, u32>,
    by_age: BTreeMap<u64, u32>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    key: PopupKey,
    age: u64,
}

impl Shown {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, next: 0, by_id: HashMap::new(), open: HashMap::new(), by_age: BTreeMap::new() }
    }

    /// The popup of an id, also when it has ended: a server may keep a list where it can still be clicked, and
    /// notification-daemon 3.20 leaves one that was closed on the screen for a while.
    pub(super) fn key(&self, id: u32) -> Option<PopupKey> {
        self.by_id.get(&id).map(|entry| entry.key)
    }

    /// The id under which a popup can be updated in place.
    pub(super) fn open_id(&self, key: PopupKey) -> Option<u32> {
        self.open.get(&key).copied()
    }

    /// The popups that can be updated in place.
    pub(super) fn open_keys(&self) -> Vec<PopupKey> {
        self.open.keys().copied().collect()
    }

    /// The one that was updated longest ago, of those that can be, other than this one.
    pub(super) fn oldest_open(&self, other_than: PopupKey) -> Option<u32> {
        let others = self.open.iter().filter(|(key, _)| **key != other_than).map(|(_, id)| *id);
        others.min_by_key(|id| self.by_id.get(id).map(|entry| entry.age))
    }

    /// The server took a popup under this id.
    pub(super) fn insert(&mut self, id: u32, key: PopupKey) {
        self.remove(id);
        if let Some(before) = self.open.insert(key, id) {
            self.remove(before);
        }
        self.by_id.insert(id, Entry { key, age: self.next });
        self.by_age.insert(self.next, id);
        self.next += 1;
        while self.by_id.len() > self.limit {
            let Some((_, oldest)) = self.by_age.first_key_value() else { break };
            self.remove(*oldest);
        }
    }

    /// The popup can no longer be updated in place, though a click on it still counts. Tells whether that was news.
    pub(super) fn end_updates(&mut self, id: u32) -> Option<PopupKey> {
        let key = self.key(id)?;
        (self.open.get(&key) == Some(&id)).then(|| {
            self.open.remove(&key);
            key
        })
    }

    /// Nothing more is expected of the popup. Returns its key if it could have been updated in place until now.
    pub(super) fn remove(&mut self, id: u32) -> Option<PopupKey> {
        let was_open = self.end_updates(id);
        if let Some(entry) = self.by_id.remove(&id) {
            self.by_age.remove(&entry.age);
        }
        was_open
    }

    /// The server is gone, and every popup with it. Returns those that could have been updated in place.
    pub(super) fn clear(&mut self) -> Vec<PopupKey> {
        let keys = self.open_keys();
        *self = Self::new(self.limit);
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_keeps_one_entry_and_a_new_id_replaces_the_old() {
        let mut shown = Shown::new(10);
        shown.insert(5, PopupKey(1));
        shown.insert(5, PopupKey(1));
        assert_eq!((shown.open_id(PopupKey(1)), shown.by_id.len(), shown.by_age.len()), (Some(5), 1, 1));
        shown.insert(7, PopupKey(1));
        assert_eq!((shown.open_id(PopupKey(1)), shown.key(5), shown.by_age.len()), (Some(7), None, 1));
        // The server gives an id to another popup.
        shown.insert(7, PopupKey(2));
        assert_eq!((shown.open_id(PopupKey(1)), shown.key(7)), (None, Some(PopupKey(2))));
    }

    #[test]
    fn an_expired_popup_can_be_clicked_but_not_updated() {
        let mut shown = Shown::new(10);
        shown.insert(5, PopupKey(1));
        assert_eq!(shown.end_updates(5), Some(PopupKey(1)));
        assert_eq!((shown.end_updates(5), shown.open_id(PopupKey(1)), shown.key(5)), (None, None, Some(PopupKey(1))));
        shown.insert(6, PopupKey(1));
        // Both can be clicked; the old one's end is no news of the new one.
        assert_eq!((shown.remove(5), shown.open_id(PopupKey(1))), (None, Some(6)));
    }

    #[test]
    fn the_book_is_bounded() {
        let mut shown = Shown::new(2_000);
        for n in 0..10_000 {
            shown.insert(n + 1, PopupKey(n.into()));
        }
        assert_eq!((shown.by_id.len(), shown.open.len(), shown.by_age.len()), (2_000, 2_000, 2_000));
        assert_eq!((shown.key(8_000), shown.key(8_001)), (None, Some(PopupKey(8_000))));
        assert_eq!(shown.clear().len(), 2_000);
        assert_eq!(shown.key(8_001), None);
    }
}
