//! Engine.IO by plain requests, for ways that let no WebSocket through: one request waits for packets until there are some, and
//! others bring ours (`docs/` of the public `socketio/engine.io-protocol`, HTTP long-polling).

use std::collections::VecDeque;

use futures_util::{FutureExt, future::BoxFuture};
use http_body_util::Full;
use hyper::{
    HeaderMap, Method, Request, StatusCode,
    body::Bytes,
    header::{CONTENT_TYPE, COOKIE, HeaderValue, SET_COOKIE},
};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::{
    RealtimeError,
    packet::{self, CLOSE, Open, PONG, Packet},
    socket::LONGEST,
};
use crate::client::{
    ApiError, Server,
    call::{exchange, refusal, unfit},
};

/// Stands between packets of one answer.
const SEPARATOR: char = '\u{1e}';

type Answering = BoxFuture<'static, Result<String, RealtimeError>>;

pub(super) struct Polling {
    asking: Asking,
    open: Open,
    /// When the connection counts as dead unless something comes.
    dead_at: Instant,
    arrived: VecDeque<String>,
    /// What is to be sent.
    outbox: Vec<String>,
    /// The requests under way are kept here, because the future that waits for them may be dropped.
    getting: Option<Answering>,
    posting: Option<Answering>,
}

/// What each request needs.
#[derive(Clone)]
struct Asking {
    server: Server,
    url: Url,
    /// Those that a balancer sets, so that all requests get to the same machine.
    cookies: Option<HeaderValue>,
}

impl Polling {
    /// Begins, with the server's greeting.
    pub(super) async fn connect(server: &Server, path: &str) -> Result<Self, RealtimeError> {
        let asking = Asking { server: server.clone(), url: server.url(path)?, cookies: None };
        let (headers, greeting) = asking.ask(None).await?;
        let mut packets = greeting.split(SEPARATOR);
        let first = packets.next().unwrap_or_default();
        let Ok(Packet::Open(open)) = packet::read(first) else { return Err(RealtimeError::NoWebSocket) };
        let mut url = asking.url;
        url.query_pairs_mut().append_pair("sid", &open.sid);
        let arrived = packets.map(str::to_owned).collect();
        Ok(Self {
            asking: Asking { url, cookies: cookies(&headers), ..asking },
            dead_at: Instant::now() + open.silence,
            open,
            arrived,
            outbox: Vec::new(),
            getting: None,
            posting: None,
        })
    }

    pub(super) async fn send(&mut self, text: String) -> Result<(), RealtimeError> {
        self.outbox.push(text);
        while self.posting.is_some() || !self.outbox.is_empty() {
            timeout_at(self.dead_at, posted(&mut self.posting, &mut self.outbox, &self.asking))
                .await
                .map_err(|_| RealtimeError::Lost)??;
        }
        Ok(())
    }

    pub(super) async fn close(&mut self) -> Result<(), RealtimeError> {
        self.getting = None;
        self.send(CLOSE.to_owned()).await
    }

    /// The next packet. Pings are answered here, and any sign of life puts off the end. May be dropped at any point.
    pub(super) async fn next(&mut self) -> Result<Packet, RealtimeError> {
        loop {
            while let Some(text) = self.arrived.pop_front() {
                match packet::read(&text)? {
                    Packet::Ping => self.outbox.push(PONG.to_owned()),
                    packet => return Ok(packet),
                }
            }
            let getting = self.getting.get_or_insert_with(|| self.asking.clone().get().boxed());
            let waits_to_post = self.posting.is_some() || !self.outbox.is_empty();
            let got = async {
                tokio::select! {
                    got = getting => got.map(Some),
                    posted = posted(&mut self.posting, &mut self.outbox, &self.asking), if waits_to_post => posted.map(|()| None),
                }
            };
            let Some(packets) = timeout_at(self.dead_at, got).await.map_err(|_| RealtimeError::Lost)?? else {
                continue;
            };
            self.getting = None;
            self.dead_at = Instant::now() + self.open.silence;
            self.arrived.extend(packets.split(SEPARATOR).filter(|text| !text.is_empty()).map(str::to_owned));
        }
    }
}

/// Resolves once what was to be sent has been sent, or the part of it that was already under way.
async fn posted(
    posting: &mut Option<Answering>,
    outbox: &mut Vec<String>,
    asking: &Asking,
) -> Result<(), RealtimeError> {
    let under_way = posting.get_or_insert_with(|| {
        let packets = std::mem::take(outbox).join(&SEPARATOR.to_string());
        asking.clone().post(packets).boxed()
    });
    let posted = under_way.await;
    *posting = None;
    posted.map(drop)
}

impl Asking {
    async fn get(self) -> Result<String, RealtimeError> {
        self.ask(None).await.map(|(_, packets)| packets).map_err(ended)
    }

    async fn post(self, packets: String) -> Result<String, RealtimeError> {
        self.ask(Some(packets)).await.map(|(_, answer)| answer).map_err(ended)
    }

    async fn ask(&self, packets: Option<String>) -> Result<(HeaderMap, String), RealtimeError> {
        let method = if packets.is_some() { Method::POST } else { Method::GET };
        let mut request = Request::builder().method(method);
        if packets.is_some() {
            request = request.header(CONTENT_TYPE, "text/plain;charset=UTF-8");
        }
        if let Some(cookies) = &self.cookies {
            request = request.header(COOKIE, cookies);
        }
        let request = request.body(Full::new(Bytes::from(packets.unwrap_or_default()))).map_err(unfit)?;
        let (status, headers, body) = exchange(&self.server, &self.url, request, LONGEST).await?;
        match status {
            status if status.is_success() => Ok((headers, body)),
            // Engine.IO's own: it does not have this transport, or does not know the session (any more).
            StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND => Err(RealtimeError::NoWebSocket),
            status => Err(refusal(status, &headers, &body).into()),
        }
    }
}

/// Why a session that had begun is over.
fn ended(error: RealtimeError) -> RealtimeError {
    match error {
        RealtimeError::NoWebSocket => RealtimeError::Closed,
        RealtimeError::Connect(ApiError::TimedOut) => RealtimeError::Lost,
        other => other,
    }
}

/// The cookies that were set, as they are sent back.
fn cookies(headers: &HeaderMap) -> Option<HeaderValue> {
    let set = headers.get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
    let cookies: Vec<_> = set.collect();
    HeaderValue::from_str(&cookies.join("; ")).ok().filter(|_| !cookies.is_empty())
}
