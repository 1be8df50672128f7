//! When the agent opens its window, and what it has it show. A small program stands for the window: it notes that it was
//! started and what the event stream tells it.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{self, Stdio},
};

use rowbell_api::{Done, Event, Show, Shown};
use rowbell_tests::{
    Agent, Bus, Desktop, NotificationServer, Sender, Setup, bodies, eventually, panel::Icon, process::run, rowbell_bin,
    until,
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

/// What stands for the window.
struct Stand<'a> {
    desktop: &'a Desktop,
    agent: Agent,
}

impl<'a> Stand<'a> {
    async fn start(desktop: &'a Desktop) -> Self {
        fs::write(desktop.path("draws"), "").unwrap();
        Self::start_where(desktop).await
    }

    /// Where the window can't be drawn, unless the desktop has a file `draws`; or a file `plainly`, and it is drawn plainly.
    async fn start_where(desktop: &'a Desktop) -> Self {
        let program = desktop.path("window");
        let folder = program.parent().unwrap().display();
        let script = format!(
            "#!/bin/sh\n[ -e '{folder}/draws' ] || {{ echo \"$LIBGL_ALWAYS_SOFTWARE\" >> '{folder}/failed'; \
             [ \"$LIBGL_ALWAYS_SOFTWARE$(cat '{folder}/plainly')\" = 1yes ] || exit 134; }}\n\
             echo $$ >> '{folder}/started'\nprintf %s \"$LD_PRELOAD\" > '{folder}/loaded'\n\
             [ \"$1\" = --socket ] || exit 9\n\
             exec curl -sN --unix-socket \"$2\" 'http://rowbell/v1/events?window=true' >> '{folder}/told'\n"
        );
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let env = vec![("ROWBELL_WINDOW", program.display().to_string()), ("DISPLAY", ":0".to_owned())];
        let settings = Some("[popups]\nfold_above = 1\n".to_owned());
        let agent = Agent::start_as(desktop, &Setup { env, settings, ..Setup::default() }).await;
        Self { desktop, agent }
    }

    /// The processes that were started.
    fn started(&self) -> Vec<i32> {
        let noted = fs::read_to_string(self.desktop.path("started")).unwrap_or_default();
        noted.lines().map(|line| line.parse().unwrap()).collect()
    }

    /// What it was told to show.
    fn told(&self) -> Vec<Show> {
        let stream = fs::read_to_string(self.desktop.path("told")).unwrap_or_default();
        let events = stream.split_inclusive('\n').filter(|line| line.ends_with('\n'));
        let events = events.filter_map(|line| serde_json::from_str(line.strip_prefix("data:")?).ok());
        let shows = |event| if let Event::Show { show } = event { Some(*show) } else { None };
        events.filter_map(shows).collect()
    }

    async fn told_next(&self, before: usize) -> Show {
        until("it is told what to show", async || self.told(), |told| told.len() == before + 1).await.pop().unwrap()
    }

    /// The same, and it shows it.
    async fn shows_next(&self, before: usize) -> Show {
        let Show { number, .. } = self.told_next(before).await;
        let _done: Done = self.agent.client().post("/v1/shown", &Shown { number }).await.unwrap();
        Show { number: 0, ..self.told().pop().unwrap() }
    }

    async fn close(&self) {
        let process = Pid::from_raw(*self.started().last().unwrap()).unwrap();
        kill_process(process, Signal::TERM).unwrap();
        // It is gone, and nobody has to clear up after it.
        eventually("it has ended", async || match rustix::process::test_kill_process(process) {
            Ok(()) => Err("it is there"),
            Err(_) => Ok(()),
        })
        .await;
    }
}

#[tokio::test]
async fn one_window_is_opened_and_told_what_to_show() {
    let desktop = Desktop::with_bus().await;
    let (bus, server) = (Bus::listen(&desktop).await, NotificationServer::start(&desktop).await);
    let stand = Stand::start(&desktop).await;
    let agent = &stand.agent;
    // Somebody who starts Rowbell wants to see it.
    assert_eq!(stand.shows_next(0).await, Show::default());
    // And somebody who starts it again, but for what starts it with the session.
    assert!(agent.ok(&["--hidden"]).contains("is already running"));
    agent.ok(&[]);
    assert_eq!(stand.shows_next(1).await, Show::default());
    let mut by_click = desktop.command(rowbell_bin());
    by_click.arg("--data-dir").arg(&agent.data).env("XDG_ACTIVATION_TOKEN", "token-1");
    assert_eq!(run(&by_click, "").code, 0);
    assert_eq!(stand.shows_next(2).await.token.as_deref(), Some("token-1"));
    assert_eq!(stand.started().len(), 1);
    // It is there where Debian's WebKit is.
    let voice = format!("/usr/lib/{}-linux-gnu/libflite_cmu_time_awb.so.1", std::env::consts::ARCH);
    let loaded = if Path::new(&voice).is_file() { voice } else { String::new() };
    assert_eq!(fs::read_to_string(desktop.path("loaded")).unwrap(), loaded);

    // What has no row to open is shown in it.
    agent.status_where("popups can be shown", |status| status.popups == NotificationServer::TITLE).await;
    let mut sender = Sender::start(&desktop);
    let url = agent.url().await;
    sender.accepted(&url, &bodies::body("delete_row", "r1", "Acme", json!([]))).await;
    let popup = bus.titled("Acme").await;
    server.click_with_token(popup.id.unwrap(), "default", "token-7").await;
    let shown = stand.shows_next(3).await;
    let entry = agent.history().await.remove(0);
    assert_eq!((shown.id, shown.token.as_deref()), (Some(entry.id), Some("token-7")));
    assert_eq!(bus.notifies().len(), 1, "there is no popup with details");

    // And what a summary stands for.
    for row in 2..=5 {
        sender.accepted(&url, &bodies::new_row(&format!("r{row}"), &format!("Row {row}"))).await;
    }
    // It may take the first popup in, too.
    let summary = bus.popup("a summary", |popup| popup.title.starts_with(['4', '5'])).await;
    server.click(summary.id.unwrap(), "default").await;
    let query = stand.shows_next(4).await.query.expect("a part of the history");
    let wanted = as_query(&query);
    let listed: rowbell_api::Page = agent.get(&format!("/v1/history?{wanted}")).await;
    assert!(listed.entries.len() >= 3 && listed.entries.iter().all(|entry| !entry.unread), "{listed:?}");

    // Closed, it is started anew, and nothing is left of the one before.
    stand.close().await;
    agent.ok(&[]);
    assert_eq!(stand.shows_next(5).await, Show::default());
    assert_eq!(stand.started().len(), 2);
    stand.close().await;
}

#[tokio::test]
async fn one_that_ends_before_it_has_shown_what_it_was_told_is_started_again() {
    let desktop = Desktop::with_bus().await;
    let stand = Stand::start(&desktop).await;
    stand.shows_next(0).await;
    // Somebody clicks in the moment in which it ends.
    stand.agent.ok(&[]);
    let told = stand.told_next(1).await;
    stand.close().await;
    assert_eq!(stand.told_next(2).await, told);
    assert_eq!(stand.started().len(), 2);
    // But not for ever, if it can't show that.
    stand.close().await;
    stand.agent.ok(&[]);
    stand.shows_next(3).await;
    assert_eq!(stand.started().len(), 3);
    // What was seen is not shown again.
    stand.close().await;
    stand.agent.ok(&[]);
    stand.shows_next(4).await;
    assert_eq!(stand.started().len(), 4);
    stand.close().await;
}

fn as_query(query: &rowbell_api::HistoryQuery) -> String {
    format!("since_ms={}&until_ms={}", query.since_ms.unwrap(), query.until_ms.unwrap())
}

#[tokio::test]
async fn the_tray_opens_it() {
    let desktop = Desktop::with_panel().await;
    let stand = Stand::start(&desktop).await;
    let icon = Icon::registered(&desktop).await;
    stand.shows_next(0).await;
    icon.activate().await;
    stand.shows_next(1).await;
    stand.close().await;
    icon.activate().await;
    stand.shows_next(2).await;
    stand.close().await;
    icon.click("Open Rowbell").await;
    stand.shows_next(3).await;
    assert_eq!(stand.started().len(), 3);
    stand.close().await;
}

#[tokio::test]
async fn without_a_tray_closing_it_says_once_how_to_open_it_again() {
    let desktop = Desktop::with_bus().await;
    let (bus, _server) = (Bus::listen(&desktop).await, NotificationServer::start(&desktop).await);
    let stand = Stand::start(&desktop).await;
    stand.agent.status_where("there is no tray", |status| status.tray.starts_with("no panel")).await;
    stand.shows_next(0).await;
    stand.close().await;
    bus.titled("Rowbell keeps running").await;
    for closings in 1..3 {
        stand.agent.ok(&[]);
        stand.shows_next(closings).await;
        stand.close().await;
    }
    // What comes later comes after all that closing could have said.
    Sender::start(&desktop).accepted(&stand.agent.url().await, &bodies::new_row("r1", "Later")).await;
    bus.titled("Later").await;
    assert_eq!(bus.notifies().len(), 2);
    stand.agent.stop_well().await;
}

#[tokio::test]
async fn a_window_that_can_not_be_drawn_is_drawn_plainly() {
    let desktop = Desktop::headless();
    fs::write(desktop.path("plainly"), "yes").unwrap();
    let stand = Stand::start_where(&desktop).await;
    stand.shows_next(0).await;
    assert_eq!(fs::read_to_string(desktop.path("failed")).unwrap(), "\n1\n");
    // And the next one from the beginning.
    stand.close().await;
    stand.agent.ok(&[]);
    stand.shows_next(1).await;
    assert_eq!(fs::read_to_string(desktop.path("failed")).unwrap(), "\n1\n1\n");
    stand.agent.no_trouble("window_failed").await;
    stand.close().await;
}

#[tokio::test]
async fn a_window_that_can_not_be_shown_at_all_is_said_and_others_do_its_work() {
    let desktop = Desktop::with_panel().await;
    fs::write(desktop.path("plainly"), "no").unwrap();
    let bus = Bus::listen(&desktop).await;
    let stand = Stand::start_where(&desktop).await;
    let agent = &stand.agent;
    let icon = Icon::registered(&desktop).await;
    let said = agent.trouble("window_failed").await;
    assert!(said.contains("libgl1-mesa-dri") && said.contains("rowbell quit"), "{said}");
    bus.titled("The window could not be shown").await;
    icon.line("The window could not be shown").await;
    icon.tooltip_where("it is in the tooltip", |_, text| text.contains("The window could not be shown")).await;
    let failures = || fs::read_to_string(desktop.path("failed")).unwrap().lines().count();
    assert_eq!(failures(), 2);

    // What has no row to open is told in a popup then.
    agent.popups_ready().await;
    Sender::start(&desktop).accepted(&agent.url().await, &bodies::new_row("r1", "Acme")).await;
    bus.titled("Acme").await;
    icon.click("Acme").await;
    until("its details are shown", async || bus.notifies().len(), |count| *count == 3).await;
    assert_eq!(failures(), 2, "it is not tried in vain");

    // Somebody mends it and starts Rowbell again.
    fs::write(desktop.path("draws"), "").unwrap();
    agent.ok(&[]);
    stand.shows_next(0).await;
    agent.no_trouble("window_failed").await;
    stand.close().await;
}

#[tokio::test]
async fn a_start_at_login_opens_none() {
    let desktop = Desktop::headless();
    let program = desktop.path("window");
    fs::write(&program, format!("#!/bin/sh\ntouch '{}'\n", desktop.path("started").display())).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = desktop.command(rowbell_tests::rowbell_bin());
    command.args(["--hidden", "--port", "0", "--data-dir"]).arg(desktop.path("data"));
    command.env("ROWBELL_WINDOW", &program).env("DISPLAY", ":0").stdout(Stdio::null());
    let mut agent: process::Child = command.spawn().unwrap();
    let client = rowbell_api::Client::new(&desktop.path("data").join("agent.sock"));
    eventually("it runs", async || client.get::<rowbell_api::Status>("/v1/status").await).await;
    client.post::<rowbell_api::Done>("/v1/quit", &()).await.unwrap();
    assert!(agent.wait().unwrap().success());
    assert!(!desktop.path("started").exists());
}
