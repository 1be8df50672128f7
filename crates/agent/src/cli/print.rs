//! Answers in words, for a terminal.

use std::{
    borrow::Borrow,
    io::{self, Write},
};

use super::visible::{is_control, visible_on};
use jiff::{Timestamp, tz::TimeZone};
use rowbell_api::{
    BaseConnection, BaseView, EndpointView, Entry, EntryDetail, Person, RelayView, RuleView, Status, TestResult,
    UrlView,
};

/// A time of the API (RFC 3339) as the local clock has it.
pub(super) fn local(at: &str) -> String {
    let Ok(at) = at.parse::<Timestamp>() else { return at.to_owned() };
    at.to_zoned_datetime(TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// `1 change`, `2 changes`
pub(super) fn changes(count: u64) -> String {
    format!("{count} {}", if count == 1 { "change" } else { "changes" })
}

/// Foreign text in a line: without control characters, so that it can't move the cursor or colour the screen.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|c| !is_control(*c)).collect()
}

pub(super) fn urls(urls: &[UrlView], status: &Status) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if urls.is_empty() {
        writeln!(out, "Rowbell does not listen now, so there is no address to enter in SeaTable.")?;
        return troubles(&mut out, status);
    }
    for url in urls {
        writeln!(out, "{}: {}", url.name, url.url)?;
        let at_relay = status.endpoints.iter().any(|endpoint| endpoint.name == url.name && endpoint.relay.is_some());
        let reach = match url.reach.as_str() {
            _ if at_relay => {
                "  At a relay: SeaTable can reach it from anywhere, and what comes while this computer sleeps waits there."
            }
            "this_computer" => {
                "  Only programs on this computer can reach this address. SeaTable Cloud can't, and a SeaTable server on\n  another computer can't: it would switch the webhook off at the first change. Use it for a server or a\n  forwarder that runs on this computer."
            }
            "local_network" => {
                "  Computers in the same network can reach this address, such as a SeaTable server of your own. SeaTable\n  Cloud can't reach it and would switch the webhook off at the first change."
            }
            _ => {
                "  This is a public address. SeaTable Cloud can reach it if no firewall is in the way. While this computer\n  sleeps or is offline, SeaTable switches the webhook off at the first change."
            }
        };
        writeln!(out, "{reach}")?;
        match url.link.as_str() {
            "tunnel" => writeln!(out, "  It is a VPN's: only who is in that reaches it, and only while it is up.")?,
            "bridge" => {
                writeln!(out, "  It is a bridge's: only containers or virtual machines on this computer reach it.")?
            }
            _ => {}
        }
    }
    writeln!(out, "\nEnter an address in SeaTable: base menu, Advanced, Webhooks.")
}

fn troubles(out: &mut impl Write, status: &Status) -> io::Result<()> {
    for trouble in &status.troubles {
        writeln!(out, "! {}", plain(&trouble.message))?;
    }
    Ok(())
}

pub(super) fn test_result(result: &TestResult) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let signed = if result.signed { "signed" } else { "unsigned" };
    writeln!(out, "Posted a sample change, {signed}, to {}", result.url)?;
    writeln!(out, "Answered {} after {:.1} ms.", result.status, result.answered_ms)?;
    if let (Some(ms), Some(entry)) = (result.recorded_ms, &result.entry) {
        writeln!(out, "In the history after {ms:.1} ms: {} ({})", plain(&entry.title), entry.id)?;
    }
    Ok(())
}

pub(super) fn status(status: &Status) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match &status.listening {
        Some(address) => writeln!(out, "Rowbell {} listens at {address}.", status.version)?,
        None => writeln!(out, "Rowbell {} runs but receives nothing at its local address.", status.version)?,
    }
    writeln!(out, "{}, {} unread.", changes(status.total), status.unread)?;
    match &status.last_change_at {
        Some(at) => writeln!(out, "The last one happened at {}.", local(at))?,
        None => writeln!(
            out,
            "None has arrived yet. `rowbell connect` connects a base, `rowbell url` prints the address for webhooks, `rowbell test` sends a sample."
        )?,
    }
    match (&status.paused, &status.paused_until) {
        (false, _) => {}
        (true, Some(until)) => writeln!(out, "Popups are paused until {}.", local(until))?,
        (true, None) => writeln!(out, "Popups are paused until `rowbell resume`.")?,
    }
    for base in &status.bases {
        let Some(connection) = &base.connection else { continue };
        let last = base
            .last_change_at
            .as_deref()
            .map_or("no change yet".to_owned(), |at| format!("last change {}", local(at)));
        let name = base.name.as_deref().unwrap_or(&base.uuid);
        writeln!(out, "{}: {}; {last}.", plain(name), connected(connection, false))?;
    }
    for endpoint in &status.endpoints {
        if let Some(relay) = &endpoint.relay {
            writeln!(out, "{}: {}.", endpoint.name, at_relay(relay))?;
        }
    }
    writeln!(out, "Popups: {}. Tray: {}.", status.popups, status.tray)?;
    for hint in &status.popup_hints {
        writeln!(out, "  {hint}")?;
    }
    writeln!(out, "Settings: {}\nData: {}", status.settings_file, status.data_dir)?;
    troubles(&mut out, status)
}

pub(super) fn endpoints(endpoints: &[EndpointView]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for endpoint in endpoints {
        let signed = match (endpoint.signed, endpoint.secrets) {
            (false, _) => "unsigned",
            (true, None) => "signed, secret can't be read",
            (true, Some(2)) => "signed, two secrets valid",
            (true, Some(_)) => "signed",
        };
        let last = endpoint.last_delivery_at.as_deref().map_or("never".to_owned(), local);
        writeln!(out, "{}  {signed}  last delivery: {last}", endpoint.name)?;
        if let Some(relay) = &endpoint.relay {
            writeln!(out, "  at {}: {}", relay.address, at_relay(relay))?;
        }
        if endpoint.old_address {
            writeln!(out, "  the address before is still good: rowbell endpoint renew {} --end", endpoint.name)?;
        }
        if let Some(base) = &endpoint.base {
            writeln!(out, "  base {base}")?;
        }
    }
    Ok(())
}

/// How a mailbox at a relay is connected, and why not.
fn at_relay(relay: &RelayView) -> String {
    let gap = if relay.gap { ", with a gap before" } else { "" };
    match (&relay.since, &relay.why, &relay.again_at) {
        (Some(since), ..) => {
            let heard = relay.heard_at.as_deref().map_or(String::new(), |at| format!(", heard at {}", local(at)));
            let waited = match relay.waited {
                0 => String::new(),
                count => format!(", {count} waited then"),
            };
            format!("connected since {}{waited}{heard}{gap}", local(since))
        }
        (None, Some(why), Some(again)) => {
            format!("not connected, next try at {}: {}", local(again), plain(&why.message))
        }
        _ => relay.state.clone(),
    }
}

pub(super) fn bases(bases: &[BaseView]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if bases.is_empty() {
        return writeln!(out, "No base has been seen yet. `rowbell connect` connects one.");
    }
    for base in bases {
        let name = base.name.as_deref().unwrap_or("(name not known)");
        writeln!(out, "{}  {}  {}, {} unread", base.uuid, plain(name), changes(base.changes), base.unread)?;
        match &base.address {
            Some(address) => writeln!(out, "  {address}")?,
            None => writeln!(out, "  no address yet: rowbell base add ADDRESS --uuid {}", base.uuid)?,
        }
        if let Some(connection) = &base.connection {
            writeln!(out, "  {}", connected(connection, true))?;
        }
        if base.hide_contents {
            writeln!(out, "  popups and tray say nothing of what is in it")?;
        }
    }
    Ok(())
}

/// How a base is connected, and why not if that is not said elsewhere.
fn connected(connection: &BaseConnection, with_reason: bool) -> String {
    let gap = if connection.gap { ", with a gap before" } else { "" };
    match (connection.state.as_str(), &connection.since, &connection.why, &connection.again_at) {
        ("live", Some(since), _, _) => {
            let how = match connection.channel.as_str() {
                "requests" => ", by plain requests because the way there lets no WebSocket through",
                "log" => ", changes are looked for every 5 minutes because the way there lets no WebSocket through",
                _ => "",
            };
            format!("connected since {}{how}{gap}", local(since))
        }
        ("waiting", _, Some(why), Some(again)) => {
            let again = format!("not connected, next try at {}", local(again));
            if with_reason { format!("{again}: {}", plain(&why.message)) } else { again }
        }
        (state, ..) => state.to_owned(),
    }
}

pub(super) fn people(people: &[Person]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if people.is_empty() {
        return writeln!(out, "Nobody has been seen yet.");
    }
    for person in people {
        let me = if person.me { "  (you)" } else { "" };
        writeln!(out, "{}  {}  {}{me}", plain(&person.id), plain(&person.name), changes(person.changes))?;
    }
    Ok(())
}

pub(super) fn rules(rules: &[RuleView]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if rules.is_empty() {
        return writeln!(out, "There are no rules: everything is announced.");
    }
    for rule in rules {
        let mut when: Vec<String> = Vec::new();
        when.extend(rule.base.iter().map(|base| format!("base {base}")));
        when.extend(rule.table.iter().map(|table| format!("table {table}")));
        when.extend((!rule.kind.is_empty()).then(|| rule.kind.join(" or ")));
        when.extend((!rule.person.is_empty()).then(|| format!("by {}", rule.person.join(" or "))));
        let when = if when.is_empty() { "everything".to_owned() } else { when.join(", ") };
        writeln!(out, "{}: {} {}", plain(&rule.name), rule.action, plain(&when))?;
    }
    Ok(())
}

pub(super) fn history<E: Borrow<Entry>>(entries: &[E]) -> io::Result<()> {
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

/// The way in, for people.
fn way(entry: &Entry) -> String {
    match entry.source.as_str() {
        "realtime" => "the base's live feed".to_owned(),
        "relay" => format!("webhook, by a relay (endpoint {})", entry.endpoint),
        "relay_kept" => format!("webhook that a relay kept (endpoint {})", entry.endpoint),
        "catch_up" => "the base's log, caught up with".to_owned(),
        _ => format!("webhook (endpoint {})", entry.endpoint),
    }
}

/// What is known of the sender, for people.
fn trust(entry: &Entry) -> &str {
    match entry.authenticity.as_str() {
        "reconstructed" => "reconstructed: signed with your secret, but the message was written anew on the way",
        known => known,
    }
}

pub(super) fn detail(detail: &EntryDetail) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let entry = &detail.entry;
    writeln!(out, "{}", plain(&entry.title))?;
    let mut line = |name: &str, value: &str| -> io::Result<()> {
        if value.is_empty() { Ok(()) } else { writeln!(out, "{name:<14}{}", plain(value)) }
    };
    line("what", &entry.kind)?;
    line("base", entry.base.as_deref().or(entry.dtable_uuid.as_deref()).unwrap_or_default())?;
    line("table", &entry.table)?;
    line("row", &entry.row.name)?;
    line("row id", &entry.row_id)?;
    line("who", &entry.actor)?;
    line("when", &local(&entry.at))?;
    line("received", &local(&entry.received_at))?;
    line("came by", &format!("{}, {}", way(entry), trust(entry)))?;
    let why = entry.outcome_reason.as_deref().map_or(String::new(), |why| format!(" ({why})"));
    if entry.kind == "missed" {
        line("missing", &entry.text)?;
    } else {
        line("outcome", &format!("{}{why}{}", entry.outcome, if entry.unread { ", unread" } else { "" }))?;
    }
    if entry.kind == "unrecognised" && detail.raw.is_none() {
        line("raw request", &format!("rowbell show {} --raw", entry.id))?;
    }
    line("link", entry.link.as_deref().unwrap_or_default())?;
    for cell in &entry.cells {
        let change = match (cell.old_text.as_str(), cell.new_text.as_str()) {
            ("", new) => new.to_owned(),
            (old, "") => format!("{old} → (empty)"),
            (old, new) => format!("{old} → {new}"),
        };
        line(&format!("  {}", plain(&cell.column)), &format!(" {change}"))?;
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
            (None, Some(coded)) => writeln!(out, "(not text, in base64)\n{coded}")?,
            (None, None) => {}
        }
    }
    Ok(())
}
