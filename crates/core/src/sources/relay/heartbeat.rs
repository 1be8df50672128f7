//! When a relay was heard last.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;

use crate::clock::now_ms;

/// When a relay was heard last. It changes all the time, so nobody is told that it did.
#[derive(Clone, Debug)]
pub struct Heartbeat(Arc<Beats>);

#[derive(Debug)]
struct Beats {
    /// The last one by the clock. Unix milliseconds.
    last_ms: AtomicI64,
    /// When it began, and how many milliseconds later the last one was: a clock may be set.
    began: Instant,
    after_ms: AtomicU64,
}

impl Heartbeat {
    pub(super) fn new() -> Self {
        Self(Arc::new(Beats { last_ms: AtomicI64::new(now_ms()), began: Instant::now(), after_ms: AtomicU64::new(0) }))
    }

    pub(super) fn beat(&self) {
        let beats = &self.0;
        beats.last_ms.store(now_ms(), Ordering::Relaxed);
        let after_ms = u64::try_from(beats.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        beats.after_ms.store(after_ms, Ordering::Relaxed);
    }

    /// When the last one was.
    pub(super) fn last(&self) -> Instant {
        self.0.began + Duration::from_millis(self.0.after_ms.load(Ordering::Relaxed))
    }

    /// How many whole seconds ago the last one was, at a time in Unix milliseconds.
    pub fn seconds_ago(&self, now_ms: i64) -> u64 {
        u64::try_from(now_ms - self.last_ms()).unwrap_or(0) / 1000
    }

    /// The time of the last one. Unix milliseconds.
    pub fn last_ms(&self) -> i64 {
        self.0.last_ms.load(Ordering::Relaxed)
    }
}

impl PartialEq for Heartbeat {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Heartbeat {}
