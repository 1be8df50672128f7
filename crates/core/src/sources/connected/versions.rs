//! Which of a base's versions are known. They count up by one, so a gap can be seen.

use std::{collections::BTreeSet, time::Duration};

use crate::inbox::Progress;

/// After how long the log is read again that does not have yet what the feed told of; after the last of these it is taken
/// to have lost it.
const AGAIN: [Duration; 3] = [Duration::from_secs(5), Duration::from_secs(30), Duration::from_secs(300)];
/// The most versions remembered beyond a gap.
const AHEAD: usize = 10_000;

/// The versions whose operations are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct VersionTracker {
    /// All up to this one.
    last: i64,
    /// Some after it.
    ahead: BTreeSet<i64>,
    /// The newest version that the base is known to have had.
    newest: i64,
    /// How often the log did not have what was missing.
    tries: usize,
}

/// What is to be done about a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// There is none.
    None,
    /// Read the log again after this time.
    RetryAfter(Duration),
    /// It can't be filled: the operations between these two are missing.
    Lost {
        /// The last one before it.
        known: i64,
        /// The first one after it.
        first: i64,
    },
}

impl VersionTracker {
    pub(super) fn up_to(last: i64) -> Self {
        Self { last, newest: last, ..Self::default() }
    }

    /// The last version before the first gap.
    pub(super) fn last(&self) -> i64 {
        self.last
    }

    /// The base has this version. Whether something is missing.
    pub(super) fn is_behind(&mut self, version: i64) -> bool {
        self.newest = self.newest.max(version);
        self.last < self.newest
    }

    /// Whether this version's operation is new.
    pub(super) fn is_new(&self, version: i64) -> bool {
        version > self.last && !self.ahead.contains(&version)
    }

    /// An operation of the feed is stored. Whether something before it is missing; before the very first, nothing is.
    pub(super) fn add(&mut self, version: i64) -> bool {
        if self.last == Progress::UNKNOWN {
            self.last = version - 1;
        }
        self.newest = self.newest.max(version);
        if version > self.last && self.ahead.len() < AHEAD {
            self.ahead.insert(version);
        }
        self.advance();
        self.last < version
    }

    /// The log was read up to this one.
    pub(super) fn log_read(&mut self, up_to: i64) -> Gap {
        self.last = self.last.max(up_to);
        self.ahead.retain(|version| *version > up_to);
        self.advance();
        if self.last >= self.newest {
            self.tries = 0;
            return Gap::None;
        }
        let Some(wait) = AGAIN.get(self.tries) else {
            let (known, first) = (self.last, self.ahead.first().copied().unwrap_or(self.newest + 1));
            self.tries = 0;
            self.last = first - 1;
            self.advance();
            return Gap::Lost { known, first };
        };
        self.tries += 1;
        Gap::RetryAfter(*wait)
    }

    fn advance(&mut self) {
        while self.ahead.remove(&(self.last + 1)) {
            self.last += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_in_a_row_leave_no_gap() {
        let mut versions = VersionTracker::up_to(7);
        assert!(!versions.is_behind(7) && !versions.add(8) && !versions.add(9));
        assert_eq!((versions.last(), versions.is_new(9), versions.is_new(10)), (9, false, true));
    }

    #[test]
    fn before_the_first_operation_of_all_nothing_is_missing() {
        let mut versions = VersionTracker::up_to(Progress::UNKNOWN);
        assert!(!versions.add(41) && !versions.add(42) && versions.add(44));
        assert_eq!(versions.last(), 42);
    }

    #[test]
    fn a_jump_is_a_gap_until_the_log_fills_it() {
        let mut versions = VersionTracker::up_to(7);
        assert!(versions.add(9) && versions.add(10));
        assert_eq!(versions.last(), 7);
        // The log does not have the newest yet; they came by the feed.
        assert_eq!(versions.log_read(8), Gap::None);
        assert_eq!(versions.last(), 10);
    }

    #[test]
    fn what_the_log_never_has_is_lost_in_the_end() {
        let mut versions = VersionTracker::up_to(7);
        versions.add(12);
        for wait in AGAIN {
            assert_eq!(versions.log_read(9), Gap::RetryAfter(wait));
        }
        assert_eq!(versions.log_read(9), Gap::Lost { known: 9, first: 12 });
        assert_eq!((versions.last(), versions.add(13)), (12, false));
        assert_eq!(versions.last(), 13);
        // A version that was only told of, and that neither log nor feed brings.
        assert!(versions.is_behind(15));
        for _ in AGAIN {
            versions.log_read(13);
        }
        assert_eq!(versions.log_read(13), Gap::Lost { known: 13, first: 16 });
        assert_eq!(versions.last(), 15);
    }
}
