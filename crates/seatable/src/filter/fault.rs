use std::fmt;

/// Why filters can't be asked. SeaTable then shows no row at all, whatever the other filters say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct Faulty {
    /// All that is wrong, in the order of the filters; at least one.
    pub faults: Vec<Fault>,
}

/// What is wrong with one filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where the filter is.
    pub place: Place,
    /// What is wrong with it.
    pub kind: FaultKind,
}

/// Where a filter is: its number in the list, and if that is a group, its number in there. They count from zero.
pub type Place = Vec<usize>;

/// What can be wrong with a filter that is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// The table has no such column (any more).
    ColumnMissing,
    /// A column of this type can't be filtered by.
    ColumnUnsupported,
    /// Nothing of the kind can be asked of a column of this type; mostly the type was changed.
    PredicateUnmatched,
    /// The predicate does not go with these days.
    ModifierUnmatched,
    /// The term is none for this column: of the wrong form, or an option that was deleted or is named twice.
    TermInvalid,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place: Vec<_> = self.place.iter().map(|at| (at + 1).to_string()).collect();
        write!(f, "filter {}: {}", place.join("."), self.kind)
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ColumnMissing => "there is no such column",
            Self::ColumnUnsupported => "columns of this type can't be filtered by",
            Self::PredicateUnmatched => "this can't be asked of such a column",
            Self::ModifierUnmatched => "these days don't go with what is asked",
            Self::TermInvalid => "the term does not fit the column",
        })
    }
}
