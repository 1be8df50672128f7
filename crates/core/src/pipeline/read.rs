//! The first stage: from bytes to changes.

use tracing::debug;

use crate::{
    change::{self, Delivery, DeliveryId, Reading},
    context::Context,
};

/// What a delivery tells, in the words of today.
pub(super) fn read(id: DeliveryId, delivery: &Delivery, context: &Context) -> Reading {
    let reading = change::read(delivery, context.words.format(), |base| context.metadata(base));
    if let Some(code) = reading.unreadable {
        debug!(delivery = id.0, code, "a delivery could not be read and is kept whole");
    }
    reading
}
