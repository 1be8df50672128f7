//! Deliveries with a wrong signature: how many came that nobody has looked at yet.

use std::collections::BTreeMap;

use super::published::{Changes, Published};

/// Counts them by endpoint, since the start or since the person marked such as read. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Forged(Published<BTreeMap<String, u64>>);

impl Forged {
    /// None came yet.
    pub(crate) fn new(changes: &Changes) -> Self {
        Self(Published::new(BTreeMap::new(), changes))
    }

    /// The counts, by endpoint; only those that are not zero.
    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.0.get()
    }

    /// How many came to this endpoint.
    pub(super) fn count(&self, endpoint: &str) -> u64 {
        self.0.with(|counts| counts.get(endpoint).copied().unwrap_or_default())
    }

    /// So many more came.
    pub(crate) fn add(&self, endpoint: &str, count: u64) {
        self.0.change(|counts| *counts.entry(endpoint.to_owned()).or_default() += count);
    }

    /// Those of these endpoints were looked at; the next one is told again.
    pub(crate) fn acknowledge(&self, is_seen: impl Fn(&str) -> bool) {
        self.0.change(|counts| counts.retain(|endpoint, _| !is_seen(endpoint)));
    }

    /// All were looked at. Gives the counts that there were.
    pub(crate) fn acknowledge_all(&self) -> BTreeMap<String, u64> {
        self.0.change(std::mem::take)
    }
}
