//! A base's structure and people over the gateway.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::HeaderMap,
};
use serde_json::{Value, json};

use super::{Answer, Params, enter, table_of, text, writer};
use crate::{
    ColumnSetup, Edit, Person, Refusal,
    shared::Shared,
    world::{Base, Column, Table},
};

fn with_base<T>(
    shared: &Shared,
    uuid: &str,
    headers: &HeaderMap,
    then: impl FnOnce(&Base) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    enter(shared, headers, uuid, false)?;
    then(shared.world().base(uuid).ok_or_else(|| Refusal::not_found("base not found"))?)
}

fn with_table<T>(
    shared: &Shared,
    uuid: &str,
    headers: &HeaderMap,
    params: &Params,
    then: impl FnOnce(&Table) -> T,
) -> Result<T, Refusal> {
    with_base(shared, uuid, headers, |base| {
        let name = params.get("table_name").or_else(|| params.get("table_id"));
        Ok(then(base.table(name.ok_or_else(|| Refusal::bad("table_name or table_id invalid"))?)?))
    })
}

/// `GET metadata/`
pub(super) async fn metadata(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
) -> Answer {
    with_base(&shared, &uuid, &headers, |base| {
        let tables: Vec<Value> = base.tables.iter().map(Table::metadata).collect();
        Ok(Json(json!({"metadata": {"tables": tables, "version": base.version, "format_version": 9, "settings": {}}})))
    })
}

/// `GET columns/`
pub(super) async fn columns(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Answer {
    let columns = |table: &Table| table.columns.iter().map(Column::metadata).collect::<Vec<_>>();
    Ok(Json(json!({"columns": with_table(&shared, &uuid, &headers, &params, columns)?})))
}

/// `GET views/`
pub(super) async fn views(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Answer {
    Ok(Json(json!({"views": with_table(&shared, &uuid, &headers, &params, |table| table.views.clone())?})))
}

/// `GET related-users/`: the base's people, and who owns it.
pub(super) async fn related_users(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
) -> Answer {
    enter(&shared, &headers, &uuid, false)?;
    let world = shared.world();
    let base = world.base(&uuid).ok_or_else(|| Refusal::not_found("base not found"))?;
    let emails = base.members.iter().chain(Some(&base.owner).filter(|owner| !base.members.contains(owner)));
    let people: Vec<&Person> = emails.filter_map(|email| world.person(email)).collect();
    Ok(Json(json!({"user_list": people, "app_user_list": []})))
}

/// `POST columns/`
pub(super) async fn add_column(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Answer {
    let by = writer(&enter(&shared, &headers, &uuid, true)?);
    let (table, name, kind) = (table_of(&body)?, text(&body, "column_name")?, text(&body, "column_type")?);
    let edit = Edit::AddColumn { table: table.clone(), name: name.clone(), kind, data: body["column_data"].clone() };
    shared.edit(&uuid, &edit, &by)?;
    with_base(&shared, &uuid, &headers, |base| Ok(Json(base.table(&table)?.column(&name)?.metadata())))
}

/// `PUT columns/`: renames, or changes the type.
pub(super) async fn change_column(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Answer {
    let by = writer(&enter(&shared, &headers, &uuid, true)?);
    let (table, column) = (table_of(&body)?, text(&body, "column")?);
    let edit = match body["op_type"].as_str() {
        Some("rename_column") => Edit::RenameColumn { table, column, name: text(&body, "new_column_name")? },
        Some("modify_column_type") => {
            let kind = text(&body, "new_column_type")?;
            Edit::ChangeColumnType { table, column, kind, data: body["new_column_data"].clone() }
        }
        _ => return Err(Refusal::bad("op_type invalid")),
    };
    shared.edit(&uuid, &edit, &by)?;
    Ok(Json(json!({"success": true})))
}

/// `DELETE columns/`
pub(super) async fn delete_column(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Answer {
    let by = writer(&enter(&shared, &headers, &uuid, true)?);
    let edit = Edit::DeleteColumn { table: table_of(&body)?, column: text(&body, "column")? };
    shared.edit(&uuid, &edit, &by)?;
    Ok(Json(json!({"success": true})))
}

/// `POST tables/`
pub(super) async fn add_table(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Answer {
    let by = writer(&enter(&shared, &headers, &uuid, true)?);
    let name = text(&body, "table_name")?;
    let columns = body["columns"].as_array().cloned().unwrap_or_default();
    let columns = columns.iter().map(|column| {
        let (name, kind) = (text(column, "column_name")?, text(column, "column_type")?);
        Ok(ColumnSetup { name, kind, data: column["column_data"].clone() })
    });
    let edit = Edit::AddTable { name: name.clone(), columns: columns.collect::<Result<_, Refusal>>()? };
    shared.edit(&uuid, &edit, &by)?;
    with_base(&shared, &uuid, &headers, |base| Ok(Json(base.table(&name)?.metadata())))
}

/// `PUT tables/`
pub(super) async fn rename_table(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Answer {
    let by = writer(&enter(&shared, &headers, &uuid, true)?);
    let edit = Edit::RenameTable { table: table_of(&body)?, name: text(&body, "new_table_name")? };
    shared.edit(&uuid, &edit, &by)?;
    Ok(Json(json!({"success": true})))
}

/// `DELETE tables/`
pub(super) async fn delete_table(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Answer {
    let by = writer(&enter(&shared, &headers, &uuid, true)?);
    shared.edit(&uuid, &Edit::DeleteTable { table: table_of(&body)? }, &by)?;
    Ok(Json(json!({"success": true})))
}
