//! Why a rule can't be asked of a base as it is now.

/// What of a rule does not fit the base. Such a rule fits nothing: it neither announces nor mutes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The base has no such table (any more).
    #[error("there is no table \"{0}\"")]
    TableMissing(String),
    /// The table has no such column (any more).
    #[error("there is no column \"{0}\"")]
    ColumnMissing(String),
    /// That can't be asked of a column of this type.
    #[error("the column \"{column}\" can't be asked \"{asked}\"")]
    NotAsked {
        /// The column.
        column: String,
        /// What is asked.
        asked: String,
    },
    /// The column has no such option (any more).
    #[error("the column \"{column}\" has no option \"{option}\"")]
    OptionMissing {
        /// The column.
        column: String,
        /// The option, by its name if that is known.
        option: String,
    },
    /// There is nothing to compare with, or something of another type.
    #[error("the column \"{0}\" can't be compared with what the rule names")]
    BadTerm(String),
}

impl Fault {
    /// Its name, for programs that have words of their own.
    pub fn name(&self) -> &'static str {
        match self {
            Self::TableMissing(_) => "table_missing",
            Self::ColumnMissing(_) => "column_missing",
            Self::NotAsked { .. } => "not_asked",
            Self::OptionMissing { .. } => "option_missing",
            Self::BadTerm(_) => "bad_term",
        }
    }

    /// The table or column, and of that the option or what is asked, where it is that.
    pub fn what(&self) -> (&str, Option<&str>) {
        match self {
            Self::TableMissing(what) | Self::ColumnMissing(what) | Self::BadTerm(what) => (what, None),
            Self::NotAsked { column, asked: detail } | Self::OptionMissing { column, option: detail } => {
                (column, Some(detail))
            }
        }
    }
}
