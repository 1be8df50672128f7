//! What a browser gets at a row's address: a plain page instead of SeaTable's, so that a click in the demo leads somewhere.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    response::Html,
};

use super::{Params, account::find};
use crate::{
    Refusal,
    cells::{linked, named},
    shared::Shared,
};

/// `GET /workspace/{id}/dtable/{name}/`
pub(super) async fn base(
    State(shared): State<Arc<Shared>>,
    Path((workspace, name)): Path<(u64, String)>,
    Query(params): Query<Params>,
) -> Result<Html<String>, Refusal> {
    let world = shared.world();
    let base = find(&world.bases, workspace, &name)?;
    let table = params.get("tid").and_then(|id| base.tables.iter().find(|table| table.id == *id));
    let row = params.get("row-id").zip(table).and_then(|(id, table)| table.row(id).ok());
    let mut page = format!(
        "<!doctype html><meta charset=utf-8><title>{0}</title><style>body{{font:15px sans-serif;margin:3em}}\
         td{{padding:.3em 1em .3em 0}}td:first-child{{color:#666}}</style><p>Here SeaTable would show you this:<h1>{0}",
        escaped(&base.name)
    );
    if let Some(table) = table {
        page += &format!(" › {}", escaped(&table.name));
    }
    page += "</h1>";
    if let (Some(table), Some(row)) = (table, row) {
        page += "<table>";
        for column in &table.columns {
            let value = match column.kind.as_str() {
                "link" => linked(base, table, column, row),
                _ => row.get(&column.key).map(|value| named(column, value)).unwrap_or_default(),
            };
            let text = match &value {
                serde_json::Value::Null => String::new(),
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            page += &format!("<tr><td>{}<td>{}", escaped(&column.name), escaped(&text));
        }
        page += "</table>";
    }
    Ok(Html(page))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
