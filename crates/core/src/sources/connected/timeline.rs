//! Whether a server goes on from what it told before: what is known of that while a connection lasts. How that is checked is in
//! [`super::restored`].

use std::time::Duration;

use tokio::time::Instant;

use super::restored::{Continuity, LogCheck, mark_of_feed, mark_of_version};
use crate::inbox::{Mark, Progress};

/// When it is looked again whether the log has what the feed told of before; after the last it does not.
const AGAIN: [Duration; 3] = [Duration::from_secs(30), Duration::from_secs(60), Duration::from_secs(300)];
/// The most operations that are kept back until it is certain whether they are known.
const WITHHELD: usize = 10_000;

/// An operation as the feed tells it, and its version.
pub(super) type FedOperation = (String, Option<i64>);

/// A base's versions, which a server counts anew that was restored from a backup.
pub(super) struct Timeline {
    /// The last operation that was known when the connection began.
    start: i64,
    /// What the log told too.
    known: Option<Mark>,
    /// What it has to tell too, oldest first.
    unchecked: Vec<Mark>,
    /// How often that was looked at in vain.
    looks: usize,
    /// It told something of this version as new, which was known.
    repeated: Option<i64>,
    /// All that it told so, which is new if it counts anew.
    withheld: Vec<FedOperation>,
    /// It counts anew; from this version, if it told.
    restarted: Option<Option<i64>>,
}

impl Timeline {
    /// A base that is connected for the first time.
    pub(super) fn new(start: i64) -> Self {
        let (known, unchecked, repeated, withheld, restarted) = (None, Vec::new(), None, Vec::new(), None);
        Self { start, known, unchecked, looks: 0, repeated, withheld, restarted }
    }

    /// Goes on from there.
    pub(super) fn from(progress: Progress) -> Self {
        let mut unchecked = progress.marks;
        if unchecked.is_empty() && progress.version != Progress::UNKNOWN {
            unchecked.push(mark_of_version(progress.version));
        }
        Self { unchecked, ..Self::new(progress.version) }
    }

    /// Whether the server goes on from what is known, for certain.
    pub(super) fn is_certain(&self) -> bool {
        self.unchecked.is_empty()
    }

    /// What the log has to tell too, oldest first, as far as it is not certain that it does.
    pub(super) fn unchecked(&self) -> &[Mark] {
        &self.unchecked
    }

    /// Whether it counts anew: what was known before, and the version from which it does, if it told.
    pub(super) fn restarted(&self) -> Option<(Option<Mark>, Option<i64>)> {
        self.restarted.map(|version| (self.last().cloned(), version))
    }

    /// What is known for certain, or is to be.
    fn last(&self) -> Option<&Mark> {
        self.unchecked.first().or(self.known.as_ref())
    }

    /// It counts anew, from this version.
    pub(super) fn restarts_at(&mut self, version: i64) {
        self.restarted = Some(Some(version));
    }

    /// The feed told this as new, and its version is known. It is told twice, or the server counts anew. Whether that is to be
    /// looked at.
    pub(super) fn note_repeat(&mut self, fed: FedOperation) -> bool {
        let (Some(version), Some(known)) = (fed.1, self.last()) else { return false };
        let told = mark_of_feed(version, &fed.0, 0);
        let same = told.version == known.version && (known.what.is_none() || told.what == known.what);
        if version > self.start || same {
            return false;
        }
        let first = self.repeated.is_none();
        if first {
            self.repeated = Some(version);
            if self.is_certain() {
                self.unchecked.extend(self.known.take());
            }
        }
        if !self.is_certain() && self.withheld.len() < WITHHELD {
            self.withheld.push(fed);
        }
        first
    }

    /// The log says this of what is unchecked. When to look again, if it does not say enough.
    pub(super) fn checked(&mut self, LogCheck { confirmed, next }: LogCheck) -> Option<Instant> {
        if self.is_certain() {
            return None;
        }
        for same in self.unchecked.drain(..confirmed.min(self.unchecked.len())) {
            (self.known, self.looks) = (Some(same), 0);
        }
        match (next, AGAIN.get(self.looks).filter(|_| self.repeated.is_none())) {
            (Continuity::Intact, _) => self.withheld.clear(),
            (Continuity::Unclear, Some(wait)) => {
                self.looks += 1;
                return Some(Instant::now() + *wait);
            }
            // A log that was cleaned says nothing for now. Where only a version is known, it never will.
            (Continuity::Silent, Some(_)) => {
                if self.unchecked.first().is_some_and(|known| known.what.is_none()) {
                    self.known = Some(self.unchecked.remove(0));
                    return (!self.is_certain()).then(Instant::now);
                }
            }
            (Continuity::Unclear | Continuity::Silent, None) | (Continuity::Restored, _) => {
                self.restarted.get_or_insert(self.repeated.map(|version| version - 1));
            }
        }
        None
    }

    /// The server counts anew, and all up to this operation is known now. Gives what the feed told meanwhile.
    pub(super) fn restart(&mut self, last: i64) -> Vec<FedOperation> {
        std::mem::replace(self, Self::new(last)).withheld
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn op(row: &str) -> String {
        format!(r#"{{"op_type":"modify_row","table_id":"0000","row_id":"{row}"}}"#)
    }

    const SAME: LogCheck = LogCheck { confirmed: 1, next: Continuity::Intact };

    fn said(next: Continuity) -> LogCheck {
        LogCheck { confirmed: 0, next }
    }

    fn known() -> Timeline {
        Timeline::from(Progress { version: 9, marks: vec![mark_of_feed(9, &op("nine"), 1_000)] })
    }

    #[test]
    fn what_is_told_twice_is_no_doubt_and_what_is_told_otherwise_is_kept_until_that_is_clear() {
        let mut timeline = known();
        assert!(!timeline.note_repeat((op("nine"), Some(9))), "the same");
        assert!(!timeline.note_repeat((op("ten"), Some(10))), "not known when the connection began");
        assert!(timeline.note_repeat((op("other"), Some(7))) && !timeline.note_repeat((op("more"), Some(8))), "once");
        assert_eq!(timeline.checked(said(Continuity::Restored)), None);
        assert_eq!(timeline.restarted().map(|(_, version)| version), Some(Some(6)));
        let told: Vec<_> = timeline.restart(6).into_iter().filter_map(|(_, version)| version).collect();
        assert_eq!((told, timeline.is_certain(), timeline.restarted().is_none()), (vec![7, 8], true, true));
        let mut timeline = known();
        timeline.note_repeat((op("other"), Some(7)));
        timeline.checked(SAME);
        assert!(timeline.is_certain() && timeline.restarted().is_none() && timeline.withheld.is_empty());
    }

    #[test]
    fn a_log_that_lags_is_looked_at_again_and_one_that_is_empty_says_nothing() {
        let mut timeline = known();
        for _ in AGAIN {
            assert!(timeline.checked(said(Continuity::Unclear)).is_some() && timeline.restarted().is_none());
        }
        assert!(timeline.checked(said(Continuity::Unclear)).is_none() && timeline.restarted().is_some());
        let mut timeline = known();
        assert!(
            timeline.checked(said(Continuity::Silent)).is_none()
                && timeline.restarted().is_none()
                && !timeline.is_certain()
        );
        timeline.note_repeat((op("other"), Some(7)));
        timeline.checked(said(Continuity::Silent));
        assert!(timeline.restarted().is_some(), "the feed says enough");
    }

    /// A connection may end before the log was looked at. What came in it may be of the server's old life or of its new one.
    #[test]
    fn all_that_came_before_the_log_was_looked_at_is_looked_for_in_it() {
        let marks = vec![mark_of_feed(9, &op("nine"), 1_000), mark_of_feed(11, &op("eleven"), 2_000)];
        let begin = || Timeline::from(Progress { version: 11, marks: marks.clone() });
        let mut timeline = begin();
        timeline.checked(LogCheck { confirmed: 2, next: Continuity::Intact });
        assert!(timeline.is_certain() && timeline.restarted().is_none());
        for (confirmed, version) in [(0, 9), (1, 11)] {
            let mut timeline = begin();
            timeline.checked(LogCheck { confirmed, next: Continuity::Restored });
            assert_eq!(timeline.restarted().and_then(|(known, _)| known).map(|known| known.version), Some(version));
        }
        let mut timeline = Timeline::from(Progress { version: 9, marks: vec![mark_of_version(0), marks[0].clone()] });
        assert!(
            timeline.checked(said(Continuity::Silent)).is_some() && timeline.unchecked() == &marks[..1],
            "the next is looked for"
        );
        let mut timeline = begin();
        assert!(timeline.checked(LogCheck { confirmed: 1, next: Continuity::Unclear }).is_some());
        assert_eq!(timeline.unchecked(), &marks[1..]);
    }

    #[test]
    fn what_an_older_rowbell_kept_is_a_version_to_go_on_from() {
        let timeline = Timeline::from(Progress { version: 9, marks: Vec::new() });
        assert_eq!(
            timeline.unchecked().iter().map(|known| (known.version, known.what)).collect::<Vec<_>>(),
            [(9, None)]
        );
        let mut timeline = timeline;
        assert!(timeline.checked(said(Continuity::Silent)).is_none() && timeline.is_certain());
        assert!(!timeline.note_repeat((op("nine"), Some(9))) && timeline.note_repeat((op("eight"), Some(8))));
        assert!(Timeline::from(Progress { version: Progress::UNKNOWN, marks: Vec::new() }).is_certain());
    }
}
