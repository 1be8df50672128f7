//! The desktop as a channel: from an alert to a popup on the screen.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::future::BoxFuture;
use tokio::{sync::watch, time::Instant};

use super::{Alert, Popup, PopupError, PopupWeight, Popups, handle::Shared, queue::PopupRequest, texts};
use crate::{
    change::HoldReason,
    clock::now_ms,
    context::Context,
    deliver::{Deliver, DeliverError, Receipt},
};

/// The least time between two sounds.
const BETWEEN_SOUNDS: Duration = Duration::from_secs(2);
/// How many popups are remembered as they were worded, so that none is sent again for nothing.
const WORDED: usize = 64;

/// Shows popups. What they are about is remembered, so that their clicks are understood.
pub(super) struct PopupChannel {
    popups: Arc<dyn Popups>,
    context: watch::Receiver<Arc<Context>>,
    shared: Arc<Shared>,
    /// The latest popups as they were worded, the newest first.
    worded: Mutex<VecDeque<Popup>>,
    /// When a popup made a sound last.
    sounded: Mutex<Option<Instant>>,
}

impl PopupChannel {
    pub(super) fn new(popups: Arc<dyn Popups>, context: watch::Receiver<Arc<Context>>, shared: Arc<Shared>) -> Self {
        Self { popups, context, shared, worded: Mutex::default(), sounded: Mutex::default() }
    }

    async fn show_alert(&self, alert: &Alert) -> Result<(), DeliverError> {
        let context = self.context.borrow().clone();
        // Rather one popup missing than all that come after it.
        let shown = match catch_unwind(AssertUnwindSafe(|| texts::popup(alert, &context, now_ms()))) {
            Ok(popup) if alert.entries.is_empty() && self.is_worded(&popup) => return Ok(()),
            Ok(mut popup) => {
                self.shared.targets().remember_alert(alert);
                self.remember(popup.clone());
                if popup.weight == PopupWeight::Normal && !self.may_sound() {
                    popup.weight = PopupWeight::Quiet;
                }
                self.popups.show(popup).await.map_err(DeliverError::from)
            }
            Err(_) => Err(DeliverError::ItemRefused { why: "internal".to_owned() }),
        };
        // Afterwards, so that what they tell is never off the screen.
        for key in &alert.absorbs {
            self.popups.close(*key).await;
        }
        shown
    }

    /// Whether a popup may make a sound now; then it does.
    fn may_sound(&self) -> bool {
        let mut sounded = self.sounded.lock().unwrap_or_else(PoisonError::into_inner);
        let may = sounded.is_none_or(|last| last.elapsed() >= BETWEEN_SOUNDS);
        if may {
            *sounded = Some(Instant::now());
        }
        may
    }

    /// Whether its popup was worded just so when it was shown last.
    fn is_worded(&self, popup: &Popup) -> bool {
        self.worded.lock().unwrap_or_else(PoisonError::into_inner).contains(popup)
    }

    fn remember(&self, popup: Popup) {
        let mut worded = self.worded.lock().unwrap_or_else(PoisonError::into_inner);
        worded.retain(|known| known.key != popup.key);
        worded.truncate(WORDED - 1);
        worded.push_front(popup);
    }
}

impl Deliver for PopupChannel {
    type Item = PopupRequest;

    fn deliver<'a>(&'a self, request: &'a PopupRequest) -> BoxFuture<'a, Result<Receipt, DeliverError>> {
        Box::pin(async move {
            match request {
                PopupRequest::Alert(alert) => self.show_alert(alert).await?,
                PopupRequest::Other { popup, target } => {
                    self.shared.targets().remember(popup.key, target.clone());
                    self.popups.show(popup.clone()).await?;
                }
            }
            Ok(Receipt { at_ms: now_ms() })
        })
    }
}

impl From<PopupError> for DeliverError {
    fn from(error: PopupError) -> Self {
        match error {
            // Where none is there, this is so for each change, and a problem says it once.
            PopupError::NoServer => tracing::debug!(%error, "a popup was not shown"),
            _ => tracing::warn!(%error, "a popup was not shown"),
        }
        match error {
            PopupError::NoServer => Self::TargetBroken { why: HoldReason::NoServer },
            PopupError::Inhibited => Self::TargetBroken { why: HoldReason::DoNotDisturb },
            // It tells when it answers again.
            PopupError::TimedOut => Self::TargetBroken { why: HoldReason::NotTaken },
            PopupError::Full | PopupError::Refused(_) => Self::Retry { why: HoldReason::NotTaken },
        }
    }
}
