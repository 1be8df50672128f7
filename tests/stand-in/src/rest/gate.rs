//! What every call passes: faults, limits, and the count.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header::DATE},
    middleware::Next,
    response::{IntoResponse, Response},
};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};
use serde_json::json;

use crate::{
    Call,
    shared::{Shared, lock, now_ms},
};

/// Lets a call pass, or not.
pub(super) async fn pass(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let (method, uri) = (request.method().to_string(), request.uri().clone());
    let faults = lock(&shared.faults).clone();
    if faults.slow_ms > 0 {
        tokio::time::sleep(faults.delay()).await;
    }
    let mut response = match faults.status {
        Some(status) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, Json(json!({"error_msg": "Internal Server Error"}))).into_response()
        }
        None => limited(&shared, faults.storm, request, next).await,
    };
    let now = Timestamp::from_millisecond(now_ms() + shared.options.ahead_ms).unwrap_or(Timestamp::MAX);
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&now).ok();
    response.headers_mut().extend(date.and_then(|date| Some((DATE, HeaderValue::try_from(date).ok()?))));
    lock(&shared.calls).push(Call {
        method,
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        status: response.status().as_u16(),
    });
    response
}

async fn limited(shared: &Shared, storm: bool, request: Request, next: Next) -> Response {
    let gateway = request.uri().path().strip_prefix("/api-gateway/api/v2/dtables/");
    let base = gateway.and_then(|rest| rest.split('/').next()).map(str::to_owned);
    let (whose, limit) = match &base {
        Some(uuid) => (uuid.clone(), shared.options.base_limit),
        None => (super::token(request.headers()).unwrap_or("anonymous").to_owned(), shared.options.account_limit),
    };
    let now_s = now_ms() / 1000;
    let (left, reset) = lock(&shared.minutes).count(&whose, limit, now_s);
    let left = left.filter(|_| !storm);
    let mut response = match left {
        Some(_) => next.run(request).await,
        None => {
            let wait = reset - now_s;
            // The account API is Django's; what the gateway says is guessed.
            let body = match base {
                Some(_) => json!({"error_msg": "Too many requests."}),
                None => json!({"detail": format!("Request was throttled. Expected available in {wait} seconds.")}),
            };
            let mut response = (StatusCode::TOO_MANY_REQUESTS, Json(body)).into_response();
            if base.is_none() {
                response.headers_mut().insert("retry-after", HeaderValue::from(wait));
            }
            response
        }
    };
    let headers = response.headers_mut();
    headers.insert("x-ratelimit-limit", HeaderValue::from(limit));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(left.unwrap_or(0)));
    headers.insert("x-ratelimit-reset", HeaderValue::from(reset));
    response
}
