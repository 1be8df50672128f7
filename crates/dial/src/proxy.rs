//! HTTP proxies: which one a host is reached through, and the two ways through it: a tunnel, and requests that the proxy makes.

use hyper::{
    Request, Uri,
    client::conn::http1,
    header::{HOST, HeaderValue, PROXY_AUTHORIZATION},
};
use hyper_util::{
    client::proxy::matcher::{Intercept, Matcher},
    rt::TokioIo,
};
use tokio::net::TcpStream;
use url::{Host, Url};

use crate::{DialError, Hindrance, hosts::reach};

/// The proxies in force.
#[derive(Debug)]
pub(crate) struct Proxies(Matcher);

/// The way through a proxy to a host.
pub(crate) struct Way {
    proxy: Intercept,
    to: String,
}

/// A proxy that makes requests itself. It takes them with the whole address in their first line (RFC 9112, 3.2.2).
#[derive(Debug, Clone)]
pub struct Forwarder {
    /// Its host and port.
    pub name: String,
    /// What it wants to see in `Proxy-Authorization`.
    pub authorization: Option<HeaderValue>,
}

impl Proxies {
    pub(crate) fn new(set: Option<&str>) -> Self {
        Self(match set {
            Some(proxy) => Matcher::builder().all(proxy).build(),
            None => Matcher::from_system(),
        })
    }

    /// The way to a host, if it leads through a proxy. This computer itself is never behind one.
    pub(crate) fn for_host(&self, host: &Host<&str>, port: u16, tls: bool) -> Option<Way> {
        let here = match host {
            Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
            Host::Ipv4(ip) => ip.is_loopback(),
            Host::Ipv6(ip) => ip.is_loopback(),
        };
        if here {
            return None;
        }
        let scheme = if tls { "https" } else { "http" };
        let to = format!("{host}:{port}");
        let address: Uri = format!("{scheme}://{to}").parse().ok()?;
        Some(Way { proxy: self.0.intercept(&address)?, to })
    }
}

impl Way {
    /// What makes requests to the host.
    pub(crate) fn forwarder(&self) -> Forwarder {
        Forwarder { name: self.name(), authorization: self.proxy.basic_auth().cloned() }
    }

    /// A connection to the proxy.
    pub(crate) async fn reach(&self) -> Result<TcpStream, DialError> {
        let proxy = self.proxy.uri();
        let wrong =
            |reason: &str| DialError::because(Hindrance::Proxy, &format!("the proxy {}: {reason}", self.name()));
        if proxy.scheme_str() != Some("http") {
            return Err(wrong("its address does not begin with http://"));
        }
        let url = Url::parse(&proxy.to_string()).map_err(|error| wrong(&error.to_string()))?;
        let host = url.host().ok_or_else(|| wrong("its address has no host"))?;
        let reached = reach(&host, url.port_or_known_default().unwrap_or(80)).await;
        reached.map_err(|error| wrong(&format!("it can't be reached: {error}")))
    }

    /// A connection to the host itself, through the proxy.
    pub(crate) async fn tunnel(self) -> Result<TcpStream, DialError> {
        let stream = TokioIo::new(self.reach().await?);
        let broken = |error: hyper::Error| {
            DialError::because(Hindrance::Proxy, &format!("the proxy {} does not let through: {error}", self.name()))
        };
        let (sender, connection) = http1::handshake::<_, String>(stream).await.map_err(broken)?;
        let mut request = Request::connect(&self.to).header(HOST, &self.to);
        if let Some(authorization) = self.proxy.basic_auth() {
            request = request.header(PROXY_AUTHORIZATION, authorization);
        }
        let unfit = |_| DialError::no_network("the address does not fit into a request");
        let request = request.body(String::new()).map_err(unfit)?;
        let asked = async {
            // It ends with this, and the connection with it.
            let mut sender = sender;
            let answer = sender.send_request(request).await.map_err(broken)?;
            if !answer.status().is_success() {
                return Err(DialError::refused_by_proxy(&self.name(), answer.status()));
            }
            hyper::upgrade::on(answer).await.map_err(broken)
        };
        let (asked, _) = tokio::join!(asked, connection.with_upgrades());
        let early = || DialError::no_network("the server speaks before it is spoken to");
        let parts = asked?.downcast::<TokioIo<TcpStream>>().map_err(|_| early())?;
        if parts.read_buf.is_empty() { Ok(parts.io.into_inner()) } else { Err(early()) }
    }

    /// Without the password that is in its address.
    fn name(&self) -> String {
        self.proxy.uri().authority().map_or(String::new(), ToString::to_string)
    }
}
