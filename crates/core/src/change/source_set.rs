//! Which ways in told of a change.

use super::Source;

/// A set of ways in, as an entry keeps those that told of it. A webhook that a relay kept and one that it passed on at once
/// count as one way: a letter is either kept or not, and never comes both ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SourceSet(u8);

impl SourceSet {
    /// All ways in.
    pub const ALL: Self = Self::WEBHOOKS.union(Self::BASE);
    /// The ways by which webhooks come.
    pub const WEBHOOKS: Self = Self::of(Source::Local).union(Self::of(Source::Relay));
    /// The ways by which a connected base tells its operations itself.
    pub const BASE: Self = Self::of(Source::Realtime).union(Self::of(Source::CatchUp));

    /// The set of one way in. Its bit is stored: one that was given once is never given to another way.
    pub const fn of(source: Source) -> Self {
        Self(match source {
            Source::Local => 1,
            Source::Realtime => 2,
            Source::CatchUp => 4,
            Source::Relay | Source::RelayKept => 8,
        })
    }

    /// What is in either of the two.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any way in is in both.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The bits, as they are stored.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The set of these bits; those that stand for no way in are dropped.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & Self::ALL.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_in_is_a_webhook_or_the_base_itself_and_keeps_its_stored_bit() {
        for source in Source::ALL {
            let set = SourceSet::of(source);
            assert_eq!(set.intersects(SourceSet::WEBHOOKS), source.is_webhook(), "{source:?}");
            assert_eq!(set.intersects(SourceSet::BASE), !source.is_webhook(), "{source:?}");
            assert_eq!(SourceSet::from_bits(set.bits()), set);
        }
        assert_eq!(Source::ALL.map(|source| SourceSet::of(source).bits()), [1, 8, 8, 2, 4]);
    }
}
