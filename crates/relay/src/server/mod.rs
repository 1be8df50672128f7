//! The HTTP server: connections, what they may ask for, and how they end.

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
    routing::{any, get},
};
use hyper_util::service::TowerToHyperService;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tower::ServiceExt;

pub(crate) use self::connect::MAX_HANDSHAKES;
use self::peers::PeerLimit;
pub use self::tls::{Certificate, CertificateError};
use crate::relay::Relay;

/// How long a TLS handshake may take.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// How many bytes the system accepts for a connection beyond those that are on their way.
#[cfg(target_os = "linux")]
const UNSENT: u32 = 64 * 1024;
/// The most connections that have not become a device's; further ones wait. Slow ones are cut off after a time.
pub const MAX_CONNECTIONS: usize = 4_000;
/// The most connections of one peer that have not become a device's.
const MAX_CONNECTIONS_OF_PEER: usize = 400;

/// Where a connection comes from.
#[derive(Clone, Copy)]
struct Peer {
    ip: IpAddr,
}

/// Serves a listener until the relay ends, then lets what is under way finish. With a certificate, only over TLS.
pub async fn serve(relay: Arc<Relay>, listener: TcpListener, certificate: Option<Arc<Certificate>>) {
    let server = Server::new(relay, certificate);
    rowbell_accept::accept(listener, MAX_CONNECTIONS, &server.relay.ending, |stream, peer| {
        server.clone().connection(stream, peer.ip())
    })
    .await;
    server.relay.tasks.close();
    server.relay.tasks.wait().await;
}

/// Serves metrics on a listener of their own, until the relay ends.
pub async fn serve_metrics(relay: Arc<Relay>, listener: TcpListener) {
    let ending = relay.ending.clone();
    let router = Router::new()
        .route("/metrics", get(pages::metrics))
        .route("/healthz", get(pages::health))
        .route("/readyz", get(pages::ready))
        .fallback(pages::not_found)
        .with_state(relay);
    let served = axum::serve(listener, router).with_graceful_shutdown(ending.cancelled_owned()).await;
    if let Err(error) = served {
        tracing::error!(%error, "metrics are no longer served");
    }
}

#[derive(Clone)]
struct Server {
    relay: Arc<Relay>,
    router: Router,
    certificate: Option<Arc<Certificate>>,
    connections: Arc<PeerLimit>,
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
            .fallback(pages::not_found);
        let router =
            if relay.options.separate_metrics { router } else { router.route("/metrics", get(pages::metrics)) };
        let router =
            router.with_state(Arc::clone(&relay)).layer(Extension(PeerLimit::new(connect::MAX_HANDSHAKES_OF_PEER)));
        Self { relay, router, certificate, connections: PeerLimit::new(MAX_CONNECTIONS_OF_PEER) }
    }

    async fn connection(self, stream: TcpStream, ip: IpAddr) {
        let Some(_permit) = self.connections.acquire(ip) else {
            return tracing::debug!("a connection is refused: its peer has as many as it may have");
        };
        // Otherwise the system would buffer some megabytes before it is noticed that a slow device accepts nothing.
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

    /// Serves one connection to its end, or until shortly after the relay ends.
    async fn requests(&self, stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static, ip: IpAddr) {
        let add_peer = move |mut request: Request<_>| {
            request.extensions_mut().insert(ConnectInfo(Peer { ip }));
            request
        };
        let service = TowerToHyperService::new(self.router.clone().map_request(add_peer));
        rowbell_accept::serve_http(stream, service, &self.relay.ending).await;
    }
}

#[cfg(test)]
mod tests;
