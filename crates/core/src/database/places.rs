//! How an [`EntryId`] is kept in the file.
//!
//! The file counts in eighths of a millisecond since 2010: `place = (ms - 2010) * 8 + counter`. The order is the same, but
//! the numbers are a thousandth in distance, which halves the full-text index (it stores distances).

use crate::change::EntryId;

const START_MS: i64 = 1_262_304_000_000; // 2010-01-01
const END_MS: i64 = 4_102_444_800_000; // 2100-01-01
/// How many entries a millisecond has room for; the next one goes into the next millisecond.
pub(crate) const IN_A_MS: i64 = 8;

/// The first place of that millisecond, or of the nearest one that has places.
pub(crate) fn first_place(at_ms: i64) -> i64 {
    (at_ms.clamp(START_MS, END_MS) - START_MS) * IN_A_MS
}

/// The millisecond of a place.
pub(crate) fn place_ms(place: i64) -> i64 {
    place.div_euclid(IN_A_MS) + START_MS
}

pub(crate) fn entry_id(place: i64) -> EntryId {
    EntryId(place_ms(place) * 1000 + place.rem_euclid(IN_A_MS))
}

/// The place of an entry; none for a number that no entry can have.
pub(crate) fn place(id: EntryId) -> Option<i64> {
    let (ms, counter) = (id.0.div_euclid(1000), id.0.rem_euclid(1000));
    ((START_MS..=END_MS + 86_400_000).contains(&ms) && counter < IN_A_MS).then(|| (ms - START_MS) * IN_A_MS + counter)
}

/// The places below this one are those of the entries before `id`.
pub(crate) fn before(id: EntryId) -> i64 {
    let (ms, counter) = (id.0.div_euclid(1000), id.0.rem_euclid(1000));
    (ms - START_MS).saturating_mul(IN_A_MS).saturating_add(counter.min(IN_A_MS))
}

/// The places above this one are those of the entries after `id`.
pub(crate) fn after(id: EntryId) -> i64 {
    let (ms, counter) = (id.0.div_euclid(1000), id.0.rem_euclid(1000));
    (ms - START_MS).saturating_mul(IN_A_MS).saturating_add(counter.min(IN_A_MS - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_order_and_come_back() {
        let places = [0, 1, 7, 8, first_place(1_787_664_773_351), first_place(i64::MAX)];
        for pair in places.windows(2) {
            assert!(entry_id(pair[0]) < entry_id(pair[1]));
        }
        for known in places {
            assert_eq!(place(entry_id(known)), Some(known));
            assert_eq!((before(entry_id(known)), after(entry_id(known))), (known, known));
        }
        assert_eq!(entry_id(first_place(1_787_664_773_351)), EntryId(1_787_664_773_351_000));
        assert_eq!(first_place(-5), 0);
        for odd in [i64::MIN, -1, 0, 1_787_664_773_351_999, i64::MAX] {
            assert_eq!(place(EntryId(odd)), None);
            assert!(before(EntryId(odd)) >= after(EntryId(odd)));
        }
    }
}
