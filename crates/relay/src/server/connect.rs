//! `GET /v1/connect`: from a request to a WebSocket.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Extension,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use hyper_util::rt::TokioIo;
use tokio::{sync::OwnedSemaphorePermit, time::timeout};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        handshake::derive_accept_key,
        protocol::{Role, WebSocketConfig},
    },
};

use super::{
    Peer, device,
    peers::{Counted, Peers},
};
use crate::relay::Relay;

/// The longest text that a device may send, in bytes. What it says first has 1 KiB.
const MOST_TEXT: usize = 16 * 1024;

/// The most bytes that are held for a device that takes nothing.
const MOST_UNSENT: usize = 256 * 1024;

/// The most connections that have asked to be a device's and have not said whose: who holds these alone keeps no device out
/// that is in, and no webhook.
pub(crate) const ENTERING: usize = 500;
/// The most of them of one peer.
pub(super) const ENTERING_OF_ONE: usize = 50;
/// How long a device may wait for one of these places.
const ENTERING_WAIT: Duration = Duration::from_secs(5);

/// A place among those who have not said who they are; given back when dropped.
pub(super) struct Entering {
    _permit: OwnedSemaphorePermit,
    _counted: Counted,
}

/// Connects a device.
pub(super) async fn connect(
    State(relay): State<Arc<Relay>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    Extension(peers): Extension<Arc<Peers>>,
    mut request: Request,
) -> Response {
    let Some(key) = wanted(request.headers()) else {
        let how = [(header::UPGRADE, "websocket"), (header::SEC_WEBSOCKET_VERSION, "13")];
        return (StatusCode::UPGRADE_REQUIRED, how, "Devices connect here, by WebSocket.\n").into_response();
    };
    if relay.ending.is_cancelled() {
        return later(1, "It is being restarted.\n");
    }
    if let Some(seconds) = relay.failures.too_many(peer.ip, Instant::now()) {
        let after = [(header::RETRY_AFTER, seconds.to_string())];
        return (StatusCode::TOO_MANY_REQUESTS, after, "Too many tries from this address.\n").into_response();
    }
    if relay.devices.available_permits() == 0 {
        return later(60, "Too many devices are connected.\n");
    }
    let Some(counted) = peers.count(peer.ip) else {
        return later(1, "Too many devices of this address are connecting.\n");
    };
    let Ok(Ok(permit)) = timeout(ENTERING_WAIT, Arc::clone(&relay.entering).acquire_owned()).await else {
        return later(1, "Too many devices are connecting.\n");
    };
    let entering = Entering { _permit: permit, _counted: counted };
    let accept = derive_accept_key(key.as_bytes());
    let upgrade = hyper::upgrade::on(&mut request);
    let ip = peer.ip;
    let tasks = relay.tasks.clone();
    tasks.spawn(async move {
        if let Ok(upgraded) = upgrade.await {
            let socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(small_buffers()));
            // In boxes, because what is moved from one future to the next has room in both, for as long as both live.
            Box::pin(device::serve(relay, Box::new(socket.await), ip, entering)).await;
        }
    });
    let how = [
        (header::CONNECTION, "upgrade".to_owned()),
        (header::UPGRADE, "websocket".to_owned()),
        (header::SEC_WEBSOCKET_ACCEPT, accept),
    ];
    (StatusCode::SWITCHING_PROTOCOLS, how).into_response()
}

/// It may come again in some seconds.
fn later(seconds: u32, why: &'static str) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, seconds.to_string())], why).into_response()
}

/// The key of a request for a WebSocket.
fn wanted(headers: &HeaderMap) -> Option<String> {
    let has = |name: header::HeaderName, wanted: &str| {
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|value| value.split(',').any(|part| part.trim().eq_ignore_ascii_case(wanted)))
    };
    let fits = has(header::CONNECTION, "upgrade")
        && has(header::UPGRADE, "websocket")
        && has(header::SEC_WEBSOCKET_VERSION, "13");
    let key = headers.get(header::SEC_WEBSOCKET_KEY)?.to_str().ok()?;
    fits.then(|| key.to_owned())
}

/// A connection that waits holds almost nothing: as they come, the buffers of one are 130 KiB. Answers to pings that nobody takes
/// don't pile up.
fn small_buffers() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(1024)
        .write_buffer_size(0)
        .max_write_buffer_size(MOST_UNSENT)
        .max_message_size(Some(MOST_TEXT))
        .max_frame_size(Some(MOST_TEXT))
}
