//! Receiving: from a request to a stored delivery and its answer.

use std::{
    net::SocketAddr,
    sync::{Arc, PoisonError, RwLock},
};

use axum::{
    Extension, Router,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use hyper_util::service::TowerToHyperService;
use tokio::{net::TcpListener, sync::mpsc};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use tracing::{info, warn};

use super::{RefusedHost, body, hosts};
use crate::{
    change::{Authenticity, Delivery, Source},
    clock::now_ms,
    config::host_name,
    inbox::Inbox,
    sources::webhook::{EndpointKeys, WebhookIntake, kept_headers},
};

/// The most connections at once; more wait. Each slow one is cut off after its time.
const CONNECTIONS: usize = 2_000;

/// The local endpoint. Cheap to clone.
#[derive(Clone)]
pub struct LocalSource(Arc<Shared>);

struct Shared {
    inbox: Inbox,
    webhooks: WebhookIntake,
    allowed_hosts: RwLock<Arc<Vec<String>>>,
    machine: String,
    refused: mpsc::Sender<RefusedHost>,
}

impl LocalSource {
    /// A source that stores into `inbox` what `webhooks` admits, and tells by `refused` of requests that were addressed to
    /// another computer.
    pub fn new(inbox: Inbox, webhooks: WebhookIntake, refused: mpsc::Sender<RefusedHost>) -> Self {
        Self(Arc::new(Shared {
            inbox,
            webhooks,
            allowed_hosts: RwLock::default(),
            machine: gethostname::gethostname().to_string_lossy().into_owned(),
            refused,
        }))
    }

    /// Applies further host names that requests may be addressed to.
    pub fn set_allowed_hosts(&self, hosts: Vec<String>) {
        *self.0.allowed_hosts.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(hosts);
    }

    /// Serves a listener until `shutdown`, then lets requests under way finish.
    pub async fn serve(self, listener: TcpListener, shutdown: CancellationToken) {
        let router = Router::new().route("/healthz", get(|| async { "ok\n" })).fallback(receive).with_state(self);
        rowbell_accept::accept(listener, CONNECTIONS, &shutdown, |stream, _| {
            let (router, shutdown) = (router.clone(), shutdown.clone());
            async move {
                let peer = Peer { local: stream.local_addr().ok() };
                let router = router.map_request(move |mut request: axum::http::Request<_>| {
                    request.extensions_mut().insert(peer);
                    request
                });
                rowbell_accept::serve_http(stream, TowerToHyperService::new(router), &shutdown).await;
            }
        })
        .await;
    }
}

/// Whom a request is addressed to.
enum Addressed {
    Us,
    Other(String),
    /// What its `Host` says can't name a host, so there is nothing to allow.
    Nobody,
}

/// The local address that a connection came in at.
#[derive(Clone, Copy)]
struct Peer {
    local: Option<SocketAddr>,
}

/// Answers as the sender needs it: 2xx for all that is stored, and a refusal only where nothing could be meant for us.
async fn receive(State(source): State<LocalSource>, Extension(peer): Extension<Peer>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let keys = source.0.webhooks.keys();
    let endpoint = head.uri.path().strip_prefix("/hook/").and_then(|token| keys.endpoint(token.trim_end_matches('/')));
    let Some(endpoint) = endpoint else {
        return (StatusCode::NOT_FOUND, "There is no endpoint at this address.\n").into_response();
    };
    if head.method != Method::POST {
        let why = "This is an address for SeaTable's webhooks; it takes POST only.\n";
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "POST")], why).into_response();
    }
    if is_cross_site(&head.headers) {
        return (StatusCode::FORBIDDEN, "Web pages may not post here.\n").into_response();
    }
    match source.addressed_to(&head.headers, &head.uri, peer) {
        Addressed::Us => {}
        Addressed::Nobody => return (StatusCode::FORBIDDEN, "The Host header names no host.\n").into_response(),
        Addressed::Other(host) => {
            info!(host, "refused a request addressed to a foreign host");
            let why = format!("This computer does not know itself as {host}. It can be allowed in Rowbell.\n");
            // In a flood some are not told of; the others say the same.
            let _ = source.0.refused.try_send(RefusedHost { host, endpoint: endpoint.to_owned() });
            return (StatusCode::FORBIDDEN, why).into_response();
        }
    }
    match body::read(&head.headers, body).await {
        Ok(body) => source.store(endpoint, &keys, &head.headers, body).await,
        Err(body::BodyError::TooLarge) => (StatusCode::PAYLOAD_TOO_LARGE, "At most 4 MiB.\n").into_response(),
        Err(body::BodyError::TooSlow) => (StatusCode::REQUEST_TIMEOUT, "The body took too long.\n").into_response(),
        Err(body::BodyError::Broken) => (StatusCode::BAD_REQUEST, "The body ended early.\n").into_response(),
    }
}

impl LocalSource {
    async fn store(&self, endpoint: &str, keys: &EndpointKeys, headers: &HeaderMap, body: Vec<u8>) -> Response {
        let headers = kept_headers(headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())));
        let authenticity = keys.authenticity(endpoint, &headers, &body);
        let forged = authenticity == Authenticity::Forged;
        let delivery = Delivery {
            source: Source::Local,
            endpoint: endpoint.to_owned(),
            received_ms: now_ms(),
            authenticity,
            headers,
            body,
        };
        if let Some(admission) = self.0.webhooks.admit(&delivery).await {
            // Of its own, so that a sender who goes away early can't keep what is stored from being announced.
            let shared = self.0.clone();
            let storing = tokio::spawn(async move {
                let stored = shared.inbox.append(delivery).await;
                drop(admission);
                stored
            });
            let failure = match storing.await {
                Ok(Ok(_)) => None,
                Ok(Err(error)) => Some(error.to_string()),
                Err(error) => Some(error.to_string()),
            };
            if let Some(error) = failure {
                warn!(error, "a delivery could not be stored");
                return (StatusCode::SERVICE_UNAVAILABLE, "It can't be stored now.\n").into_response();
            }
        }
        if forged {
            return (StatusCode::UNAUTHORIZED, "The signature does not fit this endpoint's secret.\n").into_response();
        }
        "ok\n".into_response()
    }

    fn addressed_to(&self, headers: &HeaderMap, uri: &Uri, peer: Peer) -> Addressed {
        let named = match (uri.host(), headers.get(header::HOST)) {
            (Some(host), _) => host.into(),
            (None, Some(host)) => String::from_utf8_lossy(host.as_bytes()),
            // HTTP/1.0; no web page can send it.
            (None, None) => return Addressed::Us,
        };
        let Some(host) = host_name(&named) else { return Addressed::Nobody };
        let allowed = self.0.allowed_hosts.read().unwrap_or_else(PoisonError::into_inner).clone();
        let local = peer.local.map(|address| address.ip());
        if hosts::is_ours(&host, local, &self.0.machine, &allowed) { Addressed::Us } else { Addressed::Other(host) }
    }
}

/// Whether a browser sent this for a web page. SeaTable's sender sets neither header.
fn is_cross_site(headers: &HeaderMap) -> bool {
    headers.contains_key(header::ORIGIN)
        || headers.get("sec-fetch-site").is_some_and(|site| !matches!(site.as_bytes(), b"none" | b"same-origin"))
}
