//! Many changes as one: how many, where and when.

use std::collections::{BTreeMap, BTreeSet};

use seatable::BaseUuid;

use super::Entry;

/// Why changes are summed up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SummaryReason {
    /// They came too fast to be shown one by one.
    Fast,
    /// They were stored but not announced before the agent ended.
    WhileAway,
    /// A connected base caught up with them.
    CaughtUp,
    /// Popups were paused.
    WhilePaused,
    /// There was no notification server, or none that took popups.
    WhileNoServer,
    /// "Do not disturb" was on.
    WhileDoNotDisturb,
    /// They came in quiet hours.
    WhileQuiet,
    /// A rule put them off.
    WhileSnoozed,
    /// The rule of this name has them told together.
    Digest(String),
    /// They were told, must be acknowledged, and were not yet.
    Unanswered,
}

/// Changes gathered for a summary: how many, where and when; not the changes themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    count: u64,
    tables: BTreeMap<String, u64>,
    bases: BTreeSet<Option<BaseUuid>>,
    span_ms: Option<(i64, i64)>,
}

impl Summary {
    /// Takes an entry in. A batch counts its rows; a gap counts as one, in no table.
    pub fn add(&mut self, entry: &Entry) {
        let (base, at_ms) = (entry.content.base(), entry.content.at_ms());
        let (table, rows) = entry.change().map_or(("", 1), |change| (change.table.name.as_str(), change.rows_affected));
        self.count += rows;
        *self.tables.entry(table.to_owned()).or_default() += rows;
        self.bases.insert(base.cloned());
        let (from, to) = self.span_ms.unwrap_or((at_ms, at_ms));
        self.span_ms = Some((from.min(at_ms), to.max(at_ms)));
    }

    /// Takes in what was gathered elsewhere.
    pub(crate) fn take_in(&mut self, other: Self) {
        self.count += other.count;
        for (table, count) in other.tables {
            *self.tables.entry(table).or_default() += count;
        }
        self.bases.extend(other.bases);
        self.span_ms = match (self.span_ms, other.span_ms) {
            (Some((from, to)), Some((other_from, other_to))) => Some((from.min(other_from), to.max(other_to))),
            (ours, others) => ours.or(others),
        };
    }

    /// How many changes were taken in.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The one base of all of them, if there is just one.
    pub fn only_base(&self) -> Option<&BaseUuid> {
        self.bases.first().and_then(Option::as_ref).filter(|_| self.bases.len() == 1)
    }

    /// The bases of them.
    pub fn bases(&self) -> impl Iterator<Item = &BaseUuid> {
        self.bases.iter().flatten()
    }

    /// The tables' names, each with its number of changes.
    pub fn tables(&self) -> impl Iterator<Item = (&str, u64)> {
        self.tables.iter().map(|(name, count)| (name.as_str(), *count))
    }

    /// When the first and the last of them happened. Unix milliseconds.
    pub fn span_ms(&self) -> Option<(i64, i64)> {
        self.span_ms
    }
}
