//! What an entry of the history can be.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

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
}

impl ChangeKind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::RowAdded,
        Self::RowChanged,
        Self::RowDeleted,
        Self::LinkAdded,
        Self::LinkRemoved,
        Self::LinksChanged,
        Self::Other,
        Self::Unrecognised,
    ];
}

/// What an entry is, as rules and filters ask for it: a change of some kind, or a gap, which is no change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum EntryKind {
    /// A change of this kind.
    #[cfg_attr(feature = "typescript", ts(untagged))]
    Change(ChangeKind),
    /// Changes that happened, but are no longer available. Its name is `missed`.
    #[cfg_attr(feature = "typescript", ts(rename = "missed"))]
    Gap,
}

impl EntryKind {
    /// All kinds, in the order in which they are shown.
    pub fn all() -> impl Iterator<Item = Self> {
        ChangeKind::ALL.into_iter().map(Self::Change).chain([Self::Gap])
    }

    /// The name used in settings, the database and the API, such as `row_added`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Change(ChangeKind::RowAdded) => "row_added",
            Self::Change(ChangeKind::RowChanged) => "row_changed",
            Self::Change(ChangeKind::RowDeleted) => "row_deleted",
            Self::Change(ChangeKind::LinkAdded) => "link_added",
            Self::Change(ChangeKind::LinkRemoved) => "link_removed",
            Self::Change(ChangeKind::LinksChanged) => "links_changed",
            Self::Change(ChangeKind::Other) => "other",
            Self::Change(ChangeKind::Unrecognised) => "unrecognised",
            Self::Gap => "missed",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|kind| kind.as_str() == name)
    }
}

impl From<ChangeKind> for EntryKind {
    fn from(kind: ChangeKind) -> Self {
        Self::Change(kind)
    }
}

impl Serialize for EntryKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for EntryKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name).ok_or_else(|| {
            // In the words of serde's own enums, which name all that is possible.
            let known: Vec<_> = Self::all().map(|kind| format!("`{}`", kind.as_str())).collect();
            D::Error::custom(format!("unknown variant `{name}`, expected one of {}", known.join(", ")))
        })
    }
}
