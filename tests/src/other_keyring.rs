//! A keyring that answers otherwise than gnome-keyring does, and the person in front of it.

use serde::{Serialize, de::DeserializeOwned};
use zbus::zvariant::{DynamicType, Type};

use crate::{Desktop, process::Process};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/secret_service.py");

/// The program `secret_service.py`, which says whom it answers as. It is there until it is dropped.
#[derive(Debug)]
pub struct OtherKeyring {
    bus: zbus::Connection,
    _process: Process,
}

impl OtherKeyring {
    /// Starts it on a desktop's bus.
    pub async fn start(desktop: &Desktop, kind: &str) -> Self {
        let mut command = desktop.command("/usr/bin/python3");
        command.args([SCRIPT, kind]);
        let process = Process::start(&command);
        process.said.says("ready").await;
        Self { bus: desktop.connect().await, _process: process }
    }

    /// Calls one of the person's methods.
    ///
    /// # Panics
    /// When there is none.
    pub async fn call<B, R>(&self, method: &str, body: &B) -> R
    where
        B: Serialize + DynamicType,
        R: DeserializeOwned + Type,
    {
        let (name, interface) = (Some("org.freedesktop.secrets"), Some("io.github.rowbell.Double"));
        let reply = self.bus.call_method(name, "/double", interface, method, body).await.expect("the keyring");
        reply.body().deserialize().expect("what it answers")
    }

    /// Answers the windows that are open, and those that come.
    pub async fn answer(&self, yes: bool) {
        self.call("Answer", &yes).await
    }

    /// How many windows it has shown.
    pub async fn asked(&self) -> u32 {
        self.call("Asked", &()).await
    }

    /// How often somebody wanted to know what there is.
    pub async fn looked(&self) -> u32 {
        self.call("Looked", &()).await
    }

    /// What is kept in it.
    pub async fn secrets(&self) -> Vec<String> {
        self.call("Secrets", &()).await
    }
}
