//! The way of a change, from a stored delivery to what the person is shown.

use std::{sync::Arc, time::Duration};

use tokio::sync::{Notify, broadcast, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tracing::{debug, error, warn};

use crate::{
    alerts::{Alert, Alerts, Reason},
    change::{self, CellChange, Delivery, DeliveryId, Entry, EntryId, HoldReason, NewEntry, Outcome},
    clock::now_ms,
    context::{Context, News, Pause},
    database::BodyHash,
    enrich,
    history::{History, OutcomeKind, Recorded, Recording},
    inbox::Inbox,
    outbox::{DesktopOutbox, PopupKey, Showing},
    rules,
    words::{Words, cell_texts},
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
    Closed(PopupKey),
    /// What was held for this reason can be announced now.
    Release(HoldReason),
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
    /// Tells that deliveries wait.
    pub arrived: Arc<Notify>,
    /// Where alerts go.
    pub desktop: DesktopOutbox,
    /// Tells clients.
    pub news: broadcast::Sender<News>,
    /// What else is to be done.
    pub requests: mpsc::Receiver<Request>,
}

impl Pipeline {
    /// Runs until `shutdown`. What is stored and not yet done is taken up at the next start.
    pub async fn run(mut self, shutdown: CancellationToken) {
        let mut alerts = Alerts::new(self.context.borrow().settings.popups.clone());
        self.take_up(&mut alerts).await;
        loop {
            let progress = match self.inbox.pending(None, BATCH).await {
                Ok(deliveries) if deliveries.is_empty() => Progress::Done,
                Ok(deliveries) => self.pass(deliveries, &mut alerts).await,
                Err(error) => {
                    warn!(%error, "waiting deliveries could not be read");
                    Progress::Stuck
                }
            };
            let alert_due = alerts.due_ms().map(|due| Duration::from_millis((due - now_ms()).max(0) as u64));
            let wait = match progress {
                Progress::More => Some(Duration::ZERO),
                Progress::Stuck => Some(alert_due.unwrap_or(RETRY).min(RETRY)),
                Progress::Done => alert_due,
            };
            tokio::select! {
                biased;
                () = shutdown.cancelled() => break,
                Some(request) = self.requests.recv() => self.answer(request, &mut alerts).await,
                Ok(()) = self.context.changed() => alerts.set(self.context.borrow_and_update().settings.popups.clone()),
                () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {}
                () = self.arrived.notified() => {}
            }
            if let Some(alert) = alerts.tick(now_ms()) {
                self.show(alert).await;
            }
        }
    }

    /// Deliveries → changes → decisions → history → alerts → popups.
    async fn pass(&self, deliveries: Vec<(DeliveryId, Delivery)>, alerts: &mut Alerts) -> Progress {
        let context = self.context.borrow().clone();
        let paused = *self.pause.borrow();
        let prepared: Vec<Recording> =
            deliveries.iter().map(|(id, delivery)| prepare(*id, delivery, &context, paused)).collect();
        let recorded = match self.history.record(prepared.clone()).await {
            Ok(recorded) => recorded,
            Err(error) => {
                error!(%error, "changes could not be recorded; they wait in the inbox");
                return Progress::Stuck;
            }
        };
        for (recording, recorded) in prepared.into_iter().zip(recorded) {
            let Recorded::New(ids) = recorded else { continue };
            for (id, new) in ids.into_iter().zip(recording.entries) {
                let entry = Entry::new(id, new);
                if entry.outcome == Outcome::Pending
                    && let Some(alert) = alerts.take(&entry, now_ms())
                {
                    self.show(alert).await;
                }
                let _ = self.news.send(News::Recorded(Arc::new(entry)));
            }
        }
        Progress::More
    }

    /// Announces what was recorded and not announced before the agent ended.
    async fn take_up(&self, alerts: &mut Alerts) {
        let entries = self.all_with_outcome(OutcomeKind::Pending, |_| true).await;
        let paused = *self.pause.borrow();
        if let Some(pause) = paused {
            let held = Outcome::Held { reason: HoldReason::Paused, until_ms: pause.until_ms };
            return self.settle(entries.iter().map(|entry| entry.id).collect(), held).await;
        }
        if entries.len() > ONE_BY_ONE {
            return self.sum_up(&entries, Reason::WhileAway, alerts).await;
        }
        for entry in entries {
            if let Some(alert) = alerts.take(&entry, now_ms()) {
                self.show(alert).await;
            }
        }
    }

    async fn answer(&self, request: Request, alerts: &mut Alerts) {
        match request {
            Request::Closed(key) => alerts.closed(key),
            Request::Release(released) => {
                let held = |outcome: &Outcome| matches!(outcome, Outcome::Held { reason, .. } if *reason == released);
                let held = self.all_with_outcome(OutcomeKind::Held, held).await;
                let (entries, read): (Vec<_>, Vec<_>) = held.into_iter().partition(|entry| entry.unread);
                if !read.is_empty() {
                    let read = read.iter().map(|entry| entry.id).collect();
                    self.settle(read, Outcome::Muted { by: "read before it could be shown".into() }).await;
                }
                let reason = match released {
                    HoldReason::Paused => Reason::WhilePaused,
                    HoldReason::NoServer => Reason::WhileNoServer,
                };
                // To be announced from now on: a second release finds them held no more, and a crash takes them up again.
                self.settle(entries.iter().map(|entry| entry.id).collect(), Outcome::Pending).await;
                self.sum_up(&entries, reason, alerts).await;
            }
        }
    }

    /// The entries with such an outcome, oldest first.
    async fn all_with_outcome(&self, kind: OutcomeKind, wanted: impl Fn(&Outcome) -> bool) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut after = None;
        loop {
            match self.history.with_outcome(kind, after, BATCH).await {
                Ok(page) => {
                    let Some(last) = page.last() else { return entries };
                    after = Some(last.id);
                    entries.extend(page.into_iter().filter(|entry| wanted(&entry.outcome)));
                }
                Err(error) => {
                    warn!(%error, "unannounced changes could not be read");
                    return entries;
                }
            }
        }
    }

    async fn sum_up(&self, entries: &[Entry], reason: Reason, alerts: &mut Alerts) {
        if let Some(alert) = alerts.sum_up(entries, reason) {
            self.show(alert).await;
        }
    }

    async fn show(&self, alert: Alert) {
        if !self.context.borrow().settings.popups.enabled {
            self.settle(alert.entries, Outcome::Muted { by: "popups are off".into() }).await;
            return;
        }
        let entries = alert.entries.clone();
        if !self.desktop.show(Showing::Alert(Box::new(alert))) {
            self.settle(entries, Outcome::Held { reason: HoldReason::NoServer, until_ms: None }).await;
        }
    }

    async fn settle(&self, entries: Vec<EntryId>, outcome: Outcome) {
        if let Err(error) = self.history.set_outcome(entries, outcome).await {
            warn!(%error, "an outcome was not stored");
        }
    }
}

/// One delivery, read and decided.
fn prepare(id: DeliveryId, delivery: &Delivery, context: &Context, paused: Option<Pause>) -> Recording {
    let settings = &context.settings;
    let reading = change::read(delivery, context.words.format());
    if let Some(why) = &reading.unreadable {
        debug!(delivery = id.0, code = why.code(), "a delivery could not be read and is kept whole");
    }
    let entries = reading.changes.into_iter().map(|change| {
        let decision = rules::decide(&settings.rules, &settings.me, &change, delivery.authenticity);
        let outcome = match (decision.announce, paused) {
            (false, _) => Outcome::Muted { by: decision.by.unwrap_or_default() },
            (true, Some(pause)) => Outcome::Held { reason: HoldReason::Paused, until_ms: pause.until_ms },
            (true, None) => Outcome::Pending,
        };
        let base = enrich::base_name(settings, &change).unwrap_or_default();
        NewEntry {
            delivery: id,
            source: delivery.source,
            endpoint: delivery.endpoint.clone(),
            received_ms: delivery.received_ms,
            authenticity: delivery.authenticity,
            search_text: search_text(&change, &base, &context.words),
            change,
            outcome,
        }
    });
    Recording { delivery: id, hash: BodyHash::of(&delivery.body), timed: reading.timed, entries: entries.collect() }
}

/// The texts that a search finds a change by.
fn search_text(change: &change::Change, base: &str, words: &Words) -> String {
    let linked = change.linked.clone().unwrap_or_default();
    let mut text = [
        &change.row.name,
        &change.table.name,
        base,
        &words.actor(&change.actor),
        &change.actor.app,
        &linked.row.name,
        &linked.table.name,
    ]
    .join(" ");
    for cell in &change.cells {
        let (old, new) = cell_texts(cell, words);
        for (content, shown) in [(&cell.old, old), (&cell.new, new)] {
            if !seatable::value::is_empty(content) {
                text.push(' ');
                text.push_str(&shown);
            }
        }
        let CellChange { column, .. } = cell;
        text.push(' ');
        text.push_str(&column.name);
    }
    text
}
