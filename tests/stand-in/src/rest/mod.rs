//! The server's REST.

mod account;
mod base;
mod enter;
mod gate;
mod history;
mod links;
mod page;
mod rows;
mod sql;

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json, Router,
    http::HeaderMap,
    middleware,
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use serde_json::{Value, json};

use self::enter::{Reader, Writer};
use crate::{Refusal, shared::Shared};

type Answer = Result<Json<Value>, Refusal>;
type Params = HashMap<String, String>;

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(json!({self.field: self.message}))).into_response();
        if self.status == axum::http::StatusCode::UNAUTHORIZED {
            response.headers_mut().insert("www-authenticate", axum::http::HeaderValue::from_static("Token"));
        }
        response
    }
}

/// All of it but the realtime channel.
pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    let base = |path: &str| format!("/api-gateway/api/v2/dtables/{{uuid}}/{path}");
    let routes: Vec<(String, MethodRouter<Arc<Shared>>)> = vec![
        (base("metadata"), get(base::metadata)),
        (
            base("columns"),
            get(base::columns).post(base::add_column).put(base::change_column).delete(base::delete_column),
        ),
        (base("views"), get(base::views)),
        (base("tables"), post(base::add_table).put(base::rename_table).delete(base::delete_table)),
        (base("related-users"), get(base::related_users)),
        (base("rows"), get(rows::list).post(rows::append).put(rows::update).delete(rows::delete)),
        (base("rows/{row}"), get(rows::one)),
        (base("sql"), post(rows::query)),
        (base("links"), post(links::add).put(links::set).delete(links::remove)),
        (base("query-links"), post(links::query)),
        (base("operations"), get(history::operations)),
        (base("activities"), get(history::activities)),
        (base("notifications"), get(history::notifications)),
    ];
    let mut router = Router::new();
    for (path, methods) in routes {
        // With a slash at the end or without: the SDK has both.
        router = router.route(&format!("{path}/"), methods.clone()).route(&path, methods);
    }
    router
        .route("/api/v2.1/dtable/app-access-token/", get(account::app_access_token))
        .route("/api/v2.1/dtables/{uuid}/related-users/", get(base::related_users))
        .route("/api/v2.1/workspaces/", get(account::workspaces))
        .route("/api2/account/info/", get(account::info))
        .route("/api/v2.1/address-book-v2/departments/", get(account::departments))
        .route("/api/v2.1/workspace/{id}/dtable/{name}/access-token/", get(account::access_token))
        .route("/api/v2.1/workspace/{id}/dtable/{name}/webhooks/", get(account::webhooks).post(account::add_webhook))
        .route("/api/v2.1/workspace/{id}/dtable/{name}/notification-rules/", get(account::notification_rules))
        .route("/api/v2.1/workspace/{id}/dtable/{name}/automation-rules/", get(account::automation_rules))
        .route(
            "/api/v2.1/workspace/{id}/dtable/{name}/webhooks/{webhook}/",
            get(account::webhook).put(account::change_webhook).delete(account::delete_webhook),
        )
        .route("/workspace/{id}/dtable/{name}/", get(page::base))
        .fallback(async || Refusal::not_found("Not found."))
        .layer(middleware::from_fn_with_state(Arc::clone(shared), gate::pass))
        .with_state(Arc::clone(shared))
}

/// The token of a request: `Token …` or `Bearer …`.
fn token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get("authorization")?.to_str().ok()?;
    let mut words = value.split_whitespace();
    let kind = words.next()?.to_ascii_lowercase();
    let token = words.next().filter(|_| words.next().is_none())?;
    ["token", "bearer"].contains(&kind.as_str()).then_some(token)
}

/// A table of a request, by its id or its name.
fn table_of(body: &Value) -> Result<String, Refusal> {
    let text = |field: &str| body[field].as_str().map(str::to_owned);
    // The SDK sends both when a name looks like an id, so a name goes first.
    text("table_name").or_else(|| text("table_id")).ok_or_else(|| Refusal::bad("table_name or table_id invalid"))
}

/// A table of a query.
fn table_param(params: &Params) -> Result<&String, Refusal> {
    let table = params.get("table_name").or_else(|| params.get("table_id"));
    table.ok_or_else(|| Refusal::bad("table_name or table_id invalid"))
}

fn text(body: &Value, field: &str) -> Result<String, Refusal> {
    body[field].as_str().map(str::to_owned).ok_or_else(|| Refusal::bad(format!("{field} invalid")))
}

fn number(params: &Params, name: &str, default: usize) -> usize {
    params.get(name).and_then(|value| value.parse().ok()).unwrap_or(default)
}
