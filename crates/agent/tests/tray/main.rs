//! The tray on Linux, with a real bus and a real panel. Needs dbus-daemon, Xvfb, xfce4-panel and xdotool.
#![cfg(target_os = "linux")]

#[path = "../../examples/tray/by_hand.rs"]
mod by_hand;
mod panel;
mod portal;
mod session;

use std::time::{Duration, Instant};

use futures_util::StreamExt;

use self::panel::{Icon, ToolTip};
use self::session::{Session, TRAY_PROCESS, eventually};

/// Not a test of its own but the tray's process, see [`Session::tray`].
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tray_by_itself() {
    if std::env::var_os(TRAY_PROCESS).is_some() {
        by_hand::run().await;
    }
}

#[tokio::test]
async fn the_panel_has_the_icon_and_all_about_it() {
    let session = Session::with_panel();
    let mut tray = session.tray();
    tray.says("host: Present").await;
    let icon = Icon::registered(&session.connect().await).await;

    assert_eq!(icon.property::<String>("Id").await, "io.github.rowbell.Rowbell");
    assert_eq!(icon.property::<String>("Category").await, "ApplicationStatus");
    assert_eq!(icon.property::<String>("Title").await, "Rowbell");
    assert!(!icon.property::<bool>("ItemIsMenu").await);
    let (_, _, title, text) = icon.property::<ToolTip>("ToolTip").await;
    assert_eq!(title, "Rowbell: 3 unread");
    assert_eq!(text, "Listening at http://127.0.0.1:8765\nLast change 12:04: Dupont &amp; fils &lt;new&gt;");

    let (mut seen, mut files) = (Vec::new(), Vec::new());
    for (words, title, status) in [
        ("idle", "Rowbell: nothing unread", "Active"),
        ("unread", "Rowbell: 3 unread", "Active"),
        ("trouble", "Rowbell: can't receive changes", "NeedsAttention"),
        ("paused", "Rowbell: paused until 14:30", "Active"),
    ] {
        tray.show(words);
        icon.is_titled(title).await;
        assert_eq!(icon.property::<String>("Status").await, status);
        // Some panels show only titles, others no tooltips.
        let in_title = if status == "NeedsAttention" { title } else { "Rowbell" };
        assert_eq!(icon.property::<String>("Title").await, in_title);
        let in_menu = icon.lines().await.iter().any(|line| line.label.starts_with("Port 8765 is used"));
        assert_eq!(in_menu, status == "NeedsAttention", "{words}");
        let pixmaps = icon.pixmaps("IconPixmap").await;
        assert_eq!(pixmaps.iter().map(|(width, ..)| *width).collect::<Vec<_>>(), [16, 22, 24, 32, 44]);
        assert!(pixmaps.iter().all(|(width, height, data)| width == height && data.len() as i32 == width * height * 4));
        // Some panels take files only.
        let file = icon.property::<String>("IconName").await;
        assert!(std::fs::read(&file).expect("a file").starts_with(b"\x89PNG"), "{file}");
        assert!(!files.contains(&file), "{words}: {file}");
        files.push(file);
        // Nothing is drawn with a colour: swaybar takes colours for premultiplied.
        let unseen =
            |(_, _, data): &(i32, i32, Vec<u8>)| data.chunks(4).any(|pixel| pixel[0] == 0 && pixel[1..] != [0; 3]);
        assert!(!pixmaps.iter().any(unseen), "{words}: what is transparent has a colour");
        let attention = icon.pixmaps("AttentionIconPixmap").await;
        let as_wanted = if words == "trouble" { attention == pixmaps } else { attention.is_empty() };
        assert!(as_wanted, "{words}: the attention icon");
        assert!(!seen.contains(&pixmaps), "{words} looks like another state");
        seen.push(pixmaps);
    }
    tray.end().await;
}

#[tokio::test]
async fn clicks_become_commands() {
    let session = Session::with_panel();
    let mut tray = session.tray();
    let icon = Icon::registered(&session.connect().await).await;

    icon.proxy().await.call::<_, _, ()>("Activate", &(10, 10)).await.expect("a click");
    tray.says("asked: Open { token: None }").await;
    icon.proxy().await.call::<_, _, ()>("ProvideXdgActivationToken", &"token-1").await.expect("a token");
    icon.proxy().await.call::<_, _, ()>("Activate", &(10, 10)).await.expect("a click");
    tray.says(r#"asked: Open { token: Some("token-1") }"#).await;

    let lines = icon.lines().await;
    assert_eq!(
        lines.iter().map(|line| line.label.as_str()).collect::<Vec<_>>(),
        [
            "Open Rowbell",
            "",
            "●\u{2002}Acme GmbH: Prio + → ++",
            "●\u{2002}Dupont & fils: new in Opportunities",
            "●\u{2002}Order__2026__0117: Status Open → Done",
            "\u{2003}\u{2002}Google News linked to Acme GmbH",
            "\u{2003}\u{2002}A row with a name that is much longer than anybody would li…",
            "",
            "Allow build__host.example",
            "Mark all as read",
            "Pause popups for one hour",
            "Pause popups until tomorrow morning",
            "Pause popups until I resume",
            "",
            "Quit Rowbell",
        ]
    );
    for (text, command) in [
        ("Open Rowbell", "Open { token: None }"),
        ("Google News", "OpenEntry { id: EntryId(4), token: None }"),
        ("Allow build", r#"AllowHost("build_host.example")"#),
        ("Mark all", "MarkAllRead"),
        ("one hour", "Pause(Hour)"),
        ("tomorrow", "Pause(Tomorrow)"),
        ("until I resume", "Pause(Open)"),
        ("Quit", "Quit"),
    ] {
        icon.click(text).await;
        tray.says(&format!("asked: {command}")).await;
    }

    tray.show("paused empty");
    icon.is_titled("Rowbell: paused until 14:30").await;
    let lines = icon.lines().await;
    assert_eq!((lines[2].label.as_str(), lines[2].enabled), ("No changes yet", false));
    assert!(!lines.iter().any(|line| line.label.contains("Pause")), "{lines:?}");
    icon.click("Resume popups").await;
    tray.says("asked: Resume").await;
    tray.end().await;
}

#[tokio::test]
async fn the_mouse_on_the_panel_works() {
    let session = Session::with_panel();
    let tray = session.tray();
    Icon::registered(&session.connect().await).await;
    let mouse = |steps: &str| session.command("xdotool").args(steps.split(' ')).status().expect("xdotool");
    let clicked = async |steps: &str, what: &str| {
        // The panel draws the icon some time after it knows of it, so a first click may go past it.
        eventually(what, async || {
            mouse(steps);
            tokio::time::timeout(Duration::from_secs(2), tray.says(what)).await
        })
        .await;
    };
    clicked("mousemove 15 15 click 1", "asked: Open {").await;
    // The menu opens under the panel, which is 30 px high; below its first line and a separator is the newest change.
    clicked(
        "key Escape mousemove 15 15 click 3 sleep 0.5 mousemove 100 80 click 1",
        "asked: OpenEntry { id: EntryId(1)",
    )
    .await;
    tray.end().await;
}

#[tokio::test]
async fn a_new_panel_gets_the_icon_again() {
    let mut session = Session::with_panel();
    let mut tray = session.tray();
    let conn = session.connect().await;
    for title in ["Rowbell: nothing unread", "Rowbell: 3 unread"] {
        let icon = Icon::registered(&conn).await;
        session.stop_panel();
        let bus = zbus::fdo::DBusProxy::new(&conn).await.expect("a bus");
        eventually("no panel", async || {
            let owned = bus.name_has_owner("org.kde.StatusNotifierWatcher".try_into().expect("a name")).await;
            if owned == Ok(false) { Ok(()) } else { Err(owned) }
        })
        .await;
        tray.show(if title.contains("nothing") { "idle" } else { "unread" });
        session.start_panel();
        let again = Icon::registered(&conn).await;
        assert_eq!(icon.owner, again.owner, "the same tray");
        again.is_titled(title).await;
    }
    tray.end().await;
}

#[tokio::test]
async fn without_a_panel_it_waits_for_one_asleep() {
    let mut session = Session::with_bus();
    let tray = session.tray();
    tray.says("host: Absent").await;

    let switches = || {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", tray.id())).expect("a process");
        let texts = tasks.flatten().filter_map(|task| std::fs::read_to_string(task.path().join("status")).ok());
        let count = |text: String| {
            let line = text.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
            line.trim().parse::<u64>().ok()
        };
        texts.filter_map(count).sum::<u64>()
    };
    // It is at rest once nothing happened for a while.
    let end = Instant::now() + Duration::from_secs(20);
    let mut before = switches();
    let at_rest = loop {
        tokio::time::sleep(Duration::from_secs(2)).await;
        let now = switches();
        if now == before || Instant::now() > end {
            break now == before;
        }
        before = now;
    };
    assert!(at_rest, "it wakes up though nothing happens");

    session.start_panel();
    tray.says("host: Present").await;
    Icon::registered(&session.connect().await).await;
    tray.end().await;
}

#[tokio::test]
async fn it_outlives_the_bus() {
    let mut session = Session::empty();
    let tray = session.tray();
    tray.says("host: Absent").await;
    session.start_bus();
    session.start_panel();
    tray.says("host: Present").await;
    Icon::registered(&session.connect().await).await;

    session.stop_panel();
    session.stop_bus();
    tray.says("host: Absent").await;
    session.start_bus();
    session.start_panel();
    tray.says("host: Present").await;
    Icon::registered(&session.connect().await).await;
    tray.end().await;
}

#[tokio::test]
async fn a_burst_is_few_updates_and_the_last_one_wins() {
    let session = Session::with_panel();
    let mut tray = session.tray();
    let icon = Icon::registered(&session.connect().await).await;
    let proxy = icon.proxy().await;
    let mut titles = proxy.receive_signal("NewToolTip").await.expect("signals");
    // Changes for a second and a half, far more than a panel should have to draw.
    let end = Instant::now() + Duration::from_millis(1500);
    let mut pace = tokio::time::interval(Duration::from_millis(5));
    while Instant::now() < end {
        tray.show("idle");
        pace.tick().await;
        tray.show("trouble");
        pace.tick().await;
    }
    tray.show("paused");
    icon.is_titled("Rowbell: paused until 14:30").await;
    let mut updates = 0;
    while tokio::time::timeout(Duration::from_millis(600), titles.next()).await.is_ok() {
        updates += 1;
    }
    assert!((2..=10).contains(&updates), "{updates} updates");
    tray.end().await;
}

#[tokio::test]
async fn the_icon_follows_the_desktop_s_colours() {
    let session = Session::with_panel();
    let mut tray = session.tray();
    let conn = session.connect().await;
    let icon = Icon::registered(&conn).await;
    let colour = async |what: &str, wanted: [u8; 3]| {
        eventually(what, async || {
            let (_, _, data) = icon.pixmaps("IconPixmap").await.swap_remove(0);
            let solid = data.chunks(4).find(|pixel| pixel[0] == 255).expect("a solid pixel");
            if solid[1..] == wanted { Ok(()) } else { Err(solid.to_vec()) }
        })
        .await;
    };
    let (light, dark, accent) = ([0xf4, 0xf5, 0xf7], [0x23, 0x26, 0x29], [0x6d, 0x7c, 0xdf]);
    colour("not known", accent).await;
    let portal = portal::Settings::start(&conn, 1).await;
    colour("a dark desktop", light).await;
    portal.change(2).await;
    colour("a light desktop", dark).await;
    tray.show("dark");
    colour("a dark panel by the settings", light).await;
    tray.show("light");
    colour("a light panel by the settings", dark).await;
    tray.end().await;
}
