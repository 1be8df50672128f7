//! From an address to a connection: the proxy that the system names, the host's addresses, TCP, and TLS with the authorities
//! that the system trusts.

mod connection;
mod error;
mod hosts;
mod names;
mod proxy;

use std::{
    net::IpAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use rustls::{
    ClientConfig,
    crypto::ring,
    pki_types::{CertificateDer, ServerName},
};
use rustls_platform_verifier::Verifier;
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

pub use self::{
    connection::Connection,
    error::{DialError, Flaw, Hindrance},
    names::addresses,
};
use self::{hosts::reach, proxy::Proxies};

/// How to reach servers.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long reaching a server may take: proxy, name, TCP and TLS. 10 seconds by default.
    pub timeout: Duration,
    /// Certificates (DER) that count as authorities beside those of the system.
    pub extra_roots: Vec<Vec<u8>>,
    /// The HTTP proxy, `http://host:port`; none: the one that the environment (`HTTPS_PROXY`, `NO_PROXY`) or the system names.
    pub proxy: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(10), extra_roots: Vec::new(), proxy: None }
    }
}

/// Reaches servers. What TLS and proxies need is read when it is needed first.
#[derive(Debug, Default)]
pub struct Dialler {
    options: Options,
    tls: OnceLock<Arc<ClientConfig>>,
    proxies: OnceLock<Proxies>,
}

impl Dialler {
    /// One that works this way.
    pub fn new(options: Options) -> Self {
        Self { options, ..Self::default() }
    }

    /// Connects to an address's host; with TLS if it begins with `https` or `wss`.
    ///
    /// # Errors
    /// Why it can't be reached, or is not to be trusted.
    pub async fn dial(&self, url: &Url) -> Result<Connection, DialError> {
        timeout(self.options.timeout, self.dial_slowly(url)).await.unwrap_or(Err(DialError::TimedOut))
    }

    async fn dial_slowly(&self, url: &Url) -> Result<Connection, DialError> {
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(DialError::no_network("the address has no host"));
        };
        let tls = matches!(url.scheme(), "https" | "wss");
        let proxies = self.proxies.get_or_init(|| Proxies::new(self.options.proxy.as_deref()));
        let tcp = match proxies.for_host(&host, port, tls) {
            Some(proxy) => proxy.tunnel().await?,
            None => reach(&host, port).await.map_err(|error| DialError::from_io(&error))?,
        };
        // Every call is one small write.
        let _ = tcp.set_nodelay(true);
        if tls { self.encrypt(tcp, &host).await } else { Ok(Connection::Plain(tcp)) }
    }

    async fn encrypt(&self, tcp: TcpStream, host: &Host<&str>) -> Result<Connection, DialError> {
        let name = match host {
            Host::Domain(name) => ServerName::try_from((*name).to_owned()).map_err(|_| DialError::Certificate {
                flaw: Flaw::Name,
                reason: "no certificate can be for this host name".to_owned(),
            })?,
            Host::Ipv4(ip) => ServerName::from(IpAddr::from(*ip)),
            Host::Ipv6(ip) => ServerName::from(IpAddr::from(*ip)),
        };
        let connector = TlsConnector::from(self.tls()?);
        let tls = connector.connect(name, tcp).await.map_err(|error| DialError::from_io(&error))?;
        Ok(Connection::Tls(Box::new(tls)))
    }

    fn tls(&self) -> Result<Arc<ClientConfig>, DialError> {
        if let Some(tls) = self.tls.get() {
            return Ok(tls.clone());
        }
        let provider = Arc::new(ring::default_provider());
        let roots = self.options.extra_roots.iter().map(|der| CertificateDer::from(der.clone()));
        let verifier =
            Verifier::new_with_extra_roots(roots, provider.clone()).map_err(|error| DialError::from_tls(&error))?;
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| DialError::from_tls(&error))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        Ok(self.tls.get_or_init(|| Arc::new(config)).clone())
    }
}
