//! The desktop's lane: what is to be shown, one popup after the other.
//!
//! What is to be done is in the table of dispatches. Where something changes that it waited for (a pause ends, a notification
//! server is there again), the lane looks there; what it is told of only spares it the look.

use std::{sync::Arc, time::Duration};

use futures_util::future::{BoxFuture, FutureExt};
use rowbell_rules::BuiltIn;
use tokio::{
    sync::{broadcast, watch},
    time::{Instant, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::{
    Alert, Alerts, Dismissed, PopupKey, PopupState, Popups,
    backoff::Backoff,
    channel::PopupChannel,
    handle::{FromPipeline, Inlet},
    late::Late,
    queue::PopupRequest,
};
use crate::{
    change::{Change, ChangeKind, Dispatch, Entry, EntryId, HoldReason},
    clock::now_ms,
    context::{Context, Event, Pause},
    deliver::{Deliver, DeliverError, Receipt},
    dispatch::Dispatches,
    history::History,
};

/// How long a popup that is on its way at the end may still take, so that it is known whether it was shown.
const LAST_POPUP: Duration = Duration::from_secs(1);
/// How often the clock is looked at while something waits for its time.
const LOOK: Duration = Duration::from_secs(60);
/// How long to wait before the database is tried again.
const DATABASE_AGAIN: Duration = Duration::from_secs(2);

/// What the lane works with.
pub struct LaneParts {
    /// What others hand over.
    pub inlet: Inlet,
    /// Where popups are shown.
    pub popups: Arc<dyn Popups>,
    /// What is to be done, and what became of it.
    pub dispatches: Dispatches,
    /// The entries that it is about.
    pub history: History,
    /// The settings and words in force.
    pub context: watch::Receiver<Arc<Context>>,
    /// Whether popups are paused.
    pub pause: watch::Receiver<Option<Pause>>,
    /// Tells clients.
    pub events: broadcast::Sender<Event>,
}

/// Shows what is to be shown on the desktop.
pub struct DesktopLane {
    pub(super) parts: LaneParts,
    channel: Arc<PopupChannel>,
    pub(super) state: watch::Receiver<PopupState>,
    pub(super) alerts: Alerts,
    pub(super) backoff: Backoff,
    /// A server was there to show popups since the one under way was begun.
    pub(super) ready_meanwhile: bool,
    /// What could not be stored yet of what became of popups, and when.
    pub(super) unstored: Vec<(Vec<EntryId>, Dispatch, i64)>,
    /// What could not be taken up yet.
    pub(super) left: Vec<Late>,
    /// When the first of what waits for its time is due, in Unix milliseconds.
    pub(super) due_ms: Option<i64>,
}

/// A popup that is on its way, and how that ends.
type UnderWay = BoxFuture<'static, (PopupRequest, Result<Receipt, DeliverError>)>;

impl DesktopLane {
    /// A lane that has yet to be run.
    pub fn new(parts: LaneParts) -> Self {
        let alerts = Alerts::new(parts.context.borrow().settings.popups.clone());
        let channel = PopupChannel::new(parts.popups.clone(), parts.context.clone(), parts.inlet.shared.clone());
        let (state, backoff) = (parts.popups.state(), Backoff::default());
        let channel = Arc::new(channel);
        Self {
            parts,
            channel,
            state,
            alerts,
            backoff,
            ready_meanwhile: false,
            unstored: Vec::new(),
            left: Vec::new(),
            due_ms: None,
        }
    }

    /// Runs until `shutdown`. What is unfinished then is told after the next start.
    pub async fn run(mut self, shutdown: CancellationToken) {
        self.begin().await;
        let mut under_way: Option<UnderWay> = None;
        loop {
            if under_way.is_none() {
                under_way = self.next().await;
            }
            let now = Instant::now();
            let alert_due = self.alerts.due_in_ms(now_ms()).map(|left| now + Duration::from_millis(left));
            let again_at = (!self.unstored.is_empty() || !self.left.is_empty()).then(|| now + DATABASE_AGAIN);
            let timed = self.due_ms.map(|until_ms| now + left_until(until_ms));
            let wake_at = [alert_due, self.backoff.try_at(), again_at, timed].into_iter().flatten().min();
            tokio::select! {
                biased;
                () = shutdown.cancelled() => break,
                (request, result) = ended(&mut under_way) => {
                    under_way = None;
                    self.settle(request, result).await;
                }
                Some(told) = self.parts.inlet.told.recv() => self.take(told).await,
                Some((key, how)) = self.parts.inlet.closed.recv() => self.dismissed(key, how).await,
                Ok(()) = self.parts.context.changed() => self.reword().await,
                Ok(()) = self.parts.pause.changed() => self.follow_pause().await,
                Ok(()) = self.state.changed() => self.follow_server().await,
                () = self.parts.inlet.shared.added.notified(), if under_way.is_none() => {}
                () = sleep_until(wake_at.unwrap_or(now)), if wake_at.is_some() => self.wake().await,
            }
            if let Some(alert) = self.alerts.tick(now_ms()) {
                self.show(alert).await;
            }
        }
        if let Some(last) = under_way
            && let Ok((request, result)) = timeout(LAST_POPUP, last).await
        {
            self.settle(request, result).await;
        }
    }

    /// Takes up what was left when the program ended.
    async fn begin(&mut self) {
        self.take_up(Late::UnderWay).await;
        self.parts.inlet.shared.begun.send_replace(true);
        self.follow_pause().await;
        self.follow_server().await;
        self.take_up_due().await;
    }

    /// The next popup on its way, if one is to be shown.
    async fn next(&mut self) -> Option<UnderWay> {
        let (next, caught_up) = self.parts.inlet.shared.queue().next();
        if caught_up {
            self.take_up_what_the_desktop_held().await;
        }
        let (request, channel) = (next?, self.channel.clone());
        self.ready_meanwhile = false;
        let deliver = async move {
            let result = channel.deliver(&request).await;
            (request, result)
        };
        Some(deliver.boxed())
    }

    async fn take(&mut self, told: FromPipeline) {
        match told {
            FromPipeline::Recorded(entries) => self.recorded(&entries).await,
            FromPipeline::Learnt(entries) => {
                for alert in entries.iter().filter_map(|entry| self.alerts.learn(entry)).collect::<Vec<_>>() {
                    self.show(alert).await;
                }
            }
            FromPipeline::CaughtUp => self.take_up(Late::Held(HoldReason::CatchingUp)).await,
        }
    }

    async fn recorded(&mut self, entries: &[Arc<Entry>]) {
        for alike in entries.chunk_by(|one, next| one.desktop == next.desktop && are_of_one_batch(one, next)) {
            if alike[0].desktop == Some(Dispatch::UnderWay)
                && let Some(alert) = self.alerts.take(alike, now_ms())
            {
                self.show(alert).await;
            }
        }
        for entry in entries {
            if let Some(Dispatch::Waiting { reason, until_ms: Some(until_ms) }) = entry.desktop
                && HoldReason::TIMED.contains(&reason)
            {
                self.due_ms = Some(self.due_ms.map_or(until_ms, |first| first.min(until_ms)));
            }
        }
        // A pause may have ended while they were on their way into the history.
        let is_paused = |dispatch: &Dispatch| {
            matches!(dispatch, Dispatch::Waiting { reason: HoldReason::Paused | HoldReason::QuietHours, .. })
        };
        if entries.iter().any(|entry| entry.desktop.as_ref().is_some_and(is_paused)) {
            self.follow_pause().await;
        }
    }

    async fn dismissed(&mut self, key: PopupKey, how: Dismissed) {
        self.alerts.dismissed(key, how);
        if how == Dismissed::Expired || self.due_ms.is_none() {
            return;
        }
        let entries = self.parts.inlet.shared.targets().entries_of(key);
        match self.parts.dispatches.answer(entries.clone()).await {
            Ok(()) => drop(self.parts.events.send(Event::Updated(entries))),
            Err(error) => warn!(%error, "that a popup was answered was not stored; it may come again"),
        }
    }

    /// Names may be known by now that were not when popups were shown.
    async fn reword(&mut self) {
        let settings = self.parts.context.borrow_and_update().settings.popups.clone();
        self.alerts.set(settings);
        for alert in self.alerts.just_shown(now_ms()) {
            self.show(alert).await;
        }
        // A snooze may have been ended or made longer.
        if self.due_ms.is_some() {
            self.take_up_due().await;
        }
    }

    async fn follow_pause(&mut self) {
        let paused = self.parts.pause.borrow_and_update().is_some();
        if !paused {
            self.take_up(Late::Held(HoldReason::Paused)).await;
            self.take_up(Late::Held(HoldReason::QuietHours)).await;
        }
    }

    async fn follow_server(&mut self) {
        let is_ready = self.state.borrow_and_update().can_show();
        if is_ready {
            self.ready_meanwhile = true;
            self.take_up_what_the_desktop_held().await;
        }
    }

    pub(super) async fn take_up_what_the_desktop_held(&mut self) {
        self.take_up(Late::Held(HoldReason::NoServer)).await;
        self.take_up(Late::Held(HoldReason::DoNotDisturb)).await;
    }

    /// Does what is due by now.
    async fn wake(&mut self) {
        if self.backoff.is_due(Instant::now()) {
            self.take_up_what_the_desktop_held().await;
        }
        if !self.unstored.is_empty() {
            self.store_again().await;
            // What was held among it may have missed what it waited for.
            if self.unstored.is_empty() {
                self.follow_server().await;
            }
        }
        if self.due_ms.is_some_and(|until_ms| until_ms <= now_ms()) {
            self.take_up_due().await;
        }
        for late in std::mem::take(&mut self.left) {
            self.take_up(late).await;
        }
    }

    pub(super) async fn show(&mut self, alert: Alert) {
        if !self.parts.context.borrow().settings.popups.enabled {
            return self.store(alert.entries, Dispatch::Cancelled { by: BuiltIn::PopupsOff }, now_ms()).await;
        }
        let entries = alert.entries.clone();
        if !self.parts.inlet.shared.add(PopupRequest::Alert(Box::new(alert))) {
            self.store(entries, Dispatch::held(HoldReason::NotTaken), now_ms()).await;
        }
    }
}

/// How long until then. Timers stand still while the computer sleeps, so the clock is looked at now and then.
fn left_until(until_ms: i64) -> Duration {
    Duration::from_millis((until_ms - now_ms()).max(0).unsigned_abs()).min(LOOK)
}

/// How the popup on its way ends; never, if there is none.
async fn ended(under_way: &mut Option<UnderWay>) -> (PopupRequest, Result<Receipt, DeliverError>) {
    match under_way {
        Some(popup) => popup.await,
        None => std::future::pending().await,
    }
}

/// Whether two entries of one delivery are told as one: `25 new rows in Tasks`.
fn are_of_one_batch(one: &Entry, next: &Entry) -> bool {
    let Some((one, next)) = one.change().zip(next.change()) else { return false };
    let is_row = matches!(one.kind, ChangeKind::RowAdded | ChangeKind::RowChanged | ChangeKind::RowDeleted);
    let version = |change: &Change| change.operation.map(|operation| operation.version);
    is_row
        && one.kind == next.kind
        && one.table == next.table
        && version(one).is_some()
        && version(one) == version(next)
}
