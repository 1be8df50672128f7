//! The second stage: which rules fit, and so what is to be done.

use rowbell_rules::{Announcement, BuiltIn, MutedBy, Outcome};

use super::search_text::search_text;
use crate::{
    change::{Content, Delivery, DeliveryId, Dispatch, HoldReason, NewEntry, Reading, RowBefore, Verdict},
    clock::now_ms,
    context::{Context, Decided, Pause},
    database::BodyHash,
    history::Recording,
};

/// What is to be recorded of a delivery, and which of its entries ask what their rows were like before.
pub(super) struct Routed {
    pub(super) recording: Recording,
    pub(super) asks_before: Vec<usize>,
}

/// What is to be recorded of a delivery, by what it tells itself.
pub(super) fn route_all(
    id: DeliveryId,
    delivery: &Delivery,
    reading: Reading,
    context: &Context,
    paused: Option<Pause>,
) -> Routed {
    let mut asks_before = Vec::new();
    let entry = |(at, content): (usize, Content)| {
        let Decided { outcome, highlight, decision, asks_before: asks } =
            context.decide(&content, delivery.authenticity, &RowBefore::default());
        if asks {
            asks_before.push(at);
        }
        let Follows { verdict, desktop, unread } = follow(outcome, delivery, context, paused);
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
    Routed { recording, asks_before }
}

/// Decides again, now that it is known what the row was like before.
pub(super) fn route_again(
    entry: &mut NewEntry,
    before: &RowBefore,
    delivery: &Delivery,
    context: &Context,
    paused: Option<Pause>,
) {
    let Decided { outcome, highlight, decision, .. } = context.decide(&entry.content, delivery.authenticity, before);
    let Follows { verdict, desktop, unread } = follow(outcome, delivery, context, paused);
    (entry.verdict, entry.desktop, entry.unread) = (verdict, desktop, unread);
    (entry.highlight, entry.decision) = (highlight, decision);
}

/// What follows from a change or a gap.
struct Follows {
    verdict: Verdict,
    /// What is to be done on the desktop.
    desktop: Option<Dispatch>,
    /// Whether the person has yet to see it.
    unread: bool,
}

fn follow(outcome: Outcome, delivery: &Delivery, context: &Context, paused: Option<Pause>) -> Follows {
    let announcement = match outcome {
        // There is no popup for it, and yet it is not to be overlooked.
        Outcome::Mute(MutedBy::BuiltIn(BuiltIn::Gap)) => {
            return Follows { verdict: Verdict::Gap, desktop: None, unread: true };
        }
        Outcome::Mute(by) => {
            return Follows { verdict: Verdict::Muted { by }, desktop: None, unread: false };
        }
        Outcome::Announce(announcement) => announcement,
    };
    let until_ms = announcement.snoozed_until_ms(now_ms());
    let Announcement { rule: by, loudness, .. } = announcement;
    let desktop = match paused.and_then(|pause| pause.holds(loudness)) {
        _ if until_ms.is_some() => Dispatch::Waiting { reason: HoldReason::Snoozed, until_ms },
        Some(held) => held,
        None if !context.settings.popups.enabled => {
            let verdict = Verdict::Muted { by: BuiltIn::PopupsOff.into() };
            return Follows { verdict, desktop: None, unread: true };
        }
        // Summed up once all that was missed is here.
        None if delivery.source.is_late() => Dispatch::held(HoldReason::CatchingUp),
        None => Dispatch::UnderWay,
    };
    Follows { verdict: Verdict::Announce { by, loudness }, desktop: Some(desktop), unread: true }
}
