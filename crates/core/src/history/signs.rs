//! Signs: what stands in the full-text index for an entry's base, table, person and kind, so that a filter is one more
//! word to the search. They are of characters for private use, which no folded word holds.

use crate::{change::EntryKind, database::codes::kind_code};

// One character is one posting in each index; that is why a sign is a single character as long as there are enough.
const KINDS: u32 = 0xE000;
const BASES: (u32, u32) = (0xE100, 0xF7FF);
const TABLES: (u32, u32) = (0xF_0000, 0xF_FFFD);
const PEOPLE: (u32, u32) = (0x10_0000, 0x10_FFFD);

pub(crate) fn kind(kind: EntryKind) -> String {
    let code = u32::try_from(kind_code(kind)).unwrap_or(0);
    char::from_u32(KINDS + code).map(String::from).unwrap_or_default()
}

pub(crate) fn base(number: i64) -> String {
    sign('\u{F801}', BASES, number)
}

pub(crate) fn table(number: i64) -> String {
    sign('\u{F802}', TABLES, number)
}

pub(crate) fn person(number: i64) -> String {
    sign('\u{F803}', PEOPLE, number)
}

/// A single character from the range, or else the mark and the number.
fn sign(mark: char, (first, last): (u32, u32), number: i64) -> String {
    let single = u32::try_from(number).ok().and_then(|number| first.checked_add(number)).filter(|&code| code <= last);
    match single.and_then(char::from_u32) {
        Some(c) => c.to_string(),
        None => format!("{mark}{number}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn signs_differ() {
        let numbers = [0, 1, 2, 5_000, 5_887, 5_888, 65_533, 65_534, 70_000, i64::MAX];
        let all = numbers.iter().flat_map(|&n| [super::base(n), super::table(n), super::person(n)]);
        assert_eq!(all.collect::<HashSet<_>>().len(), 3 * numbers.len());
    }
}
