//! This build beside another one's program, which `ROWBELL_BENCH_BESIDE` names: rounds in turn, the order changing with each,
//! and for each number the median of the rounds' ratios. So what the machine does in a minute touches both alike.

use std::{
    env,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Result;
use rowbell_api::Rule;

use crate::{
    Bench,
    agent::{Agent, Home, Popups, With},
    body::Bodies,
    load::{Until, burst, steady},
    parts::{popup::until_popups, start::Starts},
    report::Report,
    series::{list, median, ms, quantile},
};

const ROUNDS: usize = 7;
const BURST: u64 = 20_000;
const RATE: f64 = 500.0;
const STEADY: u64 = 2_000;
const POPUPS: u64 = 100;
const STARTS: usize = 5;
const TICK_US: f64 = 10_000.0;

/// What is measured in each round. Smaller is better unless `more`.
struct Measure {
    what: &'static str,
    unit: &'static str,
    digits: usize,
    more: bool,
}

const MEASURES: [Measure; 10] = [
    Measure { what: "durable answers, signed, with desktop", unit: "/s", digits: 0, more: true },
    Measure { what: "changes until the last can be searched", unit: "/s", digits: 0, more: true },
    Measure { what: "processor time a change, POST → searchable", unit: " µs", digits: 0, more: false },
    Measure { what: "time to the answer at 500/s: p50", unit: " ms", digits: 2, more: false },
    Measure { what: "the same: p99", unit: " ms", digits: 2, more: false },
    Measure { what: "POST → popup at 20/s: p50", unit: " ms", digits: 2, more: false },
    Measure { what: "memory (PSS), idle", unit: " MiB", digits: 1, more: false },
    Measure { what: "memory after 20,000 POSTs", unit: " MiB", digits: 1, more: false },
    Measure { what: "exec → listening", unit: " ms", digits: 1, more: false },
    Measure { what: "exec → tray", unit: " ms", digits: 1, more: false },
];

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let Some(other) = env::var_os("ROWBELL_BENCH_BESIDE").map(PathBuf::from) else {
        report.text("No other program was named (`ROWBELL_BENCH_BESIDE`): not measured in this run.");
        return Ok(());
    };
    let bodies = Bodies::new();
    let mut rounds: Vec<[Vec<f64>; 2]> = Vec::new();
    for round in 0..ROUNDS {
        let measure = |program| one_round(bench, program, &bodies);
        let (own, others) = if round % 2 == 0 {
            let own = measure(None)?;
            (own, measure(Some(other.as_path()))?)
        } else {
            let others = measure(Some(other.as_path()))?;
            (measure(None)?, others)
        };
        rounds.push([own, others]);
        eprintln!("beside: round {} of {ROUNDS}", round + 1);
    }
    for (at, measure) in MEASURES.iter().enumerate() {
        let of = |which: usize| rounds.iter().map(|round| round[which][at]).collect::<Vec<_>>();
        let (own, others) = (of(0), of(1));
        let ratios: Vec<f64> = own.iter().zip(&others).map(|(own, other)| own / other).collect();
        let ratio = median(&ratios);
        let met = if measure.more { ratio >= 0.95 } else { ratio <= 1.05 };
        let (unit, digits) = (measure.unit, measure.digits);
        let measured = format!(
            "{ratio:.2} × ({:.digits$}{unit} beside {:.digits$}{unit}; rounds: {})",
            median(&own),
            median(&others),
            list(&ratios, 2)
        );
        report.aim(measure.what, if measure.more { "≥ 0.95" } else { "≤ 1.05" }, &measured, met);
    }
    report.text(&format!("This build ÷ {}. {ROUNDS} rounds in turn, fresh agents each.", other.display()));
    Ok(())
}

/// The numbers of one program, in the order of [`MEASURES`].
fn one_round(bench: &Bench, program: Option<&Path>, bodies: &Bodies) -> Result<Vec<f64>> {
    let with = With { program, signed: true, ..With::default() };
    let home = Home::new(bench)?;
    let agent = home.start(bench, with)?;
    std::thread::sleep(Duration::from_secs(3));
    let idle = agent.process().pss_mib()?;
    let [acks, whole, cost] = worked(bench, &agent, bodies)?;
    let posts = steady(&agent.target, bodies, RATE, BURST, STEADY)?;
    let waits: Vec<f64> = posts.iter().map(|post| ms(post.acked - post.from)).collect();
    std::thread::sleep(Duration::from_secs(3));
    let worked = agent.process().pss_mib()?;
    agent.stop()?;
    bench.desktop.take_popups();
    let popup = until_shown(bench, with, bodies, &[])?;
    let (listening, tray) = starts(bench, program)?;
    let (p50, p99) = (median(&waits), quantile(&waits, 0.99));
    Ok(vec![acks, whole, cost, p50, p99, popup, idle, worked, listening, tray])
}

/// [`BURST`] changes: how many are answered and how many are searchable a second, and the processor time of each in µs.
pub(super) fn worked(bench: &Bench, agent: &Agent, bodies: &Bodies) -> Result<[f64; 3]> {
    let ticks = agent.process().ticks()?;
    let sent = burst(&agent.target, bodies, 64, 0, Until::Count(BURST))?;
    let searchable = agent.until_searchable(bench, BURST, BURST - 1)?;
    let cost = (agent.process().ticks()? - ticks) as f64 * TICK_US / BURST as f64;
    Ok([sent.per_second(), BURST as f64 / searchable.duration_since(sent.begun).as_secs_f64(), cost])
}

/// From a POST to its popup with these rules, in milliseconds.
pub(super) fn until_shown(bench: &Bench, with: With<'_>, bodies: &Bodies, rules: &[Rule]) -> Result<f64> {
    let home = Home::new(bench)?;
    home.set(Popups::All)?;
    let agent = home.start(bench, with)?;
    agent.add_rules(bench, rules)?;
    burst(&agent.target, bodies, 1, 0, Until::Count(10))?;
    until_popups(bench, 10)?;
    bench.desktop.take_popups();
    let posts = steady(&agent.target, bodies, 20.0, 100, POPUPS)?;
    until_popups(bench, POPUPS as usize)?;
    let shown = bench.desktop.take_popups();
    let times: Vec<f64> =
        posts.iter().filter_map(|post| Some(ms(shown.get(&post.number)?.duration_since(post.from)))).collect();
    agent.stop()?;
    Ok(median(&times))
}

/// From exec to listening, and to the tray icon, in milliseconds.
fn starts(bench: &Bench, program: Option<&Path>) -> Result<(f64, f64)> {
    let with = With { program, ..With::default() };
    let home = Home::new(bench)?;
    home.start(bench, with)?.stop()?;
    let mut starts = Starts::default();
    (0..STARTS).try_for_each(|_| starts.add(bench, &home, with))?;
    Ok((median(&starts.listening), median(&starts.tray)))
}
