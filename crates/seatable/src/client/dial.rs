//! From an address to a connection: name, TCP, TLS.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};

use futures_util::stream::{FuturesUnordered, StreamExt};
use rustls::{
    CertificateError, ClientConfig,
    crypto::ring,
    pki_types::{CertificateDer, ServerName},
};
use rustls_platform_verifier::Verifier;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpStream, lookup_host},
    time::{sleep, timeout},
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use url::{Host, Url};

use super::{ApiError, Options};

/// After so long without a connection the next of a host's addresses is tried too, as RFC 8305 has it.
const NEXT_ADDRESS: Duration = Duration::from_millis(250);

/// Addresses of one host that are tried.
const MOST_ADDRESSES: usize = 8;

/// How to reach servers, and the settings of TLS, which are made when the first https connection is.
#[derive(Debug, Default)]
pub(super) struct Dialler {
    tls: OnceLock<Arc<ClientConfig>>,
}

/// A connection, with or without TLS.
pub(crate) enum Connection {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Dialler {
    /// Connects to the address's host within the time for that.
    pub(super) async fn dial(&self, url: &Url, options: &Options) -> Result<Connection, ApiError> {
        timeout(options.connect_timeout, self.dial_slowly(url, options)).await.unwrap_or(Err(ApiError::TimedOut))
    }

    async fn dial_slowly(&self, url: &Url, options: &Options) -> Result<Connection, ApiError> {
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(ApiError::NoNetwork { reason: "the address has no host".to_owned() });
        };
        let tcp = reach(&host, port).await.map_err(|error| from_io(&error))?;
        // Every call is one small write.
        let _ = tcp.set_nodelay(true);
        if url.scheme() != "https" {
            return Ok(Connection::Plain(tcp));
        }
        let name = match host {
            Host::Domain(name) => ServerName::try_from(name.to_owned())
                .map_err(|_| ApiError::Certificate { reason: "no certificate can be for this host name".to_owned() })?,
            Host::Ipv4(ip) => ServerName::from(std::net::IpAddr::from(ip)),
            Host::Ipv6(ip) => ServerName::from(std::net::IpAddr::from(ip)),
        };
        let connector = TlsConnector::from(self.tls(options)?);
        let tls = connector.connect(name, tcp).await.map_err(|error| from_io(&error))?;
        Ok(Connection::Tls(Box::new(tls)))
    }

    fn tls(&self, options: &Options) -> Result<Arc<ClientConfig>, ApiError> {
        if let Some(tls) = self.tls.get() {
            return Ok(tls.clone());
        }
        let provider = Arc::new(ring::default_provider());
        let roots = options.extra_roots.iter().map(|der| CertificateDer::from(der.clone()));
        let verifier = Verifier::new_with_extra_roots(roots, provider.clone()).map_err(|error| from_tls(&error))?;
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| from_tls(&error))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        Ok(self.tls.get_or_init(|| Arc::new(config)).clone())
    }
}

/// The first of the host's addresses that answers.
async fn reach(host: &Host<&str>, port: u16) -> io::Result<TcpStream> {
    let addresses: Vec<SocketAddr> = match host {
        Host::Domain(name) => taking_turns(lookup_host((*name, port)).await?),
        Host::Ipv4(ip) => vec![(*ip, port).into()],
        Host::Ipv6(ip) => vec![(*ip, port).into()],
    };
    let mut attempts: FuturesUnordered<_> = (0..)
        .zip(addresses)
        .map(|(at, address)| async move {
            sleep(NEXT_ADDRESS * at).await;
            TcpStream::connect(address).await
        })
        .collect();
    let mut failed = io::Error::other("the host has no address");
    while let Some(attempt) = attempts.next().await {
        match attempt {
            Ok(stream) => return Ok(stream),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// The system's first family first, then one of each in turn, so that a family that leads nowhere costs little.
fn taking_turns(addresses: impl Iterator<Item = SocketAddr>) -> Vec<SocketAddr> {
    let addresses: Vec<SocketAddr> = addresses.take(4 * MOST_ADDRESSES).collect();
    let like_first = |address: &&SocketAddr| address.is_ipv4() == addresses.first().is_some_and(SocketAddr::is_ipv4);
    let (mut first, mut second) =
        (addresses.iter().filter(like_first), addresses.iter().filter(|address| !like_first(address)));
    let mut turns = Vec::new();
    loop {
        let pair = [first.next(), second.next()];
        turns.extend(pair.into_iter().flatten());
        if pair == [None, None] || turns.len() >= MOST_ADDRESSES {
            return turns;
        }
    }
}

/// What a failed connection means.
pub(crate) fn from_io(error: &io::Error) -> ApiError {
    if let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        return from_tls(tls);
    }
    match error.kind() {
        io::ErrorKind::TimedOut => ApiError::TimedOut,
        io::ErrorKind::UnexpectedEof => no_network("the connection was closed"),
        _ => no_network(&error.to_string()),
    }
}

fn no_network(reason: &str) -> ApiError {
    ApiError::NoNetwork { reason: reason.to_owned() }
}

fn unknown_issuer() -> String {
    "it is self-signed or from an authority unknown here".to_owned()
}

fn from_tls(error: &rustls::Error) -> ApiError {
    let reason = match error {
        rustls::Error::InvalidCertificate(error) => match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired".to_owned(),
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "it is not valid yet".to_owned()
            }
            CertificateError::Revoked => "it was revoked".to_owned(),
            CertificateError::UnknownIssuer => unknown_issuer(),
            CertificateError::BadSignature => "it is not signed by the authority that it names".to_owned(),
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "it is for another host name".to_owned()
            }
            // What `openssl req -x509` makes: an authority that vouches for itself. Known by its name alone.
            other if other.to_string().contains("CaUsedAsEndEntity") => unknown_issuer(),
            other => other.to_string(),
        },
        rustls::Error::NoCertificatesPresented => "it has none".to_owned(),
        rustls::Error::General(reason) => reason.clone(),
        rustls::Error::InvalidMessage(_) => {
            return no_network("it does not speak TLS there; perhaps its address begins with http://");
        }
        other => return no_network(&format!("TLS failed: {other}")),
    };
    ApiError::Certificate { reason }
}

impl AsyncRead for Connection {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Self::Tls(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(context),
            Self::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}
