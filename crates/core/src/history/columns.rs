//! How changes and gaps lie in the columns of the table of entries, which both share.

use seatable::BaseUuid;

use crate::{
    change::{Actor, Content, EntryKind, Gap, Missing, Operation, Row, Table},
    database::codes::usual_op_type,
};

/// No operation has so many changes, so this is no change's place in one.
const BEFORE_OPERATION: u32 = u32::MAX;

const NO_TABLE: &Table = &Table { id: String::new(), name: String::new() };
const NO_ROW: &Row = &Row { id: String::new(), name: String::new() };
const NOBODY: &Actor = &Actor { user: String::new(), app: String::new() };

/// What the columns hold of an entry's content, except for those that only some changes need: cells and links.
pub(crate) struct Columns<'a> {
    pub(super) kind: EntryKind,
    pub(super) base: Option<&'a BaseUuid>,
    pub(super) table: &'a Table,
    pub(super) row: &'a Row,
    pub(super) actor: &'a Actor,
    pub(super) at_ms: i64,
    /// None where it is the usual one of the kind.
    pub(super) op_type: Option<&'a str>,
    pub(super) cells_left_out: u32,
    /// Of a gap: how many operations are missing.
    pub(super) rows_affected: u64,
    /// Of a gap: the first operation after it.
    pub(super) operation: Option<Operation>,
}

impl<'a> Columns<'a> {
    pub(super) fn of(content: &'a Content) -> Self {
        let (kind, base, at_ms) = (content.kind(), content.base(), content.at_ms());
        match content {
            Content::Change(change) => Self {
                kind,
                base,
                table: &change.table,
                row: &change.row,
                actor: &change.actor,
                at_ms,
                op_type: Some(change.op_type.as_str()).filter(|op_type| Some(*op_type) != usual_op_type(change.kind)),
                cells_left_out: change.cells_left_out,
                rows_affected: change.rows_affected,
                operation: change.operation,
            },
            Content::Gap(gap) => {
                let before = match gap.missing {
                    Missing::Operations { before, .. } => before,
                    Missing::Restored | Missing::Webhooks => None,
                };
                Self {
                    kind,
                    base,
                    table: NO_TABLE,
                    row: NO_ROW,
                    actor: NOBODY,
                    at_ms,
                    op_type: None,
                    cells_left_out: 0,
                    rows_affected: gap.missing.count(),
                    operation: before.map(|version| Operation { version, index: BEFORE_OPERATION }),
                }
            }
        }
    }
}

/// The gap that lies in the columns.
pub(super) fn gap(base: Option<BaseUuid>, count: u64, operation: Option<Operation>, at_ms: i64) -> Gap {
    let missing = match (count, &base) {
        (0, Some(_)) => Missing::Restored,
        (0, None) => Missing::Webhooks,
        (count, _) => Missing::Operations { count, before: operation.map(|operation| operation.version) },
    };
    Gap { base, missing, at_ms }
}
