//! The handshake: a device proves who it is, and is let into its mailbox.

use std::{net::IpAddr, sync::Arc, time::Duration};

use rowbell_protocol::{Challenge, Cursor, Enter, FromDevice, FromRelay, Refusal, VERSION};
use tokio::{sync::SemaphorePermit, time::timeout};

use super::{
    Disconnect,
    socket::{Socket, receive, send},
};
use crate::{directory::Mailbox, relay::Relay};

/// How long a device may take to say who it is.
const ENTER_TIME: Duration = Duration::from_secs(10);

/// A device that has been let in.
pub(super) struct Admitted<'a> {
    pub(super) mailbox: Arc<Mailbox>,
    /// How far it has read; none if it has read nothing.
    pub(super) cursor: Option<Cursor>,
    /// Counts it among the connected devices.
    pub(super) permit: SemaphorePermit<'a>,
}

/// Challenges a device, checks its answer, and lets it in.
pub(super) async fn admit<'a>(relay: &'a Relay, socket: &mut Socket, peer: IpAddr) -> Result<Admitted<'a>, Disconnect> {
    let count_failure = |disconnect| {
        relay.failures.count(peer, std::time::Instant::now());
        disconnect
    };
    let challenge = Challenge::random().map_err(|_| Disconnect::Refused(Refusal::Unavailable))?;
    send(socket, &FromRelay::Hello { version: VERSION, challenge }).await.map_err(count_failure)?;
    let answer = tokio::select! {
        answer = timeout(ENTER_TIME, receive(socket)) => answer.unwrap_or(Err(Disconnect::Refused(Refusal::Malformed))),
        () = relay.ending.cancelled() => return Err(Disconnect::Restart),
    };
    let enter: Box<Enter> = match answer {
        Ok(FromDevice::Enter(enter)) => enter,
        Ok(_) => return Err(count_failure(Disconnect::Refused(Refusal::Malformed))),
        // Leaving without an answer has cost the relay as much as a refusal, so it counts as much.
        Err(disconnect) => return Err(count_failure(disconnect)),
    };
    if enter.version != VERSION {
        return Err(Disconnect::Refused(Refusal::Version));
    }
    let checked = enter.keys.verify(&challenge, &enter.signature);
    checked.map_err(|_| count_failure(Disconnect::Refused(Refusal::Signature)))?;
    // Only now, so that a device that has proved nothing takes no other device's place.
    let permit = relay.devices.try_acquire().map_err(|_| Disconnect::Refused(Refusal::Unavailable))?;
    let mailbox = relay.enter(&enter).await.map_err(|refusal| match refusal {
        Refusal::InvitationInvalid => count_failure(Disconnect::Refused(refusal)),
        other => Disconnect::Refused(other),
    })?;
    tracing::debug!(mailbox = %mailbox.id, "a device has entered");
    Ok(Admitted { mailbox, cursor: enter.cursor, permit })
}
