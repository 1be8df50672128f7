//! The second stage: which rules fit, and so what is to be done.

use rowbell_rules::{BuiltIn, MutedBy, Outcome};

use super::search_text::search_text;
use crate::{
    change::{Content, Delivery, DeliveryId, Dispatch, HoldReason, NewEntry, Reading, Verdict},
    context::{Context, Pause},
    database::BodyHash,
    history::Recording,
};

/// What is to be recorded of a delivery.
pub(super) fn route_all(
    id: DeliveryId,
    delivery: &Delivery,
    reading: Reading,
    context: &Context,
    paused: Option<Pause>,
) -> Recording {
    let entry = |content: Content| {
        let (outcome, decision) = context.decide(&content, delivery.authenticity);
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
            decision,
            desktop,
            unread,
        }
    };
    let entries = reading.contents.into_iter().map(entry).collect();
    Recording { delivery: id, hash: BodyHash::of(&delivery.body), timed: reading.timed, entries }
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
    let (by, level) = match outcome {
        // There is no popup for it, and yet it is not to be overlooked.
        Outcome::Mute(MutedBy::BuiltIn(BuiltIn::Gap)) => {
            return Follows { verdict: Verdict::Gap, desktop: None, unread: true };
        }
        Outcome::Mute(by) => {
            return Follows { verdict: Verdict::Muted { by }, desktop: None, unread: false };
        }
        Outcome::Announce { rule, level } => (rule, level),
    };
    let desktop = match paused {
        Some(pause) => pause.hold(),
        None if !context.settings.popups.enabled => {
            let verdict = Verdict::Muted { by: BuiltIn::PopupsOff.into() };
            return Follows { verdict, desktop: None, unread: true };
        }
        // Summed up once all that was missed is here.
        None if delivery.source.is_late() => Dispatch::held(HoldReason::CatchingUp),
        None => Dispatch::UnderWay,
    };
    Follows { verdict: Verdict::Announce { by, level }, desktop: Some(desktop), unread: true }
}
