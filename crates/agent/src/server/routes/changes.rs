//! Changes: listing, showing, marking, deleting, opening.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use rowbell_api::{DeleteRequest, Done, EntryDetail, ErrorCode, HistoryQuery, MarkRequest, OpenRequest, Page};
use rowbell_core::{
    change::EntryId,
    clock::now_ms,
    engine::Engine,
    history::{Filter, Start},
    services::Opened,
};
use serde::Deserialize;

use super::{
    Answer, Shared, done,
    known::{base_named, kind_named, person_named, source_named, table_named},
};
use crate::{
    server::{refusal::Refusal, view},
    words::text,
};

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
pub(super) async fn filter(engine: &Engine, query: HistoryQuery) -> Result<Filter, Refusal> {
    let kind = query.kind.as_deref().map(kind_named).transpose()?;
    let base = match query.base {
        None => None,
        Some(wanted) => Some(base_named(engine, &wanted).await?),
    };
    if let Some(wanted) = &query.table
        && let Err(seen) = table_named(engine, base.as_ref(), wanted).await?
    {
        return Err(Refusal::not_found(ErrorCode::NoSuch, text!("no-such-table", wanted = wanted, seen = seen)));
    }
    let source = query.source.as_deref().map(source_named).transpose()?;
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
        source,
        unread: query.unread,
        since_ms: query.since_ms,
        // The filter ends before its time, a query with it.
        until_ms: query.until_ms.map(|ms| ms.saturating_add(1)),
    })
}

pub(super) async fn one_entry(
    State(app): Shared,
    Path(id): Path<i64>,
    Query(with): Query<WithRaw>,
) -> Answer<EntryDetail> {
    let Some(entry) = app.engine.history().get(EntryId(id)).await? else {
        return Err(Refusal::not_found(ErrorCode::NoSuchEntry, text!("no-such-entry", id = id.to_string())));
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
            return Err(Refusal::new(ErrorCode::BadRequest, text!("not-all-unread")));
        }
        (true, false, _) => {
            let filter = filter(&app.engine, request.query).await?;
            app.engine.services().marking.mark_all_read(filter).await?
        }
        (false, _, ids) if ids.is_empty() => {
            return Err(Refusal::new(ErrorCode::BadRequest, text!("none-named-to-mark")));
        }
        (false, unread, ids) => {
            let ids: Vec<_> = ids.into_iter().map(EntryId).collect();
            let known = app.engine.history().entries(ids.clone()).await?;
            if let Some(id) = ids.iter().find(|id| known.iter().all(|entry| entry.id != **id)) {
                let message = text!("no-such-entry-to-mark", id = id.0.to_string());
                return Err(Refusal::not_found(ErrorCode::NoSuchEntry, message));
            }
            app.engine.services().marking.mark(ids, unread).await?
        }
    };
    done(count, "")
}

pub(super) async fn undo_read(State(app): Shared) -> Answer<Done> {
    done(app.engine.services().marking.undo_all_read().await?, "")
}

pub(super) async fn delete(State(app): Shared, Json(request): Json<DeleteRequest>) -> Answer<Done> {
    if request.ids.is_empty() {
        return Err(Refusal::new(ErrorCode::BadRequest, text!("none-named-to-delete")));
    }
    done(app.engine.services().retention.delete(request.ids.into_iter().map(EntryId).collect()).await?, "")
}

pub(super) async fn open(State(app): Shared, Json(request): Json<OpenRequest>) -> Answer<Done> {
    let opening = &app.engine.services().opening;
    let opened = match request.id {
        Some(id) => Some(opening.open(EntryId(id), request.token.as_deref()).await?),
        None => opening.open_newest(request.token.as_deref()).await?,
    };
    match opened {
        Some(Opened::Row) => done(1, ""),
        Some(Opened::Details) => done(1, text!("opened-details")),
        None => Err(Refusal::not_found(ErrorCode::NoSuchEntry, text!("no-entry-yet"))),
    }
}
