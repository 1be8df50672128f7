//! What an entry tells: a change, or a gap.

use rowbell_rules::{EntryKind, Facts, TableFact};
use seatable::BaseUuid;

use super::{Authenticity, Change, Gap, Table};

/// What an entry tells. Whoever handles changes takes a [`Change`], and so can't take a gap for one.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "nearly all are changes, which would only be boxed for the few gaps")]
pub enum Content {
    /// Something happened.
    Change(Change),
    /// Changes are missing here.
    Gap(Gap),
}

impl Content {
    /// The change, if it is one.
    pub fn change(&self) -> Option<&Change> {
        match self {
            Self::Change(change) => Some(change),
            Self::Gap(_) => None,
        }
    }

    /// What it is, in one word.
    pub fn kind(&self) -> EntryKind {
        match self {
            Self::Change(change) => EntryKind::Change(change.kind),
            Self::Gap(_) => EntryKind::Gap,
        }
    }

    /// The base, where it is known.
    pub fn base(&self) -> Option<&BaseUuid> {
        match self {
            Self::Change(change) => change.base.as_ref(),
            Self::Gap(gap) => gap.base.as_ref(),
        }
    }

    /// The time that it stands for in the history. Unix milliseconds.
    pub fn at_ms(&self) -> i64 {
        match self {
            Self::Change(change) => change.at_ms,
            Self::Gap(gap) => gap.at_ms,
        }
    }

    /// What rules can ask about it. `me` are the ids of the person themself.
    pub fn facts<'a>(&'a self, authenticity: Authenticity, me: &'a [String]) -> Facts<'a> {
        let table = |table: &'a Table| TableFact { id: &table.id, name: &table.name };
        // A gap is in no table, and nobody did it.
        let facts = Facts {
            is_forged: authenticity == Authenticity::Forged,
            kind: self.kind(),
            base: self.base(),
            table: TableFact::default(),
            linked_table: None,
            user: "",
            app: "",
            me,
        };
        match self {
            Self::Gap(_) => facts,
            Self::Change(change) => Facts {
                table: table(&change.table),
                linked_table: change.linked.as_ref().map(|linked| table(&linked.table)),
                user: &change.actor.user,
                app: &change.actor.app,
                ..facts
            },
        }
    }
}

impl From<Change> for Content {
    fn from(change: Change) -> Self {
        Self::Change(change)
    }
}

impl From<Gap> for Content {
    fn from(gap: Gap) -> Self {
        Self::Gap(gap)
    }
}
