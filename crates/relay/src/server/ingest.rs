//! `POST /in/TOKEN`: from a request to a stored letter and its answer.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use rowbell_protocol::{Letter, MAX_BODY_BYTES, Token, TokenHash};
use tokio::time::{Instant, timeout};

use crate::{
    directory::Mailbox,
    metrics::Posted,
    relay::{Relay, now_ms},
    store::StoreError,
};

/// How long a sender may take for a body. SeaTable itself gives up after 30 seconds.
const BODY_TIME: Duration = Duration::from_secs(20);
/// How long it may wait for room. Who sends large ones slowly must not have others wait until they give up.
const ROOM_TIME: Duration = Duration::from_secs(5);
/// Letters up to this size are sealed where they are; it takes a tenth of a millisecond. Larger ones go to a thread for it.
const SEALED_HERE: usize = 32 * 1024;

/// What is between two machines, and what proxies add: it is not kept. All else is, byte for byte.
const NOT_KEPT: [&str; 16] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-proto",
    "x-real-ip",
];

/// Takes a letter. Refused is only what can't be meant for a mailbox, or can't be kept.
pub(super) async fn post(State(relay): State<Arc<Relay>>, request: Request) -> Response {
    let began = Instant::now();
    let posted = receive(&relay, request).await;
    relay.metrics.posted(&posted, began.elapsed());
    answer(&posted)
}

fn answer(posted: &Posted) -> Response {
    let close = [(header::CONNECTION, "close")];
    match posted {
        Posted::Stored => "ok\n".into_response(),
        Posted::WrongMethod => {
            let why = "This is an address for webhooks; it takes POST only.\n";
            (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "POST")], why).into_response()
        }
        Posted::NoMailbox => (StatusCode::NOT_FOUND, "There is no mailbox at this address.\n").into_response(),
        Posted::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, close, "At most 4 MiB.\n").into_response(),
        Posted::TooSlow => (StatusCode::REQUEST_TIMEOUT, close, "The body took too long.\n").into_response(),
        Posted::Broken => (StatusCode::BAD_REQUEST, close, "The body ended early.\n").into_response(),
        Posted::TooMany(seconds) => {
            let after = [(header::RETRY_AFTER, seconds.to_string())];
            (StatusCode::TOO_MANY_REQUESTS, after, "Too much comes to this mailbox.\n").into_response()
        }
        Posted::Unavailable => {
            let after = [(header::RETRY_AFTER, "5")];
            (StatusCode::SERVICE_UNAVAILABLE, after, "It can't be stored now.\n").into_response()
        }
    }
}

async fn receive(relay: &Arc<Relay>, request: Request) -> Posted {
    let (head, body) = request.into_parts();
    // Before the mailbox is looked for, so that nobody finds out by it whether there is one.
    if head.method != Method::POST {
        return Posted::WrongMethod;
    }
    let Some((address, mailbox)) = find(relay, head.uri.path()) else { return Posted::NoMailbox };
    if body.size_hint().lower() > MAX_BODY_BYTES as u64 {
        return Posted::TooLarge;
    }
    if let Err(seconds) = relay.take(&mailbox) {
        return Posted::TooMany(seconds);
    }
    let Ok(waiting) = Arc::clone(&mailbox.waiting).try_acquire_owned() else { return Posted::TooMany(1) };
    let promised = body.size_hint().exact().map_or(MAX_BODY_BYTES, |bytes| bytes as usize);
    let room = async { Some((mailbox.room.take(promised).await?, relay.room.take(promised).await?)) };
    let Ok(Some(room)) = timeout(ROOM_TIME, room).await else { return Posted::Unavailable };
    let body = match timeout(BODY_TIME, collect(body)).await {
        Ok(Ok(body)) => body,
        Ok(Err(posted)) => return posted,
        Err(_) => return Posted::TooSlow,
    };
    let letter = Letter { received_ms: now_ms(), address, headers: kept(&head.headers), body };
    // Of its own, so that it is stored also if the sender goes away while it is.
    let storing = Arc::clone(relay).store_letter(mailbox, letter);
    let stored = relay.tasks.spawn(async move {
        let stored = storing.await;
        drop((waiting, room));
        stored
    });
    match stored.await {
        Ok(Ok(())) => Posted::Stored,
        Ok(Err(StoreError::NoMailbox)) => Posted::NoMailbox,
        Ok(Err(_)) | Err(_) => Posted::Unavailable,
    }
}

fn find(relay: &Relay, path: &str) -> Option<(TokenHash, Arc<Mailbox>)> {
    let token = path.strip_prefix("/in/")?;
    let token: Token = token.strip_suffix('/').unwrap_or(token).parse().ok()?;
    let address = token.hash();
    Some((address, relay.directory.by_token(&address)?))
}

impl Relay {
    async fn store_letter(self: Arc<Self>, mailbox: Arc<Mailbox>, letter: Letter) -> Result<(), StoreError> {
        let _place = Arc::clone(&mailbox.at_once).acquire_owned().await;
        let at_ms = letter.received_ms;
        let keys = mailbox.keys;
        let sealed = if letter.body.len() <= SEALED_HERE {
            keys.seal(&letter)
        } else {
            let sealing = tokio::task::spawn_blocking(move || keys.seal(&letter));
            sealing.await.map_err(|error| StoreError::Failing(error.to_string()))?
        };
        let sealed = sealed.map_err(|error| {
            tracing::error!(mailbox = %mailbox.id, %error, "a letter can't be sealed");
            StoreError::Failing(error.to_string())
        })?;
        let bytes = sealed.len();
        let stored = self.store.append(mailbox.id, at_ms, sealed).await;
        match &stored {
            Ok(sequence) => {
                self.metrics.stored_bytes.inc_by(bytes as u64);
                tracing::debug!(mailbox = %mailbox.id, sequence, bytes, "a letter came");
            }
            Err(error) => tracing::warn!(mailbox = %mailbox.id, %error, bytes, "a letter can't be stored"),
        }
        stored.map(|_| ())
    }
}

async fn collect(body: Body) -> Result<Vec<u8>, Posted> {
    // What a sender promises is not given room before it comes.
    let mut whole = Vec::with_capacity(body.size_hint().exact().unwrap_or(0).min(64 * 1024) as usize);
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk: Bytes = chunk.map_err(|_| Posted::Broken)?;
        if whole.len() + chunk.len() > MAX_BODY_BYTES {
            return Err(Posted::TooLarge);
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole)
}

fn kept(headers: &HeaderMap) -> Vec<(String, Vec<u8>)> {
    let kept = headers.iter().filter(|(name, _)| !NOT_KEPT.contains(&name.as_str()));
    kept.map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect()
}
