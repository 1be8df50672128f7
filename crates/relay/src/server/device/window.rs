//! The sending window: which letters a device has been sent, and how many more it may be sent before it confirms some.

use std::collections::VecDeque;

use rowbell_protocol::{MAX_UNCONFIRMED, Sequence};

/// How far a device is.
pub(super) struct SendWindow {
    /// The last letter sent, or the device's cursor.
    sent: Sequence,
    /// The mailbox's newest letter that is known of. What lies after `sent` has not been looked at yet.
    newest: Sequence,
    /// Sent and not confirmed, in order.
    unconfirmed: VecDeque<Sequence>,
    /// The last letter that waited when the device entered; none once the device was told that it has caught up.
    backlog_end: Option<Sequence>,
}

impl SendWindow {
    /// For a device that has had the letters up to `after`, of a mailbox whose last letter is `newest`.
    pub(super) fn new(after: Sequence, newest: Sequence) -> Self {
        Self { sent: after, newest, unconfirmed: VecDeque::new(), backlog_end: Some(newest) }
    }

    /// The last letter sent.
    pub(super) fn sent(&self) -> Sequence {
        self.sent
    }

    /// Whether there is nothing left to send.
    pub(super) fn is_empty(&self) -> bool {
        self.newest <= self.sent
    }

    /// How many letters may be sent now: 0 if there are none, or if too many are unconfirmed.
    pub(super) fn room(&self) -> usize {
        if self.is_empty() { 0 } else { MAX_UNCONFIRMED.saturating_sub(self.unconfirmed.len()) }
    }

    /// A letter has arrived.
    pub(super) fn extend(&mut self, newest: Sequence) {
        self.newest = self.newest.max(newest);
    }

    /// A letter is sent.
    pub(super) fn add(&mut self, sequence: Sequence) {
        self.unconfirmed.push_back(sequence);
        self.sent = sequence;
    }

    /// There are no letters to send up to this one.
    pub(super) fn skip_to(&mut self, end: Sequence) {
        self.sent = self.sent.max(end);
    }

    /// The device has confirmed all letters up to this one.
    pub(super) fn confirm(&mut self, after: Sequence) {
        while self.unconfirmed.front().is_some_and(|sequence| *sequence <= after) {
            self.unconfirmed.pop_front();
        }
        if self.unconfirmed.is_empty() {
            // A device that only waits keeps no memory.
            self.unconfirmed = VecDeque::new();
        }
    }

    /// Whether the backlog has been sent just now; true once.
    pub(super) fn take_caught_up(&mut self) -> bool {
        self.backlog_end.take_if(|end| *end <= self.sent).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_sent_than_may_be_unconfirmed() {
        let mut window = SendWindow::new(0, 5000);
        assert_eq!(window.room(), MAX_UNCONFIRMED);
        (1..=MAX_UNCONFIRMED as u64).for_each(|sequence| window.add(sequence));
        assert_eq!((window.room(), window.is_empty()), (0, false));
        window.confirm(10);
        assert_eq!(window.room(), 10);
        window.confirm(MAX_UNCONFIRMED as u64);
        assert_eq!(window.room(), MAX_UNCONFIRMED);
    }

    #[test]
    fn confirming_something_else_frees_nothing_else() {
        let mut window = SendWindow::new(10, 30);
        [12, 17, 30].into_iter().for_each(|sequence| window.add(sequence));
        window.extend(40);
        for (confirmed, room) in [(5, 3), (16, 2), (16, 2), (12, 2), (1 << 40, 0)] {
            window.confirm(confirmed);
            assert_eq!(MAX_UNCONFIRMED - window.room(), room, "after {confirmed}");
        }
    }

    #[test]
    fn caught_up_is_told_once_when_the_backlog_has_been_sent() {
        let mut window = SendWindow::new(3, 9);
        assert!(!window.take_caught_up());
        window.add(7);
        assert!(!window.take_caught_up());
        // The last one was pruned before it could be sent.
        window.skip_to(9);
        assert!(window.take_caught_up() && window.is_empty());
        window.extend(12);
        window.add(12);
        assert!(!window.take_caught_up());
    }

    #[test]
    fn old_news_does_not_move_a_window_back() {
        let mut window = SendWindow::new(9, 9);
        window.extend(4);
        assert!(window.is_empty());
        window.skip_to(4);
        assert_eq!(window.sent(), 9);
    }
}
