//! The second stage: which rules fit, and so what is to be done.

use rowbell_rules::{BuiltIn, MutedBy, Route, route};

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
        let Decision { verdict, desktop, unread } = decide(&content, delivery, context, paused);
        NewEntry {
            delivery: id,
            source: delivery.source,
            endpoint: delivery.endpoint.clone(),
            received_ms: delivery.received_ms,
            authenticity: delivery.authenticity,
            search_text: search_text(&content, context),
            content,
            verdict,
            desktop,
            unread,
        }
    };
    let entries = reading.contents.into_iter().map(entry).collect();
    Recording { delivery: id, hash: BodyHash::of(&delivery.body), timed: reading.timed, entries }
}

/// What follows from a change or a gap.
struct Decision {
    verdict: Verdict,
    /// What is to be done on the desktop.
    desktop: Option<Dispatch>,
    /// Whether the person has yet to see it.
    unread: bool,
}

fn decide(content: &Content, delivery: &Delivery, context: &Context, paused: Option<Pause>) -> Decision {
    let settings = &context.settings;
    let rule = match route(&context.rules, &content.facts(delivery.authenticity, &settings.me)) {
        // There is no popup for it, and yet it is not to be overlooked.
        Route::Mute(MutedBy::BuiltIn(BuiltIn::Gap)) => {
            return Decision { verdict: Verdict::Gap, desktop: None, unread: true };
        }
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
