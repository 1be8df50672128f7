//! The messages of org.freedesktop.Notifications: what is sent, and how answers are read.

use std::collections::HashMap;

use rowbell_core::deliver::desktop::{Clicks, Popup, PopupAction, PopupError, PopupWeight};
use zbus::{
    Message,
    message::Flags,
    zvariant::{OwnedValue, Value},
};

use super::{Look, text};

pub(super) const NAME: &str = "org.freedesktop.Notifications";
pub(super) const PATH: &str = "/org/freedesktop/Notifications";
pub(super) const BUS: &str = "org.freedesktop.DBus";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// What a server can do, and which one it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) name: String,
    pub(super) version: String,
    /// `None` when it did not tell.
    pub(super) capabilities: Option<Vec<String>>,
}

impl Server {
    /// Name and version as they are shown to a person.
    pub(super) fn title(&self) -> String {
        let title = format!("{} {}", self.name, self.version);
        let title = title.trim();
        if title.is_empty() { unnamed() } else { title.to_owned() }
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().flatten().any(|known| known == capability)
    }

    /// Whether the default action is one more button: xfce4-notifyd 0.7.3, lxqt-notificationd 1.2.0.
    fn draws_default(&self) -> bool {
        self.is(XFCE) || self.is("lxqt-notificationd")
    }

    /// What a click does, as seen with dunst 1.9.0, xfce4-notifyd 0.7.3, lxqt-notificationd 1.2.0, notification-daemon 3.20.0,
    /// mate-notification-daemon 1.26.0 and notify-osd 0.9.35, which has no actions.
    pub(super) fn clicks(&self) -> Clicks {
        match () {
            () if !self.can("actions") => Clicks::Nothing,
            () if self.is("dunst") => Clicks::CloseWithLeft,
            () if self.is(XFCE) => Clicks::CloseBesideButtons,
            () => Clicks::Open,
        }
    }

    /// Where "do not disturb" can be read.
    pub(super) fn quiet(&self) -> Quiet {
        match () {
            () if self.is("dunst") => Quiet::Property("org.dunstproject.cmd0", "paused"),
            () if self.is(XFCE) => Quiet::Xfconf,
            () if self.is("SwayNotificationCenter") => Quiet::Swaync,
            () => Quiet::Property(NAME, "Inhibited"),
        }
    }
}

/// The name for a server that did not give one.
pub(super) fn unnamed() -> String {
    "an unnamed notification server".to_owned()
}

/// How Xfce's server calls itself.
const XFCE: &str = "Xfce Notify Daemon";
const XFCONF: &str = "org.xfce.Xfconf";
/// Where Xfce's server keeps its settings: the channel and the property of "do not disturb".
const XFCE_SETTING: (&str, &str) = ("xfce4-notifyd", "/do-not-disturb");

/// Where a server tells "do not disturb". While it is on, xfce4-notifyd 0.7.3 and others take popups, answer as always, and drop
/// them. Tried with dunst 1.9.0, xfce4-notifyd 0.7.3 and sway-notification-center 0.7.3; Plasma's `Inhibited`, which is asked
/// of all others too, is after its source. GNOME, MATE, LXQt and mako keep it where no other program is meant to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quiet {
    /// As a property of the server: interface and name.
    Property(&'static str, &'static str),
    /// In Xfce's settings service.
    Xfconf,
    /// By a method, and a signal with the server's others.
    Swaync,
}

impl Quiet {
    /// The call that asks.
    pub(super) fn question(self) -> zbus::Result<Message> {
        let swaync = "org.erikreider.swaync.cc";
        match self {
            Self::Property(interface, name) => question(NAME, PATH, PROPERTIES, "Get")?.build(&(interface, name)),
            Self::Xfconf => question(XFCONF, "/org/xfce/Xfconf", XFCONF, "GetProperty")?.build(&XFCE_SETTING),
            Self::Swaync => question(swaync, "/org/erikreider/swaync/cc", swaync, "GetDnd")?.build(&()),
        }
    }

    /// What the answer says, if it is one.
    pub(super) fn read(self, reply: &Message) -> Option<bool> {
        if let Some(error) = reply.header().error_name() {
            // Never set: off, as by default.
            return (self == Self::Xfconf && error.as_str() == "org.xfce.Xfconf.Error.PropertyNotFound")
                .then_some(false);
        }
        let body = reply.body();
        match self {
            Self::Swaync => body.deserialize().ok(),
            Self::Property(..) | Self::Xfconf => bool::try_from(body.deserialize::<OwnedValue>().ok()?).ok(),
        }
    }

    /// What a server's signal says about it, if it concerns that.
    pub(super) fn read_signal(self, signal: &Message) -> Option<bool> {
        let (header, body) = (signal.header(), signal.body());
        match (self, header.interface()?.as_str(), header.member()?.as_str()) {
            (Self::Property(interface, name), PROPERTIES, "PropertiesChanged") => {
                let (changed, mut values, _): (&str, HashMap<String, OwnedValue>, Vec<String>) =
                    body.deserialize().ok()?;
                bool::try_from((changed == interface).then(|| values.remove(name)).flatten()?).ok()
            }
            (Self::Swaync, NAME, "OnDndToggle") => body.deserialize().ok(),
            _ => None,
        }
    }

    /// Whether a signal, of whomever, is a reason to ask again.
    pub(super) fn is_to_be_asked_again(self, signal: &Message) -> bool {
        let (header, body) = (signal.header(), signal.body());
        let told = match header.member().map(|member| member.as_str()) {
            Some("PropertyChanged") => body.deserialize::<(&str, &str, OwnedValue)>().map(|(of, name, _)| (of, name)),
            Some("PropertyRemoved") => body.deserialize::<(&str, &str)>(),
            _ => return false,
        };
        self == Self::Xfconf
            && header.interface().is_some_and(|interface| interface.as_str() == XFCONF)
            && told.is_ok_and(|told| told == XFCE_SETTING)
    }
}

/// The signals to subscribe to, as rules for the bus.
pub(super) fn match_rules() -> [String; 4] {
    [
        format!("type='signal',sender='{BUS}',interface='{BUS}',member='NameOwnerChanged',arg0='{NAME}'"),
        format!("type='signal',sender='{NAME}',interface='{NAME}',path='{PATH}'"),
        format!("type='signal',sender='{NAME}',interface='{PROPERTIES}',path='{PATH}'"),
        format!("type='signal',sender='{XFCONF}',interface='{XFCONF}',arg0='{}'", XFCE_SETTING.0),
    ]
}

/// The call that shows or updates a popup; `replaces` is 0 for a new one.
pub(super) fn notify(popup: &Popup, replaces: u32, server: &Server, look: &Look) -> zbus::Result<Message> {
    let mut actions = Vec::new();
    if server.can("actions") {
        actions.extend([PopupAction::Default.as_str().to_owned(), text::label(&popup.default_label)]);
        let is_drawn = |action: &PopupAction| match action {
            PopupAction::Default => false,
            // The same as the default action.
            PopupAction::Open => !server.draws_default(),
            _ => true,
        };
        for button in popup.buttons.iter().filter(|button| is_drawn(&button.action)) {
            actions.extend([button.action.as_str().to_owned(), text::label(&button.label)]);
        }
    }
    // A quiet update keeps the urgency of what it updates: a server may colour or reorder popups by it.
    let (urgency, category) = match popup.weight {
        PopupWeight::Quiet | PopupWeight::Answer | PopupWeight::Normal => (1_u8, "x-rowbell.change"),
        PopupWeight::Urgent => (2, "x-rowbell.trouble"),
    };
    let mut hints: HashMap<&str, Value<'_>> = HashMap::from([
        ("urgency", Value::from(urgency)),
        ("category", Value::from(category)),
        ("desktop-entry", Value::from(look.desktop_entry.as_str())),
    ]);
    if matches!(popup.weight, PopupWeight::Quiet | PopupWeight::Answer) {
        hints.insert("suppress-sound", Value::from(true));
    }
    let title = text::title(&popup.title);
    let body = text::body(&popup.body, server.can("body-markup"));
    call("Notify")?.build(&(look.app_name.as_str(), replaces, look.icon.as_str(), title, body, actions, hints, -1_i32))
}

/// The call that takes a popup away.
pub(super) fn close(id: u32) -> zbus::Result<Message> {
    question(NAME, PATH, NAME, "CloseNotification")?.build(&id)
}

/// The same without an answer.
pub(super) fn close_unanswered(id: u32) -> zbus::Result<Message> {
    question(NAME, PATH, NAME, "CloseNotification")?.with_flags(Flags::NoReplyExpected)?.build(&id)
}

/// Whether the bus starts a server to ask it. At login that would be any that is installed, and it would take the name from
/// the desktop's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    WhoIsThere,
    OrStartOne,
}

/// The calls that ask a server who it is and what it can do.
pub(super) fn introductions(ask: Ask) -> zbus::Result<[Message; 2]> {
    let ask = |member| match ask {
        Ask::WhoIsThere => question(NAME, PATH, NAME, member)?.build(&()),
        Ask::OrStartOne => call(member)?.build(&()),
    };
    Ok([ask("GetServerInformation")?, ask("GetCapabilities")?])
}

/// The call that asks the bus what it can start.
pub(super) fn startable() -> zbus::Result<Message> {
    question(BUS, "/org/freedesktop/DBus", BUS, "ListActivatableNames")?.build(&())
}

pub(super) fn read_startable(reply: &Message) -> bool {
    let body = reply.body();
    body.deserialize::<Vec<&str>>().is_ok_and(|names| names.contains(&NAME))
}

/// A call that starts nobody.
fn question(
    destination: &'static str,
    path: &'static str,
    interface: &'static str,
    member: &'static str,
) -> zbus::Result<zbus::message::Builder<'static>> {
    Message::method_call(path, member)?.destination(destination)?.interface(interface)?.with_flags(Flags::NoAutoStart)
}

fn call(member: &'static str) -> zbus::Result<zbus::message::Builder<'static>> {
    Message::method_call(PATH, member)?.destination(NAME)?.interface(NAME)
}

/// What the server says about itself, without what could upset a terminal.
pub(super) fn read_server_information(reply: &Message) -> Option<(String, String)> {
    let body = reply.body();
    let (name, _vendor, version, _specification): (&str, &str, &str, &str) = body.deserialize().ok()?;
    Some((text::technical(name), text::technical(version)))
}

pub(super) fn read_capabilities(reply: &Message) -> Option<Vec<String>> {
    reply.body().deserialize().ok()
}

/// How the names end of the errors by which servers say that they show as many popups as they take: notification-daemon 3.20.0,
/// whose 21 never expire; mate-notification-daemon 1.26.0 and notify-osd 0.9.35, which give their errors no names.
const FULL: [&str; 3] =
    ["MaxNotificationsExceeded", "Quark._notification_2ddaemon_2derror_2dquark.Code1", "UnmappedError.NotifyOsd.Code1"];

/// What an error answer to a call means. Only the error's name is kept: the text may quote the popup or be translated.
pub(super) fn read_error(reply: &Message) -> PopupError {
    let header = reply.header();
    let name = header.error_name().map_or("an unnamed error", |name| name.as_str());
    match name.strip_prefix("org.freedesktop.DBus.Error.") {
        Some("ServiceUnknown" | "NameHasNoOwner" | "NoReply" | "Disconnected") => PopupError::NoServer,
        // The bus tried to start a server and failed.
        Some(short) if short.starts_with("Spawn.") => PopupError::NoServer,
        // The bus refuses more when too much is unanswered.
        Some("Timeout" | "TimedOut" | "LimitsExceeded") => PopupError::TimedOut,
        None if FULL.iter().any(|full| name.ends_with(full)) => PopupError::Full,
        _ => PopupError::Refused(text::technical(name)),
    }
}
