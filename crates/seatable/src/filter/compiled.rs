//! Filters that are ready, over a whole row.

use serde_json::{Map, Value};

use super::{Condition, Conjunction, Viewer};

/// Filters that are ready to be asked, or a group of them. Without any, every row is let through.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// How they go together.
    pub conjunction: Conjunction,
    /// The conditions and groups, at most one level deep.
    pub nodes: Vec<Node>,
}

/// One of several filters that are ready.
#[derive(Debug, Clone)]
pub enum Node {
    /// A condition.
    Condition(Condition),
    /// A group with at least one condition.
    Group(Compiled),
}

/// A row's cells by the keys of their columns.
#[derive(Debug, Clone, Copy)]
pub struct Row<'r> {
    /// What is stored.
    pub stored: &'r Map<String, Value>,
    /// What SeaTable computed for formulas and links; none if it was not computed.
    pub computed: Option<&'r Map<String, Value>>,
}

impl Compiled {
    /// Whether a view with these filters shows the row.
    pub fn holds(&self, row: Row<'_>, viewer: &Viewer<'_>) -> bool {
        let mut answers = self.nodes.iter().map(|node| match node {
            Node::Condition(condition) => row.fits(condition, viewer),
            Node::Group(group) => group.holds(row, viewer),
        });
        match self.conjunction {
            _ if self.nodes.is_empty() => true,
            Conjunction::And => answers.all(|holds| holds),
            Conjunction::Or => answers.any(|holds| holds),
            Conjunction::Other(_) => false,
        }
    }

    /// All conditions, those in groups too.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.nodes.iter().flat_map(|node| match node {
            Node::Condition(condition) => vec![condition],
            Node::Group(group) => group.conditions().collect(),
        })
    }
}

impl Row<'_> {
    fn fits(self, condition: &Condition, viewer: &Viewer<'_>) -> bool {
        let cells = if condition.is_computed() { self.computed } else { Some(self.stored) };
        cells.is_some_and(|cells| condition.holds(cells.get(condition.column_key()), viewer))
    }
}
