//! From an operation to events, row by row.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use serde_json::{Map, Value};

use super::{
    Kind, Operation, Stamp,
    cells::{CellMaker, Which},
    kind, links,
};
use crate::{
    BaseUuid,
    column::{FIRST_COLUMN, scalar},
    lenient::{LONGEST_NAME, shortened},
    metadata::Metadata,
    webhook::{Event, Op, RowRef, TableRef, reader::milliseconds},
};

/// Rows that are told one by one.
pub(super) const MOST_ROWS: usize = 10_000;

static NO_FIELDS: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

pub(super) fn events(
    operation: &Operation,
    base: &BaseUuid,
    metadata: Option<&Metadata>,
    stamp: &Stamp<'_>,
) -> Vec<Event> {
    let kind = kind(&operation.op_type);
    let telling = Telling { operation, metadata, stamp, base };
    match kind {
        Kind::Insert => telling.rows(Op::InsertRow, "insert_row", telling.inserted()),
        Kind::Modify => telling.rows(Op::ModifyRow, "modify_row", telling.modified()),
        Kind::Delete => telling.rows(Op::DeleteRow, "delete_row", telling.deleted()),
        Kind::Link => links::events(&telling),
        Kind::Structure | Kind::Setting => Vec::new(),
        Kind::Other => vec![telling.other()],
    }
}

/// A row as an operation tells of it.
#[derive(Clone, Copy)]
struct Told<'o> {
    id: &'o str,
    /// Its values, or the changed ones.
    values: &'o Map<String, Value>,
    /// Values before.
    old: Option<&'o Value>,
}

/// An operation with all that is known about it.
pub(super) struct Telling<'o> {
    pub(super) operation: &'o Operation,
    pub(super) metadata: Option<&'o Metadata>,
    stamp: &'o Stamp<'o>,
    base: &'o BaseUuid,
}

impl<'o> Telling<'o> {
    fn inserted(&self) -> Vec<Told<'o>> {
        // `row_id` and `row_ids` are the rows beside which the new ones were put.
        let rows = self.items("row_datas").iter().chain(self.field("row_data"));
        rows.filter_map(|row| Some(Told { id: id(row.get("_id")), values: row.as_object()?, old: None })).collect()
    }

    fn modified(&self) -> Vec<Told<'o>> {
        let updated = self.field("updated");
        let ids = self.ids("row_ids");
        if !ids.is_empty() {
            let old = self.field("old_rows");
            let told = ids.into_iter().map(|row_id| {
                let values = updated.and_then(|updated| updated.get(row_id)?.as_object()).unwrap_or(&NO_FIELDS);
                Told { id: row_id, values, old: old.and_then(|old| old.get(row_id)) }
            });
            return told.collect();
        }
        match (self.field("row_id"), updated.and_then(Value::as_object)) {
            (Some(row_id), updated) => {
                let values = updated.unwrap_or(&NO_FIELDS);
                vec![Told { id: id(Some(row_id)), values, old: self.field("old_row") }]
            }
            // A batch that does not list its rows.
            (None, Some(rows)) => {
                let old = self.field("old_rows");
                let told = rows.iter().filter_map(|(row_id, values)| {
                    let old = old.and_then(|old| old.get(row_id));
                    Some(Told { id: shortened(row_id), values: values.as_object()?, old })
                });
                told.collect()
            }
            (None, None) => Vec::new(),
        }
    }

    fn deleted(&self) -> Vec<Told<'o>> {
        let mut ids = self.ids("row_ids");
        ids.extend(self.field("row_id").map(|row_id| id(Some(row_id))).filter(|_| ids.is_empty()));
        let rows = || self.items("deleted_rows").iter().chain(self.field("deleted_row"));
        let by_id: HashMap<&str, &Map<String, Value>> =
            rows().filter_map(|row| Some((id(row.get("_id")), row.as_object()?))).collect();
        let told =
            |row_id: &'o str| Told { id: row_id, values: by_id.get(row_id).copied().unwrap_or(&NO_FIELDS), old: None };
        let mut told: Vec<Told<'o>> = ids.into_iter().map(told).collect();
        match (told.as_mut_slice(), rows().next().and_then(Value::as_object)) {
            // Without ids of their own, the rows say which they were; a single one may lack its id.
            ([], _) => {
                let row = |row: &'o Value| Some(Told { id: id(row.get("_id")), values: row.as_object()?, old: None });
                rows().filter_map(row).collect()
            }
            ([single], Some(values)) if !values.contains_key("_id") => {
                single.values = values;
                told
            }
            _ => told,
        }
    }

    fn rows(&self, op: Op, op_type: &str, told: Vec<Told<'_>>) -> Vec<Event> {
        let table = self.metadata.and_then(|metadata| metadata.table(&self.operation.table_id));
        let mut maker = CellMaker::new(table);
        let mut events = Vec::with_capacity(told.len().min(MOST_ROWS));
        for row in told.iter().take(MOST_ROWS) {
            let mut event = self.event(op, op_type, self.who(op, row.values), when(op, row.values));
            event.table = self.table(&self.operation.table_id);
            event.row = RowRef { id: row.id.to_owned(), name: name(row), name_option: Value::Null };
            let which = if op == Op::InsertRow { Which::Filled } else { Which::All };
            maker.fill(&mut event, row.values, row.old, which);
            events.push(event);
        }
        if let Some(rest) = told.len().checked_sub(MOST_ROWS).filter(|rest| *rest > 0) {
            let values = told[MOST_ROWS].values;
            let mut event = self.event(op, op_type, self.who(op, values), when(op, values));
            event.table = self.table(&self.operation.table_id);
            event.row_count = rest as u64;
            events.push(event);
        }
        events
    }

    /// Something else that happened: one event for all its rows.
    fn other(&self) -> Event {
        let mut event = self.event(Op::Other, &self.operation.op_type, self.who(Op::Other, &NO_FIELDS), None);
        event.table = self.table(&self.operation.table_id);
        let rows = self.items("row_ids");
        event.row.id = id(rows.first().or(self.field("row_id"))).to_owned();
        event.row_count = rows.len().max(1) as u64;
        event
    }

    /// An event that says what was done, by whom and when, and no more.
    pub(super) fn event(&self, op: Op, op_type: &str, user: String, at_ms: Option<i64>) -> Event {
        Event {
            event: "update".to_owned(),
            base: Some(self.base.clone()),
            op,
            op_type: op_type.to_owned(),
            op_time_ms: self.stamp.at_ms.or(at_ms),
            user,
            app: self.stamp.app.unwrap_or_default().to_owned(),
            row_count: 1,
            ..Event::default()
        }
    }

    /// Who did it: as the log says, else as the row says of who changed it last.
    pub(super) fn who(&self, op: Op, values: &Map<String, Value>) -> String {
        let author = self.stamp.author.unwrap_or_default();
        // An API token is nobody.
        let nobody = self.stamp.author.is_some() && self.stamp.app.is_some_and(|app| !app.is_empty());
        if !author.is_empty() || nobody {
            return author.to_owned();
        }
        let fields: &[&str] = match op {
            Op::InsertRow => &["_last_modifier", "_creator"],
            Op::ModifyRow => &["_last_modifier"],
            // Whoever last changed a deleted row need not have deleted it.
            _ => &[],
        };
        fields.iter().map(|field| id(values.get(*field))).find(|who| !who.is_empty()).unwrap_or_default().to_owned()
    }

    pub(super) fn table(&self, id: &str) -> TableRef {
        let name = self.metadata.and_then(|metadata| metadata.table(id)).map(|table| table.name.clone());
        TableRef { id: id.to_owned(), name: name.unwrap_or_default() }
    }

    pub(super) fn field(&self, name: &str) -> Option<&'o Value> {
        self.operation.body.get(name).filter(|value| !value.is_null())
    }

    /// The ids in a list, each once, so that no row is told twice.
    pub(super) fn ids(&self, name: &str) -> Vec<&'o str> {
        let mut seen = HashSet::new();
        self.items(name).iter().map(|row_id| id(Some(row_id))).filter(|row_id| seen.insert(*row_id)).collect()
    }

    pub(super) fn items(&self, name: &str) -> &'o [Value] {
        self.operation.body.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }
}

/// An id or a person; empty if it is none.
pub(super) fn id(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).map(shortened).unwrap_or_default()
}

/// When the row says that it was made or changed.
fn when(op: Op, values: &Map<String, Value>) -> Option<i64> {
    let told = matches!(op, Op::InsertRow | Op::ModifyRow);
    let time = values.get("_mtime").filter(|_| told).and_then(scalar)?;
    milliseconds(&time)
}

/// The value of the first column: the new one, else the one before.
fn name(row: &Told<'_>) -> Value {
    let before = || row.old.and_then(|old| old.get(FIRST_COLUMN));
    match row.values.get(FIRST_COLUMN).or_else(before) {
        Some(Value::String(text)) if text.len() > LONGEST_NAME => Value::from(shortened(text)),
        Some(name) => name.clone(),
        None => Value::Null,
    }
}
