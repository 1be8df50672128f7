//! What the tray shows, made of the engine's state.

use std::{sync::Arc, time::Duration};

use rowbell_core::{
    change::Entry,
    clock::now_ms,
    config::Panel,
    context::{Context, Event, PausedBy},
    database::DatabaseError,
    engine::Engine,
    history::{Filter, Start},
    present::Message,
    services::{ConnectionStatus, RelayStatus},
    sources::{connected::ConnectionState, relay::RelayState},
    status::Status,
    text::isolated,
    words::Words,
};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::desktop::tray::{Heard, PanelTone, RecentChange, RelayLine, TrayLabels, TrayState, TrayView};

/// The least time between two views.
const BETWEEN: Duration = Duration::from_millis(200);
/// How many changes the menu lists.
const RECENT: usize = 5;

/// Keeps the view true until `shutdown`.
pub async fn follow(engine: Engine, view: watch::Sender<TrayView>, shutdown: CancellationToken) {
    let (mut states, mut contexts) = (engine.status(), engine.services().settings.contexts());
    let mut events = engine.events();
    loop {
        let (status, context) = (states.latest(), contexts.borrow_and_update().clone());
        match engine.history().page(Filter::default(), Start::Newest, RECENT).await {
            Ok(recent) => drop(view.send_replace(tray_view(&status, &context, &recent, now_ms()))),
            Err(DatabaseError::Closed) => return,
            Err(error) => warn!(%error, "the latest changes could not be read"),
        }
        // In a flood the view is made a few times a second, not for each change.
        tokio::time::sleep(BETWEEN).await;
        tokio::select! {
            true = states.changed() => {}
            Ok(()) = contexts.changed() => {}
            happened = events.recv() => match happened {
                // Changes bring a new state with them, which is when to look; marks may not.
                Ok(Event::Recorded(_)) | Err(broadcast::error::RecvError::Lagged(_)) => {
                    while events.try_recv().is_ok() {}
                }
                Ok(Event::Updated(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return,
            },
            () = shutdown.cancelled() => return,
        }
    }
}

fn tray_view(status: &Status, context: &Arc<Context>, recent: &[Entry], now_ms: i64) -> TrayView {
    let words = &context.words;
    let problems = status.problems(words);
    let paused = status.paused.filter(|pause| !pause.is_over(now_ms));
    let serious = problems.iter().any(|problem| problem.serious);
    let state = match () {
        () if serious => TrayState::Problem,
        () if paused.is_some() => TrayState::Paused,
        () if status.counts.unread > 0 => TrayState::Unread,
        () => TrayState::Idle,
    };
    let unread = words.with("tray-unread", &[("count", status.counts.unread.into())]);
    // Some panels show nothing but the title.
    let title = match problems.iter().find(|problem| problem.serious) {
        Some(problem) => words.with("tray-trouble", &[("what", problem.message.as_str().into())]),
        None => unread.clone(),
    };
    let problems: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
    let mut lines = problems.clone();
    lines.extend(serious.then_some(unread));
    let live = |connection: &&ConnectionStatus| matches!(connection.state, Some(ConnectionState::Live { .. }));
    let mut connected: Vec<&str> =
        status.connections.values().filter(live).map(|connection| connection.name.as_str()).collect();
    connected.sort_unstable();
    if !connected.is_empty() {
        lines.push(words.with("tray-connected", &[("bases", connected.join(", ").into())]));
    }
    let mut relays: Vec<RelayLine> = status.relays.values().map(|relay| relay_line(relay, words, now_ms)).collect();
    // What is not connected, or no longer had everything, is among the problems.
    for relay in relays.iter().filter(|relay| relay.heard.is_some()) {
        lines.push(relay.text.clone());
        lines.extend_from_slice(&relay.more);
    }
    for (line, relay) in std::iter::zip(&mut relays, status.relays.values()) {
        line.more.extend(relay.gap.then(|| words.get("tray-relay-gap")));
    }
    if let Some(address) = status.listening.address {
        lines.push(words.with("tray-listening", &[("address", address.to_string().into())]));
    }
    lines.push(match status.counts.last_change_ms {
        Some(at) => words.with("tray-last-change", &[("time", words.time(at, now_ms).into())]),
        None => words.get("tray-no-change-yet"),
    });
    if let Some(pause) = paused {
        let until = pause.until_ms.map(|until| words.time(until, now_ms));
        lines.push(match (pause.by, until) {
            (PausedBy::Person, Some(until)) => words.with("tray-paused-until", &[("time", until.into())]),
            (PausedBy::Person, None) => words.get("tray-paused"),
            (PausedBy::QuietHours, Some(until)) => words.with("tray-quiet-until", &[("time", until.into())]),
            (PausedBy::QuietHours, None) => words.get("tray-quiet"),
        });
    }
    let hosts: Vec<String> = status.refused_hosts.iter().map(|refused| refused.host.clone()).collect();
    TrayView {
        state,
        tone: match context.settings.tray.panel {
            Panel::Auto => PanelTone::Auto,
            Panel::Light => PanelTone::Light,
            Panel::Dark => PanelTone::Dark,
        },
        title,
        lines,
        problems,
        recent: recent.iter().map(|entry| recent_change(entry, context, now_ms)).collect(),
        relays,
        paused: paused.is_some(),
        labels: labels(words, &hosts),
        refused_hosts: hosts,
    }
}

fn relay_line(relay: &RelayStatus, words: &Arc<Words>, now_ms: i64) -> RelayLine {
    let host = relay.relay.clone();
    let (text, heard) = match &relay.state {
        RelayState::Live { since_ms, by: heard } => {
            let since = words.time(*since_ms, now_ms);
            let text = words.with("tray-relay", &[("relay", host.as_str().into()), ("since", since.as_str().into())]);
            let words = words.clone();
            let say = move |seconds: u64| {
                let named =
                    [("relay", host.as_str().into()), ("since", since.as_str().into()), ("seconds", seconds.into())];
                words.with("tray-relay-heard", &named)
            };
            (text, Some(Heard { last: heard.clone(), say: Arc::new(say) }))
        }
        // Not which of the two: it alternates while a relay can't be reached.
        RelayState::Connecting | RelayState::Waiting { .. } => {
            (words.with("tray-relay-away", &[("relay", host.as_str().into())]), None)
        }
    };
    let waited = if relay.catching_up { "tray-relay-coming" } else { "tray-relay-waited" };
    let waited = (heard.is_some() && relay.waited > 0).then(|| words.with(waited, &[("count", relay.waited.into())]));
    RelayLine { text, heard, more: waited.into_iter().collect() }
}

fn recent_change(entry: &Entry, context: &Context, now_ms: i64) -> RecentChange {
    let message = Message::on_screen(&entry.content, entry.authenticity, context, now_ms);
    let title = isolated(&message.title);
    let label = if message.text.is_empty() {
        title
    } else {
        context.words.with("tray-recent", &[("title", title.into()), ("text", isolated(&message.text).into())])
    };
    RecentChange { id: entry.id, label, unread: entry.unread }
}

fn labels(words: &Words, hosts: &[String]) -> TrayLabels {
    TrayLabels {
        open: words.get("tray-open"),
        no_changes: words.get("tray-no-changes"),
        mark_all_read: words.get("tray-mark-all-read"),
        pause_hour: words.get("tray-pause-hour"),
        pause_tomorrow: words.get("tray-pause-tomorrow"),
        pause_open: words.get("tray-pause-open"),
        resume: words.get("tray-resume"),
        allow_hosts: hosts.iter().map(|host| words.with("allow-host", &[("host", host.as_str().into())])).collect(),
        quit: words.get("tray-quit"),
    }
}
