//! Connected bases, against the stand-in for SeaTable, which runs in the bench's process and is reached over loopback.

use std::{
    collections::HashSet,
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::Result;
use rowbell_stand_in::Permission;

use super::popup::until_popups;
use crate::{
    Bench,
    agent::{Home, Popups, With, wait},
    base::{self, Edited},
    report::Report,
    series::{largest, median, ms, quantile},
};

/// Operations of a catch-up, and changes of a day.
const MANY: u64 = 10_000;
/// Operations of the flood.
const FLOOD: u64 = 20_000;
/// Rows that a day's changes are spread over.
const ROWS: usize = 500;
/// More than the usual pages of the log bring, and what those do: one of a hundred, 39 of a thousand.
const TOO_MANY: u64 = 45_000;
const PAGES: u64 = 40;
const IN_PAGES: u64 = 39_000;
/// Timers of `crates/core/src/sources/connected`: a look at the base's name and newest operation every two hours, two calls
/// each; tables and people anew after a day, two calls; once 30 calls have asked for names of rows, one an hour.
const LOOKS_A_DAY: usize = 12 * 2;
const DIRECTORY_A_DAY: usize = 2;
const FREE_NAMES: usize = 30;
const NAMES_A_DAY: usize = 24;

const POPUPS: u64 = 600;
const POPUPS_BEFORE: u64 = 20;
const BETWEEN_POPUPS: Duration = Duration::from_millis(50);

const BASES: usize = 20;
/// The look five seconds after joining is over by then, and the runtime's helper threads have ended.
const SETTLE: Duration = Duration::from_secs(25);

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    catch_up(bench, report)?;
    day(bench, report)?;
    popups(bench, report)?;
    flood(bench, report)?;
    memory(bench, report)?;
    report.text(
        "The stand-in runs in the bench's process, over plain HTTP on loopback; it, the bus and the agent share the cores.",
    );
    Ok(())
}

/// What was changed while the agent did not run, and more than it reads of that.
fn catch_up(bench: &Bench, report: &mut Report) -> Result<()> {
    for (missed, expected) in [(MANY, MANY), (TOO_MANY, IN_PAGES)] {
        let (edited, home) = (Edited::new(bench, ROWS), Home::new(bench)?);
        home.set(Popups::Folded)?;
        let agent = home.start(bench, With::default())?;
        edited.connect(bench, &agent)?;
        agent.stop()?;
        for number in 0..missed {
            edited.edit(number as usize, number);
            // Faster than any server, but not so fast that the history has no more room in a millisecond.
            if number % 4 == 0 {
                sleep(Duration::from_millis(1));
            }
        }
        edited.stand_in.forget_calls();
        let agent = home.start(bench, With::default())?;
        // A gap is an entry of its own.
        let gap = u64::from(expected < missed);
        let waited = edited.until_recorded(bench, &agent, expected + gap, 10)?;
        let took = (waited.done - agent.started).as_secs_f64();
        let cpu = agent.process().ticks()? * 10;
        let (pages, busiest) = (edited.pages(), waited.busiest_minute);
        let calls = format!("{pages} pages, {busiest} calls in the busiest minute ({})", edited.calls_told());
        let few = busiest <= 60 && pages as u64 <= PAGES;
        if gap == 0 {
            let name = "catch-up of 10,000 operations: start → all in the history";
            report.aim(name, "≤ 3 s", &format!("{took:.2} s, {cpu} ms of processor"), took <= 3.0);
            report.aim("the same: calls", "≤ 60 a minute, ≤ 40 pages", &calls, few);
        } else {
            let has_gap = agent.history(bench, "kind=missed")?.entries.len() == 1;
            let name = "catch-up of 45,000 operations: calls";
            report.aim(name, "≤ 60 a minute, ≤ 40 pages, then a gap", &calls, few && has_gap);
            let name = "the same: start → the newest 39,000 and the gap in the history";
            report.fact(name, &format!("{took:.2} s, {cpu} ms of processor"));
            report.fact("the same: memory at the end", &format!("{:.1} MiB", agent.process().pss_mib()?));
        }
        bench.desktop.take_popups();
    }
    Ok(())
}

/// A day's changes by the live feed, in a minute; a row that was not changed before every 100 ms or so.
fn day(bench: &Bench, report: &mut Report) -> Result<()> {
    let (edited, home) = (Edited::new(bench, ROWS), Home::new(bench)?);
    let agent = home.start(bench, With::default())?;
    edited.connect(bench, &agent)?;
    let begun = Instant::now();
    let every = MANY as usize / ROWS;
    for number in 0..MANY {
        sleep_until(begun + Duration::from_millis(5) * number as u32);
        let known = number as usize / every;
        // Every twentieth change is of a new row, the others of the rows before it.
        let row = if (number as usize).is_multiple_of(every) { known } else { (number as usize * 7919) % (known + 1) };
        edited.edit(row, number);
    }
    edited.until_recorded(bench, &agent, MANY, 50)?;
    sleep(Duration::from_secs(6));
    let (calls, names) = (edited.stand_in.calls().len(), edited.calls("sql/"));
    let hourly = if names >= FREE_NAMES { NAMES_A_DAY } else { 0 };
    let timers = LOOKS_A_DAY + DIRECTORY_A_DAY + hourly;
    report.aim(
        "API calls for a day of 10,000 changes of 500 rows by realtime",
        "< 100",
        &format!("{calls} made ({}) + {timers} of a day's timers = {}", edited.calls_told(), calls + timers),
        calls + timers < 100,
    );
    report.fact(
        "timers in a day",
        &format!(
            "{LOOKS_A_DAY} looks for what the feed lost, {DIRECTORY_A_DAY} tables and people, {hourly} names of rows"
        ),
    );
    let page = agent.history(bench, "limit=1000")?;
    let rows: HashSet<_> = page.entries.iter().map(|entry| &entry.row.id).collect();
    let unnamed: HashSet<_> =
        page.entries.iter().filter(|entry| entry.row.name.is_empty()).map(|entry| &entry.row.id).collect();
    let told = format!("{} of {} rows in the newest {} changes", unnamed.len(), rows.len(), page.entries.len());
    report.fact("rows that wait for their names then", &told);
    bench.desktop.take_popups();
    Ok(())
}

fn popups(bench: &Bench, report: &mut Report) -> Result<()> {
    let (edited, home) = (Edited::new(bench, (POPUPS + POPUPS_BEFORE) as usize), Home::new(bench)?);
    home.set(Popups::None)?;
    let agent = home.start(bench, With::default())?;
    edited.connect(bench, &agent)?;
    // The rows are named before they are told of.
    (0..POPUPS + POPUPS_BEFORE).for_each(|number| edited.edit(number as usize, number));
    edited.until_recorded(bench, &agent, POPUPS + POPUPS_BEFORE, 20)?;
    let deadline = Instant::now() + Duration::from_secs(30);
    while edited.calls("sql/") == 0 {
        wait(deadline, Duration::from_millis(50), "rows are not named")?;
    }
    sleep(Duration::from_secs(2));
    home.set(Popups::All)?;
    sleep(Duration::from_secs(2));
    bench.desktop.take_popups();
    (0..POPUPS_BEFORE).for_each(|number| edited.mark((POPUPS + number) as usize, POPUPS + number));
    until_popups(bench, POPUPS_BEFORE as usize)?;
    bench.desktop.take_popups();
    let begun = Instant::now();
    let mut edits = Vec::new();
    for number in 0..POPUPS {
        sleep_until(begun + BETWEEN_POPUPS * number as u32);
        edits.push((number, Instant::now()));
        edited.mark(number as usize, number);
    }
    until_popups(bench, POPUPS as usize)?;
    let shown = bench.desktop.take_popups();
    let times: Vec<f64> = edits.iter().filter_map(|(number, edited)| Some(ms(*shown.get(number)? - *edited))).collect();
    let (p50, p99) = (median(&times), quantile(&times, 0.99));
    report.aim(
        "realtime edit → `Notify` on the bus: p50 / p99",
        "≤ 3 / ≤ 30 ms",
        &format!("{p50:.2} / {p99:.2} ms (slowest {:.2})", largest(&times)),
        p50 <= 3.0 && p99 <= 30.0,
    );
    report.fact("popups of edits", &format!("{} of {POPUPS}, 20 a second, no folding", times.len()));
    Ok(())
}

/// As fast as the stand-in can. Rows are named before.
fn flood(bench: &Bench, report: &mut Report) -> Result<()> {
    let (edited, home) = (Edited::new(bench, ROWS), Home::new(bench)?);
    let agent = home.start(bench, With::default())?;
    edited.connect(bench, &agent)?;
    (0..ROWS).for_each(|number| edited.edit(number, number as u64));
    edited.until_recorded(bench, &agent, ROWS as u64, 20)?;
    // The look five seconds after joining is over then.
    sleep(Duration::from_secs(6));
    edited.stand_in.forget_calls();
    let ticks = agent.process().ticks()?;
    let begun = Instant::now();
    (0..FLOOD).for_each(|number| edited.edit(number as usize, number + ROWS as u64));
    let made = begun.elapsed();
    let waited = edited.until_recorded(bench, &agent, ROWS as u64 + FLOOD, 100)?;
    let ticks = agent.process().ticks()? - ticks;
    let per_second = FLOOD as f64 / (waited.done - begun).as_secs_f64();
    let us = ticks as f64 * 10_000.0 / FLOOD as f64;
    report.aim(
        "realtime operations decoded and stored a second, until the last is in the history",
        "≥ 3,000/s",
        &format!("{per_second:.0}/s; {us:.0} µs of processor each, so {:.0}/s a core", 1e6 / us),
        per_second >= 3000.0,
    );
    report.fact("20,000 edits in the stand-in alone", &format!("{:.2} s", made.as_secs_f64()));
    report.fact("calls meanwhile: none if nothing was lost", &edited.stand_in.calls().len().to_string());
    bench.desktop.take_popups();
    Ok(())
}

/// Of an agent that was started with its bases, and of one without any.
fn memory(bench: &Bench, report: &mut Report) -> Result<()> {
    let stand_in = base::server(bench);
    let home = Home::new(bench)?;
    home.set(Popups::Folded)?;
    let rest = |bases: usize| -> Result<(f64, f64)> {
        let agent = home.start(bench, With::default())?;
        agent.until_live(bench, bases)?;
        sleep(SETTLE);
        let process = agent.process();
        let all = (process.pss_mib()?, process.anonymous_mib()?);
        agent.stop()?;
        Ok(all)
    };
    let without = rest(0)?;
    let agent = home.start(bench, With::default())?;
    for number in 0..BASES {
        let (base, _) = base::add(&stand_in, &format!("Base {number}"), 20);
        agent.connect(bench, &stand_in.address(), &base.api_token("rowbell", Permission::R))?;
    }
    agent.until_live(bench, BASES)?;
    agent.stop()?;
    let with = rest(BASES)?;
    let kib = |one: f64, other: f64| (one - other) * 1024.0 / BASES as f64;
    let (pss, own) = (kib(with.0, without.0), kib(with.1, without.1));
    report.aim(
        "memory a connected base, of 20 idle ones",
        "≤ 300 KiB",
        &format!("{pss:.0} KiB (heap and stacks {own:.0}); {:.1} MiB with 20, {:.1} without", with.0, without.0),
        pss <= 300.0,
    );
    Ok(())
}

fn sleep_until(when: Instant) {
    sleep(when.saturating_duration_since(Instant::now()));
}
