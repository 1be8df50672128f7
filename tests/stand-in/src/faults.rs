//! Faults on request, and the count of calls.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};

/// What goes wrong. All of it can be changed at any time.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Faults {
    /// How long each answer of REST takes, in milliseconds.
    pub slow_ms: u64,
    /// Every call of REST is answered with this status.
    pub status: Option<u16>,
    /// Every call of REST is answered 429.
    pub storm: bool,
    /// So many realtime events are lost from now on: the version jumps for those who listen.
    pub lose_events: u32,
    /// How long a new access token lives, in seconds; none for as long as the options say.
    pub token_life_s: Option<i64>,
    /// `join-room` is not answered.
    pub no_acks: bool,
    /// `join-room` is refused with this `error_type`.
    pub refuse_joins: Option<String>,
    /// The list of people is answered with this status.
    pub people: Option<u16>,
    /// So many people are on a page of their list; none for all of them, as before there were pages. (Known: 300 unless the
    /// server is set up otherwise, and all of an app's on each page.)
    pub people_page: Option<usize>,
    /// Pages after the first are answered with this status.
    pub more_people: Option<u16>,
}

impl Faults {
    pub(crate) fn delay(&self) -> Duration {
        Duration::from_millis(self.slow_ms)
    }
}

/// A call that was made.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// `GET` and so on.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The query.
    pub query: String,
    /// The status that it was answered with.
    pub status: u16,
}

/// How many calls there were in this minute, for each base and account.
#[derive(Debug, Default)]
pub(crate) struct Minutes(BTreeMap<String, (i64, u32)>);

impl Minutes {
    /// Counts a call: how many are left, or none if it was one too many; and when the minute ends, in seconds since 1970.
    pub(crate) fn count(&mut self, whose: &str, limit: u32, now_s: i64) -> (Option<u32>, i64) {
        let minute = now_s.div_euclid(60);
        let entry = self.0.entry(whose.to_owned()).or_default();
        if entry.0 != minute {
            *entry = (minute, 0);
        }
        entry.1 = entry.1.saturating_add(1);
        (limit.checked_sub(entry.1), (minute + 1) * 60)
    }
}
