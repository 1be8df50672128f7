//! From a delivery to what is recorded of it: read, decided, and the words it is found by.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rowbell_rules::{BuiltIn, Route, route};
use seatable::value;
use tracing::{debug, error};

use crate::{
    change::{
        self, CellChange, Change, ChangeKind, Delivery, DeliveryId, Dispatch, HoldReason, NewEntry, Reading, Verdict,
    },
    context::{Context, Pause},
    database::BodyHash,
    history::Recording,
};

/// A search finds the contents of all cells up to this together, in bytes.
const SEARCHED: usize = 256 * 1024;

/// One delivery, read and decided.
pub(super) fn prepare(id: DeliveryId, delivery: &Delivery, context: &Context, paused: Option<Pause>) -> Recording {
    let read = || {
        let reading = change::read(delivery, context.words.format(), |base| context.metadata(base));
        if let Some(code) = reading.unreadable {
            debug!(delivery = id.0, code, "a delivery could not be read and is kept whole");
        }
        decide(id, delivery, reading, context, paused)
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        error!(delivery = id.0, "a delivery could not be read by a mistake in Rowbell and is kept whole");
        decide(id, delivery, Reading::unrecognised(delivery), context, paused)
    })
}

pub(super) fn decide(
    id: DeliveryId,
    delivery: &Delivery,
    reading: Reading,
    context: &Context,
    paused: Option<Pause>,
) -> Recording {
    let entries = reading.changes.into_iter().map(|change| {
        let Decision { verdict, desktop, unread } = decide_change(&change, delivery, context, paused);
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
    });
    Recording { delivery: id, hash: BodyHash::of(&delivery.body), timed: reading.timed, entries: entries.collect() }
}

/// What follows from a change.
struct Decision {
    verdict: Verdict,
    /// What is to be done on the desktop.
    desktop: Option<Dispatch>,
    /// Whether the person has yet to see it.
    unread: bool,
}

fn decide_change(change: &Change, delivery: &Delivery, context: &Context, paused: Option<Pause>) -> Decision {
    let settings = &context.settings;
    if change.kind == ChangeKind::Missed {
        return Decision { verdict: Verdict::Gap, desktop: None, unread: true };
    }
    let rule = match route(&context.rules, &change.facts(delivery.authenticity, &settings.me)) {
        Route::Mute(by) => {
            return Decision { verdict: Verdict::Muted { by: by.to_string() }, desktop: None, unread: false };
        }
        Route::Announce { rule } => rule,
    };
    let desktop = match paused {
        Some(pause) => held_by(pause),
        None if !settings.popups.enabled => {
            let verdict = Verdict::Muted { by: BuiltIn::PopupsOff.as_str().into() };
            return Decision { verdict, desktop: None, unread: true };
        }
        // Summed up once all that was missed is here.
        None if delivery.source.is_late() => Dispatch::Waiting { reason: HoldReason::CatchingUp, until_ms: None },
        None => Dispatch::UnderWay,
    };
    Decision { verdict: Verdict::Announce { by: rule }, desktop: Some(desktop), unread: true }
}

pub(super) fn held_by(pause: Pause) -> Dispatch {
    Dispatch::Waiting { reason: HoldReason::Paused, until_ms: pause.until_ms }
}

/// The texts that a search finds a change by.
pub(crate) fn search_text(change: &Change, context: &Context) -> String {
    let words = &context.words;
    let base = change.base.as_ref().and_then(|base| context.base_name(base)).unwrap_or_default();
    let linked = change.linked.clone().unwrap_or_default();
    let mut text = [
        &change.row.name,
        &change.table.name,
        base.as_str(),
        &words.actor(&change.actor),
        &change.actor.app,
        &linked.row.name,
        &linked.table.name,
    ]
    .join(" ");
    let mut contents = Vec::new();
    for CellChange { column, old, new } in &change.cells {
        text.push(' ');
        text.push_str(&column.name);
        let told = [old, new].into_iter().filter(|content| !value::is_empty(content));
        contents.extend(told.map(|content| value::text_within(column, content, words.format(), SEARCHED)));
    }
    // If they are too long together, the longest are cut, so that a long one keeps no other from being found.
    contents.sort_unstable_by_key(String::len);
    let mut room = SEARCHED;
    for (n, content) in contents.iter().enumerate() {
        let share = content.floor_char_boundary(room / (contents.len() - n));
        room -= share;
        text.push(' ');
        text.push_str(&content[..share]);
    }
    text
}
