//! Keeping the local endpoint listening, where the settings say.

use std::{
    net::{SocketAddr, TcpListener},
    sync::PoisonError,
    time::Duration,
};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::Engine;
use crate::{
    deliver::desktop::{Popup, PopupAction, PopupButton, PopupWeight, Target},
    sources::{
        local::{BindError, Bound, RefusedHost, bind},
        webhook::Forgery,
    },
};

/// How long to wait before an address is tried again that could not be listened at.
const RETRY: Duration = Duration::from_secs(30);
/// The most refused host names that are remembered.
const REFUSED: usize = 5;

impl Engine {
    fn wanted_address(&self) -> SocketAddr {
        let listen = &self.context().settings.listen;
        let given = *self.0.port.lock().unwrap_or_else(PoisonError::into_inner);
        SocketAddr::new(listen.address, given.unwrap_or(listen.port))
    }

    /// Listens for the first time: at what the system holds for us, or at what the settings say.
    pub(super) fn listen_at_start(&self, held: Option<TcpListener>) -> Option<CancellationToken> {
        self.0.local.set_allowed_hosts(self.context().settings.listen.allowed_hosts.clone());
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
                let stop = self.0.shutdown.child_token();
                self.keep_up("local endpoint", self.0.local.clone().serve(listener, stop.clone()));
                self.set_status(|status| (status.address, status.not_listening) = (Some(address), None));
                if let Some(before) = before {
                    before.cancel();
                }
                Some(stop)
            }
            Err(error) => {
                error!(%error, "not listening");
                // The old address, if any, goes on receiving: a webhook that is sent there must not be refused.
                self.set_status(|status| status.not_listening = Some(error));
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
                self.set_status(|status| status.not_listening = Some(error));
                again
            }
        }
    }

    /// Has the system move what it holds, if it does. Another port is tried first: the old address is not given up for one
    /// that can't be had.
    async fn moved(&self, old: Option<SocketAddr>, new: SocketAddr) -> bool {
        let Some(mover) = self.0.mover.clone() else { return false };
        if old.is_some_and(|old| old.port() != new.port()) && bind(new).is_err() {
            return false;
        }
        tokio::task::spawn_blocking(move || mover(new)).await.unwrap_or(false)
    }

    /// Follows the settings' address, and tries again while it can't be listened at.
    /// `serving` ends what was begun at the start.
    pub(super) async fn keep_listening(self, mut serving: Option<CancellationToken>) {
        let mut contexts = self.contexts();
        let mut wanted = self.wanted_address();
        let now = self.0.status.borrow().address;
        if now.is_some_and(|now| now != wanted) {
            // The settings were changed while the system held the address and no agent ran.
            self.moved(now, wanted).await;
        }
        loop {
            let failed = self.0.status.borrow().not_listening.is_some();
            tokio::select! {
                Ok(()) = contexts.changed() => {}
                () = tokio::time::sleep(RETRY), if failed => {}
                () = self.0.shutdown.cancelled() => return,
            }
            let (now_wanted, now) = (self.wanted_address(), self.0.status.borrow().address);
            if now == Some(now_wanted) {
                wanted = now_wanted;
                self.set_status(|status| status.not_listening = None);
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

    /// Tells the person of requests that were not taken.
    pub(super) async fn follow_receiving(
        self,
        mut forgeries: mpsc::Receiver<Forgery>,
        mut refusals: mpsc::Receiver<RefusedHost>,
    ) {
        loop {
            tokio::select! {
                Some(Forgery { endpoint, kept }) = forgeries.recv() => {
                    warn!(endpoint, kept, "a delivery with a wrong signature");
                    self.set_status(|status| *status.forged.entry(endpoint).or_default() += 1);
                }
                Some(refused) = refusals.recv() => self.was_refused(refused),
                () = self.0.shutdown.cancelled() => return,
            }
        }
    }

    fn was_refused(&self, refused: RefusedHost) {
        let known = self.0.status.borrow().refused_hosts.iter().any(|known| known.host == refused.host);
        // It may have been allowed since.
        if known || self.context().settings.listen.allowed_hosts.contains(&refused.host) {
            return;
        }
        self.ask_to_allow(&refused.host);
        self.set_status(|status| {
            status.refused_hosts.insert(0, refused);
            status.refused_hosts.truncate(REFUSED);
        });
    }

    fn ask_to_allow(&self, host: &str) {
        let words = self.context().words.clone();
        let named = [("host", host.into())];
        let popup = Popup {
            key: self.new_popup_key(),
            title: words.get("host-refused-title"),
            body: words.with("host-refused-text", &named),
            weight: PopupWeight::Urgent,
            default_label: words.get("close"),
            buttons: vec![PopupButton { action: PopupAction::AllowHost, label: words.with("allow-host", &named) }],
        };
        self.0.desktop.show(popup, Target::Host(host.to_owned()));
    }
}

fn adopt(listener: TcpListener) -> Result<Bound, BindError> {
    let nowhere = SocketAddr::from(([0, 0, 0, 0], 0));
    let other = |error: std::io::Error| BindError::Other { address: nowhere, detail: error.to_string() };
    listener.set_nonblocking(true).map_err(other)?;
    let address = listener.local_addr().map_err(other)?;
    Ok(Bound { listener, address })
}
