//! Alerts as popups: shown one after the other by a task of its own, so that a slow notification server holds up nothing.

mod targets;
mod texts;
mod waiting;

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::{Notify, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tracing::warn;

pub use self::{targets::Target, texts::details};
use self::{targets::Targets, waiting::Waiting};
use super::{Popup, PopupError, PopupKey, PopupState, Popups};
use crate::{
    alerts::Alert,
    change::{EntryId, HoldReason, Outcome},
    clock::now_ms,
    context::Context,
    history::History,
};

/// How long a popup that is on its way at the end may still take, so that it is known whether it was shown.
const LAST_POPUP: Duration = Duration::from_secs(1);

/// How many popups are remembered as they were worded, so that none is sent again for nothing.
const WORDED: usize = 64;

/// What the task is asked to show.
pub enum Showing {
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

/// What the task tells.
#[derive(Debug)]
pub enum DesktopNews {
    /// These entries have an outcome now.
    Settled(Vec<EntryId>),
    /// What was held because no popups could be shown can be shown now.
    Ready,
}

/// Where alerts go to be shown.
#[derive(Clone)]
pub struct DesktopOutbox(Arc<Shared>);

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    added: Notify,
    targets: Mutex<Targets>,
}

impl DesktopOutbox {
    /// The outbox, and the task that empties it.
    pub fn new(
        popups: Arc<dyn Popups>,
        history: History,
        context: watch::Receiver<Arc<Context>>,
        news: mpsc::Sender<DesktopNews>,
    ) -> (Self, DesktopTask) {
        let shared = Arc::new(Shared::default());
        let state = popups.state();
        (Self(shared.clone()), DesktopTask { popups, state, history, context, shared, news, shown: VecDeque::new() })
    }

    /// Hands something over to be shown. False when the notification server is so far behind that it can't be taken; the
    /// task says [`DesktopNews::Ready`] once it has caught up.
    pub fn show(&self, showing: Showing) -> bool {
        let taken = self.0.waiting().add(showing);
        self.0.added.notify_one();
        taken
    }

    /// What a popup is about, if that is still known.
    pub fn target(&self, key: PopupKey) -> Option<Target> {
        self.0.targets().get(key).cloned()
    }

    /// Forgets the popups about entries that are read now, and names them, so that they can be taken away.
    pub fn forget_read(&self, is_read: impl Fn(EntryId) -> bool) -> Vec<PopupKey> {
        self.0.targets().forget_read(is_read)
    }
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn targets(&self) -> MutexGuard<'_, Targets> {
        self.targets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shows what waits.
pub struct DesktopTask {
    popups: Arc<dyn Popups>,
    state: watch::Receiver<PopupState>,
    history: History,
    context: watch::Receiver<Arc<Context>>,
    shared: Arc<Shared>,
    news: mpsc::Sender<DesktopNews>,
    /// The latest popups as they were worded, the newest first.
    shown: VecDeque<Popup>,
}

impl DesktopTask {
    /// Runs until `shutdown`. What still waits then is announced after the next start.
    pub async fn run(mut self, shutdown: CancellationToken) {
        let ended = async {
            shutdown.cancelled().await;
            tokio::time::sleep(LAST_POPUP).await;
        };
        tokio::select! {
            () = self.show_all(&shutdown) => {}
            () = ended => {}
        }
    }

    async fn show_all(&mut self, shutdown: &CancellationToken) {
        while !shutdown.is_cancelled() {
            let next = self.shared.waiting().next();
            match next {
                Some(Showing::Alert(alert)) => self.show_alert(*alert).await,
                Some(Showing::Other { popup, target }) => {
                    self.shared.targets().remember(popup.key, target);
                    if let Err(error) = self.popups.show(popup).await {
                        warn!(%error, "a popup was not shown");
                    }
                }
                None => {
                    let caught_up = std::mem::take(&mut self.shared.waiting().overflowed);
                    if caught_up {
                        self.tell(DesktopNews::Ready).await;
                    }
                    tokio::select! {
                        () = self.shared.added.notified() => {}
                        () = shutdown.cancelled() => {}
                    }
                }
            }
        }
    }

    async fn show_alert(&mut self, alert: Alert) {
        let context = self.context.borrow().clone();
        for key in &alert.absorbs {
            self.popups.close(*key).await;
        }
        self.state.mark_unchanged();
        // Rather one popup missing than all that come after it.
        let shown = match catch_unwind(AssertUnwindSafe(|| texts::popup(&alert, &context, now_ms()))) {
            Ok(popup) if alert.entries.is_empty() && self.shown.contains(&popup) => return,
            Ok(popup) => {
                self.shared.targets().remember_alert(&alert);
                self.shown.retain(|shown| shown.key != popup.key);
                self.shown.truncate(WORDED - 1);
                self.shown.push_front(popup.clone());
                self.popups.show(popup).await.map_err(Some)
            }
            Err(_) => Err(None),
        };
        if alert.entries.is_empty() {
            // It only says better what was told before.
            return;
        }
        let outcome = match shown {
            Ok(()) => Outcome::Shown,
            // One that does not answer may do so later, and is told what it missed.
            Err(Some(PopupError::NoServer | PopupError::TimedOut)) => {
                Outcome::Held { reason: HoldReason::NoServer, until_ms: None }
            }
            Err(error) => {
                let code = error.as_ref().map_or("internal", PopupError::code);
                warn!(code, "a popup was not shown");
                Outcome::Failed { code: code.to_owned() }
            }
        };
        let held = matches!(outcome, Outcome::Held { .. });
        match self.history.set_outcome(alert.entries.clone(), outcome, now_ms()).await {
            Ok(()) => self.tell(DesktopNews::Settled(alert.entries)).await,
            Err(error) => warn!(%error, "an outcome was not stored"),
        }
        // A server that came back in the meantime was told what was held until then, and not of this.
        if held && self.state.has_changed().unwrap_or(false) && self.state.borrow_and_update().can_show() {
            self.tell(DesktopNews::Ready).await;
        }
    }

    async fn tell(&self, news: DesktopNews) {
        // Nobody listens only at the end.
        let _ = self.news.send(news).await;
    }
}
