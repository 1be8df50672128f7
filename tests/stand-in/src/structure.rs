//! Edits of tables, columns and views: an operation and a realtime event, and no webhook (known).
//!
//! The operations' fields are those of the server of 2020.

use serde_json::{Value, json};

use crate::{
    edit::{Applied, Context, Edit, Refusal},
    setup::ColumnSetup,
    world::{Base, Column, Random, Table},
};

impl Base {
    pub(crate) fn restructure(&mut self, edit: &Edit, context: &mut Context<'_>) -> Result<Applied, Refusal> {
        let op = match edit {
            Edit::AddColumn { table, name, kind, data } => self.add_column(table, name, kind, data, context.random)?,
            Edit::RenameColumn { table, column, name } => {
                let table = self.table_mut(table)?;
                let column = table.column_mut(column)?;
                let old = std::mem::replace(&mut column.name, name.clone());
                json!({
                    "op_type": "rename_column", "column_key": column.key, "new_column_name": name,
                    "old_column_name": old, "table_id": table.id,
                })
            }
            Edit::ChangeColumnType { table, column, kind, data } => {
                let table = self.table_mut(table)?;
                let column = table.column_mut(column)?;
                let old = column.metadata();
                (column.kind, column.data) = (kind.clone(), data.clone());
                json!({
                    "op_type": "modify_column_type", "column_key": column.key, "new_column": column.metadata(),
                    "old_column": old, "new_rows_data": {}, "old_rows_data": {}, "table_id": table.id,
                })
            }
            Edit::DeleteColumn { table, column } => {
                let table = self.table_mut(table)?;
                let key = table.column(column)?.key.clone();
                let at = table.columns.iter().position(|column| column.key == key).expect("just found");
                if at == 0 {
                    return Err(Refusal::bad("the first column can not be deleted"));
                }
                let old = table.columns.remove(at);
                table.rows.iter_mut().for_each(|row| drop(row.remove(&key)));
                json!({
                    "op_type": "delete_column", "table_id": table.id, "column_key": key, "old_column": old.metadata(),
                    "upper_column_key": table.columns[at - 1].key,
                })
            }
            Edit::AddOption { table, column, name } => {
                let table = self.table_mut(table)?;
                let table_id = table.id.clone();
                let column = table.column_mut(column)?;
                let option = ColumnSetup::option(name, context.random);
                match column.data["options"].as_array_mut() {
                    Some(options) => options.push(option),
                    None => column.data = json!({"options": [option]}),
                }
                json!({
                    "op_type": "add_column_options", "table_id": table_id, "column_key": column.key,
                    "new_options": column.data["options"],
                })
            }
            Edit::AddTable { name, columns } => {
                if self.tables.iter().any(|table| table.name == *name) {
                    return Err(Refusal::bad(format!("table {name} exists")));
                }
                let id = self.free_table_id(context.random);
                let columns = ColumnSetup::all(columns, context.random);
                let views = vec![Table::default_view()];
                let table = Table { id, name: name.clone(), columns, views, rows: Vec::new() };
                let op = json!({"op_type": "insert_table", "table_data": table.metadata()});
                self.tables.push(table);
                op
            }
            Edit::RenameTable { table, name } => {
                let table = self.table_mut(table)?;
                let old = std::mem::replace(&mut table.name, name.clone());
                json!({"op_type": "rename_table", "table_id": table.id, "table_name": name, "old_table_name": old})
            }
            Edit::DeleteTable { table } => {
                if self.tables.len() == 1 {
                    return Err(Refusal::bad("the last table can not be deleted"));
                }
                let id = self.table(table)?.id.clone();
                let at = self.tables.iter().position(|table| table.id == id).expect("just found");
                self.links.retain(|_, link| link.table != id && link.other != id);
                let links = &self.links;
                let deleted = self.tables.remove(at);
                for table in &mut self.tables {
                    table.columns.retain(|column| {
                        column.kind != "link" || links.contains_key(column.data["link_id"].as_str().unwrap_or_default())
                    });
                }
                json!({
                    "op_type": "delete_table", "table_id": id, "table_index": at, "deleted_table": deleted.metadata(),
                })
            }
            Edit::RenameView { table, view, name } => {
                let table = self.table_mut(table)?;
                let found = table.views.iter_mut().find(|found| found["name"] == *view || found["_id"] == *view);
                let found = found.ok_or_else(|| Refusal::not_found(format!("view {view} not found")))?;
                found["name"] = json!(name);
                json!({
                    "op_type": "rename_view", "table_id": table.id, "view_id": found["_id"], "view_name": name,
                })
            }
            other => unreachable!("{other:?} is no edit of structure"),
        };
        Ok(Applied { op, row_ids: Vec::new(), body: None })
    }

    fn add_column(
        &mut self,
        table: &str,
        name: &str,
        kind: &str,
        data: &Value,
        random: &mut Random,
    ) -> Result<Value, Refusal> {
        if kind == "link" {
            let other = data["other_table"].as_str().or_else(|| data["table"].as_str()).unwrap_or_default().to_owned();
            self.add_link_column(table, name, &other, random)?;
        }
        let table = self.table_mut(table)?;
        if kind != "link" {
            if table.columns.iter().any(|column| column.name == name) {
                return Err(Refusal::bad(format!("column {name} exists")));
            }
            let column = ColumnSetup { name: name.to_owned(), kind: kind.to_owned(), data: data.clone() };
            table.columns.push(column.make(random));
        }
        let before = table.columns.len().checked_sub(2).map_or(json!(""), |at| json!(table.columns[at].key));
        let column = table.columns.last().expect("just added");
        Ok(json!({
            "op_type": "insert_column", "table_id": table.id, "column_key": before, "column_insert_position": "insert_right",
            "column_data": column.metadata(), "view_id": "0000", "rows_datas": {},
        }))
    }

    /// A link's two columns.
    pub(crate) fn add_link_column(
        &mut self,
        table: &str,
        name: &str,
        other: &str,
        random: &mut Random,
    ) -> Result<(), Refusal> {
        let (here, here_name) = self.table(table).map(|table| (table.id.clone(), table.name.clone()))?;
        let there = self.table(other)?.id.clone();
        let link_id = random.key();
        let data = json!({
            "display_column_key": "0000", "table_id": here, "other_table_id": there, "is_multiple": true,
            "link_id": link_id, "is_row_from_view": false, "other_view_id": "", "array_type": "text", "array_data": null,
        });
        for (table, name) in [(&here, name), (&there, here_name.as_str())] {
            if *table == there && here == there && name == here_name {
                continue;
            }
            let column =
                Column { key: random.key(), name: name.to_owned(), kind: "link".to_owned(), data: data.clone() };
            self.table_mut(table)?.columns.push(column);
        }
        let link = crate::world::Link { table: here, other: there, pairs: Vec::new() };
        self.links.insert(link_id, link);
        Ok(())
    }

    pub(crate) fn free_table_id(&self, random: &mut Random) -> String {
        let mut id = "0000".to_owned();
        while self.tables.iter().any(|table| table.id == id) {
            id = random.key();
        }
        id
    }
}
