use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use hyper::HeaderMap;

/// What the server last said about its limit of calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RateLimit {
    /// How many calls it takes in a span of time, mostly a minute (`x-ratelimit-limit`).
    pub limit: Option<u64>,
    /// How many of them are left (`x-ratelimit-remaining`).
    pub remaining: Option<u64>,
    /// When the span ends, as sent (`x-ratelimit-reset`): seconds from then, or since 1970.
    pub reset: Option<u64>,
}

impl RateLimit {
    pub(super) fn read(headers: &HeaderMap) -> Self {
        Self {
            limit: number(headers, "x-ratelimit-limit"),
            remaining: number(headers, "x-ratelimit-remaining"),
            reset: number(headers, "x-ratelimit-reset"),
        }
    }
}

/// A header that is a whole number; of a list the first, fractions cut.
pub(super) fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    let text = headers.get(name)?.to_str().ok()?;
    text.split([',', ';', '.']).next()?.trim().parse().ok()
}

/// Keeps count of a client's calls.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    last: RateLimit,
    calls: VecDeque<Instant>,
}

const MINUTE: Duration = Duration::from_secs(60);

impl Tally {
    /// A call is being made.
    pub(super) fn call(&self) {
        let now = Instant::now();
        let mut inner = self.recent(now);
        inner.calls.push_back(now);
    }

    /// An answer came; one without these headers changes nothing.
    pub(super) fn answer(&self, rate: RateLimit) {
        if rate != RateLimit::default() {
            self.recent(Instant::now()).last = rate;
        }
    }

    pub(super) fn rate(&self) -> RateLimit {
        self.recent(Instant::now()).last
    }

    pub(super) fn last_minute(&self) -> usize {
        self.recent(Instant::now()).calls.len()
    }

    fn recent(&self, now: Instant) -> MutexGuard<'_, Inner> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while inner.calls.front().is_some_and(|call| now.duration_since(*call) >= MINUTE) {
            inner.calls.pop_front();
        }
        inner
    }
}
