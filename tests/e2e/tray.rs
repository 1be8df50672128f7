//! The tray of the whole app.

use rowbell_tests::{
    Agent, Bus, Desktop, Request, Sender, bodies, eventually,
    panel::Icon,
    relay::{Relay, at_relay, is_live},
    until,
};

use crate::sales::{start, with_secrets_in_a_file};

#[tokio::test]
async fn the_icon_tells_the_truth_and_its_menu_works() {
    let mut desktop = Desktop::with_panel().await;
    let bus = Bus::listen(&desktop).await;
    let agent = Agent::start(&desktop).await;
    agent.popups_ready().await;
    agent.ok(&["base", "add", bodies::ADDRESS, "--uuid", bodies::BASE]);
    let icon = Icon::registered(&desktop).await;
    let address = agent.address().await.to_string();
    icon.tooltip_where("nothing yet", |title, text| title.contains("nothing unread") && text.contains(&address)).await;

    let (url, mut sender) = (agent.url().await, Sender::start(&desktop));
    for row in 1..=6 {
        sender.accepted(&url, &bodies::new_row(&format!("row{row}"), &format!("Row {row}"))).await;
    }
    icon.tooltip_where("six unread", |title, _| title.contains("6 unread changes")).await;
    icon.line("Row 6").await;
    let lines = icon.lines().await;
    assert_eq!(lines.iter().filter(|line| line.label.contains("Row ")).count(), 5, "{lines:?}");
    assert!(!lines.iter().any(|line| line.label.contains("Row 1")));
    desktop.screenshot("tray");

    icon.click("Row 4").await;
    let opened = until("its row opens", async || desktop.opened(), |opened| !opened.is_empty()).await;
    assert!(opened[0].0.ends_with("row-id=row4"), "{opened:?}");
    icon.activate().await;
    until(
        "the newest row opens",
        async || desktop.opened(),
        |opened| opened.len() == 2 && opened[1].0.ends_with("row-id=row6"),
    )
    .await;
    let opener = desktop.path("bin/xdg-open");
    let works = std::fs::read(&opener).unwrap();
    for program in ["xdg-open", "gio"] {
        std::fs::write(desktop.path("bin").join(program), "#!/bin/sh\nexit 3\n").unwrap();
        std::fs::set_permissions(desktop.path("bin").join(program), std::fs::metadata(&opener).unwrap().permissions())
            .unwrap();
    }
    icon.click("Row 5").await;
    bus.titled("The row could not be opened").await;
    std::fs::write(&opener, works).unwrap();
    icon.click("Mark all as read").await;
    agent.status_where("all is read", |status| status.unread == 0).await;
    icon.click("Pause popups for one hour").await;
    agent.status_where("it is paused", |status| status.paused_until.is_some()).await;
    icon.tooltip_where("the pause is said", |_, text| text.contains("paused until")).await;
    icon.click("Resume popups").await;
    agent.status_where("it goes on", |status| !status.paused).await;

    desktop.stop_panel().await;
    desktop.start_panel();
    let icon = Icon::registered(&desktop).await;
    icon.click("Quit Rowbell").await;
    until("it has ended", async || agent.cli(&["status"]).code, |code| *code == 1).await;
}

#[tokio::test]
async fn the_menu_says_how_a_relay_is_connected() {
    let desktop = Desktop::with_panel().await;
    let mut relay = Relay::start_as(&desktop, "relay", &["--invitations", "open", "--letters", "2"]).await;
    let mut agent = start(&desktop).await;
    let added: rowbell_api::AddedRelay = agent.json(&["relay", "add", &relay.address]);
    is_live(&agent, &added.endpoint).await;
    let icon = Icon::registered(&desktop).await;
    // What stays true, until somebody looks.
    let calm = icon.line("Relay 127.0.0.1: connected since").await;
    assert!(calm.label.ends_with("heard from in the last half minute") && !calm.enabled, "{calm:?}");
    icon.tooltip_where("the same in the tooltip", |_, text| text.contains(&calm.label)).await;
    let heard = async || at_relay(&agent, &added.endpoint).await.heard_at;
    let before = heard().await;
    until("the relay is heard", heard, |now| *now > before).await;
    assert_eq!(icon.line("Relay 127.0.0.1").await.label, calm.label);
    eventually("the time goes on", async || {
        icon.opens().await;
        let line = icon.line("Relay 127.0.0.1").await;
        if line.label.ends_with(" s ago") { Ok(()) } else { Err(line) }
    })
    .await;

    // What waits there, and what it did not keep.
    agent.stop().await;
    for row in ["r1", "r2", "r3"] {
        assert_eq!(Request::post(&added.url, bodies::new_row(row, row)).send().await.status, 200);
    }
    until("one is cut", async || relay.mailboxes()[0]["letters"].clone(), |left| *left == 2).await;
    let agent = Agent::start_as(&desktop, &with_secrets_in_a_file()).await;
    is_live(&agent, &added.endpoint).await;
    let icon = Icon::registered(&desktop).await;
    icon.line("2 webhooks waited there and have arrived").await;
    icon.line("Some older webhooks are missing").await;
    agent.ok(&["read", "--all"]);
    let missing = async || icon.lines().await.iter().any(|line| line.label.contains("Some older webhooks"));
    until("what was missing is seen", missing, |missing| !missing).await;
    relay.stop().await;
    icon.line("Relay 127.0.0.1: not connected").await;
    agent.ok(&["relay", "remove", &added.endpoint]);
    let said = async || icon.lines().await.iter().any(|line| line.label.contains("Relay"));
    until("it is gone", said, |said| !said).await;
    agent.stop_well().await;
}
