//! From an address to a connection: the proxy that the system names, the host's addresses, TCP, and TLS with the authorities
//! that the system trusts.

mod connection;
mod error;
mod hosts;
mod names;
mod proxy;
mod trust;

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use rustls::{ClientConfig, crypto::ring, pki_types::ServerName};
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

pub use self::{
    connection::Connection,
    error::{DialError, Flaw, Hindrance},
    names::addresses,
    proxy::Forwarder,
};
use self::{
    hosts::reach,
    proxy::{Proxies, Way},
    trust::Trust,
};

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
    tls: Mutex<Option<Arc<ClientConfig>>>,
    proxies: OnceLock<Proxies>,
}

impl Dialler {
    /// One that works this way.
    pub fn new(options: Options) -> Self {
        Self { options, ..Self::default() }
    }

    /// Connects to an address's host; with TLS if it begins with `https` or `wss`. Through a proxy it is a tunnel.
    ///
    /// # Errors
    /// Why it can't be reached, or is not to be trusted.
    pub async fn dial(&self, url: &Url) -> Result<Connection, DialError> {
        let dialled = async {
            let to = To::of(url)?;
            let tcp = match self.way(&to) {
                Some(proxy) => proxy.tunnel().await?,
                None => to.reach().await?,
            };
            self.connected(tcp, &to).await
        };
        timeout(self.options.timeout, dialled).await.unwrap_or(Err(DialError::TimedOut))
    }

    /// Connects for a request. As [`Dialler::dial`], but where nothing is encrypted and there is a proxy, the connection is to the
    /// proxy, which makes the request: many let tunnels through to port 443 only.
    ///
    /// # Errors
    /// Why it can't be reached, or is not to be trusted.
    pub async fn dial_for_request(&self, url: &Url) -> Result<(Connection, Option<Forwarder>), DialError> {
        let to = To::of(url)?;
        let Some(proxy) = self.way(&to).filter(|_| !to.tls) else { return Ok((self.dial(url).await?, None)) };
        let tcp = timeout(self.options.timeout, proxy.reach()).await.unwrap_or(Err(DialError::TimedOut))?;
        Ok((self.connected(tcp, &to).await?, Some(proxy.forwarder())))
    }

    fn way(&self, to: &To<'_>) -> Option<Way> {
        let proxies = self.proxies.get_or_init(|| Proxies::new(self.options.proxy.as_deref()));
        proxies.for_host(&to.host, to.port, to.tls)
    }

    async fn connected(&self, tcp: TcpStream, to: &To<'_>) -> Result<Connection, DialError> {
        // Every call is one small write.
        let _ = tcp.set_nodelay(true);
        if !to.tls {
            return Ok(Connection::Plain(tcp));
        }
        let encrypted = self.encrypt(tcp, &to.host).await;
        if matches!(encrypted, Err(DialError::Certificate { .. })) {
            // The system's authorities are read again the next time: somebody may have added the right one.
            *self.tls.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        encrypted
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
        let mut tls = self.tls.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tls) = &*tls {
            return Ok(tls.clone());
        }
        let provider = Arc::new(ring::default_provider());
        let trust = Trust::new(&self.options.extra_roots, provider.clone());
        let trust = trust.map_err(|error| DialError::from_tls(&error))?;
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| DialError::from_tls(&error))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(trust))
            .with_no_client_auth();
        Ok(tls.insert(Arc::new(config)).clone())
    }
}

/// Where to connect to.
struct To<'a> {
    host: Host<&'a str>,
    port: u16,
    tls: bool,
}

impl<'a> To<'a> {
    fn of(url: &'a Url) -> Result<Self, DialError> {
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(DialError::no_network("the address has no host"));
        };
        Ok(Self { host, port, tls: matches!(url.scheme(), "https" | "wss") })
    }

    async fn reach(&self) -> Result<TcpStream, DialError> {
        reach(&self.host, self.port).await.map_err(|error| DialError::from_io(&error))
    }
}
