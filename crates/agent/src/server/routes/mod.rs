//! The API's routes.

mod accounts;
mod activity;
mod changes;
mod columns;
mod events;
mod known;
mod people;
mod rules;
mod seatable_rules;
mod settings;
mod setup;

use std::sync::Arc;

use axum::{
    Json, Router,
    body::to_bytes,
    extract::State,
    http::header,
    middleware::map_response,
    response::{IntoResponse, Response},
    routing::{delete, get, post, put},
};
use rowbell_api::{Activate, Done, ErrorCode, PauseRequest, Shown, Status, TestRequest, TestResult, UrlView};
use rowbell_core::{clock::now_ms, engine::Engine};

use super::{Ends, StatusSource, refusal::Refusal, sample, status};
use crate::{window::WindowProcess, words::text};

/// What the routes work with.
pub(super) struct App {
    pub(super) engine: Engine,
    pub(super) source: StatusSource,
    pub(super) window: WindowProcess,
    pub(super) ends: Ends,
}

type Shared = State<Arc<App>>;
type Answer<T> = Result<Json<T>, Refusal>;

/// What the framework refuses by itself (a body that is not JSON, a field of a wrong type) is reported like every other error.
async fn in_our_form(response: Response) -> Response {
    let is_ours = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if is_ours || response.status().is_success() {
        return response;
    }
    let (head, body) = response.into_parts();
    let why = to_bytes(body, 64 * 1024).await.unwrap_or_default();
    let why = if why.is_empty() { head.status.to_string().into() } else { String::from_utf8_lossy(&why) };
    let message = text!("bad-request", reason = why.into_owned());
    Refusal::with(head.status, ErrorCode::BadRequest, message).into_response()
}

pub(super) fn router(app: App) -> Router {
    Router::new()
        .route("/v1/status", get(get_status))
        .route("/v1/urls", get(urls))
        .route("/v1/history", get(changes::history))
        .route("/v1/entries/{id}", get(changes::one_entry))
        .route("/v1/entries/{id}/why", get(rules::why))
        .route("/v1/read", post(changes::read))
        .route("/v1/read/undo", post(changes::undo_read))
        .route("/v1/delete", post(changes::delete))
        .route("/v1/activity/{step}", get(activity::activity))
        .route("/v1/pause", post(pause))
        .route("/v1/resume", post(resume))
        .route("/v1/bases", post(setup::add_base))
        .route("/v1/bases/{uuid}", delete(setup::remove_base))
        .route("/v1/bases/{uuid}/hide", post(setup::hide_contents))
        .route("/v1/bases/{uuid}/columns", get(columns::columns))
        .route("/v1/connect", post(setup::connect))
        .route("/v1/bases/{uuid}/load", post(setup::load_older))
        .route("/v1/accounts", get(accounts::accounts).post(accounts::add_account))
        .route("/v1/accounts/bases", get(accounts::account_bases))
        .route("/v1/accounts/{server}", delete(accounts::remove_account))
        .route("/v1/webhooks", get(accounts::webhooks).post(accounts::create_webhook))
        .route("/v1/webhooks/enable", post(accounts::enable_webhooks))
        .route("/v1/webhooks/forget", post(accounts::forget_webhooks))
        .route("/v1/endpoints", post(setup::add_endpoint))
        .route("/v1/endpoints/{name}", delete(setup::remove_endpoint))
        .route("/v1/endpoints/{name}/address", post(setup::renew_address))
        .route("/v1/relays", post(setup::add_relay))
        .route("/v1/secrets", post(setup::set_secret))
        .route("/v1/secrets/generate", post(setup::generate_secret))
        .route("/v1/secrets/unlock", post(setup::unlock_secrets))
        .route("/v1/settings", get(settings::settings).post(settings::set_setting))
        .route("/v1/diagnostics", get(settings::diagnostics))
        .route("/v1/listen", post(setup::set_listen))
        .route("/v1/people", get(people::people))
        .route("/v1/me", post(people::set_me))
        .route("/v1/quiet_hours", put(settings::set_quiet_hours))
        .route("/v1/rules", get(setup::rules).post(setup::add_rule))
        .route("/v1/rules/try", post(rules::try_rules))
        .route("/v1/rules/{name}/examples", put(rules::set_examples))
        .route("/v1/rules/{name}", put(setup::replace_rule).delete(setup::remove_rule))
        .route("/v1/seatable_rules", get(seatable_rules::seatable_rules))
        .route("/v1/bench", post(rules::bench))
        .route("/v1/checks", get(rules::check))
        .route("/v1/test", post(test))
        .route("/v1/open", post(changes::open))
        .route("/v1/activate", post(activate))
        .route("/v1/shown", post(shown))
        .route("/v1/events", get(events::events))
        .route("/v1/quit", post(quit))
        .fallback(|| async { Refusal::new(ErrorCode::BadRequest, text!("no-such-call")) })
        .layer(map_response(in_our_form))
        .with_state(Arc::new(app))
}

fn done(count: u64, message: impl Into<String>) -> Answer<Done> {
    Ok(Json(Done { count, message: message.into() }))
}

async fn get_status(State(app): Shared) -> Answer<Status> {
    Ok(Json(status(&app.engine, &app.source).await))
}

async fn urls(State(app): Shared) -> Json<Vec<UrlView>> {
    let reach = |reach| serde_json::to_value(reach).ok().and_then(|name| name.as_str().map(str::to_owned));
    let view = |address: rowbell_core::services::Address| UrlView {
        name: address.endpoint,
        url: address.url,
        reach: reach(address.reach).unwrap_or_default(),
        link: address.link.code().to_owned(),
    };
    Json(app.engine.services().endpoints.addresses().into_iter().map(view).collect())
}

async fn pause(State(app): Shared, Json(request): Json<PauseRequest>) -> Answer<Done> {
    let seconds = request.seconds.map(|seconds| now_ms().saturating_add(seconds.saturating_mul(1000) as i64));
    let until_ms = request.until_ms.or(seconds);
    app.engine.services().pauses.pause(until_ms).await?;
    let until = until_ms.map(|until_ms| app.engine.context().words.time(until_ms, now_ms()));
    let until = until.unwrap_or_else(|| "`rowbell resume`".to_owned());
    done(1, text!("paused", until = until))
}

async fn resume(State(app): Shared) -> Answer<Done> {
    app.engine.services().pauses.resume().await?;
    done(1, text!("resumed"))
}

async fn test(State(app): Shared, Json(request): Json<TestRequest>) -> Answer<TestResult> {
    sample::send(&app.engine, request.endpoint.as_deref()).await.map(Json)
}

async fn activate(State(app): Shared, Json(request): Json<Option<Activate>>) -> Answer<Done> {
    let Activate { token, link } = request.unwrap_or_default();
    // Somebody who starts Rowbell again may have fixed what kept the window from being shown.
    app.window.try_again();
    if let Some(link) = link {
        app.engine.services().window.show_invitation(&link, token.as_deref())?;
        return done(1, "");
    }
    let count = app.engine.services().window.show_unread(token.as_deref()).await?;
    done(count, "")
}

async fn shown(State(app): Shared, Json(shown): Json<Shown>) -> Answer<Done> {
    app.window.has_shown(shown.number);
    done(1, "")
}

async fn quit(State(app): Shared) -> Answer<Done> {
    app.ends.quit.cancel();
    done(1, text!("quitting"))
}
