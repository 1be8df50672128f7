//! A rule's conditions: each asks one thing of a change.

use seatable::BaseUuid;

use crate::{EntryKind, Facts, ME, Rule, TableFact};

/// One condition of a compiled rule.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    /// It happened in this base.
    Base(BaseUuid),
    /// It happened in the table of this id or name; a link happens in both its tables.
    Table(String),
    /// It is of one of these kinds.
    Kind(Vec<EntryKind>),
    /// One of these did it: ids of people, names of API tokens, or [`ME`].
    Person(Vec<String>),
}

impl Condition {
    /// The conditions that a rule names.
    pub(crate) fn of(rule: &Rule) -> Vec<Self> {
        let kind = (!rule.kind.is_empty()).then(|| Self::Kind(rule.kind.clone()));
        let person = (!rule.person.is_empty()).then(|| Self::Person(rule.person.clone()));
        [rule.base.clone().map(Self::Base), rule.table.clone().map(Self::Table), kind, person]
            .into_iter()
            .flatten()
            .collect()
    }

    /// Whether a change fits it.
    pub(crate) fn fits(&self, facts: &Facts<'_>) -> bool {
        match self {
            Self::Base(base) => facts.base == Some(base),
            Self::Table(wanted) => {
                let is_wanted = |table: TableFact<'_>| table.id == wanted || table.name == wanted;
                is_wanted(facts.table) || facts.linked_table.is_some_and(is_wanted)
            }
            Self::Kind(kinds) => kinds.contains(&facts.kind),
            Self::Person(people) => people.iter().any(|person| match person.as_str() {
                ME => facts.me.iter().any(|id| id == facts.user),
                person if facts.user.is_empty() => person == facts.app,
                person => person == facts.user,
            }),
        }
    }
}
