//! What the program of an earlier version wrote is told the same by today's, and a crash on the way to today's tables does no
//! harm.

use std::{collections::BTreeSet, env, fs, path::Path};

use rowbell_tests::{
    Desktop,
    migration::{Answers, Program, copy_data, earlier_bin, fixture, write},
    rowbell_bin, slow, sqlite, until,
};
use serde_json::Value;

#[tokio::test]
async fn history_counts_and_searches_are_told_as_by_the_version_that_wrote_them() {
    let desktop = Desktop::headless();
    let data = desktop.path("data");
    fixture::unpack(&data);
    assert_eq!(version(&data), "3");
    let told = fixture::answers();
    has_everything(&told);
    let agent = Program::start(&desktop, &rowbell_bin(), &data).await;
    told.must_be_told_by(&Answers::of(&agent, &desktop).await);
    agent.stop().await;
    assert_eq!(integrity(&data), "ok");
    // Nothing is done twice.
    let agent = Program::start(&desktop, &rowbell_bin(), &data).await;
    told.must_be_told_by(&Answers::of(&agent, &desktop).await);
    agent.stop().await;
}

/// The outcomes and ways in are all there, or the comparison would say little.
fn has_everything(told: &Answers) {
    let keys =
        |field: &str| told.by(field).into_keys().map(|key| key.trim_matches('"').to_owned()).collect::<BTreeSet<_>>();
    let outcomes: BTreeSet<_> =
        told.outcomes().into_keys().map(|key| key.split(' ').next().unwrap().to_owned()).collect();
    let reasons: BTreeSet<_> = told.outcomes().into_keys().collect();
    for outcome in ["shown", "clicked", "held", "muted", "failed"] {
        assert!(outcomes.contains(outcome), "{outcome} is not in {outcomes:?}");
    }
    for reason in ["held paused", "muted Not the log", "muted forged", "failed missed"] {
        assert!(reasons.contains(reason), "{reason} is not in {reasons:?}");
    }
    assert!(
        keys("source").is_superset(&["local", "realtime", "catch_up", "relay", "relay_kept"].map(str::to_owned).into())
    );
    assert!(keys("authenticity").is_superset(&["verified", "unsigned", "forged"].map(str::to_owned).into()));
    assert!(keys("unread").len() == 2);
}

/// Killed by the system in the middle of one write after the other, and at last when it is through.
#[tokio::test]
async fn a_kill_during_the_migration_leaves_the_old_tables_or_the_new_ones_whole() {
    /// A page of the database and what the log says of it.
    const FRAME: u64 = 4096 + 24;
    let desktop = Desktop::headless();
    let written = desktop.path("written");
    fixture::unpack(&written);
    // With the log written back, all that is written next is the migration's.
    assert_eq!(version(&written), "3");
    let told = fixture::answers();
    let migrated = desktop.path("migrated");
    copy_data(&written, &migrated);
    Program::start(&desktop, &rowbell_bin(), &migrated).await.stop().await;
    let (old, new) = (tables(&desktop, &written), tables(&desktop, &migrated));
    assert_ne!(old, new);

    let (mut left_old, mut left_new) = (0, 0);
    for nth in 0.. {
        let data = desktop.path(&format!("killed {nth}"));
        copy_data(&written, &data);
        // The log's index needs the first of it. Each ends within another page.
        let room = 32_768 + FRAME * nth + FRAME / 2;
        let is_through = killed(Program::spawn_limited(&desktop, &rowbell_bin(), &data, room)).await;
        let now = tables(&desktop, &data);
        assert!(now == old || now == new, "neither the old tables nor the new ones, but {now}");
        *if now == old { &mut left_old } else { &mut left_new } += 1;
        if is_through || nth % 8 == 0 {
            let agent = Program::start(&desktop, &rowbell_bin(), &data).await;
            told.must_be_told_by(&Answers::of(&agent, &desktop).await);
            agent.stop().await;
            assert_eq!(integrity(&data), "ok");
        }
        if is_through {
            break;
        }
    }
    println!("kills that left the old tables: {left_old}, the new ones: {left_new}");
    assert!(left_old > 5 && left_new > 0, "{left_old} and {left_new}");
}

/// Waits until the program is killed by its limit, or kills it once it is up. Whether it was up.
async fn killed(mut program: Program) -> bool {
    let socket = program.data.join("agent.sock");
    let state = async || (program.process.is_running(), socket.exists());
    let (_, up) = until("it is killed or up", state, |(running, up)| !running || *up).await;
    program.process.kill();
    up
}

/// A day's work of a large team, with connected base and mailbox alive before and after.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_thousand_changes_are_told_the_same_and_all_goes_on() {
    if !slow() {
        return;
    }
    let earlier = earlier_bin();
    let count = env::var("ROWBELL_EARLIER_CHANGES").map_or(100_000, |count| count.parse().expect("a number"));
    let mut written = write(&earlier, count).await;
    written.stand_in.down().await;
    written.relay.stop().await;
    let (desktop, data) = (&written.desktop, &written.data);
    let ask = async |binary: &Path, name: &str| {
        let copy = desktop.path(name);
        copy_data(data, &copy);
        let agent = Program::start(desktop, binary, &copy).await;
        let answers = Answers::of(&agent, desktop).await;
        agent.stop().await;
        answers
    };
    let told = ask(&earlier, "asked of the earlier").await;
    has_everything(&told);
    told.must_be_told_by(&ask(&rowbell_bin(), "asked of today's").await);

    // Neither the base's log nor the mailbox is read from its beginning, and nothing that comes meanwhile is missed.
    written.stand_in.up().await;
    written.relay.start_again().await;
    for n in 0..5 {
        written.add(&format!("Meanwhile {n}"));
        written.send_letter(&format!("Meanwhile at the relay {n}")).await;
    }
    let agent = Program::start(&written.desktop, &rowbell_bin(), &written.data).await;
    for row in ["Meanwhile 4", "Meanwhile at the relay 4"] {
        let is_there =
            |page: &Value| page["entries"].as_array().unwrap().iter().any(|entry| entry["row"]["name"] == row);
        agent.until(row, "/v1/history?limit=1000", is_there).await;
    }
    agent.until("all is there, once", "/v1/status", |status| status["total"] == told.total() + 10).await;
    agent.stop().await;
}

fn version(data: &Path) -> String {
    sqlite(&data.join("rowbell.db"), "PRAGMA user_version")
}

fn integrity(data: &Path) -> String {
    sqlite(&data.join("rowbell.db"), "PRAGMA integrity_check")
}

/// The tables and indexes that a database has, seen in a copy: whoever opens one writes its log back.
fn tables(desktop: &Desktop, data: &Path) -> String {
    let copy = desktop.path("looked at");
    copy_data(data, &copy);
    let statement =
        "SELECT group_concat(sql, '; ') FROM (SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name)";
    let tables = sqlite(&copy.join("rowbell.db"), statement);
    fs::remove_dir_all(copy).unwrap();
    tables
}
