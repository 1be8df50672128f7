//! What the ways in for webhooks share, whichever way they come: the endpoints' keys in force, what is kept of the headers,
//! the codings that are undone, and how many forged deliveries are kept.

mod coding;
mod forged;
mod headers;
mod keys;

use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::mpsc;

use self::forged::ForgedQuota;
pub(super) use self::{
    coding::{TooLarge, decode, decode_or_keep},
    forged::Admission,
    headers::{header, kept_headers},
};
pub use self::{
    forged::Forgery,
    keys::{EndpointKeys, SecretState},
};
use crate::{change::Delivery, inbox::Inbox};

/// The most a body may hold, before and after decompression, in bytes. SeaTable's largest bodies (many select options)
/// stay far below.
pub const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// What webhooks are checked against before they are stored. Cheap to clone.
#[derive(Clone)]
pub struct WebhookIntake(Arc<Shared>);

struct Shared {
    keys: RwLock<Arc<EndpointKeys>>,
    forged: ForgedQuota,
}

impl WebhookIntake {
    /// One for deliveries that are stored into `inbox`. It tells of forged ones by `forgeries`.
    pub fn new(inbox: Inbox, forgeries: mpsc::Sender<Forgery>) -> Self {
        Self(Arc::new(Shared { keys: RwLock::default(), forged: ForgedQuota::new(inbox, forgeries) }))
    }

    /// Applies endpoints and their secrets.
    pub fn set_keys(&self, keys: EndpointKeys) {
        *self.0.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }

    /// The endpoints and secrets in force.
    pub fn keys(&self) -> Arc<EndpointKeys> {
        self.0.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets a delivery be stored; none if it is only counted, see [`ForgedQuota`]. To be held until it is stored.
    pub(super) async fn admit(&self, delivery: &Delivery) -> Option<Admission> {
        self.0.forged.admit(delivery).await
    }
}
