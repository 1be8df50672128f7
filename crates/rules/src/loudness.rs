//! How much an announcement asks for the person's attention.

use crate::Level;

/// How much an announcement asks for the person's attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loudness {
    /// How loud it is.
    pub level: Level,
    /// Whether it makes a sound, where the settings allow any; none: as is usual for its level.
    pub sound: Option<bool>,
    /// Whether it is told in quiet hours, too.
    pub in_quiet_hours: bool,
}

impl Loudness {
    /// The louder of both, in each respect.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self {
            level: self.level.max(other.level),
            sound: self.sound.max(other.sound),
            in_quiet_hours: self.in_quiet_hours || other.in_quiet_hours,
        }
    }

    /// Whether it makes no sound, whatever the settings allow.
    pub fn is_silent(self) -> bool {
        !self.sound.unwrap_or(self.level != Level::Quiet)
    }
}
