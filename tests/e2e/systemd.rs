//! A real systemd user manager holds the address and runs the agent.

use std::{
    fs, io,
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
};

use rowbell_api::{Client, Page, Status, UrlView};
use rowbell_tests::{
    Desktop, Request, Sender, UserManager, bodies, comes_to, free_port,
    process::{Output, Process, run},
    rowbell_bin, until,
    user_manager::{own_units, unit_path},
};

const UNITS: [&str; 2] = ["rowbell.socket", "rowbell.service"];

/// The person's own agent, in the usual folders, on a desktop with a user manager.
struct Person {
    manager: UserManager,
    client: Client,
    /// What the settings name at the beginning.
    port: u16,
    desktop: Desktop,
}

impl Person {
    /// With settings that name a free port; none where no user manager can be run.
    async fn new() -> Option<Self> {
        let desktop = Desktop::headless();
        let manager = UserManager::start(&desktop).await?;
        let settings = desktop.path("home/.config/rowbell");
        fs::create_dir_all(&settings).unwrap();
        let port = free_port();
        fs::write(settings.join("rowbell.toml"), format!("[listen]\nport = {port}\n")).unwrap();
        let client = Client::new(&desktop.path("home/.local/share/rowbell/agent.sock"));
        Some(Self { manager, client, port, desktop })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.manager.command(&self.desktop, rowbell_bin());
        command.args(arguments);
        command
    }

    fn cli(&self, arguments: &[&str]) -> Output {
        run(&self.command(arguments), "")
    }

    fn ok(&self, arguments: &[&str]) -> String {
        let output = self.cli(arguments);
        assert_eq!(output.code, 0, "rowbell {arguments:?}: {output:?} {}", self.systemctl(&["status", "rowbell*"]).out);
        output.out
    }

    fn systemctl(&self, arguments: &[&str]) -> Output {
        self.manager.systemctl(&self.desktop, arguments)
    }

    fn property(&self, unit: &str, name: &str) -> String {
        self.systemctl(&["show", "--value", "-p", name, unit]).out.trim().to_owned()
    }

    /// Its state, once another process than `before` answers.
    async fn status_after(&self, before: u32) -> Status {
        let status = async || self.client.get::<Status>("/v1/status").await.ok();
        let is_new = |status: &Option<Status>| status.as_ref().is_some_and(|status| status.pid != before);
        until("another one is up", status, is_new).await.unwrap()
    }

    /// What a package brings and nothing has enabled yet: its units, and the program at this path.
    fn install(&self, program: &Path, port: u16) {
        fs::create_dir_all(program.parent().unwrap()).unwrap();
        fs::copy(rowbell_bin(), program).unwrap();
        let packaged = Path::new(env!("CARGO_MANIFEST_DIR")).join("../packaging/systemd");
        for unit in UNITS {
            let text = fs::read_to_string(packaged.join(unit)).unwrap();
            let text = text.replace("/usr/bin/rowbell", program.to_str().unwrap()).replace("8765", &port.to_string());
            fs::write(self.desktop.path("units").join(unit), text).unwrap();
        }
        assert_eq!(self.systemctl(&["daemon-reload"]).code, 0);
    }

    fn enable(&self) {
        let enabled = self.systemctl(&["enable", "--now", UNITS[0], UNITS[1]]);
        assert_eq!(enabled.code, 0, "{enabled:?} {}", self.systemctl(&["status", "rowbell*"]).out);
    }

    async fn status(&self) -> Status {
        self.status_after(0).await
    }

    async fn url(&self) -> String {
        self.client.get::<Vec<UrlView>>("/v1/urls").await.unwrap().remove(0).url
    }

    /// What is left of the units.
    fn left(&self) -> Vec<String> {
        let mut left = Vec::new();
        collect(&own_units(&self.desktop), &mut left);
        left
    }
}

fn collect(folder: &Path, left: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        left.push(entry.path().display().to_string());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), left);
        }
    }
}

#[tokio::test]
async fn killed_again_and_again_it_refuses_no_connection() {
    let Some(person) = Person::new().await else { return };
    let on = person.ok(&["autostart", "on"]);
    assert!(on.contains("starts when you log in (systemd"), "{on}");
    let started = person.ok(&[]);
    assert!(started.contains("was started by systemd and listens at 127.0.0.1:"), "{started}");
    assert!(person.ok(&[]).contains("is already running"));
    let first = person.status().await;
    assert_eq!(person.property("rowbell.socket", "ActiveState"), "active");

    let url = person.url().await;
    let mut sender = Sender::with_threads(&person.desktop, 2);
    let rows = 600;
    for row in 1..=rows {
        assert_eq!(sender.queue(&url, &bodies::new_row(&format!("row{row}"), "Row"), None, false), row as u64);
    }
    let (mut pid, kills) = (first.pid, 6);
    for kill in 1..=kills {
        comes_to("some more are answered", async || sender.answered(), kill * 80).await;
        assert_eq!(person.systemctl(&["kill", "--signal=KILL", "rowbell.service"]).code, 0);
        pid = person.status_after(pid).await.pid;
    }
    comes_to("all are answered", async || sender.answered(), rows).await;
    let (accepted, failed): (Vec<_>, Vec<_>) =
        sender.answers().into_iter().partition(|(_, answer)| answer["status"] == 200);
    // What was being answered when it was killed got no answer: at most one of each thread of the sender.
    assert!(failed.len() <= 2 * kills, "{failed:?}");
    assert!(!failed.iter().any(|(_, answer)| answer.to_string().contains("refused")), "{failed:?}");
    let history = async || {
        let page: Page = person.client.get("/v1/history?limit=1000").await.unwrap();
        page.entries.into_iter().map(|entry| entry.row_id).collect::<Vec<_>>()
    };
    let has_all = |ids: &Vec<String>| accepted.iter().all(|(row, _)| ids.contains(&format!("row{row}")));
    let ids = until("all that was answered 200 is in the history", history, has_all).await;
    println!(
        "{} answered 200, {} cut off by {kills} kills, {} in the history",
        accepted.len(),
        failed.len(),
        ids.len()
    );

    let off = person.ok(&["autostart", "off"]);
    assert!(off.contains("does not start"), "{off}");
    assert_eq!(person.left(), Vec::<String>::new());
    assert!(sender.send(&url, &bodies::new_row("after", "Row"), None).await == 200, "what runs goes on");
    person.ok(&["quit"]);
    let units = async || person.systemctl(&["list-units", "--all", "--plain", "--no-legend", "rowbell*"]).out;
    until("systemd knows nothing of it", units, String::is_empty).await;
    assert_eq!(person.systemctl(&["list-unit-files", "--no-legend", "rowbell*"]).out, "");
    // And a start is the ordinary one again.
    let agent = Process::start(&person.command(&[]));
    agent.said.says("Ctrl-C ends it").await;
}

#[tokio::test]
async fn the_held_address_follows_the_settings() {
    let Some(person) = Person::new().await else { return };
    person.ok(&["autostart", "on"]);
    person.ok(&[]);
    let first = person.status().await;
    let port = free_port();
    person.ok(&["endpoint", "port", &port.to_string()]);
    let second = person.status_after(first.pid).await;
    assert_eq!(second.listening, Some(format!("127.0.0.1:{port}")));
    assert_eq!(person.property("rowbell.socket", "Listen"), format!("127.0.0.1:{port} (Stream)"));
    // All addresses at the same port, which only systemd can give up and take.
    person.ok(&["endpoint", "address", "0.0.0.0"]);
    let third = person.status_after(second.pid).await;
    assert_eq!(third.listening, Some(format!("0.0.0.0:{port}")), "{third:?}");
    assert_eq!(person.property("rowbell.socket", "Listen"), format!("0.0.0.0:{port} (Stream)"));
    person.ok(&["endpoint", "address", "127.0.0.1"]);
    let fourth = person.status_after(third.pid).await;
    assert_eq!(fourth.listening, Some(format!("127.0.0.1:{port}")));
    // A port that can't be had costs nothing.
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = other.local_addr().unwrap().port();
    person.ok(&["endpoint", "port", &taken.to_string()]);
    let troubled = |status: &Status| status.troubles.iter().any(|trouble| trouble.code.name() == "port_taken");
    until("it says so", async || person.status().await, troubled).await;
    let now = person.status().await;
    assert_eq!((now.pid, now.listening), (fourth.pid, fourth.listening));
    assert_eq!(Request::post(&format!("http://127.0.0.1:{port}/"), "").send().await.status, 404);
}

#[tokio::test]
async fn a_quit_is_one_and_the_next_start_holds_the_address_again() {
    let Some(person) = Person::new().await else { return };
    person.ok(&["autostart", "on"]);
    person.ok(&[]);
    let url = person.url().await;
    let said = person.ok(&["quit"]);
    assert!(said.contains("refused"), "it says what a quit means: {said}");
    let state = async || person.property("rowbell.service", "ActiveState");
    until("it has ended", state, |state| state == "inactive").await;
    assert_eq!(person.property("rowbell.socket", "ActiveState"), "inactive");
    let mut sender = Sender::start(&person.desktop);
    let job = sender.queue(&url, &bodies::new_row("r1", "Row"), None, false);
    let answer = until("an answer", async || sender.answer(job), Option::is_some).await.unwrap();
    assert!(answer["error"].as_str().is_some_and(|error| error.contains("refused")), "{answer}");
    assert_eq!(state().await, "inactive", "a webhook does not start what the person has ended");

    person.ok(&[]);
    assert_eq!(person.property("rowbell.socket", "ActiveState"), "active");
    sender.accepted(&url, &bodies::new_row("r2", "Row")).await;
    // The system's stop is none of the person's: what comes then starts it.
    assert_eq!(person.systemctl(&["stop", "rowbell.service"]).code, 0);
    sender.accepted(&url, &bodies::new_row("r3", "Row")).await;
    assert_eq!(state().await, "active");
}

/// The service starts before the desktop does when a webhook asks for it, and the desktop may be another one later.
#[tokio::test]
async fn a_browser_opens_on_the_screen_that_the_desktop_has_now() {
    let Some(person) = Person::new().await else { return };
    let shown = person.desktop.path("shown");
    let opener = format!("#!/bin/sh\necho \"$DISPLAY $*\" >> '{}'\n", shown.display());
    fs::write(person.desktop.path("bin/xdg-open"), opener).unwrap();
    person.ok(&["autostart", "on"]);
    person.ok(&[]);
    Sender::start(&person.desktop).accepted(&person.url().await, &bodies::new_row("r1", "Row")).await;
    let recorded = async || person.status().await.total;
    until("it is in the history", recorded, |total| *total == 1).await;
    person.ok(&["base", "add", bodies::ADDRESS]);
    for screen in [":77", ":78"] {
        assert_eq!(person.systemctl(&["set-environment", &format!("DISPLAY={screen}")]).code, 0);
        person.ok(&["open"]);
        let said = async || fs::read_to_string(&shown).unwrap_or_default();
        let asked = format!("{screen} {}", bodies::ADDRESS);
        until("it opens there", said, |said| said.contains(&asked)).await;
    }
}

#[tokio::test]
async fn one_of_the_two_ways_and_only_where_it_reaches_the_desktop() {
    let Some(person) = Person::new().await else { return };
    let file = person.desktop.path("home/.config/autostart/io.github.rowbell.Rowbell.desktop");
    let units = || own_units(&person.desktop).join("rowbell.service").exists();
    let mut on_a_screen = person.command(&["autostart", "on"]);
    on_a_screen.env("DISPLAY", ":77");
    let said = run(&on_a_screen, "").out;
    assert!(said.contains("XDG autostart") && said.contains("which screen"), "{said}");
    assert!(file.exists() && !units());
    // Once the desktop has told systemd:
    assert_eq!(person.systemctl(&["set-environment", "DISPLAY=:77"]).code, 0);
    let said = run(&on_a_screen, "").out;
    assert!(said.contains("(systemd"), "{said}");
    assert!(!file.exists() && units());
    // What else this computer has for its people, such as other desktops' notification servers, is not looked at.
    let mut verify = person.manager.command(&person.desktop, "systemd-analyze");
    verify.env("SYSTEMD_UNIT_PATH", unit_path(&person.desktop));
    let checked = run(verify.args(["verify", "--user", "rowbell.socket", "rowbell.service"]), "");
    assert!(checked.code == 0 && checked.err.is_empty(), "{checked:?}");
    let wanted = person.property("rowbell.service", "WantedBy");
    assert!(wanted.contains("default.target"), "{wanted}");

    // A second agent is none of systemd's business, and neither is one with a port of its own.
    let data = person.desktop.path("apart");
    let apart = Process::start(&person.command(&["--data-dir", data.to_str().unwrap(), "--port", "0"]));
    apart.said.says("Ctrl-C ends it").await;
    let other_port = Process::start(&person.command(&["--port", "0"]));
    other_port.said.says("Ctrl-C ends it").await;
    assert_eq!(person.property("rowbell.service", "ActiveState"), "inactive");
    assert!(person.ok(&["autostart", "on"]).contains("running without systemd now"));
    person.ok(&["autostart", "off"]);
    assert_eq!(person.left(), Vec::<String>::new());
}

#[tokio::test]
async fn the_units_of_a_package_do_as_well_once_they_are_enabled() {
    let Some(person) = Person::new().await else { return };
    let (program, usual) = (person.desktop.path("usr/bin/rowbell"), free_port());
    person.install(&program, usual);
    assert!(person.ok(&["autostart"]).contains("does not start"), "an installed package starts nothing");
    person.enable();
    assert!(person.ok(&["autostart"]).contains("starts when you log in (systemd"));
    // The settings name another port than the package does.
    let port = person.port;
    let moved = |status: &Status| status.listening == Some(format!("127.0.0.1:{port}"));
    let asked = async || person.client.get::<Status>("/v1/status").await.ok();
    until("it has moved", asked, |status| status.as_ref().is_some_and(moved)).await;
    let listen = async || person.property("rowbell.socket", "Listen");
    until("the socket holds only this", listen, |listen| *listen == format!("127.0.0.1:{port} (Stream)")).await;
    Sender::start(&person.desktop).accepted(&person.url().await, &bodies::new_row("r1", "Row")).await;
    assert!(person.ok(&[]).contains("is already running"));
    person.ok(&["quit"]);
    let states = async || UNITS.map(|unit| person.property(unit, "ActiveState"));
    until("a quit is one", states, |states| states.iter().all(|state| state == "inactive")).await;
    assert!(person.ok(&[]).contains("was started by systemd"));

    // An own unit takes the place of the packaged one, and a port that changes takes away what is held.
    person.ok(&["autostart", "on"]);
    assert!(
        person.property("rowbell.service", "FragmentPath").starts_with(own_units(&person.desktop).to_str().unwrap())
    );
    person.ok(&["autostart", "off"]);
    assert_eq!(person.left(), Vec::<String>::new());
    assert!(person.property("rowbell.service", "FragmentPath").contains("/units/"), "the package's are there still");
}

#[tokio::test]
async fn nothing_holds_the_address_once_the_program_is_gone() {
    let Some(person) = Person::new().await else { return };
    let (program, port) = (person.desktop.path("usr/bin/rowbell"), person.port);
    person.install(&program, port);
    person.enable();
    person.status().await;
    fs::remove_file(&program).unwrap();
    // What runs goes on; what has ended is not started again.
    assert_eq!(Request::post(&format!("http://127.0.0.1:{port}/"), "").send().await.status, 404);
    assert_eq!(person.systemctl(&["stop", "rowbell.service"]).code, 0);
    drop(TcpStream::connect(("127.0.0.1", port)).unwrap());
    let state = async || person.property("rowbell.socket", "ActiveState");
    until("the socket gives up", state, |state| state == "failed").await;
    assert_eq!(TcpStream::connect(("127.0.0.1", port)).unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
    // As at the next login:
    assert_eq!(person.systemctl(&["reset-failed"]).code, 0);
    for unit in UNITS {
        assert_eq!(person.systemctl(&["start", unit]).code, 0);
        assert_eq!(person.property(unit, "ActiveState"), "inactive", "{unit}");
        assert_eq!(person.property(unit, "ConditionResult"), "no", "{unit}");
    }
}

#[tokio::test]
async fn what_is_to_stay_hidden_opens_no_window() {
    let Some(person) = Person::new().await else { return };
    let (program, opened) = (person.desktop.path("window"), person.desktop.path("opened-windows"));
    fs::write(&program, format!("#!/bin/sh\necho >> '{}'\n", opened.display())).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let window = format!("ROWBELL_WINDOW={}", program.display());
    assert_eq!(person.systemctl(&["set-environment", &window, "DISPLAY=:0"]).code, 0);
    person.ok(&["autostart", "on"]);
    assert!(person.ok(&["--hidden"]).contains("was started by systemd"));
    assert!(person.ok(&["--hidden"]).contains("is already running"));
    assert!(person.ok(&[]).contains("is already running"));
    // The last one's comes after what the others would have opened.
    let windows = async || fs::read_to_string(&opened).unwrap_or_default();
    assert_eq!(until("a window", windows, |windows| !windows.is_empty()).await, "\n");
}
