//! In place of the program that asks for a keyring's password: a person who closes its window at once, or is away.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde::Serialize;
use zbus::{
    Connection,
    message::Header,
    zvariant::{DynamicType, ObjectPath, OwnedObjectPath, OwnedValue, Value},
};

use crate::Desktop;

/// Counts how often the keyring asks, and says no each time or nothing. It is there until it is dropped.
#[derive(Debug)]
pub struct Prompter {
    asked: Arc<AtomicUsize>,
    _connection: Connection,
}

struct Server {
    asked: Arc<AtomicUsize>,
    is_away: bool,
}

/// What a prompter says when it is ready and when it was answered: the answer, and nothing else.
type Answer = (&'static str, HashMap<&'static str, Value<'static>>, &'static str);

/// The interface is that of gcr's system prompter.
#[zbus::interface(name = "org.gnome.keyring.internal.Prompter")]
impl Server {
    async fn begin_prompting(
        &self,
        callback: OwnedObjectPath,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
    ) {
        let ready: Answer = ("", HashMap::new(), "");
        tell(connection, &header, callback.into_inner(), "PromptReady", ready);
    }

    async fn perform_prompt(
        &self,
        callback: OwnedObjectPath,
        _kind: &str,
        _properties: HashMap<String, OwnedValue>,
        _exchange: &str,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
    ) {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.is_away {
            return;
        }
        let no: Answer = ("no", HashMap::new(), "");
        tell(connection, &header, callback.into_inner(), "PromptReady", no);
    }

    async fn stop_prompting(
        &self,
        callback: OwnedObjectPath,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
    ) {
        tell(connection, &header, callback.into_inner(), "PromptDone", ());
    }
}

/// Calls the keyring back, which answers only once it has its own answer.
fn tell<B>(connection: &Connection, to: &Header<'_>, callback: ObjectPath<'static>, method: &'static str, body: B)
where
    B: Serialize + DynamicType + Send + Sync + 'static,
{
    let (connection, keyring) = (connection.clone(), to.sender().expect("a sender").to_owned());
    tokio::spawn(async move {
        let interface = Some("org.gnome.keyring.internal.Prompter.Callback");
        // The keyring may have ended meanwhile.
        drop(connection.call_method(Some(keyring), callback, interface, method, &body).await);
    });
}

impl Prompter {
    /// Starts it on a desktop's bus. The keyring has to be started afterwards.
    ///
    /// # Panics
    /// When there is no bus.
    pub async fn start(desktop: &Desktop) -> Self {
        Self::answering(desktop, false).await
    }

    /// One whose window stays open. The keyring has to be started afterwards.
    ///
    /// # Panics
    /// When there is no bus.
    pub async fn away(desktop: &Desktop) -> Self {
        Self::answering(desktop, true).await
    }

    async fn answering(desktop: &Desktop, is_away: bool) -> Self {
        let asked = Arc::<AtomicUsize>::default();
        let server = Server { asked: asked.clone(), is_away };
        let address = desktop.bus_address();
        let connection = zbus::connection::Builder::address(address.as_str())
            .and_then(|builder| builder.serve_at("/org/gnome/keyring/Prompter", server))
            .and_then(|builder| builder.name("org.gnome.keyring.SystemPrompter"))
            .expect("names of the right form");
        Self { asked, _connection: connection.build().await.expect("a bus") }
    }

    /// How often the keyring has asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}
