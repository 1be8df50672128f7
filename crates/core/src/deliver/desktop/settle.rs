//! What became of popups, noted.

use tokio::time::Instant;
use tracing::warn;

use super::{Dismissed, lane::DesktopLane, queue::PopupRequest};
use crate::{
    change::{Dispatch, EntryId},
    clock::now_ms,
    context::Event,
    deliver::{DeliverError, Receipt},
};

impl DesktopLane {
    /// Notes what became of a popup.
    pub(super) async fn settle(&mut self, request: PopupRequest, result: Result<Receipt, DeliverError>) {
        let PopupRequest::Alert(alert) = request else { return };
        if alert.entries.is_empty() {
            // It only said better what was told before.
            return;
        }
        let (dispatch, at_ms) = match result {
            Ok(receipt) => {
                self.backoff.taken();
                (Dispatch::Done { clicked: false }, receipt.at_ms)
            }
            Err(DeliverError::Retry { why }) => {
                self.backoff.refused(Instant::now());
                (Dispatch::held(why), now_ms())
            }
            Err(DeliverError::TargetBroken { why }) => (Dispatch::held(why), now_ms()),
            Err(DeliverError::ItemRefused { why }) => (Dispatch::Dead { error: why }, now_ms()),
        };
        let held = matches!(dispatch, Dispatch::Waiting { .. });
        if held {
            // Its changes are told another way, so what comes next for it is not an update.
            self.alerts.dismissed(alert.key, Dismissed::ByPerson);
        }
        self.store(alert.entries, dispatch, at_ms).await;
        // What was held until now was taken up when the server came, and these were not among them.
        if held && self.ready_meanwhile && self.state.borrow().can_show() {
            self.take_up_what_the_desktop_held().await;
        }
    }

    pub(super) async fn store(&mut self, ids: Vec<EntryId>, dispatch: Dispatch, at_ms: i64) {
        if ids.is_empty() {
            return;
        }
        self.unstored.push((ids, dispatch, at_ms));
        self.store_again().await;
    }

    /// Stores what became of popups, in its order; what the database does not take now is kept.
    pub(super) async fn store_again(&mut self) {
        while let Some((ids, dispatch, at_ms)) = self.unstored.first() {
            if let Err(error) = self.parts.dispatches.set_all(ids.clone(), dispatch, *at_ms).await {
                warn!(%error, "what became of a popup was not stored; it is tried again");
                return;
            }
            let (ids, dispatch, _) = self.unstored.remove(0);
            let _ = self.parts.events.send(Event::Updated(ids));
            // It may have to be acknowledged.
            if dispatch == (Dispatch::Done { clicked: false }) {
                self.note_due().await;
            }
        }
    }
}
