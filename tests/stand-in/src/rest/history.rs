//! What happened: the operation log, a row's activities, notifications.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::HeaderMap,
};
use serde_json::{Value, json};

use super::{Answer, Params, enter, number};
use crate::{Operation, Refusal, shared::Shared};

/// `GET operations/`: newest first; `page` counts from 1, and a page has 25 (known of the server of 2020).
pub(super) async fn operations(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Answer {
    enter(&shared, &headers, &uuid, false)?;
    let world = shared.world();
    let base = world.base(&uuid).ok_or_else(|| Refusal::not_found("base not found"))?;
    let (page, count) = (number(&params, "page", 1).max(1), number(&params, "count", 25).clamp(1, 1000));
    let page: Vec<&Operation> = base.log.iter().rev().skip((page - 1) * count).take(count).collect();
    Ok(Json(json!({"operations": page})))
}

/// `GET activities/?row_id=`: newest first.
pub(super) async fn activities(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Answer {
    enter(&shared, &headers, &uuid, false)?;
    let row = params.get("row_id").ok_or_else(|| Refusal::bad("row_id invalid"))?;
    let world = shared.world();
    let base = world.base(&uuid).ok_or_else(|| Refusal::not_found("base not found"))?;
    let found: Vec<&Value> = base.activities.iter().rev().filter(|activity| activity["row_id"] == *row).collect();
    let (page, per_page) = (number(&params, "page", 1).max(1), number(&params, "per_page", 25));
    let total = found.len();
    let page: Vec<&Value> = found.into_iter().skip((page - 1) * per_page).take(per_page).collect();
    Ok(Json(json!({"activities": page, "total_count": total})))
}

/// `GET notifications/`: those of the token's person, so none for an API token (known).
pub(super) async fn notifications(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Answer {
    let claims = enter(&shared, &headers, &uuid, false)?;
    let world = shared.world();
    let base = world.base(&uuid).ok_or_else(|| Refusal::not_found("base not found"))?;
    let mine = base.notifications.iter().rev().filter(|found| found["username"] == claims.username);
    let (page, per_page) = (number(&params, "page", 1).max(1), number(&params, "per_page", 25));
    let page: Vec<&Value> = mine.skip((page - 1) * per_page).take(per_page).collect();
    Ok(Json(json!({"notification_list": page})))
}
