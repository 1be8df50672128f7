//! A connected device, from its first message to the end of the connection.
//!
//! `handshake` finds out who it is, `session` and `sending` bring it its letters, `window` counts how far it is, and `socket`
//! reads and writes messages.

mod handshake;
mod sending;
mod session;
mod socket;
mod window;

use std::{
    net::IpAddr,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use rowbell_protocol::{Refusal, SILENCE_SECONDS};
use tokio::time::timeout;

use self::{handshake::Admitted, session::Session, socket::Socket};
use super::connect::HandshakePermit;
use crate::{directory::Mailbox, relay::Relay, store::StoreError};

/// A device that has said nothing for this long, or has taken nothing, is gone.
const SILENCE: Duration = Duration::from_secs(SILENCE_SECONDS);
/// How long closing a connection may take.
const CLOSE_TIME: Duration = Duration::from_secs(2);

/// Why a connection ends.
enum Disconnect {
    /// The device has gone, or is silent.
    Gone,
    /// The relay refuses to go on, and tells the device why.
    Refused(Refusal),
    /// The mailbox was deleted, as its owner asked.
    Deleted,
    /// The relay is restarting.
    Restart,
    /// The store failed. If it says that the mailbox is gone, the reason is looked up before the device is told.
    Store(StoreError),
}

/// Serves a device until either side ends the connection.
pub(super) async fn serve(relay: Arc<Relay>, mut socket: Box<Socket>, peer: IpAddr, permit: HandshakePermit) {
    let admitted = Box::pin(handshake::admit(&relay, &mut socket, peer)).await;
    let disconnect = match admitted {
        Ok(Admitted { mailbox, cursor, permit: _device_permit }) => {
            drop(permit);
            relay.metrics.entered.inc();
            relay.metrics.devices.inc();
            let started = Box::pin(Session::start(&relay, Arc::clone(&mailbox), &mut socket, cursor)).await;
            let disconnect = match started {
                Ok(mut session) => session.run().await,
                Err(disconnect) => disconnect,
            };
            let disconnect = match disconnect {
                Disconnect::Store(error) => Box::pin(store_failed(&mailbox, error)).await,
                other => other,
            };
            relay.metrics.devices.dec();
            disconnect
        }
        Err(disconnect) => {
            relay.metrics.refused.inc();
            disconnect
        }
    };
    Box::pin(socket::close(&mut socket, disconnect)).await;
}

/// Why the mailbox no longer exists.
async fn mailbox_gone(mailbox: &Mailbox) -> Disconnect {
    // The store may know it a moment earlier than the directory.
    let _known_soon = timeout(CLOSE_TIME, mailbox.gone.cancelled()).await;
    if mailbox.closed.load(Ordering::Acquire) { Disconnect::Refused(Refusal::Closed) } else { Disconnect::Deleted }
}

async fn store_failed(mailbox: &Mailbox, error: StoreError) -> Disconnect {
    match error {
        StoreError::NoMailbox => mailbox_gone(mailbox).await,
        StoreError::Ended => Disconnect::Restart,
        error => {
            tracing::error!(%error, "a mailbox can't be read");
            Disconnect::Refused(Refusal::Unavailable)
        }
    }
}
