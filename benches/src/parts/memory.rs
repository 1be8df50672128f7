//! The memory of an agent that waits, has worked, and has much on the disk. PSS: what it shares counts in part.

use std::time::Duration;

use anyhow::Result;

use crate::{
    Bench,
    agent::{Agent, Home, With},
    body::Bodies,
    load::{Until, burst},
    report::Report,
};

const POSTS: u64 = 50_000;
const SETTLE: Duration = Duration::from_secs(13);

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let home = Home::new(bench)?;
    let agent = home.start(bench, With::default())?;
    aim(report, &agent, "idle: tray, endpoint and database open", 12.0)?;
    burst(&agent.target, &Bodies::new(), 64, 0, Until::Count(POSTS))?;
    agent.until_searchable(bench, POSTS, POSTS - 1)?;
    aim(report, &agent, "after 50,000 POSTs over 64 connections", 20.0)?;
    drop(agent);
    bench.desktop.take_popups();
    let Some(file) = bench.million() else {
        report.text("A million changes on disk: not measured in this run.");
        return Ok(());
    };
    let home = Home::with_database(bench, &file)?;
    // The history's bench leaves changes that look as if a crash had kept them from being announced; the first start sums
    // them up.
    let agent = home.start(bench, With::default())?;
    std::thread::sleep(SETTLE);
    report.fact("the first start, with many changes to announce", &told(&agent)?);
    agent.stop()?;
    let agent = home.start(bench, With::default())?;
    aim(report, &agent, "a million changes on disk", 20.0)?;
    for search in ["a", "an", "ang", "angebot", "m%C3%BCller%20prio", "opportunities", "invoice"] {
        agent.found(bench, search)?;
    }
    aim(report, &agent, "the same after seven searches", 20.0)
}

fn aim(report: &mut Report, agent: &Agent, what: &str, most: f64) -> Result<()> {
    std::thread::sleep(SETTLE);
    let mib = agent.process().pss_mib()?;
    report.aim(what, &format!("≤ {most} MiB"), &told(agent)?, mib <= most);
    Ok(())
}

fn told(agent: &Agent) -> Result<String> {
    let (mib, own) = (agent.process().pss_mib()?, agent.process().anonymous_mib()?);
    Ok(format!("{mib:.1} MiB (heap and stacks {own:.1})"))
}
