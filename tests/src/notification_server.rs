//! A notification server that does what a test wants: for clicks on buttons, which no mouse can make on dunst, and for
//! activation tokens, which dunst has only on Wayland.

use std::sync::atomic::{AtomicU32, Ordering};

use zbus::{object_server::SignalEmitter, zvariant::OwnedValue};

use crate::Desktop;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// The server. It runs in the test's own process until it is dropped.
#[derive(Debug)]
pub struct NotificationServer {
    connection: zbus::Connection,
}

/// What a notification server does with a popup.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    /// It shows it.
    #[default]
    Shows,
    /// It answers with an error.
    Refuses,
    /// It never answers.
    Hangs,
}

#[derive(Debug, Default)]
struct Server {
    manner: Manner,
    last: AtomicU32,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Server {
    #[expect(clippy::too_many_arguments, reason = "the specification's")]
    async fn notify(
        &self,
        _app_name: &str,
        replaces_id: u32,
        _app_icon: &str,
        _summary: &str,
        _body: &str,
        _actions: Vec<String>,
        _hints: std::collections::HashMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> zbus::fdo::Result<u32> {
        match self.manner {
            Manner::Shows if replaces_id != 0 => Ok(replaces_id),
            Manner::Shows => Ok(self.last.fetch_add(1, Ordering::Relaxed) + 1),
            Manner::Refuses => Err(zbus::fdo::Error::Failed("this server shows nothing".to_owned())),
            Manner::Hangs => std::future::pending().await,
        }
    }

    async fn close_notification(&self, id: u32, #[zbus(signal_emitter)] emitter: SignalEmitter<'_>) {
        Self::notification_closed(&emitter, id, 3).await.expect("a bus");
    }

    fn get_capabilities(&self) -> Vec<String> {
        ["actions", "body", "body-markup"].map(str::to_owned).to_vec()
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("stand-in".to_owned(), "Rowbell's tests".to_owned(), "1.0".to_owned(), "1.2".to_owned())
    }

    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn activation_token(emitter: &SignalEmitter<'_>, id: u32, token: &str) -> zbus::Result<()>;
}

impl NotificationServer {
    /// The name that a status shows for it.
    pub const TITLE: &'static str = "stand-in 1.0";

    /// Takes the notification server's place on the bus.
    pub async fn start(desktop: &Desktop) -> Self {
        Self::start_as(desktop, Manner::Shows).await
    }

    /// Takes the notification server's place on the bus, and behaves like this there.
    pub async fn start_as(desktop: &Desktop, manner: Manner) -> Self {
        let connection = desktop.connect().await;
        let server = Server { manner, ..Server::default() };
        connection.object_server().at(PATH, server).await.expect("a free path");
        connection.request_name(NAME).await.expect("a free name");
        Self { connection }
    }

    /// The person clicks; `default` is a click on the popup itself.
    pub async fn click(&self, id: u32, action: &str) {
        Server::action_invoked(&self.emitter(), id, action).await.expect("a bus");
    }

    /// The person clicks, and the desktop gives a token with which the browser may come to the front.
    pub async fn click_with_token(&self, id: u32, action: &str, token: &str) {
        Server::activation_token(&self.emitter(), id, token).await.expect("a bus");
        self.click(id, action).await;
    }

    fn emitter(&self) -> SignalEmitter<'_> {
        SignalEmitter::new(&self.connection, PATH).expect("a path")
    }
}
