//! A tray led by words on standard input; it prints what is asked of it. The tests of the tray use it too.
//!
//! Words are `idle`, `unread`, `paused`, `trouble`; `light`, `dark`, `auto` for the panel; `empty` for no changes yet. A
//! line with several sets all of them. The tray ends with its input.

use std::{io::BufRead, path::PathBuf};

use rowbell::desktop::tray::{PanelTone, RecentChange, TrayHost, TrayLabels, TrayState, TrayView};
use rowbell_core::change::EntryId;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

/// What is wrong where something is.
const PROBLEM: &str = "Port 8765 is used by another program (python3). Rowbell can’t receive changes at this address until it \
    has a free port. `rowbell endpoint port 8766` takes a free one.";

/// Shows the tray until standard input ends.
pub(crate) async fn run() {
    let (views, view) = watch::channel(view("unread"));
    let (ask, mut asked) = mpsc::channel(16);
    let (host, mut hosts) = watch::channel(TrayHost::Unknown);
    let shutdown = CancellationToken::new();
    let icons = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).unwrap_or_default().join("tray-icons");
    std::thread::spawn({
        let shutdown = shutdown.clone();
        move || {
            for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                views.send_replace(self::view(&line));
            }
            shutdown.cancel();
        }
    });
    tokio::spawn(async move {
        while hosts.changed().await.is_ok() {
            println!("host: {:?}", *hosts.borrow_and_update());
        }
    });
    tokio::spawn(async move {
        while let Some(command) = asked.recv().await {
            println!("asked: {command:?}");
        }
    });
    rowbell::desktop::linux::tray::run(view, ask, host, icons, shutdown).await;
    println!("ended");
}

/// What the words say.
fn view(words: &str) -> TrayView {
    let has = |word: &str| words.split_whitespace().any(|one| one == word);
    let (state, title) = match () {
        () if has("trouble") => (TrayState::Problem, "Rowbell: can't receive changes"),
        () if has("paused") => (TrayState::Paused, "Rowbell: paused until 14:30"),
        () if has("idle") => (TrayState::Idle, "Rowbell: nothing unread"),
        () => (TrayState::Unread, "Rowbell: 3 unread"),
    };
    let recent = [
        ("Acme GmbH: Prio + → ++", true),
        ("Dupont & fils: new in Opportunities", true),
        ("Order_2026_0117: Status Open → Done", true),
        ("Google News linked to Acme GmbH", false),
        ("A row with a name that is much longer than anybody would like to read in a menu", false),
    ];
    TrayView {
        state,
        title: title.to_owned(),
        lines: vec![
            "Listening at http://127.0.0.1:8765".to_owned(),
            "Last change 12:04: Dupont & fils <new>".to_owned(),
        ],
        problems: if state == TrayState::Problem { vec![PROBLEM.to_owned()] } else { Vec::new() },
        recent: recent
            .iter()
            .zip(1..)
            .filter(|_| !has("empty"))
            .map(|(&(label, unread), id)| RecentChange {
                id: EntryId(id),
                label: label.to_owned(),
                unread: unread && state == TrayState::Unread,
            })
            .collect(),
        relays: Vec::new(),
        paused: state == TrayState::Paused,
        tone: match () {
            () if has("light") => PanelTone::Light,
            () if has("dark") => PanelTone::Dark,
            () => PanelTone::Auto,
        },
        refused_hosts: vec!["build_host.example".to_owned()],
        labels: TrayLabels {
            no_changes: "No changes yet".to_owned(),
            open: "Open Rowbell".to_owned(),
            mark_all_read: "Mark all as read".to_owned(),
            pause_hour: "Pause popups for one hour".to_owned(),
            pause_tomorrow: "Pause popups until tomorrow morning".to_owned(),
            pause_open: "Pause popups until I resume".to_owned(),
            resume: "Resume popups".to_owned(),
            allow_hosts: vec!["Allow build_host.example".to_owned()],
            quit: "Quit Rowbell".to_owned(),
        },
    }
}
