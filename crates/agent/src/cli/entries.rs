//! Changes in words, for a terminal.

use std::{
    borrow::Borrow,
    io::{self, Write},
};

use rowbell_api::{Entry, EntryDetail};

use super::{
    output::{local, plain},
    visible::visible_on,
};
use crate::words::text;

pub(super) fn list<E: Borrow<Entry>>(entries: &[E]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for entry in entries {
        let entry: &Entry = entry.borrow();
        let unread = if entry.unread { '●' } else { ' ' };
        writeln!(out, "{unread} {}  {}  ({})", local(&entry.at), plain(&entry.title), entry.id)?;
        for line in entry.text.lines() {
            writeln!(out, "    {}", plain(line))?;
        }
    }
    Ok(())
}

/// How it came in, for people.
fn source(entry: &Entry) -> String {
    match entry.source.as_str() {
        "realtime" => text!("by-live-feed"),
        "relay" => text!("by-relay", endpoint = entry.endpoint.as_str()),
        "relay_kept" => text!("by-relay-later", endpoint = entry.endpoint.as_str()),
        "catch_up" => text!("by-log"),
        _ => text!("by-webhook", endpoint = entry.endpoint.as_str()),
    }
}

/// What is known of the sender, for people.
fn trust(entry: &Entry) -> String {
    match entry.authenticity.as_str() {
        "reconstructed" => text!("reconstructed"),
        known => known.to_owned(),
    }
}

pub(super) fn detail(detail: &EntryDetail) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let entry = &detail.entry;
    writeln!(out, "{}", plain(&entry.title))?;
    let mut line = |name: String, value: &str| -> io::Result<()> {
        if value.is_empty() { Ok(()) } else { writeln!(out, "{name:<14}{}", plain(value)) }
    };
    line(text!("detail-kind"), &entry.kind)?;
    line(text!("detail-base"), entry.base.as_deref().or(entry.dtable_uuid.as_deref()).unwrap_or_default())?;
    line(text!("detail-table"), &entry.table)?;
    line(text!("detail-row"), &entry.row.name)?;
    line(text!("detail-row-id"), &entry.row_id)?;
    line(text!("detail-person"), &entry.actor)?;
    line(text!("detail-time"), &local(&entry.at))?;
    line(text!("detail-received"), &local(&entry.received_at))?;
    line(text!("detail-source"), &format!("{}, {}", source(entry), trust(entry)))?;
    if entry.kind == "missed" {
        line(text!("detail-missing"), &entry.text)?;
    } else {
        let why = entry.outcome_reason.as_deref().map_or(String::new(), |why| format!(" ({why})"));
        let unread = if entry.unread { text!("detail-unread") } else { String::new() };
        line(text!("detail-outcome"), &format!("{}{why}{unread}", entry.outcome))?;
    }
    if entry.kind == "unrecognised" && detail.raw.is_none() {
        line(text!("detail-raw"), &format!("rowbell show {} --raw", entry.id))?;
    }
    line(text!("detail-link"), entry.link.as_deref().unwrap_or_default())?;
    // What is linked to what is no cell's matter.
    let tells_all = !entry.cells.is_empty() && !entry.kind.starts_with("link");
    if !tells_all && entry.kind != "missed" && !entry.what.is_empty() {
        writeln!(out, "  {}", plain(&entry.what))?;
    }
    for cell in &entry.cells {
        writeln!(out, "  {}", plain(&cell.text))?;
    }
    if entry.cells_left_out > 0 {
        writeln!(out, "  {}", text!("cells-left-out", count = entry.cells_left_out))?;
    }
    if let Some(raw) = &detail.raw {
        writeln!(out)?;
        let terminal = io::stdout();
        let visible = |text: &str| visible_on(&terminal, text).into_owned();
        for header in &raw.headers {
            writeln!(out, "{}", visible(&format!("{}: {}", header.name, header.value)))?;
        }
        writeln!(out)?;
        match (&raw.body, &raw.body_base64) {
            (Some(body), _) => writeln!(out, "{}", visible(body))?,
            (None, Some(coded)) => writeln!(out, "{}\n{coded}", text!("raw-base64"))?,
            (None, None) => {}
        }
    }
    Ok(())
}
