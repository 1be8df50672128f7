//! What is said depends on what is known and set.

use std::sync::Arc;

use jiff::tz::TimeZone;
use seatable::{BaseUuid, Column};
use serde_json::json;

use super::*;
use crate::{
    change::{Actor, CellChange, Row, Table},
    config::{Base, Settings},
};

fn message(change: &Change, context: &Context) -> Message {
    Message::of_change(change, Authenticity::Verified, context, change.at_ms)
}

fn changed(uuid: &BaseUuid, cells: Vec<CellChange>) -> Change {
    Change {
        base: Some(uuid.clone()),
        table: Table { id: "0000".into(), name: "Deals".into() },
        row: Row { id: "a".into(), name: "Acme".into() },
        kind: ChangeKind::RowChanged,
        op_type: "modify_row".into(),
        actor: Actor::default(),
        at_ms: 1_787_659_200_000,
        cells,
        cells_left_out: 0,
        rows_affected: 1,
        linked: None,
        operation: None,
    }
}

#[test]
fn a_base_is_named_where_there_are_several() {
    let uuids = [1, 2].map(|n| BaseUuid::new(&format!("7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e{n:03}")));
    let base = |(uuid, name): (&BaseUuid, &str)| Base {
        uuid: uuid.clone(),
        address: Some(format!("https://cloud.seatable.io/workspace/7/dtable/{name}/")),
        connected: false,
        hide_contents: false,
    };
    let bases: Vec<Base> = uuids.iter().zip(["Sales", "Stock"]).map(base).collect();
    let described = |bases: &[Base]| {
        let settings = Settings { bases: bases.to_vec(), ..Settings::default() };
        let context = Context::new(settings.into(), &TimeZone::UTC, Arc::default());
        message(&changed(&uuids[1], Vec::new()), &context).context
    };
    assert_eq!(described(&bases[1..]), "12:00");
    assert_eq!(described(&bases), "Stock · 12:00");
}

#[test]
fn a_gap_names_its_base_in_full_and_says_what_is_missing() {
    let uuid = BaseUuid::new("7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e001");
    let name = "A base with a name that is longer than what the title of a change may have of characters";
    let address = Some(format!("https://cloud.seatable.io/workspace/7/dtable/{}/", name.replace(' ', "%20")));
    let base = Base { uuid: uuid.clone(), address, connected: true, hide_contents: false };
    let settings = Settings { bases: vec![base], ..Settings::default() };
    let context = Context::new(settings.into(), &TimeZone::UTC, Arc::default());
    let at_ms = 1_787_659_200_000;
    let said = |base: Option<&BaseUuid>, missing| {
        let gap = Gap { base: base.cloned(), missing, at_ms }.into();
        let message = Message::of_content(&gap, Authenticity::Verified, &context, at_ms);
        assert_eq!((message.context.as_str(), message.link), ("12:00", None));
        (message.title, message.text)
    };
    let (title, text) = said(Some(&uuid), Missing::Operations { count: 15, before: Some(20) });
    assert_eq!(title, format!("Older changes of {name} are missing"));
    assert!(text.contains("15 operations"), "{text}");
    assert_eq!(said(Some(&uuid), Missing::Restored).1, context.words.get("missed-restored"));
    let unnamed = (context.words.get("missed-title"), context.words.get("missed-letters"));
    assert_eq!(said(None, Missing::Webhooks), unnamed);
}

#[test]
fn a_cell_that_is_what_it_was_is_not_told() {
    let cell = |name: &str, old, new| CellChange {
        column: Column { name: name.into(), ..Column::default() },
        old: json!(old),
        new: json!(new),
    };
    let cells = vec![cell("Stage", "Won", "Won"), cell("Note", "a", "b")];
    let context = Context::new(Arc::default(), &TimeZone::UTC, Arc::default());
    let change = changed(&BaseUuid::new("7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e001"), cells);
    assert_eq!(message(&change, &context).text, "Note: a → b");
}

#[test]
fn a_cell_s_line_tells_what_there_is_to_tell_of_its_kind_of_change() {
    let cell = |old, new| CellChange {
        column: Column { name: "Stage".into(), ..Column::default() },
        old: json!(old),
        new: json!(new),
    };
    let context = Context::new(Arc::default(), &TimeZone::UTC, Arc::default());
    for (kind, old, new, line) in [
        (ChangeKind::RowChanged, Some("Lead"), Some("Won"), "Stage: Lead → Won"),
        (ChangeKind::RowChanged, None, Some("Won"), "Stage: empty → Won"),
        (ChangeKind::RowChanged, Some("Lead"), None, "Stage: Lead → empty"),
        (ChangeKind::RowAdded, None, Some("Won"), "Stage: Won"),
        (ChangeKind::RowDeleted, Some("Lead"), None, "Stage: Lead"),
    ] {
        let uuid = BaseUuid::new("7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e001");
        let change = Change { kind, ..changed(&uuid, vec![cell(old, new)]) };
        let message = message(&change, &context);
        assert_eq!(message.cells[0].line, line, "{kind:?}");
        // A popup says of a deleted row that it is, and nothing of its cells.
        assert!(message.text.ends_with(line) || kind == ChangeKind::RowDeleted, "{kind:?}: {}", message.text);
    }
}

#[test]
fn on_the_screen_nothing_is_said_of_a_base_that_hides_its_contents() {
    let uuid = BaseUuid::new("7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e001");
    let address = Some("https://cloud.seatable.io/workspace/7/dtable/Sales/".to_owned());
    let base = Base { uuid: uuid.clone(), address, connected: false, hide_contents: true };
    let settings = Settings { bases: vec![base], ..Settings::default() };
    let context = Context::new(settings.into(), &TimeZone::UTC, Arc::default());
    let change = changed(&uuid, Vec::new());
    let hidden = Message::on_screen(&change.clone().into(), Authenticity::Verified, &context, change.at_ms);
    assert_eq!((hidden.title.as_str(), hidden.body().as_str()), ("A change in Sales", "12:00"));
    let whole = message(&change, &context);
    assert_eq!(whole.title, "Acme");
    assert!(hidden.link.is_some() && hidden.link == whole.link);
}

#[test]
fn what_is_not_certain_of_the_sender_is_said_wherever_the_change_is() {
    let context = Context::new(Arc::default(), &TimeZone::UTC, Arc::default());
    let change = changed(&BaseUuid::new("7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e001"), Vec::new());
    let said = |authenticity| Message::of_change(&change, authenticity, &context, change.at_ms);
    assert_eq!(said(Authenticity::Unchecked).context, format!("12:00 · {}", context.words.get("unverified-note")));
    assert_eq!(said(Authenticity::Forged).title, context.words.get("forged-title"));
}
