//! Problems that the person has seen: they are no longer told, and the next of their kind is.

use std::collections::BTreeMap;

use seatable::BaseUuid;

use super::{connections::Connections, forged::Forged, relays::Relays};
use crate::{
    change::{Authenticity, EntryId},
    error::ActionError,
    history::History,
};

/// Notes that problems were seen. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Acknowledgements {
    history: History,
    forged: Forged,
    connections: Connections,
    relays: Relays,
}

/// What was no longer told from a moment on, for somebody who takes that back.
#[derive(Default)]
pub(super) struct Acknowledged {
    forged: BTreeMap<String, u64>,
    missed: Vec<(BaseUuid, u64)>,
    gaps: Vec<String>,
}

impl Acknowledged {
    pub(super) fn is_empty(&self) -> bool {
        self.forged.is_empty() && self.gaps.is_empty() && self.missed.is_empty()
    }
}

impl Acknowledgements {
    pub(crate) fn new(history: History, forged: Forged, connections: Connections, relays: Relays) -> Self {
        Self { history, forged, connections, relays }
    }

    /// Whoever marks a forged change as read has seen that its endpoint has such; the next one is told again. Forged ones are not
    /// unread, so this goes by what is to be marked rather than by what was.
    pub(super) async fn forged_among(&self, ids: &[EntryId]) -> Result<(), ActionError> {
        if self.forged.counts().is_empty() {
            return Ok(());
        }
        let mut entries = self.history.entries(ids.to_vec()).await?;
        entries.retain(|entry| entry.authenticity == Authenticity::Forged);
        self.forged.acknowledge(|endpoint| entries.iter().any(|entry| entry.endpoint == endpoint));
        Ok(())
    }

    /// Whoever marks everything as read has seen all of them.
    pub(super) fn all(&self) -> Acknowledged {
        Acknowledged {
            forged: self.forged.acknowledge_all(),
            missed: self.connections.acknowledge_gaps(),
            gaps: self.relays.acknowledge_gaps(),
        }
    }

    /// Takes [`Acknowledgements::all`] back.
    pub(super) fn restore(&self, acknowledged: &Acknowledged) {
        for (endpoint, count) in &acknowledged.forged {
            self.forged.add(endpoint, *count);
        }
        self.connections.restore_gaps(&acknowledged.missed);
        self.relays.restore_gaps(&acknowledged.gaps);
    }
}
