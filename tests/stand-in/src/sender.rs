//! The webhook sender, as `dtable_events/webhook/webhook.py` is (known): two workers over a queue in memory, Python's
//! `requests` with a timeout of 30 seconds, and nothing is ever sent again.

use std::{sync::Arc, time::Duration};

use axum::{body::Bytes, http::HeaderValue};
use hmac::{Hmac, KeyInit, Mac};
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, Response, body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use sha2::Sha256;
use tokio::{
    net::TcpStream,
    sync::{Mutex, mpsc::UnboundedReceiver},
    task::JoinSet,
    time::timeout,
};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::{
    hooks::Webhook,
    shared::{Shared, lock},
};

/// How many failures without a success between disable a webhook.
const TOO_MANY: u32 = 5;
const WORKERS: usize = 2;

/// A body on its way, with all that the webhook said when it was queued.
#[derive(Debug)]
pub(crate) struct Job {
    base: String,
    webhook: u64,
    url: String,
    signature: Option<String>,
    body: Bytes,
}

impl Job {
    pub(crate) fn new(base: &str, webhook: &Webhook, body: &[u8]) -> Self {
        Self {
            base: base.to_owned(),
            webhook: webhook.id,
            url: webhook.url.clone(),
            signature: webhook.secret().map(|secret| sign(secret, body)),
            body: Bytes::copy_from_slice(body),
        }
    }
}

/// `sha256=` and the HMAC of a body.
pub(crate) fn sign(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key will do");
    mac.update(body);
    mac.finalize().into_bytes().iter().fold("sha256=".to_owned(), |text, byte| text + &format!("{byte:02x}"))
}

/// A body that was sent, or was to be.
#[derive(Clone, Debug, Serialize)]
pub struct Sent {
    /// The webhook's number.
    pub webhook: u64,
    /// Where it went.
    pub url: String,
    /// The body.
    pub body: String,
    /// The answer's status.
    pub status: Option<u16>,
    /// Why there was no answer, as Python calls it.
    pub error: Option<String>,
}

/// Why there was no answer.
#[derive(Debug)]
enum Failure {
    /// The connection stood, and no answer came in time: counted, as an answer that is not 2xx.
    ReadTimeout,
    /// Anything else disables the webhook at once.
    Other(String),
}

/// Works until it is cancelled.
pub(crate) async fn work(shared: Arc<Shared>, jobs: UnboundedReceiver<Job>, stop: CancellationToken) {
    let jobs = Arc::new(Mutex::new(jobs));
    let mut workers = JoinSet::new();
    for _ in 0..WORKERS {
        let (shared, jobs) = (Arc::clone(&shared), Arc::clone(&jobs));
        workers.spawn(async move {
            loop {
                let Some(job) = jobs.lock().await.recv().await else { break };
                let result = post(&job, shared.options.webhook_timeout).await;
                settle(&shared, &job, result);
            }
        });
    }
    stop.cancelled().await;
}

/// What an answer does to the webhook.
fn settle(shared: &Shared, job: &Job, result: Result<u16, Failure>) {
    shared.with_webhook(&job.base, job.webhook, |webhook| match &result {
        Ok(200..300) => webhook.errors = 0,
        Ok(_) | Err(Failure::ReadTimeout) => {
            webhook.errors += 1;
            if webhook.errors >= TOO_MANY {
                webhook.is_valid = false;
                webhook.errors = 0;
            }
        }
        Err(Failure::Other(_)) => webhook.is_valid = false,
    });
    let (status, error) = match result {
        Ok(status) => (Some(status), None),
        Err(Failure::ReadTimeout) => (None, Some("ReadTimeout".to_owned())),
        Err(Failure::Other(error)) => (None, Some(error)),
    };
    let body = String::from_utf8_lossy(&job.body).into_owned();
    lock(&shared.sent).push(Sent { webhook: job.webhook, url: job.url.clone(), body, status, error });
}

fn other(kind: &str, error: impl ToString) -> Failure {
    Failure::Other(format!("{kind}: {}", error.to_string()))
}

/// `requests.post`, redirects included: 301, 302 and 303 become a GET without a body.
async fn post(job: &Job, limit: Duration) -> Result<u16, Failure> {
    let mut url = Url::parse(&job.url).map_err(|error| other("InvalidURL", error))?;
    let (mut method, mut body) = (Method::POST, Some(job.body.clone()));
    for _ in 0..=30 {
        let answer = exchange(&url, &method, body.clone(), job.signature.as_deref(), limit).await?;
        let location = answer.headers().get("location").and_then(|location| location.to_str().ok());
        match (answer.status().as_u16(), location) {
            (301..=303, Some(location)) => {
                url = url.join(location).map_err(|error| other("InvalidURL", error))?;
                (method, body) = (Method::GET, None);
            }
            (307 | 308, Some(location)) => url = url.join(location).map_err(|error| other("InvalidURL", error))?,
            (status, _) => return Ok(status),
        }
    }
    Err(other("TooManyRedirects", "exceeded 30 redirects"))
}

async fn exchange(
    url: &Url,
    method: &Method,
    body: Option<Bytes>,
    signature: Option<&str>,
    limit: Duration,
) -> Result<Response<()>, Failure> {
    if url.scheme() != "http" {
        // It has no list of authorities, so no certificate is good.
        return Err(other("SSLError", "certificate verify failed"));
    }
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return Err(other("InvalidURL", "no host supplied"));
    };
    let address = format!("{host}:{port}");
    let stream = timeout(limit, TcpStream::connect(&address))
        .await
        .map_err(|error| other("ConnectTimeout", error))?
        .map_err(|error| other("ConnectionError", error))?;
    let (mut send, connection) = http1::Builder::new()
        .title_case_headers(true)
        .handshake::<_, Full<Bytes>>(TokioIo::new(stream))
        .await
        .map_err(|error| other("ConnectionError", error))?;
    let mut driver = JoinSet::new();
    driver.spawn(connection);

    let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let authority = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", authority)
        .header("user-agent", "python-requests/2.28.1")
        .header("accept-encoding", "gzip, deflate")
        .header("accept", "*/*")
        .header("connection", "keep-alive");
    if let Some(signature) = signature {
        request = request.header("x-seatable-signature", signature);
    }
    if let Some(body) = &body {
        request = request
            .header("content-length", body.len())
            .header("content-type", HeaderValue::from_static("application/json"));
    }
    let request = request.body(Full::new(body.unwrap_or_default())).map_err(|error| other("InvalidURL", error))?;
    let answer: Response<Incoming> = timeout(limit, send.send_request(request))
        .await
        .map_err(|_| Failure::ReadTimeout)?
        .map_err(|error| other("ConnectionError", error))?;
    let (parts, mut body) = answer.into_parts();
    loop {
        match timeout(limit, body.frame()).await {
            // While the body is read, requests calls a timeout a ConnectionError.
            Err(_) => return Err(other("ConnectionError", "read timed out")),
            Ok(Some(Err(error))) => return Err(other("ChunkedEncodingError", error)),
            Ok(Some(Ok(_))) => {}
            Ok(None) => return Ok(Response::from_parts(parts, ())),
        }
    }
}
