//! What the agent does while nothing happens.

use std::time::Duration;

use anyhow::Result;

use crate::{
    Bench,
    agent::{Home, With},
    body::Bodies,
    load::{Until, burst},
    report::Report,
};

const LONG: Duration = Duration::from_secs(60);
/// By then the housekeeping is over that follows a minute after the start, the end of its helper threads included.
const SETTLE: Duration = Duration::from_secs(80);

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let home = Home::new(bench)?;
    let agent = home.start(bench, With::default())?;
    burst(&agent.target, &Bodies::new(), 1, 0, Until::Count(10))?;
    std::thread::sleep(SETTLE);
    bench.desktop.take_popups();
    let process = agent.process();
    let (ticks, before) = (process.ticks()?, process.wakeups()?);
    std::thread::sleep(LONG);
    let (ticks, after) = (process.ticks()? - ticks, process.wakeups()?);
    let by_thread = after.iter().map(|(thread, count)| (thread, count - before.get(thread).copied().unwrap_or(0)));
    let mut awake: Vec<_> = by_thread.filter(|(_, count)| *count > 0).collect();
    awake.sort();
    let sum: u64 = awake.iter().map(|(_, count)| count).sum();
    report.aim(
        "60 s: ticks of the processor (10 ms) / wake-ups of all threads",
        "0 / ≤ 10",
        &format!("{ticks} / {sum}"),
        ticks == 0 && sum <= 10,
    );
    if !awake.is_empty() {
        let names: Vec<String> = awake.iter().map(|(thread, count)| format!("{thread}: {count}")).collect();
        report.fact("which", &names.join(", "));
    }
    report.text(
        "With bus, tray, endpoint, and ten changes; begun 80 s after the start, when the first housekeeping is over.",
    );
    Ok(())
}
