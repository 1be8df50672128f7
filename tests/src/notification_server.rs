//! A notification server that does what a test wants: for clicks on buttons, which no mouse can make on dunst, and for
//! activation tokens, which dunst has only on Wayland.

use zbus::{object_server::SignalEmitter, zvariant::OwnedValue};

use crate::Desktop;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// The server. It runs in the test's own process until it is dropped.
#[derive(Debug)]
pub struct NotificationServer {
    connection: zbus::Connection,
}

#[derive(Debug, Default)]
struct Server {
    last: u32,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Server {
    #[expect(clippy::too_many_arguments, reason = "the specification's")]
    fn notify(
        &mut self,
        _app_name: &str,
        replaces_id: u32,
        _app_icon: &str,
        _summary: &str,
        _body: &str,
        _actions: Vec<String>,
        _hints: std::collections::HashMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        if replaces_id != 0 {
            return replaces_id;
        }
        self.last += 1;
        self.last
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
        let connection = desktop.connect().await;
        connection.object_server().at(PATH, Server::default()).await.expect("a free path");
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
