//! Starting, ending and starting again, with others who hold or take the port.

use std::{fs, path::PathBuf};

use rowbell_tests::{
    Agent, Bus, DEADLINE, Desktop, NotificationServer, Request, Sender, Setup, bodies, comes_to,
    http::read_answer,
    process::{Process, run},
    rowbell_bin, slow, until, within,
};
use rustix::process::{Pid, Signal, kill_process};

/// Holds a socket as systemd does, and starts the agent again whenever it ends.
const HOLDER: &str = r#"
import os, socket, sys
held = socket.socket()
held.bind(("127.0.0.1", 0))
held.listen(128)
print(held.getsockname()[1], flush=True)
os.dup2(held.fileno(), 3)
os.set_inheritable(3, True)
while True:
    child = os.fork()
    if child == 0:
        os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
        os.execv(sys.argv[1], sys.argv[1:])
    os.waitpid(child, 0)
"#;

#[tokio::test]
async fn with_a_held_socket_a_restart_refuses_nobody() {
    let desktop = Desktop::headless();
    let data = desktop.path("data");
    let mut command = desktop.command("/usr/bin/python3");
    command.args(["-c", HOLDER]).arg(rowbell_bin()).arg("--data-dir").arg(&data);
    let holder = Process::start(&command);
    let port = until("it has a port", async || holder.said.lines(), |lines| !lines.is_empty()).await.remove(0);
    let client = rowbell_api::Client::new(&data.join("agent.sock"));
    let status = async || client.get::<rowbell_api::Status>("/v1/status").await.ok();
    let first = until("it is up", status, Option::is_some).await.unwrap();
    assert_eq!(first.listening, Some(format!("127.0.0.1:{port}")));
    let urls: Vec<rowbell_api::UrlView> = client.get("/v1/urls").await.unwrap();

    let mut sender = Sender::with_threads(&desktop, 2);
    for row in 0..400 {
        sender.queue(&urls[0].url, &bodies::new_row(&format!("row{row}"), "Row"), None, false);
    }
    let mut pid = first.pid;
    for restart in 1..=3 {
        comes_to("some more are answered", async || sender.answered(), restart * 90).await;
        kill_process(Pid::from_raw(pid.cast_signed()).unwrap(), Signal::TERM).unwrap();
        let again = until("another one is up", status, |status| status.as_ref().is_some_and(|s| s.pid != pid)).await;
        pid = again.unwrap().pid;
    }
    comes_to("all are answered", async || sender.answered(), 400).await;
    let refused: Vec<_> = sender.answers().into_values().filter(|answer| answer["status"] != 200).collect();
    assert!(refused.is_empty(), "{refused:?}");
    let all = async || status().await.map(|status| status.total);
    until("all are in the history", all, |total| *total == Some(400)).await;
}

/// 200 senders have connected and sent all while the agent does not run. A reset would switch their webhooks off.
#[tokio::test]
async fn who_waits_in_the_queue_is_answered_at_a_quit() {
    let desktop = Desktop::headless();
    let mut agent = Agent::start(&desktop).await;
    let url = agent.url().await;
    agent.process.signal(Signal::STOP);
    let mut queue = Vec::new();
    for row in 0..200 {
        let request = Request::post(&url, bodies::new_row(&format!("r{row}"), "Row"));
        queue.push(request.begin(request.bytes().0.len()).await);
    }
    agent.process.signal(Signal::TERM);
    agent.process.signal(Signal::CONT);
    for mut stream in queue {
        let answer = within(DEADLINE, "an answer", async || read_answer(&mut stream).await).await;
        assert_eq!(answer.status, 200);
    }
    assert!(agent.process.ended().await.success());
    let again = Agent::start(&desktop).await;
    again.status_where("all are in the history", |status| status.total == 200).await;
}

#[tokio::test]
async fn a_taken_port_is_said_where_it_is_started() {
    let desktop = Desktop::headless();
    let mut other = desktop.command("/usr/bin/python3");
    other.args(["-u", "-m", "http.server", "--bind", "127.0.0.1", "0"]);
    let mut other = Process::start(&other);
    let line = other.said.says("Serving HTTP").await;
    let port: u16 = line.split("port ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    let settings = format!("# mine\n[listen]\nport = {port} # taken\n");
    let setup = Setup { port: None, listens: false, settings: Some(settings), ..Setup::default() };
    let agent = Agent::start_as(&desktop, &setup).await;
    let said = agent.process.said.says(&format!("Port {port} is used by another program (python3)")).await;
    assert!(said.contains("rowbell endpoint port "), "{said}");
    let url = agent.ok(&["url"]);
    assert!(url.contains("does not listen") && url.contains("python3"), "{url}");
    assert!(agent.cli(&["test"]).err.contains("does not listen"));
    if slow() {
        // Without anybody's help, once the other program has ended.
        other.kill();
        agent.status_where("it listens", |status| status.listening.is_some()).await;
    }
    let free = said.split("rowbell endpoint port ").nth(1).unwrap().split('`').next().unwrap();
    agent.ok(&["endpoint", "port", free]);
    let at = format!("127.0.0.1:{free}");
    agent.status_where("it listens there", |status| status.listening.as_ref() == Some(&at)).await;
    let text = fs::read_to_string(agent.settings_file()).unwrap();
    assert!(text.starts_with("# mine\n"), "comments are kept: {text}");
    // And again, while it runs: the new address is there before the old one goes.
    let settings = text.replace(&format!("port = {free}"), "port = 0");
    fs::write(agent.settings_file(), settings).unwrap();
    agent.status_where("it listens elsewhere", |status| status.listening.as_ref() != Some(&at)).await;
    Sender::start(&desktop).accepted(&agent.url().await, &bodies::new_row("r", "Row")).await;
    agent.stop_well().await;
}

/// Whatever a command sets, what the person wrote beside it stays.
#[tokio::test]
async fn comments_beside_settings_are_kept() {
    let desktop = Desktop::headless();
    let settings = "language = \"en\" # the office's\n\n[listen] # at home\nport = 0 # any\nallowed_hosts = [\n  \"a.lan\", # the old laptop\n]\n";
    let agent = Agent::start_as(&desktop, &Setup::with_settings(settings)).await;
    agent.ok(&["endpoint", "allow", "b.lan"]);
    agent.ok(&["me", "somebody@auth.local"]);
    agent.ok(&["endpoint", "port", "0"]);
    let text = fs::read_to_string(agent.settings_file()).unwrap();
    assert!(text.contains("\"b.lan\"") && text.contains("me = [\"somebody@auth.local\"]"), "{text}");
    for comment in ["# the office's", "# at home", "# the old laptop", "# any"] {
        assert!(text.contains(comment), "{comment:?} is gone: {text}");
    }
    agent.stop_well().await;
}

#[tokio::test]
async fn a_second_start_counts_all_that_is_unread() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let all: Vec<_> = (0..1_200).map(|row| bodies::new_row(&format!("r{row}"), "Row")).collect();
    for part in all.chunks(100) {
        let answer = Request::post(&agent.url().await, format!("[{}]", part.join(","))).send().await;
        assert_eq!(answer.status, 200);
    }
    agent.status_where("all are there", |status| status.unread == 1_200).await;
    let again = agent.cli(&[]);
    assert!(again.code == 0 && again.out.contains("1200 unread"), "{again:?}");
    // Pages of the command line are put together.
    assert_eq!(agent.json::<Vec<rowbell_api::Entry>>(&["history", "--limit", "1100"]).len(), 1_100);
    assert_eq!(agent.ok(&["export"]).lines().count(), 1_201);
    assert!(agent.ok(&["read", "--all"]).contains("1200 changes"));
    agent.stop_well().await;
}

#[tokio::test]
async fn exports_are_safe_for_spreadsheets() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let mut sender = Sender::start(&desktop);
    let url = agent.url().await;
    let evil = ["=HYPERLINK(\"http://evil.example\")", "+A1", "-1+A1", "-5", "@SUM(A1)", "\t=1", "a\n=1", "plain"];
    for (at, name) in evil.iter().enumerate() {
        sender.accepted(&url, &bodies::new_row(&format!("r{at}"), name)).await;
    }
    agent.recorded(evil.len()).await;
    let file: PathBuf = desktop.path("export.csv");
    fs::write(&file, agent.ok(&["export", "--format", "csv"])).unwrap();
    // Read by another program than the one that wrote it.
    let script = "import csv, json, sys; print(json.dumps(list(csv.DictReader(open(sys.argv[1], newline='', encoding='utf-8-sig')))))";
    let read = desktop.run("/usr/bin/python3", &["-c", script, file.to_str().unwrap()]).unwrap();
    let rows: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(&read).unwrap();
    assert_eq!(rows.len(), evil.len());
    for row in &rows {
        for (column, field) in row {
            let field = field.as_str().unwrap();
            let formula = field.trim_start().starts_with(['=', '+', '-', '@']) && field != "-5";
            assert!(!formula, "{column}: {field:?}");
        }
    }
    assert_eq!(rows[0]["row_name"], "plain");
    assert!(rows.iter().any(|row| row["row_name"] == "-5"), "a number stays one");
    agent.stop_well().await;
}

#[tokio::test]
async fn a_notification_server_that_never_answers_is_said() {
    if !slow() {
        return;
    }
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let agent = Agent::start(&desktop).await;
    agent.popups_ready().await;
    desktop.hang_dunst(true);
    let mut sender = Sender::start(&desktop);
    sender.accepted(&agent.url().await, &bodies::new_row("r1", "First")).await;
    let id = agent.recorded(1).await[0].id;
    let entry =
        until("it has an outcome", async || agent.entry(id).await.entry, |entry| entry.outcome != "pending").await;
    assert!(entry.unread && (entry.outcome == "failed" || entry.outcome == "held"), "{entry:?}");
    let status = agent.status().await;
    println!("{} ({:?}); popups: {}; {:?}", entry.outcome, entry.outcome_reason, status.popups, status.troubles);
    desktop.hang_dunst(false);
    sender.accepted(&agent.url().await, &bodies::new_row("r2", "Second")).await;
    bus.titled("Second").await;
    agent.stop_well().await;
}

#[tokio::test]
async fn what_was_not_checked_says_so() {
    let mut desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let _server = NotificationServer::start(&desktop).await;
    desktop.start_keyring(Some("open sesame")).await;
    let agent = Agent::start(&desktop).await;
    agent.status_where("popups can be shown", |status| status.popups == NotificationServer::TITLE).await;
    agent.ok_with(&["secret", "set"], "right");
    desktop.stop_keyring().await;
    agent.stop_well().await;
    let agent = Agent::start(&desktop).await;
    agent.trouble("keyring_missing").await;
    agent.status_where("popups can be shown", |status| status.popups == NotificationServer::TITLE).await;
    let mut sender = Sender::start(&desktop);
    assert_eq!(sender.send(&agent.url().await, &bodies::new_row("r1", "Acme"), Some("right")).await, 200);
    let popup = bus.titled("Acme").await;
    assert!(popup.body.ends_with(" · signature not checked"), "{}", popup.body);
    agent.stop_well().await;
}

/// A mistake in the settings must not make a start answer 404 at the addresses SeaTable knows.
#[tokio::test]
async fn a_start_with_spoilt_settings_keeps_the_last_good_ones() {
    let desktop = Desktop::headless();
    let mut agent = Agent::start(&desktop).await;
    let token = agent.url().await.split("/hook/").nth(1).unwrap().to_owned();
    let text = fs::read_to_string(agent.settings_file()).unwrap();
    agent.stop().await;
    fs::write(agent.settings_file(), format!("{text}\nnonsense\n")).unwrap();
    let agent = Agent::start(&desktop).await;
    agent.trouble("settings").await;
    assert!(agent.url().await.ends_with(&token));
    agent.stop_well().await;
}

#[tokio::test]
async fn all_addresses_of_this_computer_instead_of_one() {
    let desktop = Desktop::headless();
    let agent = Agent::start_as(
        &desktop,
        &Setup { port: None, settings: Some("[listen]\nport = 0\n".into()), ..Setup::default() },
    )
    .await;
    let port = agent.address().await.port();
    agent.ok(&["endpoint", "port", &port.to_string()]);
    agent.ok(&["endpoint", "address", "0.0.0.0"]);
    let all = format!("0.0.0.0:{port}");
    let status = agent.status_where("it listens at all", |status| status.listening.as_ref() == Some(&all)).await;
    assert!(status.troubles.iter().all(|trouble| trouble.code.name() != "port_taken"), "{:?}", status.troubles);
    agent.ok(&["endpoint", "address", "127.0.0.1"]);
    let one = format!("127.0.0.1:{port}");
    agent.status_where("it listens at one", |status| status.listening.as_ref() == Some(&one)).await;
    agent.no_trouble("port_taken").await;
    agent.stop_well().await;
}

#[tokio::test]
async fn quit_and_start_again_at_once() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    agent.ok(&["quit"]);
    let again = Agent::start(&desktop).await;
    again.stop_well().await;
    drop(agent);
}

/// Holds the lock as an agent does that is ending: nobody answers any more, and the lock is still there.
const ENDING: &str = "
import fcntl, sys
lock = open(sys.argv[1], 'a')
fcntl.flock(lock, fcntl.LOCK_EX)
lock.truncate(0)
lock.write('4711')
lock.flush()
print('ending', flush=True)
sys.stdin.read()
";

#[tokio::test]
async fn a_start_waits_as_long_as_the_one_before_takes_to_end() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let (lock, socket) = (agent.data.join("agent.lock"), agent.socket());
    agent.stop_well().await;
    let mut before = desktop.command("/usr/bin/python3");
    before.args(["-c", ENDING]).arg(lock);
    let mut before = Process::start(&before);
    before.said.says("ending").await;

    let mut start = desktop.command(rowbell_bin());
    start.args(["--port", "0", "--data-dir"]).arg(socket.parent().unwrap());
    let mut again = Process::start(&start);
    again.said.says("starting or ending (process 4711). Waiting for it").await;
    if slow() {
        // Longer than a start waited once.
        let begun = std::time::Instant::now();
        let still = async || again.is_running() && begun.elapsed() < std::time::Duration::from_secs(12);
        until("it waits for long", still, |waits| !waits).await;
    }
    assert!(again.is_running(), "{}", again.said.text());
    before.close_input();
    let client = rowbell_api::Client::new(&socket);
    let status = async || client.get::<rowbell_api::Status>("/v1/status").await.ok();
    let up = until("it has started", status, Option::is_some).await.unwrap();
    assert_eq!(up.pid, again.id());
}

/// The commands of another shell find the agent, whatever that shell calls its folder for what is not kept.
#[tokio::test]
async fn an_agent_with_a_deep_data_folder_is_found_from_everywhere() {
    let desktop = Desktop::headless();
    let deep = desktop.path(&"deep-folder-".repeat(15));
    let passing = desktop.path("passing");
    fs::create_dir(&passing).unwrap();
    let command = |folder: &str, words: &[&str]| {
        let mut command = desktop.command(rowbell_bin());
        command.env("TMPDIR", folder).arg("--data-dir").arg(&deep).args(words);
        command
    };
    let mut agent = Process::start(&command(passing.to_str().unwrap(), &["--port", "0"]));
    agent.said.says("Ctrl-C ends it").await;
    // Somebody tidies up.
    fs::remove_dir_all(&passing).unwrap();
    for folder in ["/tmp", "/var/tmp", passing.to_str().unwrap()] {
        let told = run(&command(folder, &["status"]), "");
        assert_eq!(told.code, 0, "{folder}: {told:?}");
        assert!(run(&command(folder, &[]), "").out.contains("is already running"), "{folder}");
    }
    assert_eq!(run(&command("/nonexistent", &["quit"]), "").code, 0);
    assert!(agent.ended().await.success());
}

#[tokio::test]
async fn what_keeps_an_agent_from_starting_is_named() {
    let desktop = Desktop::headless();
    let file = desktop.path("file");
    fs::write(&file, "").unwrap();
    let in_the_way = |data: &str, name: &str| {
        let data = desktop.path(data);
        fs::create_dir_all(&data).unwrap();
        fs::create_dir_all(data.join(name).join("something")).unwrap();
        (data.clone(), data.join(name))
    };
    let logs = desktop.path("logs-data");
    fs::create_dir(&logs).unwrap();
    fs::write(logs.join("logs"), "").unwrap();
    let dangling = desktop.path("dangling");
    std::os::unix::fs::symlink("/nonexistent/folder", &dangling).unwrap();
    let database = in_the_way("database-data", "rowbell.db").0;
    for (data, named) in [
        (file.join("below"), file.join("below")),
        (dangling.clone(), dangling),
        (logs.clone(), logs.join("logs")),
        in_the_way("lock-data", "agent.lock"),
        in_the_way("socket-data", "agent.sock"),
        (database.clone(), database),
    ] {
        let mut start = desktop.command(rowbell_bin());
        start.args(["--port", "0", "--data-dir"]).arg(&data);
        let refused = run(&start, "");
        assert_eq!(refused.code, 1, "{refused:?}");
        assert!(refused.err.contains(named.to_str().unwrap()), "{} is not named: {refused:?}", named.display());
    }
}

#[tokio::test]
async fn a_browser_has_the_limits_of_the_session() {
    let desktop = Desktop::headless();
    let noted = desktop.path("limit");
    let script = format!("#!/bin/sh\nulimit -S -n > '{0}.new'\nmv '{0}.new' '{0}'\n", noted.display());
    fs::write(desktop.path("bin/xdg-open"), script).unwrap();
    let by = ["prlimit", "--nofile=300:", "--"].map(str::to_owned).to_vec();
    let agent = Agent::start_as(&desktop, &Setup { by, ..Setup::default() }).await;
    agent.ok(&["base", "add", bodies::ADDRESS, "--uuid", bodies::BASE]);
    Sender::start(&desktop).accepted(&agent.url().await, &bodies::new_row("r1", "Row")).await;
    let id = agent.recorded(1).await[0].id;
    agent.ok(&["open", &id.to_string()]);
    let limit = async || fs::read_to_string(&noted).unwrap_or_default();
    assert_eq!(until("it is opened", limit, |limit| !limit.is_empty()).await.trim(), "300");
    agent.stop_well().await;
}
