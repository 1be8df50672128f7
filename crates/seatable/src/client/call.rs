//! One call: request, redirects within the server, status, body.

use std::{error::Error, pin::pin, time::Duration};

use futures_util::future::{Either, select};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    client::conn::http1,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue, LOCATION, PROXY_AUTHORIZATION, USER_AGENT},
};
use hyper_util::rt::TokioIo;
use rowbell_dial::DialError;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::time::timeout;
use url::{Position, Url};

use super::{
    ApiError, RateLimit, Server,
    rate::{Tally, number},
};

/// Redirects that are followed, all within the server.
const MOST_REDIRECTS: usize = 3;

/// A server's own words are cut after this many characters.
const LONGEST_REASON: usize = 200;

/// Waiting longer than a day is not what a server can mean.
const LONGEST_WAIT: u64 = 24 * 60 * 60;

/// What is asked for.
pub(super) struct Call {
    method: Method,
    /// Path and query below the server's address.
    path: String,
    body: Option<(&'static str, String)>,
}

impl Call {
    pub(super) fn get(path: String) -> Self {
        Self { method: Method::GET, path, body: None }
    }

    pub(super) fn delete(path: String) -> Self {
        Self { method: Method::DELETE, path, body: None }
    }

    pub(super) fn post_json(path: String, body: &Value) -> Self {
        Self { method: Method::POST, path, body: Some(("application/json", body.to_string())) }
    }

    /// A form, as the endpoints for webhooks take it (`request.POST` in `seahub/api2/endpoints/webhook.py`).
    pub(super) fn form(method: Method, path: String, fields: &[(&str, &str)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Self { method, path, body: Some(("application/x-www-form-urlencoded", body)) }
    }
}

/// Makes the call and answers with the body of a 2xx.
pub(super) async fn call(
    server: &Server,
    call: &Call,
    token: &SecretString,
    tally: &Tally,
) -> Result<String, ApiError> {
    let call = follow(server, call, token, tally);
    timeout(server.options().timeout, call).await.unwrap_or(Err(ApiError::TimedOut))
}

async fn follow(server: &Server, call: &Call, token: &SecretString, tally: &Tally) -> Result<String, ApiError> {
    server.settle().await?;
    let mut url = server.url(&call.path)?;
    for _ in 0..=MOST_REDIRECTS {
        tally.call();
        let limit = server.options().largest_answer;
        let (status, headers, body) = exchange(server, &url, request(call, token)?, limit).await?;
        tally.answer(RateLimit::read(&headers));
        if !status.is_redirection() {
            return answered(status, &headers, body);
        }
        let to = redirected(&url, &headers).ok_or(ApiError::OldServer)?;
        if !server.trusts(&to) || call.method != Method::GET {
            return Err(ApiError::Redirected { to: to.origin().ascii_serialization() });
        }
        url = to;
    }
    Err(ApiError::OldServer)
}

/// Where a server redirects a request for this path without a token; none if it does not.
pub(super) async fn sent_on(server: &Server, path: &str) -> Result<Option<Url>, ApiError> {
    let url = server.url(path)?;
    let request = Request::builder().body(Full::default()).map_err(unfit)?;
    // Whatever else it says does not matter here.
    match exchange(server, &url, request, LONGEST_REASON).await {
        Ok((status, headers, _)) if status.is_redirection() => Ok(redirected(&url, &headers)),
        Ok(_) | Err(ApiError::TooLarge { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn redirected(from: &Url, headers: &HeaderMap) -> Option<Url> {
    headers.get(LOCATION).and_then(|to| to.to_str().ok()).and_then(|to| from.join(to).ok())
}

/// One request on a connection of its own: calls are few, and a connection that is kept is dead after a sleep without
/// anybody noticing.
pub(crate) async fn exchange(
    server: &Server,
    url: &Url,
    mut request: Request<Full<Bytes>>,
    most: usize,
) -> Result<(StatusCode, HeaderMap, String), ApiError> {
    let (stream, proxy) = server.dial_for_request(url).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| from_http(&error))?;
    let begin = if proxy.is_some() { Position::BeforeScheme } else { Position::BeforePath };
    *request.uri_mut() = url[begin..Position::AfterQuery].parse().map_err(|_| unfit(()))?;
    let headers = request.headers_mut();
    let value = |text: &str| HeaderValue::from_str(text).map_err(|_| unfit(()));
    headers.insert(HOST, value(&url[Position::BeforeHost..Position::AfterPort])?);
    headers.insert(USER_AGENT, value(&server.options().user_agent)?);
    if let Some(authorization) = proxy.as_ref().and_then(|proxy| proxy.authorization.clone()) {
        headers.insert(PROXY_AUTHORIZATION, authorization);
    }
    let exchange = async move {
        let answer = sender.send_request(request).await.map_err(|error| from_http(&error))?;
        if answer.status().is_success() {
            server.note_clock(answer.headers());
        }
        body(answer, most).await
    };
    // The connection is driven here, so that nothing goes on when the call is dropped.
    let answer = match select(pin!(exchange), pin!(connection)).await {
        Either::Left((answer, _)) => answer,
        Either::Right((_, exchange)) => exchange.await,
    };
    let (status, headers, body) = answer?;
    match proxy {
        Some(proxy) if is_of_proxy(status, &headers) => Err(DialError::refused_by_proxy(&proxy.name, status).into()),
        _ => Ok((status, headers, body)),
    }
}

/// Whether a refusal is that of a proxy which was to make the request: 407 always is; squid says so, and others by RFC 9209.
fn is_of_proxy(status: StatusCode, headers: &HeaderMap) -> bool {
    let says_so = headers.contains_key("x-squid-error") || headers.contains_key("proxy-status");
    status == StatusCode::PROXY_AUTHENTICATION_REQUIRED || (says_so && !status.is_success())
}

fn request(call: &Call, token: &SecretString) -> Result<Request<Full<Bytes>>, ApiError> {
    // A token that no header can hold is none.
    let mut authorization =
        HeaderValue::try_from(format!("Token {}", token.expose_secret().trim())).map_err(|_| ApiError::WrongToken)?;
    authorization.set_sensitive(true);
    let mut request = Request::builder()
        .method(call.method.clone())
        .header(ACCEPT, "application/json")
        .header(AUTHORIZATION, authorization);
    let mut body = Bytes::new();
    if let Some((kind, text)) = &call.body {
        request = request.header(CONTENT_TYPE, *kind);
        body = Bytes::from(text.clone());
    }
    request.body(Full::new(body)).map_err(unfit)
}

pub(crate) fn unfit<E>(_: E) -> ApiError {
    ApiError::Unreadable { reason: "the call cannot be put into a request".to_owned() }
}

async fn body(answer: Response<Incoming>, most: usize) -> Result<(StatusCode, HeaderMap, String), ApiError> {
    let (parts, body) = answer.into_parts();
    // What is too long for an error is as good as none.
    let collected = match Limited::new(body, most).collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.downcast_ref::<LengthLimitError>().is_some() => {
            if parts.status.is_success() {
                return Err(ApiError::TooLarge { most });
            }
            Bytes::new()
        }
        Err(error) => return Err(from_chain(&*error)),
    };
    Ok((parts.status, parts.headers, String::from_utf8_lossy(&collected).into_owned()))
}

fn from_http(error: &hyper::Error) -> ApiError {
    if error.is_parse() {
        return ApiError::OldServer;
    }
    from_chain(error)
}

/// The reason of a connection that broke off.
fn from_chain(error: &(dyn Error + 'static)) -> ApiError {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<std::io::Error>() {
            return DialError::from_io(error).into();
        }
        cause = error.source();
    }
    DialError::no_network("the connection broke off").into()
}

/// What a final answer means.
fn answered(status: StatusCode, headers: &HeaderMap, body: String) -> Result<String, ApiError> {
    if !status.is_success() {
        return Err(refusal(status, headers, &body));
    }
    // A page where data should be is another program's, or a proxy's.
    if body.trim_start().starts_with('<') {
        return Err(ApiError::OldServer);
    }
    Ok(body)
}

/// What an answer other than 2xx means.
pub(crate) fn refusal(status: StatusCode, headers: &HeaderMap, body: &str) -> ApiError {
    let start = body.trim_start();
    match status.as_u16() {
        401 => ApiError::WrongToken,
        // The old dtable-server refuses expired tokens this way.
        403 if body.len() < 1_000 && body.to_ascii_lowercase().contains("token expired") => ApiError::WrongToken,
        403 => ApiError::NotAllowed,
        // Servers name what they do not find; routers and web servers do not know the path at all.
        404 if start.is_empty() || start.starts_with('<') || start.starts_with("404 page not found") => {
            ApiError::OldServer
        }
        404 => ApiError::NotFound,
        405 | 501 => ApiError::OldServer,
        408 | 504 => ApiError::TimedOut,
        429 => {
            let rate = RateLimit::read(headers);
            let wait = number(headers, "retry-after").or(rate.reset).filter(|seconds| *seconds <= LONGEST_WAIT);
            ApiError::TooMany {
                retry_after: wait.map(Duration::from_secs),
                limit: rate.limit,
                remaining: rate.remaining,
            }
        }
        300..=399 => ApiError::OldServer,
        status @ 400..=499 => ApiError::Refused { status, reason: reason(body) },
        status => ApiError::Server { status },
    }
}

/// The server's own words: `{"error_msg": …}` (dtable-server and dtable-web), `{"detail": …}` (Django), or plain text.
pub(super) fn reason(body: &str) -> String {
    let start = body.trim_start();
    let json: Option<Value> = if body.len() < 100_000 { serde_json::from_str(body).ok() } else { None };
    let named = json.as_ref().and_then(|json| {
        let fields = ["error_msg", "error_message", "detail", "message"];
        fields.iter().find_map(|field| json.get(*field)?.as_str())
    });
    let text = match named {
        Some(text) => text,
        None if json.is_some() || start.is_empty() || start.starts_with('<') => "no reason given",
        None => start,
    };
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_REASON).collect()
}
