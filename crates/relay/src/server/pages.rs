//! What an operator, a proxy and a passer-by see.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::relay::Relay;

pub(super) async fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response()
}

/// The process answers.
pub(super) async fn health() -> &'static str {
    "ok\n"
}

/// The relay can store letters, and is not ending.
pub(super) async fn ready(State(relay): State<Arc<Relay>>) -> Response {
    if relay.ending.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "The relay is restarting.\n").into_response();
    }
    match relay.can_store().await {
        Ok(()) => "ok\n".into_response(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("Letters can't be stored: {error}.\n")).into_response(),
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

/// What this server is and whether it is well, for people. The page tells nothing about any single mailbox, and loads nothing from
/// elsewhere.
pub(super) async fn status(State(relay): State<Arc<Relay>>) -> Response {
    let totals = relay.store.totals().await;
    let (state, letters) = match &totals {
        Ok(totals) => ("is running", format!("{} ({:.1} MB)", totals.letters, totals.bytes as f64 / 1e6)),
        Err(_) => ("can't read its store", "unknown".to_owned()),
    };
    let mailboxes = totals.map_or_else(|_| "unknown".to_owned(), |totals| totals.mailboxes.to_string());
    let page = include_str!("status.html")
        .replace("{state}", state)
        .replace("{version}", env!("CARGO_PKG_VERSION"))
        .replace("{started}", &relay.started.strftime("%F %R UTC").to_string())
        .replace("{mailboxes}", &mailboxes)
        .replace("{devices}", &relay.metrics.devices.get().to_string())
        .replace("{letters}", &letters)
        .replace("{days}", &relay.options.days.to_string());
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, page).into_response()
}
