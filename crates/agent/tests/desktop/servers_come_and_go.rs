//! No bus, no server, and both of them ending and coming back.

use rowbell_core::deliver::desktop::{PopupAction, PopupError, PopupKey, PopupState, Popups as _};

use super::{
    bus::{Desktop, PrivateBus, clicked, closed, popup, until},
    server::{Server, Traits},
};

#[tokio::test]
async fn without_a_server_popups_are_refused_at_once_until_there_is_one() {
    let bus = PrivateBus::start();
    let mut desktop = Desktop::start(&bus);
    assert_eq!(desktop.no_server().await, "no notification server is running");
    assert_eq!(desktop.popups.show(popup(1)).await, Err(PopupError::NoServer));
    let mut server = Server::start(&bus).await;
    desktop.ready().await;
    desktop.popups.show(popup(1)).await.unwrap();
    let id = server.notified().await.id;
    server.click(id, "default", None).await;
    assert_eq!(desktop.event().await, clicked(1, PopupAction::Default, None));
}

#[tokio::test]
async fn a_server_that_comes_back_is_asked_again_what_it_can() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let mut desktop = Desktop::start(&bus);
    desktop.popups.show(popup(1)).await.unwrap();
    let old = server.notified().await;
    server.stop().await;
    assert_eq!(desktop.event().await, closed(1, false));
    assert_eq!(desktop.no_server().await, "the notification server has ended");

    let other = Traits { name: "other", capabilities: vec![], ..Traits::default() };
    let mut server = Server::start_with(&bus, other, true).await;
    assert_eq!(desktop.ready().await, "other 1.0");
    desktop.popups.show(popup(1)).await.unwrap();
    let notified = server.notified().await;
    assert_eq!((notified.replaces, notified.actions.len()), (0, 0));
    assert_eq!(notified.sender, old.sender);
    server.end(notified.id, 2).await;
    assert_eq!(desktop.event().await, closed(1, true));
}

#[tokio::test]
async fn a_server_that_ends_while_it_is_asked_is_told_at_once() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let desktop = Desktop::start(&bus);
    desktop.ready().await;
    server.hang();
    let stop = async {
        server.notified().await;
        server.stop().await;
    };
    let (shown, ()) = tokio::join!(desktop.popups.show(popup(1)), stop);
    assert_eq!(shown, Err(PopupError::NoServer));
}

#[tokio::test]
async fn a_bus_that_is_missing_or_lost_is_found_when_it_is_there() {
    let mut bus = PrivateBus::prepare();
    let desktop = Desktop::start(&bus);
    assert!(desktop.no_server().await.starts_with("no session bus: "));
    assert_eq!(desktop.popups.show(popup(1)).await, Err(PopupError::NoServer));
    for _ in 0..2 {
        bus.run();
        let mut server = Server::start(&bus).await;
        until("a popup is shown", async || desktop.popups.show(popup(1)).await.is_ok()).await;
        desktop.ready().await;
        assert_eq!(server.notified().await.replaces, 0);
        bus.stop();
        assert!(desktop.no_server().await.starts_with("the session bus was lost"));
    }
}

#[tokio::test]
async fn a_server_that_the_bus_can_start_is_started_by_a_popup_and_by_nothing_else() {
    let mut bus = PrivateBus::prepare();
    let name = "org.freedesktop.Notifications";
    let server = "exec /usr/bin/python3 -m dbusmock --template notification_daemon >/dev/null 2>&1";
    bus.add_service(name, &format!("/bin/sh -c '{server}'"));
    bus.run();
    let desktop = Desktop::start(&bus);
    // Nothing but a popup starts it: at login it would take the name from the desktop's own.
    let startable = |state: &PopupState| *state == PopupState::Startable;
    desktop.state(startable).await;
    desktop.popups.close(PopupKey(1)).await;
    let (connection, driver) = (bus.connect().await, Some("org.freedesktop.DBus"));
    let is_there = connection.call_method(driver, "/", driver, "NameHasOwner", &name).await.unwrap();
    assert!(!is_there.body().deserialize::<bool>().unwrap());
    desktop.popups.show(popup(1)).await.unwrap();
    desktop.ready().await;
    // It ends, and the next popup starts it again.
    let asked = connection.call_method(driver, "/", driver, "GetConnectionUnixProcessID", &name).await.unwrap();
    let process = asked.body().deserialize::<u32>().unwrap().to_string();
    assert!(std::process::Command::new("kill").arg(process).status().unwrap().success());
    desktop.state(startable).await;
    desktop.popups.show(popup(1)).await.unwrap();
    desktop.ready().await;
}
