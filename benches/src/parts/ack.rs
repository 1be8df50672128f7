//! How many deliveries a second are on the disk and answered, and how many are in the history, beside receivers that store
//! nothing. Rounds in turn; a ratio is that of one round, and the median of the rounds' ratios is told.

use std::time::Duration;

use anyhow::Result;

use crate::{
    Bench,
    agent::{Home, With},
    body::Bodies,
    load::{Sent, Target, Until, burst},
    peers::Peer,
    process::Process,
    report::Report,
    series::{list, median},
};

const ROUNDS: u64 = 5;
const CONNECTIONS: usize = 64;
const ROUND: Duration = Duration::from_secs(3);
const TICK_US: f64 = 10_000.0;

/// The rounds of one receiver.
#[derive(Default)]
struct Rounds {
    /// Answers a second.
    acks: Vec<f64>,
    /// Changes a second that are searchable, from the first POST to the last change.
    whole: Vec<f64>,
    /// Processor time a delivery, in microseconds.
    cost: Vec<f64>,
}

impl Rounds {
    fn add(&mut self, sent: &Sent, ticks: u64) {
        self.acks.push(sent.per_second());
        self.cost.push(ticks as f64 * TICK_US / sent.acked as f64);
    }

    fn told(&self) -> String {
        let (acks, cost) = (median(&self.acks), median(&self.cost));
        format!("{acks:.0}/s (rounds: {}); {cost:.0} µs of processor each", list(&self.acks, 0))
    }
}

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let bodies = Bodies::new();
    let (bare, webhook) = (Peer::bare()?, Peer::webhook(&bench.directory)?);
    let [mut of_bare, mut of_webhook, mut plain, mut full] = <[Rounds; 4]>::default();
    for round in 0..ROUNDS {
        of_bare.peer(&bare.target, bare.process(), &bodies)?;
        plain.agent(bench, With { headless: true, ..With::default() }, &bodies)?;
        of_webhook.peer(&webhook.target, webhook.process(), &bodies)?;
        full.agent(bench, With { signed: true, ..With::default() }, &bodies)?;
        eprintln!("ack: round {} of {ROUNDS}", round + 1);
    }
    let ratio = |over: &[f64], under: &[f64]| median(&over.iter().zip(under).map(|(a, b)| a / b).collect::<Vec<_>>());
    let durable = ratio(&plain.acks, &of_bare.acks);
    report.aim(
        "durable answers, unsigned, no desktop ÷ bare axum handler",
        "≥ 0.45",
        &format!("{durable:.2}"),
        durable >= 0.45,
    );
    let whole = ratio(&full.whole, &of_webhook.acks);
    report.aim(
        "signed, with desktop, until the last change can be searched ÷ `webhook`",
        "≥ 2",
        &format!("{whole:.2}"),
        whole >= 2.0,
    );
    report.fact("bare axum handler, stores nothing", &of_bare.told());
    report.fact("`webhook`, stores nothing: answers", &of_webhook.told());
    report.fact("the same until the last program has run", &format!("{:.0}/s", median(&of_webhook.whole)));
    report.fact("rowbell, unsigned, no desktop: durable answers", &plain.told());
    let told = |rounds: &Rounds| format!("{:.0}/s (rounds: {})", median(&rounds.whole), list(&rounds.whole, 0));
    report.fact("the same until the last change can be searched", &told(&plain));
    report.fact("rowbell, signed, with desktop: durable answers", &full.told());
    report.fact("the same until the last change can be searched", &told(&full));
    report.fact(
        "durable answers, signed, with desktop ÷ `webhook`",
        &format!("{:.2}", ratio(&full.acks, &of_webhook.acks)),
    );
    report.fact(
        "signed, with desktop, until searchable ÷ `webhook` until its last program has run",
        &format!("{:.2}", ratio(&full.whole, &of_webhook.whole)),
    );
    report.text(&format!(
        "{CONNECTIONS} kept connections, {} s a round, {ROUNDS} rounds in turn, a fresh agent each; sender and receiver \
         share the cores. Processor time is of the whole process until all was done.",
        ROUND.as_secs()
    ));
    Ok(())
}

impl Rounds {
    fn peer(&mut self, target: &Target, process: Process, bodies: &Bodies) -> Result<()> {
        let ticks = process.ticks()?;
        let sent = burst(target, bodies, CONNECTIONS, 0, Until::Time(ROUND))?;
        // `webhook` answers first and runs its programs for a long while after.
        process.settle()?;
        self.whole.push(sent.acked as f64 / sent.begun.elapsed().as_secs_f64());
        self.add(&sent, process.ticks()? - ticks);
        Ok(())
    }

    fn agent(&mut self, bench: &Bench, with: With, bodies: &Bodies) -> Result<()> {
        let home = Home::new(bench)?;
        let agent = home.start(bench, with)?;
        std::thread::sleep(Duration::from_millis(500));
        let ticks = agent.process().ticks()?;
        let sent = burst(&agent.target, bodies, CONNECTIONS, 0, Until::Time(ROUND))?;
        let searchable = agent.until_searchable(bench, sent.acked, sent.acked - 1)?;
        self.add(&sent, agent.process().ticks()? - ticks);
        self.whole.push(sent.acked as f64 / searchable.duration_since(sent.begun).as_secs_f64());
        bench.desktop.take_popups();
        Ok(())
    }
}
