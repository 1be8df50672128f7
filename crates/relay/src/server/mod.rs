//! Listening: connections, what they may ask for, and how they end.

mod connect;
mod device;
mod ingest;
mod pages;
mod peers;
mod tls;

use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    extract::{ConnectInfo, Request},
    http::{HeaderValue, StatusCode, header},
    response::Response,
    routing::{any, get},
};
use hyper::server::conn::http1;
use hyper_util::service::TowerToHyperService;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    time::{Instant, sleep, timeout},
};
use tower::ServiceExt;

pub(crate) use self::connect::ENTERING;
use self::peers::Peers;
pub use self::tls::{Certificate, CertificateError};
use crate::relay::Relay;

/// How long a TLS handshake may take.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// How many bytes the system takes for a connection beyond those that are on their way.
#[cfg(target_os = "linux")]
const UNSENT: u32 = 64 * 1024;
/// How long an answer may take that is under way at the end.
const LAST_ANSWER: Duration = Duration::from_secs(5);
/// From when on an answer is a connection's last, unless it has become a device's.
const LIFE: Duration = Duration::from_secs(60);
/// How long that answer may take: a request's head, room for its body, the body, and storing it.
const LAST_OF_LIFE: Duration = Duration::from_secs(60);
/// The most connections that have not become a device's; more wait. Each slow one is cut off after its time.
pub const CONNECTIONS: usize = 4_000;
/// The most connections of one peer that have not become a device's.
const CONNECTIONS_OF_ONE: usize = 400;

/// Whom a connection is from.
#[derive(Clone, Copy)]
struct Peer {
    ip: IpAddr,
}

/// Serves a listener until the relay is to end, then lets what is under way finish. With a certificate, only over TLS.
pub async fn serve(relay: Arc<Relay>, listener: TcpListener, certificate: Option<Arc<Certificate>>) {
    let server = Server::new(relay, certificate);
    rowbell_accept::accept(listener, CONNECTIONS, &server.relay.ending, |stream, peer| {
        server.clone().connection(stream, peer.ip())
    })
    .await;
    server.relay.tasks.close();
    server.relay.tasks.wait().await;
}

/// Serves metrics at a listener of their own, until the relay is to end.
pub async fn serve_metrics(relay: Arc<Relay>, listener: TcpListener) {
    let ending = relay.ending.clone();
    let router = Router::new()
        .route("/metrics", get(pages::metrics))
        .route("/healthz", get(pages::health))
        .route("/readyz", get(pages::ready))
        .fallback(pages::nothing)
        .with_state(relay);
    let served = axum::serve(listener, router).with_graceful_shutdown(ending.cancelled_owned()).await;
    if let Err(error) = served {
        tracing::error!(%error, "metrics are not served any more");
    }
}

#[derive(Clone)]
struct Server {
    relay: Arc<Relay>,
    router: Router,
    http: http1::Builder,
    certificate: Option<Arc<Certificate>>,
    peers: Arc<Peers>,
}

impl Server {
    fn new(relay: Arc<Relay>, certificate: Option<Arc<Certificate>>) -> Self {
        let router = Router::new()
            .route("/in/{token}", any(ingest::post))
            .route("/in/{token}/", any(ingest::post))
            .route("/v1/connect", get(connect::connect))
            .route("/", get(pages::status))
            .route("/healthz", get(pages::health))
            .route("/readyz", get(pages::ready))
            .fallback(pages::nothing);
        let router = if relay.rules.metrics_apart { router } else { router.route("/metrics", get(pages::metrics)) };
        let router = router.with_state(Arc::clone(&relay)).layer(Extension(Peers::new(connect::ENTERING_OF_ONE)));
        Self { relay, router, http: rowbell_accept::http(), certificate, peers: Peers::new(CONNECTIONS_OF_ONE) }
    }

    async fn connection(self, stream: TcpStream, ip: IpAddr) {
        let Some(_counted) = self.peers.count(ip) else {
            return tracing::debug!("a connection is not taken: its peer has as many as it may have");
        };
        let _ = stream.set_nodelay(true);
        // Otherwise some megabytes would have to be taken before a slow device is seen to take anything.
        #[cfg(target_os = "linux")]
        let _ = socket2::SockRef::from(&stream).set_tcp_notsent_lowat(UNSENT);
        match &self.certificate {
            None => self.requests(stream, ip).await,
            Some(certificate) => match timeout(HANDSHAKE_TIME, certificate.acceptor().accept(stream)).await {
                Ok(Ok(stream)) => Box::pin(self.requests(stream, ip)).await,
                Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
                Err(_) => tracing::debug!("a TLS handshake took too long"),
            },
        }
    }

    /// Serves one connection to its end, or until some time after the relay is to end.
    async fn requests(&self, stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static, ip: IpAddr) {
        let began = Instant::now();
        let tell_peer = move |mut request: Request<_>| {
            request.extensions_mut().insert(ConnectInfo(Peer { ip }));
            request
        };
        // Said beforehand, because a sender may be in the middle of its next request when a connection is just closed.
        let end_of_life = move |mut response: Response| {
            if began.elapsed() >= LIFE && response.status() != StatusCode::SWITCHING_PROTOCOLS {
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            response
        };
        let router = self.router.clone().map_request(tell_peer).map_response(end_of_life);
        let service = TowerToHyperService::new(router);
        let ended = tokio::select! {
            ended = rowbell_accept::serve_http(&self.http, stream, service, &self.relay.ending, LAST_ANSWER) => ended,
            // Who goes on asking, or does not take its answers.
            () = sleep(LIFE + LAST_OF_LIFE) => return tracing::debug!("a connection was cut off after its time"),
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

#[cfg(test)]
mod tests;
