//! Alerts as popups: shown one after the other by a task of its own, so that a slow notification server holds up nothing.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::{Popup, PopupAction, PopupButton, PopupError, PopupKey, PopupWeight, Popups};
use crate::{
    alerts::{Alert, AlertContent},
    change::{Authenticity, Change, ChangeKind, Entry, EntryId, HoldReason, Outcome},
    clock::now_ms,
    context::Context,
    enrich,
    history::History,
};

/// The most alerts that wait for the notification server.
const WAITING: usize = 256;
/// The most popups whose clicks are still understood.
const TARGETS: usize = 1_000;
/// The most entries remembered for one popup.
const ENTRIES: usize = 10_000;

/// What a popup is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// One change, or several of one row.
    Change {
        /// The newest.
        entry: EntryId,
        /// All of them.
        entries: Vec<EntryId>,
    },
    /// Many changes.
    Summary {
        /// All of them, oldest first.
        entries: Vec<EntryId>,
    },
    /// Changes that are told in full; there is nothing further to open.
    Details {
        /// All of them, oldest first.
        entries: Vec<EntryId>,
    },
    /// A host name that was refused.
    Host(String),
}

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

/// Where alerts go to be shown.
#[derive(Clone)]
pub struct DesktopOutbox {
    queue: mpsc::Sender<Showing>,
    targets: Arc<std::sync::Mutex<Targets>>,
}

#[derive(Default)]
struct Targets {
    by_key: BTreeMap<PopupKey, Target>,
    order: VecDeque<PopupKey>,
}

impl DesktopOutbox {
    /// The outbox, and the task that empties it.
    pub fn new(
        popups: Arc<dyn Popups>,
        history: History,
        context: watch::Receiver<Arc<Context>>,
        announced: mpsc::Sender<Vec<EntryId>>,
    ) -> (Self, DesktopTask) {
        let (queue, waiting) = mpsc::channel(WAITING);
        let outbox = Self { queue, targets: Arc::default() };
        let task = DesktopTask { popups, history, context, waiting, targets: outbox.targets.clone(), announced };
        (outbox, task)
    }

    /// Hands something over to be shown. False when the notification server is so far behind that it can't be taken.
    pub fn show(&self, showing: Showing) -> bool {
        self.queue.try_send(showing).is_ok()
    }

    /// What a popup is about, if that is still known.
    pub fn target(&self, key: PopupKey) -> Option<Target> {
        self.lock().by_key.get(&key).cloned()
    }

    /// Forgets the popups about entries that are read now, and names them, so that they can be taken away.
    pub fn forget_read(&self, is_read: impl Fn(EntryId) -> bool) -> Vec<PopupKey> {
        let read = |target: &mut Target| match target {
            Target::Change { entries, .. } | Target::Summary { entries } => entries.iter().all(|id| is_read(*id)),
            Target::Details { .. } | Target::Host(_) => false,
        };
        let mut targets = self.lock();
        let keys: Vec<_> = targets.by_key.extract_if(.., |_, target| read(target)).map(|(key, _)| key).collect();
        targets.order.retain(|key| !keys.contains(key));
        keys
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Targets> {
        self.targets.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Shows what waits.
pub struct DesktopTask {
    popups: Arc<dyn Popups>,
    history: History,
    context: watch::Receiver<Arc<Context>>,
    waiting: mpsc::Receiver<Showing>,
    targets: Arc<std::sync::Mutex<Targets>>,
    /// Tells which entries' outcome changed.
    announced: mpsc::Sender<Vec<EntryId>>,
}

impl DesktopTask {
    /// Runs until `shutdown`.
    pub async fn run(mut self, shutdown: CancellationToken) {
        let mut batch = Vec::new();
        loop {
            batch.clear();
            tokio::select! {
                count = self.waiting.recv_many(&mut batch, WAITING) => if count == 0 { break },
                () = shutdown.cancelled() => break,
            }
            for showing in latest_of_each(std::mem::take(&mut batch)) {
                tokio::select! {
                    () = self.show(showing) => {}
                    () = shutdown.cancelled() => return,
                }
            }
        }
    }

    async fn show(&self, showing: Showing) {
        match showing {
            Showing::Other { popup, target } => {
                self.remember(popup.key, target);
                if let Err(error) = self.popups.show(popup).await {
                    warn!(%error, "a popup was not shown");
                }
            }
            Showing::Alert(alert) => self.show_alert(*alert).await,
        }
    }

    async fn show_alert(&self, alert: Alert) {
        let context = self.context.borrow().clone();
        for key in &alert.absorbs {
            self.popups.close(*key).await;
        }
        let popup = popup(&alert, &context, now_ms());
        self.remember_alert(&alert);
        let outcome = match self.popups.show(popup).await {
            Ok(()) => Outcome::Shown,
            Err(PopupError::NoServer) => Outcome::Held { reason: HoldReason::NoServer, until_ms: None },
            Err(error) => {
                warn!(%error, "a popup was not shown");
                Outcome::Failed { code: error.code().to_owned() }
            }
        };
        match self.history.set_outcome(alert.entries.clone(), outcome).await {
            Ok(_) => drop(self.announced.try_send(alert.entries)),
            Err(error) => warn!(%error, "an outcome was not stored"),
        }
    }

    fn remember_alert(&self, alert: &Alert) {
        let mut entries = match self.targets().by_key.remove(&alert.key) {
            Some(Target::Change { entries, .. } | Target::Summary { entries }) => entries,
            _ => Vec::new(),
        };
        for key in &alert.absorbs {
            if let Some(Target::Change { entries: absorbed, .. }) = self.targets().by_key.remove(key) {
                entries.extend(absorbed);
            }
        }
        entries.extend(&alert.entries);
        let surplus = entries.len().saturating_sub(ENTRIES);
        entries.drain(..surplus);
        let target = match &alert.content {
            AlertContent::Change { entry, .. } => Target::Change { entry: *entry, entries },
            AlertContent::Summary { .. } => Target::Summary { entries },
        };
        self.remember(alert.key, target);
    }

    fn remember(&self, key: PopupKey, target: Target) {
        let mut targets = self.targets();
        targets.by_key.insert(key, target);
        if !targets.order.contains(&key) {
            targets.order.push_back(key);
        }
        while targets.order.len() > TARGETS {
            if let Some(oldest) = targets.order.pop_front() {
                targets.by_key.remove(&oldest);
            }
        }
    }

    fn targets(&self) -> std::sync::MutexGuard<'_, Targets> {
        self.targets.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Of several updates of one popup that wait, only the latest is shown; it announces what the earlier ones would have.
fn latest_of_each(batch: Vec<Showing>) -> Vec<Showing> {
    let mut latest: Vec<Showing> = Vec::with_capacity(batch.len());
    for showing in batch {
        if let Showing::Alert(new) = &showing
            && let Some(Showing::Alert(old)) =
                latest.iter_mut().find(|known| matches!(known, Showing::Alert(known) if known.key == new.key))
        {
            old.content = new.content.clone();
            old.entries.extend(&new.entries);
            old.absorbs.extend(&new.absorbs);
            continue;
        }
        latest.push(showing);
    }
    latest
}

/// The popup of an alert.
fn popup(alert: &Alert, context: &Context, now_ms: i64) -> Popup {
    let words = &context.words;
    let weight = if alert.update { PopupWeight::Quiet } else { PopupWeight::Normal };
    match &alert.content {
        AlertContent::Change { entry, change, authenticity } => {
            let described = words.describe_change(change, *entry, now_ms);
            let mut context_line = described.context;
            if *authenticity == Authenticity::Unchecked {
                context_line = format!("{context_line} · {}", words.get("unverified-note"));
            }
            let lines = [described.text, context_line];
            let body = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
            let opens = enrich::link(&context.settings, change).is_some();
            let mut buttons = Vec::new();
            if opens {
                buttons.push(PopupButton { action: PopupAction::Open, label: words.get(open_label(change)) });
            }
            buttons.push(PopupButton { action: PopupAction::MarkRead, label: words.get("mark-read") });
            let default_label = words.get(if opens { open_label(change) } else { "open-details" });
            Popup { key: alert.key, title: described.title, body, weight, default_label, buttons }
        }
        AlertContent::Summary { gathered, reason, .. } => {
            let base = gathered.only_base().and_then(|uuid| context.settings.base(uuid)?.name());
            let (title, body) = words.sum_up(gathered, base.as_deref(), *reason, now_ms);
            let buttons = vec![PopupButton { action: PopupAction::MarkRead, label: words.get("mark-read") }];
            Popup { key: alert.key, title, body, weight, default_label: words.get("open-details"), buttons }
        }
    }
}

fn open_label(change: &Change) -> &'static str {
    let whole_table = change.rows_affected > 1 || change.row.id.is_empty();
    if whole_table && change.kind != ChangeKind::RowDeleted { "open-table" } else { "open-row" }
}

/// A popup that tells of changes in full, for what can't be opened in the browser. `entries` are the newest of `count`,
/// oldest first.
pub fn details(key: PopupKey, entries: &[Entry], count: usize, context: &Context, now_ms: i64) -> Option<Popup> {
    let words = &context.words;
    let newest = entries.last()?;
    let described = words.describe(newest, now_ms);
    let (title, mut lines) = if count == 1 {
        let unknown = newest.change.base.as_ref().is_some_and(|base| context.settings.base(base).is_none());
        let hint = if unknown { words.get("details-no-address") } else { String::new() };
        (described.title, vec![described.text, described.context, hint])
    } else {
        let one = |entry: &Entry| {
            let one = words.describe(entry, now_ms);
            [one.title, one.text].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        };
        (words.with("summary-title", &[("count", count.into())]), entries.iter().rev().map(one).collect())
    };
    lines.retain(|line| !line.is_empty());
    let mut buttons = Vec::new();
    if entries.iter().any(|entry| entry.unread) {
        buttons.push(PopupButton { action: PopupAction::MarkRead, label: words.get("mark-read") });
    }
    let default_label = words.get("close");
    Some(Popup { key, title, body: lines.join("\n"), weight: PopupWeight::Quiet, default_label, buttons })
}
