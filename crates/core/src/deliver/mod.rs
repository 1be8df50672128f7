//! Deliveries to people: what is to be done about entries, done. Each channel is one [`Deliver`]; the desktop is the first.

pub mod desktop;

use futures_util::future::BoxFuture;

use crate::change::HoldReason;

/// A channel by which somebody is told.
pub trait Deliver: Send + Sync {
    /// What it tells at once. For a channel that sends text about one change this is a [`Message`](crate::present::Message). A popup is
    /// more than that: it may stand for many changes, take the place of an earlier one, and has to know what a click on it
    /// opens.
    type Item: Send + Sync;

    /// Tells it. Resolves once the other side has taken it, and never waits for the person.
    fn deliver<'a>(&'a self, item: &'a Self::Item) -> BoxFuture<'a, Result<Receipt, DeliverError>>;
}

/// It was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// When. Unix milliseconds.
    pub at_ms: i64,
}

/// Why something was not taken, by what is to be done then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliverError {
    /// It may pass: it is tried again after a while.
    Retry {
        /// What it waits for meanwhile.
        why: HoldReason,
    },
    /// Nothing is taken until something changes, which will be known; what waits for that is kept.
    TargetBroken {
        /// What it waits for.
        why: HoldReason,
    },
    /// This can't be told, though others can.
    ItemRefused {
        /// A stable code.
        why: String,
    },
}
