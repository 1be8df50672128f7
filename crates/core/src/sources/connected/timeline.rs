//! Whether a server goes on from what it told before: what is known of that while a connection lasts. How it is found out is
//! in [`super::restored`].

use std::time::Duration;

use tokio::time::Instant;

use super::restored::{Stories, Story, mark_of_feed, mark_of_version};
use crate::inbox::{Mark, Progress};

/// When it is looked again whether the log has what the feed told of before; after the last it does not.
const AGAIN: [Duration; 3] = [Duration::from_secs(30), Duration::from_secs(60), Duration::from_secs(300)];
/// The most operations that are kept back until it is certain whether they are known.
const WITHHELD: usize = 10_000;

/// An operation as the feed tells it, and its version.
pub(super) type Fed = (String, Option<i64>);

/// A base's versions, which a server that was restored from a backup counts anew.
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
    doubted: Option<i64>,
    /// All that it told so, which is new if it counts anew.
    withheld: Vec<Fed>,
    /// It counts anew; from this version, if it told.
    anew: Option<Option<i64>>,
}

impl Timeline {
    /// A base that is connected for the first time.
    pub(super) fn new(start: i64) -> Self {
        let (known, unchecked, doubted, withheld, anew) = (None, Vec::new(), None, Vec::new(), None);
        Self { start, known, unchecked, looks: 0, doubted, withheld, anew }
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

    /// What was known before it counted anew, and from which version it does, if it does.
    pub(super) fn anew(&self) -> Option<(Option<Mark>, Option<i64>)> {
        self.anew.map(|version| (self.last().cloned(), version))
    }

    /// What is known for certain, or is to be.
    fn last(&self) -> Option<&Mark> {
        self.unchecked.first().or(self.known.as_ref())
    }

    /// It counts anew, from this version.
    pub(super) fn goes_back(&mut self, version: i64) {
        self.anew = Some(Some(version));
    }

    /// The feed told this as new, and its version is known. It is told twice, or the server counts anew. Whether that is to
    /// be looked at.
    pub(super) fn told_again(&mut self, fed: Fed) -> bool {
        let (Some(version), Some(known)) = (fed.1, self.last()) else { return false };
        let told = mark_of_feed(version, &fed.0, 0);
        let same = told.version == known.version && (known.what.is_none() || told.what == known.what);
        if version > self.start || same {
            return false;
        }
        let first = self.doubted.is_none();
        if first {
            self.doubted = Some(version);
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
    pub(super) fn found(&mut self, Stories { there, story }: Stories) -> Option<Instant> {
        if self.is_certain() {
            return None;
        }
        for same in self.unchecked.drain(..there.min(self.unchecked.len())) {
            (self.known, self.looks) = (Some(same), 0);
        }
        match (story, AGAIN.get(self.looks).filter(|_| self.doubted.is_none())) {
            (Story::Same, _) => self.withheld.clear(),
            (Story::Unclear, Some(wait)) => {
                self.looks += 1;
                return Some(Instant::now() + *wait);
            }
            // A log that was cleaned says nothing for now. Where only a version is known, it never will.
            (Story::Silent, Some(_)) => {
                if self.unchecked.first().is_some_and(|known| known.what.is_none()) {
                    self.known = Some(self.unchecked.remove(0));
                    return (!self.is_certain()).then(Instant::now);
                }
            }
            (Story::Unclear | Story::Silent, None) | (Story::Another, _) => {
                self.anew.get_or_insert(self.doubted.map(|version| version - 1));
            }
        }
        None
    }

    /// The server counts anew, and all up to this operation is known now. Gives what the feed told meanwhile.
    pub(super) fn begin_anew(&mut self, last: i64) -> Vec<Fed> {
        std::mem::replace(self, Self::new(last)).withheld
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn op(row: &str) -> String {
        format!(r#"{{"op_type":"modify_row","table_id":"0000","row_id":"{row}"}}"#)
    }

    const SAME: Stories = Stories { there: 1, story: Story::Same };

    fn said(story: Story) -> Stories {
        Stories { there: 0, story }
    }

    fn known() -> Timeline {
        Timeline::from(Progress { version: 9, marks: vec![mark_of_feed(9, &op("nine"), 1_000)] })
    }

    #[test]
    fn what_is_told_twice_is_no_doubt_and_what_is_told_otherwise_is_kept_until_that_is_clear() {
        let mut timeline = known();
        assert!(!timeline.told_again((op("nine"), Some(9))), "the same");
        assert!(!timeline.told_again((op("ten"), Some(10))), "not known when the connection began");
        assert!(timeline.told_again((op("other"), Some(7))) && !timeline.told_again((op("more"), Some(8))), "once");
        assert_eq!(timeline.found(said(Story::Another)), None);
        assert_eq!(timeline.anew().map(|(_, version)| version), Some(Some(6)));
        let told: Vec<_> = timeline.begin_anew(6).into_iter().filter_map(|(_, version)| version).collect();
        assert_eq!((told, timeline.is_certain(), timeline.anew().is_none()), (vec![7, 8], true, true));
        let mut timeline = known();
        timeline.told_again((op("other"), Some(7)));
        timeline.found(SAME);
        assert!(timeline.is_certain() && timeline.anew().is_none() && timeline.withheld.is_empty());
    }

    #[test]
    fn a_log_that_lags_is_looked_at_again_and_one_that_is_empty_says_nothing() {
        let mut timeline = known();
        for _ in AGAIN {
            assert!(timeline.found(said(Story::Unclear)).is_some() && timeline.anew().is_none());
        }
        assert!(timeline.found(said(Story::Unclear)).is_none() && timeline.anew().is_some());
        let mut timeline = known();
        assert!(timeline.found(said(Story::Silent)).is_none() && timeline.anew().is_none() && !timeline.is_certain());
        timeline.told_again((op("other"), Some(7)));
        timeline.found(said(Story::Silent));
        assert!(timeline.anew().is_some(), "the feed says enough");
    }

    /// A connection may end before the log was looked at. What came in it may be of the server's old life or of its new one.
    #[test]
    fn all_that_came_before_the_log_was_looked_at_is_looked_for_in_it() {
        let marks = vec![mark_of_feed(9, &op("nine"), 1_000), mark_of_feed(11, &op("eleven"), 2_000)];
        let begin = || Timeline::from(Progress { version: 11, marks: marks.clone() });
        let mut timeline = begin();
        timeline.found(Stories { there: 2, story: Story::Same });
        assert!(timeline.is_certain() && timeline.anew().is_none());
        for (there, version) in [(0, 9), (1, 11)] {
            let mut timeline = begin();
            timeline.found(Stories { there, story: Story::Another });
            assert_eq!(timeline.anew().and_then(|(known, _)| known).map(|known| known.version), Some(version));
        }
        let mut timeline = Timeline::from(Progress { version: 9, marks: vec![mark_of_version(0), marks[0].clone()] });
        assert!(
            timeline.found(said(Story::Silent)).is_some() && timeline.unchecked() == &marks[..1],
            "the next is looked for"
        );
        let mut timeline = begin();
        assert!(timeline.found(Stories { there: 1, story: Story::Unclear }).is_some());
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
        assert!(timeline.found(said(Story::Silent)).is_none() && timeline.is_certain());
        assert!(!timeline.told_again((op("nine"), Some(9))) && timeline.told_again((op("eight"), Some(8))));
        assert!(Timeline::from(Progress { version: Progress::UNKNOWN, marks: Vec::new() }).is_certain());
    }
}
