//! Waits that grow while something keeps failing.

use std::time::Duration;

/// How long to wait before something that failed is tried again: twice as long each time, up to a most.
#[derive(Debug)]
pub(crate) struct Backoff {
    first: Duration,
    most: Duration,
    next: Duration,
}

impl Backoff {
    /// One that begins with the first of these waits, and does not exceed the second.
    pub(crate) const fn new((first, most): (Duration, Duration)) -> Self {
        Self { first, most, next: first }
    }

    /// Begins anew, because it worked or something changed.
    pub(crate) fn reset(&mut self) {
        self.next = self.first;
    }

    /// The next wait.
    pub(crate) fn next_wait(&mut self) -> Duration {
        let wait = self.next;
        self.next = (wait * 2).min(self.most);
        wait
    }

    /// A random part of the next wait (full jitter), so that not all laptops of a company come back at once.
    pub(crate) fn next_random_wait(&mut self) -> Duration {
        self.next_wait().mul_f64(random_share())
    }
}

/// Between 0 and 1.
fn random_share() -> f64 {
    let mut bytes = [0; 4];
    // Without random numbers all wait the whole time, which is fine.
    if getrandom::fill(&mut bytes).is_err() {
        return 1.0;
    }
    f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_most_and_begin_anew_after_a_reset() {
        let seconds = Duration::from_secs;
        let mut backoff = Backoff::new((seconds(2), seconds(12)));
        let waits: Vec<_> = (0..5).map(|_| backoff.next_wait().as_secs()).collect();
        assert_eq!(waits, [2, 4, 8, 12, 12]);
        backoff.reset();
        assert_eq!(backoff.next_wait(), seconds(2));
        assert!((0..50).all(|_| backoff.next_random_wait() <= seconds(12)));
    }
}
