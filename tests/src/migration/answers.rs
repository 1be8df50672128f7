//! What a program tells of its history, to be compared with what another version tells of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Program;
use crate::{Desktop, sqlite, within};

/// What a program tells of its history. Prose is left out: it may get better from version to version.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answers {
    /// How many there are of everything.
    counts: BTreeMap<String, Value>,
    /// By query: how many changes there are, and the numbers of the newest.
    found: BTreeMap<String, Found>,
    /// The whole history by its pages, newest first.
    entries: Vec<Value>,
    /// The requests behind some of them.
    requests: BTreeMap<i64, Value>,
    /// The lines of an export, by the names of their columns.
    export: Vec<BTreeMap<String, String>>,
}

/// What a query finds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Found {
    counts: Value,
    newest: Vec<i64>,
}

const PROSE: [&str; 3] = ["title", "text", "what"];
/// Types of columns whose values look as they did before Rowbell learnt from SeaTable's grid how all of them look.
const LOOK_ALIKE: [&str; 4] = ["text", "number", "single-select", "link"];
/// What a cell tells of the look of its values.
const LOOK: [&str; 4] = ["old_text", "new_text", "old_chips", "new_chips"];
/// How many of the changes that a query finds are told by their number.
const NEWEST: usize = 300;
/// Of so many entries one is told with the request behind it.
const WITH_REQUEST: usize = 40;
/// How many differences are listed.
const MOST_DIFFERENCES: usize = 30;
/// Words at their beginnings, folded, several, in cells, of people, tables and bases, and such as are nowhere.
const SEARCHES: [&str; 12] = [
    "acme",
    "Müller",
    "muller gmbh",
    "won",
    "row 17",
    "größe",
    "anna",
    "opportunities",
    "sales",
    "1250",
    "ACME won",
    "nowhere",
];

impl Answers {
    /// Asks a program everything, once it has done what it does after a start.
    pub async fn of(program: &Program, desktop: &Desktop) -> Self {
        settled(program).await;
        let counts = counts(program).await;
        let mut found = BTreeMap::new();
        for query in queries(&counts) {
            found.insert(query.clone(), Found::of(program, &query).await);
        }
        let entries = all(program).await;
        let mut requests = BTreeMap::new();
        for entry in entries.iter().step_by(WITH_REQUEST) {
            let id = entry["id"].as_i64().expect("a number");
            requests.insert(id, program.get(&format!("/v1/entries/{id}?raw=true")).await["raw"].take());
        }
        let export = program.ok(desktop, &["export", "--format", "csv"], "");
        let mut reader = csv::Reader::from_reader(export.trim_start_matches('\u{feff}').as_bytes());
        let lines = reader.deserialize::<BTreeMap<String, String>>().zip(&entries).map(|(line, entry)| {
            let mut line = line.expect("a line");
            let alike = entry["cells"].as_array().expect("cells").iter().all(looks_alike);
            line.retain(|column, _| !PROSE.contains(&column.as_str()) && (alike || column != "cells"));
            line
        });
        let export = lines.collect();
        Self { counts, found, entries, requests, export }
    }

    /// How many changes there are.
    ///
    /// # Panics
    /// When that was not told.
    pub fn total(&self) -> u64 {
        self.counts["total"].as_u64().expect("a number")
    }

    /// How many changes there are with each outcome and its reason.
    pub fn outcomes(&self) -> BTreeMap<String, usize> {
        let mut outcomes = BTreeMap::new();
        for entry in &self.entries {
            let reason = entry["outcome_reason"].as_str().unwrap_or_default();
            let outcome = format!("{} {reason}", entry["outcome"].as_str().expect("an outcome"));
            *outcomes.entry(outcome.trim_end().to_owned()).or_default() += 1;
        }
        outcomes
    }

    /// How many changes there are with each value of a field.
    pub fn by(&self, field: &str) -> BTreeMap<String, usize> {
        let mut values = BTreeMap::new();
        for entry in &self.entries {
            *values.entry(entry[field].to_string()).or_default() += 1;
        }
        values
    }

    /// Holds a later version's answers to these: what was told must be told the same; a later version may tell more of it.
    ///
    /// # Panics
    /// When it is not told the same.
    pub fn must_be_told_by(&self, later: &Self) {
        let value = |answers: &Self| {
            let mut answers = answers.clone();
            answers.export.iter_mut().filter_map(|line| line.get_mut("cells")).for_each(|cells| *cells = bare(cells));
            serde_json::to_value(answers).expect("answers")
        };
        let mut found = Vec::new();
        differences("", &value(self), &value(later), &mut found);
        let count = found.len();
        found.truncate(MOST_DIFFERENCES);
        assert!(found.is_empty(), "{count} things are told otherwise than before:\n{}", found.join("\n"));
    }
}

impl Found {
    async fn of(program: &Program, query: &str) -> Self {
        let counts = sorted(program.get(&format!("/v1/activity/day?{query}")).await);
        let page = program.get(&format!("/v1/history?limit={NEWEST}&{query}")).await;
        let newest = page["entries"].as_array().expect("entries").iter();
        Self { counts, newest: newest.filter_map(|entry| entry["id"].as_i64()).collect() }
    }
}

/// Waits until everything that came is in the history, is to be found, and has an outcome.
async fn settled(program: &Program) {
    let database = program.data.join("rowbell.db");
    let limit = std::time::Duration::from_secs(1800);
    within(limit, "the program has done what it does after a start", async || {
        let waiting = sqlite(&database, "SELECT count(*) FROM delivery WHERE recorded = 0");
        let to_index = sqlite(&database, "SELECT count(*) FROM note WHERE key = 'index_anew_before'");
        let page = program.get("/v1/history?limit=1000").await;
        let outcomes = page["entries"].as_array().expect("entries").iter().map(|entry| &entry["outcome"]);
        let pending = outcomes.filter(|outcome| *outcome == "pending").count();
        let left = (waiting, to_index, pending);
        if left == ("0".to_owned(), "0".to_owned(), 0) { Ok(()) } else { Err(left) }
    })
    .await;
}

async fn counts(program: &Program) -> BTreeMap<String, Value> {
    let mut status = program.get("/v1/status").await;
    // A gap is in no table; the earlier version listed one without a name.
    if let Some(bases) = status["bases"].as_array_mut() {
        let tables = bases.iter_mut().filter_map(|base| base["tables"].as_array_mut());
        tables.for_each(|tables| tables.retain(|table| table["name"] != ""));
    }
    let of_each = |list: &str, fields: &[&str]| {
        let pick = |item: &Value| {
            let fields = fields.iter().map(|field| ((*field).to_owned(), item[field].clone()));
            Value::Object(fields.collect::<Map<_, _>>())
        };
        sorted(status[list].as_array().expect("a list").iter().map(pick).collect())
    };
    [
        ("total", status["total"].clone()),
        ("unread", status["unread"].clone()),
        ("last change", status["last_change_at"].clone()),
        ("bases", of_each("bases", &["uuid", "changes", "unread", "last_change_at", "endpoints", "tables"])),
        ("endpoints", of_each("endpoints", &["name", "last_delivery_at"])),
        ("people", sorted(program.get("/v1/people").await)),
        ("activity by hour", sorted(program.get("/v1/activity/hour").await)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// Queries for all that can be asked for, and some of it together.
fn queries(counts: &BTreeMap<String, Value>) -> Vec<String> {
    let mut queries = vec!["unread=true".to_owned(), "unread=true&kind=row_added".to_owned()];
    let kinds =
        ["row_added", "row_changed", "row_deleted", "link_added", "links_changed", "other", "unrecognised", "missed"];
    queries.extend(kinds.map(|kind| format!("kind={kind}")));
    queries.extend(["local", "realtime", "catch_up", "relay", "relay_kept"].map(|source| format!("source={source}")));
    let values = |list: &str, field: &str| {
        let items = counts[list].as_array().expect("a list").iter();
        items.filter_map(|item| item[field].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    for base in values("bases", "uuid") {
        queries.extend([format!("base={base}"), format!("base={base}&unread=true&search=acme")]);
    }
    queries.extend(values("people", "id").into_iter().map(|person| format!("person={}", encoded(&person))));
    queries.extend(["Opportunities", "Customers"].map(|table| format!("table={table}&search=won")));
    queries.extend(SEARCHES.map(|words| format!("search={}", encoded(words))));
    queries.push("row=row17".to_owned());
    queries
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

async fn all(program: &Program) -> Vec<Value> {
    let (mut entries, mut before) = (Vec::new(), String::new());
    loop {
        let page = program.get(&format!("/v1/history?limit=1000{before}")).await;
        let Value::Array(found) = page["entries"].clone() else { panic!("no page: {page}") };
        entries.extend(found.into_iter().map(without_prose));
        match page["next"].as_i64() {
            Some(next) => before = format!("&before={next}"),
            None => return entries,
        }
    }
}

fn without_prose(mut entry: Value) -> Value {
    entry.as_object_mut().expect("an entry").retain(|field, _| !PROSE.contains(&field.as_str()));
    for cell in entry["cells"].as_array_mut().expect("cells").iter_mut().filter(|cell| !looks_alike(cell)) {
        cell.as_object_mut().expect("a cell").retain(|field, _| !LOOK.contains(&field.as_str()));
    }
    entry
}

fn looks_alike(cell: &Value) -> bool {
    LOOK_ALIKE.iter().any(|kind| cell["type"] == *kind)
}

/// The cells of an export's line without the word for "nothing there": the earlier version left an arrow that leads from or
/// to nothing.
fn bare(cells: &str) -> String {
    let bare = |cell: &str| {
        let (column, values) = cell.split_once(": ").unwrap_or(("", cell));
        let values =
            ["empty → ", " → "].iter().fold(values, |values, begin| values.strip_prefix(begin).unwrap_or(values));
        let values = [" → empty", " → "].iter().fold(values, |values, end| values.strip_suffix(end).unwrap_or(values));
        format!("{column}: {values}")
    };
    cells.split("; ").map(bare).collect::<Vec<_>>().join("; ")
}

/// In one order, whatever the order that equal counts were told in.
fn sorted(mut value: Value) -> Value {
    match &mut value {
        Value::Array(items) => {
            items.iter_mut().for_each(|item| *item = sorted(item.take()));
            items.sort_by_key(Value::to_string);
        }
        Value::Object(fields) => fields.values_mut().for_each(|field| *field = sorted(field.take())),
        _ => {}
    }
    value
}

/// What is not told the same, each with where it is.
fn differences(place: &str, told: &Value, now: &Value, found: &mut Vec<String>) {
    match (told, now) {
        (Value::Object(told), Value::Object(now)) => {
            for (field, value) in told {
                let now = now.get(field).unwrap_or(&Value::Null);
                differences(&format!("{place} › {field}"), value, now, found);
            }
        }
        (Value::Array(told), Value::Array(now)) if told.len() == now.len() => {
            for (n, (told, now)) in told.iter().zip(now).enumerate() {
                differences(&format!("{place} › {n}"), told, now, found);
            }
        }
        _ if told != now => found.push(format!("{place} was {told} and is {now}")),
        _ => {}
    }
}
