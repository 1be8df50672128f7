//! Alerts as popups: shown one after the other by a task of its own, so that a slow notification server holds up nothing.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, mpsc, watch},
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::{Alert, Popup, PopupError, PopupKey, PopupState, Popups, Target, queue::Waiting, targets::Targets, texts};
use crate::{
    change::{Dispatch, EntryId, HoldReason},
    clock::now_ms,
    context::Context,
    dispatch::Dispatches,
};

/// How long a popup that is on its way at the end may still take, so that it is known whether it was shown.
const LAST_POPUP: Duration = Duration::from_secs(1);

/// How long until a server that refused a popup is tried again: at first, and at most.
const TRY_AGAIN: (Duration, Duration) = (Duration::from_secs(20), Duration::from_secs(600));

/// How many popups are remembered as they were worded, so that none is sent again for nothing.
const WORDED: usize = 64;

/// What the task is asked to show.
pub enum PopupRequest {
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
    /// Of these entries it is known now what became of their popup.
    Settled(Vec<EntryId>),
    /// This popup was to be shown or updated, and could not be: its changes are told another way.
    Unshown(PopupKey),
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
        dispatches: Dispatches,
        context: watch::Receiver<Arc<Context>>,
        news: mpsc::Sender<DesktopNews>,
    ) -> (Self, DesktopTask) {
        let shared = Arc::new(Shared::default());
        let state = popups.state();
        (
            Self(shared.clone()),
            DesktopTask {
                popups,
                state,
                dispatches,
                context,
                shared,
                news,
                shown: VecDeque::new(),
                refusals: Refusals::default(),
            },
        )
    }

    /// Hands something over to be shown. False when the notification server is so far behind that it can't be taken; the
    /// task says [`DesktopNews::Ready`] once it has caught up.
    pub fn show(&self, showing: PopupRequest) -> bool {
        let taken = self.0.waiting().add(showing);
        self.0.added.notify_one();
        taken
    }

    /// What a popup is about, if that is still known.
    pub fn target(&self, key: PopupKey) -> Option<Target> {
        self.0.targets().get(key).cloned()
    }

    /// Names the popups about entries that are read now, so that they can be taken away.
    pub fn take_read(&self, is_read: impl Fn(EntryId) -> bool) -> Vec<PopupKey> {
        self.0.targets().take_read(is_read)
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
    dispatches: Dispatches,
    context: watch::Receiver<Arc<Context>>,
    shared: Arc<Shared>,
    news: mpsc::Sender<DesktopNews>,
    /// The latest popups as they were worded, the newest first.
    shown: VecDeque<Popup>,
    refusals: Refusals,
}

/// Since when a server refuses popups that it is to be asked to show again.
#[derive(Default)]
struct Refusals {
    count: u32,
    try_at: Option<Instant>,
}

impl Refusals {
    fn note(&mut self, now: Instant) {
        let pause = TRY_AGAIN.0.saturating_mul(1 << self.count.min(8)).min(TRY_AGAIN.1);
        self.try_at = Some(now + pause);
    }
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
                Some(PopupRequest::Alert(alert)) => self.show_alert(*alert).await,
                Some(PopupRequest::Other { popup, target }) => {
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
                    let try_at = self.refusals.try_at;
                    tokio::select! {
                        () = self.shared.added.notified() => {}
                        () = sleep_until(try_at.unwrap_or_else(Instant::now)), if try_at.is_some() => {
                            self.refusals.try_at = None;
                            self.refusals.count += 1;
                            self.tell(DesktopNews::Ready).await;
                        }
                        () = shutdown.cancelled() => {}
                    }
                }
            }
        }
    }

    async fn show_alert(&mut self, alert: Alert) {
        let context = self.context.borrow().clone();
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
        // Afterwards, so that what they tell is never off the screen.
        for key in &alert.absorbs {
            self.popups.close(*key).await;
        }
        if alert.entries.is_empty() {
            // It only says better what was told before.
            return;
        }
        let held_because = |reason| Dispatch::Waiting { reason, until_ms: None };
        let dispatch = match shown {
            Ok(()) => {
                self.refusals = Refusals::default();
                Dispatch::Done { clicked: false }
            }
            Err(Some(error)) => {
                warn!(%error, "a popup was not shown");
                held_because(match error {
                    PopupError::NoServer => HoldReason::NoServer,
                    PopupError::Inhibited => HoldReason::DoNotDisturb,
                    // It tells when it answers again.
                    PopupError::TimedOut => HoldReason::NotTaken,
                    PopupError::Full | PopupError::Refused(_) => {
                        self.refusals.note(Instant::now());
                        HoldReason::NotTaken
                    }
                })
            }
            Err(None) => Dispatch::Dead { error: "internal".to_owned() },
        };
        let held = matches!(dispatch, Dispatch::Waiting { .. });
        if held {
            self.tell(DesktopNews::Unshown(alert.key)).await;
        }
        match self.dispatches.set_all(alert.entries.clone(), &dispatch, now_ms()).await {
            Ok(()) => self.tell(DesktopNews::Settled(alert.entries)).await,
            Err(error) => warn!(%error, "what became of a popup was not stored"),
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
