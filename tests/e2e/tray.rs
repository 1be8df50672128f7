//! The tray of the whole app.

use rowbell_tests::{Agent, Bus, Desktop, Sender, bodies, panel::Icon, until};

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
    icon.click("For one hour").await;
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
