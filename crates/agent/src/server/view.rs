//! Changes, as the API reports them.

use std::borrow::Cow;

use jiff::Timestamp;
use rowbell_api::{Cell, Chip, Entry, Header, Raw, Row};
use rowbell_core::{
    change::{self, Content, Delivery},
    context::Context,
    present::{CellText, Message},
};
use seatable::{Column, column::SelectOption, value};
use serde_json::Value;

/// Unix milliseconds as RFC 3339 in UTC.
pub(super) fn time(ms: i64) -> String {
    let at = Timestamp::from_millisecond(ms).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// An entry of the history, in the words of now.
pub fn entry(entry: &change::Entry, context: &Context, now_ms: i64) -> Entry {
    let message = Message::of(entry, context, now_ms);
    let text = message.body();
    let (outcome, outcome_reason) = entry.outcome();
    let mut view = Entry {
        id: entry.id.0,
        received_at: time(entry.received_ms),
        source: entry.source.as_str().to_owned(),
        endpoint: entry.endpoint.clone(),
        authenticity: entry.authenticity.as_str().to_owned(),
        base: entry.content.base().and_then(|base| context.base_name(base)),
        kind: entry.content.kind().as_str().to_owned(),
        actor: message.person,
        at: time(entry.content.at_ms()),
        title: message.title,
        text,
        what: message.text,
        link: message.link,
        unread: entry.unread,
        highlight: entry.highlight,
        outcome: outcome.to_owned(),
        outcome_reason: outcome_reason.map(Cow::into_owned),
        announced_at: entry.announced_ms.map(time),
        dtable_uuid: entry.content.base().map(|base| base.as_str().replace('-', "")),
        ..Entry::default()
    };
    match &entry.content {
        Content::Change(change) => {
            let cells = change.cells.iter().zip(message.cells);
            view.cells = cells.map(|(cell, text)| cell_view(cell, text, context)).collect();
            view.cells_left_out = change.cells_left_out;
            view.table.clone_from(&change.table.name);
            view.table_id.clone_from(&change.table.id);
            view.row = Row { id: change.row.id.clone(), name: change.row.name.clone() };
            view.row_id.clone_from(&change.row.id);
            view.rows_affected = change.rows_affected;
            change.actor.key().clone_into(&mut view.actor_id);
            view.op_type.clone_from(&change.op_type);
        }
        Content::Gap(gap) => view.rows_affected = gap.missing.count(),
    }
    view
}

fn cell_view(cell: &change::CellChange, text: CellText, context: &Context) -> Cell {
    let format = context.words.format();
    // The window has its own look for what is empty.
    let shown = |value, text: String| {
        let may_be_empty = text == format.empty || value::is_empty(value);
        if may_be_empty && value::shows_nothing(&cell.column, value, format) { String::new() } else { text }
    };
    Cell {
        column: cell.column.name.clone(),
        kind: cell.column.kind.as_str().to_owned(),
        old_text: shown(&cell.old, text.old),
        new_text: shown(&cell.new, text.new),
        text: text.line,
        old_chips: chips(&cell.column, &cell.old),
        new_chips: chips(&cell.column, &cell.new),
        old: cell.old.clone(),
        new: cell.new.clone(),
    }
}

fn chips(column: &Column, value: &Value) -> Vec<Chip> {
    // Foreign text: only what is a colour is given on.
    let colour = |text: String| {
        let digits = text.strip_prefix('#').unwrap_or_default();
        let is_colour = matches!(digits.len(), 3 | 6) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        if is_colour { text } else { String::new() }
    };
    let chip = |option: SelectOption| Chip {
        color: colour(option.color),
        text_color: colour(option.text_color),
        name: option.name,
    };
    value::chips(column, value).into_iter().map(chip).collect()
}

/// A request as it came.
pub(super) fn raw(delivery: Delivery) -> Raw {
    let headers = delivery.headers.into_iter().map(|(name, value)| Header { name, value }).collect();
    match String::from_utf8(delivery.body) {
        Ok(body) => Raw { headers, body: Some(body), body_base64: None },
        Err(bytes) => {
            use base64::Engine;
            let coded = base64::engine::general_purpose::STANDARD.encode(bytes.as_bytes());
            Raw { headers, body: None, body_base64: Some(coded) }
        }
    }
}
