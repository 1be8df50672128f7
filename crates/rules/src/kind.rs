//! The kinds of change.

use serde::{Deserialize, Serialize};

/// What happened to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// A row was added.
    RowAdded,
    /// Cells of a row were changed.
    RowChanged,
    /// A row was deleted.
    RowDeleted,
    /// Two rows were linked.
    LinkAdded,
    /// The link between two rows was removed.
    LinkRemoved,
    /// The links of a row were set anew.
    LinksChanged,
    /// Something SeaTable reports that Rowbell has no word for.
    Other,
    /// A delivery that could not be read; its bytes are kept.
    Unrecognised,
    /// A gap: operations of a connected base that could not be had any more.
    Missed,
}

impl ChangeKind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [ChangeKind; 9] = [
        Self::RowAdded,
        Self::RowChanged,
        Self::RowDeleted,
        Self::LinkAdded,
        Self::LinkRemoved,
        Self::LinksChanged,
        Self::Other,
        Self::Unrecognised,
        Self::Missed,
    ];

    /// The name used in settings, the database and the API, such as `row_added`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RowAdded => "row_added",
            Self::RowChanged => "row_changed",
            Self::RowDeleted => "row_deleted",
            Self::LinkAdded => "link_added",
            Self::LinkRemoved => "link_removed",
            Self::LinksChanged => "links_changed",
            Self::Other => "other",
            Self::Unrecognised => "unrecognised",
            Self::Missed => "missed",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}
