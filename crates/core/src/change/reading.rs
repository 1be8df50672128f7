//! From a delivery's bytes to the changes they report.

use seatable::{
    BaseUuid, ColumnType,
    metadata::Metadata,
    operation::{self, Stamp},
    value::{self, Format},
    webhook::{self, Cell, Event, Op},
};
use serde_json::Value;

use super::{
    Actor, CellChange, Change, ChangeKind, Content, Delivery, Gap, LinkedRow, Missing, OperationReport, Row, Source,
    SourceReport, Table,
};

/// A report's own time is believed from the year 2000 up to a day into the future: a laptop's clock may be wrong by some
/// hours, and all ways have to tell the same time for a change.
const EARLIEST_MS: i64 = 946_684_800_000;
const AHEAD_MS: i64 = 24 * 60 * 60 * 1000;

/// What a delivery says.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The changes, or a gap; a single unrecognised change when the body could not be read. None when it tells of nothing
    /// that people would call a change of a row.
    pub contents: Vec<Content>,
    /// Whether each change carries its own time, so that equal bodies are surely the same event.
    pub timed: bool,
    /// Why the body could not be read, in a stable word.
    pub unreadable: Option<&'static str>,
}

/// Reads a delivery. `format` decides how a first column that is not text becomes the row's name; `metadata` gives the
/// tables and columns of a connected base, whose operations name them only by their ids.
pub fn read<'m>(delivery: &Delivery, format: &Format, metadata: impl Fn(&BaseUuid) -> Option<&'m Metadata>) -> Reading {
    let read = match delivery.source {
        Source::Local | Source::Relay | Source::RelayKept => {
            webhook::read(&delivery.body).map_err(|why| why.code()).map(|events| Reading {
                timed: events.iter().all(|event| event.op_time_ms.is_some()),
                contents: events
                    .into_iter()
                    .map(|event| change(with_departments(event, &metadata), delivery.received_ms, format).into())
                    .collect(),
                unreadable: None,
            })
        }
        Source::Realtime | Source::CatchUp => report(delivery, format, metadata),
    };
    read.unwrap_or_else(|why| Reading { unreadable: Some(why), ..Reading::unrecognised(delivery) })
}

/// A webhook tells departments by number only; a connected base's own columns may know their names.
fn with_departments<'m>(mut event: Event, metadata: impl Fn(&BaseUuid) -> Option<&'m Metadata>) -> Event {
    let departments = event.cells.iter_mut().filter(|cell| cell.column.kind == ColumnType::DepartmentSingleSelect);
    let mut departments = departments.peekable();
    if departments.peek().is_some()
        && let Some(metadata) = event.base.as_ref().and_then(metadata)
    {
        for cell in departments {
            if let Some(column) = metadata.column(&event.table.id, &cell.column.key) {
                cell.column.data = column.data.clone();
            }
        }
    }
    event
}

fn report<'m>(
    delivery: &Delivery,
    format: &Format,
    metadata: impl Fn(&BaseUuid) -> Option<&'m Metadata>,
) -> Result<Reading, &'static str> {
    let received_ms = delivery.received_ms;
    let gap = |base, missing, at_ms: Option<i64>| {
        let gap = Gap { base, missing, at_ms: at_ms.unwrap_or(received_ms) };
        Ok(Reading { contents: vec![gap.into()], timed: false, unreadable: None })
    };
    match SourceReport::from_body(&delivery.body).map_err(|_| "not_json")? {
        SourceReport::Operation(report) => operation(&report, received_ms, format, metadata),
        SourceReport::Gap { base, missed, before, at_ms } => {
            gap(Some(base), Missing::Operations { count: missed, before: Some(before) }, at_ms)
        }
        SourceReport::Restored { base, at_ms, .. } => gap(Some(base), Missing::Restored, at_ms),
        SourceReport::LettersGone { at_ms, .. } => gap(None, Missing::Webhooks, at_ms),
    }
}

fn operation<'m>(
    report: &OperationReport,
    received_ms: i64,
    format: &Format,
    metadata: impl Fn(&BaseUuid) -> Option<&'m Metadata>,
) -> Result<Reading, &'static str> {
    let operation = operation::read(&report.operation).map_err(|_| "no_operation")?;
    if operation.changes_structure() {
        return Ok(Reading { contents: Vec::new(), timed: true, unreadable: None });
    }
    let stamp = Stamp {
        version: report.version,
        at_ms: report.at_ms,
        author: report.author.as_deref(),
        app: report.app.as_deref(),
    };
    let events = operation.events(&report.base, metadata(&report.base), &stamp);
    let changes = events.into_iter().zip(0..).map(|(event, index)| {
        let operation = report.version.map(|version| super::Operation { version, index });
        Content::Change(Change { operation, ..change(event, received_ms, format) })
    });
    Ok(Reading { contents: changes.collect(), timed: report.version.is_some(), unreadable: None })
}

impl Reading {
    /// What is kept of a delivery that is not understood; its bytes stay in the inbox.
    pub fn unrecognised(delivery: &Delivery) -> Self {
        Self { contents: vec![unrecognised(delivery.received_ms).into()], timed: false, unreadable: None }
    }
}

fn change(event: Event, received_ms: i64, format: &Format) -> Change {
    let believable = |at: &i64| (EARLIEST_MS..=received_ms + AHEAD_MS).contains(at);
    let kind = match event.op {
        Op::InsertRow => ChangeKind::RowAdded,
        Op::ModifyRow => ChangeKind::RowChanged,
        Op::DeleteRow => ChangeKind::RowDeleted,
        Op::AddLink => ChangeKind::LinkAdded,
        Op::RemoveLink => ChangeKind::LinkRemoved,
        Op::UpdateLinks => ChangeKind::LinksChanged,
        Op::Other => ChangeKind::Other,
    };
    let mut change = Change {
        at_ms: event.op_time_ms.filter(believable).unwrap_or(received_ms),
        row: Row { id: event.row.id.clone(), name: event.row_name_text(format).unwrap_or_default() },
        table: Table { id: event.table.id, name: event.table.name },
        cells: cells(event.cells, kind),
        cells_left_out: u32::try_from(event.cells_left_out).unwrap_or(u32::MAX),
        rows_affected: event.row_count,
        base: event.base,
        kind,
        op_type: event.op_type,
        actor: Actor { user: event.user, app: event.app },
        linked: None,
        operation: None,
    };
    if let Some(link) = event.link {
        let end = |side: &webhook::LinkSide| LinkedRow {
            table: Table { id: side.table.id.clone(), name: side.table.name.clone() },
            row: Row { id: side.row.id.clone(), name: side.row_name_text(format).unwrap_or_default() },
        };
        let one = end(&link.one);
        change.linked = Some(end(&link.other));
        (change.table, change.row) = (one.table, one.row);
        change.cells.extend(cells(link.one.cells, kind));
    }
    change
}

fn cells(cells: Vec<Cell>, kind: ChangeKind) -> Vec<CellChange> {
    cells
        .into_iter()
        .map(|cell| {
            // A deleted row's report holds what was in it.
            let (old, new) = match (kind, cell.old_value) {
                (ChangeKind::RowDeleted, None) => (cell.value, Value::Null),
                // It tells that there was nothing.
                (ChangeKind::RowChanged, Some(Value::Null)) => (Value::from(""), cell.value),
                (_, old) => (old.unwrap_or(Value::Null), cell.value),
            };
            CellChange { column: cell.column.pruned_for([&old, &new]), old, new }
        })
        .filter(|cell| kind == ChangeKind::RowChanged || !(value::is_empty(&cell.old) && value::is_empty(&cell.new)))
        .collect()
}

fn unrecognised(received_ms: i64) -> Change {
    Change {
        base: None,
        table: Table::default(),
        row: Row::default(),
        kind: ChangeKind::Unrecognised,
        op_type: String::new(),
        actor: Actor::default(),
        at_ms: received_ms,
        cells: Vec::new(),
        cells_left_out: 0,
        rows_affected: 1,
        linked: None,
        operation: None,
    }
}
