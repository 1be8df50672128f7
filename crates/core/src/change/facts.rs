//! What the rules are told of a change.

use rowbell_rules::{Facts, TableFact};

use super::{Authenticity, Change, Table};

impl Change {
    /// What rules can ask about it. `me` are the ids of the person themself.
    pub fn facts<'a>(&'a self, authenticity: Authenticity, me: &'a [String]) -> Facts<'a> {
        let table = |table: &'a Table| TableFact { id: &table.id, name: &table.name };
        Facts {
            is_forged: authenticity == Authenticity::Forged,
            kind: self.kind,
            base: self.base.as_ref(),
            table: table(&self.table),
            linked_table: self.linked.as_ref().map(|linked| table(&linked.table)),
            user: &self.actor.user,
            app: &self.actor.app,
            me,
        }
    }
}
