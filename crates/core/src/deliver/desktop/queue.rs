//! What waits to be shown: each popup once, in its latest state.

use std::collections::VecDeque;

use super::{Alert, Popup, Target};

/// The most popups that wait for the notification server.
const WAITING: usize = 256;

/// Something to be shown.
pub(super) enum PopupRequest {
    /// An alert.
    Alert(Box<Alert>),
    /// Something else about a target.
    Other {
        /// What to show.
        popup: Popup,
        /// What it is about.
        target: Target,
    },
}

/// The popups that wait for a slow notification server.
#[derive(Default)]
pub(super) struct PopupQueue {
    queue: VecDeque<PopupRequest>,
    /// Something found no room since the queue was last empty.
    overflowed: bool,
}

impl PopupQueue {
    /// Takes something to show. Of several updates of one popup only the latest is kept; it announces what the earlier
    /// ones would have. So does one that takes in others which still wait. False when there is no room.
    pub(super) fn add(&mut self, request: PopupRequest) -> bool {
        let request = match request {
            PopupRequest::Alert(alert) => match self.merge(alert) {
                Some(alert) => PopupRequest::Alert(alert),
                None => return true,
            },
            other => other,
        };
        if self.queue.len() >= WAITING {
            self.overflowed = true;
            return false;
        }
        self.queue.push_back(request);
        true
    }

    /// The next thing to show; and at the end whether something found no room, once.
    pub(super) fn next(&mut self) -> (Option<PopupRequest>, bool) {
        let next = self.queue.pop_front();
        let found_no_room = next.is_none() && std::mem::take(&mut self.overflowed);
        (next, found_no_room)
    }

    /// The alert, if no alert for its popup waits that can tell it as well.
    fn merge(&mut self, mut alert: Box<Alert>) -> Option<Box<Alert>> {
        if !alert.absorbs.is_empty() {
            for request in std::mem::take(&mut self.queue) {
                match request {
                    PopupRequest::Alert(absorbed) if alert.absorbs.contains(&absorbed.key) => {
                        alert.entries.extend(absorbed.entries);
                        alert.absorbs.extend(absorbed.absorbs);
                    }
                    other => self.queue.push_back(other),
                }
            }
        }
        let known = self.queue.iter_mut().find_map(|request| match request {
            PopupRequest::Alert(known) if known.key == alert.key => Some(known),
            _ => None,
        });
        let Some(known) = known else { return Some(alert) };
        known.content = alert.content;
        known.entries.extend(alert.entries);
        known.absorbs.extend(alert.absorbs);
        None
    }
}
