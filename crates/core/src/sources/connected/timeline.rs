//! Whether a server goes on from what it told before: what is known of that while a connection lasts. How it is found out is
//! in [`super::restored`].

use std::time::Duration;

use tokio::time::Instant;

use super::restored::{Story, mark_of_feed, mark_of_version};
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
    /// What the log has to tell too.
    known: Option<Mark>,
    /// Whether it does.
    certain: bool,
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
        let (known, doubted, withheld, anew) = (None, None, Vec::new(), None);
        Self { start, known, certain: true, looks: 0, doubted, withheld, anew }
    }

    /// Goes on from there.
    pub(super) fn from(progress: Progress) -> Self {
        let version = Some(progress.version).filter(|version| *version != Progress::UNKNOWN);
        let known = progress.mark.or(version.map(mark_of_version));
        Self { certain: known.is_none(), known, ..Self::new(progress.version) }
    }

    /// Whether the server goes on from what is known, for certain.
    pub(super) fn is_certain(&self) -> bool {
        self.certain
    }

    /// What the log has to tell too, unless it is certain that it does.
    pub(super) fn unchecked(&self) -> Option<Mark> {
        self.known.clone().filter(|_| !self.certain)
    }

    /// What is known, and from which version the server counts anew, if it does.
    pub(super) fn anew(&self) -> Option<(Option<Mark>, Option<i64>)> {
        self.anew.map(|version| (self.known.clone(), version))
    }

    /// It counts anew, from this version.
    pub(super) fn goes_back(&mut self, version: i64) {
        self.anew = Some(Some(version));
    }

    /// The feed told this as new, and its version is known. It is told twice, or the server counts anew. Whether that is to
    /// be looked at.
    pub(super) fn told_again(&mut self, fed: Fed) -> bool {
        let (Some(version), Some(known)) = (fed.1, &self.known) else { return false };
        let told = mark_of_feed(version, &fed.0, 0);
        let same = told.version == known.version && (known.what.is_none() || told.what == known.what);
        if version > self.start || same {
            return false;
        }
        let first = self.doubted.is_none();
        if first {
            (self.doubted, self.certain) = (Some(version), false);
        }
        if !self.certain && self.withheld.len() < WITHHELD {
            self.withheld.push(fed);
        }
        first
    }

    /// The log says this of what is known. When to look again, if it does not say enough.
    pub(super) fn found(&mut self, story: Story) -> Option<Instant> {
        if self.certain {
            return None;
        }
        match (story, AGAIN.get(self.looks).filter(|_| self.doubted.is_none())) {
            (Story::Same, _) => {
                self.certain = true;
                self.withheld.clear();
            }
            (Story::Unclear, Some(wait)) => {
                self.looks += 1;
                return Some(Instant::now() + *wait);
            }
            // A log that was cleaned says nothing for now. Where only a version is known, it never will.
            (Story::Silent, Some(_)) => self.certain = self.known.as_ref().is_some_and(|known| known.what.is_none()),
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

    fn known() -> Timeline {
        Timeline::from(Progress { version: 9, mark: Some(mark_of_feed(9, &op("nine"), 1_000)) })
    }

    #[test]
    fn what_is_told_twice_is_no_doubt_and_what_is_told_otherwise_is_kept_until_that_is_clear() {
        let mut timeline = known();
        assert!(!timeline.told_again((op("nine"), Some(9))), "the same");
        assert!(!timeline.told_again((op("ten"), Some(10))), "not known when the connection began");
        assert!(timeline.told_again((op("other"), Some(7))) && !timeline.told_again((op("more"), Some(8))), "once");
        assert_eq!(timeline.found(Story::Another), None);
        assert_eq!(timeline.anew().map(|(_, version)| version), Some(Some(6)));
        let told: Vec<_> = timeline.begin_anew(6).into_iter().filter_map(|(_, version)| version).collect();
        assert_eq!((told, timeline.is_certain(), timeline.anew().is_none()), (vec![7, 8], true, true));
        let mut timeline = known();
        timeline.told_again((op("other"), Some(7)));
        timeline.found(Story::Same);
        assert!(timeline.is_certain() && timeline.anew().is_none() && timeline.withheld.is_empty());
    }

    #[test]
    fn a_log_that_lags_is_looked_at_again_and_one_that_is_empty_says_nothing() {
        let mut timeline = known();
        for _ in AGAIN {
            assert!(timeline.found(Story::Unclear).is_some() && timeline.anew().is_none());
        }
        assert!(timeline.found(Story::Unclear).is_none() && timeline.anew().is_some());
        let mut timeline = known();
        assert!(timeline.found(Story::Silent).is_none() && timeline.anew().is_none() && !timeline.is_certain());
        timeline.told_again((op("other"), Some(7)));
        timeline.found(Story::Silent);
        assert!(timeline.anew().is_some(), "the feed says enough");
    }

    #[test]
    fn what_an_older_rowbell_kept_is_a_version_to_go_on_from() {
        let timeline = Timeline::from(Progress { version: 9, mark: None });
        assert_eq!(timeline.unchecked().map(|known| (known.version, known.what)), Some((9, None)));
        let mut timeline = timeline;
        assert!(timeline.found(Story::Silent).is_none() && timeline.is_certain());
        assert!(!timeline.told_again((op("nine"), Some(9))) && timeline.told_again((op("eight"), Some(8))));
        assert!(Timeline::from(Progress { version: Progress::UNKNOWN, mark: None }).is_certain());
    }
}
