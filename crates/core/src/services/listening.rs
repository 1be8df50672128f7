//! Keeping the local endpoint listening, where the settings say.

use std::{
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio_util::sync::CancellationToken;
use tracing::{error, info};

use super::{
    configuration::Configuration,
    published::{Changes, Published},
    tasks::Tasks,
};
use crate::{
    config::SettingsEdit,
    error::ActionError,
    sources::local::{BindError, Bound, LocalSource, bind},
};

/// Asks the system to hold another address for the local endpoint. True if it does: then it ends this program, and starts
/// it again with a listener there. May take a moment.
pub type Mover = Arc<dyn Fn(SocketAddr) -> bool + Send + Sync>;

/// How long to wait before an address is tried again that could not be listened at.
const RETRY: Duration = Duration::from_secs(30);

/// Where it listens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListeningStatus {
    /// The address that it receives at.
    pub address: Option<SocketAddr>,
    /// Why it does not receive where the settings say.
    pub error: Option<BindError>,
}

/// The local endpoint's listener. Cheap to clone.
#[derive(Clone)]
pub struct Listening {
    settings: Configuration,
    local: LocalSource,
    tasks: Tasks,
    mover: Option<Mover>,
    /// The port given at the start; over once the person sets another.
    port: Arc<Mutex<Option<u16>>>,
    state: Published<ListeningStatus>,
}

impl Listening {
    pub(crate) fn new(
        settings: Configuration,
        local: LocalSource,
        tasks: Tasks,
        mover: Option<Mover>,
        port: Option<u16>,
        changes: &Changes,
    ) -> Self {
        let state = Published::new(ListeningStatus::default(), changes);
        Self { settings, local, tasks, mover, port: Arc::new(Mutex::new(port)), state }
    }

    /// Where it listens now.
    pub fn state(&self) -> ListeningStatus {
        self.state.get()
    }

    /// The address that it receives at.
    pub fn address(&self) -> Option<SocketAddr> {
        self.state.with(|state| state.address)
    }

    fn wanted_address(&self) -> SocketAddr {
        let listen = &self.settings.settings().listen;
        let given = *self.port.lock().unwrap_or_else(PoisonError::into_inner);
        SocketAddr::new(listen.address, given.unwrap_or(listen.port))
    }

    /// Listens for the first time: at what the system holds for us, or at what the settings say.
    /// Gives what ends that.
    pub(crate) fn start(&self, held: Option<TcpListener>) -> Option<CancellationToken> {
        let bound = match held {
            Some(listener) => adopt(listener),
            None => bind(self.wanted_address()),
        };
        self.serve(bound, None)
    }

    /// Serves a new listener and then lets the one before go, so that there is always one.
    fn serve(&self, bound: Result<Bound, BindError>, before: Option<CancellationToken>) -> Option<CancellationToken> {
        let served = bound.and_then(|Bound { listener, address }| {
            let other = |error: std::io::Error| BindError::Other { address, detail: error.to_string() };
            Ok((tokio::net::TcpListener::from_std(listener).map_err(other)?, address))
        });
        match served {
            Ok((listener, address)) => {
                info!(%address, "listening");
                let stop = self.tasks.child_token();
                self.tasks.supervise("local endpoint", self.local.clone().serve(listener, stop.clone()));
                self.state.set(ListeningStatus { address: Some(address), error: None });
                if let Some(before) = before {
                    before.cancel();
                }
                Some(stop)
            }
            Err(error) => {
                error!(%error, "not listening");
                // The old address, if any, goes on receiving: a webhook that is sent there must not be refused.
                self.state.change(|state| state.error = Some(error));
                before
            }
        }
    }

    /// Gives up one address for another with the same port; if that fails, the old one is taken again.
    async fn replace(
        &self,
        old: SocketAddr,
        new: SocketAddr,
        serving: Option<CancellationToken>,
    ) -> Option<CancellationToken> {
        if let Some(serving) = serving {
            serving.cancel();
        }
        let mut bound = bind(new);
        for _ in 0..100 {
            // The old listener goes as soon as its task notices.
            if !matches!(bound, Err(BindError::Taken { .. })) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
            bound = bind(new);
        }
        match bound {
            Ok(bound) => self.serve(Ok(bound), None),
            Err(error) => {
                let again = self.serve(bind(old), None);
                self.state.change(|state| state.error = Some(error));
                again
            }
        }
    }

    /// Has the system move what it holds, if it does. Another port is tried first: the old address is not given up for one
    /// that can't be had.
    async fn moved(&self, old: Option<SocketAddr>, new: SocketAddr) -> bool {
        let Some(mover) = self.mover.clone() else { return false };
        if old.is_some_and(|old| old.port() != new.port()) && bind(new).is_err() {
            return false;
        }
        tokio::task::spawn_blocking(move || mover(new)).await.unwrap_or(false)
    }

    /// Follows the settings' address, and tries again while it can't be listened at.
    /// `serving` ends what was begun at the start.
    pub(crate) async fn follow(self, mut serving: Option<CancellationToken>) {
        let mut contexts = self.settings.contexts();
        let mut wanted = self.wanted_address();
        let now = self.address();
        if now.is_some_and(|now| now != wanted) {
            // The settings were changed while the system held the address and no agent ran.
            self.moved(now, wanted).await;
        }
        loop {
            let failed = self.state.with(|state| state.error.is_some());
            tokio::select! {
                Ok(()) = contexts.changed() => {}
                () = tokio::time::sleep(RETRY), if failed => {}
            }
            let (now_wanted, now) = (self.wanted_address(), self.address());
            if now == Some(now_wanted) {
                wanted = now_wanted;
                self.state.change(|state| state.error = None);
            } else if now_wanted != wanted || failed {
                wanted = now_wanted;
                if self.moved(now, wanted).await {
                    continue;
                }
                serving = match now.filter(|now| now.port() == wanted.port()) {
                    // The same port at another address can't be had beside the old one.
                    Some(now) => self.replace(now, wanted, serving.take()).await,
                    None => self.serve(bind(wanted), serving),
                };
            }
        }
    }

    /// Listens at another port.
    ///
    /// # Errors
    /// When the settings can't be changed.
    pub fn set_port(&self, port: u16) -> Result<(), ActionError> {
        *self.port.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(self.settings.edit([SettingsEdit::ListenPort(port)])?)
    }

    /// Listens at another address.
    ///
    /// # Errors
    /// When it is none, or the settings can't be changed.
    pub fn set_address(&self, address: &str) -> Result<(), ActionError> {
        Ok(self.settings.edit([SettingsEdit::ListenAddress(address.to_owned())])?)
    }
}

fn adopt(listener: TcpListener) -> Result<Bound, BindError> {
    let nowhere = SocketAddr::from(([0, 0, 0, 0], 0));
    let other = |error: std::io::Error| BindError::Other { address: nowhere, detail: error.to_string() };
    listener.set_nonblocking(true).map_err(other)?;
    let address = listener.local_addr().map_err(other)?;
    Ok(Bound { listener, address })
}
