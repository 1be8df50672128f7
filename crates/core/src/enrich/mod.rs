//! What a report leaves out: where its base is in the browser, and what it is called.

use crate::{
    change::{Change, ChangeKind},
    config::Settings,
};

/// The address that a click on a change opens: its row, or its table for a batch. None while the base's address is not
/// known, and for what has no row any more.
pub fn link(settings: &Settings, change: &Change) -> Option<String> {
    let address = settings.base(change.base.as_ref()?)?.parsed_address()?;
    let table = change.table.id.as_str();
    match change.kind {
        ChangeKind::Unrecognised | ChangeKind::RowDeleted => None,
        _ if table.is_empty() => Some(address.base_url()),
        _ if change.rows_affected > 1 || change.row.id.is_empty() => Some(address.table_url(table, None)),
        _ => Some(address.row_url(table, None, &change.row.id)),
    }
}

/// The base's name, where its address tells it.
pub fn base_name(settings: &Settings, change: &Change) -> Option<String> {
    settings.base(change.base.as_ref()?)?.name()
}
