//! Rows over the gateway, as the Python SDK asks for them.

use axum::{
    Json,
    extract::{Path, Query},
};
use serde_json::{Map, Value, json};

use super::{Answer, Params, Reader, Writer, number, table_of, table_param};
use crate::{Edit, Refusal, Update, cells::shown};

/// The most rows an answer holds (known).
const MOST: usize = 1000;

fn wants_names(params: &Params) -> bool {
    params.get("convert_keys").is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
}

/// `GET rows/`
pub(super) async fn list(reader: Reader, Query(params): Query<Params>) -> Answer {
    let world = reader.shared.world();
    let base = reader.base(&world)?;
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
    reader: Reader,
    Path((_, row)): Path<(String, String)>,
    Query(params): Query<Params>,
) -> Answer {
    let world = reader.shared.world();
    let base = reader.base(&world)?;
    let table = base.table(table_param(&params)?)?;
    Ok(Json(shown(base, table, table.row(&row)?, wants_names(&params))))
}

fn objects(body: &Value, field: &str) -> Result<Vec<Map<String, Value>>, Refusal> {
    serde_json::from_value(body[field].clone()).map_err(|_| Refusal::bad(format!("{field} invalid")))
}

/// `POST rows/`: appends one or several.
pub(super) async fn append(writer: Writer, Json(body): Json<Value>) -> Answer {
    let (table, rows) = (table_of(&body)?, objects(&body, "rows")?);
    let edited = writer.edit(&Edit::AppendRows { table: table.clone(), rows })?;
    let world = writer.reader.shared.world();
    let base = writer.reader.base(&world)?;
    let table = base.table(&table)?;
    let first = edited.row_ids.first().and_then(|id| table.row(id).ok());
    Ok(Json(json!({
        "inserted_row_count": edited.row_ids.len(),
        "row_ids": edited.row_ids.iter().map(|id| json!({"_id": id})).collect::<Vec<_>>(),
        "first_row": first.map(|row| shown(base, table, row, false)),
    })))
}

/// `PUT rows/`: changes one or several.
pub(super) async fn update(writer: Writer, Json(body): Json<Value>) -> Answer {
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
    writer.edit(&edit)?;
    Ok(Json(json!({"success": true})))
}

/// `DELETE rows/`: deletes one or several.
pub(super) async fn delete(writer: Writer, Json(body): Json<Value>) -> Answer {
    let table = table_of(&body)?;
    let mut row_ids: Vec<String> =
        serde_json::from_value(body["row_ids"].clone()).map_err(|_| Refusal::bad("row_ids invalid"))?;
    let count = row_ids.len();
    let edit = match count {
        1 => Edit::DeleteRow { table, row_id: row_ids.remove(0) },
        _ => Edit::DeleteRows { table, row_ids },
    };
    writer.edit(&edit)?;
    Ok(Json(json!({"success": true, "deleted_rows": count})))
}

/// `POST sql/`
pub(super) async fn query(reader: Reader, Json(body): Json<Value>) -> Answer {
    let world = reader.shared.world();
    let base = reader.base(&world)?;
    let parameters = body["parameters"].as_array().cloned().unwrap_or_default();
    let convert = body["convert_keys"].as_bool().unwrap_or(false);
    super::sql::run(base, &super::text(&body, "sql")?, parameters, convert).map(Json)
}
