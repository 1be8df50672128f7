//! When a server that refused a popup is tried again.

use std::time::Duration;

use tokio::time::Instant;

/// How long until then: at first, and at most.
const TRY_AGAIN: (Duration, Duration) = (Duration::from_secs(20), Duration::from_secs(600));

/// Waits longer after each refusal in a row.
#[derive(Default)]
pub(super) struct Backoff {
    count: u32,
    try_at: Option<Instant>,
}

impl Backoff {
    /// It refused.
    pub(super) fn refused(&mut self, now: Instant) {
        let pause = TRY_AGAIN.0.saturating_mul(1 << self.count.min(8)).min(TRY_AGAIN.1);
        self.try_at = Some(now + pause);
    }

    /// It took one.
    pub(super) fn taken(&mut self) {
        *self = Self::default();
    }

    /// When it is to be tried again, if it is.
    pub(super) fn try_at(&self) -> Option<Instant> {
        self.try_at
    }

    /// Whether it is to be tried now; said once.
    pub(super) fn is_due(&mut self, now: Instant) -> bool {
        let due = self.try_at.take_if(|at| *at <= now).is_some();
        self.count += u32::from(due);
        due
    }
}
