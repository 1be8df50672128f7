//! Connected bases: one task for each that the settings name, their names, and what people are told of them.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use seatable::{
    BaseUuid,
    client::{Options, Server},
    value,
};
use secrecy::SecretString;
use serde_json::Value;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use super::{ActionError, Engine, plainly::settle};
use crate::{
    change::{Change, ChangeKind, Entry},
    clock::now_ms,
    config::set,
    context::News,
    enrich::{self, Directory},
    error::KeyringNeed,
    history::{Filter, Start},
    pipeline::Request,
    sources::connected::{
        Command, Connection, ConnectionError, ConnectionEvent, ConnectionState, RowNames, UnnamedRow, token_name,
    },
};

/// The server that most people use.
pub(super) const CLOUD: &str = "https://cloud.seatable.io";

/// How often it is looked whether the computer slept, where the system does not tell.
const CLOCK: Duration = Duration::from_secs(30);
/// How long it is waited at most for what is stored to be in the history.
const RECORDED: Duration = Duration::from_secs(20);
/// From how long a sleep on connections are made anew, in milliseconds.
const SLEPT_MS: i64 = 5_000;

/// A base that was just connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectedBase {
    /// Its uuid.
    pub uuid: BaseUuid,
    /// Its name.
    pub name: String,
    /// Its address in the browser.
    pub address: String,
    /// The name of the API token.
    pub token_name: String,
}

/// The tasks of connected bases.
type Running = BTreeMap<BaseUuid, Task>;

struct Task {
    server: String,
    stop: CancellationToken,
    commands: mpsc::Sender<Command>,
}

pub(super) fn server(address: &str) -> Result<Server, ActionError> {
    let options =
        Options { user_agent: concat!("Rowbell/", env!("CARGO_PKG_VERSION")).to_owned(), ..Options::default() };
    Server::new(address, options)
        .map_err(|error| ActionError::BadServerAddress { address: address.to_owned(), reason: error.to_string() })
}

impl Engine {
    /// Connects the base that an API token is for. `address` is the server, or an address on it; none: SeaTable Cloud. `plain`: the
    /// person agrees that the token is sent without encryption.
    ///
    /// # Errors
    /// When the server can't be asked or refuses, or the token or the settings can't be stored. Nothing is changed then.
    pub async fn connect_base(
        &self,
        address: Option<&str>,
        token: SecretString,
        plain: bool,
    ) -> Result<ConnectedBase, ActionError> {
        let address = address.unwrap_or(CLOUD);
        // The address of a base will do.
        let on_server = seatable::address::BaseAddress::parse(address).ok();
        let server = match &on_server {
            Some(pasted) => server(pasted.base.server())?,
            None => server(address)?,
        };
        settle(&server, plain).await?;
        let access = server.connect(&token).await.map_err(|error| ActionError::BaseToken { error })?;
        let base_address = access.base_address(server.address()).and_then(Result::ok);
        let base_address = base_address.ok_or(ActionError::NoBaseAddress)?;
        let connected = ConnectedBase {
            uuid: access.base.clone(),
            name: access.base_name.clone(),
            address: base_address.base_url(),
            token_name: access.app_name.clone(),
        };
        let note = |engine: &Self| {
            engine.edit_base(&connected.uuid, |base| {
                set(base, "address", &connected.address);
                set(base, "connected", true);
            })
        };
        self.keep(vec![(token_name(&connected.uuid), Some(token))], note, KeyringNeed::KeepToken).await?;
        // A new one begins by itself.
        let _ = self.0.orders.send((connected.uuid.clone(), Command::Reconnect)).await;
        Ok(connected)
    }

    /// Forgets the API token of a base that is not to be connected any more.
    pub(super) async fn forget_connection(&self, base: &BaseUuid) -> Result<(), ActionError> {
        self.0.inbox.forget_progress(base).await?;
        let deleted = self.0.secrets.delete(&token_name(base)).await;
        deleted.map_err(ActionError::keyring(KeyringNeed::ForgetBaseToken))
    }

    /// Loads what the newest gap of a connected base hides, as far as the base's log still has it. Gives how many operations
    /// are missing there.
    ///
    /// # Errors
    /// When the base has no gap, or is not connected now.
    pub async fn load_older(&self, base: &BaseUuid) -> Result<u64, ActionError> {
        let state = self.0.status.borrow().connections.get(base).and_then(|connection| connection.state.clone());
        if !matches!(state, Some(ConnectionState::Live { .. })) {
            return Err(ActionError::NotConnected);
        }
        let gaps = Filter { base: Some(base.clone()), kind: Some(ChangeKind::Missed), ..Filter::default() };
        let gaps = self.0.history.page(gaps, Start::Newest, 100).await?;
        // Not all can be loaded: of a server that was restored nobody knows what is missing.
        let Some((operation, gap)) = gaps.into_iter().find_map(|gap| Some((gap.change.operation?, gap))) else {
            return Err(ActionError::NoGap);
        };
        let missed = gap.change.rows_affected;
        let known = operation.version.saturating_sub(1).saturating_sub_unsigned(missed);
        let _ = self.0.orders.send((base.clone(), Command::LoadGap { known, first: operation.version })).await;
        Ok(missed)
    }

    /// Waits until what has been stored is in the history: what is missing still is said there, before the gap goes that said
    /// more. Where changes never stop coming, for a while.
    async fn until_recorded(&self) {
        let begun = Instant::now();
        while begun.elapsed() < RECORDED && !matches!(self.0.inbox.pending(None, 1).await.as_deref(), Ok([]) | Err(_)) {
            tokio::time::sleep(RECORDED / 1000).await;
        }
    }

    /// What was missing before this operation is there, or is said to be missing anew.
    async fn forget_gap(&self, base: &BaseUuid, before: i64) -> Result<(), ActionError> {
        let gaps = Filter { base: Some(base.clone()), kind: Some(ChangeKind::Missed), ..Filter::default() };
        let gaps = self.0.history.page(gaps, Start::Newest, 100).await?;
        let is_it = |gap: &Entry| gap.change.operation.is_some_and(|operation| operation.version == before);
        for gap in gaps.into_iter().filter(is_it) {
            self.0.history.delete(vec![gap.id]).await?;
            self.set_status(|status| {
                if let Some(connection) = status.connections.get_mut(base) {
                    connection.missed = connection.missed.saturating_sub(gap.change.rows_affected);
                }
            });
            self.updated(vec![gap.id]).await;
        }
        Ok(())
    }

    /// Has all connections try again at once, and those that are open prove that they are.
    pub fn nudge_connections(&self) {
        self.0.nudges.send_modify(|count| *count += 1);
    }

    /// Starts and ends connections as the settings say.
    pub(super) async fn keep_connections(self, mut orders: mpsc::Receiver<(BaseUuid, Command)>) {
        let (news, mut told) = mpsc::channel(64);
        let mut contexts = self.contexts();
        let mut recorded = self.0.news.subscribe();
        let mut running = Running::new();
        let mut settings_changed = true;
        let (mut clock, mut timer) = (now_ms(), Instant::now());
        loop {
            if std::mem::take(&mut settings_changed) {
                self.adapt(&mut running, &news);
            }
            // Timers stand still while the computer sleeps, and the clock goes on. A clock that was set asks servers for
            // their time anew.
            if (now_ms() - clock - timer.elapsed().as_millis() as i64).abs() > SLEPT_MS {
                self.nudge_connections();
            }
            (clock, timer) = (now_ms(), Instant::now());
            let anything = !running.is_empty() || !self.0.status.borrow().relays.is_empty();
            let happened = tokio::select! {
                Ok(()) = contexts.changed() => {
                    settings_changed = true;
                    continue;
                }
                happened = told.recv() => happened,
                Some((base, command)) = orders.recv() => {
                    if let Some(task) = running.get(&base) {
                        let _ = task.commands.try_send(command);
                    }
                    continue;
                }
                news = recorded.recv() => {
                    // Of those that were missed in a flood, the next change asks.
                    if let Ok(News::Recorded(entry)) = news {
                        want_names(&running, &entry.change);
                    }
                    continue;
                }
                () = tokio::time::sleep(CLOCK), if anything => continue,
                () = self.0.shutdown.cancelled() => return,
            };
            // One that is not to be connected any more may still have something to say.
            if let Some(happened) = happened.filter(|happened| running.contains_key(happened.base())) {
                self.take(happened).await;
            }
        }
    }

    fn adapt(&self, running: &mut Running, news: &mpsc::Sender<ConnectionEvent>) {
        let context = self.context();
        let wanted: BTreeMap<BaseUuid, String> = context
            .settings
            .bases
            .iter()
            .filter(|base| base.connected)
            .filter_map(|base| Some((base.uuid.clone(), base.parsed_address()?.server().to_owned())))
            .collect();
        running.retain(|base, task| {
            let stays = wanted.get(base) == Some(&task.server);
            if !stays {
                task.stop.cancel();
                self.set_status(|status| {
                    status.connections.remove(base);
                });
            }
            stays
        });
        for (base, address) in wanted {
            if running.contains_key(&base) {
                continue;
            }
            let server = match server(&address) {
                Ok(server) => server,
                Err(error) => {
                    error!(%error, "a base can't be connected");
                    continue;
                }
            };
            let stop = self.0.shutdown.child_token();
            let (commands, ordered) = mpsc::channel(1024);
            let connection = Connection {
                address: address.clone(),
                log_interval: Duration::from_millis(self.0.pace.sparing_ms.unsigned_abs()),
                commands: ordered,
                row_names: RowNames::default(),
                access_ends_ms: None,
                server,
                secrets: self.0.secrets.clone(),
                inbox: self.0.inbox.clone(),
                directory: context.directories.get(&base).cloned(),
                events: news.clone(),
                nudges: self.0.nudges.subscribe(),
                pages: context.settings.catch_up.pages,
                base: base.clone(),
            };
            let (engine, uuid, stopped) = (self.clone(), base.clone(), stop.clone());
            self.keep_up("connection", async move {
                connection.run(stopped).await;
                engine.forget_if_removed(&uuid).await;
            });
            running.insert(base, Task { server: address, stop, commands });
        }
    }

    /// A base that changes while it is removed has its progress noted once more before its connection ends.
    async fn forget_if_removed(&self, uuid: &BaseUuid) {
        if self.context().settings.bases.iter().any(|base| base.uuid == *uuid && base.address.is_some()) {
            return;
        }
        if let Err(error) = self.0.inbox.forget_progress(uuid).await {
            warn!(%error, "how far a base was that was removed is still noted");
        }
    }

    async fn take(&self, happened: ConnectionEvent) {
        match happened {
            ConnectionEvent::State { base, state } => {
                let name = self.context().base_name(&base).unwrap_or_else(|| base.to_string());
                self.set_status(|status| {
                    let connection = status.connections.entry(base).or_default();
                    (connection.name, connection.state, connection.behind) = (name, Some(state), None);
                });
            }
            ConnectionEvent::Secure { base, server } => self.base_is_secure(&base, &server),
            ConnectionEvent::Directory { base, directory, done } => {
                self.put_names_in_force(&base, directory).await;
                let _ = done.send(());
            }
            ConnectionEvent::RowNames { base, table_id, column, names } => {
                let context = self.context();
                let format = context.words.format();
                // An empty checkbox or a deleted option is no name.
                let is_named = |name: &Value| !value::is_empty(name) && !value::shows_nothing(&column, name, format);
                let named = names.into_iter().filter(|(_, name)| is_named(name));
                let names = named.map(|(row, name)| (row, value::text(&column, &name, format))).collect();
                match self.0.history.name_rows(base, table_id, names).await {
                    Ok(entries) => drop(self.0.requests.send(Request::Learnt(entries)).await),
                    Err(error) => warn!(%error, "rows were not named"),
                }
            }
            ConnectionEvent::GapLoaded { base, before } => {
                let engine = self.clone();
                self.keep_up("gap", async move {
                    let forgotten = async {
                        engine.until_recorded().await;
                        engine.forget_gap(&base, before).await
                    };
                    tokio::select! {
                        forgotten = forgotten => if let Err(error) = forgotten {
                            warn!(%error, "a gap that was loaded is still shown");
                        },
                        () = engine.0.shutdown.cancelled() => {}
                    }
                });
            }
            ConnectionEvent::Restored { base, after, done } => {
                if let Err(error) = self.0.history.forget_versions(&base, after).await {
                    warn!(%error, "versions of before the server was restored are still there");
                }
                self.set_status(|status| status.connections.entry(base).or_default().missed += 1);
                let _ = done.send(());
            }
            ConnectionEvent::Gap { base, missed } => {
                self.set_status(|status| status.connections.entry(base).or_default().missed += missed);
            }
            ConnectionEvent::Behind { base, why } => {
                self.set_status(|status| status.connections.entry(base).or_default().behind = why);
            }
            ConnectionEvent::CaughtUp { .. } => self.caught_up().await,
        }
    }

    async fn put_names_in_force(&self, base: &BaseUuid, directory: Arc<Directory>) {
        if let Err(error) = enrich::keep(&self.0.database, base, Some(&directory)).await {
            warn!(%error, "names were not kept for the next start");
        }
        self.know(base, directory);
    }
}

/// Asks for the names of rows that a change does not tell.
fn want_names(running: &Running, change: &Change) {
    let Some(task) = change.base.as_ref().and_then(|base| running.get(base)) else { return };
    let own = (&change.table.id, &change.row);
    let linked = change.linked.as_ref().map(|linked| (&linked.table.id, &linked.row));
    for (table_id, row) in std::iter::once(own).chain(linked) {
        let gone = change.kind == ChangeKind::RowDeleted;
        if row.name.is_empty() && !row.id.is_empty() && !table_id.is_empty() && !gone {
            let row = UnnamedRow { table_id: table_id.clone(), row_id: row.id.clone() };
            let _ = task.commands.try_send(Command::NameRow(row));
        }
    }
}

/// A counter that only says that it went up.
pub(super) fn nudges() -> watch::Sender<u64> {
    watch::Sender::new(0)
}

/// How a base is connected, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConnectionStatus {
    /// The base's name.
    pub name: String,
    /// How; none right after the start.
    pub state: Option<ConnectionState>,
    /// Why what was missed can't be read for now, though changes come as they happen.
    pub behind: Option<ConnectionError>,
    /// How many operations could not be had, since the start or since the person marked all as read.
    pub missed: u64,
}
