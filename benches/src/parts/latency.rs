//! How long a sender waits for its answer at 500 deliveries a second.

use anyhow::Result;

use crate::{
    Bench,
    agent::{Home, With},
    body::Bodies,
    load::{Target, steady},
    peers::Peer,
    report::Report,
    series::{list, median, ms, quantile},
};

const ROUNDS: u64 = 3;
const RATE: f64 = 500.0;
const POSTS: u64 = 4_000;

#[derive(Default)]
struct Rounds {
    p50: Vec<f64>,
    p99: Vec<f64>,
}

impl Rounds {
    fn add(&mut self, target: &Target, bodies: &Bodies, first: u64) -> Result<()> {
        let posts = steady(target, bodies, RATE, first, POSTS)?;
        let waits: Vec<f64> = posts.iter().map(|post| ms(post.acked - post.from)).collect();
        self.p50.push(median(&waits));
        self.p99.push(quantile(&waits, 0.99));
        Ok(())
    }

    fn told(&self) -> String {
        let (p50, p99) = (median(&self.p50), median(&self.p99));
        format!("{p50:.2} / {p99:.2} ms (rounds: {} / {})", list(&self.p50, 2), list(&self.p99, 2))
    }
}

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let bodies = Bodies::new();
    let (bare, webhook) = (Peer::bare()?, Peer::webhook(&bench.directory)?);
    let home = Home::new(bench)?;
    let agent = home.start(bench, With { signed: true, ..With::default() })?;
    let [mut of_bare, mut of_webhook, mut own] = <[Rounds; 3]>::default();
    for round in 0..ROUNDS {
        of_bare.add(&bare.target, &bodies, 0)?;
        own.add(&agent.target, &bodies, round * POSTS)?;
        of_webhook.add(&webhook.target, &bodies, 0)?;
        webhook.process().settle()?;
    }
    bench.desktop.take_popups();
    let met = median(&own.p50) <= 0.6 && median(&own.p99) <= 5.0;
    report.aim("rowbell, signed, with desktop, on the disk: p50 / p99", "≤ 0.6 / ≤ 5 ms", &own.told(), met);
    report.fact("bare axum handler, stores nothing", &of_bare.told());
    report.fact("`webhook`, stores nothing", &of_webhook.told());
    report.text(&format!(
        "{RATE} a second whatever comes, {POSTS} posts a round, {ROUNDS} rounds in turn. A post that had to wait for those before it counts the wait."
    ));
    Ok(())
}
