//! Links between rows, and edits of them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    edit::{Applied, Context, Refusal},
    hooks::{Body, Cell},
    world::{Base, Column, Table},
};

impl Base {
    /// The table at the other end of a link's column, and the rows there that a row is linked to.
    pub(crate) fn linked_rows(&self, table: &Table, column: &Column, row_id: &str) -> (&Table, Vec<String>) {
        let link = &self.links[column.data["link_id"].as_str().expect("a link's column has a link")];
        let forward = link.table == table.id;
        let other = if forward { &link.other } else { &link.table };
        let ends = link.pairs.iter().map(|(one, two)| if forward { (one, two) } else { (two, one) });
        let ids = ends.filter(|(here, _)| *here == row_id).map(|(_, there)| there.clone()).collect();
        (self.table(other).expect("a link's table"), ids)
    }

    /// Forgets the links of rows that are gone.
    pub(crate) fn unlink_rows(&mut self, row_ids: &[String]) {
        for link in self.links.values_mut() {
            link.pairs.retain(|(one, two)| !row_ids.contains(one) && !row_ids.contains(two));
        }
    }

    fn link_column(&self, table: &str, column: &str) -> Result<(&Table, &Column, String), Refusal> {
        let table = self.table(table)?;
        let column = table.column(column).or_else(|error| {
            let by_id = |other: &&Column| other.kind == "link" && other.data["link_id"] == column;
            table.columns.iter().find(by_id).ok_or(error)
        })?;
        let link = column.data["link_id"].as_str().filter(|_| column.kind == "link");
        let link = link.ok_or_else(|| Refusal::bad(format!("column {} is no link", column.name)))?;
        Ok((table, column, link.to_owned()))
    }

    /// Sets the rows that a row is linked to.
    fn put_links(&mut self, link: &str, table_id: &str, row_id: &str, others: &[String]) {
        let link = self.links.get_mut(link).expect("a link");
        let forward = link.table == table_id;
        link.pairs.retain(|(one, two)| if forward { one != row_id } else { two != row_id });
        for other in others {
            let (here, there) = (row_id.to_owned(), other.clone());
            link.pairs.push(if forward { (here, there) } else { (there, here) });
        }
    }

    /// Links two rows, or parts them.
    pub(crate) fn link(
        &mut self,
        table: &str,
        column: &str,
        row_id: &str,
        other_row_id: &str,
        add: bool,
        _context: &mut Context<'_>,
    ) -> Result<Applied, Refusal> {
        let (here, column, link) = self.link_column(table, column)?;
        let (there, before) = self.linked_rows(here, column, row_id);
        here.row(row_id)?;
        there.row(other_row_id)?;
        let (here_id, there_id, key) = (here.id.clone(), there.id.clone(), column.key.clone());
        let mut after: Vec<String> = before.iter().filter(|id| *id != other_row_id).cloned().collect();
        if add {
            after.push(other_row_id.to_owned());
        }
        let old = self.two_ends(&here_id, &key, row_id, other_row_id)?;
        self.put_links(&link, &here_id, row_id, &after);
        let op_type = if add { "add_link" } else { "remove_link" };
        let op = json!({
            "op_type": op_type, "link_id": link, "table1_id": here_id, "table2_id": there_id,
            "table1_row_id": row_id, "table2_row_id": other_row_id,
        });
        let body = self.link_body(op_type, &here_id, &key, (row_id, other_row_id), old, 1)?;
        Ok(Applied { op, row_ids: vec![row_id.to_owned(), other_row_id.to_owned()], body: Some(body) })
    }

    /// Sets the links of several rows at once.
    pub(crate) fn set_links(
        &mut self,
        table: &str,
        column: &str,
        links: &BTreeMap<String, Vec<String>>,
        _context: &mut Context<'_>,
    ) -> Result<Applied, Refusal> {
        let (here, column, link) = self.link_column(table, column)?;
        let mut old = BTreeMap::new();
        let mut there_id = String::new();
        for (row, others) in links {
            here.row(row)?;
            let (there, before) = self.linked_rows(here, column, row);
            for other in others {
                there.row(other)?;
            }
            there_id.clone_from(&there.id);
            old.insert(row.clone(), before);
        }
        let row_ids: Vec<String> = links.keys().cloned().collect();
        let first = row_ids.first().ok_or_else(|| Refusal::bad("row_id_list invalid"))?.clone();
        let other = links[&first].first().or_else(|| old[&first].first()).cloned().unwrap_or_default();
        let (here_id, key) = (here.id.clone(), column.key.clone());
        let ends = self.two_ends(&here_id, &key, &first, &other)?;
        for (row, others) in links {
            self.put_links(&link, &here_id, row, others);
        }
        let op = json!({
            "op_type": "update_rows_links", "link_id": link, "table_id": here_id, "other_table_id": there_id,
            "row_id_list": row_ids, "other_rows_ids_map": links, "old_other_rows_ids_map": old,
        });
        let body = self.link_body("update_rows_links", &here_id, &key, (&first, &other), ends, row_ids.len())?;
        Ok(Applied { op, row_ids, body: Some(body) })
    }

    /// The display values of a link at both ends: of the row here, and of the row there.
    fn two_ends(&self, table: &str, key: &str, row: &str, other_row: &str) -> Result<[(Column, Value); 2], Refusal> {
        let here = self.table(table)?;
        let column = here.column(key)?;
        let (there, ids) = self.linked_rows(here, column, row);
        let value: Value = ids.iter().map(|id| there.name_of(id)).collect();
        let link_id = &column.data["link_id"];
        let back = there.columns.iter().find(|back| back.data["link_id"] == *link_id && back.key != *key);
        let back = back.unwrap_or(column).clone();
        let (_, back_ids) = self.linked_rows(there, &back, other_row);
        let back_value = back_ids.iter().map(|id| here.name_of(id)).collect();
        Ok([(column.clone(), value), (back, back_value)])
    }

    /// The webhook of a link. Its fields are known from who reads them; that `value` holds names is guessed.
    fn link_body(
        &self,
        op_type: &'static str,
        table: &str,
        key: &str,
        rows: (&str, &str),
        old: [(Column, Value); 2],
        count: usize,
    ) -> Result<Body, Refusal> {
        let new = self.two_ends(table, key, rows.0, rows.1)?;
        let here = self.table(table)?;
        let (there, _) = self.linked_rows(here, &new[0].0, rows.0);
        let mut cells = new.into_iter().zip(old).map(|((column, value), (_, old))| {
            let mut cell = Cell::new(&column, value);
            cell.column_data = json!({"link_id": column.data["link_id"]});
            vec![Cell { old_value: Some(old), ..cell }]
        });
        let ends = [(here, rows.0, cells.next().unwrap()), (there, rows.1, cells.next().unwrap())];
        Ok(Body::of_link(op_type, ends, count))
    }
}
