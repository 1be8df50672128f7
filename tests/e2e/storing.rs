//! Nothing that was answered is lost, whatever happens.

use std::{collections::HashMap, fs, time::Duration};

use rowbell_tests::{Agent, Desktop, Request, Sender, Setup, SmallDisk, bodies, comes_to, free_port, slow, until};
use rustix::process::Signal;

#[tokio::test]
async fn killed_at_any_moment_it_loses_and_doubles_nothing() {
    let count = if slow() { 20_000 } else { 2_000 };
    let desktop = Desktop::headless();
    let setup = Setup { port: Some(free_port()), ..Setup::default() };
    let mut agent = Agent::start_as(&desktop, &setup).await;
    let url = agent.url().await;
    let mut sender = Sender::with_threads(&desktop, 8);
    for row in 0..count {
        sender.queue(&url, &bodies::change(&format!("row{row}"), &format!("Row {row}"), "x"), None, true);
    }
    let mut kills = 0;
    // Kills follow the progress, at places that no one chose.
    let mut next = 37;
    while sender.answered() < count {
        comes_to("some more are answered", async || sender.answered(), next.min(count)).await;
        let signal = if kills % 5 == 4 { Signal::TERM } else { Signal::KILL };
        agent.process.signal(signal);
        agent.process.ended().await;
        kills += 1;
        next = sender.answered() + count / 12 + (kills * 61) % 97;
        agent = Agent::start_as(&desktop, &setup).await;
    }
    assert!(kills >= 8, "only {kills} kills");
    let taken = |entries: &HashMap<String, (usize, String)>| {
        entries.len() == count && entries.values().all(|(_, outcome)| outcome == "held")
    };
    let seen = until("all are in the history and will be summed up", async || all(&agent).await, taken).await;
    assert!(seen.values().all(|(times, _)| *times == 1), "something is there twice");
    agent.stop_well().await;
}

/// Every row in the history: how often it is there, and its outcome.
async fn all(agent: &Agent) -> HashMap<String, (usize, String)> {
    let mut rows: HashMap<String, (usize, String)> = HashMap::new();
    let mut before = String::new();
    loop {
        let page: rowbell_api::Page = agent.get(&format!("/v1/history?limit=1000{before}")).await;
        for entry in page.entries {
            let row = rows.entry(entry.row_id).or_insert((0, entry.outcome));
            row.0 += 1;
        }
        match page.next {
            Some(next) => before = format!("&before={next}"),
            None => return rows,
        }
    }
}

#[tokio::test]
async fn a_full_disk_is_said_and_heals() {
    let desktop = Desktop::headless();
    let data = desktop.path("data");
    let Some(disk) = SmallDisk::mount(&data, 6) else { return };
    let agent = Agent::start(&desktop).await;
    let url = agent.url().await;
    let big = |row: usize| bodies::change(&format!("r{row}"), "Row", &"x".repeat(100_000));
    let mut taken = 0;
    for row in 0..200 {
        match Request::post(&url, big(row)).send().await.status {
            200 => taken += 1,
            503 => break,
            other => panic!("answered {other}"),
        }
    }
    assert!(taken > 3 && taken < 200, "{taken} were taken");
    assert!(agent.trouble("disk_full").await.contains("Free some space"));
    disk.enlarge(60);
    agent.no_trouble("disk_full").await;
    assert_eq!(Request::post(&url, bodies::change("after", "Row", "x")).send().await.status, 200);
    let entries = agent.recorded(taken + 1).await;
    assert_eq!(entries.len(), taken + 1);
    agent.stop_well().await;
}

#[tokio::test]
async fn a_damaged_history_is_set_aside_and_said() {
    let desktop = Desktop::headless();
    let mut agent = Agent::start(&desktop).await;
    Sender::start(&desktop).accepted(&agent.url().await, &bodies::change("r1", "Acme", "x")).await;
    agent.recorded(1).await;
    agent.stop().await;
    fs::write(agent.data.join("rowbell.db"), "this is no database ".repeat(1000)).unwrap();
    let agent = Agent::start(&desktop).await;
    let said = agent.trouble("history_set_aside").await;
    assert!(said.contains("rowbell.db.damaged-") && said.contains("0 changes"), "{said}");
    assert!(said.contains("keep it") && !said.contains("deleted"), "{said}");
    assert!(agent.history().await.is_empty());
    Sender::start(&desktop).accepted(&agent.url().await, &bodies::change("r2", "Acme", "x")).await;
    agent.recorded(1).await;
    agent.stop_well().await;
}

#[tokio::test]
async fn requests_under_way_are_answered_when_it_ends() {
    let desktop = Desktop::headless();
    let mut agent = Agent::start(&desktop).await;
    let request = Request::post(&agent.url().await, bodies::change("r1", "Acme", "x"));
    let (bytes, head) = request.bytes();
    let mut begun = request.begin(head + 3).await;
    // It has been accepted once something that came later has its answer.
    assert_eq!(Request::new("GET", &format!("http://{}/healthz", agent.address().await), "").send().await.status, 200);
    agent.process.signal(Signal::TERM);
    rowbell_tests::http::drip(&mut begun, &bytes[head + 3..], Duration::from_micros(100)).await;
    assert_eq!(rowbell_tests::http::read_answer(&mut begun).await.unwrap().status, 200);
    agent.process.ended().await;
    let agent = Agent::start(&desktop).await;
    assert_eq!(agent.recorded(1).await[0].row.name, "Acme");
    agent.stop_well().await;
}
