//! What is told later than it came: what was under way when the program ended, and what was held.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;
use rowbell_rules::BuiltIn;
use tracing::warn;

use super::{
    Alert, Dismissed,
    lane::DesktopLane,
    late::{Late, MOST_ONE_BY_ONE},
};
use crate::{
    change::{Dispatch, Entry, EntryId, HoldReason, Summary, Verdict},
    clock::now_ms,
    database::DatabaseError,
};

/// How many dispatches are looked at together.
const PAGE: usize = 256;

/// What was taken up.
#[derive(Default)]
struct TakenUp {
    summary: Summary,
    ids: Vec<EntryId>,
    /// The first ones, in case they stay few enough to be shown for themselves.
    first: Vec<Entry>,
}

impl DesktopLane {
    /// Takes up what is late in this way.
    pub(super) async fn take_up(&mut self, late: Late) {
        let mut taken_up = BTreeMap::new();
        let mut newer_than = None;
        loop {
            match self.take_up_page(late, newer_than, &mut taken_up).await {
                Ok(None) => break,
                Ok(last) => newer_than = last,
                Err(error) => {
                    warn!(%error, "what waits to be announced could not be read, or not be begun");
                    // What is under way is told apart from what was only at the start.
                    self.left.extend(Some(late).filter(|late| !matches!(late, Late::UnderWay)));
                    break;
                }
            }
        }
        for (rule, TakenUp { summary, ids, first }) in taken_up {
            // What is on the screen already would be two.
            let absorbs = self.parts.inlet.shared.targets().of_entries(&ids);
            absorbs.iter().for_each(|key| self.alerts.dismissed(*key, Dismissed::ByPerson));
            if ids.len() > late.one_by_one() {
                let alert = self.alerts.sum_up(summary, ids, late.reason(rule.as_deref()));
                self.show(Alert { absorbs, ..alert }).await;
                continue;
            }
            for entry in first {
                if let Some(mut alert) = self.alerts.take(&[entry], now_ms()) {
                    alert.absorbs.extend(&absorbs);
                    self.show(alert).await;
                }
            }
        }
    }

    /// Takes up what waited for its time and is due, and notes when the next of it is.
    pub(super) async fn take_up_due(&mut self) {
        for reason in HoldReason::TIMED {
            self.take_up(Late::Held(reason)).await;
        }
        self.note_due().await;
    }

    /// Notes when the first of what waits for its time is due.
    pub(super) async fn note_due(&mut self) {
        let next = HoldReason::TIMED.map(|reason| self.parts.dispatches.next_due(reason));
        match try_join_all(next).await {
            // What could not be taken up now is tried again, and not at once.
            Ok(next) => self.due_ms = next.into_iter().flatten().min().map(|due_ms| due_ms.max(now_ms() + 1_000)),
            Err(error) => warn!(%error, "when what waits for its time is due could not be read"),
        }
    }

    /// Takes up those of the next page; gives the last one of it, and none at the end. Those of a digest are by its rule.
    async fn take_up_page(
        &mut self,
        late: Late,
        newer_than: Option<EntryId>,
        taken_up: &mut BTreeMap<Option<String>, TakenUp>,
    ) -> Result<Option<EntryId>, DatabaseError> {
        let page = self.parts.dispatches.unfinished(newer_than, PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(None) };
        let last = *last;
        let ids =
            page.into_iter().filter(|(_, dispatch)| late.includes(dispatch, now_ms())).map(|(id, _)| id).collect();
        let (paused, context) = (*self.parts.pause.borrow(), self.parts.context.borrow().clone());
        let is_snoozed = matches!(late, Late::Held(HoldReason::Snoozed));
        let mut changed = Vec::new();
        let mut begun = Vec::new();
        for entry in self.parts.history.entries(ids).await? {
            if !entry.unread && matches!(late, Late::Held(HoldReason::Unanswered)) {
                changed.push((entry.id, Dispatch::Done { clicked: false }));
            } else if !entry.unread {
                changed.push((entry.id, Dispatch::Cancelled { by: BuiltIn::ReadBefore }));
            } else if let Some(until_ms) = context.snoozed_until_ms(&entry).filter(|_| is_snoozed) {
                changed.push((entry.id, Dispatch::Waiting { reason: HoldReason::Snoozed, until_ms: Some(until_ms) }));
            } else if let Some(held) = paused.and_then(|pause| pause.holds(entry.verdict.loudness())) {
                changed.push((entry.id, held));
            } else {
                // It waits no more, and is begun again after a crash.
                changed.push((entry.id, Dispatch::UnderWay));
                begun.push(entry);
            }
        }
        match (self.parts.dispatches.set(changed, now_ms()).await, late) {
            // It is under way in any case.
            (Err(error), Late::UnderWay) => warn!(%error, "that something is begun again was not stored"),
            (stored, _) => stored?,
        }
        for entry in begun {
            let rule = match &entry.verdict {
                Verdict::Announce { by, .. } if matches!(late, Late::Held(HoldReason::Digest)) => by.clone(),
                _ => None,
            };
            let taken_up = taken_up.entry(rule).or_default();
            taken_up.summary.add(&entry);
            taken_up.ids.push(entry.id);
            if taken_up.first.len() <= MOST_ONE_BY_ONE {
                taken_up.first.push(entry);
            }
        }
        Ok(Some(last))
    }
}
