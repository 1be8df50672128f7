//! Crashes with somebody watching, full disks, broken files.

use std::{collections::HashMap, fs, path::Path};

use rowbell_tests::{
    Agent, Bus, Desktop, NotificationServer, Request, Sender, Setup, SmallDisk, bodies, comes_to, free_port, sqlite,
    until,
};
use rustix::process::Signal;

/// With a notification server, every change is announced or summed up in the end, though the agent dies again and again.
#[tokio::test]
async fn killed_while_popups_are_shown_it_announces_all() {
    let count = 300;
    let desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let _server = NotificationServer::start(&desktop).await;
    let setup = Setup { port: Some(free_port()), ..Setup::default() };
    let mut agent = Agent::start_as(&desktop, &setup).await;
    let url = agent.url().await;
    let mut sender = Sender::with_threads(&desktop, 2);
    for row in 0..count {
        sender.queue(&url, &bodies::new_row(&format!("row{row}"), &format!("Row {row}")), None, true);
    }
    for kill in 1..=5 {
        comes_to("some more are answered", async || sender.answered(), kill * 45).await;
        agent.process.signal(Signal::KILL);
        agent.process.ended().await;
        agent = Agent::start_as(&desktop, &setup).await;
    }
    comes_to("all are answered", async || sender.answered(), count).await;
    let done = |entries: &Vec<rowbell_api::Entry>| {
        entries.len() >= count && entries.iter().all(|entry| entry.outcome == "shown" && entry.unread)
    };
    let entries = until("all are announced", async || agent.history().await, done).await;
    let mut rows: HashMap<&str, usize> = HashMap::new();
    entries.iter().for_each(|entry| *rows.entry(&entry.row_id).or_default() += 1);
    assert!(rows.len() == count && rows.values().all(|times| *times == 1), "{rows:?}");
    let left = sqlite(&agent.data.join("rowbell.db"), "SELECT count(*) FROM dispatch");
    assert_eq!(left, "0", "what is told leaves nothing to do");
    let away = bus.notifies().iter().any(|popup| popup.body.contains("while Rowbell was not running"));
    println!("a summary after a kill: {away}; popups: {}", bus.notifies().len());
    agent.stop_well().await;
}

/// SQLite's own check.
fn integrity(database: &Path) -> String {
    sqlite(database, "pragma integrity_check")
}

#[tokio::test]
async fn a_full_disk_over_a_crash_loses_nothing() {
    let desktop = Desktop::headless();
    let data = desktop.path("data");
    let Some(disk) = SmallDisk::mount(&data, 8) else { return };
    let mut agent = Agent::start(&desktop).await;
    let url = agent.url().await;
    let mut taken = Vec::new();
    let send = async |url: &str, row: String| {
        (Request::post(url, bodies::change(&row, &row, &"x".repeat(20_000))).send().await.status, row)
    };
    for row in 0..20 {
        let (status, row) = send(&url, format!("before{row}")).await;
        assert_eq!(status, 200);
        taken.push(row);
    }
    disk.fill();
    let mut refused = 0;
    for row in 0..100 {
        match send(&url, format!("full{row}")).await {
            (200, row) => taken.push(row),
            (503, _) => refused += 1,
            (other, _) => panic!("answered {other}"),
        }
    }
    assert!(refused > 50, "{refused} refused");
    assert!(agent.trouble("disk_full").await.contains("Rowbell recovers by itself"));

    // The worst moment for a crash; the next start finds the disk still full.
    agent.process.kill();
    let mut agent = Agent::start(&desktop).await;
    assert_eq!(Request::new("GET", &format!("http://{}/healthz", agent.address().await), "").send().await.status, 200);
    let url = agent.url().await;
    assert_eq!(send(&url, "again".into()).await.0, 503);
    agent.trouble("disk_full").await;
    disk.free();
    agent.no_trouble("disk_full").await;
    let (status, row) = send(&url, "after".into()).await;
    assert_eq!(status, 200);
    taken.push(row);
    let entries = agent.recorded(taken.len()).await;
    let mut rows: Vec<_> = entries.iter().map(|entry| entry.row_id.clone()).collect();
    rows.sort();
    taken.sort();
    assert_eq!(rows, taken);
    assert!(agent.status().await.troubles.iter().all(|trouble| trouble.code.name() != "history_set_aside"));
    agent.stop().await;
    assert_eq!(integrity(&data.join("rowbell.db")), "ok");
    drop(disk);
}

#[tokio::test]
async fn broken_databases_never_stop_it() {
    let desktop = Desktop::headless();
    let mut agent = Agent::start(&desktop).await;
    let mut sender = Sender::start(&desktop);
    for row in 0..50 {
        sender.accepted(&agent.url().await, &bodies::change(&format!("r{row}"), "Acme", &"x".repeat(2_000))).await;
    }
    agent.recorded(50).await;
    agent.stop().await;
    let database = agent.data.join("rowbell.db");
    let good = fs::read(&database).unwrap();
    let middle = |from: usize, bytes: &[u8]| [&good[..from], bytes, &good[from + bytes.len()..]].concat();
    let cases: [(&str, Vec<u8>); 6] = [
        ("cut in the middle", good[..good.len() / 2].to_vec()),
        ("cut to half a page", good[..2000].to_vec()),
        ("empty", Vec::new()),
        ("garbage over the first page", middle(0, &[0x5a; 4096])),
        ("garbage over the header", middle(0, &[0; 100])),
        ("garbage over the second half", middle(good.len() / 2, &vec![0xa5; good.len() / 2])),
    ];
    for (what, bytes) in cases {
        for file in fs::read_dir(&agent.data).unwrap().flatten() {
            if file.file_name().to_string_lossy().starts_with("rowbell.db") {
                fs::remove_file(file.path()).unwrap();
            }
        }
        fs::write(&database, bytes).unwrap();
        println!("{what}");
        agent = Agent::start(&desktop).await;
        sender.accepted(&agent.url().await, &bodies::change(&format!("new {what}"), "New", "x")).await;
        until(what, async || agent.history().await, |entries| entries.iter().any(|entry| entry.row.name == "New"))
            .await;
        agent.ok(&["history", "--search", "acme"]);
        agent.stop().await;
        assert_eq!(integrity(&database), "ok", "{what}");
    }
}

/// FTS5 tells damage of its tables by the code of a ruined file.
#[tokio::test]
async fn a_damaged_search_index_is_made_anew_and_nothing_else_changes() {
    const DAMAGE: &str = "DELETE FROM entry_words_data WHERE id = 10";
    let desktop = Desktop::headless();
    let mut agent = Agent::start(&desktop).await;
    let mut sender = Sender::start(&desktop);
    for row in 0..20 {
        sender.accepted(&agent.url().await, &bodies::change(&format!("r{row}"), "Acme", "x")).await;
    }
    let before = agent.recorded(20).await;
    // Who meets the damage is told so.
    let found = async |agent: &Agent| {
        let page = agent.client().get::<rowbell_api::Page>("/v1/history?search=acme&limit=100").await;
        page.map_or(0, |page| page.entries.len())
    };
    assert_eq!(found(&agent).await, 20);
    // While it runs.
    assert_eq!(sqlite(&agent.data.join("rowbell.db"), DAMAGE), "");
    sender.accepted(&agent.url().await, &bodies::change("while it is damaged", "Acme", "x")).await;
    until("all are found again", async || found(&agent).await, |found| *found == 21).await;
    // At the start.
    agent.stop().await;
    assert_eq!(sqlite(&agent.data.join("rowbell.db"), DAMAGE), "");
    let agent = Agent::start(&desktop).await;
    until("all are found again", async || found(&agent).await, |found| *found == 21).await;
    let after = agent.history().await;
    assert!(before.iter().all(|entry| after.iter().any(|now| now.id == entry.id && now.unread == entry.unread)));
    agent.no_trouble("index_behind").await;
    assert!(agent.status().await.troubles.iter().all(|trouble| trouble.code.name() != "history_set_aside"));
    agent.stop_well().await;
}

/// What was answered and not yet in the history when the file broke is saved from it, where it can still be read.
#[tokio::test]
async fn a_history_that_breaks_while_it_runs_is_replaced() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let mut sender = Sender::start(&desktop);
    let url = agent.url().await;
    for row in 0..20 {
        sender.accepted(&url, &bodies::change(&format!("r{row}"), "Acme", "x")).await;
    }
    agent.recorded(20).await;
    let database = agent.data.join("rowbell.db");
    let length = fs::metadata(&database).unwrap().len().max(200_000);
    fs::write(&database, vec![0x5a; usize::try_from(length).unwrap()]).unwrap();
    let _ = fs::remove_file(agent.data.join("rowbell.db-wal"));
    // Whatever it answers at first, it comes back by itself.
    let mut row = 0;
    let taken = async || {
        row += 1;
        sender.send(&url, &bodies::change(&format!("new{row}"), "New", "x"), None).await
    };
    until("deliveries are taken again", taken, |status| *status == 200).await;
    let recorded = async || {
        let page = agent.client().get::<rowbell_api::Page>("/v1/history").await;
        page.is_ok_and(|page| page.entries.iter().any(|entry| entry.row.name == "New"))
    };
    until("they are in the history", recorded, |is| *is).await;
    agent.stop_well().await;
}

/// What the database refuses for its own sake stops nothing else, and is kept whole.
#[tokio::test]
async fn a_delivery_that_can_not_be_recorded_as_it_is_holds_up_no_other() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let trigger = "CREATE TRIGGER poison BEFORE INSERT ON entry WHEN NEW.row_name = 'Poison'
                   BEGIN SELECT RAISE(ABORT, 'refused'); END";
    assert_eq!(sqlite(&agent.data.join("rowbell.db"), trigger), "");
    let (url, mut sender) = (agent.url().await, Sender::start(&desktop));
    for name in ["Before", "Poison", "After"] {
        sender.accepted(&url, &bodies::new_row(name, name)).await;
    }
    let mut entries = agent.recorded(3).await;
    entries.sort_by(|a, b| a.row.name.cmp(&b.row.name));
    let said: Vec<_> = entries.iter().map(|entry| (entry.row.name.as_str(), entry.kind.as_str())).collect();
    assert_eq!(said, [("", "unrecognised"), ("After", "row_added"), ("Before", "row_added")]);
    let raw = agent.ok(&["show", &entries[0].id.to_string(), "--raw"]);
    assert!(raw.contains("Poison"), "{raw}");
    agent.stop_well().await;
}
