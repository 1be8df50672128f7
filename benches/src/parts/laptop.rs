//! A relay and the agent, both on this machine: from a POST there to the history here, and what waited.

use std::{collections::HashMap, time::Instant};

use anyhow::{Context, Result};
use rowbell_api::Event;

use super::relay::Relay;
use crate::{
    Bench,
    agent::{Home, Popups, With},
    body::{Bodies, number_in},
    load::{Until, burst, steady},
    report::Report,
    series::{median, ms, quantile},
};

const RATE: f64 = 20.0;
const POSTS: u64 = 300;
const WAITED: u64 = 20_000;

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let (relay, home, bodies) = (Relay::start(bench)?, Home::new(bench)?, Bodies::new());
    home.set(Popups::None)?;
    let agent = home.start(bench, With::default())?;
    let target = agent.add_relay(bench, relay.address)?;
    let mut events = bench.runtime.block_on(agent.events())?;
    let came = bench.runtime.spawn(async move {
        let mut came = HashMap::new();
        while came.len() < POSTS as usize {
            if let Some(Event::Recorded { entry }) = events.next().await?
                && let Some(number) = number_in(&entry.title)
            {
                came.insert(number, Instant::now());
            }
        }
        anyhow::Ok(came)
    });
    let posts = steady(&target, &bodies, RATE, 0, POSTS)?;
    let came = bench.runtime.block_on(came)??;
    let times = posts.iter().map(|post| came.get(&post.number).map(|came| ms(came.duration_since(post.from))));
    let times: Vec<f64> = times.collect::<Option<_>>().context("a change did not come")?;
    let (p50, p99) = (median(&times), quantile(&times, 0.99));
    report.aim(
        "POST at the relay → in the laptop's history, and told, at 20/s: p50 / p99",
        "≤ 5 / ≤ 30 ms",
        &format!("{p50:.1} / {p99:.1} ms"),
        p50 <= 5.0 && p99 <= 30.0,
    );
    agent.stop()?;
    burst(&target, &bodies, 64, POSTS, Until::Count(WAITED))?;
    let begun = Instant::now();
    let agent = home.start(bench, With::default())?;
    let done = agent.until_searchable(bench, POSTS + WAITED, POSTS + WAITED - 1)?;
    let rate = WAITED as f64 / done.duration_since(begun).as_secs_f64();
    report.fact("20,000 that waited, from the agent's start until all can be searched", &format!("{rate:.0}/s"));
    agent.stop()
}
