//! What servers do each in their own way: doubles that behave as the real ones were seen to (`tests/desktops/popups.sh`).

use std::sync::{Arc, Mutex};

use rowbell_core::deliver::desktop::{
    Clicks, PopupAction, PopupButton, PopupError, PopupEvent, PopupKey, PopupState, Popups as _,
};
use zbus::{object_server::SignalEmitter, zvariant::OwnedValue};

use super::{
    bus::{Desktop, PrivateBus, clicked, closed, popup},
    server::{Server, Traits},
};

const ACTIONS: [&str; 2] = ["actions", "body"];

/// notification-daemon 3.20.0 takes 21 and then refuses: an expired one still counts, and no signal tells of its end.
/// mate-notification-daemon 1.26.0 takes 21 at once, notify-osd 0.9.35 takes 51.
const FULL: [(&str, usize, &str); 3] = [
    ("Notification Daemon", 21, "org.freedesktop.Notifications.MaxNotificationsExceeded"),
    ("Notification Daemon", 21, "org.gtk.GDBus.UnmappedGError.Quark._notification_2ddaemon_2derror_2dquark.Code1"),
    ("notify-osd", 51, "org.freedesktop.DBus.GLib.UnmappedError.NotifyOsd.Code1"),
];

#[tokio::test]
async fn a_server_that_takes_no_more_gets_room_by_closing_our_oldest() {
    for (name, count, error) in FULL {
        let bus = PrivateBus::start();
        let traits = Traits { name, room: (count, error), ..Traits::default() };
        let mut server = Server::start_with(&bus, traits, true).await;
        let mut desktop = Desktop::start(&bus);
        let count = count as u64;
        for key in 0..count {
            desktop.popups.show(popup(key)).await.unwrap();
        }
        let first = server.notified().await.id;
        for _ in 1..count {
            server.notified().await;
        }
        for key in [count, count + 1] {
            desktop.popups.show(popup(key)).await.unwrap();
            assert_eq!(server.close_asked().await, first + (key - count) as u32);
            server.notified().await;
            assert_eq!(desktop.event().await, closed(key - count, false));
        }
    }
}

#[tokio::test]
async fn a_server_that_is_full_of_others_popups_says_so() {
    for (name, _, error) in FULL {
        let bus = PrivateBus::start();
        let _server = Server::start_with(&bus, Traits { name, room: (0, error), ..Traits::default() }, true).await;
        let desktop = Desktop::start(&bus);
        assert_eq!(desktop.popups.show(popup(1)).await, Err(PopupError::Full));
    }
}

/// sway-notification-center 0.7.3 loses a popup that comes while it closes all that it shows.
#[tokio::test]
async fn a_popup_waits_until_those_before_it_are_closed() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let mut desktop = Desktop::start(&bus);
    for key in 1..=3 {
        desktop.popups.show(popup(key)).await.unwrap();
    }
    let clicked_one = server.notified().await.id;
    for _ in 2..=3 {
        server.notified().await;
    }
    desktop.popups.close(PopupKey(2)).await;
    desktop.popups.close(PopupKey(3)).await;
    desktop.popups.show(popup(4)).await.unwrap();
    for _ in 2..=3 {
        server.close_asked().await;
    }
    assert!(!server.notified().await.while_closing);
    // The same for what is shown in answer to a click, which closes the popup that was clicked.
    server.click(clicked_one, "default", None).await;
    while !matches!(desktop.event().await, PopupEvent::Invoked { .. }) {}
    desktop.popups.show(popup(5)).await.unwrap();
    server.close_asked().await;
    assert!(!server.notified().await.while_closing);
}

/// notification-daemon 3.20.0 answers CloseNotification and leaves the popup on the screen.
#[tokio::test]
async fn a_click_on_a_popup_that_was_closed_still_counts_and_a_second_one_does_not() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let mut desktop = Desktop::start(&bus);
    desktop.popups.show(popup(1)).await.unwrap();
    let id = server.notified().await.id;
    desktop.popups.close(PopupKey(1)).await;
    server.close_asked().await;
    assert_eq!(desktop.event().await, closed(1, false));
    server.click(id, "open", None).await;
    assert_eq!(desktop.event().await, clicked(1, PopupAction::Open, None));
    server.click(id, "open", None).await;
    desktop.popups.show(popup(2)).await.unwrap();
    let next = loop {
        if let super::server::Came::Notify(next) = server.came().await {
            break next.id;
        }
    };
    server.click(next, "open", None).await;
    assert_eq!(desktop.event().await, clicked(2, PopupAction::Open, None));
}

/// xfce4-notifyd 0.7.3 and lxqt-notificationd 1.2.0 draw the default action as one more button.
#[tokio::test]
async fn where_the_default_action_is_a_button_there_is_no_second_one_for_it() {
    let both = ["default", "Open row", "open", "Open row", "mark-read", "Mark as read"];
    let one = ["default", "Open row", "mark-read", "Mark as read"];
    for (name, expected, clicks) in [
        ("Xfce Notify Daemon", &one[..], Clicks::CloseBesideButtons),
        ("lxqt-notificationd", &one[..], Clicks::Open),
        // It ignores a default action without a label.
        ("SwayNotificationCenter", &both[..], Clicks::Open),
        ("dunst", &both[..], Clicks::CloseWithLeft),
    ] {
        let bus = PrivateBus::start();
        let traits = Traits { name, capabilities: ACTIONS.to_vec(), ..Traits::default() };
        let mut server = Server::start_with(&bus, traits, true).await;
        let desktop = Desktop::start(&bus);
        desktop.popups.show(popup(1)).await.unwrap();
        assert_eq!(server.notified().await.actions, expected, "{name}");
        let state = desktop.state(|state| state.server().is_some()).await;
        assert_eq!(state.server().unwrap().clicks, clicks, "{name}");
        // A button that does something else stays.
        let mut asking = popup(2);
        asking.buttons = vec![PopupButton { action: PopupAction::AllowHost, label: "Allow x".to_owned() }];
        desktop.popups.show(asking).await.unwrap();
        assert_eq!(server.notified().await.actions[2..], ["allow-host", "Allow x"]);
    }
    // notify-osd has no actions.
    let bus = PrivateBus::start();
    let traits = Traits { name: "notify-osd", capabilities: vec!["body"], ..Traits::default() };
    let _server = Server::start_with(&bus, traits, true).await;
    let state = Desktop::start(&bus).state(|state| state.server().is_some()).await;
    assert_eq!(state.server().unwrap().clicks, Clicks::Nothing);
}

/// Xfce's settings service, as xfconf 4.18.0 answers.
#[derive(Clone, Default)]
struct Xfconf(Arc<Mutex<Option<bool>>>);

#[derive(Debug, zbus::DBusError)]
#[zbus(prefix = "org.xfce.Xfconf.Error")]
enum XfconfError {
    #[zbus(error)]
    ZBus(zbus::Error),
    PropertyNotFound(String),
}

#[zbus::interface(name = "org.xfce.Xfconf")]
impl Xfconf {
    fn get_property(&self, channel: &str, property: &str) -> Result<OwnedValue, XfconfError> {
        assert_eq!((channel, property), ("xfce4-notifyd", "/do-not-disturb"));
        let value = *self.0.lock().unwrap();
        value.map(OwnedValue::from).ok_or_else(|| XfconfError::PropertyNotFound(String::new()))
    }

    #[zbus(signal)]
    async fn property_changed(
        emitter: &SignalEmitter<'_>,
        channel: &str,
        property: &str,
        value: zbus::zvariant::Value<'_>,
    ) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn property_removed(emitter: &SignalEmitter<'_>, channel: &str, property: &str) -> zbus::Result<()>;
}

#[tokio::test]
async fn do_not_disturb_of_xfce_is_read_in_its_settings() {
    let (bus, xfconf, path) = (PrivateBus::start(), Xfconf::default(), "/org/xfce/Xfconf");
    let connection = bus.connect().await;
    connection.object_server().at(path, xfconf.clone()).await.unwrap();
    connection.request_name("org.xfce.Xfconf").await.unwrap();
    let emitter = SignalEmitter::new(&connection, path).unwrap();
    let traits = Traits { name: "Xfce Notify Daemon", ..Traits::default() };
    let _server = Server::start_with(&bus, traits, true).await;
    let desktop = Desktop::start(&bus);
    desktop.ready().await;
    assert!(desktop.popups.state().borrow().server().unwrap().tells_do_not_disturb);
    let (channel, property) = ("xfce4-notifyd", "/do-not-disturb");
    *xfconf.0.lock().unwrap() = Some(true);
    Xfconf::property_changed(&emitter, channel, property, true.into()).await.unwrap();
    desktop.state(|state| matches!(state, PopupState::Inhibited { .. })).await;
    assert_eq!(desktop.popups.show(popup(1)).await, Err(PopupError::Inhibited));
    // Whoever lies about it is not believed.
    Xfconf::property_changed(&emitter, channel, property, false.into()).await.unwrap();
    assert_eq!(desktop.popups.show(popup(1)).await, Err(PopupError::Inhibited));
    *xfconf.0.lock().unwrap() = None;
    Xfconf::property_removed(&emitter, channel, property).await.unwrap();
    desktop.ready().await;
    desktop.popups.show(popup(1)).await.unwrap();
}

/// sway-notification-center 0.7.3: a method of an interface of its own, and a signal among the specification's.
struct Swaync(Arc<Mutex<bool>>);

#[zbus::interface(name = "org.erikreider.swaync.cc")]
impl Swaync {
    fn get_dnd(&self) -> bool {
        *self.0.lock().unwrap()
    }
}

#[tokio::test]
async fn do_not_disturb_of_swaync_is_asked_and_followed() {
    let (bus, on) = (PrivateBus::start(), Arc::new(Mutex::new(true)));
    let traits = Traits { name: "SwayNotificationCenter", ..Traits::default() };
    let server = Server::start_with(&bus, traits, true).await;
    server.connection.object_server().at("/org/erikreider/swaync/cc", Swaync(on)).await.unwrap();
    server.connection.request_name("org.erikreider.swaync.cc").await.unwrap();
    let desktop = Desktop::start(&bus);
    desktop.state(|state| matches!(state, PopupState::Inhibited { .. })).await;
    let (path, interface) = ("/org/freedesktop/Notifications", "org.freedesktop.Notifications");
    // Twice, as the real one does.
    for on in [false, false] {
        server.connection.emit_signal(None::<&str>, path, interface, "OnDndToggle", &on).await.unwrap();
    }
    desktop.ready().await;
    server.connection.emit_signal(None::<&str>, path, interface, "OnDndToggle", &true).await.unwrap();
    desktop.state(|state| matches!(state, PopupState::Inhibited { .. })).await;
}

#[tokio::test]
async fn where_do_not_disturb_can_not_be_known_that_is_known() {
    let mut bus = PrivateBus::prepare();
    // MATE's keeps it in its own settings: asked for a property that it does not have, it gives an error.
    let mate = "exec /usr/bin/python3 -m dbusmock --template notification_daemon >/dev/null 2>&1";
    bus.add_service("org.freedesktop.Notifications", &format!("/bin/sh -c '{mate}'"));
    bus.run();
    let desktop = Desktop::start(&bus);
    desktop.popups.show(popup(1)).await.unwrap();
    desktop.ready().await;
    assert!(!desktop.popups.state().borrow().server().unwrap().tells_do_not_disturb);
}
