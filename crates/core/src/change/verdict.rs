//! What was decided about a change. It stays as it is, whatever becomes of what follows from it.

use rowbell_rules::{Loudness, MutedBy};

/// What was decided about a change when it came, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is announced.
    Announce {
        /// The rule that asked for it; none: no rule fitted.
        by: Option<String>,
        /// How loud.
        loudness: Loudness,
    },
    /// It is kept in the history only.
    Muted {
        /// The rule, or what is built in.
        by: MutedBy,
    },
    /// It stands for changes that could not be had: nothing that a popup could tell, and not to be overlooked.
    Gap,
}

impl Verdict {
    /// How loud it is announced, if it is.
    pub fn loudness(&self) -> Loudness {
        match self {
            Self::Announce { loudness, .. } => *loudness,
            Self::Muted { .. } | Self::Gap => Loudness::default(),
        }
    }
}
