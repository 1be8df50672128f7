//! HTTP proxies: which one a host is reached through, and the tunnel through it.

use std::{
    future::Future,
    io,
    pin::Pin,
    task::{Context, Poll},
};

use hyper::Uri;
use hyper_util::{
    client::{
        legacy::connect::proxy::Tunnel,
        proxy::matcher::{Intercept, Matcher},
    },
    rt::TokioIo,
};
use tokio::net::TcpStream;
use tower_service::Service;
use url::{Host, Url};

use crate::{DialError, Hindrance, hosts::reach};

/// The proxies in force.
#[derive(Debug)]
pub(crate) struct Proxies(Matcher);

/// The way through a proxy to a host.
pub(crate) struct Way {
    proxy: Intercept,
    to: Uri,
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
        let to: Uri = format!("{scheme}://{host}:{port}").parse().ok()?;
        Some(Way { proxy: self.0.intercept(&to)?, to })
    }
}

impl Way {
    /// A connection to the host, through the proxy.
    pub(crate) async fn tunnel(self) -> Result<TcpStream, DialError> {
        let proxy = self.proxy.uri().clone();
        let name = proxy.authority().map_or(String::new(), ToString::to_string);
        if proxy.scheme_str() != Some("http") {
            let reason = format!("the proxy {proxy} is none that begins with http://");
            return Err(DialError::because(Hindrance::Proxy, &reason));
        }
        let mut tunnel = Tunnel::new(proxy, ToProxy);
        if let Some(auth) = self.proxy.basic_auth() {
            tunnel = tunnel.with_auth(auth.clone());
        }
        let connected = tunnel.call(self.to).await;
        let stream = connected.map_err(|error| {
            let why = std::error::Error::source(&error).map_or(error.to_string(), ToString::to_string);
            DialError::because(Hindrance::Proxy, &format!("the proxy {name} does not let through: {why}"))
        })?;
        Ok(stream.into_inner())
    }
}

/// Connects to a proxy.
#[derive(Clone)]
struct ToProxy;

impl Service<Uri> for ToProxy {
    type Response = TokioIo<TcpStream>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<TokioIo<TcpStream>>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, proxy: Uri) -> Self::Future {
        Box::pin(async move {
            let unfit = |_| io::Error::other("its address can't be read");
            let url = Url::parse(&proxy.to_string()).map_err(unfit)?;
            let host = url.host().ok_or_else(|| io::Error::other("its address has no host"))?;
            Ok(TokioIo::new(reach(&host, url.port_or_known_default().unwrap_or(80)).await?))
        })
    }
}
