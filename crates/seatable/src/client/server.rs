use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use hyper::{
    HeaderMap,
    header::{AGE, DATE},
};
use rowbell_dial::{Connection, Dialler, Forwarder};
use secrecy::SecretString;
use tokio::sync::OnceCell;
use url::Url;

use super::{
    ApiError,
    call::{Call, call, sent_on},
    rate::Tally,
};
use crate::{
    address::{self, AddressError},
    answer::Access,
};

/// Where an API token is given for access.
const ACCESS: &str = "/api/v2.1/dtable/app-access-token/";

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

/// An address, as text and read.
#[derive(Debug)]
struct Place {
    address: String,
    url: Url,
}

/// A SeaTable server. Clones are cheap.
#[derive(Debug, Clone)]
pub struct Server(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    given: Place,
    /// Its https address, if it redirects http to that.
    secure: OnceLock<Place>,
    settled: OnceCell<()>,
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
        let ahead_ms = AtomicI64::new(0);
        let (secure, settled) = (OnceLock::new(), OnceCell::new());
        Ok(Self(Arc::new(Inner { given: Place { address, url }, secure, settled, options, dialler, ahead_ms })))
    }

    /// Scheme, host, port if it is not the usual one, and path if there is one; no slash at the end. Of a server that was
    /// given by http and sends on to https, the latter once that is known: see [`Server::settle`].
    pub fn address(&self) -> &str {
        &self.place().address
    }

    fn place(&self) -> &Place {
        self.0.secure.get().unwrap_or(&self.0.given)
    }

    /// Finds out, without a token, whether a server that was given by http sends on to https: from then on it is asked there, by
    /// calls and by the realtime channel. Every call does so first, and it is asked once.
    ///
    /// # Errors
    ///
    /// [`ApiError::Redirected`] if it sends on to another server; any other if it can't be asked.
    pub async fn settle(&self) -> Result<(), ApiError> {
        if self.0.given.url.scheme() == "https" {
            return Ok(());
        }
        let settled = self.0.settled.get_or_try_init(async || {
            let Some(to) = sent_on(self, ACCESS).await? else { return Ok(()) };
            let own = &self.0.given.url;
            if to.host() == own.host() && to.scheme() == "https" {
                let path = own.path().trim_end_matches('/');
                let address = format!("{}{path}", to.origin().ascii_serialization());
                if let Ok(url) = Url::parse(&address) {
                    let _ = self.0.secure.set(Place { address, url });
                }
                return Ok(());
            }
            let to_origin = to.origin();
            if to_origin == own.origin() {
                Ok(())
            } else {
                Err(ApiError::Redirected { to: to_origin.ascii_serialization() })
            }
        });
        settled.await?;
        Ok(())
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
        let call_ = Call::get(ACCESS.to_owned());
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
        Url::parse(&format!("{}{path}", self.address())).map_err(wrong)
    }

    pub(crate) async fn dial(&self, url: &Url) -> Result<Connection, ApiError> {
        Ok(self.0.dialler.dial(url).await?)
    }

    pub(super) async fn dial_for_request(&self, url: &Url) -> Result<(Connection, Option<Forwarder>), ApiError> {
        Ok(self.0.dialler.dial_for_request(url).await?)
    }

    /// Where tokens may go: to the server itself.
    pub(super) fn trusts(&self, url: &Url) -> bool {
        url.origin() == self.place().url.origin()
    }
}
