//! Updates that wait. Here a popup that is shown can't be changed, and showing it again at each cell that somebody fills
//! in would be a storm. So an update waits a moment, and the latest of several is shown, once and without a sound.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use rowbell_core::deliver::desktop::{Popup, PopupKey, PopupWeight};

/// How long an update waits for further ones.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most popups whose updates are known as such.
const KNOWN: usize = 256;
/// The most updates that wait.
const WAITING: usize = 64;

/// What was shown, and what waits to be.
#[derive(Debug, Default)]
pub(super) struct Updates {
    /// The latest is the last.
    known: VecDeque<PopupKey>,
    /// When each is due; the first is due first, since all wait equally long.
    waiting: VecDeque<(Instant, Popup)>,
}

impl Updates {
    /// Takes a popup and gives what is to be shown at once: it, or nothing, or, when very many wait, the oldest update.
    pub(super) fn take(&mut self, popup: Popup, now: Instant) -> Option<Popup> {
        let known = self.known.contains(&popup.key);
        if popup.weight != PopupWeight::Quiet || !known {
            self.forget(popup.key);
            if !known {
                self.known.push_back(popup.key);
                self.known.drain(..self.known.len().saturating_sub(KNOWN));
            }
            return Some(popup);
        }
        if let Some((_, waiting)) = self.waiting.iter_mut().find(|(_, waiting)| waiting.key == popup.key) {
            *waiting = popup;
            return None;
        }
        self.waiting.push_back((now + PATIENCE, popup));
        if self.waiting.len() > WAITING { self.first() } else { None }
    }

    /// An update that has waited long enough.
    pub(super) fn due(&mut self, now: Instant) -> Option<Popup> {
        if self.next_due()? <= now { self.first() } else { None }
    }

    /// When [`Updates::due`] has something next.
    pub(super) fn next_due(&self) -> Option<Instant> {
        self.waiting.front().map(|(due, _)| *due)
    }

    /// The update that waits for this popup is no longer needed.
    pub(super) fn forget(&mut self, key: PopupKey) {
        self.waiting.retain(|(_, waiting)| waiting.key != key);
    }

    fn first(&mut self) -> Option<Popup> {
        self.waiting.pop_front().map(|(_, popup)| popup)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn popup(key: u64, weight: PopupWeight, title: &str) -> Popup {
        let (title, body, default_label) = (title.to_owned(), String::new(), String::new());
        Popup { key: PopupKey(key), title, body, weight, default_label, buttons: Vec::new() }
    }

    fn title(popup: Option<Popup>) -> Option<String> {
        popup.map(|popup| popup.title)
    }

    #[test]
    fn of_several_updates_the_last_is_shown_after_a_while() {
        let (mut updates, start) = (Updates::default(), Instant::now());
        let second = |count: u64| start + Duration::from_secs(count);
        assert_eq!(title(updates.take(popup(1, PopupWeight::Normal, "a"), start)).as_deref(), Some("a"));
        assert_eq!(updates.take(popup(1, PopupWeight::Quiet, "b"), second(1)), None);
        assert_eq!(updates.take(popup(1, PopupWeight::Quiet, "c"), second(9)), None);
        assert_eq!(updates.due(second(10)), None);
        assert_eq!(updates.next_due(), Some(second(11)));
        assert_eq!(title(updates.due(second(11))).as_deref(), Some("c"));
        assert_eq!((updates.due(second(60)), updates.next_due()), (None, None));
    }

    #[test]
    fn what_is_asked_for_is_shown_at_once() {
        let (mut updates, now) = (Updates::default(), Instant::now());
        // Details are quiet, but new.
        assert!(updates.take(popup(1, PopupWeight::Quiet, "details"), now).is_some());
        assert!(updates.take(popup(1, PopupWeight::Quiet, "update"), now).is_none());
        assert!(updates.take(popup(1, PopupWeight::Normal, "news"), now).is_some());
        assert_eq!(updates.next_due(), None, "an older update would say what is no longer so");
    }

    #[test]
    fn an_update_of_what_is_read_is_forgotten() {
        let (mut updates, now) = (Updates::default(), Instant::now());
        updates.take(popup(1, PopupWeight::Normal, "a"), now);
        updates.take(popup(1, PopupWeight::Quiet, "b"), now);
        updates.forget(PopupKey(1));
        assert_eq!(updates.next_due(), None);
    }

    #[test]
    fn no_number_of_popups_makes_it_grow() {
        let (mut updates, now) = (Updates::default(), Instant::now());
        for key in 0..1000 {
            updates.take(popup(key, PopupWeight::Normal, ""), now);
            updates.take(popup(key, PopupWeight::Quiet, ""), now);
        }
        assert_eq!((updates.known.len(), updates.waiting.len()), (KNOWN, WAITING));
    }
}
