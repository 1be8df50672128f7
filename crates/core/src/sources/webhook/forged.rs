//! How many deliveries with a wrong signature are kept: enough to be checked again once the right secret is known, too few
//! to fill the disk.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{OwnedMutexGuard, mpsc};

use crate::{
    change::{Authenticity, Delivery},
    clock::now_ms,
    inbox::Inbox,
};

/// The most forged deliveries kept of one endpoint in a minute.
const A_MINUTE: u32 = 30;
const MINUTE_MS: i64 = 60_000;
/// The most that the kept ones may take, all together, in bytes. SeaTable gives up after five in a row, so those of a
/// mistyped secret stay far below.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// A delivery with a wrong signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forgery {
    /// The endpoint.
    pub endpoint: String,
    /// Whether it was kept; beyond a number in a minute, and a size in all, they are only counted.
    pub kept: bool,
}

/// A delivery may be stored. Held until it is: each forged one has to know what room the ones before have left.
#[must_use]
pub(in crate::sources) struct Admission(#[expect(dead_code, reason = "it is only held")] Option<OwnedMutexGuard<()>>);

/// Counts forged deliveries, and tells of each.
pub(super) struct ForgedQuota {
    inbox: Inbox,
    forgeries: mpsc::Sender<Forgery>,
    /// By endpoint: since when, in Unix milliseconds, and how many since then.
    counts: Mutex<HashMap<String, (i64, u32)>>,
    storing: Arc<tokio::sync::Mutex<()>>,
}

impl ForgedQuota {
    pub(super) fn new(inbox: Inbox, forgeries: mpsc::Sender<Forgery>) -> Self {
        Self { inbox, forgeries, counts: Mutex::default(), storing: Arc::default() }
    }

    /// Lets a delivery be stored: all are, but forged ones only up to a number and a size.
    pub(super) async fn admit(&self, delivery: &Delivery) -> Option<Admission> {
        if delivery.authenticity != Authenticity::Forged {
            return Some(Admission(None));
        }
        let alone = self.storing.clone().lock_owned().await;
        let in_time = self.has_time_for(&delivery.endpoint, now_ms());
        let kept = in_time && self.has_room_for(delivery.body.len()).await;
        // In a flood some are not told of; the others say the same.
        let _ = self.forgeries.try_send(Forgery { endpoint: delivery.endpoint.clone(), kept });
        kept.then_some(Admission(Some(alone)))
    }

    fn has_time_for(&self, endpoint: &str, now_ms: i64) -> bool {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let (since_ms, count) = counts.entry(endpoint.to_owned()).or_insert((now_ms, 0));
        if now_ms - *since_ms >= MINUTE_MS {
            (*since_ms, *count) = (now_ms, 0);
        }
        *count += 1;
        *count <= A_MINUTE
    }

    async fn has_room_for(&self, bytes: usize) -> bool {
        // A database that does not work is found out when the delivery is to be stored.
        let kept = self.inbox.forged_bytes().await.unwrap_or_default();
        kept + bytes as u64 <= MOST_BYTES
    }
}
