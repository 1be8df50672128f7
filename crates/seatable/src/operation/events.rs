use super::{Operation, Stamp};
use crate::{BaseUuid, metadata::Metadata, webhook::Event};

pub(super) fn events(
    operation: &Operation,
    _base: &BaseUuid,
    _metadata: Option<&Metadata>,
    _stamp: &Stamp<'_>,
) -> Vec<Event> {
    let _ = &operation.body;
    Vec::new()
}
