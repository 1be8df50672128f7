//! Changes: listing, showing, marking, opening, and the event stream.

use std::convert::Infallible;

use axum::{
    Json,
    extract::{Path, Query, State},
    response::{
        Sse,
        sse::{self, KeepAlive},
    },
};
use futures_util::{Stream, StreamExt};
use rowbell_api::{Done, EntryDetail, Event, HistoryQuery, MarkRequest, OpenRequest, Page};
use rowbell_core::{
    change::EntryId,
    clock::now_ms,
    context::News,
    engine::Engine,
    history::{Filter, Start},
};
use serde::Deserialize;
use tokio::sync::broadcast;

use super::{
    Answer, Failure, Shared, done,
    known::{base_named, kind_named, person_named, table_named, unknown},
    refuse,
};
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
    let kind = query.kind.as_deref().map(kind_named).transpose()?;
    let base = match query.base {
        None => None,
        Some(wanted) => Some(base_named(engine, &wanted).await?),
    };
    if let Some(wanted) = &query.table
        && let Err(seen) = table_named(engine, base.as_ref(), wanted).await?
    {
        return Err(unknown("no_such_table", format!("There is no table \"{wanted}\". {seen}")));
    }
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
        // The filter ends before its time, a query with it.
        until_ms: query.until_ms.map(|ms| ms.saturating_add(1)),
        ..Filter::default()
    })
}

pub(super) async fn one_entry(
    State(app): Shared,
    Path(id): Path<i64>,
    Query(with): Query<WithRaw>,
) -> Answer<EntryDetail> {
    let Some(entry) = app.engine.history().get(EntryId(id)).await? else {
        return Err(unknown("no_such_entry", format!("There is no change {id} in the history.")));
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
    let count = match (request.all, request.unread, request.ids) {
        (true, true, _) => {
            let message =
                "All changes can only be marked as read, not as unread. Nothing was marked; name those to mark.";
            return Err(refuse("not_all_unread", message));
        }
        (true, false, _) => app.engine.mark_all_read().await?,
        (false, _, ids) if ids.is_empty() => {
            return Err(refuse("none_named", "No change was named, so none was marked. Name some, or all of them."));
        }
        (false, unread, ids) => {
            let ids: Vec<_> = ids.into_iter().map(EntryId).collect();
            let known = app.engine.history().entries(ids.clone()).await?;
            if let Some(id) = ids.iter().find(|id| known.iter().all(|entry| entry.id != **id)) {
                let message = format!("There is no change {} in the history, so none was marked.", id.0);
                return Err(unknown("no_such_entry", message));
            }
            app.engine.mark(ids, unread).await?
        }
    };
    done(count, "")
}

pub(super) async fn open(State(app): Shared, Json(request): Json<OpenRequest>) -> Answer<Done> {
    match request.id {
        Some(id) => app.engine.open_entry(EntryId(id), request.token.as_deref()).await?,
        None if app.engine.open_newest(request.token.as_deref()).await? => {}
        None => {
            let message = "No change has arrived yet, so there is nothing to open. `rowbell test` sends a sample.";
            return Err(unknown("no_such_entry", message));
        }
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
