//! Rows over the gateway, as the Python SDK asks for them.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::HeaderMap,
};
use serde_json::{Map, Value, json};

use super::{Answer, Params, enter, number, table_of, writer};
use crate::{Edit, Refusal, Update, cells::shown, shared::Shared};

/// The most rows an answer holds (known).
const MOST: usize = 1000;

fn wants_names(params: &Params) -> bool {
    params.get("convert_keys").is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
}

fn table_param(params: &Params) -> Result<&String, Refusal> {
    let table = params.get("table_name").or_else(|| params.get("table_id"));
    table.ok_or_else(|| Refusal::bad("table_name or table_id invalid"))
}

/// `GET rows/`
pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Answer {
    enter(&shared, &headers, &uuid, false)?;
    let world = shared.world();
    let base = world.base(&uuid).ok_or_else(|| Refusal::not_found("base not found"))?;
    let table = base.table(table_param(&params)?)?;
    if let Some(view) = params.get("view_name")
        && !table.views.iter().any(|found| found["name"] == *view)
    {
        return Err(Refusal::not_found(format!("view {view} not found")));
    }
    let (start, limit) = (number(&params, "start", 0), number(&params, "limit", MOST).min(MOST));
    let rows = table.rows.iter().skip(start).take(limit);
    let rows: Vec<Value> = rows.map(|row| shown(base, table, row, wants_names(&params))).collect();
    Ok(Json(json!({"rows": rows})))
}

/// `GET rows/{id}/`
pub(super) async fn one(
    State(shared): State<Arc<Shared>>,
    Path((uuid, row)): Path<(String, String)>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Answer {
    enter(&shared, &headers, &uuid, false)?;
    let world = shared.world();
    let base = world.base(&uuid).ok_or_else(|| Refusal::not_found("base not found"))?;
    let table = base.table(table_param(&params)?)?;
    Ok(Json(shown(base, table, table.row(&row)?, wants_names(&params))))
}

fn objects(body: &Value, field: &str) -> Result<Vec<Map<String, Value>>, Refusal> {
    serde_json::from_value(body[field].clone()).map_err(|_| Refusal::bad(format!("{field} invalid")))
}

/// `POST rows/`: appends one or several.
pub(super) async fn append(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Answer {
    let by = writer(&enter(&shared, &headers, &uuid, true)?);
    let (table, rows) = (table_of(&body)?, objects(&body, "rows")?);
    let edited = shared.edit(&uuid, &Edit::AppendRows { table: table.clone(), rows }, &by)?;
    let world = shared.world();
    let base = world.base(&uuid).ok_or_else(|| Refusal::not_found("base not found"))?;
    let table = base.table(&table)?;
    let first = edited.row_ids.first().and_then(|id| table.row(id).ok());
    Ok(Json(json!({
        "inserted_row_count": edited.row_ids.len(),
        "row_ids": edited.row_ids.iter().map(|id| json!({"_id": id})).collect::<Vec<_>>(),
        "first_row": first.map(|row| shown(base, table, row, false)),
    })))
}

/// `PUT rows/`: changes one or several.
pub(super) async fn update(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Answer {
    let by = writer(&enter(&shared, &headers, &uuid, true)?);
    let table = table_of(&body)?;
    let mut updates: Vec<Update> =
        serde_json::from_value(body["updates"].clone()).map_err(|_| Refusal::bad("updates invalid"))?;
    let edit = match updates.len() {
        1 => {
            let Update { row_id, row } = updates.remove(0);
            Edit::ModifyRow { table, row_id, row }
        }
        _ => Edit::ModifyRows { table, updates },
    };
    shared.edit(&uuid, &edit, &by)?;
    Ok(Json(json!({"success": true})))
}

/// `DELETE rows/`: deletes one or several.
pub(super) async fn delete(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Answer {
    let by = writer(&enter(&shared, &headers, &uuid, true)?);
    let table = table_of(&body)?;
    let mut row_ids: Vec<String> =
        serde_json::from_value(body["row_ids"].clone()).map_err(|_| Refusal::bad("row_ids invalid"))?;
    let count = row_ids.len();
    let edit = match count {
        1 => Edit::DeleteRow { table, row_id: row_ids.remove(0) },
        _ => Edit::DeleteRows { table, row_ids },
    };
    shared.edit(&uuid, &edit, &by)?;
    Ok(Json(json!({"success": true, "deleted_rows": count})))
}

/// `POST sql/`
pub(super) async fn query(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Answer {
    enter(&shared, &headers, &uuid, false)?;
    let world = shared.world();
    let base = world.base(&uuid).ok_or_else(|| Refusal::not_found("base not found"))?;
    let parameters = body["parameters"].as_array().cloned().unwrap_or_default();
    let convert = body["convert_keys"].as_bool().unwrap_or(false);
    super::sql::run(base, &super::text(&body, "sql")?, parameters, convert).map(Json)
}
