//! What rows are called that no report has named yet. Asked for in bunches, and sparingly: SeaTable Cloud counts calls by
//! the month.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    time::Duration,
};

use seatable::{client::BaseClient, value};
use tokio::time::Instant;
use tracing::debug;

use super::{Connection, ConnectionNews};

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

/// A row whose name is wanted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WantedRow {
    /// Its table's id.
    pub table_id: String,
    /// Its id.
    pub row_id: String,
}

/// The rows that wait for their names.
#[derive(Debug, Default)]
pub struct RowNames {
    waiting: BTreeSet<WantedRow>,
    since: Option<Instant>,
    calls: VecDeque<Instant>,
}

impl RowNames {
    pub(super) fn want(&mut self, row: WantedRow) {
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

    /// Up to a call's worth of rows of one table.
    fn take(&mut self) -> Option<(String, Vec<String>)> {
        let table = self.waiting.first()?.table_id.clone();
        let mut rows = Vec::new();
        while rows.len() < ROWS && self.waiting.first().is_some_and(|row| row.table_id == table) {
            rows.extend(self.waiting.pop_first());
        }
        self.since = (!self.waiting.is_empty()).then(Instant::now);
        let now = Instant::now();
        while self.calls.front().is_some_and(|call| now.duration_since(*call) > DAY) {
            self.calls.pop_front();
        }
        self.calls.push_back(now);
        Some((table, rows.into_iter().map(|row| row.row_id).collect()))
    }
}

impl Connection {
    /// Asks for some names. What can't be had now is not asked for again: the next change of the row does.
    pub(super) async fn ask_for_row_names(&mut self, client: &BaseClient) {
        let Some((table_id, rows)) = self.names.take() else { return };
        let known = self.directory.as_ref().and_then(|directory| directory.metadata.table(&table_id));
        let Some(table) = known else { return };
        let ids: Vec<&str> = rows.iter().map(String::as_str).collect();
        let found = match client.row_names(table, &ids).await {
            Ok(found) => found,
            Err(error) => return debug!(%error, "rows are not named"),
        };
        let column = table.first_column().cloned().unwrap_or_default();
        let format = value::Format::default();
        let text = |(row, name): (String, serde_json::Value)| (row, value::text(&column, &name, &format));
        let names: HashMap<String, String> =
            found.into_iter().filter(|(_, name)| !value::is_empty(name)).map(text).collect();
        let by_table = BTreeMap::from([(table_id, names)]);
        let _ = self.news.send(ConnectionNews::RowNames { base: self.base.clone(), names: by_table }).await;
    }
}
