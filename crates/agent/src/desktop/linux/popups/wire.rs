//! The messages of org.freedesktop.Notifications: what is sent, and how answers are read.

use std::collections::HashMap;

use rowbell_core::outbox::{Popup, PopupAction, PopupError, PopupWeight};
use zbus::{
    Message,
    message::Flags,
    zvariant::{OwnedValue, Value},
};

use super::{Look, text};

pub(super) const NAME: &str = "org.freedesktop.Notifications";
pub(super) const PATH: &str = "/org/freedesktop/Notifications";
pub(super) const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

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
        if title.is_empty() { "an unnamed notification server".to_owned() } else { title.to_owned() }
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().flatten().any(|known| known == capability)
    }

    /// Whether the body is read as markup. A server that did not tell is taken to do so, since a stray `&amp;` is better
    /// than a base's text that is rendered; dunst reads markup though it does not list the capability.
    fn reads_markup(&self) -> bool {
        self.capabilities.is_none() || self.can("body-markup") || self.is("dunst")
    }

    /// The property that tells "do not disturb", as interface and name. dunst's is tested. `Inhibited` is how KDE
    /// Plasma's sources do it; that was not tried on a Plasma desktop. Other servers (GNOME keeps it in its own settings,
    /// Xfce in xfconf) do not tell over this interface, so they count as ready; they keep popups in a list meanwhile.
    pub(super) fn inhibited_property(&self) -> (&'static str, &'static str) {
        if self.is("dunst") { ("org.dunstproject.cmd0", "paused") } else { (NAME, "Inhibited") }
    }
}

/// The call that shows or updates a popup; `replaces` is 0 for a new one.
pub(super) fn notify(popup: &Popup, replaces: u32, server: &Server, look: &Look) -> zbus::Result<Message> {
    let mut actions = Vec::new();
    if server.can("actions") {
        actions.extend([PopupAction::Default.as_str().to_owned(), text::label(&popup.default_label)]);
        for button in popup.buttons.iter().filter(|button| button.action != PopupAction::Default) {
            actions.extend([button.action.as_str().to_owned(), text::label(&button.label)]);
        }
    }
    // A quiet update keeps the urgency of what it updates: a server may colour or reorder popups by it.
    let (urgency, category) = match popup.weight {
        PopupWeight::Quiet | PopupWeight::Normal => (1_u8, "x-rowbell.change"),
        PopupWeight::Urgent => (2, "x-rowbell.trouble"),
    };
    let mut hints: HashMap<&str, Value<'_>> = HashMap::from([
        ("urgency", Value::from(urgency)),
        ("category", Value::from(category)),
        ("desktop-entry", Value::from(look.desktop_entry.as_str())),
    ]);
    if popup.weight == PopupWeight::Quiet {
        hints.insert("suppress-sound", Value::from(true));
    }
    let title = text::title(&popup.title);
    let body = text::body(&popup.body, server.reads_markup());
    call("Notify")?.build(&(look.app_name.as_str(), replaces, look.icon.as_str(), title, body, actions, hints, -1_i32))
}

/// The call that takes a popup away. No answer is wanted: a server that no longer knows the popup says so as an error.
pub(super) fn close(id: u32) -> zbus::Result<Message> {
    call("CloseNotification")?.with_flags(Flags::NoReplyExpected)?.build(&id)
}

pub(super) fn server_information() -> zbus::Result<Message> {
    call("GetServerInformation")?.build(&())
}

pub(super) fn capabilities() -> zbus::Result<Message> {
    call("GetCapabilities")?.build(&())
}

pub(super) fn property(interface: &str, name: &str) -> zbus::Result<Message> {
    Message::method_call(PATH, "Get")?.destination(NAME)?.interface(PROPERTIES)?.build(&(interface, name))
}

fn call(member: &'static str) -> zbus::Result<zbus::message::Builder<'static>> {
    Message::method_call(PATH, member)?.destination(NAME)?.interface(NAME)
}

/// What the server says of itself, without what could upset a terminal.
pub(super) fn read_server_information(reply: &Message) -> Option<(String, String)> {
    let body = reply.body();
    let (name, _vendor, version, _specification): (&str, &str, &str, &str) = body.deserialize().ok()?;
    Some((text::technical(name), text::technical(version)))
}

pub(super) fn read_capabilities(reply: &Message) -> Option<Vec<String>> {
    reply.body().deserialize().ok()
}

/// A property's value if it is a boolean.
pub(super) fn read_flag(reply: &Message) -> Option<bool> {
    let value: OwnedValue = reply.body().deserialize().ok()?;
    bool::try_from(value).ok()
}

/// The value of a boolean property in a PropertiesChanged signal, if it tells it.
pub(super) fn read_changed_flag(signal: &Message, interface: &str, name: &str) -> Option<bool> {
    let body = signal.body();
    let (changed_interface, mut changed, _invalidated): (&str, HashMap<String, OwnedValue>, Vec<String>) =
        body.deserialize().ok()?;
    let value = (changed_interface == interface).then(|| changed.remove(name)).flatten()?;
    bool::try_from(value).ok()
}

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
        _ => PopupError::Refused(text::technical(name)),
    }
}
