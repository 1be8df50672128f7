//! What a popup is on the bus, and what comes back from it.

use rowbell_core::deliver::desktop::{Popup, PopupAction, PopupError, PopupKey, PopupState, PopupWeight, Popups as _};
use zbus::zvariant::OwnedValue;

use super::{
    bus::{Desktop, PrivateBus, clicked, closed, popup, until},
    server::{Server, Traits},
};

#[tokio::test]
async fn everything_that_matters_is_on_the_bus() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let desktop = Desktop::start(&bus);
    assert_eq!(desktop.ready().await, "fake 1.0");
    let mut popup = popup(1);
    popup.title = "A & <b>\u{202e}B\u{0}".to_owned();
    popup.body = "\"1\" < '2' & \u{2066}<a href=\"x\">3</a>\nTasks".to_owned();
    desktop.popups.show(popup.clone()).await.unwrap();
    let notified = server.notified().await;
    assert_eq!((notified.app_name.as_str(), notified.replaces, notified.expires), ("Rowbell", 0, -1));
    assert_eq!(notified.icon, "io.github.rowbell.Rowbell");
    assert_eq!(notified.title, "A & <b>B");
    assert_eq!(notified.body, "\"1\" &lt; '2' &amp; &lt;a href=\"x\"&gt;3&lt;/a&gt;\nTasks");
    assert_eq!(notified.actions, ["default", "Open row", "open", "Open row", "mark-read", "Mark as read"]);
    let hint = |name: &str| notified.hints.get(name).map(|hint| (**hint).clone());
    assert_eq!(hint("urgency"), Some(1_u8.into()));
    assert_eq!(hint("desktop-entry"), Some("io.github.rowbell.Rowbell".into()));
    assert_eq!(hint("category"), Some("x-rowbell.change".into()));
    assert_eq!(hint("suppress-sound"), None);

    for (weight, urgency, quiet) in [(PopupWeight::Quiet, 1_u8, true), (PopupWeight::Urgent, 2, false)] {
        popup.weight = weight;
        desktop.popups.show(popup.clone()).await.unwrap();
        let hints = server.notified().await.hints;
        assert_eq!(hints.get("urgency"), Some(&OwnedValue::from(urgency)));
        assert_eq!(hints.get("suppress-sound"), quiet.then(|| OwnedValue::from(true)).as_ref());
    }
}

#[tokio::test]
async fn text_is_escaped_and_actions_are_sent_as_the_server_can() {
    for (name, capabilities, body, actions) in [
        ("plain", vec!["body"], "a & b", 0),
        ("marked", vec!["body", "body-markup"], "a &amp; b", 0),
        // As dunst 1.9.0 with `markup = no`.
        ("dunst", vec!["actions", "body"], "a & b", 6),
    ] {
        let bus = PrivateBus::start();
        let mut server = Server::start_with(&bus, Traits { name, capabilities, ..Traits::default() }, true).await;
        let desktop = Desktop::start(&bus);
        let mut popup = popup(1);
        popup.body = "a & b".to_owned();
        desktop.popups.show(popup).await.unwrap();
        let notified = server.notified().await;
        assert_eq!((notified.body.as_str(), notified.actions.len()), (body, actions), "{name}");
    }
}

#[tokio::test]
async fn an_open_popup_is_updated_in_place_and_one_that_is_gone_shown_anew() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let mut desktop = Desktop::start(&bus);
    desktop.popups.show(popup(1)).await.unwrap();
    desktop.popups.show(popup(2)).await.unwrap();
    let (first, second) = (server.notified().await.id, server.notified().await.id);
    desktop.popups.show(popup(1)).await.unwrap();
    assert_eq!(server.notified().await.replaces, first);
    desktop.popups.show(popup(2)).await.unwrap();
    assert_eq!(server.notified().await.replaces, second);

    server.end(first, 2).await;
    assert_eq!(desktop.event().await, closed(1, true));
    server.end(second, 1).await;
    assert_eq!(desktop.event().await, closed(2, false));
    desktop.popups.show(popup(1)).await.unwrap();
    assert_eq!(server.notified().await.replaces, 0);
    // One whose time was over may still be in the server's list.
    server.click(second, "open", None).await;
    assert_eq!(desktop.event().await, clicked(2, PopupAction::Open, None));
    desktop.popups.show(popup(2)).await.unwrap();
    assert_eq!(server.close_asked().await, second);
    assert_eq!(server.notified().await.replaces, 0);
}

#[tokio::test]
async fn a_click_comes_with_its_token_and_takes_the_popup_away() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let mut desktop = Desktop::start(&bus);
    desktop.popups.show(popup(1)).await.unwrap();
    desktop.popups.show(popup(2)).await.unwrap();
    let (first, second) = (server.notified().await.id, server.notified().await.id);
    server.click(second, "mark-read", Some("token-2")).await;
    server.click(first, "default", None).await;
    assert_eq!(desktop.event().await, clicked(2, PopupAction::MarkRead, Some("token-2")));
    assert_eq!(desktop.event().await, closed(2, true));
    assert_eq!(desktop.event().await, clicked(1, PopupAction::Default, None));
    assert_eq!(desktop.event().await, closed(1, true));
    assert_eq!((server.close_asked().await, server.close_asked().await), (second, first));
    // A made-up action, a made-up popup: nothing comes of them.
    desktop.popups.show(popup(3)).await.unwrap();
    let third = server.notified().await.id;
    server.click(third, "format-disk", None).await;
    server.click(4_000_000_000, "default", Some("x")).await;
    server.click(third, "default", None).await;
    assert_eq!(desktop.event().await, clicked(3, PopupAction::Default, None));
}

#[tokio::test]
async fn a_popup_is_taken_away_when_asked() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let mut desktop = Desktop::start(&bus);
    desktop.popups.close(PopupKey(9)).await;
    desktop.popups.show(popup(1)).await.unwrap();
    let id = server.notified().await.id;
    desktop.popups.close(PopupKey(1)).await;
    assert_eq!(server.close_asked().await, id);
    assert_eq!(desktop.event().await, closed(1, false));
    desktop.popups.show(popup(1)).await.unwrap();
    assert_eq!(server.notified().await.replaces, 0);
}

#[tokio::test]
async fn signals_of_other_programs_do_not_count() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let mut desktop = Desktop::start(&bus);
    desktop.popups.show(popup(1)).await.unwrap();
    let notified = server.notified().await;
    let other = bus.connect().await;
    let (path, interface) = ("/org/freedesktop/Notifications", "org.freedesktop.Notifications");
    for destination in [None, Some(notified.sender.as_str())] {
        other.emit_signal(destination, path, interface, "ActionInvoked", &(notified.id, "open")).await.unwrap();
    }
    // Once the server has seen this, the forged ones have been delivered as well.
    let bus_name = Some("org.freedesktop.DBus");
    other.call_method(bus_name, "/org/freedesktop/DBus", bus_name, "GetId", &()).await.unwrap();
    server.click(notified.id, "default", None).await;
    assert_eq!(desktop.event().await, clicked(1, PopupAction::Default, None));
}

#[tokio::test]
async fn do_not_disturb_is_known_where_the_server_tells() {
    let bus = PrivateBus::start();
    let server = Server::start(&bus).await;
    let desktop = Desktop::start(&bus);
    desktop.ready().await;
    server.inhibit(true).await;
    let is_inhibited = |state: &PopupState| matches!(state, PopupState::Inhibited { .. });
    desktop.state(is_inhibited).await;
    // Also when it was so from the start.
    let late = Desktop::start(&bus);
    assert_eq!(late.popups.show(popup(1)).await, Err(PopupError::Inhibited));
    late.state(is_inhibited).await;
    server.inhibit(false).await;
    desktop.ready().await;
    late.ready().await;
}

#[tokio::test]
async fn while_the_person_is_not_to_be_disturbed_only_what_they_asked_for_and_what_is_urgent_is_shown() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let desktop = Desktop::start(&bus);
    server.inhibit(true).await;
    desktop.state(|state| matches!(state, PopupState::Inhibited { .. })).await;
    let of = |weight| Popup { weight, ..popup(1) };
    for weight in [PopupWeight::Normal, PopupWeight::Quiet] {
        assert_eq!(desktop.popups.show(of(weight)).await, Err(PopupError::Inhibited));
    }
    for weight in [PopupWeight::Answer, PopupWeight::Urgent] {
        desktop.popups.show(of(weight)).await.unwrap();
        server.notified().await;
    }
}

#[tokio::test]
async fn at_the_end_nothing_is_left_that_nobody_listens_to() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let desktop = Desktop::start(&bus);
    desktop.popups.show(popup(1)).await.unwrap();
    let notified = server.notified().await;
    desktop.shutdown.cancel();
    desktop.popups.stopped().await;
    assert_eq!(server.close_asked().await, notified.id);
    assert_eq!(desktop.popups.show(popup(2)).await.unwrap_err().code(), "no_notification_server");
    let bus_name = Some("org.freedesktop.DBus");
    let watcher = bus.connect().await;
    until("the connection is closed", async || {
        let reply = watcher.call_method(bus_name, "/", bus_name, "NameHasOwner", &notified.sender).await.unwrap();
        !reply.body().deserialize::<bool>().unwrap()
    })
    .await;
}
