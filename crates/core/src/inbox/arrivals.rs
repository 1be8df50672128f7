//! The short way from the inbox to the pipeline: what was just stored need not be read again.

use std::sync::Arc;

use tokio::sync::{Notify, mpsc};

use crate::change::{Delivery, DeliveryId};

/// The most deliveries on the short way; the others are read from the disk in their turn.
const FRESH: usize = 64;
/// The largest body that is worth keeping in memory meanwhile, in bytes.
const SMALL: usize = 16 * 1024;

/// The inbox's end.
#[derive(Clone, Debug)]
pub(super) struct Arrivals {
    fresh: mpsc::Sender<(DeliveryId, Delivery)>,
    waiting: Arc<Notify>,
}

/// Where the pipeline hears of stored deliveries. It may hear of one twice; the history knows what it has.
#[derive(Debug)]
pub struct Arrived {
    /// Deliveries that were just stored, nearly in their order.
    pub fresh: mpsc::Receiver<(DeliveryId, Delivery)>,
    /// More wait in the inbox than came by `fresh`.
    pub waiting: Arc<Notify>,
}

/// Both ends.
pub(super) fn arrivals() -> (Arrivals, Arrived) {
    let (sender, fresh) = mpsc::channel(FRESH);
    let waiting = Arc::new(Notify::new());
    (Arrivals { fresh: sender, waiting: waiting.clone() }, Arrived { fresh, waiting })
}

impl Arrivals {
    /// This delivery was stored.
    pub(super) fn stored(&self, id: DeliveryId, delivery: Delivery) {
        if delivery.body.len() > SMALL || self.fresh.try_send((id, delivery)).is_err() {
            self.look();
        }
    }

    /// Something waits in the inbox.
    pub(super) fn look(&self) {
        self.waiting.notify_one();
    }
}
