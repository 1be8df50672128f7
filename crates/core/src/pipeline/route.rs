//! The second stage: which rules fit, and so what is to be done.

use rowbell_rules::{BuiltIn, Route, route};

use super::search_text::search_text;
use crate::{
    change::{Change, ChangeKind, Delivery, DeliveryId, Dispatch, HoldReason, NewEntry, Reading, Verdict},
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
    let entry = |change: Change| {
        let Decision { verdict, desktop, unread } = decide(&change, delivery, context, paused);
        NewEntry {
            delivery: id,
            source: delivery.source,
            endpoint: delivery.endpoint.clone(),
            received_ms: delivery.received_ms,
            authenticity: delivery.authenticity,
            search_text: search_text(&change, context),
            change,
            verdict,
            desktop,
            unread,
        }
    };
    let entries = reading.changes.into_iter().map(entry).collect();
    Recording { delivery: id, hash: BodyHash::of(&delivery.body), timed: reading.timed, entries }
}

/// What follows from a change.
struct Decision {
    verdict: Verdict,
    /// What is to be done on the desktop.
    desktop: Option<Dispatch>,
    /// Whether the person has yet to see it.
    unread: bool,
}

fn decide(change: &Change, delivery: &Delivery, context: &Context, paused: Option<Pause>) -> Decision {
    let settings = &context.settings;
    if change.kind == ChangeKind::Missed {
        return Decision { verdict: Verdict::Gap, desktop: None, unread: true };
    }
    let rule = match route(&context.rules, &change.facts(delivery.authenticity, &settings.me)) {
        Route::Mute(by) => {
            return Decision { verdict: Verdict::Muted { by }, desktop: None, unread: false };
        }
        Route::Announce { rule } => rule,
    };
    let desktop = match paused {
        Some(pause) => pause.hold(),
        None if !settings.popups.enabled => {
            let verdict = Verdict::Muted { by: BuiltIn::PopupsOff.into() };
            return Decision { verdict, desktop: None, unread: true };
        }
        // Summed up once all that was missed is here.
        None if delivery.source.is_late() => Dispatch::held(HoldReason::CatchingUp),
        None => Dispatch::UnderWay,
    };
    Decision { verdict: Verdict::Announce { by: rule }, desktop: Some(desktop), unread: true }
}
