//! Edits of rows.

use serde_json::{Map, Value, json};

use crate::{
    cells::{is_empty, or_blank, stored},
    edit::{Applied, Context, Refusal, Update},
    hooks::{Body, Cell},
    world::{Base, Column, Row, Table},
};

/// Columns that webhooks say nothing of: their values are computed.
const SILENT: &[&str] = &["formula", "link-formula", "button", "link"];

impl Base {
    pub(crate) fn insert(
        &mut self,
        table: &str,
        given: &[Map<String, Value>],
        op_type: &str,
        context: &mut Context<'_>,
    ) -> Result<Applied, Refusal> {
        let table = self.table_mut(table)?;
        if given.is_empty() {
            return Err(Refusal::bad("rows invalid"));
        }
        let cells: Vec<Row> = given.iter().map(|row| stored(table, row)).collect::<Result<_, _>>()?;
        let anchor = table.rows.last().map_or(json!(""), |row| row["_id"].clone());
        let (mut numbers, mut rows) = (Map::new(), Vec::new());
        for cells in cells {
            let mut row = Row::new();
            row.insert("_id".to_owned(), json!(context.random.row_id()));
            row.insert("_participants".to_owned(), json!([]));
            for (by, at) in [("_creator", "_ctime"), ("_last_modifier", "_mtime")] {
                row.insert(by.to_owned(), json!(context.by.user()));
                row.insert(at.to_owned(), json!(context.stamp()));
            }
            row.extend(cells);
            for column in table.columns.iter_mut().filter(|column| column.kind == "auto-number") {
                let next = column.data["max_used_auto_number"].as_u64().unwrap_or(0) + 1;
                column.data["max_used_auto_number"] = json!(next);
                row.insert(column.key.clone(), json!(format!("{next:04}")));
                numbers.insert(column.key.clone(), json!(next));
            }
            rows.push(row);
        }
        table.rows.extend(rows.iter().cloned());
        let mut op = json!({"op_type": op_type, "table_id": table.id, "key_auto_number_config": numbers});
        match op_type {
            "insert_row" => {
                op["row_id"] = anchor;
                op["row_data"] = json!(rows[0]);
            }
            "insert_rows" => {
                op["row_ids"] = vec![anchor; rows.len()].into();
                op["row_datas"] = json!(rows);
            }
            _ => op["row_datas"] = json!(rows),
        }
        if op_type != "append_rows" {
            op["row_insert_position"] = json!("insert_below");
            op["links_data"] = json!({});
        }
        let body = Body::of_row("insert_row", table, &rows[0], all_cells(table, &rows[0]), rows.len());
        Ok(Applied { op, row_ids: ids(&rows), body: Some(body) })
    }

    pub(crate) fn modify(
        &mut self,
        table: &str,
        updates: &[Update],
        single: bool,
        context: &mut Context<'_>,
    ) -> Result<Applied, Refusal> {
        let table = self.table_mut(table)?;
        if updates.is_empty() {
            return Err(Refusal::bad("updates invalid"));
        }
        let mut changes = Vec::new();
        for update in updates {
            table.row(&update.row_id)?;
            changes.push((update.row_id.clone(), stored(table, &update.row)?));
        }
        let (mut updated, mut old_rows, mut cells) = (Map::new(), Map::new(), None);
        for (id, mut change) in changes {
            let before = table.row(&id)?.clone();
            let mut old = Row::new();
            for key in change.keys() {
                old.insert(key.clone(), before.get(key).cloned().unwrap_or(Value::Null));
            }
            change.insert("_last_modifier".to_owned(), json!(context.by.user()));
            let row = table.rows.iter_mut().find(|row| row["_id"] == id).expect("looked for above");
            row.extend(change.clone());
            row.insert("_mtime".to_owned(), json!(context.stamp()));
            if cells.is_none() {
                cells = Some(changed_cells(table, &change, &before));
            }
            updated.insert(id.clone(), json!(change));
            old_rows.insert(id, json!(old));
        }
        let row_ids: Vec<String> = updates.iter().map(|update| update.row_id.clone()).collect();
        let op = if single {
            let id = &row_ids[0];
            json!({
                "op_type": "modify_row", "table_id": table.id, "row_id": id, "updated": updated[id],
                "old_row": old_rows[id],
            })
        } else {
            json!({
                "op_type": "modify_rows", "table_id": table.id, "row_ids": row_ids, "updated": updated,
                "old_rows": old_rows,
            })
        };
        let row = table.row(&row_ids[0])?;
        let body = Body::of_row("modify_row", table, row, cells.unwrap_or_default(), row_ids.len());
        Ok(Applied { op, row_ids, body: Some(body) })
    }

    pub(crate) fn delete(
        &mut self,
        table: &str,
        row_ids: &[String],
        single: bool,
        context: &mut Context<'_>,
    ) -> Result<Applied, Refusal> {
        let table = self.table_mut(table)?;
        if row_ids.is_empty() {
            return Err(Refusal::bad("row_ids invalid"));
        }
        let (mut rows, mut uppers) = (Vec::new(), Vec::new());
        for id in row_ids {
            table.row(id)?;
        }
        for id in row_ids {
            let at = table.rows.iter().position(|row| row["_id"] == *id).expect("looked for above");
            uppers.push(at.checked_sub(1).map_or(json!(""), |at| table.rows[at]["_id"].clone()));
            rows.push(table.rows.remove(at));
        }
        let op = if single {
            json!({
                "op_type": "delete_row", "table_id": table.id, "row_id": row_ids[0], "deleted_row": rows[0],
                "upper_row_id": uppers[0], "deleted_links_data": {},
            })
        } else {
            json!({
                "op_type": "delete_rows", "table_id": table.id, "row_ids": row_ids, "deleted_rows": rows,
                "upper_row_ids": uppers, "deleted_links_data": {},
            })
        };
        let cells = if context.deleted_cells { all_cells(table, &rows[0]) } else { Vec::new() };
        let body = Body::of_row("delete_row", table, &rows[0], cells, rows.len());
        self.unlink_rows(row_ids);
        Ok(Applied { op, row_ids: row_ids.to_vec(), body: Some(body) })
    }

    /// Rows that go to the big-data store: an operation, and (guessed) no webhook.
    pub(crate) fn archive(&mut self, table: &str, row_ids: &[String]) -> Result<Applied, Refusal> {
        let table = self.table_mut(table)?;
        for id in row_ids {
            table.row(id)?;
        }
        table.rows.retain(|row| !row_ids.iter().any(|id| row["_id"] == *id));
        let op = json!({"op_type": "archive_rows", "table_id": table.id, "row_ids": row_ids});
        Ok(Applied { op, row_ids: row_ids.to_vec(), body: None })
    }
}

fn ids(rows: &[Row]) -> Vec<String> {
    rows.iter().map(|row| row["_id"].as_str().unwrap().to_owned()).collect()
}

fn telling(column: &&Column) -> bool {
    !SILENT.contains(&column.kind.as_str())
}

/// The cells of a whole row that are not empty (known of 2026; the server of 2020 sent the empty ones too).
fn all_cells(table: &Table, row: &Row) -> Vec<Cell> {
    let cells = table
        .columns
        .iter()
        .filter(telling)
        .map(|column| Cell { old_value: None, ..Cell::new(column, or_blank(row.get(&column.key))) });
    cells.filter(|cell| !is_empty(&cell.value)).collect()
}

/// The cells that changed, with what they were before.
fn changed_cells(table: &Table, change: &Row, before: &Row) -> Vec<Cell> {
    let mut cells = Vec::new();
    for column in table.columns.iter().filter(telling) {
        if let Some(value) = change.get(&column.key) {
            let old_value = Some(or_blank(before.get(&column.key)));
            cells.push(Cell { old_value, ..Cell::new(column, value.clone()) });
        }
    }
    cells
}
