//! A base's structure and people over the gateway.

use axum::{Json, extract::Query, http::StatusCode};
use serde_json::{Value, json};

use super::{Answer, Params, Reader, Writer, number, table_of, table_param, text};
use crate::{
    ColumnSetup, Edit, Person, Refusal,
    shared::lock,
    world::{Column, Table},
};

/// `GET metadata/`
pub(super) async fn metadata(reader: Reader) -> Answer {
    let world = reader.shared.world();
    let base = reader.base(&world)?;
    let tables: Vec<Value> = base.tables.iter().map(Table::metadata).collect();
    Ok(Json(json!({"metadata": {"tables": tables, "version": base.version, "format_version": 9, "settings": {}}})))
}

/// `GET columns/`
pub(super) async fn columns(reader: Reader, Query(params): Query<Params>) -> Answer {
    let world = reader.shared.world();
    let columns = &reader.base(&world)?.table(table_param(&params)?)?.columns;
    Ok(Json(json!({"columns": columns.iter().map(Column::metadata).collect::<Vec<_>>()})))
}

/// `GET views/`
pub(super) async fn views(reader: Reader, Query(params): Query<Params>) -> Answer {
    let world = reader.shared.world();
    Ok(Json(json!({"views": reader.base(&world)?.table(table_param(&params)?)?.views})))
}

/// `GET related-users/`: the base's people, and who owns it; and those who know it only by an app.
pub(super) async fn related_users(reader: Reader, Query(params): Query<Params>) -> Answer {
    let (faults, page) = (lock(&reader.shared.faults).clone(), number(&params, "page", 1).max(1));
    if let Some(status) = faults.people.or(faults.more_people.filter(|_| page > 1)) {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        return Err(Refusal::new(status, "Internal Server Error"));
    }
    let world = reader.shared.world();
    let base = reader.base(&world)?;
    let emails = base.members.iter().chain(Some(&base.owner).filter(|owner| !base.members.contains(owner)));
    let people = emails.filter_map(|email| world.person(email));
    let people: Vec<&Person> = match faults.people_page {
        Some(size) => people.skip((page - 1) * size).take(size).collect(),
        None => people.collect(),
    };
    let of_apps: Vec<&Person> = base.app_users.iter().filter_map(|email| world.person(email)).collect();
    Ok(Json(json!({"user_list": people, "app_user_list": of_apps})))
}

/// `POST columns/`
pub(super) async fn add_column(writer: Writer, Json(body): Json<Value>) -> Answer {
    let (table, name, kind) = (table_of(&body)?, text(&body, "column_name")?, text(&body, "column_type")?);
    let edit = Edit::AddColumn { table: table.clone(), name: name.clone(), kind, data: body["column_data"].clone() };
    writer.edit(&edit)?;
    let world = writer.reader.shared.world();
    Ok(Json(writer.reader.base(&world)?.table(&table)?.column(&name)?.metadata()))
}

/// `PUT columns/`: renames, or changes the type.
pub(super) async fn change_column(writer: Writer, Json(body): Json<Value>) -> Answer {
    let (table, column) = (table_of(&body)?, text(&body, "column")?);
    let edit = match body["op_type"].as_str() {
        Some("rename_column") => Edit::RenameColumn { table, column, name: text(&body, "new_column_name")? },
        Some("modify_column_type") => {
            let kind = text(&body, "new_column_type")?;
            Edit::ChangeColumnType { table, column, kind, data: body["new_column_data"].clone() }
        }
        _ => return Err(Refusal::bad("op_type invalid")),
    };
    writer.edit(&edit)?;
    Ok(Json(json!({"success": true})))
}

/// `DELETE columns/`
pub(super) async fn delete_column(writer: Writer, Json(body): Json<Value>) -> Answer {
    let edit = Edit::DeleteColumn { table: table_of(&body)?, column: text(&body, "column")? };
    writer.edit(&edit)?;
    Ok(Json(json!({"success": true})))
}

/// `POST tables/`
pub(super) async fn add_table(writer: Writer, Json(body): Json<Value>) -> Answer {
    let name = text(&body, "table_name")?;
    let columns = body["columns"].as_array().cloned().unwrap_or_default();
    let columns = columns.iter().map(|column| {
        let (name, kind) = (text(column, "column_name")?, text(column, "column_type")?);
        Ok(ColumnSetup { name, kind, data: column["column_data"].clone() })
    });
    let edit = Edit::AddTable { name: name.clone(), columns: columns.collect::<Result<_, Refusal>>()? };
    writer.edit(&edit)?;
    let world = writer.reader.shared.world();
    Ok(Json(writer.reader.base(&world)?.table(&name)?.metadata()))
}

/// `PUT tables/`
pub(super) async fn rename_table(writer: Writer, Json(body): Json<Value>) -> Answer {
    let edit = Edit::RenameTable { table: table_of(&body)?, name: text(&body, "new_table_name")? };
    writer.edit(&edit)?;
    Ok(Json(json!({"success": true})))
}

/// `DELETE tables/`
pub(super) async fn delete_table(writer: Writer, Json(body): Json<Value>) -> Answer {
    writer.edit(&Edit::DeleteTable { table: table_of(&body)? })?;
    Ok(Json(json!({"success": true})))
}
