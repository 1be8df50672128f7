//! What rules cost: one decision, in this process; and in the agent a rule tried on what has happened, popups, and the
//! processor time of a change.

use std::{
    collections::BTreeSet,
    env,
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use jiff::{Timestamp, tz::TimeZone};
use rowbell_api::{BenchRequest, Rule};
use rowbell_rules::{CellFact, ChangeKind, Facts, Origin, TableFact, compile, route};
use seatable::{
    metadata::{Metadata, Table},
    value::Format,
    webhook::{Cell, Event},
};
use serde_json::{Value, from_value, json};

use super::beside::{until_shown, worked};
use crate::{
    Bench,
    agent::{Home, Popups, With},
    body::Bodies,
    load::{Until, burst},
    report::Report,
    series::{list, median, ms, quantile},
};

const MANY_RULES: usize = 1_000;
const SOME_RULES: usize = 100;
const DECISIONS: usize = 2_000;
/// As many as the agent keeps of a decision.
const TOLD: usize = 20;
const CHANGES: u64 = 100_000;
const TRIALS: usize = 5;
const ROUNDS: usize = 5;
const TABLE: &str = "Opportunities";

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    deciding(report)?;
    trying(bench, report)?;
    beside_none(bench, report)?;
    report.text(&format!(
        "Deciding: the median of {DECISIONS}, with what each rule said told in names. No rule fits, so all are asked. A trial: the \
         median of {TRIALS}, from the request to the whole answer. The changes are of as many rows, and in the history only. The \
         last two: {ROUNDS} rounds in turn, fresh agents each."
    ));
    Ok(())
}

/// Rules that no change of the bench fits, though each condition has to be looked at.
fn rules(count: usize, table: impl Fn(usize) -> String) -> Result<Vec<Rule>> {
    let rule = |number: usize| {
        let condition = match number % 4 {
            0 => filter("Status", "is", json!("Angebot")),
            1 => filter("Amount", "greater", json!(10_000 + number)),
            2 => filter("Next step", "contains", json!(format!("step {number}"))),
            _ => filter("Due", "is_after", json!("2030-01-01")),
        };
        Ok(from_value(json!({
            "name": format!("Rule {number}"), "table": table(number), "action": "announce", "kind": ["row_changed"],
            "where": { "filters": [condition, filter("Status", "is_not", json!("In progress"))] },
        }))?)
    };
    (0..count).map(rule).collect()
}

fn filter(column: &str, predicate: &str, term: Value) -> Value {
    match predicate {
        "is_after" => json!({ "column_name": column, "filter_predicate": predicate,
            "filter_term_modifier": "exact_date", "filter_term": term }),
        _ => json!({ "column_name": column, "filter_predicate": predicate, "filter_term": term }),
    }
}

fn deciding(report: &mut Report) -> Result<()> {
    let here = rules(MANY_RULES, |_| TABLE.to_owned())?;
    let spread =
        rules(MANY_RULES, |number| if number % 20 == 0 { TABLE.to_owned() } else { format!("Table {number}") })?;
    let event = event()?;
    for (what, rules) in [("all about the change's table", here), ("a twentieth of them about it", spread)] {
        for connected in [false, true] {
            let rules: Vec<Rule> = rules.iter().map(|rule| Rule { base: event.base.clone(), ..rule.clone() }).collect();
            let times = decisions(&rules, &event, connected)?;
            let (p50, p99) = (median(&times), quantile(&times, 0.99));
            let base = if connected { "connected base" } else { "webhook only" };
            report.aim(
                &format!("{MANY_RULES} rules decided for a change, {what}, {base}: p50"),
                "≤ 50 µs",
                &format!("{p50:.1} µs (p99 {p99:.1})"),
                p50 <= 50.0,
            );
        }
    }
    Ok(())
}

/// A change of the bench.
fn event() -> Result<Event> {
    let mut text = String::new();
    Bodies::new().write(0, &mut text);
    seatable::webhook::read(text.as_bytes())?.pop().context("no change")
}

/// How long the rules take for the change, each time, in microseconds.
fn decisions(rules: &[Rule], event: &Event, connected: bool) -> Result<Vec<f64>> {
    let columns: Vec<_> = event.cells.iter().map(|cell| cell.column.clone()).collect();
    let names: BTreeSet<&String> = rules.iter().filter_map(|rule| rule.table.as_ref()).collect();
    let table = |name: &String| Table { name: name.clone(), columns: columns.clone(), ..Table::default() };
    let metadata = Metadata { tables: names.into_iter().map(table).collect(), ..Metadata::default() };
    let rules = compile(rules, &|_| connected.then_some(&metadata));
    let cells: Vec<_> = event
        .cells
        .iter()
        .map(|Cell { column, value, old_value }| CellFact {
            column,
            old: old_value.as_ref(),
            new: value,
            origin: Origin::Change,
        })
        .collect();
    let at = Timestamp::from_millisecond(event.op_time_ms.unwrap_or_default())?;
    let (zone, format) = (TimeZone::UTC, Format::default());
    let facts = Facts {
        base: event.base.as_ref(),
        table: TableFact { id: &event.table.id, name: &event.table.name },
        user: &event.user,
        cells: &cells,
        columns: connected.then_some(columns.as_slice()),
        ..Facts::bare(ChangeKind::RowChanged.into(), at, &zone, &[])
    };
    let said = route(&rules, &facts).trace;
    ensure!(rules.broken().next().is_none(), "a rule can't be asked");
    ensure!(said.tried().all(|(_, fits, _)| !fits), "a rule fits");
    let decide = |_| {
        let begun = Instant::now();
        let told = route(&rules, &facts).trace.decision(&rules, &facts, &format, TOLD);
        let took = begun.elapsed();
        std::hint::black_box(told);
        took.as_secs_f64() * 1_000_000.0
    };
    Ok((0..DECISIONS).map(decide).collect())
}

/// What the window asks at each edit of a rule.
fn trying(bench: &Bench, report: &mut Report) -> Result<()> {
    let home = Home::new(bench)?;
    home.set(Popups::None)?;
    let agent = home.start(bench, With { headless: true, ..With::default() })?;
    burst(&agent.target, &Bodies::new(), 64, 0, Until::Count(CHANGES))?;
    agent.until_searchable(bench, CHANGES, CHANGES - 1)?;
    let rule = |condition: Value| -> Result<Rule> {
        let name = json!({"name": "Tried", "table": TABLE, "action": "announce", "where": { "filters": [condition] }});
        Ok(from_value(name)?)
    };
    let told = rule(filter("Status", "is", json!("Done")))?;
    let untold = rule(filter("Priority", "is", json!("High")))?;
    for (what, rule) in [("fits each", told), ("asks what each row was before", untold)] {
        for (changes, most) in [(1_000, 50.0), (CHANGES as u32, 3_000.0)] {
            let request =
                BenchRequest { rule: rule.clone(), replaces: None, changes: Some(changes), examples: Vec::new() };
            let mut times = Vec::new();
            for _ in 0..TRIALS {
                let begun = Instant::now();
                let tried = agent.try_rule(bench, &request)?;
                times.push(ms(begun.elapsed()));
                ensure!(tried.changes == u64::from(changes), "{} changes were looked at", tried.changes);
            }
            let took = median(&times);
            report.aim(
                &format!("a rule that {what}, tried on {changes} changes"),
                &format!("≤ {most} ms"),
                &format!("{took:.0} ms (all: {})", list(&times, 0)),
                took <= most,
            );
        }
    }
    agent.stop()
}

/// Popups and processor time with rules, beside none.
fn beside_none(bench: &Bench, report: &mut Report) -> Result<()> {
    let bodies = Bodies::new();
    let rules = rules(SOME_RULES, |_| TABLE.to_owned())?;
    let other = env::var_os("ROWBELL_BENCH_BESIDE").map(PathBuf::from);
    let (with, none) = (With::default(), With { program: other.as_deref(), ..With::default() });
    let (mut later, mut costs) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let popup = |rules: &[Rule]| until_shown(bench, with, &bodies, rules);
        later.push(popup(&rules)? - popup(&[])?);
        let [dear, plain] =
            [(with, rules.as_slice()), (none, &[])].map(|(with, rules)| one_cost(bench, with, rules, &bodies));
        costs.push(dear? / plain?);
        eprintln!("rules: round {} of {ROUNDS}", round + 1);
    }
    let extra = median(&later);
    let measured = format!("{extra:.2} ms (rounds: {})", list(&later, 2));
    report.aim(&format!("POST → popup, {SOME_RULES} rules: more than without"), "≤ 1 ms", &measured, extra <= 1.0);
    let ratio = median(&costs);
    let measured = format!("{ratio:.2} × (rounds: {})", list(&costs, 2));
    match other {
        Some(other) => report.aim(
            &format!("processor time a change, {SOME_RULES} rules ÷ {} without", other.display()),
            "≤ 1.1",
            &measured,
            ratio <= 1.1,
        ),
        None => report.fact(&format!("processor time a change, {SOME_RULES} rules ÷ none"), &measured),
    }
    Ok(())
}

fn one_cost(bench: &Bench, with: With<'_>, rules: &[Rule], bodies: &Bodies) -> Result<f64> {
    let home = Home::new(bench)?;
    let agent = home.start(bench, With { signed: true, ..with })?;
    agent.add_rules(bench, rules)?;
    std::thread::sleep(Duration::from_millis(500));
    let [_, _, cost] = worked(bench, &agent, bodies)?;
    agent.stop()?;
    bench.desktop.take_popups();
    Ok(cost)
}
