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
    peers::{PeerLimit, PeerPermit},
};
use crate::relay::Relay;

/// The longest text that a device may send, in bytes. Its first message has about 1 KiB.
const MAX_TEXT: usize = 16 * 1024;

/// The most bytes that are held for a device that accepts nothing.
const MAX_UNSENT: usize = 256 * 1024;

/// The most connections that are in the handshake. Whoever holds all of them keeps out no device that has already entered, and no
/// webhook.
pub(crate) const MAX_HANDSHAKES: usize = 500;
/// The most handshakes of one peer.
pub(super) const MAX_HANDSHAKES_OF_PEER: usize = 50;
/// How long a device may wait until it can begin its handshake.
const HANDSHAKE_WAIT: Duration = Duration::from_secs(5);

/// Lets a connection be in the handshake; given back when dropped.
pub(super) struct HandshakePermit {
    _of_all: OwnedSemaphorePermit,
    _of_peer: PeerPermit,
}

/// Connects a device.
pub(super) async fn connect(
    State(relay): State<Arc<Relay>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    Extension(handshakes): Extension<Arc<PeerLimit>>,
    mut request: Request,
) -> Response {
    let Some(key) = websocket_key(request.headers()) else {
        let upgrade = [(header::UPGRADE, "websocket"), (header::SEC_WEBSOCKET_VERSION, "13")];
        return (StatusCode::UPGRADE_REQUIRED, upgrade, "Devices connect here by WebSocket.\n").into_response();
    };
    if relay.ending.is_cancelled() {
        return try_later(1, "The relay is restarting.\n");
    }
    if let Some(seconds) = relay.failures.retry_after(peer.ip, Instant::now()) {
        let retry_after = [(header::RETRY_AFTER, seconds.to_string())];
        return (StatusCode::TOO_MANY_REQUESTS, retry_after, "Too many failed attempts from this address.\n")
            .into_response();
    }
    if relay.devices.available_permits() == 0 {
        return try_later(60, "Too many devices are connected.\n");
    }
    let Some(of_peer) = handshakes.acquire(peer.ip) else {
        return try_later(1, "Too many devices are connecting from this address.\n");
    };
    let Ok(Ok(of_all)) = timeout(HANDSHAKE_WAIT, Arc::clone(&relay.handshakes).acquire_owned()).await else {
        return try_later(1, "Too many devices are connecting.\n");
    };
    let permit = HandshakePermit { _of_all: of_all, _of_peer: of_peer };
    let accept = derive_accept_key(key.as_bytes());
    let upgrade = hyper::upgrade::on(&mut request);
    let ip = peer.ip;
    let tasks = relay.tasks.clone();
    tasks.spawn(async move {
        if let Ok(upgraded) = upgrade.await {
            let socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(small_buffers()));
            // Boxed, because a value that moves from one future into another takes memory in both while both live.
            Box::pin(device::serve(relay, Box::new(socket.await), ip, permit)).await;
        }
    });
    let upgrade = [
        (header::CONNECTION, "upgrade".to_owned()),
        (header::UPGRADE, "websocket".to_owned()),
        (header::SEC_WEBSOCKET_ACCEPT, accept),
    ];
    (StatusCode::SWITCHING_PROTOCOLS, upgrade).into_response()
}

fn try_later(seconds: u32, reason: &'static str) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, seconds.to_string())], reason).into_response()
}

/// The key of a request for a WebSocket; none if it asks for something else.
fn websocket_key(headers: &HeaderMap) -> Option<String> {
    let lists = |name: header::HeaderName, token: &str| {
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|value| value.split(',').any(|part| part.trim().eq_ignore_ascii_case(token)))
    };
    let is_upgrade = lists(header::CONNECTION, "upgrade")
        && lists(header::UPGRADE, "websocket")
        && lists(header::SEC_WEBSOCKET_VERSION, "13");
    let key = headers.get(header::SEC_WEBSOCKET_KEY)?.to_str().ok()?;
    is_upgrade.then(|| key.to_owned())
}

/// An idle connection should take almost no memory: with the default sizes its buffers are 130 KiB. Answers to pings that the
/// device does not read must not pile up either.
fn small_buffers() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(1024)
        .write_buffer_size(0)
        .max_write_buffer_size(MAX_UNSENT)
        .max_message_size(Some(MAX_TEXT))
        .max_frame_size(Some(MAX_TEXT))
}
