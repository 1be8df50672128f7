//! The way of a change, from a stored delivery to what the person is shown.

mod deciding;

use std::{sync::Arc, time::Duration};

use rowbell_rules::BuiltIn;
use tokio::sync::{broadcast, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

pub(crate) use self::deciding::search_text;
use self::deciding::{decide, held_by, prepare};
use crate::{
    care::Heard,
    change::{
        Change, ChangeKind, Delivery, DeliveryId, Dispatch, Entry, EntryId, HoldReason, Reading, Summary, SummaryReason,
    },
    clock::now_ms,
    context::{Context, News, Pause},
    database::DatabaseError,
    deliver::desktop::{Alert, Alerts, DesktopOutbox, Gone, PopupKey, PopupRequest},
    dispatch::Dispatches,
    history::{History, Recorded, Recording},
    inbox::{Arrived, Inbox},
};

/// The most deliveries taken at once: few enough that recording them holds up no answer.
const BATCH: usize = 64;
/// Up to so many changes that a crash kept from being announced are announced one by one.
const ONE_BY_ONE: usize = 5;
/// How long to wait before the database is tried again.
const RETRY: Duration = Duration::from_secs(2);

/// What the pipeline is asked to do besides taking deliveries.
pub enum Request {
    /// A popup is gone.
    Closed(PopupKey, Gone),
    /// What was held for this reason can be announced now.
    Release(HoldReason),
    /// These entries tell more now.
    Learnt(Vec<Entry>),
}

/// How a look into the inbox ended.
enum Progress {
    /// Nothing waits.
    Done,
    /// Something was taken; more may wait.
    More,
    /// The database does not work now.
    Stuck,
}

/// Which entries are announced later than they came.
#[derive(Clone, Copy)]
enum Late {
    /// Recorded, and not announced before the agent ended.
    Unannounced,
    /// Held for this reason.
    Held(HoldReason),
}

impl Late {
    fn includes(self, dispatch: &Dispatch) -> bool {
        match (self, dispatch) {
            (Self::Unannounced, dispatch) => *dispatch == Dispatch::UnderWay,
            // A server that is there again, or answers again, or has room again: all the same to what waited for it.
            (Self::Held(HoldReason::NoServer), Dispatch::Waiting { reason, .. }) => {
                matches!(reason, HoldReason::NoServer | HoldReason::NotTaken)
            }
            (Self::Held(wanted), Dispatch::Waiting { reason, .. }) => *reason == wanted,
            (Self::Held(_), _) => false,
        }
    }
}

/// The pipeline and what it works with.
pub struct Pipeline {
    /// Where stored deliveries wait.
    pub inbox: Inbox,
    /// Where their changes go.
    pub history: History,
    /// What is to be done about them.
    pub dispatches: Dispatches,
    /// The settings and words in force.
    pub context: watch::Receiver<Arc<Context>>,
    /// Whether popups are paused.
    pub pause: watch::Receiver<Option<Pause>>,
    /// Tells of stored deliveries.
    pub arrived: Arrived,
    /// Where alerts go.
    pub desktop: DesktopOutbox,
    /// Tells clients.
    pub news: broadcast::Sender<News>,
    /// What else is to be done.
    pub requests: mpsc::Receiver<Request>,
    /// Hears by which ways changes come.
    pub heard: Heard,
}

impl Pipeline {
    /// Runs until `shutdown`. What is stored and not yet done is taken up at the next start.
    pub async fn run(mut self, shutdown: CancellationToken) {
        let mut alerts = Alerts::new(self.context.borrow().settings.popups.clone());
        self.catch_up(Late::Unannounced, &mut alerts).await;
        // The next deliveries, and whether more may wait in the inbox.
        let (mut next, mut behind) = (Vec::new(), true);
        // Whether what a connected base missed waits to be summed up.
        // At the start, what a crash kept from that.
        let mut caught_up = true;
        loop {
            let progress = self.go_on(&mut next, &mut behind, &mut alerts).await;
            if matches!(progress, Progress::Done) && std::mem::take(&mut caught_up) {
                self.catch_up(Late::Held(HoldReason::CatchingUp), &mut alerts).await;
            }
            let alert_due = alerts.due_in_ms(now_ms()).map(Duration::from_millis);
            let wait = match progress {
                Progress::More => Some(Duration::ZERO),
                Progress::Stuck => Some(alert_due.unwrap_or(RETRY).min(RETRY)),
                Progress::Done => alert_due,
            };
            tokio::select! {
                biased;
                () = shutdown.cancelled() => break,
                Some(request) = self.requests.recv() => match request {
                    Request::Closed(key, how) => alerts.closed(key, how),
                    // All that was missed has to be in the history before it can be summed up.
                    Request::Release(HoldReason::CatchingUp) => (caught_up, behind) = (true, true),
                    Request::Learnt(entries) => {
                        let context = self.context.borrow().clone();
                        self.enriched(entries, &context, &mut alerts).await;
                    }
                    Request::Release(reason) => self.catch_up(Late::Held(reason), &mut alerts).await,
                },
                Ok(()) = self.context.changed() => {
                    alerts.set(self.context.borrow_and_update().settings.popups.clone());
                    // Names may be known by now that were not when these were shown.
                    for alert in alerts.just_shown(now_ms()) {
                        self.show(alert).await;
                    }
                }
                () = self.arrived.waiting.notified() => behind = true,
                () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {}
                _ = self.arrived.fresh.recv_many(&mut next, BATCH), if !behind && next.is_empty() => {
                    next.sort_unstable_by_key(|(id, _)| *id);
                }
            }
            if let Some(alert) = alerts.tick(now_ms()) {
                self.show(alert).await;
            }
        }
    }

    /// Takes the next deliveries all the way, and reads those after them meanwhile if more may wait.
    async fn go_on(&self, next: &mut Vec<(DeliveryId, Delivery)>, behind: &mut bool, alerts: &mut Alerts) -> Progress {
        if next.is_empty() && *behind {
            match self.inbox.pending(None, BATCH).await {
                Ok(pending) => *next = pending,
                Err(error) => {
                    warn!(%error, "waiting deliveries could not be read");
                    return Progress::Stuck;
                }
            }
            *behind = !next.is_empty();
        }
        let deliveries = std::mem::take(next);
        let Some((last, _)) = deliveries.last() else { return Progress::Done };
        let read_on = async { if *behind { self.inbox.pending(Some(*last), BATCH).await } else { Ok(Vec::new()) } };
        let (progress, after) = tokio::join!(self.pass(&deliveries, alerts), read_on);
        match progress {
            // What could not be read now is read again.
            Progress::More => *next = after.unwrap_or_default(),
            Progress::Stuck | Progress::Done => *behind = true,
        }
        progress
    }

    /// Deliveries → changes → decisions → history → alerts → popups.
    async fn pass(&self, deliveries: &[(DeliveryId, Delivery)], alerts: &mut Alerts) -> Progress {
        let context = self.context.borrow().clone();
        let paused = *self.pause.borrow();
        let read = |(id, delivery): &(DeliveryId, Delivery)| prepare(*id, delivery, &context, paused);
        let recordings: Vec<Recording> = deliveries.iter().map(read).collect();
        recordings.iter().for_each(|recording| self.heard.note(&recording.entries));
        let mut recorded = self.history.record(recordings).await;
        if let Err(DatabaseError::Refused(_)) = recorded {
            recorded = self.record_singly(deliveries, &context).await;
        }
        let recorded = match recorded {
            Ok(recorded) => recorded,
            Err(error) => {
                error!(%error, "changes could not be recorded; they wait in the inbox");
                return Progress::Stuck;
            }
        };
        for recorded in recorded {
            let Recorded::Taken { new, merged } = recorded else { continue };
            self.enriched(merged, &context, alerts).await;
            for alike in new.chunk_by(|one, next| one.desktop == next.desktop && are_of_one_batch(one, next)) {
                if alike[0].desktop == Some(Dispatch::UnderWay)
                    && let Some(alert) = alerts.take(alike, now_ms())
                {
                    self.show(alert).await;
                }
            }
            for entry in new {
                let _ = self.news.send(News::Recorded(Arc::new(entry)));
            }
        }
        Progress::More
    }

    /// Further reports told more of these entries: their popups say so, and they are found by that too.
    async fn enriched(&self, entries: Vec<Entry>, context: &Context, alerts: &mut Alerts) {
        if entries.is_empty() {
            return;
        }
        for alert in entries.iter().filter_map(|entry| alerts.learn(entry)) {
            self.show(alert).await;
        }
        let text = |entry: &Entry| (entry.id, search_text(&entry.change, context));
        if let Err(error) = self.history.reindex(entries.iter().map(text).collect()).await {
            warn!(%error, "a change is not found by what was learnt of it later");
        }
        let _ = self.news.send(News::Updated(entries.into_iter().map(|entry| entry.id).collect()));
    }

    /// One that can't be recorded as it was read must not hold up the others: it is kept whole, as unrecognised.
    async fn record_singly(
        &self,
        deliveries: &[(DeliveryId, Delivery)],
        context: &Context,
    ) -> Result<Vec<Recorded>, DatabaseError> {
        let paused = *self.pause.borrow();
        let mut recorded = Vec::with_capacity(deliveries.len());
        for (id, delivery) in deliveries {
            let mut one = self.history.record(vec![prepare(*id, delivery, context, paused)]).await;
            if let Err(error @ DatabaseError::Refused(_)) = one {
                error!(delivery = id.0, %error, "a delivery can't be recorded as it was read and is kept whole");
                let unread = decide(*id, delivery, Reading::unrecognised(delivery), context, paused);
                one = self.history.record(vec![unread]).await;
            }
            recorded.extend(one?);
        }
        Ok(recorded)
    }

    /// Announces what could not be announced when it came: what was stored before the agent ended, or held.
    async fn catch_up(&self, late: Late, alerts: &mut Alerts) {
        let paused = *self.pause.borrow();
        let reason = match late {
            Late::Unannounced => SummaryReason::WhileAway,
            Late::Held(HoldReason::CatchingUp) => SummaryReason::CaughtUp,
            Late::Held(HoldReason::Paused) => SummaryReason::WhilePaused,
            Late::Held(HoldReason::NoServer | HoldReason::NotTaken) => SummaryReason::WhileNoServer,
            Late::Held(HoldReason::DoNotDisturb) => SummaryReason::WhileDoNotDisturb,
        };
        let mut summary = Summary::default();
        // The first ones, in case they stay few enough to be shown for themselves.
        let (mut first, mut ids) = (Vec::new(), Vec::new());
        let mut after = None;
        loop {
            let page = match self.unfinished(late, after).await {
                Ok(page) => page,
                Err(error) => {
                    warn!(%error, "unannounced changes could not be read");
                    break;
                }
            };
            let Some((last, entries)) = page else { break };
            after = Some(last);
            let mut changed = Vec::new();
            for entry in entries {
                if !entry.unread {
                    changed.push((entry.id, Dispatch::Cancelled { by: BuiltIn::ReadBefore.as_str().into() }));
                } else if let Some(pause) = paused {
                    changed.push((entry.id, held_by(pause)));
                } else {
                    // It waits no more, and is begun again after a crash.
                    changed.push((entry.id, Dispatch::UnderWay));
                    summary.add(&entry);
                    ids.push(entry.id);
                    if first.len() <= ONE_BY_ONE {
                        first.push(entry);
                    }
                }
            }
            if let Err(error) = self.dispatches.set(changed, now_ms()).await {
                warn!(%error, "what is to be announced now was not stored");
            }
        }
        let one_by_one = match late {
            Late::Unannounced => ONE_BY_ONE,
            Late::Held(HoldReason::CatchingUp) => 1,
            Late::Held(_) => 0,
        };
        if ids.len() > one_by_one {
            return self.show(alerts.sum_up(summary, ids, reason)).await;
        }
        for entry in first {
            if let Some(alert) = alerts.take(std::slice::from_ref(&entry), now_ms()) {
                self.show(alert).await;
            }
        }
    }

    /// The next of what is unfinished: the last entry of these, and those that come late in this way. None at the end.
    async fn unfinished(
        &self,
        late: Late,
        after: Option<EntryId>,
    ) -> Result<Option<(EntryId, Vec<Entry>)>, DatabaseError> {
        let page = self.dispatches.unfinished(after, BATCH).await?;
        let Some((last, _)) = page.last() else { return Ok(None) };
        let last = *last;
        let late = page.into_iter().filter(|(_, dispatch)| late.includes(dispatch)).map(|(id, _)| id).collect();
        Ok(Some((last, self.history.entries(late).await?)))
    }

    async fn show(&self, alert: Alert) {
        if !self.context.borrow().settings.popups.enabled {
            self.settle(alert.entries, &Dispatch::Cancelled { by: BuiltIn::PopupsOff.as_str().into() }).await;
            return;
        }
        let entries = alert.entries.clone();
        if !self.desktop.show(PopupRequest::Alert(Box::new(alert))) {
            self.settle(entries, &Dispatch::Waiting { reason: HoldReason::NotTaken, until_ms: None }).await;
        }
    }

    async fn settle(&self, entries: Vec<EntryId>, dispatch: &Dispatch) {
        if let Err(error) = self.dispatches.set_all(entries, dispatch, now_ms()).await {
            warn!(%error, "what became of a popup was not stored");
        }
    }
}

/// Whether two entries of one delivery are told as one: `25 new rows in Tasks`.
fn are_of_one_batch(one: &Entry, next: &Entry) -> bool {
    let (one, next) = (&one.change, &next.change);
    let is_row = matches!(one.kind, ChangeKind::RowAdded | ChangeKind::RowChanged | ChangeKind::RowDeleted);
    let version = |change: &Change| change.operation.map(|operation| operation.version);
    is_row
        && one.kind == next.kind
        && one.table == next.table
        && version(one).is_some()
        && version(one) == version(next)
}
