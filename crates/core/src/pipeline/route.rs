//! The second stage: which rules fit, and so what is to be done.

use jiff::Timestamp;
use rowbell_rules::{Announcement, BuiltIn, MutedBy, Outcome};

use super::{looking_up::LOOK_UP_MS, search_text::search_text, settling::SETTLED_MS};
use crate::{
    change::{
        Content, Delivery, DeliveryId, Dispatch, Entry, HoldReason, Loudness, NewEntry, Reading, RowBefore, Verdict,
    },
    clock::now_ms,
    context::{Context, Decided, Pause},
    database::BodyHash,
    history::{DecidedLater, Recording},
};

/// What is to be recorded of a delivery, and which of its entries ask what their rows were like before.
pub(super) struct Routed {
    pub(super) recording: Recording,
    pub(super) asks_before: Vec<usize>,
    /// Those whose rule announces a row only once in so many minutes.
    pub(super) once: Vec<(usize, u32)>,
}

/// What is to be recorded of a delivery, by what it tells itself.
pub(super) fn route_all(
    id: DeliveryId,
    delivery: &Delivery,
    reading: Reading,
    context: &Context,
    paused: Option<Pause>,
) -> Routed {
    let (mut asks_before, mut once) = (Vec::new(), Vec::new());
    let entry = |(at, content): (usize, Content)| {
        let decided = context.decide(&content, delivery.authenticity, &RowBefore::default());
        if decided.asks_before {
            asks_before.push(at);
        }
        let waits_for = waits_for(&decided, delivery);
        let Decided { outcome, highlight, decision, .. } = decided;
        let Follows { verdict, desktop, unread, once_in_minutes } =
            waits_for.unwrap_or_else(|| follow(outcome, delivery, context, paused));
        once.extend(once_in_minutes.map(|minutes| (at, minutes)));
        NewEntry {
            delivery: id,
            source: delivery.source,
            endpoint: delivery.endpoint.clone(),
            received_ms: delivery.received_ms,
            authenticity: delivery.authenticity,
            search_text: search_text(&content, context),
            content,
            verdict,
            highlight,
            decision,
            desktop,
            unread,
        }
    };
    let entries = reading.contents.into_iter().enumerate().map(entry).collect();
    let recording = Recording { delivery: id, hash: BodyHash::of(&delivery.body), timed: reading.timed, entries };
    Routed { recording, asks_before, once }
}

/// Decides again, now that it is known what the row was like before. Gives in how many minutes its rule announces it only once.
pub(super) fn route_again(
    entry: &mut NewEntry,
    before: &RowBefore,
    delivery: &Delivery,
    context: &Context,
    paused: Option<Pause>,
) -> Option<u32> {
    let decided = context.decide(&entry.content, delivery.authenticity, before);
    let waits_for = waits_for(&decided, delivery);
    let Decided { outcome, highlight, decision, .. } = decided;
    let Follows { verdict, desktop, unread, once_in_minutes } =
        waits_for.unwrap_or_else(|| follow(outcome, delivery, context, paused));
    (entry.verdict, entry.desktop, entry.unread) = (verdict, desktop, unread);
    (entry.highlight, entry.decision) = (highlight, decision);
    once_in_minutes
}

/// What follows for now if something else may follow once more is known. What is caught up with is not read, which would be
/// many calls for what happened long ago.
fn waits_for(decided: &Decided, delivery: &Delivery) -> Option<Follows> {
    let received_ms = delivery.received_ms.min(now_ms());
    if decided.asks_settled {
        Some(put_off(HoldReason::Settling, received_ms + SETTLED_MS))
    } else if decided.asks_row && !delivery.source.is_late() {
        Some(put_off(HoldReason::LookingUp, now_ms() + LOOK_UP_MS))
    } else {
        None
    }
}

/// Decides about an entry that was put off, by what it tells by now and this of its row.
pub(super) fn route_later(entry: &Entry, before: &RowBefore, context: &Context, paused: Option<Pause>) -> DecidedLater {
    let Decided { outcome, highlight, decision, .. } = context.decide(&entry.content, entry.authenticity, before);
    let delivery = Delivery {
        source: entry.source,
        endpoint: entry.endpoint.clone(),
        received_ms: entry.received_ms,
        authenticity: entry.authenticity,
        headers: Vec::new(),
        body: Vec::new(),
    };
    let Follows { verdict, desktop, unread, .. } = follow(outcome, &delivery, context, paused);
    // The person has seen it in the history meanwhile.
    let desktop = match desktop {
        Some(_) if !entry.unread => Some(Dispatch::Cancelled { by: BuiltIn::ReadBefore }),
        desktop => desktop,
    };
    DecidedLater { id: entry.id, verdict, highlight, decision, desktop, unread }
}

/// It is to be decided later. Until then it counts as announced and held: it must not be overlooked.
fn put_off(reason: HoldReason, until_ms: i64) -> Follows {
    Follows {
        verdict: Verdict::Announce { by: None, loudness: Loudness::default() },
        desktop: Some(Dispatch::Waiting { reason, until_ms: Some(until_ms) }),
        unread: true,
        once_in_minutes: None,
    }
}

/// What follows from a change or a gap.
struct Follows {
    verdict: Verdict,
    /// What is to be done on the desktop.
    desktop: Option<Dispatch>,
    /// Whether the person has yet to see it.
    unread: bool,
    /// Its rule announces a row only once in so many minutes.
    once_in_minutes: Option<u32>,
}

impl Follows {
    fn nothing(verdict: Verdict, unread: bool) -> Self {
        Self { verdict, desktop: None, unread, once_in_minutes: None }
    }
}

fn follow(outcome: Outcome, delivery: &Delivery, context: &Context, paused: Option<Pause>) -> Follows {
    let announcement = match outcome {
        // There is no popup for it, and yet it is not to be overlooked.
        Outcome::Mute(MutedBy::BuiltIn(BuiltIn::Gap)) => {
            return Follows::nothing(Verdict::Gap, true);
        }
        Outcome::Mute(by) => {
            return Follows::nothing(Verdict::Muted { by }, false);
        }
        Outcome::Announce(announcement) => announcement,
    };
    let now_ms = now_ms();
    let snoozed_until_ms = announcement.snoozed_until_ms(now_ms);
    let Announcement { rule: by, loudness, digest, once_in_minutes, .. } = announcement;
    let digest_ms = digest.and_then(|digest| {
        let now = Timestamp::from_millisecond(now_ms).ok()?;
        digest.next(now, context.words.zone()).map(Timestamp::as_millisecond)
    });
    let timed = |reason, until_ms| Dispatch::Waiting { reason, until_ms };
    let desktop = match paused.and_then(|pause| pause.holds(loudness)) {
        _ if snoozed_until_ms.is_some() => timed(HoldReason::Snoozed, snoozed_until_ms),
        _ if digest_ms.is_some() => timed(HoldReason::Digest, digest_ms),
        Some(held) => held,
        None if !context.settings.popups.enabled => {
            let verdict = Verdict::Muted { by: BuiltIn::PopupsOff.into() };
            return Follows::nothing(verdict, true);
        }
        // Summed up once all that was missed is here.
        None if delivery.source.is_late() => Dispatch::held(HoldReason::CatchingUp),
        None => Dispatch::UnderWay,
    };
    Follows { verdict: Verdict::Announce { by, loudness }, desktop: Some(desktop), unread: true, once_in_minutes }
}
