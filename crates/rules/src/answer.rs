//! Yes, no, or unknown.

use serde::{Deserialize, Serialize};

/// What a condition says of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// The report does not tell, for this reason.
    Unknown(Unknown),
}

/// Why it is not known whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// The column is not in this change, which tells only what was changed.
    NotInChange,
    /// The value before was not told.
    OldNotTold,
    /// SeaTable computes the column, and tells no computed values with changes.
    Computed,
    /// The change has too many cells, and this one may be among those that were left out.
    LeftOut,
    /// The change stands for several rows, and only one of them was told.
    OtherRows,
    /// The report does not say who did it.
    PersonNotTold,
    /// Nobody said who the person themself is, or what they are in their organisation.
    MeNotKnown,
    /// The rule can't be asked; it says what is wrong with it.
    Broken,
}

impl Answer {
    /// Yes or no.
    pub(crate) fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    /// Whether it is not known because the change does not tell a value that an earlier one may have told.
    pub(crate) fn is_untold(self) -> bool {
        matches!(self, Self::Unknown(Unknown::NotInChange | Unknown::OldNotTold))
    }

    /// Whether it is not known because the change does not tell a value that the row has.
    pub(crate) fn is_in_row(self) -> bool {
        matches!(self, Self::Unknown(Unknown::NotInChange | Unknown::Computed | Unknown::LeftOut))
    }

    /// Whether both hold. Of two reasons, the first counts.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Unknown(why), _) | (_, Self::Unknown(why)) => Self::Unknown(why),
            (Self::Yes, Self::Yes) => Self::Yes,
        }
    }

    /// Whether one of both holds.
    pub(crate) fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    /// Whether it does not hold.
    pub(crate) fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            unknown => unknown,
        }
    }
}
