//! Changes: listing, showing, marking, opening, and the event stream.

use std::convert::Infallible;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{
        Sse,
        sse::{self, KeepAlive},
    },
};
use futures_util::{Stream, StreamExt};
use rowbell_api::{Done, EntryDetail, Event, HistoryQuery, MarkRequest, OpenRequest, Page};
use rowbell_core::{
    change::{ChangeKind, EntryId},
    clock::now_ms,
    context::News,
    engine::Engine,
    history::{Filter, Start},
};
use serde::Deserialize;
use tokio::sync::broadcast;

use super::{Answer, Failure, Shared, base_named, done, people::person_named, refuse};
use crate::server::{status, view};

pub(super) async fn history(State(app): Shared, Query(query): Query<HistoryQuery>) -> Answer<Page> {
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
pub(super) async fn filter(engine: &Engine, query: HistoryQuery) -> Result<Filter, Failure> {
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

pub(super) async fn one_entry(
    State(app): Shared,
    Path(id): Path<i64>,
    Query(with): Query<WithRaw>,
) -> Answer<EntryDetail> {
    let Some(entry) = app.engine.history().get(EntryId(id)).await? else {
        let message = format!("There is no change {id} in the history.");
        return Err(Failure { status: StatusCode::NOT_FOUND, code: "no_such_entry".into(), message });
    };
    let raw = if with.raw { app.engine.inbox().raw(entry.delivery).await?.map(view::raw) } else { None };
    Ok(Json(EntryDetail { entry: view::entry(&entry, &app.engine.context(), now_ms()), raw }))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WithRaw {
    raw: bool,
}

pub(super) async fn read(State(app): Shared, Json(request): Json<MarkRequest>) -> Answer<Done> {
    let count = if request.all && !request.unread {
        app.engine.mark_all_read().await?
    } else {
        app.engine.mark(request.ids.into_iter().map(EntryId).collect(), request.unread).await?
    };
    done(count, "")
}

pub(super) async fn open(State(app): Shared, Json(request): Json<OpenRequest>) -> Answer<Done> {
    match request.id {
        Some(id) => app.engine.open_entry(EntryId(id), request.token.as_deref()).await?,
        None => drop(app.engine.open_newest(request.token.as_deref()).await?),
    }
    done(1, "")
}

pub(super) async fn events(State(app): Shared) -> Sse<impl Stream<Item = Result<sse::Event, Infallible>>> {
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
