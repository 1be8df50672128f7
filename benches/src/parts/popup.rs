//! From a POST to the call that shows its popup, as the notification server sees it, at 20 a second.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::{
    Bench,
    agent::{Home, Popups, With, wait},
    body::Bodies,
    load::{Until, burst, steady},
    report::Report,
    series::{largest, median, quantile},
};

const RATE: f64 = 20.0;
const POSTS: u64 = 600;

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let bodies = Bodies::new();
    let home = Home::new(bench)?;
    home.set(Popups::All)?;
    let agent = home.start(bench, With { signed: true, ..With::default() })?;
    burst(&agent.target, &bodies, 1, 0, Until::Count(20))?;
    until_popups(bench, 20)?;
    bench.desktop.take_popups();
    let posts = steady(&agent.target, &bodies, RATE, 100, POSTS)?;
    until_popups(bench, POSTS as usize)?;
    let shown = bench.desktop.take_popups();
    let (mut beyond, mut whole) = (Vec::new(), Vec::new());
    for post in &posts {
        if let Some(shown) = shown.get(&post.number) {
            beyond.push(signed_ms(post.acked, *shown));
            whole.push(signed_ms(post.from, *shown));
        }
    }
    let (p50, p99) = (median(&beyond), quantile(&beyond, 0.99));
    report.aim(
        "answer → `Notify` on the bus: p50 / p99",
        "≤ 1 / ≤ 10 ms",
        &format!("{p50:.2} / {p99:.2} ms (slowest {:.2})", largest(&beyond)),
        p50 <= 1.0 && p99 <= 10.0,
    );
    let (p50, p99) = (median(&whole), quantile(&whole, 0.99));
    report.fact("POST → `Notify`: p50 / p99", &format!("{p50:.2} / {p99:.2} ms"));
    report.fact("popups of posts", &format!("{} of {POSTS}", beyond.len()));
    report.text("A notification server of the bench's own on a private bus; it and the bus share the cores. No folding of popups.");
    Ok(())
}

/// Waits until so many popups came.
pub(super) fn until_popups(bench: &Bench, count: usize) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(60);
    while bench.desktop.popups() < count {
        wait(deadline, Duration::from_millis(20), "popups are missing")?;
    }
    Ok(())
}

fn signed_ms(from: Instant, to: Instant) -> f64 {
    let seconds = if to >= from { (to - from).as_secs_f64() } else { -(from - to).as_secs_f64() };
    seconds * 1000.0
}
