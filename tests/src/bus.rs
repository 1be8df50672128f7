//! What goes over the session bus about popups: the calls that show them with every argument, and what comes back.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::StreamExt;
use zbus::{MessageStream, message::Type, zvariant::OwnedValue};

use crate::{Desktop, eventually};

const NAME: &str = "org.freedesktop.Notifications";

/// A popup, as it was sent to the notification server.
#[derive(Clone, Debug, Default)]
pub struct Notify {
    /// The number of its message, to find the answer by.
    serial: u32,
    sender: String,
    /// The id that the server gave it; none until it has answered.
    pub id: Option<u32>,
    /// The popup that it updates; 0: none.
    pub replaces: u32,
    /// The name or the file of its icon.
    pub icon: String,
    /// The first line.
    pub title: String,
    /// The other lines, as they are on the bus: escaped.
    pub body: String,
    /// Names and labels of its actions, by turns.
    pub actions: Vec<String>,
    /// The hints' texts and numbers.
    pub hints: HashMap<String, String>,
}

#[derive(Debug, Default)]
struct Seen {
    notifies: Vec<Notify>,
    invoked: Vec<(u32, String)>,
    closed: Vec<u32>,
    taken_away: Vec<u32>,
    /// All messages, as they are on the bus.
    messages: Vec<Vec<u8>>,
}

/// Listens to everything on a session bus.
#[derive(Clone, Debug)]
pub struct Bus {
    seen: Arc<Mutex<Seen>>,
}

impl Bus {
    /// Listens from now on.
    pub async fn listen(desktop: &Desktop) -> Self {
        let connection = desktop.connect().await;
        let mut messages = MessageStream::from(&connection);
        let monitor = zbus::fdo::MonitoringProxy::new(&connection).await.expect("a bus that can be watched");
        monitor.become_monitor(&[], 0).await.expect("a bus that can be watched");
        let seen = Arc::<Mutex<Seen>>::default();
        tokio::spawn({
            let seen = seen.clone();
            async move {
                while let Some(message) = messages.next().await {
                    if let Ok(message) = message {
                        seen.lock().unwrap_or_else(PoisonError::into_inner).take(&message);
                    }
                }
                drop(connection);
            }
        });
        Self { seen }
    }

    /// All popups sent so far, updates included.
    pub fn notifies(&self) -> Vec<Notify> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).notifies.clone()
    }

    /// Which actions the server said were invoked.
    pub fn invoked(&self) -> Vec<(u32, String)> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).invoked.clone()
    }

    /// Which popups the server said were closed.
    pub fn closed(&self) -> Vec<u32> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).closed.clone()
    }

    /// Which popups the agent took away.
    pub fn taken_away(&self) -> Vec<u32> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).taken_away.clone()
    }

    /// Whether any message held this text, be it of a popup, the tray or something else.
    pub fn carried(&self, text: &str) -> bool {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.messages.iter().any(|message| message.windows(text.len()).any(|bytes| bytes == text.as_bytes()))
    }

    /// Waits until a popup was sent that fits, and the server has answered it. The latest such.
    pub async fn popup(&self, what: &str, fits: impl Fn(&Notify) -> bool) -> Notify {
        eventually(&format!("a popup: {what}"), async || {
            let all = self.notifies();
            all.iter().rev().find(|notify| notify.id.is_some() && fits(notify)).cloned().ok_or(all)
        })
        .await
    }

    /// Waits until a popup with this title was sent.
    pub async fn titled(&self, title: &str) -> Notify {
        self.popup(title, |notify| notify.title == title).await
    }
}

impl Seen {
    fn take(&mut self, message: &zbus::Message) {
        self.messages.push(message.data().bytes().to_vec());
        let header = message.header();
        let body = message.body();
        let name = |name: Option<&zbus::names::MemberName<'_>>| name.map(|name| name.to_string()).unwrap_or_default();
        let ours = header.interface().is_some_and(|interface| interface.as_str() == NAME);
        match (message.message_type(), name(header.member()).as_str()) {
            (Type::MethodCall, "Notify") if ours => {
                type Arguments = (String, u32, String, String, String, Vec<String>, HashMap<String, OwnedValue>, i32);
                let Ok((_, replaces, icon, title, body, actions, hints, _)) = body.deserialize::<Arguments>() else {
                    return;
                };
                self.notifies.push(Notify {
                    serial: message.primary_header().serial_num().get(),
                    sender: header.sender().map(ToString::to_string).unwrap_or_default(),
                    id: None,
                    replaces,
                    icon,
                    title,
                    body,
                    actions,
                    hints: hints.into_iter().map(|(name, value)| (name, plain(&value))).collect(),
                });
            }
            (Type::MethodCall, "CloseNotification") if ours => self.taken_away.extend(body.deserialize::<u32>().ok()),
            (Type::MethodReturn, _) => {
                let (Some(serial), Some(to)) = (header.reply_serial(), header.destination()) else { return };
                let asked = |notify: &&mut Notify| notify.serial == serial.get() && notify.sender == to.as_str();
                if let Some(notify) = self.notifies.iter_mut().rev().find(asked) {
                    notify.id = body.deserialize::<u32>().ok();
                }
            }
            (Type::Signal, "ActionInvoked") if ours => self.invoked.extend(body.deserialize::<(u32, String)>().ok()),
            (Type::Signal, "NotificationClosed") if ours => {
                self.closed.extend(body.deserialize::<(u32, u32)>().ok().map(|(id, _)| id));
            }
            _ => {}
        }
    }
}

/// A hint as plain text.
fn plain(value: &OwnedValue) -> String {
    match &**value {
        zbus::zvariant::Value::Str(text) => text.to_string(),
        zbus::zvariant::Value::U8(number) => number.to_string(),
        zbus::zvariant::Value::Bool(is) => is.to_string(),
        other => format!("{other:?}"),
    }
}
