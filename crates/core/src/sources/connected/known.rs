//! Which of a base's operations are known. Versions count up by one, so that a hole can be seen.

use std::{collections::BTreeSet, time::Duration};

use crate::inbox::Progress;

/// After how long the log is read again that does not have yet what the feed told of; after the last of these it is taken
/// to have lost it.
const AGAIN: [Duration; 3] = [Duration::from_secs(5), Duration::from_secs(30), Duration::from_secs(300)];
/// The most operations remembered beyond a hole.
const AHEAD: usize = 10_000;

/// The operations that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// All up to this one.
    last: i64,
    /// Some after it.
    ahead: BTreeSet<i64>,
    /// The base had this version.
    told: i64,
    /// How often the log did not have what was missing.
    tries: usize,
}

/// What is to be done about a hole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hole {
    /// There is none.
    None,
    /// Read the log again after this time.
    Again(Duration),
    /// It can't be filled: the operations between these two are missing.
    Lost {
        /// The last one before it.
        known: i64,
        /// The first one after it.
        first: i64,
    },
}

impl Known {
    pub(super) fn up_to(last: i64) -> Self {
        Self { last, told: last, ..Self::default() }
    }

    /// The last operation before the first hole.
    pub(super) fn last(&self) -> i64 {
        self.last
    }

    /// The base has this version. Whether something is missing.
    pub(super) fn tell(&mut self, version: i64) -> bool {
        self.told = self.told.max(version);
        self.last < self.told
    }

    /// Whether this operation is new.
    pub(super) fn is_new(&self, version: i64) -> bool {
        version > self.last && !self.ahead.contains(&version)
    }

    /// An operation of the feed is stored. Whether something before it is missing; before the very first, nothing is.
    pub(super) fn add(&mut self, version: i64) -> bool {
        if self.last == Progress::UNKNOWN {
            self.last = version - 1;
        }
        self.told = self.told.max(version);
        if version > self.last && self.ahead.len() < AHEAD {
            self.ahead.insert(version);
        }
        self.close_up();
        self.last < version
    }

    /// The log was read up to this one.
    pub(super) fn caught_up(&mut self, newest: i64) -> Hole {
        self.last = self.last.max(newest);
        self.ahead.retain(|version| *version > newest);
        self.close_up();
        if self.last >= self.told {
            self.tries = 0;
            return Hole::None;
        }
        let Some(wait) = AGAIN.get(self.tries) else {
            let (known, first) = (self.last, self.ahead.first().copied().unwrap_or(self.told + 1));
            self.tries = 0;
            self.last = first - 1;
            self.close_up();
            return Hole::Lost { known, first };
        };
        self.tries += 1;
        Hole::Again(*wait)
    }

    fn close_up(&mut self) {
        while self.ahead.remove(&(self.last + 1)) {
            self.last += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_in_a_row_leave_no_hole() {
        let mut known = Known::up_to(7);
        assert!(!known.tell(7) && !known.add(8) && !known.add(9));
        assert_eq!((known.last(), known.is_new(9), known.is_new(10)), (9, false, true));
    }

    #[test]
    fn before_the_first_operation_of_all_nothing_is_missing() {
        let mut known = Known::up_to(Progress::UNKNOWN);
        assert!(!known.add(41) && !known.add(42) && known.add(44));
        assert_eq!(known.last(), 42);
    }

    #[test]
    fn a_jump_is_a_hole_until_the_log_fills_it() {
        let mut known = Known::up_to(7);
        assert!(known.add(9) && known.add(10));
        assert_eq!(known.last(), 7);
        // The log does not have the newest yet; they came by the feed.
        assert_eq!(known.caught_up(8), Hole::None);
        assert_eq!(known.last(), 10);
    }

    #[test]
    fn what_the_log_never_has_is_lost_in_the_end() {
        let mut known = Known::up_to(7);
        known.add(12);
        for wait in AGAIN {
            assert_eq!(known.caught_up(9), Hole::Again(wait));
        }
        assert_eq!(known.caught_up(9), Hole::Lost { known: 9, first: 12 });
        assert_eq!((known.last(), known.add(13)), (12, false));
        assert_eq!(known.last(), 13);
        // A version that was only told of, and that neither log nor feed brings.
        assert!(known.tell(15));
        for _ in AGAIN {
            known.caught_up(13);
        }
        assert_eq!(known.caught_up(13), Hole::Lost { known: 13, first: 16 });
        assert_eq!(known.last(), 15);
    }
}
