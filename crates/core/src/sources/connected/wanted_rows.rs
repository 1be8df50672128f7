//! Rows of which something is wanted that no report tells: what they are called, or all of their cells. Asked for in bunches,
//! and sparingly: SeaTable Cloud counts calls by the month.

use std::{
    collections::{BTreeSet, VecDeque},
    time::Duration,
};

use seatable::metadata::Table;
use tokio::time::Instant;

/// How long further rows are waited for before a call, where nobody waits for the answer, and where rules do.
const GATHER: (Duration, Duration) = (Duration::from_millis(300), Duration::from_millis(20));
/// After so many calls within a day, the next ones are made only every so often.
const FREE_CALLS: usize = 30;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const SPARING: Duration = Duration::from_secs(60 * 60);
/// The most rows in one call.
const ROWS: usize = 1_000;
/// The most rows that wait.
const WAITING: usize = 20_000;

/// A row that is to be asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WantedRow {
    /// Its table's id.
    pub table_id: String,
    /// Its id.
    pub row_id: String,
}

/// The rows that are to be asked for.
#[derive(Debug)]
pub struct WantedRows {
    waiting: BTreeSet<WantedRow>,
    since: Option<Instant>,
    gather: Duration,
    calls: VecDeque<Instant>,
}

impl WantedRows {
    /// For names, which can wait a little.
    pub fn for_names() -> Self {
        Self::gathered_for(GATHER.0)
    }

    /// For rules, which wait.
    pub fn for_rules() -> Self {
        Self::gathered_for(GATHER.1)
    }

    fn gathered_for(gather: Duration) -> Self {
        Self { waiting: BTreeSet::new(), since: None, gather, calls: VecDeque::new() }
    }

    pub(super) fn want(&mut self, row: WantedRow) {
        if self.waiting.len() < WAITING && self.waiting.insert(row) {
            self.since.get_or_insert_with(Instant::now);
        }
    }

    /// When to ask.
    pub(super) fn due(&self) -> Option<Instant> {
        let gathered = self.since? + self.gather;
        let many = self.calls.len() >= FREE_CALLS;
        Some(self.calls.back().filter(|_| many).map_or(gathered, |last| gathered.max(*last + SPARING)))
    }

    /// Up to a call's worth of rows of one table that is known; counted as a call.
    pub(super) fn take(&mut self, table: impl Fn(&str) -> Option<Table>) -> Option<(Table, Vec<String>)> {
        let table = loop {
            let Some(first) = self.waiting.first() else {
                self.since = None;
                return None;
            };
            match table(&first.table_id) {
                Some(table) => break table,
                None => drop(self.waiting.pop_first()),
            }
        };
        let mut rows = Vec::new();
        while rows.len() < ROWS && self.waiting.first().is_some_and(|row| row.table_id == table.id) {
            rows.extend(self.waiting.pop_first());
        }
        let now = Instant::now();
        self.since = (!self.waiting.is_empty()).then_some(now);
        while self.calls.front().is_some_and(|call| now.duration_since(*call) > DAY) {
            self.calls.pop_front();
        }
        self.calls.push_back(now);
        Some((table, rows.into_iter().map(|row| row.row_id).collect()))
    }
}
