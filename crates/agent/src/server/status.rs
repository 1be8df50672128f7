//! The agent's state, as the API reports it.

use std::sync::Arc;

use rowbell_api::{BaseConnection, BaseView, ConnectionState, EndpointView, LikelyMe, RelayView, Status, TableView};
use rowbell_core::{
    clock::now_ms,
    config::Settings,
    context::PausedBy,
    database::DatabaseError,
    deliver::desktop::PopupState,
    engine::Engine,
    enrich::Directory,
    history::{BaseSeen, TableCounts},
    services::{Likely, RelayStatus, SAMPLE_BASE, SecretStatus},
    sources::{
        connected::ConnectionState as Connection,
        relay::{RelayAddress, RelayState},
    },
    status::Status as State,
};
use seatable::BaseUuid;
use tokio::sync::watch;

use super::{problems::problem, reasons, view::time};
use crate::{desktop::tray::TrayHost, paths::Paths, words::text};

/// How many tables without changes are listed for a base.
const MOST_TABLES: usize = 200;

/// What the status reports beyond the engine's state.
#[derive(Clone)]
pub struct StatusSource {
    /// When the agent started. Unix milliseconds.
    pub since_ms: i64,
    /// Where its files are.
    pub paths: Paths,
    /// Whether a panel shows the tray icon.
    pub tray: watch::Receiver<TrayHost>,
}

/// The current state. If the history can't be read, the problems say so, and the rest is complete.
pub async fn status(engine: &Engine, source: &StatusSource) -> Status {
    let state = State::of(engine.services());
    let context = engine.context();
    let problems = state.problems(&context.words).into_iter();
    let tray = *source.tray.borrow();
    Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        pid: std::process::id(),
        since: time(source.since_ms),
        total: state.counts.total,
        unread: state.counts.unread,
        last_change_at: state.counts.last_change_ms.map(time),
        listening: state.listening.address.map(|address| address.to_string()),
        paused: state.paused.is_some_and(|pause| !pause.is_over(now_ms())),
        quiet_hours: state.paused.is_some_and(|pause| pause.by == PausedBy::QuietHours && !pause.is_over(now_ms())),
        paused_until: state.paused.and_then(|pause| pause.until_ms).map(time),
        likely_me: state.likely_me.clone().map(|Likely { user, name, server }| LikelyMe { id: user, name, server }),
        popups: popups(&state.popups),
        popup_hints: state.popups.server().map(|server| server.hints(&context.words)).unwrap_or_default(),
        tray: match tray {
            TrayHost::Unknown => text!("popups-starting"),
            TrayHost::Present => text!("tray-shown"),
            TrayHost::Absent => text!("tray-absent"),
        },
        endpoints: endpoints(engine, &context.settings).await,
        bases: bases(engine, &context.settings).await.unwrap_or_default(),
        refused_hosts: state.refused_hosts.iter().map(|refused| refused.host.clone()).collect(),
        troubles: problems.map(|found| problem(found, &context.words, now_ms())).collect(),
        settings_file: source.paths.settings.display().to_string(),
        data_dir: source.paths.data.display().to_string(),
    }
}

fn popups(state: &PopupState) -> String {
    match state {
        PopupState::Starting => text!("popups-starting"),
        PopupState::Startable => text!("popups-startable"),
        PopupState::Ready { server } => server.title.clone(),
        PopupState::Inhibited { server } => text!("popups-inhibited", server = server.title.as_str()),
        PopupState::Busy { title } => text!("popups-slow", server = title.as_str()),
        PopupState::NoServer { .. } => text!("popups-none"),
    }
}

async fn endpoints(engine: &Engine, settings: &Arc<Settings>) -> Vec<EndpointView> {
    let received = engine.inbox().last_received().await.unwrap_or_default();
    let state = State::of(engine.services());
    let live = if state.listening.address.is_some() { ConnectionState::Live } else { ConnectionState::Down };
    let view = |endpoint: &rowbell_core::config::Endpoint| EndpointView {
        name: endpoint.name.clone(),
        state: match state.relays.get(&endpoint.name) {
            Some(RelayStatus { state: RelayState::Live { .. }, .. }) => ConnectionState::Live,
            Some(_) => ConnectionState::Down,
            None => live,
        },
        signed: endpoint.signed,
        secrets: match state.secrets.get(&endpoint.name) {
            Some(SecretStatus::Known(count)) => Some(*count),
            Some(SecretStatus::Missing | SecretStatus::Unreadable(_)) => None,
            None => Some(0).filter(|_| !endpoint.signed),
        },
        base: endpoint.base.as_ref().map(ToString::to_string),
        last_delivery_at: received.iter().find(|(name, _)| *name == endpoint.name).map(|(_, ms)| time(*ms)),
        forged: state.forged.get(&endpoint.name).copied().unwrap_or_default(),
        relay: endpoint.relay.as_ref().map(|address| relay(address, state.relays.get(&endpoint.name))),
        old_address: endpoint.old_token.is_some(),
    };
    settings.endpoints.iter().map(view).collect()
}

fn relay(address: &RelayAddress, known: Option<&RelayStatus>) -> RelayView {
    let known = known.cloned().unwrap_or_default();
    let mut view = RelayView {
        address: address.to_string(),
        host: address.host().to_owned(),
        state: "connecting".to_owned(),
        waited: known.waited,
        gap: known.gap,
        ..RelayView::default()
    };
    match known.state {
        RelayState::Connecting => {}
        RelayState::Live { since_ms, by: heard } => {
            (view.state, view.since) = ("live".to_owned(), Some(time(since_ms)));
            view.heard_at = Some(time(heard.last_ms()));
        }
        RelayState::Waiting { why, until_ms } => {
            view.state = "waiting".to_owned();
            view.why = Some(reasons::of_relay(&why));
            view.again_at = Some(time(until_ms));
        }
    }
    view
}

/// The bases seen, then those that have an address and were not seen yet.
pub(super) async fn bases(engine: &Engine, settings: &Settings) -> Result<Vec<BaseView>, DatabaseError> {
    let (context, state) = (engine.context(), State::of(engine.services()));
    let counts = engine.history().counts().await?.bases;
    let seen = engine.history().bases_seen().await?;
    let view = |seen: BaseSeen| {
        let known = settings.base(&seen.base);
        let counted = counts.iter().find(|counts| counts.base.as_ref() == Some(&seen.base));
        let tables = counted.into_iter().flat_map(|counts| &counts.tables);
        BaseView {
            name: context.base_name(&seen.base),
            address: known.and_then(|base| base.address.clone()),
            endpoints: seen.endpoints.into_iter().filter(|name| !name.starts_with("base/")).collect(),
            tables: with_all_tables(tables.map(table).collect(), context.directories.get(&seen.base)),
            changes: seen.changes,
            unread: counted.map_or(0, |counts| counts.unread),
            last_change_at: counted.map(|counted| time(counted.last_change_ms)),
            hide_contents: known.is_some_and(|base| base.hide_contents),
            connection: known.filter(|base| base.connected).map(|base| connection(&state, &base.uuid)),
            uuid: seen.base.to_string(),
        }
    };
    let real = seen.into_iter().filter(|seen| seen.base.as_str() != SAMPLE_BASE);
    let mut bases: Vec<BaseView> = real.map(view).collect();
    for base in settings.bases.iter().filter(|base| base.address.is_some()) {
        let uuid = base.uuid.to_string();
        if bases.iter().all(|seen| seen.uuid != uuid) {
            let (name, address) = (context.base_name(&base.uuid), base.address.clone());
            let connection = base.connected.then(|| connection(&state, &base.uuid));
            let hide_contents = base.hide_contents;
            let tables = with_all_tables(Vec::new(), context.directories.get(&base.uuid));
            bases.push(BaseView { uuid, name, address, tables, hide_contents, connection, ..BaseView::default() });
        }
    }
    Ok(bases)
}

/// The tables with changes, then the others that the base is known to have.
fn with_all_tables(mut tables: Vec<TableView>, directory: Option<&Arc<Directory>>) -> Vec<TableView> {
    let told = directory.into_iter().flat_map(|directory| &directory.metadata.tables).take(MOST_TABLES);
    for table in told {
        if tables.iter().all(|seen| seen.id != table.id) {
            tables.push(TableView { id: table.id.clone(), name: table.name.clone(), ..TableView::default() });
        }
    }
    tables
}

fn table(counts: &TableCounts) -> TableView {
    TableView {
        id: counts.table.id.clone(),
        name: counts.table.name.clone(),
        changes: counts.total,
        unread: counts.unread,
    }
}

fn connection(state: &State, base: &BaseUuid) -> BaseConnection {
    let known = state.connections.get(base).cloned().unwrap_or_default();
    let mut view = BaseConnection { state: "connecting".to_owned(), gap: known.missed > 0, ..Default::default() };
    match known.state {
        None | Some(Connection::Connecting) => {}
        Some(Connection::Live { since_ms, by: channel }) => {
            (view.state, view.since) = ("live".to_owned(), Some(time(since_ms)));
            view.channel = channel.name().to_owned();
        }
        Some(Connection::Waiting { why, until_ms }) => {
            view.state = "waiting".to_owned();
            view.why = Some(reasons::of_connection(&why));
            view.again_at = Some(time(until_ms));
        }
    }
    view
}
