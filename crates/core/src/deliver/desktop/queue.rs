//! What waits to be shown: each popup once, in its latest state.

use std::collections::VecDeque;

use super::{Alert, PopupRequest};

/// The most popups that wait for the notification server.
const WAITING: usize = 256;

/// The popups that wait for a slow notification server.
#[derive(Default)]
pub(super) struct Waiting {
    queue: VecDeque<PopupRequest>,
    /// Something found no room since the queue was last empty.
    pub(super) overflowed: bool,
}

impl Waiting {
    /// Takes something to show. Of several updates of one popup only the latest is kept; it announces what the earlier
    /// ones would have. So does one that takes in others which still wait. False when there is no room.
    pub(super) fn add(&mut self, showing: PopupRequest) -> bool {
        let showing = match showing {
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
        self.queue.push_back(showing);
        true
    }

    pub(super) fn next(&mut self) -> Option<PopupRequest> {
        self.queue.pop_front()
    }

    /// The alert, if no alert for its popup waits that can tell it as well.
    fn merge(&mut self, mut alert: Box<Alert>) -> Option<Box<Alert>> {
        if !alert.absorbs.is_empty() {
            for showing in std::mem::take(&mut self.queue) {
                match showing {
                    PopupRequest::Alert(absorbed) if alert.absorbs.contains(&absorbed.key) => {
                        alert.entries.extend(absorbed.entries);
                        alert.absorbs.extend(absorbed.absorbs);
                    }
                    other => self.queue.push_back(other),
                }
            }
        }
        let known = self.queue.iter_mut().find_map(|showing| match showing {
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
