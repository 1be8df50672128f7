//! How others speak to the desktop's lane.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, mpsc, watch};

use super::{
    Dismissed, Popup, PopupKey, Target,
    queue::{PopupQueue, PopupRequest},
    targets::Targets,
};
use crate::change::{Entry, EntryId};

/// How many deliveries with something to show may wait for the lane, which takes them at once.
const RECORDED: usize = 64;
/// How many popups may be gone before the lane hears of the first.
const CLOSED: usize = 1_024;

/// What the pipeline tells the lane.
pub(super) enum FromPipeline {
    /// These entries were recorded together, and something is to be shown of some of them.
    Recorded(Vec<Arc<Entry>>),
    /// These entries tell more now.
    Learnt(Vec<Entry>),
    /// All that was missed is in the history.
    CaughtUp,
}

/// The desktop's lane, for those who have something for it. Cheap to clone.
#[derive(Clone)]
pub struct Desktop {
    shared: Arc<Shared>,
    told: mpsc::Sender<FromPipeline>,
    closed: mpsc::Sender<(PopupKey, Dismissed)>,
}

/// The lane's end.
pub struct Inlet {
    pub(super) shared: Arc<Shared>,
    pub(super) told: mpsc::Receiver<FromPipeline>,
    pub(super) closed: mpsc::Receiver<(PopupKey, Dismissed)>,
}

/// What both ends see.
#[derive(Default)]
pub(super) struct Shared {
    queue: Mutex<PopupQueue>,
    targets: Mutex<Targets>,
    /// Something was put into the queue.
    pub(super) added: Notify,
    /// Whether the lane has taken up what was under way when the program ended.
    pub(super) begun: watch::Sender<bool>,
}

/// Both ends.
pub fn desktop() -> (Desktop, Inlet) {
    let shared = Arc::new(Shared::default());
    let ((told, telling), (closed, closing)) = (mpsc::channel(RECORDED), mpsc::channel(CLOSED));
    (Desktop { shared: shared.clone(), told, closed }, Inlet { shared, told: telling, closed: closing })
}

impl Desktop {
    /// Hands something over to be shown that is no alert. False when the notification server is so far behind that it can't be
    /// taken.
    pub fn show(&self, popup: Popup, target: Target) -> bool {
        self.shared.add(PopupRequest::Other { popup, target })
    }

    /// Resolves once the lane has taken up what was under way when the program ended: what is recorded as under way before that
    /// would be shown twice.
    pub async fn begun(&self) {
        let _ = self.shared.begun.subscribe().wait_for(|begun| *begun).await;
    }

    /// These entries were recorded together. They are stored, so nothing is lost where nobody listens any more.
    pub async fn recorded(&self, entries: Vec<Arc<Entry>>) {
        let _ = self.told.send(FromPipeline::Recorded(entries)).await;
    }

    /// These entries tell more now.
    pub async fn learnt(&self, entries: Vec<Entry>) {
        let _ = self.told.send(FromPipeline::Learnt(entries)).await;
    }

    /// All that was missed is in the history, and can be summed up.
    pub async fn caught_up(&self) {
        let _ = self.told.send(FromPipeline::CaughtUp).await;
    }

    /// A popup is gone. Of thousands at once some may go unnoticed: what comes for them is shown anew all the same.
    pub fn dismissed(&self, key: PopupKey, how: Dismissed) {
        let _ = self.closed.try_send((key, how));
    }

    /// What a popup is about, if that is still known.
    pub fn target(&self, key: PopupKey) -> Option<Target> {
        self.shared.targets().get(key).cloned()
    }

    /// Names the popups about entries that are read now, so that they can be taken away.
    pub fn take_read(&self, is_read: impl Fn(EntryId) -> bool) -> Vec<PopupKey> {
        self.shared.targets().take_read(is_read)
    }
}

impl Shared {
    /// False when there is no room.
    pub(super) fn add(&self, request: PopupRequest) -> bool {
        let taken = self.queue().add(request);
        self.added.notify_one();
        taken
    }

    pub(super) fn queue(&self) -> MutexGuard<'_, PopupQueue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn targets(&self) -> MutexGuard<'_, Targets> {
        self.targets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
