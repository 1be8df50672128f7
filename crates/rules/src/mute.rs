//! Why a change is not announced.

use std::{borrow::Cow, fmt};

/// Why a change is not announced. As text ([`MutedBy::as_text`], and [`MutedBy::from`] a text) it is what the history
/// stores.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MutedBy {
    /// A rule of this name.
    Rule(String),
    /// No rule, but one of the reasons that hold for everybody.
    BuiltIn(BuiltIn),
}

/// Reasons that hold whatever the rules say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BuiltIn {
    /// The signature was wrong.
    Forged,
    /// The body could not be read.
    Unrecognised,
    /// It is a gap: it stands for changes that could not be had.
    Gap,
    /// The person had read it elsewhere.
    ReadBefore,
    /// The person wants no popups at all.
    PopupsOff,
    /// The person did it themself.
    OwnChange,
    /// The row was announced a short while ago, and its rule does not want it again so soon.
    TooSoon,
}

impl BuiltIn {
    pub(crate) const ALL: [Self; 7] = [
        Self::Forged,
        Self::Unrecognised,
        Self::Gap,
        Self::ReadBefore,
        Self::PopupsOff,
        Self::OwnChange,
        Self::TooSoon,
    ];

    /// The text that the history stores, and the API tells.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Forged => "forged",
            Self::Unrecognised => "unrecognised",
            Self::Gap => "missed",
            Self::ReadBefore => "read before it could be shown",
            Self::PopupsOff => "popups are off",
            Self::OwnChange => "own change",
            Self::TooSoon => "announced a short while ago",
        }
    }

    /// The reason of that text.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|built_in| built_in.as_str() == name)
    }
}

impl MutedBy {
    /// The text that the history stores, and the API tells.
    pub fn as_text(&self) -> Cow<'_, str> {
        match self {
            // A rule that was named before such names were refused is told apart.
            Self::Rule(name) if Self::is_reserved(name) => Cow::Owned(format!("rule {name}")),
            Self::Rule(name) => Cow::Borrowed(name),
            Self::BuiltIn(built_in) => Cow::Borrowed(built_in.as_str()),
        }
    }

    /// Whether a rule of this name could be mistaken for a built-in reason, where only the text is told.
    pub fn is_reserved(name: &str) -> bool {
        BuiltIn::from_name(name).is_some()
    }
}

impl From<BuiltIn> for MutedBy {
    fn from(built_in: BuiltIn) -> Self {
        Self::BuiltIn(built_in)
    }
}

impl From<&str> for MutedBy {
    fn from(text: &str) -> Self {
        BuiltIn::from_name(text).map_or_else(|| Self::Rule(text.to_owned()), Self::BuiltIn)
    }
}

impl fmt::Display for MutedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.as_text())
    }
}
