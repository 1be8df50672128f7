//! Links over the gateway.

use std::collections::BTreeMap;

use axum::Json;
use serde_json::{Map, Value, json};

use super::{Answer, Reader, Writer, table_of, text};
use crate::{Edit, Refusal, cells::linked};

enum Way {
    Add,
    Set,
    Remove,
}

/// `POST links/`
pub(super) async fn add(writer: Writer, Json(body): Json<Value>) -> Answer {
    change(&writer, &body, &Way::Add)
}

/// `PUT links/`
pub(super) async fn set(writer: Writer, Json(body): Json<Value>) -> Answer {
    change(&writer, &body, &Way::Set)
}

/// `DELETE links/`
pub(super) async fn remove(writer: Writer, Json(body): Json<Value>) -> Answer {
    change(&writer, &body, &Way::Remove)
}

/// Whichever way, the gateway makes one operation for all rows (guessed: `update_rows_links`).
fn change(writer: &Writer, body: &Value, way: &Way) -> Answer {
    let (table, column) = (table_of(body)?, text(body, "link_id")?);
    let given: BTreeMap<String, Vec<String>> = serde_json::from_value(body["other_rows_ids_map"].clone())
        .map_err(|_| Refusal::bad("other_rows_ids_map invalid"))?;
    let mut links = BTreeMap::new();
    {
        let world = writer.reader.shared.world();
        let base = writer.reader.base(&world)?;
        let here = base.table(&table)?;
        let by_id = |found: &&crate::world::Column| found.kind == "link" && found.data["link_id"] == column;
        let found = here.columns.iter().find(by_id).ok_or_else(|| Refusal::not_found("link not found"))?;
        for (row, given) in given {
            let (_, mut ids) = base.linked_rows(here, found, &row);
            match way {
                Way::Add => {
                    ids.retain(|id| !given.contains(id));
                    ids.extend(given);
                }
                Way::Remove => ids.retain(|id| !given.contains(id)),
                Way::Set => ids = given,
            }
            links.insert(row, ids);
        }
    }
    writer.edit(&Edit::UpdateRowsLinks { table, column, links })?;
    Ok(Json(json!({"success": true})))
}

/// `POST query-links/`
pub(super) async fn query(reader: Reader, Json(body): Json<Value>) -> Answer {
    let world = reader.shared.world();
    let base = reader.base(&world)?;
    let key = text(&body, "link_column_key")?;
    let table = base.table(&table_of(&body)?)?;
    let column = table.column(&key)?;
    if column.kind != "link" {
        return Err(Refusal::bad("link_column_key invalid"));
    }
    let mut answer = Map::new();
    for row in body["rows"].as_array().ok_or_else(|| Refusal::bad("rows invalid"))? {
        let id = text(row, "row_id")?;
        let from = usize::try_from(row["offset"].as_u64().unwrap_or(0)).unwrap_or(0);
        let most = usize::try_from(row["limit"].as_u64().unwrap_or(10)).unwrap_or(10);
        let linked = linked(base, table, column, table.row(&id)?);
        let linked = linked.as_array().cloned().unwrap_or_default();
        answer.insert(id, linked.into_iter().skip(from).take(most).collect());
    }
    Ok(Json(Value::Object(answer)))
}
