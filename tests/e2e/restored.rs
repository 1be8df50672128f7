//! What a connected base's log leaves open: where it begins, and whether it still tells the same story.

use rowbell_api::Entry;
use rowbell_stand_in::Options;
use rowbell_tests::{Agent, Desktop, until};

use crate::sales::{Sales, all, is_live, start};

fn names(entries: &[Entry]) -> Vec<&str> {
    let mut names: Vec<_> =
        entries.iter().filter(|entry| entry.kind != "missed").map(|entry| entry.row.name.as_str()).collect();
    names.sort_unstable();
    names
}

fn gaps(entries: &[Entry]) -> usize {
    entries.iter().filter(|entry| entry.kind == "missed").count()
}

async fn these(agent: &Agent, expected: &[&str]) -> Vec<Entry> {
    until(&format!("{expected:?} are there"), async || all(agent), |entries| names(entries) == expected).await
}

/// A server cleans its log after some days.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_before_the_connecting_is_not_missing() {
    for (acks, left) in [(true, 0), (false, 0), (true, 1), (false, 1)] {
        let desktop = Desktop::headless();
        let sales = Sales::open_with(Options { acks, ..Options::default() }).await;
        for n in 0..5 {
            sales.add(&format!("Old {n}"));
        }
        sales.base.keep_operations(left);
        sales.base.keep_operations(10_000);
        let mut agent = start(&desktop).await;
        sales.connect(&agent);
        is_live(&agent).await;
        sales.base.joined(1).await;
        sales.add("First");
        these(&agent, &["First"]).await;
        // What comes later is missing where it is: the log lost it.
        agent.stop().await;
        for name in ["Lost 1", "Lost 2", "Second"] {
            sales.add(name);
        }
        sales.base.keep_operations(1);
        let agent = start(&desktop).await;
        let entries = these(&agent, &["First", "Second"]).await;
        let lost: Vec<_> = entries.iter().filter(|entry| entry.kind == "missed").map(|gap| gap.rows_affected).collect();
        assert_eq!(lost, [2], "acks: {acks}, left: {left}");
        agent.stop_well().await;
    }
}

/// The log is looked at a while after joining, too, because a lost event at its end makes no jump.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_base_that_nobody_edits_misses_nothing() {
    let desktop = Desktop::headless();
    let sales = Sales::open().await;
    for n in 0..5 {
        sales.add(&format!("Old {n}"));
    }
    sales.base.keep_operations(0);
    let agent = start(&desktop).await;
    sales.connect(&agent);
    is_live(&agent).await;
    sales.base.joined(1).await;
    sales.stand_in.forget_calls();
    let looked = async || sales.stand_in.counts();
    until("the log is looked at", looked, |counts| counts.keys().any(|call| call.contains("operation"))).await;
    // What that look found would be here before this.
    sales.base.keep_operations(10_000);
    sales.add("First");
    let entries = these(&agent, &["First"]).await;
    assert_eq!(gaps(&entries), 0, "{entries:#?}");
    agent.stop_well().await;
}

/// Its version goes back, and it counts the same versions anew; when Rowbell comes again, it has gone less far than before,
/// just as far, or farther.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_was_restored_from_a_backup_is_followed_from_there() {
    for acks in [true, false] {
        for anew in [["X"].as_slice(), &["X", "Y"], &["W", "X", "Y", "Z"]] {
            let desktop = Desktop::headless();
            let sales = Sales::open_with(Options { acks, ..Options::default() }).await;
            let mut agent = start(&desktop).await;
            sales.connect(&agent);
            is_live(&agent).await;
            sales.base.joined(1).await;
            sales.add("A");
            let backup = sales.base.backup();
            sales.add("B");
            sales.add("C");
            these(&agent, &["A", "B", "C"]).await;
            agent.stop().await;
            sales.base.restore(&backup);
            for name in anew {
                sales.add(name);
            }
            let agent = start(&desktop).await;
            sales.base.joined(2).await;
            // Without an answer to the joining, the next change shows it at the latest.
            sales.add("Zz");
            let expected = [&["A", "B", "C"], anew, &["Zz"]].concat();
            let entries = these(&agent, &expected).await;
            assert_eq!(gaps(&entries), 1, "acks: {acks}, {anew:?}: {entries:#?}");
            let gap = entries.iter().find(|entry| entry.kind == "missed").unwrap();
            assert!(gap.text.contains("restored to an earlier state"), "{gap:?}");
            agent.trouble("missed").await;
            // It goes on, and the next start finds nothing new.
            sales.add("Zzz");
            let expected = [expected.as_slice(), &["Zzz"]].concat();
            these(&agent, &expected).await;
            let mut agent = agent;
            agent.stop().await;
            let agent = start(&desktop).await;
            is_live(&agent).await;
            sales.add("Zzzz");
            let expected = [expected.as_slice(), &["Zzzz"]].concat();
            assert_eq!(gaps(&these(&agent, &expected).await), 1, "acks: {acks}, {anew:?}");
            agent.stop_well().await;
        }
    }
}

/// The agent stays, and the server is away only for the restoring.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_is_one_that_was_restored_while_rowbell_waited_for_it() {
    let desktop = Desktop::headless();
    let (sales, agent) = Sales::connected(&desktop).await;
    sales.base.joined(1).await;
    let row = sales.add("A");
    let backup = sales.base.backup();
    sales.set(&row, "Offer");
    agent.recorded(2).await;
    sales.stand_in.down().await;
    sales.base.restore(&backup);
    // The same row, by an operation of the same version.
    sales.set(&row, "Won");
    sales.stand_in.up().await;
    sales.connect(&agent);
    let entries = until("it is told", async || all(&agent), |entries| entries.len() == 4).await;
    let mut stages: Vec<_> = entries.iter().filter(|entry| entry.kind == "row_changed").collect();
    stages.sort_by_key(|entry| entry.cells[0].new_text.clone());
    let stages: Vec<_> = stages.iter().map(|entry| entry.cells[0].new_text.as_str()).collect();
    assert_eq!((stages, gaps(&entries)), (vec!["Offer", "Won"], 1), "{entries:#?}");
    agent.stop_well().await;
}
