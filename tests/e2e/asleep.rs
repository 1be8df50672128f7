//! What changes while nobody is here: the agent does not run, stands still, or has no network.

use std::time::Duration;

use rowbell_stand_in::Options;
use rowbell_tests::{Agent, Bus, Desktop, Network, Setup, until};
use rustix::process::Signal;

use crate::sales::{Sales, all, is_live, start, with_secrets_in_a_file};

const MANY: usize = 500;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changes_while_the_agent_does_not_run() {
    let desktop = Desktop::with_popups().await;
    let sales = Sales::open().await;
    let mut agent = start(&desktop).await;
    let row = first_change(&sales, &agent).await;
    agent.stop().await;
    change(&sales, &row);
    let bus = Bus::listen(&desktop).await;
    sales.stand_in.forget_calls();
    let agent = start(&desktop).await;
    is_told_once(&bus, &agent).await;
    let calls = sales.stand_in.calls().len();
    assert!(calls <= 10, "{calls} calls: {:?}", sales.stand_in.counts());
    agent.stop_well().await;
}

/// As in a computer that sleeps: the server gives the connection up meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changes_while_the_agent_stands_still() {
    let desktop = Desktop::with_popups().await;
    let (sales, agent) = Sales::connected(&desktop).await;
    agent.popups_ready().await;
    let row = first_change(&sales, &agent).await;
    let bus = Bus::listen(&desktop).await;
    agent.process.signal(Signal::STOP);
    sales.stand_in.drop_sockets();
    change(&sales, &row);
    agent.process.signal(Signal::CONT);
    is_told_once(&bus, &agent).await;
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changes_while_there_is_no_network() {
    let Some(network) = Network::join() else { return };
    let desktop = Desktop::with_popups().await;
    let (ping_interval, ping_timeout) = (Duration::from_secs(1), Duration::from_secs(1));
    let options = Options { host: network.here.into(), ping_interval, ping_timeout, ..Options::default() };
    let sales = Sales::open_with(options).await;
    let setup = Setup { by: network.enter(), ..with_secrets_in_a_file() };
    let agent = Agent::start_as(&desktop, &setup).await;
    agent.popups_ready().await;
    sales.connect(&agent);
    is_live(&agent).await;
    let row = first_change(&sales, &agent).await;
    let bus = Bus::listen(&desktop).await;
    network.down();
    agent.trouble("not_connected").await;
    change(&sales, &row);
    network.up();
    is_told_once(&bus, &agent).await;
    agent.no_trouble("not_connected").await;
    agent.stop_well().await;
}

/// A row whose popup is shown.
async fn first_change(sales: &Sales, agent: &Agent) -> String {
    if agent.status().await.bases.is_empty() {
        sales.connect(agent);
    }
    let row = sales.add("Acme");
    let id = agent.recorded(1).await[0].id;
    agent.outcome(id, "shown").await;
    row
}

fn change(sales: &Sales, row: &str) {
    for n in 0..MANY {
        sales.set(row, if n % 2 == 0 { "Offer" } else { "Lead" });
    }
}

/// All are in the history, in their order, and there is one popup for them.
async fn is_told_once(bus: &Bus, agent: &Agent) {
    let summary = bus.titled("500 changes in Sales & Co").await;
    assert!(summary.body.contains("while you were away"), "{}", summary.body);
    let entries = until("all are here", async || all(agent), |entries| entries.len() == MANY + 1).await;
    let stages: Vec<_> = entries.iter().rev().skip(1).map(|entry| entry.cells[0].new_text.as_str()).collect();
    assert!(
        stages.iter().enumerate().all(|(n, stage)| *stage == if n % 2 == 0 { "Offer" } else { "Lead" }),
        "in order"
    );
    assert!(entries[..MANY].iter().all(|entry| entry.source == "catch_up" && entry.actor == "Anna Weiß"));
    assert_eq!(bus.notifies().len(), 1, "one popup for all: {:?}", bus.notifies());
}
