//! Popups: in place, summed up, held while nobody can show them.

use rowbell_tests::{Agent, Bus, Desktop, Sender, bodies, until};

#[tokio::test]
async fn a_row_filled_in_cell_by_cell_is_one_popup() {
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let agent = Agent::start(&desktop).await;
    agent.popups_ready().await;
    let (url, mut sender) = (agent.url().await, Sender::start(&desktop));
    sender.accepted(&url, &bodies::new_row("r1", "")).await;
    let first = bus.titled("New row in Opportunities").await;
    sender.accepted(&url, &bodies::cell("r1", "Acme", "0000", "Name", "Acme")).await;
    let second = bus.titled("Acme").await;
    sender.accepted(&url, &bodies::cell("r1", "Acme", "cB", "Amount", "<b>12</b> & \u{202e}x")).await;
    let third = bus.popup("the amount", |popup| popup.body.contains("Amount")).await;
    assert_eq!((first.replaces, second.replaces, third.replaces), (0, first.id.unwrap(), first.id.unwrap()));
    assert!(third.body.starts_with("New in Opportunities · Amount: &lt;b&gt;12&lt;/b&gt; &amp; x\n"), "{}", third.body);
    assert_eq!(bus.notifies().len(), 3);
    agent.stop_well().await;
}

#[tokio::test]
async fn a_flood_is_one_summary_that_counts_all() {
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let agent = Agent::start(&desktop).await;
    agent.popups_ready().await;
    let (url, mut sender) = (agent.url().await, Sender::start(&desktop));
    for row in 0..40 {
        sender.queue(&url, &bodies::new_row(&format!("r{row}"), &format!("Row {row}")), None, false);
    }
    let summary = bus.titled("40 changes").await;
    assert!(summary.body.starts_with("Opportunities: 40"), "{}", summary.body);
    let shown = bus.notifies();
    let singles: Vec<_> = shown.iter().filter(|popup| popup.title.starts_with("Row ")).collect();
    // Those that still waited when the summary took them in are not shown at all.
    assert!(singles.len() <= 5, "{}", singles.len());
    let gone = singles.iter().map(|popup| popup.id.unwrap());
    let gone: Vec<_> = gone.collect();
    until("those shown before go away", async || bus.closed(), |closed| gone.iter().all(|id| closed.contains(id)))
        .await;
    let all_shown = |entries: &Vec<rowbell_api::Entry>| entries.iter().all(|entry| entry.outcome == "shown");
    let entries = until("all are told", async || agent.history().await, all_shown).await;
    assert!(entries.len() == 40 && entries.iter().all(|entry| entry.unread));
    agent.stop_well().await;
}

#[tokio::test]
async fn without_a_notification_server_changes_wait_and_are_summed_up() {
    let mut desktop = Desktop::with_popups().await;
    desktop.stop_dunst().await;
    let bus = Bus::listen(&desktop).await;
    let agent = Agent::start(&desktop).await;
    assert!(agent.trouble("no_notification_server").await.contains("No notification service"));
    let (url, mut sender) = (agent.url().await, Sender::start(&desktop));
    for row in 0..3 {
        sender.accepted(&url, &bodies::new_row(&format!("r{row}"), &format!("Row {row}"))).await;
    }
    let held =
        |entries: &Vec<rowbell_api::Entry>| entries.len() == 3 && entries.iter().all(|entry| entry.outcome == "held");
    let entries = until("they are held", async || agent.history().await, held).await;
    assert!(
        entries.iter().all(|entry| entry.unread && entry.outcome_reason.as_deref() == Some("no_notification_server"))
    );

    desktop.start_dunst().await;
    let summary = bus.popup("the summary", |popup| popup.title == "3 changes" && popup.id.is_some()).await;
    assert!(summary.body.contains("while no popups could be shown"), "{}", summary.body);
    agent.no_trouble("no_notification_server").await;
    // And a server that dies and comes back in between makes no difference.
    desktop.stop_dunst().await;
    desktop.start_dunst().await;
    agent.popups_ready().await;
    sender.accepted(&url, &bodies::new_row("later", "Later")).await;
    bus.titled("Later").await;
    agent.stop_well().await;
}

#[tokio::test]
async fn a_pause_is_kept_over_a_restart_and_ends_with_a_summary() {
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let mut agent = Agent::start(&desktop).await;
    agent.ok(&["pause", "1h"]);
    agent.stop().await;
    let agent = Agent::start(&desktop).await;
    assert!(agent.status().await.paused && agent.status().await.paused_until.is_some());
    agent.popups_ready().await;
    let (url, mut sender) = (agent.url().await, Sender::start(&desktop));
    for row in 0..3 {
        sender.accepted(&url, &bodies::new_row(&format!("r{row}"), &format!("Row {row}"))).await;
    }
    let entries = agent.recorded(3).await;
    assert!(entries.iter().all(|entry| entry.outcome == "held" && entry.unread));
    agent.ok(&["read", &entries[0].id.to_string()]);
    assert!(bus.notifies().is_empty());
    agent.ok(&["resume"]);
    let summary = bus.titled("2 changes").await;
    assert!(summary.body.contains("while popups were paused"), "{}", summary.body);
    agent.stop_well().await;
}

#[tokio::test]
async fn do_not_disturb_holds_changes_and_one_popup_sums_them_up_afterwards() {
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let agent = Agent::start(&desktop).await;
    agent.popups_ready().await;
    desktop.run("dunstctl", &["set-paused", "true"]).unwrap();
    assert!(agent.trouble("do_not_disturb").await.contains("Do not disturb"));
    let (url, mut sender) = (agent.url().await, Sender::start(&desktop));
    for row in 0..7 {
        sender.accepted(&url, &bodies::new_row(&format!("r{row}"), &format!("Row {row}"))).await;
    }
    let held = |entry: &rowbell_api::Entry| entry.outcome == "held" && entry.unread;
    let entries =
        until("they are held", async || agent.history().await, |all| all.len() == 7 && all.iter().all(held)).await;
    assert!(entries.iter().all(|entry| entry.outcome_reason.as_deref() == Some("do_not_disturb")));
    assert!(bus.notifies().is_empty());
    desktop.run("dunstctl", &["set-paused", "false"]).unwrap();
    agent.no_trouble("do_not_disturb").await;
    let summary = bus.titled("7 changes").await;
    assert!(summary.body.contains("while “Do not disturb” was on"), "{}", summary.body);
    agent.outcome(entries[0].id, "shown").await;
    assert_eq!(bus.notifies().len(), 1);
    // What comes now has a popup again.
    sender.accepted(&url, &bodies::new_row("later", "Later")).await;
    bus.titled("Later").await;
    agent.stop_well().await;
}

#[tokio::test]
async fn the_status_says_what_a_click_does_on_this_desktop() {
    let desktop = Desktop::with_popups().await;
    let agent = Agent::start(&desktop).await;
    agent.popups_ready().await;
    let hints = agent.status().await.popup_hints;
    assert!(hints.len() == 1 && hints[0].contains("middle one opens the row"), "{hints:?}");
    assert!(agent.ok(&["status"]).contains(&hints[0]));
    agent.stop_well().await;
}

#[tokio::test]
async fn a_click_without_an_address_tells_the_details() {
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let agent = Agent::start(&desktop).await;
    agent.popups_ready().await;
    Sender::start(&desktop).accepted(&agent.url().await, &bodies::change("r1", "Acme", "new")).await;
    bus.titled("Acme").await;
    desktop.click_popup().await;
    let details = bus.popup("the details", |popup| popup.body.contains("rowbell base add")).await;
    assert!(details.body.contains("Note: empty → new"), "{}", details.body);
    until("it is read", async || agent.history().await, |entries| entries.iter().all(|entry| !entry.unread)).await;
    assert!(desktop.opened().is_empty());
    agent.stop_well().await;
}

#[tokio::test]
async fn other_languages() {
    for (language, title) in [("de", "Neue Zeile in Opportunities"), ("fr", "Nouvelle ligne dans Opportunities")] {
        let desktop = Desktop::with_popups().await;
        let bus = Bus::listen(&desktop).await;
        let agent = Agent::start(&desktop).await;
        agent.popups_ready().await;
        // The file is followed while the agent runs.
        let text = std::fs::read_to_string(agent.settings_file()).unwrap();
        std::fs::write(agent.settings_file(), format!("language = \"{language}\"\n{text}")).unwrap();
        let (url, mut sender) = (agent.url().await, Sender::start(&desktop));
        sender.accepted(&url, &bodies::new_row("before", "")).await;
        // What is in the history is told in the language of now.
        let told = async || agent.recorded(1).await[0].title.clone();
        until("it speaks the language", told, |said| said == title).await;
        sender.accepted(&url, &bodies::new_row("after", "")).await;
        bus.titled(title).await;
        agent.stop_well().await;
    }
}
