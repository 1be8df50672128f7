//! A simulated notification server that does as it is told, also what real ones do only sometimes.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    sync::{Semaphore, mpsc},
    time::timeout,
};
use zbus::{Connection, object_server::SignalEmitter, zvariant::OwnedValue};

use super::bus::{PATIENCE, PrivateBus};

const PATH: &str = "/org/freedesktop/Notifications";

/// A Notify call as it came.
#[derive(Debug)]
pub(crate) struct Notified {
    /// Whether it came while another was being closed.
    pub(crate) while_closing: bool,
    pub(crate) id: u32,
    pub(crate) app_name: String,
    pub(crate) replaces: u32,
    pub(crate) icon: String,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) actions: Vec<String>,
    pub(crate) hints: HashMap<String, OwnedValue>,
    pub(crate) expires: i32,
    pub(crate) sender: String,
}

/// What came to the server.
#[derive(Debug)]
pub(crate) enum Came {
    Notify(Box<Notified>),
    Close(u32),
}

/// An error answer, by its name.
#[derive(Debug)]
pub(crate) struct Refusal(&'static str);

impl zbus::DBusError for Refusal {
    fn create_reply(&self, call: &zbus::message::Header<'_>) -> zbus::Result<zbus::Message> {
        zbus::Message::error(call, self.name())?.build(&"too <many>")
    }

    fn name(&self) -> zbus::names::ErrorName<'_> {
        zbus::names::ErrorName::from_static_str_unchecked(self.0)
    }

    fn description(&self) -> Option<&str> {
        None
    }
}

/// How many popups a server shows at most, and the error by which it refuses more.
pub(crate) type Room = (usize, &'static str);

/// What a server sends before it answers a Notify call.
#[derive(Clone, Debug)]
pub(crate) enum Early {
    /// A click on the popup that is being made.
    Click(&'static str),
    /// The end of the popup that is being replaced.
    EndOfReplaced(u32),
    /// An error instead of the answer.
    Refuse,
}

#[derive(Clone)]
pub(crate) struct Traits {
    pub(crate) name: &'static str,
    pub(crate) capabilities: Vec<&'static str>,
    pub(crate) room: Room,
}

impl Default for Traits {
    fn default() -> Self {
        Self { name: "fake", capabilities: vec!["actions", "body", "body-markup"], room: (usize::MAX, "") }
    }
}

/// The server. It counts as started when it has its name, and is gone when it is dropped.
pub(crate) struct Server {
    pub(crate) connection: Connection,
    pub(crate) came: mpsc::UnboundedReceiver<Came>,
    pub(crate) script: Arc<Mutex<VecDeque<Early>>>,
    /// Every answer takes a permit and gives it back, so closing the gate makes the server hang.
    gate: Arc<Semaphore>,
}

struct Notifications {
    traits: Traits,
    came: mpsc::UnboundedSender<Came>,
    script: Arc<Mutex<VecDeque<Early>>>,
    gate: Arc<Semaphore>,
    next: Mutex<u32>,
    inhibited: Arc<Mutex<bool>>,
    /// What is shown, and how many of it are being closed.
    open: Mutex<BTreeSet<u32>>,
    closing: AtomicUsize,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    #[allow(clippy::too_many_arguments)]
    async fn notify(
        &self,
        app_name: String,
        replaces: u32,
        icon: String,
        title: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        expires: i32,
        #[zbus(header)] header: zbus::message::Header<'_>,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> Result<u32, Refusal> {
        if replaces == 0 && self.open.lock().unwrap().len() >= self.traits.room.0 {
            return Err(Refusal(self.traits.room.1));
        }
        let id = if replaces == 0 {
            let mut next = self.next.lock().unwrap();
            *next += 1;
            *next
        } else {
            replaces
        };
        let sender = header.sender().unwrap().to_string();
        self.open.lock().unwrap().insert(id);
        let while_closing = self.closing.load(Ordering::SeqCst) > 0;
        let notified =
            Notified { while_closing, id, app_name, replaces, icon, title, body, actions, hints, expires, sender };
        let _ = self.came.send(Came::Notify(Box::new(notified)));
        let _open = self.gate.acquire().await.unwrap();
        let script = std::mem::take(&mut *self.script.lock().unwrap());
        for early in script {
            match early {
                Early::Click(token) => {
                    emitter.activation_token(id, token).await.unwrap();
                    emitter.action_invoked(id, "default").await.unwrap();
                }
                Early::EndOfReplaced(reason) => emitter.notification_closed(replaces, reason).await.unwrap(),
                Early::Refuse => return Err(Refusal("org.freedesktop.DBus.Error.AccessDenied")),
            }
        }
        Ok(id)
    }

    async fn close_notification(&self, id: u32, #[zbus(signal_emitter)] emitter: SignalEmitter<'_>) {
        self.closing.fetch_add(1, Ordering::SeqCst);
        let _ = self.came.send(Came::Close(id));
        let _ = emitter.notification_closed(id, 3).await;
        self.open.lock().unwrap().remove(&id);
        // What was sent right behind comes before this is answered.
        let bus = Some("org.freedesktop.DBus");
        let _ = emitter.connection().call_method(bus, "/org/freedesktop/DBus", bus, "GetId", &()).await;
        self.closing.fetch_sub(1, Ordering::SeqCst);
    }

    async fn get_capabilities(&self) -> Vec<&str> {
        let _open = self.gate.acquire().await.unwrap();
        self.traits.capabilities.clone()
    }

    async fn get_server_information(&self) -> (&str, &str, &str, &str) {
        let _open = self.gate.acquire().await.unwrap();
        (self.traits.name, "vendor", "1.0", "1.2")
    }

    #[zbus(property)]
    async fn inhibited(&self) -> bool {
        *self.inhibited.lock().unwrap()
    }

    #[zbus(property)]
    async fn set_inhibited(&self, inhibited: bool) {
        *self.inhibited.lock().unwrap() = inhibited;
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn activation_token(emitter: &SignalEmitter<'_>, id: u32, token: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;
}

impl Server {
    pub(crate) async fn start(bus: &PrivateBus) -> Self {
        Self::start_with(bus, Traits::default(), true).await
    }

    /// A server that hangs has `answers` false.
    pub(crate) async fn start_with(bus: &PrivateBus, traits: Traits, answers: bool) -> Self {
        let (sender, came) = mpsc::unbounded_channel();
        let script = Arc::default();
        let gate = Arc::new(Semaphore::new(if answers { Semaphore::MAX_PERMITS } else { 0 }));
        let interface = Notifications {
            traits,
            came: sender,
            script: Arc::clone(&script),
            gate: gate.clone(),
            next: Mutex::new(100),
            inhibited: Arc::default(),
            open: Mutex::default(),
            closing: AtomicUsize::new(0),
        };
        let connection = zbus::connection::Builder::address(bus.address.as_str())
            .unwrap()
            .serve_at(PATH, interface)
            .unwrap()
            .name("org.freedesktop.Notifications")
            .unwrap()
            .build()
            .await
            .unwrap();
        Self { connection, came, script, gate }
    }

    /// Makes the server hang from now on.
    pub(crate) fn hang(&self) {
        self.gate.forget_permits(Semaphore::MAX_PERMITS);
    }

    /// Makes a server that hangs answer everything.
    pub(crate) fn answer(&self) {
        self.gate.add_permits(1_000);
    }

    /// Lets go of the name and the bus.
    pub(crate) async fn stop(self) {
        self.connection.close().await.unwrap();
    }

    pub(crate) async fn came(&mut self) -> Came {
        timeout(PATIENCE, self.came.recv()).await.expect("nothing came to the server").unwrap()
    }

    pub(crate) async fn notified(&mut self) -> Notified {
        match self.came().await {
            Came::Notify(notified) => *notified,
            other => panic!("not a popup: {other:?}"),
        }
    }

    pub(crate) async fn close_asked(&mut self) -> u32 {
        match self.came().await {
            Came::Close(id) => id,
            other => panic!("not a close: {other:?}"),
        }
    }

    fn emitter(&self) -> SignalEmitter<'_> {
        SignalEmitter::new(&self.connection, PATH).unwrap()
    }

    pub(crate) async fn click(&self, id: u32, action: &str, token: Option<&str>) {
        if let Some(token) = token {
            Notifications::activation_token(&self.emitter(), id, token).await.unwrap();
        }
        Notifications::action_invoked(&self.emitter(), id, action).await.unwrap();
    }

    pub(crate) async fn end(&self, id: u32, reason: u32) {
        Notifications::notification_closed(&self.emitter(), id, reason).await.unwrap();
    }

    pub(crate) async fn inhibit(&self, inhibited: bool) {
        let interface = self.connection.object_server().interface::<_, Notifications>(PATH).await.unwrap();
        *interface.get().await.inhibited.lock().unwrap() = inhibited;
        interface.get().await.inhibited_changed(interface.signal_emitter()).await.unwrap();
    }
}
