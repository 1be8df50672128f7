use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use hyper::{
    HeaderMap,
    header::{AGE, DATE},
};
use rowbell_dial::{Connection, Dialler};
use secrecy::SecretString;
use url::Url;

use super::{
    ApiError,
    call::{Call, call},
    rate::Tally,
};
use crate::{
    address::{self, AddressError},
    answer::Access,
};

/// Clocks less than this apart count as the same, in milliseconds.
const SAME_TIME_MS: i64 = 1_000;

/// How calls are made.
#[derive(Debug, Clone)]
pub struct Options {
    /// How the program calls itself, for example `Rowbell/0.1.0`.
    pub user_agent: String,
    /// How long reaching the server may take: name, connection, TLS. 10 seconds by default.
    pub connect_timeout: Duration,
    /// How long a call may take in all. 30 seconds by default.
    pub timeout: Duration,
    /// The longest answer that is read, in bytes. 64 MiB by default.
    pub largest_answer: usize,
    /// The HTTP proxy, `http://host:port`; none: the one that the environment or the system names.
    pub proxy: Option<String>,
    /// Certificates (DER) that count as authorities beside those of the system, for servers with their own.
    pub extra_roots: Vec<Vec<u8>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            user_agent: concat!("seatable-rust/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            largest_answer: 64 * 1024 * 1024,
            proxy: None,
            extra_roots: Vec::new(),
        }
    }
}

/// A SeaTable server. Clones are cheap.
#[derive(Debug, Clone)]
pub struct Server(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    address: String,
    url: Url,
    options: Options,
    dialler: Dialler,
    ahead_ms: AtomicI64,
}

impl Server {
    /// The server at this address: `cloud.seatable.io`, `https://example.com/`, `http://192.168.1.5:8080`. Without a
    /// scheme it is https; a path is kept; the address of a base or a row will do as well. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// If it is not an http(s) address.
    pub fn new(address: &str, options: Options) -> Result<Self, AddressError> {
        let address = address::server(address)?;
        let url = Url::parse(&address).map_err(|error| AddressError::NotAnAddress(error.to_string()))?;
        let dialler = Dialler::new(rowbell_dial::Options {
            timeout: options.connect_timeout,
            extra_roots: options.extra_roots.clone(),
            proxy: options.proxy.clone(),
        });
        Ok(Self(Arc::new(Inner { address, url, options, dialler, ahead_ms: AtomicI64::new(0) })))
    }

    /// Scheme, host, port if it is not the usual one, and path if there is one; no slash at the end.
    pub fn address(&self) -> &str {
        &self.0.address
    }

    /// How calls are made.
    pub fn options(&self) -> &Options {
        &self.0.options
    }

    /// Asks for access to the base that this API token is for (`GET /api/v2.1/dtable/app-access-token/`).
    ///
    /// # Errors
    ///
    /// [`ApiError::WrongToken`] if the token is none or was deleted; any other if the call fails.
    pub async fn connect(&self, api_token: &SecretString) -> Result<Access, ApiError> {
        let call_ = Call::get("/api/v2.1/dtable/app-access-token/".to_owned());
        let answer = call(self, &call_, api_token, &Tally::default()).await?;
        Ok(Access::read(&answer)?)
    }

    /// How far the server's clock is ahead of this machine's, in milliseconds, by its last answer: right to half a second
    /// and what an answer takes. Less than a second, which an answer is too coarse to tell, is 0.
    pub fn ahead_ms(&self) -> i64 {
        self.0.ahead_ms.load(Ordering::Relaxed)
    }

    /// Notes the server's clock: every answer has its time, in whole seconds, unless something between kept it.
    pub(super) fn note_clock(&self, headers: &HeaderMap) {
        if headers.contains_key(AGE) {
            return;
        }
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        let Some(date) = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok()) else { return };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_millis() as i64);
        // The middle of the second that the answer names.
        let ahead_ms = date.timestamp().as_millisecond() + 500 - now;
        let ahead_ms = if ahead_ms.abs() < SAME_TIME_MS { 0 } else { ahead_ms };
        self.0.ahead_ms.store(ahead_ms, Ordering::Relaxed);
    }

    /// The address of a path below the server's own.
    pub(crate) fn url(&self, path: &str) -> Result<Url, ApiError> {
        let wrong = |_| ApiError::Unreadable { reason: "the call has no proper address".to_owned() };
        Url::parse(&format!("{}{path}", self.0.address)).map_err(wrong)
    }

    pub(crate) async fn dial(&self, url: &Url) -> Result<Connection, ApiError> {
        Ok(self.0.dialler.dial(url).await?)
    }

    /// Where tokens may go: to the server itself, and to it by https where it is configured by http.
    pub(super) fn trusts(&self, url: &Url) -> bool {
        let own = &self.0.url;
        let same = url.scheme() == own.scheme() && url.port_or_known_default() == own.port_or_known_default();
        let upgraded =
            url.scheme() == "https" && own.scheme() == "http" && url.port().is_none() && own.port().is_none();
        url.host() == own.host() && (same || upgraded)
    }
}
