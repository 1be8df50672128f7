//! The API's routes.

use std::{convert::Infallible, sync::Arc};

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{
        IntoResponse, Response, Sse,
        sse::{self, KeepAlive},
    },
    routing::{delete, get, post},
};
use futures_util::{Stream, StreamExt};
use rowbell_api::{
    AddBase, AddEndpoint, AddRule, Done, EntryDetail, ErrorBody, Event, HistoryQuery, MarkRequest, OpenRequest, Page,
    PauseRequest, Person, RuleView, SetListen, SetMe, SetSecret, Status, TestRequest, TestResult, UrlView,
};
use rowbell_core::{
    change::{ChangeKind, EntryId},
    clock::now_ms,
    engine::{ActionError, AddedBase, Engine, News},
    history::{Filter, Start},
    rules::{Rule, RuleAction},
};
use seatable::BaseUuid;
use serde::Deserialize;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use super::{StatusSource, sample, status, view};

/// What the routes work with.
pub(super) struct App {
    pub(super) engine: Engine,
    pub(super) source: StatusSource,
    /// Ends the agent.
    pub(super) quit: CancellationToken,
    /// Ends event streams.
    pub(super) shutdown: CancellationToken,
}

type Shared = State<Arc<App>>;
type Answer<T> = Result<Json<T>, Failure>;

/// Why a request failed, with the words for the person.
pub(super) struct Failure {
    status: StatusCode,
    code: String,
    message: String,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.status, Json(ErrorBody { code: self.code, message: self.message })).into_response()
    }
}

impl<E: Into<ActionError>> From<E> for Failure {
    fn from(error: E) -> Self {
        let error = error.into();
        let status = match &error {
            ActionError::Unfit { code, .. } if code.starts_with("no_such") => StatusCode::NOT_FOUND,
            ActionError::Unfit { .. } | ActionError::Settings(_) => StatusCode::CONFLICT,
            ActionError::Database(_) | ActionError::Secrets(_) => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self { status, code: error.code().to_owned(), message: error.to_string() }
    }
}

fn refuse(code: &str, message: impl Into<String>) -> Failure {
    Failure { status: StatusCode::BAD_REQUEST, code: code.to_owned(), message: message.into() }
}

pub(super) fn router(app: App) -> Router {
    Router::new()
        .route("/v1/status", get(get_status))
        .route("/v1/urls", get(urls))
        .route("/v1/history", get(history))
        .route("/v1/entries/{id}", get(one_entry))
        .route("/v1/read", post(read))
        .route("/v1/pause", post(pause))
        .route("/v1/resume", post(resume))
        .route("/v1/bases", post(add_base))
        .route("/v1/bases/{uuid}", delete(remove_base))
        .route("/v1/endpoints", post(add_endpoint))
        .route("/v1/endpoints/{name}", delete(remove_endpoint))
        .route("/v1/secrets", post(set_secret))
        .route("/v1/listen", post(set_listen))
        .route("/v1/people", get(people))
        .route("/v1/me", post(set_me))
        .route("/v1/rules", get(rules).post(add_rule))
        .route("/v1/rules/{name}", delete(remove_rule))
        .route("/v1/test", post(test))
        .route("/v1/open", post(open))
        .route("/v1/activate", post(activate))
        .route("/v1/events", get(events))
        .route("/v1/quit", post(quit))
        .fallback(|| async {
            refuse("no_such_call", "The agent does not know this request; is it of another version?")
        })
        .with_state(Arc::new(app))
}

fn done(count: u64, message: impl Into<String>) -> Answer<Done> {
    Ok(Json(Done { count, message: message.into() }))
}

async fn get_status(State(app): Shared) -> Answer<Status> {
    Ok(Json(status(&app.engine, &app.source).await?))
}

async fn urls(State(app): Shared) -> Json<Vec<UrlView>> {
    let reach = |reach| serde_json::to_value(reach).ok().and_then(|name| name.as_str().map(str::to_owned));
    let view = |address: rowbell_core::engine::Address| UrlView {
        name: address.endpoint,
        url: address.url,
        reach: reach(address.reach).unwrap_or_default(),
    };
    Json(app.engine.addresses().into_iter().map(view).collect())
}

async fn history(State(app): Shared, Query(query): Query<HistoryQuery>) -> Answer<Page> {
    let context = app.engine.context();
    let limit = query.limit.unwrap_or(50).clamp(1, 1000) as usize;
    let start = query.before.map_or(Start::Newest, |id| Start::Before(EntryId(id)));
    let filter = filter(&app.engine, query).await?;
    let found = app.engine.history().page(filter, start, limit).await?;
    let next = (found.len() == limit).then(|| found.last().map(|entry| entry.id.0)).flatten();
    let now = now_ms();
    Ok(Json(Page { entries: found.iter().map(|entry| view::entry(entry, &context, now)).collect(), next }))
}

/// The filter of a query; names of bases and people are looked up.
async fn filter(engine: &Engine, query: HistoryQuery) -> Result<Filter, Failure> {
    let kind = match &query.kind {
        None => None,
        Some(name) => Some(ChangeKind::from_name(name).ok_or_else(|| {
            let known: Vec<_> = ChangeKind::ALL.into_iter().map(ChangeKind::as_str).collect();
            refuse("no_such_kind", format!("There is no kind \"{name}\". There are: {}.", known.join(", ")))
        })?),
    };
    let base = query.base.map(|wanted| base_named(engine, &wanted));
    let person = match query.person {
        None => None,
        Some(wanted) => Some(person_named(engine, &wanted).await?.id),
    };
    Ok(Filter {
        search: query.search,
        base,
        table: query.table,
        kind,
        actor: person,
        row: query.row,
        unread: query.unread,
        since_ms: query.since_ms,
        until_ms: query.until_ms,
        ..Filter::default()
    })
}

fn base_named(engine: &Engine, wanted: &str) -> BaseUuid {
    let settings = engine.context().settings.clone();
    let named = settings.bases.iter().find(|base| base.name().as_deref() == Some(wanted));
    named.map_or_else(|| BaseUuid::new(wanted), |base| base.uuid.clone())
}

async fn one_entry(State(app): Shared, Path(id): Path<i64>, Query(with): Query<WithRaw>) -> Answer<EntryDetail> {
    let Some(entry) = app.engine.history().get(EntryId(id)).await? else {
        let message = format!("There is no change {id} in the history.");
        return Err(Failure { status: StatusCode::NOT_FOUND, code: "no_such_entry".into(), message });
    };
    let raw = if with.raw { app.engine.inbox().raw(entry.delivery).await?.map(view::raw) } else { None };
    Ok(Json(EntryDetail { entry: view::entry(&entry, &app.engine.context(), now_ms()), raw }))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WithRaw {
    raw: bool,
}

async fn read(State(app): Shared, Json(request): Json<MarkRequest>) -> Answer<Done> {
    let count = if request.all && !request.unread {
        app.engine.mark_all_read().await?
    } else {
        app.engine.mark(request.ids.into_iter().map(EntryId).collect(), request.unread).await?
    };
    done(count, "")
}

async fn pause(State(app): Shared, Json(request): Json<PauseRequest>) -> Answer<Done> {
    let seconds = request.seconds.map(|seconds| now_ms().saturating_add(seconds.saturating_mul(1000) as i64));
    app.engine.pause(request.until_ms.or(seconds)).await?;
    done(1, "")
}

async fn resume(State(app): Shared) -> Answer<Done> {
    app.engine.resume().await?;
    done(1, "")
}

async fn add_base(State(app): Shared, Json(request): Json<AddBase>) -> Answer<Done> {
    let added = app.engine.add_base(&request.address, request.endpoint.as_deref(), request.uuid.as_deref()).await?;
    match added {
        AddedBase::Bound { uuid, already: true } => done(0, format!("The base {uuid} had this address already.")),
        AddedBase::Bound { uuid, .. } => done(1, format!("Clicks on changes of the base {uuid} open its rows now.")),
        AddedBase::Waiting { endpoint } => done(
            1,
            format!("Noted. The first change that arrives at the endpoint \"{endpoint}\" tells which base this is."),
        ),
    }
}

async fn remove_base(State(app): Shared, Path(uuid): Path<String>) -> Answer<Done> {
    app.engine.remove_base(&uuid)?;
    done(1, "The address is forgotten. The base's changes stay in the history.")
}

async fn add_endpoint(State(app): Shared, Json(request): Json<AddEndpoint>) -> Answer<Done> {
    app.engine.add_endpoint(&request.name)?;
    done(1, format!("There is an endpoint \"{}\" now. `rowbell url` prints its address.", request.name))
}

async fn remove_endpoint(State(app): Shared, Path(name): Path<String>) -> Answer<Done> {
    app.engine.remove_endpoint(&name).await?;
    done(
        1,
        "The endpoint is gone. Delete its webhook in SeaTable too (base menu, Advanced, Webhooks), or SeaTable will keep posting to an address that nobody answers.",
    )
}

async fn set_secret(State(app): Shared, Json(request): Json<SetSecret>) -> Answer<Done> {
    if request.drop_old {
        app.engine.drop_old_secret(&request.endpoint).await?;
        return done(1, "Only the newest secret is valid now.");
    }
    let removed = request.secret.is_none();
    let secret = request.secret.map(secrecy::SecretString::from);
    app.engine.set_secret(&request.endpoint, secret, request.keep_old).await?;
    done(
        1,
        match (removed, request.keep_old) {
            (true, _) => "The secret is removed. Deliveries to this endpoint are accepted unsigned.",
            (false, true) => "The secret is set. The one before stays valid until `rowbell secret drop-old`.",
            (false, false) => "The secret is set. Deliveries to this endpoint must be signed with it.",
        },
    )
}

async fn set_listen(State(app): Shared, Json(request): Json<SetListen>) -> Answer<Done> {
    if let Some(address) = &request.address {
        app.engine.set_address(address)?;
    }
    if let Some(port) = request.port {
        app.engine.set_port(port)?;
    }
    if let Some(host) = &request.allow_host {
        app.engine.allow_host(host)?;
        return done(1, format!("Webhooks addressed to {host} are accepted now."));
    }
    done(1, "The addresses have changed: `rowbell url` prints them. Change the webhook's address in SeaTable too.")
}

async fn people(State(app): Shared) -> Answer<Vec<Person>> {
    Ok(Json(people_seen(&app.engine).await?))
}

async fn people_seen(engine: &Engine) -> Result<Vec<Person>, Failure> {
    let context = engine.context();
    let seen = engine.history().people_seen().await?;
    let view = |person: rowbell_core::history::PersonSeen| Person {
        name: if person.app { person.key.clone() } else { context.words.format().person(&person.key) },
        me: context.settings.me.contains(&person.key),
        id: person.key,
        changes: person.changes,
    };
    Ok(seen.into_iter().map(view).filter(|person| !person.id.is_empty()).collect())
}

/// The person that an id, the beginning of one, or a name means.
async fn person_named(engine: &Engine, wanted: &str) -> Result<Person, Failure> {
    let seen = people_seen(engine).await?;
    let exact = seen.iter().find(|person| person.id == wanted || person.name == wanted);
    let mut beginning = seen.iter().filter(|person| person.id.starts_with(wanted));
    match (exact, beginning.next(), beginning.next()) {
        (Some(person), ..) | (None, Some(person), None) => Ok(person.clone()),
        _ => {
            let list: Vec<_> = seen.iter().map(|person| format!("  {}  {}", person.id, person.name)).collect();
            let message =
                format!("No one person seen so far is meant by \"{wanted}\". Seen were:\n{}", list.join("\n"));
            Err(Failure { status: StatusCode::NOT_FOUND, code: "no_such_person".into(), message })
        }
    }
}

async fn set_me(State(app): Shared, Json(request): Json<SetMe>) -> Answer<Done> {
    let id = if request.person.contains('@') {
        request.person
    } else {
        person_named(&app.engine, &request.person).await?.id
    };
    app.engine.set_me(&id, request.name.as_deref())?;
    done(1, format!("Noted: {id} is you. `rowbell rule mute --person me` keeps your own changes quiet."))
}

async fn rules(State(app): Shared) -> Json<Vec<RuleView>> {
    let view = |rule: &Rule| RuleView {
        name: rule.name.clone(),
        base: rule.base.as_ref().map(ToString::to_string),
        table: rule.table.clone(),
        kind: rule.kind.iter().map(|kind| kind.as_str().to_owned()).collect(),
        person: rule.person.clone(),
        action: if rule.action == RuleAction::Mute { "mute" } else { "announce" }.to_owned(),
    };
    Json(app.engine.context().settings.rules.iter().map(view).collect())
}

async fn add_rule(State(app): Shared, Json(request): Json<AddRule>) -> Answer<Done> {
    let mut kinds = Vec::new();
    for name in &request.kind {
        kinds.push(
            ChangeKind::from_name(name)
                .ok_or_else(|| refuse("no_such_kind", format!("There is no kind \"{name}\".")))?,
        );
    }
    let base = request.base.as_deref().map(|base| base_named(&app.engine, base));
    let action = if request.announce { RuleAction::Announce } else { RuleAction::Mute };
    let named = || {
        let mut parts = vec![if request.announce { "Announce" } else { "Mute" }.to_owned()];
        parts.extend(request.kind.iter().cloned().chain(request.person.iter().cloned()));
        parts.extend(request.table.clone().into_iter().chain(request.base.clone()));
        parts.join(" ")
    };
    let name = request.name.clone().unwrap_or_else(named);
    let rule = Rule { name, base, table: request.table, kind: kinds, person: request.person, action };
    app.engine.add_rule(&rule)?;
    done(1, format!("The rule \"{}\" is in force.", rule.name))
}

async fn remove_rule(State(app): Shared, Path(name): Path<String>) -> Answer<Done> {
    app.engine.remove_rule(&name)?;
    done(1, format!("The rule \"{name}\" is gone."))
}

async fn test(State(app): Shared, Json(request): Json<TestRequest>) -> Answer<TestResult> {
    let sent = sample::send(&app.engine, request.endpoint.as_deref()).await;
    sent.map(Json).map_err(|error| refuse("not_sent", format!("{error:#}")))
}

async fn open(State(app): Shared, Json(request): Json<OpenRequest>) -> Answer<Done> {
    match request.id {
        Some(id) => app.engine.open_entry(EntryId(id), request.token.as_deref()).await?,
        None => drop(app.engine.open_newest(request.token.as_deref()).await?),
    }
    done(1, "")
}

async fn activate(State(app): Shared) -> Answer<Done> {
    let count = app.engine.show_unread().await?;
    done(count, "")
}

async fn quit(State(app): Shared) -> Answer<Done> {
    app.quit.cancel();
    done(1, "")
}

async fn events(State(app): Shared) -> Sse<impl Stream<Item = Result<sse::Event, Infallible>>> {
    let (news, states) = (app.engine.news(), app.engine.status());
    let shutdown = app.shutdown.clone().cancelled_owned();
    let stream = futures_util::stream::unfold((app, news, states), |(app, mut news, mut states)| async move {
        let event = tokio::select! {
            happened = news.recv() => match happened {
                Ok(News::Recorded(entry)) => {
                    Event::Recorded { entry: Box::new(view::entry(&entry, &app.engine.context(), now_ms())) }
                }
                Ok(News::Updated(ids)) => Event::Updated { ids: ids.into_iter().map(|id| id.0).collect() },
                Err(broadcast::error::RecvError::Lagged(_)) => Event::Missed,
                Err(broadcast::error::RecvError::Closed) => return None,
            },
            changed = states.changed() => {
                changed.ok()?;
                states.borrow_and_update();
                match status(&app.engine, &app.source).await {
                    Ok(status) => Event::Status { status: Box::new(status) },
                    Err(_) => Event::Missed,
                }
            }
        };
        let data = sse::Event::default().json_data(&event).unwrap_or_default();
        Some((Ok(data), (app, news, states)))
    });
    Sse::new(stream.take_until(shutdown)).keep_alive(KeepAlive::default())
}
