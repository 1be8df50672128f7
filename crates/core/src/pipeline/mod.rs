//! The way of a change, from a stored delivery to what is recorded of it: read → route → record.
//!
//! What is to be done about it is recorded with it, and is the channels' from there on.

mod before;
mod looking_up;
mod read;
mod route;
mod search_text;
mod settling;
mod too_soon;

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use tokio::sync::{broadcast, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

pub(crate) use self::search_text::search_text;
use self::{
    read::read,
    route::{Routed, route_all},
};
use crate::{
    change::{Delivery, DeliveryId, Dispatch, Entry, HoldReason, Reading, RowsRead},
    clock::now_ms,
    context::{Context, Event, Pause},
    database::DatabaseError,
    deliver::desktop::Desktop,
    dispatch::Dispatches,
    history::{History, Recorded, Recording},
    inbox::{Arrived, Inbox},
    webhook_health::LastSeen,
};

/// The most deliveries taken at once: few enough that recording them holds up no answer.
const BATCH: usize = 64;
/// How long to wait before the database is tried again.
const RETRY: Duration = Duration::from_secs(2);

/// How often the clock is looked at while something is not decided yet.
const LOOK: Duration = Duration::from_secs(5);

/// What the pipeline is asked to do besides taking deliveries.
pub enum Request {
    /// All that was missed is in the inbox: once it is in the history, it can be summed up.
    CaughtUp,
    /// These entries tell more now.
    Learnt(Vec<Entry>),
    /// Rows were read that rules ask about.
    RowsRead(RowsRead),
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

/// How far the pipeline is.
struct State {
    /// The next deliveries.
    next: Vec<(DeliveryId, Delivery)>,
    /// Whether more may wait in the inbox.
    behind: bool,
    /// Whether what was missed waits to be summed up. At the start, what a crash kept from that.
    caught_up: bool,
    /// When the first of what is not decided yet is to be looked at, in Unix milliseconds; at the start, at once.
    undecided_ms: Option<i64>,
}

/// The pipeline and what it works with.
pub struct Pipeline {
    /// Where stored deliveries wait.
    pub inbox: Inbox,
    /// Where their changes go.
    pub history: History,
    /// The settings and words in force.
    pub context: watch::Receiver<Arc<Context>>,
    /// Whether popups are paused.
    pub pause: watch::Receiver<Option<Pause>>,
    /// Tells of stored deliveries.
    pub arrived: Arrived,
    /// Shows what is to be shown.
    pub desktop: Desktop,
    /// Tells clients.
    pub events: broadcast::Sender<Event>,
    /// What is put off.
    pub dispatches: Dispatches,
    /// What else is to be done.
    pub requests: mpsc::Receiver<Request>,
    /// Notes by which ways changes come.
    pub last_seen: LastSeen,
}

impl Pipeline {
    /// Runs until `shutdown`. What is stored and not yet done is taken up at the next start.
    pub async fn run(mut self, shutdown: CancellationToken) {
        let mut state = State { next: Vec::new(), behind: true, caught_up: true, undecided_ms: Some(0) };
        tokio::select! {
            () = self.desktop.begun() => {}
            () = shutdown.cancelled() => return,
        }
        loop {
            let progress = self.next_batch(&mut state).await;
            if matches!(progress, Progress::Done) && std::mem::take(&mut state.caught_up) {
                self.desktop.caught_up().await;
            }
            let wait = match progress {
                Progress::More => Some(Duration::ZERO),
                Progress::Stuck => Some(RETRY),
                Progress::Done => self.decide_due(&mut state).await,
            };
            tokio::select! {
                biased;
                () = shutdown.cancelled() => break,
                Some(request) = self.requests.recv() => match request {
                    // All that was missed has to be in the history before it can be summed up.
                    Request::CaughtUp => (state.caught_up, state.behind) = (true, true),
                    Request::Learnt(entries) => {
                        let context = self.context.borrow().clone();
                        self.enriched(entries, &context).await;
                    }
                    Request::RowsRead(rows) => self.rows_read(rows).await,
                },
                () = self.arrived.waiting.notified() => state.behind = true,
                () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {}
                _ = self.arrived.fresh.recv_many(&mut state.next, BATCH), if !state.behind && state.next.is_empty() => {
                    state.next.sort_unstable_by_key(|(id, _)| *id);
                }
            }
        }
    }

    /// Decides what is due of what was put off. Gives how long until more may be.
    async fn decide_due(&self, state: &mut State) -> Option<Duration> {
        if state.undecided_ms? <= now_ms() {
            state.undecided_ms = match self.decide_what_is_due().await {
                Ok(next) => next,
                Err(error) => {
                    warn!(%error, "what was put off could not be decided");
                    return Some(RETRY);
                }
            };
        }
        // Timers stand still while the computer sleeps, so the clock is looked at now and then.
        let left_ms = (state.undecided_ms? - now_ms()).max(0).unsigned_abs();
        Some(Duration::from_millis(left_ms).min(LOOK))
    }

    /// Gives when more is due, in Unix milliseconds.
    async fn decide_what_is_due(&self) -> Result<Option<i64>, DatabaseError> {
        self.settle().await?;
        self.look_up_due().await?;
        let next = [HoldReason::Settling, HoldReason::LookingUp].map(|reason| self.dispatches.next_due(reason));
        let [settles, looks_up] = next;
        Ok([settles.await?, looks_up.await?].into_iter().flatten().min())
    }

    /// These were decided later than they came.
    async fn decided(&self, entries: Vec<Entry>) {
        if entries.is_empty() {
            return;
        }
        let ids = entries.iter().map(|entry| entry.id).collect();
        let is_late = entries.iter().any(|entry| entry.desktop == Some(Dispatch::held(HoldReason::CatchingUp)));
        self.desktop.recorded(entries.into_iter().map(Arc::new).collect()).await;
        if is_late {
            self.desktop.caught_up().await;
        }
        let _ = self.events.send(Event::Updated(ids));
    }

    /// Takes the next deliveries all the way, and reads those after them meanwhile if more may wait.
    async fn next_batch(&self, state: &mut State) -> Progress {
        if state.next.is_empty() && state.behind {
            match self.inbox.pending(None, BATCH).await {
                Ok(pending) => state.next = pending,
                Err(error) => {
                    warn!(%error, "waiting deliveries could not be read");
                    return Progress::Stuck;
                }
            }
            state.behind = !state.next.is_empty();
        }
        let deliveries = std::mem::take(&mut state.next);
        let Some((last, _)) = deliveries.last() else { return Progress::Done };
        let behind = state.behind;
        let read_on = async { if behind { self.inbox.pending(Some(*last), BATCH).await } else { Ok(Vec::new()) } };
        let undecided_ms = &mut state.undecided_ms;
        let (progress, after) = tokio::join!(self.process(&deliveries, undecided_ms), read_on);
        match progress {
            // What could not be read now is read again.
            Progress::More => state.next = after.unwrap_or_default(),
            Progress::Stuck | Progress::Done => state.behind = true,
        }
        progress
    }

    /// Deliveries → changes → what follows from them → history, and on to the desktop.
    async fn process(&self, deliveries: &[(DeliveryId, Delivery)], undecided_ms: &mut Option<i64>) -> Progress {
        let context = self.context.borrow().clone();
        let recorded = match self.record(deliveries, &context).await {
            Ok(recorded) => recorded,
            Err(error) => {
                error!(%error, "changes could not be recorded; they wait in the inbox");
                return Progress::Stuck;
            }
        };
        for recorded in recorded {
            let Recorded::Taken { new, merged } = recorded else { continue };
            self.enriched(merged, &context).await;
            let new: Vec<Arc<Entry>> = new.into_iter().map(Arc::new).collect();
            for until_ms in new.iter().filter_map(|entry| decided_ms(entry.desktop.as_ref())) {
                *undecided_ms = Some(undecided_ms.map_or(until_ms, |first| first.min(until_ms)));
            }
            if new.iter().any(|entry| is_unfinished(entry.desktop.as_ref())) {
                self.desktop.recorded(new.clone()).await;
            }
            for entry in new {
                let _ = self.events.send(Event::Recorded(entry));
            }
        }
        Progress::More
    }

    /// Read → route → record, all in one transaction. What can't be recorded as it was read must not hold up the others.
    async fn record(
        &self,
        deliveries: &[(DeliveryId, Delivery)],
        context: &Context,
    ) -> Result<Vec<Recorded>, DatabaseError> {
        let paused = *self.pause.borrow();
        let recordings = self.routed(deliveries, context, paused).await;
        recordings.iter().for_each(|recording| self.last_seen.note(&recording.entries));
        match self.history.record(recordings).await {
            Err(DatabaseError::Refused(_)) => self.record_singly(deliveries, context).await,
            recorded => recorded,
        }
    }

    /// Read → route, and route again what depends on what rows were like before.
    async fn routed(
        &self,
        deliveries: &[(DeliveryId, Delivery)],
        context: &Context,
        paused: Option<Pause>,
    ) -> Vec<Recording> {
        let routed = deliveries.iter().map(|(id, delivery)| read_and_route(*id, delivery, context, paused));
        let mut recordings = Vec::with_capacity(deliveries.len());
        let (mut asking, mut once) = (Vec::new(), BTreeMap::new());
        for (at, Routed { recording, asks_before, once: minutes }) in routed.enumerate() {
            once.extend(minutes.into_iter().map(|(entry, minutes)| ((at, entry), minutes)));
            asking.extend(asks_before.into_iter().map(|entry| (at, entry)));
            recordings.push(recording);
        }
        for (at, entry) in asking {
            let delivery = &deliveries[at].1;
            let decided =
                before::route_knowing(&self.history, &mut recordings, (at, entry), delivery, context, paused).await;
            match decided {
                Some(Some(minutes)) => drop(once.insert((at, entry), minutes)),
                Some(None) => drop(once.remove(&(at, entry))),
                None => {}
            }
        }
        for (entry, minutes) in once {
            too_soon::mute(&self.history, &mut recordings, entry, minutes).await;
        }
        recordings
    }

    /// Each in a transaction of its own; one that can't be recorded as it was read is kept whole, as unrecognised.
    async fn record_singly(
        &self,
        deliveries: &[(DeliveryId, Delivery)],
        context: &Context,
    ) -> Result<Vec<Recorded>, DatabaseError> {
        let paused = *self.pause.borrow();
        let mut all = Vec::with_capacity(deliveries.len());
        for one in deliveries {
            let (id, delivery) = one;
            let recordings = self.routed(std::slice::from_ref(one), context, paused).await;
            let mut recorded = self.history.record(recordings).await;
            if let Err(error @ DatabaseError::Refused(_)) = recorded {
                error!(delivery = id.0, %error, "a delivery can't be recorded as it was read and is kept whole");
                let unread = route_all(*id, delivery, Reading::unrecognised(delivery), context, paused);
                recorded = self.history.record(vec![unread.recording]).await;
            }
            all.extend(recorded?);
        }
        Ok(all)
    }

    /// Further reports told more of these entries: their popups say so, and they are found by that too.
    async fn enriched(&self, entries: Vec<Entry>, context: &Context) {
        if entries.is_empty() {
            return;
        }
        let text = |entry: &Entry| (entry.id, search_text(&entry.content, context));
        let texts = entries.iter().map(text).collect();
        let ids = entries.iter().map(|entry| entry.id).collect();
        self.desktop.learnt(entries).await;
        if let Err(error) = self.history.reindex(texts).await {
            warn!(%error, "a change is not found by what was learnt of it later");
        }
        let _ = self.events.send(Event::Updated(ids));
    }
}

/// The first two stages. A mistake of ours in them costs no delivery: it is kept whole.
fn read_and_route(id: DeliveryId, delivery: &Delivery, context: &Context, paused: Option<Pause>) -> Routed {
    let stages = || route_all(id, delivery, read(id, delivery, context), context, paused);
    catch_unwind(AssertUnwindSafe(stages)).unwrap_or_else(|_| {
        error!(delivery = id.0, "a delivery could not be read by a mistake in Rowbell and is kept whole");
        route_all(id, delivery, Reading::unrecognised(delivery), context, paused)
    })
}

/// When it is to be decided, in Unix milliseconds, if it was put off.
fn decided_ms(desktop: Option<&Dispatch>) -> Option<i64> {
    match desktop {
        Some(Dispatch::Waiting { reason: HoldReason::Settling | HoldReason::LookingUp, until_ms }) => *until_ms,
        _ => None,
    }
}

fn is_unfinished(desktop: Option<&Dispatch>) -> bool {
    matches!(desktop, Some(Dispatch::UnderWay | Dispatch::Waiting { .. }))
}
