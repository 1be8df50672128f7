//! What an operator, a proxy and a passer-by see.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::relay::Relay;

pub(super) async fn nothing() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response()
}

/// The process answers.
pub(super) async fn health() -> &'static str {
    "ok\n"
}

/// It can store letters, and is not about to end.
pub(super) async fn ready(State(relay): State<Arc<Relay>>) -> Response {
    if relay.ending.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "It is being restarted.\n").into_response();
    }
    match relay.store.probe().await {
        Ok(()) => "ok\n".into_response(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("Nothing can be stored: {error}.\n")).into_response(),
    }
}

pub(super) async fn metrics(State(relay): State<Arc<Relay>>) -> Response {
    match relay.store.totals().await {
        Ok(totals) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(header::CONTENT_TYPE, kind)], relay.metrics.text(totals)).into_response()
        }
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("The store can't be read: {error}.\n")).into_response(),
    }
}

pub(super) async fn status(State(_relay): State<Arc<Relay>>) -> Response {
    "rowbell-relay\n".into_response()
}
