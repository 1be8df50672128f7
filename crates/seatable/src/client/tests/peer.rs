//! A server on this computer that keeps what it was asked with a token, and answers as told.

//! A server on this computer that keeps what it was asked and answers as told.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, Response},
    serve::Listener,
};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// Method, path and query.
    pub(crate) line: String,
    headers: HeaderMap,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// What is answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn with(mut self, headers: &[(&str, &str)]) -> Self {
        self.headers.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self
    }
}

pub(crate) fn answer(status: u16, body: &str) -> Answer {
    Answer { status, headers: Vec::new(), body: body.as_bytes().to_vec() }
}

pub(crate) fn json_answer(body: &Value) -> Answer {
    answer(200, &body.to_string()).with(&[("content-type", "application/json")])
}

/// Ends with the test.
pub(crate) struct Peer {
    /// With scheme.
    pub(crate) address: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: JoinHandle<()>,
}

impl Peer {
    pub(crate) async fn start(answers: impl Fn(&Seen) -> Answer + Clone + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        Self::on(listener, address, answers)
    }

    pub(crate) fn on<L>(
        listener: L,
        address: String,
        answers: impl Fn(&Seen) -> Answer + Clone + Send + Sync + 'static,
    ) -> Self
    where
        L: Listener,
        L::Addr: std::fmt::Debug,
    {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = seen.clone();
        let answer = async move |request: Request| {
            let (parts, body) = request.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
            let line = format!("{} {}", parts.method, parts.uri);
            let seen = Seen { line, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() };
            let answer = answers(&seen);
            // Without a token it is only found out where the server is.
            if !seen.header("authorization").is_empty() {
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(seen);
            }
            let mut response = Response::new(Body::from(answer.body));
            *response.status_mut() = answer.status.try_into().expect("a status");
            for (name, value) in answer.headers {
                let name: axum::http::HeaderName = name.parse().expect("a name");
                response.headers_mut().insert(name, value.parse().expect("a value"));
            }
            response
        };
        let app = Router::new().fallback(answer);
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, app).await;
        });
        Self { address, seen, task }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.task.abort();
    }
}
