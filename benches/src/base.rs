//! A base of a stand-in for SeaTable that runs in the bench's own process, and somebody who edits it.

use std::time::{Duration, Instant};

use anyhow::Result;
use rowbell_stand_in::{BaseHandle, BaseSetup, By, Call, ColumnSetup, Options, Permission, StandIn, TableSetup};
use serde_json::{Value, json};

use crate::{
    Bench,
    agent::{Agent, wait},
    body::MARK,
};

const TABLE: &str = "Opportunities";
const STAGES: [&str; 3] = ["Lead", "Offer", "Won"];
/// Nothing that is waited for here takes longer.
const PATIENCE: Duration = Duration::from_secs(300);

/// A server with a base whose rows are there from the beginning.
pub(crate) struct Edited {
    pub(crate) stand_in: StandIn,
    base: BaseHandle,
    anna: By,
    rows: Vec<String>,
}

/// How a wait for changes went.
pub(crate) struct Waited {
    /// When all were there.
    pub(crate) done: Instant,
    /// The most calls within a minute.
    pub(crate) busiest_minute: usize,
}

/// A server. Its log keeps all that a part does, and its pings don't wait behind a flood.
pub(crate) fn server(bench: &Bench) -> StandIn {
    let options = Options { keep_operations: 1_000_000, ping_interval: Duration::from_secs(240), ..Options::default() };
    bench.runtime.block_on(StandIn::start(options))
}

/// A base with so many rows in it, and who works there.
pub(crate) fn add(stand_in: &StandIn, name: &str, rows: usize) -> (BaseHandle, By) {
    let anna = stand_in.add_person("Anna Weiß");
    let row = |row: usize| json!({"Name": format!("Müller & Söhne {row}"), "Stage": "Lead", "Amount": 0});
    let mut table = TableSetup::new(TABLE).text("Name").select("Stage", &STAGES).text("Next step");
    let amount = json!({"format": "euro", "decimal": "comma", "thousands": "dot", "precision": 2});
    table = table.column("Amount", "number", amount).column("Due", "date", json!({"format": "YYYY-MM-DD"}));
    table.columns.push(ColumnSetup { name: "Owner".into(), kind: "collaborator".into(), data: Value::Null });
    table = (0..rows).fold(table, |table, number| table.row(row(number)));
    let base = stand_in.add_base(BaseSetup::new(name).table(table));
    base.add_member(&anna);
    (base, By::person(anna))
}

impl Edited {
    pub(crate) fn new(bench: &Bench, rows: usize) -> Self {
        let stand_in = server(bench);
        let (base, anna) = add(&stand_in, "Sales", rows);
        let rows = base.rows(TABLE).iter().filter_map(|row| Some(row["_id"].as_str()?.to_owned())).collect();
        Self { stand_in, base, anna, rows }
    }

    /// Connects it to an agent.
    pub(crate) fn connect(&self, bench: &Bench, agent: &Agent) -> Result<()> {
        let token = self.base.api_token("rowbell", Permission::R);
        agent.connect(bench, &self.stand_in.address(), &token)?;
        agent.until_live(bench, 1)
    }

    /// Three cells of a row change, as when somebody goes through a list. No two edits are alike.
    pub(crate) fn edit(&self, row: usize, number: u64) {
        let stage = STAGES[number as usize % STAGES.len()];
        let cells = json!({"Stage": stage, "Amount": number, "Next step": format!("Call back, step {number}")});
        self.base.modify_row(TABLE, &self.rows[row % self.rows.len()], cells, &self.anna);
    }

    /// One cell changes, to a text that tells the edit's number.
    pub(crate) fn mark(&self, row: usize, number: u64) {
        let cells = json!({"Next step": format!("{MARK}{number:08}")});
        self.base.modify_row(TABLE, &self.rows[row % self.rows.len()], cells, &self.anna);
    }

    /// How many pages of the log were read.
    pub(crate) fn pages(&self) -> usize {
        pages(&self.stand_in.calls())
    }

    /// How many calls there were whose path ends so.
    pub(crate) fn calls(&self, end: &str) -> usize {
        self.stand_in.calls().iter().filter(|call| call.path.ends_with(end)).count()
    }

    /// The calls, by what they ask for.
    pub(crate) fn calls_told(&self) -> String {
        let names = ["app-access-token/", "metadata/", "related-users/", "operations/", "sql/"];
        let told = names.map(|name| format!("{} {}", self.calls(name), name.trim_end_matches('/')));
        told.join(", ")
    }

    /// Waits until so many changes are in the history.
    pub(crate) fn until_recorded(&self, bench: &Bench, agent: &Agent, count: u64, moment: u64) -> Result<Waited> {
        let deadline = Instant::now() + PATIENCE;
        let mut seen: Vec<(Instant, usize)> = Vec::new();
        let mut busiest_minute = 0;
        loop {
            let (now, calls) = (Instant::now(), self.stand_in.calls());
            let calls = calls.len();
            if seen.last().is_none_or(|(_, before)| *before < calls) {
                seen.push((now, calls));
            }
            let minute_ago = seen.partition_point(|(at, _)| now.duration_since(*at) > Duration::from_secs(60));
            let before = if minute_ago > 0 { seen[minute_ago - 1].1 } else { 0 };
            busiest_minute = busiest_minute.max(calls - before);
            if agent.recorded(bench)? >= count {
                return Ok(Waited { done: Instant::now(), busiest_minute });
            }
            wait(deadline, Duration::from_millis(moment), "changes are missing in the history")?;
        }
    }
}

/// Those that are asked for to catch up; a look at the newest operation alone is none.
fn pages(calls: &[Call]) -> usize {
    calls.iter().filter(|call| call.path.ends_with("operations/") && !call.query.ends_with("&count=1")).count()
}
