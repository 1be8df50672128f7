//! What is around the agent comes, goes and hangs: bus, notification server, settings, other agents.

use std::{fs, time::Duration};

use rowbell_tests::{
    Agent, Bus, Desktop, Request, Sender, Setup, bodies, eventually,
    process::{Process, run},
    rowbell_bin, until,
};
use tokio::time::Instant;

/// More popups wait than there is room for; the server wakes up; each change is told exactly once.
#[tokio::test]
async fn a_hanging_notification_server_holds_up_nothing_and_is_told_all() {
    const ROWS: usize = 400;
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let agent = Agent::start_as(&desktop, &Setup::with_settings("[popups]\nfold_above = 1000\n")).await;
    agent.popups_ready().await;
    desktop.hang_dunst(true);
    let (url, mut sender) = (agent.url().await, Sender::start(&desktop));
    let began = Instant::now();
    for row in 0..ROWS {
        sender.accepted(&url, &bodies::new_row(&format!("r{row}"), &format!("Row {row}"))).await;
    }
    let took = began.elapsed();
    // Had each waited for the server, it would have been twenty minutes.
    assert!(took < Duration::from_secs(120), "{took:?}");
    // The command line answers meanwhile and tells the truth.
    assert!(agent.trouble("notification_server_slow").await.contains("(dunst 1."));
    let waiting = agent.json::<Vec<rowbell_api::Entry>>(&["history", "--limit", "1000"]);
    assert!(waiting.len() == ROWS && waiting.iter().all(|entry| entry.unread && entry.outcome != "shown"));
    desktop.hang_dunst(false);
    agent.no_trouble("notification_server_slow").await;
    let all = async || agent.json::<Vec<rowbell_api::Entry>>(&["history", "--limit", "1000"]);
    until("all are told", all, |all| all.iter().all(|entry| entry.outcome == "shown")).await;
    // A summary counts those that have no popup of their own. What the server was sent before it hung is taken away.
    let told = || {
        let titles: Vec<String> = bus.notifies().into_iter().map(|notify| notify.title).collect();
        let summed =
            titles.iter().filter_map(|title| title.strip_suffix(" changes")?.parse::<usize>().ok()).sum::<usize>();
        let singly = titles.iter().filter(|title| title.starts_with("Row ")).count();
        singly + summed - bus.taken_away().len()
    };
    // The listener may hear of it a moment after the agent.
    until("each is told", async || told(), |told| *told >= ROWS).await;
    assert_eq!(told(), ROWS);
    agent.stop_well().await;
}

#[tokio::test]
async fn the_session_bus_goes_and_comes_back() {
    let mut desktop = Desktop::with_popups().await;
    let agent = Agent::start(&desktop).await;
    agent.popups_ready().await;
    desktop.stop_bus();
    agent.trouble("no_notification_server").await;
    Sender::start(&desktop).accepted(&agent.url().await, &bodies::new_row("r1", "Meanwhile")).await;
    let id = agent.recorded(1).await[0].id;
    agent.outcome(id, "held").await;
    desktop.restart_bus().await;
    let bus = Bus::listen(&desktop).await;
    desktop.start_dunst().await;
    agent.no_trouble("no_notification_server").await;
    bus.titled("1 change").await;
    agent.outcome(id, "shown").await;
    agent.stop_well().await;
}

#[tokio::test]
async fn a_pause_ends_by_itself() {
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let mut agent = Agent::start(&desktop).await;
    agent.popups_ready().await;
    let mut sender = Sender::start(&desktop);
    agent.ok(&["pause", "1h"]);
    sender.accepted(&agent.url().await, &bodies::new_row("r1", "One")).await;
    agent.recorded(1).await;
    agent.ok(&["pause", "1s"]);
    bus.titled("1 change").await;
    assert!(!agent.status().await.paused);
    // Also while the agent does not run.
    agent.ok(&["pause", "1h"]);
    let url = agent.url().await;
    sender.accepted(&url, &bodies::new_row("r2", "Two")).await;
    sender.accepted(&url, &bodies::new_row("r3", "Three")).await;
    agent.recorded(3).await;
    agent.ok(&["pause", "1s"]);
    let ends = jiff::Timestamp::now() + std::time::Duration::from_secs(1);
    agent.process.kill();
    until("the pause is over", async || jiff::Timestamp::now(), |now| *now > ends).await;
    let agent = Agent::start(&desktop).await;
    bus.titled("2 changes").await;
    assert!(!agent.status().await.paused);
    agent.stop_well().await;
}

/// Editors write in place, through a link, or by a new file; meanwhile no delivery is refused.
#[tokio::test]
async fn saving_the_settings_refuses_no_delivery() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let url = agent.url().await;
    let text = fs::read_to_string(agent.settings_file()).unwrap();
    let mut answers = Vec::new();
    for round in 0..40 {
        // An editor that writes in place: for a moment the file is empty.
        fs::write(agent.settings_file(), "").unwrap();
        if round % 4 == 0 {
            agent.trouble("settings").await;
        }
        answers.push(Request::post(&url, bodies::new_row(&format!("r{round}"), "Row")).send().await.status);
        fs::write(agent.settings_file(), &text).unwrap();
        answers.push(Request::post(&url, bodies::new_row(&format!("s{round}"), "Row")).send().await.status);
    }
    let refused = answers.iter().filter(|status| **status != 200).count();
    assert_eq!(refused, 0, "{refused} of {} were refused while the file was being saved", answers.len());
    // A new file in its place applies, too.
    fs::write(agent.data.join("other.toml"), format!("language = \"de\"\n{text}")).unwrap();
    fs::rename(agent.data.join("other.toml"), agent.settings_file()).unwrap();
    let mut row = 0;
    let told = async || {
        row += 1;
        Request::post(&url, bodies::new_row(&format!("t{row}"), "")).send().await;
        agent.history().await[0].title.clone()
    };
    until("it speaks German", told, |title| title == "Neue Zeile in Opportunities").await;
    agent.stop_well().await;
}

/// The file is gone for a moment, or for good: the addresses that SeaTable knows stay good.
#[tokio::test]
async fn a_settings_file_that_goes_away_changes_nothing() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let url = agent.url().await;
    fs::remove_file(agent.settings_file()).unwrap();
    let mut row = 0;
    let trouble = async || {
        row += 1;
        let answer = Request::post(&url, bodies::new_row(&format!("r{row}"), "Row")).send().await;
        assert_eq!(answer.status, 200);
        agent.status().await.troubles.iter().any(|trouble| trouble.code.name() == "settings")
    };
    until("it has noticed", trouble, |noticed| *noticed).await;
    // What is set then says what is wrong, or writes the file anew with all that is in force.
    let added = agent.cli(&["endpoint", "add", "more"]);
    let answer = Request::post(&url, bodies::new_row("after", "Row")).send().await;
    assert_eq!(answer.status, 200, "{added:?}");
    assert!(added.code == 0 || added.err.contains("rowbell.toml"), "{added:?}");
    agent.stop_well().await;
}

#[tokio::test]
async fn started_many_times_at_once_it_runs_once() {
    let desktop = Desktop::headless();
    let data = desktop.path("data");
    let mut command = desktop.command(rowbell_bin());
    command.arg("--data-dir").arg(&data).args(["--port", "0"]);
    let mut started: Vec<_> = (0..6).map(|_| Process::start(&command)).collect();
    let mut states = Vec::new();
    let one_left = eventually("one is left", async || {
        let running = started.iter_mut().map(Process::is_running).filter(|runs| *runs).count();
        if running == 1 { Ok(()) } else { Err(running) }
    });
    one_left.await;
    for process in &mut started {
        if !process.is_running() {
            let status = process.ended().await;
            states.push((status.code(), process.said.text()));
        }
    }
    assert!(states.iter().all(|(code, said)| *code == Some(0) && said.contains("is already running")), "{states:#?}");
}

#[tokio::test]
async fn without_a_data_folder_it_keeps_to_the_desktop_s_folders() {
    let desktop = Desktop::headless();
    let mut command = desktop.command(rowbell_bin());
    command.env("ROWBELL_PORT", "0");
    let agent = Process::start(&command);
    agent.said.says("receives webhooks at").await;
    let mut cli = desktop.command(rowbell_bin());
    cli.args(["status", "--json"]);
    let status: rowbell_api::Status = serde_json::from_str(&run(&cli, "").out).unwrap();
    let home = fs::canonicalize(desktop.path("home")).unwrap();
    assert_eq!(status.settings_file, home.join(".config/rowbell/rowbell.toml").display().to_string());
    assert_eq!(status.data_dir, home.join(".local/share/rowbell").display().to_string());
    // Its own language, from the environment.
    let mut german = desktop.command(rowbell_bin());
    german.env("LC_ALL", "de_DE.UTF-8").env("ROWBELL_DATA_DIR", desktop.path("german")).env("ROWBELL_PORT", "0");
    let other = Process::start(&german);
    other.said.says("receives webhooks at").await;
    german.args(["test", "--json"]);
    let test: rowbell_api::TestResult = serde_json::from_str(&run(&german, "").out).unwrap();
    assert!(test.entry.unwrap().text.starts_with("Status: Entwurf → Jetzt veröffentlichen"));
    let mut status = desktop.command(rowbell_bin());
    status.env("ROWBELL_DATA_DIR", desktop.path("german")).args(["status", "--json"]);
    let status: rowbell_api::Status = serde_json::from_str(&run(&status, "").out).unwrap();
    let said = status.troubles.iter().find(|trouble| trouble.code.name() == "no_notification_server");
    assert!(said.is_none_or(|trouble| trouble.message.starts_with("Es läuft kein")), "{said:?}");
}

#[tokio::test]
async fn autostart_is_a_file_that_starts_this_agent() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let file = desktop.path("home/.config/autostart/io.github.rowbell.Rowbell.desktop");
    let unit = desktop.path("home/.config/systemd/user/rowbell.service");
    assert!(agent.ok(&["autostart"]).contains("does not start"));
    assert!(agent.ok(&["autostart", "on"]).contains("starts when you log in"));
    assert!(file.exists() != unit.exists(), "one of them, never both");
    let text = fs::read_to_string(if file.exists() { &file } else { &unit }).unwrap();
    assert!(text.contains(&rowbell_bin().display().to_string()) && text.contains("--data-dir"), "{text}");
    let state: serde_json::Value = agent.json(&["autostart"]);
    assert_eq!(state["on"], true);
    assert!(agent.ok(&["autostart", "off"]).contains("does not start"));
    // Off twice is off.
    agent.ok(&["autostart", "off"]);
    assert!(!file.exists() && !unit.exists());
    assert_eq!(agent.json::<serde_json::Value>(&["autostart"])["on"], false);
    agent.stop_well().await;
}

#[tokio::test]
async fn watch_ends_with_the_agent() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let mut watch = agent.going_on(&["watch"]);
    let mut sender = Sender::start(&desktop);
    let url = agent.url().await;
    let mut row = 0;
    let told = async || {
        row += 1;
        sender.accepted(&url, &bodies::new_row(&format!("r{row}"), "Watched")).await;
        watch.said.text()
    };
    until("it tells of changes", told, |said| said.contains("Watched")).await;
    agent.stop_well().await;
    assert_eq!(watch.ended().await.code(), Some(1));
    assert!(watch.said.text().contains("Rowbell has ended"), "{}", watch.said.text());
}
