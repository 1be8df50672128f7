//! Where a click on a change leads.

use seatable::address::BaseAddress;

use crate::{
    change::{Change, ChangeKind},
    context::Context,
};

/// The address that a click on a change opens: its row, or its table for a batch. None while the base's address is not
/// known, and for what has no row any more.
pub fn link(change: &Change, context: &Context) -> Option<String> {
    let base = change.base.as_ref()?;
    let directory = context.directories.get(base);
    // A connected base tells where it is now; it may have been renamed or moved since its address was noted.
    let told = directory.and_then(|directory| directory.parsed_address());
    let address: BaseAddress = match told {
        Some(address) => address,
        None => context.settings.base(base)?.parsed_address()?,
    };
    let table = change.table.id.as_str();
    let view = directory.and_then(|directory| directory.metadata.first_view(table)).map(|view| view.id.as_str());
    match change.kind {
        ChangeKind::Unrecognised | ChangeKind::RowDeleted => None,
        _ if table.is_empty() => Some(address.base_url()),
        _ if change.rows_affected > 1 || change.row.id.is_empty() => Some(address.table_url(table, view)),
        _ => Some(address.row_url(table, view, &change.row.id)),
    }
}
