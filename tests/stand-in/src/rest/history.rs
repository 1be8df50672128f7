//! What happened: the operation log, a row's activities, notifications.

use axum::{Json, extract::Query};
use serde_json::{Value, json};

use super::{Answer, Params, Reader, number};
use crate::{Operation, Refusal};

/// `GET operations/`: newest first; `page` counts from 1, and a page has 25 (known of the server of 2020).
pub(super) async fn operations(reader: Reader, Query(params): Query<Params>) -> Answer {
    let world = reader.shared.world();
    let base = reader.base(&world)?;
    let most = reader.shared.options.operations_page;
    let (page, count) = (number(&params, "page", 1).max(1), number(&params, "count", 25).clamp(1, most));
    let page: Vec<&Operation> = base.log.iter().rev().skip((page - 1) * count).take(count).collect();
    Ok(Json(json!({"operations": page})))
}

/// `GET activities/?row_id=`: newest first.
pub(super) async fn activities(reader: Reader, Query(params): Query<Params>) -> Answer {
    let row = params.get("row_id").ok_or_else(|| Refusal::bad("row_id invalid"))?;
    let world = reader.shared.world();
    let base = reader.base(&world)?;
    let found: Vec<&Value> = base.activities.iter().rev().filter(|activity| activity["row_id"] == *row).collect();
    let (page, per_page) = (number(&params, "page", 1).max(1), number(&params, "per_page", 25));
    let total = found.len();
    let page: Vec<&Value> = found.into_iter().skip((page - 1) * per_page).take(per_page).collect();
    Ok(Json(json!({"activities": page, "total_count": total})))
}

/// `GET notifications/`: those of the token's person, so none for an API token (known).
pub(super) async fn notifications(reader: Reader, Query(params): Query<Params>) -> Answer {
    let world = reader.shared.world();
    let base = reader.base(&world)?;
    let mine = base.notifications.iter().rev().filter(|found| found["username"] == reader.username);
    let (page, per_page) = (number(&params, "page", 1).max(1), number(&params, "per_page", 25));
    let page: Vec<&Value> = mine.skip((page - 1) * per_page).take(per_page).collect();
    Ok(Json(json!({"notification_list": page})))
}
