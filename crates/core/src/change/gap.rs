//! Changes that are missing in the history. An entry stands for them there, which is kept as a [`Change`] of the kind
//! [`ChangeKind::Missed`]: how, only this file knows.

use seatable::BaseUuid;

use super::{Actor, Change, ChangeKind, Operation, Row, Table};

/// No operation has so many changes, so this is nobody else's place in one.
const BEFORE_OPERATION: u32 = u32::MAX;

/// Changes that are no longer available.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Whose they are, if that is known.
    pub base: Option<BaseUuid>,
    /// What is missing.
    pub missing: Missing,
    /// Before which time. Unix milliseconds.
    pub at_ms: i64,
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Operations of a connected base, which its log no longer has, or which were not asked for.
    Operations {
        /// How many.
        count: u64,
        /// The version of the first operation after them; none once the server that gave it was restored.
        before: Option<i64>,
    },
    /// What a connected base did before its server was restored to an earlier state. Nobody knows how much.
    Restored,
    /// Webhooks that a relay no longer had. Nobody knows how many.
    Webhooks,
}

impl From<Gap> for Change {
    fn from(gap: Gap) -> Self {
        let (rows_affected, before) = match gap.missing {
            Missing::Operations { count, before } => (count, before),
            Missing::Restored | Missing::Webhooks => (0, None),
        };
        Self {
            base: gap.base,
            table: Table::default(),
            row: Row::default(),
            kind: ChangeKind::Missed,
            op_type: String::new(),
            actor: Actor::default(),
            at_ms: gap.at_ms,
            cells: Vec::new(),
            cells_left_out: 0,
            rows_affected,
            linked: None,
            operation: before.map(|version| Operation { version, index: BEFORE_OPERATION }),
        }
    }
}

impl Change {
    /// The gap that it stands for, if it does.
    pub fn gap(&self) -> Option<Gap> {
        let missing = match (self.kind, self.rows_affected) {
            (ChangeKind::Missed, 0) if self.base.is_some() => Missing::Restored,
            (ChangeKind::Missed, 0) => Missing::Webhooks,
            (ChangeKind::Missed, count) => {
                Missing::Operations { count, before: self.operation.map(|operation| operation.version) }
            }
            _ => return None,
        };
        Some(Gap { base: self.base.clone(), missing, at_ms: self.at_ms })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_the_same_after_it_was_kept_as_a_change() {
        let base = Some(BaseUuid::new("fae0a3a42ba94df88e8303fd385e37de"));
        for (base, missing) in [
            (base.clone(), Missing::Operations { count: 3, before: Some(9) }),
            (base.clone(), Missing::Operations { count: 3, before: None }),
            (base, Missing::Restored),
            (None, Missing::Webhooks),
        ] {
            let gap = Gap { base, missing, at_ms: 1_700_000_000_000 };
            assert_eq!(Change::from(gap.clone()).gap(), Some(gap));
        }
    }
}
