//! What rows are called that no report has named yet. Asked for in bunches, and sparingly: SeaTable Cloud counts calls by
//! the month.

use std::{
    collections::{BTreeSet, VecDeque},
    time::Duration,
};

use seatable::metadata::Table;
use tokio::time::Instant;

/// How long further rows are waited for before a call.
const GATHER: Duration = Duration::from_millis(300);
/// After so many calls within a day, the next ones are made only every so often.
const FREE_CALLS: usize = 30;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const SPARING: Duration = Duration::from_secs(60 * 60);
/// The most rows in one call.
const ROWS: usize = 1_000;
/// The most rows that wait.
const WAITING: usize = 20_000;

/// A row whose name is to be asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnnamedRow {
    /// Its table's id.
    pub table_id: String,
    /// Its id.
    pub row_id: String,
}

/// The rows that wait for their names.
#[derive(Debug, Default)]
pub struct RowNames {
    waiting: BTreeSet<UnnamedRow>,
    since: Option<Instant>,
    calls: VecDeque<Instant>,
}

impl RowNames {
    pub(super) fn want(&mut self, row: UnnamedRow) {
        if self.waiting.len() < WAITING && self.waiting.insert(row) {
            self.since.get_or_insert_with(Instant::now);
        }
    }

    /// When to ask.
    pub(super) fn due(&self) -> Option<Instant> {
        let gathered = self.since? + GATHER;
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
