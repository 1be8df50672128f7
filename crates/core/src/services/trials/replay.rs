//! The history once more, the oldest change first, for rules that were not in force.

use rowbell_rules::EntryKind;

use crate::{
    change::{Change, Entry, EntryId, RowBefore, RowsBefore},
    database::DatabaseError,
    history::{Filter, History, Reader},
};

/// How many entries are looked at in one go: few enough that nothing else waits for the database.
const PAGE: usize = 500;
/// The most changes that are looked at.
pub const MOST_TRIED: usize = 100_000;

/// Somebody to whom the history is told.
pub(super) trait Listener: Send + 'static {
    /// Takes the next entry; `reader` reads what is further back.
    fn take(&mut self, entry: Entry, reader: &Reader<'_>) -> Result<(), DatabaseError>;
}

/// Tells the newest entries of a place, at most so many and no more than [`MOST_TRIED`], and the gaps among them.
pub(super) async fn replay<L: Listener>(
    history: &History,
    place: Filter,
    most: usize,
    mut listener: L,
) -> Result<L, DatabaseError> {
    let is_everywhere = place == Filter::default();
    let mut ids = history.newest(place, most.min(MOST_TRIED)).await?;
    if let Some(oldest) = ids.first().copied().filter(|_| !is_everywhere) {
        // A gap is in no table, and may be in any base.
        let gaps = Filter { kind: Some(EntryKind::Gap), ..Filter::default() };
        ids.extend(history.newest(gaps, MOST_TRIED).await?.into_iter().filter(|gap| *gap > oldest));
        ids.sort_unstable();
        ids.dedup();
    }
    for page in ids.chunks(PAGE) {
        listener = history.tell(page, listener, L::take).await?;
    }
    Ok(listener)
}

/// Tells what was known of the row of an entry's change.
pub(super) fn known_before<'r>(
    rows: &'r mut RowsBefore,
    id: EntryId,
    reader: &Reader<'_>,
) -> impl FnOnce(&Change) -> Result<&'r RowBefore, DatabaseError> {
    move |change| rows.of(change, |change| reader.before(id, change))
}
