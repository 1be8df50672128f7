//! What rules can ask about a change or a gap.

use seatable::BaseUuid;

use crate::EntryKind;

/// All that is known of a change, or of a gap, when the rules are asked. Borrowed, so that asking copies nothing.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Whether its signature was wrong.
    pub is_forged: bool,
    /// What it is.
    pub kind: EntryKind,
    /// The base, where the report named one.
    pub base: Option<&'a BaseUuid>,
    /// The table it happened in; empty for a gap.
    pub table: TableFact<'a>,
    /// The table at the other end of a link, for the link kinds.
    pub linked_table: Option<TableFact<'a>>,
    /// SeaTable's id of who did it (`…@auth.local`); empty for writes with an API token.
    pub user: &'a str,
    /// The name of the API token, or `scripts`; empty for edits by hand.
    pub app: &'a str,
    /// The ids of the person themself.
    pub me: &'a [String],
}

/// A table, as a report names it.
#[derive(Clone, Copy, Debug, Default)]
pub struct TableFact<'a> {
    /// SeaTable's id; may be empty.
    pub id: &'a str,
    /// The name people gave it; may be empty.
    pub name: &'a str,
}
