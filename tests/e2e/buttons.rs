//! Where clicks go: rows, tables, details, buttons.

use rowbell_tests::{
    Agent, Bus, Desktop, NotificationServer, Notify, Request, Sender, Setup, bodies, eventually, until,
};
use serde_json::json;

/// An agent that knows the base's address, and all that is needed to click.
async fn start(settings: &str) -> (Desktop, Bus, NotificationServer, Agent, Sender) {
    let desktop = Desktop::with_bus().await;
    let (bus, server) = (Bus::listen(&desktop).await, NotificationServer::start(&desktop).await);
    let agent = Agent::start_as(&desktop, &Setup::with_settings(settings)).await;
    agent.status_where("popups can be shown", |status| status.popups == NotificationServer::TITLE).await;
    agent.ok(&["base", "add", bodies::ADDRESS, "--uuid", bodies::BASE]);
    let sender = Sender::start(&desktop);
    (desktop, bus, server, agent, sender)
}

async fn popup_of(agent: &Agent, bus: &Bus, sender: &mut Sender, body: &str) -> Notify {
    let before = bus.notifies().len();
    sender.accepted(&agent.url().await, body).await;
    let answered = async || bus.notifies().get(before).filter(|popup| popup.id.is_some()).cloned().ok_or(());
    eventually("a popup", answered).await
}

#[tokio::test]
async fn rows_and_tables_are_opened_at_their_encoded_address() {
    let (desktop, bus, server, agent, mut sender) = start("").await;
    let odd = popup_of(&agent, &bus, &mut sender, &bodies::new_row("a/b?c&d=é#%20'$(x)", "Odd")).await;
    server.click_with_token(odd.id.unwrap(), "open", "token-1").await;
    let batch =
        bodies::body("insert_row", "r2", "First", json!([])).replace("\"row_name\"", "\"row_count\":3,\"row_name\"");
    let batch = popup_of(&agent, &bus, &mut sender, &batch).await;
    assert_eq!(batch.title, "3 new rows in Opportunities");
    assert_eq!(batch.actions, ["default", "Open table", "open", "Open table", "mark-read", "Mark as read"]);
    server.click(batch.id.unwrap(), "default").await;
    let opened = until("both are opened", async || desktop.opened(), |opened| opened.len() == 2).await;
    let base = "https://cloud.seatable.io/workspace/7/dtable/Gr%C3%B6%C3%9Fe%20%26%20Co/";
    assert_eq!(
        opened,
        [
            (format!("{base}?tid=9g8f&row-id=a%2Fb%3Fc%26d%3D%C3%A9%23%2520%27%24%28x%29"), "token-1".to_owned()),
            (format!("{base}?tid=9g8f"), String::new()),
        ]
    );
    agent.status_where("both are read", |status| status.unread == 0).await;
    agent.stop_well().await;
}

#[tokio::test]
async fn a_deleted_row_is_not_opened_but_told() {
    let (desktop, bus, server, agent, mut sender) = start("").await;
    let cells = json!([{"column_key": "c", "column_name": "City", "column_type": "text", "value": "Mainz"}]);
    let deleted = popup_of(&agent, &bus, &mut sender, &bodies::body("delete_row", "r1", "Acme", cells)).await;
    assert!(deleted.body.starts_with("Deleted from Opportunities\n"), "{}", deleted.body);
    assert_eq!(agent.history().await[0].link, None);
    server.click(deleted.id.unwrap(), "default").await;
    let details = bus.popup("the details", |popup| popup.id != deleted.id).await;
    assert_eq!(details.title, "Acme");
    assert!(!details.body.contains("base add"), "the address is known: {}", details.body);
    assert!(desktop.opened().is_empty());
    agent.status_where("it is read", |status| status.unread == 0).await;
    agent.stop_well().await;
}

#[tokio::test]
async fn mark_as_read_marks_without_opening_and_reading_takes_popups_away() {
    let (desktop, bus, server, agent, mut sender) = start("").await;
    let first = popup_of(&agent, &bus, &mut sender, &bodies::new_row("r1", "One")).await;
    server.click(first.id.unwrap(), "mark-read").await;
    agent.status_where("it is read", |status| status.unread == 0).await;
    assert_eq!(agent.history().await[0].outcome, "shown", "it was not opened");
    let second = popup_of(&agent, &bus, &mut sender, &bodies::new_row("r2", "Two")).await;
    agent.ok(&["read", "--all"]);
    until("its popup goes away", async || bus.closed(), |closed| closed.contains(&second.id.unwrap())).await;
    // What somebody else invokes, or nonsense, does nothing.
    server.click(9999, "default").await;
    server.click(first.id.unwrap(), "default").await;
    let third = popup_of(&agent, &bus, &mut sender, &bodies::new_row("r3", "Three")).await;
    server.click(third.id.unwrap(), "no-such-action").await;
    popup_of(&agent, &bus, &mut sender, &bodies::new_row("r4", "Four")).await;
    assert!(desktop.opened().is_empty(), "{:?}", desktop.opened());
    assert_eq!(agent.status().await.unread, 2);
    agent.stop_well().await;
}

/// notification-daemon 3.20.0 leaves on the screen what it was asked to close.
#[tokio::test]
async fn a_popup_that_stays_on_the_screen_after_all_was_read_still_opens_its_row() {
    let (desktop, bus, server, agent, mut sender) = start("").await;
    let popup = popup_of(&agent, &bus, &mut sender, &bodies::new_row("r1", "One")).await;
    agent.ok(&["read", "--all"]);
    until("it is closed", async || bus.closed(), |closed| closed.contains(&popup.id.unwrap())).await;
    server.click(popup.id.unwrap(), "default").await;
    until("the row is opened", async || desktop.opened(), |opened| opened.len() == 1).await;
    agent.stop_well().await;
}

#[tokio::test]
async fn without_an_installed_icon_popups_name_a_file() {
    let (_desktop, bus, _server, agent, mut sender) = start("").await;
    let popup = popup_of(&agent, &bus, &mut sender, &bodies::new_row("r1", "One")).await;
    assert!(popup.icon.ends_with("/icon.png"), "{}", popup.icon);
    assert!(std::fs::read(&popup.icon).unwrap().starts_with(b"\x89PNG"));
    agent.stop_well().await;
}

#[tokio::test]
async fn a_summary_opens_its_changes_and_they_are_read() {
    let (desktop, bus, server, agent, mut sender) = start("[popups]\nfold_above = 1\n").await;
    let url = agent.url().await;
    for row in 1..=8 {
        sender.accepted(&url, &bodies::new_row(&format!("r{row}"), &format!("Row {row}"))).await;
    }
    let summary = bus.titled("8 changes in Größe & Co").await;
    server.click(summary.id.unwrap(), "default").await;
    let details = bus.popup("the details", |popup| popup.id != summary.id && popup.title == "8 changes").await;
    let lines: Vec<_> = details.body.lines().collect();
    assert!(lines[0].starts_with("Row 8 · New in Opportunities"), "newest first: {lines:?}");
    assert_eq!((lines.len(), lines[5]), (6, "+3 more"));
    agent.status_where("all are read", |status| status.unread == 0).await;
    assert!(agent.history().await.iter().all(|entry| entry.outcome == "clicked"));
    assert!(desktop.opened().is_empty());
    agent.stop_well().await;
}

#[tokio::test]
async fn a_refused_host_is_allowed_by_its_button() {
    let (_desktop, bus, server, agent, _) = start("").await;
    let post = Request::post(&agent.url().await, bodies::new_row("r1", "Acme")).header("Host", "laptop.lan:8765");
    assert_eq!(post.send().await.status, 403);
    let asked = bus.titled("A webhook was refused").await;
    assert_eq!(asked.hints["urgency"], "2");
    server.click(asked.id.unwrap(), "allow-host").await;
    until("it is allowed", async || post.send().await.status, |status| *status == 200).await;
    assert!(std::fs::read_to_string(agent.settings_file()).unwrap().contains("laptop.lan"));
    agent.no_trouble("host_refused").await;
    agent.stop_well().await;
}

#[tokio::test]
async fn when_the_browser_can_not_be_opened_the_change_stays_unread() {
    let (desktop, bus, server, agent, mut sender) = start("").await;
    std::fs::write(desktop.path("bin/xdg-open"), "#!/bin/sh\nexit 3\n").unwrap();
    // The next best opener fails, too.
    std::fs::write(desktop.path("bin/gio"), "#!/bin/sh\nexit 4\n").unwrap();
    std::os::unix::fs::chown(desktop.path("bin/gio"), None, None).unwrap();
    let mode = std::fs::metadata(desktop.path("bin/xdg-open")).unwrap().permissions();
    std::fs::set_permissions(desktop.path("bin/gio"), mode).unwrap();
    let popup = popup_of(&agent, &bus, &mut sender, &bodies::new_row("r1", "Acme")).await;
    let refused = agent.cli(&["open"]);
    assert!(refused.code == 1 && refused.err.contains("row-id=r1"), "{refused:?}");
    server.click(popup.id.unwrap(), "default").await;
    let told = bus.titled("The row could not be opened").await;
    assert!(told.body.contains("stays unread") && told.body.contains("default browser"), "{}", told.body);
    assert_eq!(told.actions, ["default", "Close"]);
    let next = popup_of(&agent, &bus, &mut sender, &bodies::new_row("r2", "Later")).await;
    assert_eq!((next.title.as_str(), agent.status().await.unread), ("Later", 2));
    agent.stop_well().await;
}

#[tokio::test]
async fn a_click_that_can_not_change_the_settings_is_told() {
    let (_desktop, bus, server, agent, _) = start("language = \"de\"\n").await;
    let post = Request::post(&agent.url().await, bodies::new_row("r1", "Acme")).header("Host", "laptop.lan:8765");
    assert_eq!(post.send().await.status, 403);
    let asked = bus.titled("Ein Webhook wurde abgewiesen").await;
    std::fs::write(agent.settings_file(), "nonsense = [\n").unwrap();
    agent.trouble("settings").await;
    server.click(asked.id.unwrap(), "allow-host").await;
    let told = bus.titled("Das ging nicht").await;
    assert!(told.body.starts_with("Zeile 1 der Einstellungen") && told.body.contains("rowbell.toml"), "{}", told.body);
    assert_eq!(post.send().await.status, 403);
    agent.stop_well().await;
}

#[tokio::test]
async fn a_second_start_shows_what_is_unread() {
    let (_desktop, bus, _server, agent, mut sender) = start("").await;
    for row in 1..=3 {
        popup_of(&agent, &bus, &mut sender, &bodies::new_row(&format!("r{row}"), &format!("Row {row}"))).await;
    }
    let again = agent.cli(&[]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.out.contains("3 unread"), "{}", again.out);
    let shown = bus.titled("3 changes").await;
    assert!(["Row 1", "Row 2", "Row 3"].iter().all(|row| shown.body.contains(row)), "{}", shown.body);
    agent.stop_well().await;
}
