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
    metrics::PostResult,
    relay::{Relay, now_ms},
    store::StoreError,
};

/// How long a sender may take for a body. SeaTable itself gives up after 30 seconds.
const BODY_TIME: Duration = Duration::from_secs(20);
/// How long a sender may wait for memory: senders of large, slow bodies must not keep others waiting until they give up.
const MEMORY_WAIT: Duration = Duration::from_secs(5);
/// Letters up to this size are sealed right here, which takes a tenth of a millisecond. Larger ones are sealed on another thread.
const SEALED_INLINE: usize = 32 * 1024;

/// Headers between two machines, and those that proxies add, are dropped. All others are kept, byte for byte.
const DROPPED_HEADERS: [&str; 16] = [
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

/// Accepts a letter. Only what can't be for a mailbox, or can't be stored, is refused.
pub(super) async fn post(State(relay): State<Arc<Relay>>, request: Request) -> Response {
    let started = Instant::now();
    let result = receive(&relay, request).await;
    relay.metrics.posted(&result, started.elapsed());
    answer(&result)
}

fn answer(result: &PostResult) -> Response {
    let close = [(header::CONNECTION, "close")];
    match result {
        PostResult::Stored => "ok\n".into_response(),
        PostResult::WrongMethod => {
            let reason = "This is an address for webhooks; it accepts POST only.\n";
            (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "POST")], reason).into_response()
        }
        PostResult::NoMailbox => (StatusCode::NOT_FOUND, "There is no mailbox at this address.\n").into_response(),
        PostResult::TooLarge => {
            (StatusCode::PAYLOAD_TOO_LARGE, close, "The body is larger than 4 MiB.\n").into_response()
        }
        PostResult::TooSlow => (StatusCode::REQUEST_TIMEOUT, close, "The body took too long.\n").into_response(),
        PostResult::Broken => (StatusCode::BAD_REQUEST, close, "The body ended early.\n").into_response(),
        PostResult::TooMany(seconds) => {
            let retry_after = [(header::RETRY_AFTER, seconds.to_string())];
            (StatusCode::TOO_MANY_REQUESTS, retry_after, "Too many letters for this mailbox.\n").into_response()
        }
        PostResult::Unavailable => {
            let retry_after = [(header::RETRY_AFTER, "5")];
            (StatusCode::SERVICE_UNAVAILABLE, retry_after, "The letter can't be stored now.\n").into_response()
        }
    }
}

async fn receive(relay: &Arc<Relay>, request: Request) -> PostResult {
    let (head, body) = request.into_parts();
    // Before the mailbox is looked up, so that the answer does not tell whether there is one.
    if head.method != Method::POST {
        return PostResult::WrongMethod;
    }
    let Some((address, mailbox)) = find(relay, head.uri.path()) else { return PostResult::NoMailbox };
    if body.size_hint().lower() > MAX_BODY_BYTES as u64 {
        return PostResult::TooLarge;
    }
    if let Err(seconds) = relay.check_rate(&mailbox) {
        return PostResult::TooMany(seconds);
    }
    let Ok(pending) = Arc::clone(&mailbox.pending).try_acquire_owned() else { return PostResult::TooMany(1) };
    let announced = body.size_hint().exact().map_or(MAX_BODY_BYTES, |bytes| bytes as usize);
    let memory = async { Some((mailbox.memory.reserve(announced).await?, relay.memory.reserve(announced).await?)) };
    let Ok(Some(memory)) = timeout(MEMORY_WAIT, memory).await else { return PostResult::Unavailable };
    let body = match timeout(BODY_TIME, collect(body)).await {
        Ok(Ok(body)) => body,
        Ok(Err(result)) => return result,
        Err(_) => return PostResult::TooSlow,
    };
    let letter = Letter { received_ms: now_ms(), address, headers: kept_headers(&head.headers), body };
    // A task of its own, so that the letter is stored even if the sender goes away meanwhile.
    let storing = Arc::clone(relay).store_letter(mailbox, letter);
    let stored = relay.tasks.spawn(async move {
        let stored = storing.await;
        drop((pending, memory));
        stored
    });
    match stored.await {
        Ok(Ok(())) => PostResult::Stored,
        Ok(Err(StoreError::NoMailbox)) => PostResult::NoMailbox,
        Ok(Err(_)) | Err(_) => PostResult::Unavailable,
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
        let _permit = Arc::clone(&mailbox.storing).acquire_owned().await;
        let at_ms = letter.received_ms;
        let keys = mailbox.keys;
        let sealed = if letter.body.len() <= SEALED_INLINE {
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
                tracing::debug!(mailbox = %mailbox.id, sequence, bytes, "a letter was stored");
            }
            Err(error) => tracing::warn!(mailbox = %mailbox.id, %error, bytes, "a letter can't be stored"),
        }
        stored.map(|_| ())
    }
}

async fn collect(body: Body) -> Result<Vec<u8>, PostResult> {
    // Memory that a sender announces is not allocated before the bytes arrive.
    let mut collected = Vec::with_capacity(body.size_hint().exact().unwrap_or(0).min(64 * 1024) as usize);
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk: Bytes = chunk.map_err(|_| PostResult::Broken)?;
        if collected.len() + chunk.len() > MAX_BODY_BYTES {
            return Err(PostResult::TooLarge);
        }
        collected.extend_from_slice(&chunk);
    }
    Ok(collected)
}

fn kept_headers(headers: &HeaderMap) -> Vec<(String, Vec<u8>)> {
    let kept = headers.iter().filter(|(name, _)| !DROPPED_HEADERS.contains(&name.as_str()));
    kept.map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect()
}
