//! `rowbell status` and `rowbell url`: how Rowbell is, and how it can be reached.

use std::io::{self, Write};

use rowbell_api::{LikelyMe, Status, TestResult, UrlView};

use super::{
    base::connected,
    endpoint::at_relay,
    output::{local, plain},
};
use crate::words::text;

pub(super) fn show(status: &Status) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let version = status.version.as_str();
    match &status.listening {
        Some(address) => writeln!(out, "{}", text!("status-listens", version = version, address = address.as_str()))?,
        None => writeln!(out, "{}", text!("status-deaf", version = version))?,
    }
    writeln!(out, "{}.", text!("changes-unread", count = status.total, unread = status.unread))?;
    match &status.last_change_at {
        Some(at) => writeln!(out, "{}", text!("status-last-change", at = local(at)))?,
        None => writeln!(out, "{}", text!("status-no-change"))?,
    }
    match (&status.paused, &status.paused_until) {
        (false, _) => {}
        (true, Some(until)) if status.quiet_hours => {
            writeln!(out, "{}", text!("status-quiet-until", until = local(until)))?
        }
        (true, None) if status.quiet_hours => writeln!(out, "{}", text!("status-quiet"))?,
        (true, Some(until)) => writeln!(out, "{}", text!("status-paused-until", until = local(until)))?,
        (true, None) => writeln!(out, "{}", text!("status-paused"))?,
    }
    if let Some(LikelyMe { id, name, server }) = &status.likely_me {
        let name = if name.is_empty() { id } else { name };
        writeln!(out, "{}", text!("status-likely-me", name = plain(name), server = server.as_str(), id = plain(id)))?;
    }
    for base in &status.bases {
        let Some(connection) = &base.connection else { continue };
        let last = match &base.last_change_at {
            Some(at) => text!("base-last-change", at = local(at)),
            None => text!("base-no-change"),
        };
        let name = base.name.as_deref().unwrap_or(&base.uuid);
        writeln!(out, "{}: {}; {last}.", plain(name), connected(connection, false))?;
    }
    for endpoint in &status.endpoints {
        if let Some(relay) = &endpoint.relay {
            writeln!(out, "{}: {}.", endpoint.name, at_relay(relay))?;
        }
    }
    writeln!(out, "{}", text!("status-desktop", popups = status.popups.as_str(), tray = status.tray.as_str()))?;
    for hint in &status.popup_hints {
        writeln!(out, "  {hint}")?;
    }
    let (settings, data) = (status.settings_file.as_str(), status.data_dir.as_str());
    writeln!(out, "{}", text!("status-files", settings = settings, data = data))?;
    problems(&mut out, status)
}

fn problems(out: &mut impl Write, status: &Status) -> io::Result<()> {
    for problem in &status.troubles {
        writeln!(out, "! {}", plain(&problem.message))?;
    }
    Ok(())
}

pub(super) fn urls(urls: &[UrlView], status: &Status) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if urls.is_empty() {
        writeln!(out, "{}", text!("urls-none"))?;
        return problems(&mut out, status);
    }
    for url in urls {
        writeln!(out, "{}: {}", url.name, url.url)?;
        let at_relay = status.endpoints.iter().any(|endpoint| endpoint.name == url.name && endpoint.relay.is_some());
        let reach = match url.reach.as_str() {
            _ if at_relay => text!("url-at-relay"),
            "this_computer" => text!("url-this-computer"),
            "local_network" => text!("url-local-network"),
            _ => text!("url-internet"),
        };
        let link = match url.link.as_str() {
            "tunnel" => text!("url-tunnel"),
            "bridge" => text!("url-bridge"),
            _ => String::new(),
        };
        for line in reach.lines().chain(link.lines()) {
            writeln!(out, "  {line}")?;
        }
    }
    writeln!(out, "\n{}", text!("urls-enter"))
}

pub(super) fn test_result(result: &TestResult) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let signed = if result.signed { "yes" } else { "no" };
    writeln!(out, "{}", text!("sample-posted", signed = signed, url = result.url.as_str()))?;
    let (status, ms) = (result.status.to_string(), format!("{:.1}", result.answered_ms));
    writeln!(out, "{}", text!("sample-answered", status = status, ms = ms))?;
    if let (Some(ms), Some(entry)) = (result.recorded_ms, &result.entry) {
        let (ms, title, id) = (format!("{ms:.1}"), plain(&entry.title), entry.id.to_string());
        writeln!(out, "{}", text!("sample-recorded", ms = ms, title = title, id = id))?;
    }
    Ok(())
}
