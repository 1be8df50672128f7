//! Rules that announce a row only once in a time.

use rowbell_rules::BuiltIn;
use tracing::warn;

use crate::{
    change::{Change, NewEntry, Verdict},
    history::{History, Recording},
};

/// Mutes an entry, named by its recording and its place there, if its rule announced the row in the `minutes` before. That is in
/// the history, or in what is to be recorded before it. Where it can't be read, the entry is announced.
pub(super) async fn mute(history: &History, recordings: &mut [Recording], (at, entry): (usize, usize), minutes: u32) {
    let this = &recordings[at].entries[entry];
    let (Some(change), Some(rule)) = (this.content.change(), announced_by(this)) else { return };
    if change.row.id.is_empty() {
        return;
    }
    let since_ms = change.at_ms.saturating_sub(i64::from(minutes) * 60_000);
    let announces = |entry: &NewEntry| {
        announced_by(entry) == Some(rule)
            && entry.content.change().is_some_and(|other| is_of_row(other, change))
            && (since_ms..=change.at_ms).contains(&entry.content.at_ms())
    };
    let earlier = recordings[..at].iter().flat_map(|recording| &recording.entries);
    let waits = earlier.chain(&recordings[at].entries[..entry]).any(announces);
    let is_too_soon = waits
        || history.was_announced(change.clone(), rule.to_owned(), since_ms).await.unwrap_or_else(|error| {
            warn!(%error, "when a row was announced could not be read; it is announced again");
            false
        });
    if is_too_soon {
        let entry = &mut recordings[at].entries[entry];
        entry.verdict = Verdict::Muted { by: BuiltIn::TooSoon.into() };
        (entry.desktop, entry.unread) = (None, false);
    }
}

fn announced_by(entry: &NewEntry) -> Option<&str> {
    match &entry.verdict {
        Verdict::Announce { by, .. } => by.as_deref(),
        Verdict::Muted { .. } | Verdict::Gap => None,
    }
}

fn is_of_row(one: &Change, other: &Change) -> bool {
    one.base == other.base && one.table.handle() == other.table.handle() && one.row.id == other.row.id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        change::{Content, Loudness},
        history::tests::{AT_MS, Follows, change, desk, pending, told},
    };

    fn by(rule: &str, follows: Follows) -> Follows {
        Follows { verdict: Verdict::Announce { by: Some(rule.into()), loudness: Loudness::default() }, ..follows }
    }

    /// By the clock of the changes, whether the earlier one is in the history or waits as well.
    #[tokio::test]
    async fn a_rule_announces_a_row_once_in_a_time() {
        let of_row = |row: &str, minute: i64| {
            let mut change = change(AT_MS + minute * 60_000, "a");
            change.row.id = row.into();
            Content::from(change)
        };
        for (earlier, is_muted) in [
            ((of_row("row", 0), by("Won", told())), false),
            ((of_row("row", 50), by("Won", told())), true),
            ((of_row("row", 50), by("Lost", told())), false),
            ((of_row("row", 50), crate::history::tests::muted("Won")), false),
            ((of_row("other", 50), by("Won", told())), false),
            ((of_row("row", 70), by("Won", told())), false),
        ] {
            for waits in [true, false] {
                let desk = desk();
                let (content, follows) = earlier.clone();
                let before = desk.recording(vec![(content, follows, "")]).await;
                let this = desk.recording(vec![(of_row("row", 60), by("Won", pending()), "")]).await;
                let mut recordings = vec![this];
                if waits {
                    recordings.insert(0, before);
                } else {
                    desk.record_one(before).await;
                }
                let at = recordings.len() - 1;
                mute(&desk.history, &mut recordings, (at, 0), 30).await;
                let entry = &recordings[at].entries[0];
                let too_soon = Verdict::Muted { by: BuiltIn::TooSoon.into() };
                assert_eq!((entry.verdict == too_soon, entry.desktop.is_none()), (is_muted, is_muted), "{earlier:?}");
            }
        }
    }
}
