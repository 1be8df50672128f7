//! The engine: starts the parts, holds their state, and does what the person asks.

mod accounts;
mod actions;
mod bases;
mod care;
mod closing;
mod connections;
mod endpoints;
mod failures;
mod index;
mod keeping;
mod local;
mod marking;
mod plainly;
mod popups;
mod problems;
mod relays;
mod rules;
mod secrets;
mod settings;
mod status;
mod webhooks;
mod window;

use std::{
    net::{SocketAddr, TcpListener},
    panic::AssertUnwindSafe,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use futures_util::FutureExt;
use jiff::tz::TimeZone;
use rowbell_dial::Dialler;
use seatable::BaseUuid;
use tokio::sync::{Notify, broadcast, mpsc, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::error;

pub use self::{
    bases::{AddedBase, SAMPLE_BASE},
    connections::{ConnectedBase, ConnectionStatus},
    endpoints::Address,
    popups::Opened,
    relays::{AddedRelay, RelayStatus},
    status::{Counts, SecretStatus, Status},
    webhooks::{BaseWebhooks, MadeWebhook, Webhook},
};
use crate::{
    care::{Heard, Pace},
    clock::now_ms,
    config::{Secrets, SettingsError, SettingsFile},
    context::{Context, News, Pause},
    database::{Database, DatabaseError},
    deliver::desktop::{Desktop, DesktopLane, LaneParts, Opener, PopupEvent, Popups, Window, desktop},
    dispatch::Dispatches,
    enrich,
    error::ActionError,
    history::History,
    inbox::Inbox,
    pipeline::{Pipeline, Request},
    sources::{connected::Command, local::LocalSource, webhook::WebhookIntake},
};

/// Asks the system to hold another address for the local endpoint. True if it does: then it ends this program, and starts
/// it again with a listener there. May take a moment.
pub type Mover = Arc<dyn Fn(SocketAddr) -> bool + Send + Sync>;

/// The most news kept for who reads slowly; who misses some is told so.
const NEWS: usize = 256;

/// What the engine is given.
pub struct Parts {
    /// The settings file, open.
    pub settings: Arc<SettingsFile>,
    /// Where the database is kept.
    pub database: PathBuf,
    /// Where popups are shown.
    pub popups: Arc<dyn Popups>,
    /// What comes back from popups.
    pub popup_events: mpsc::Receiver<PopupEvent>,
    /// Opens web addresses.
    pub opener: Arc<dyn Opener>,
    /// Shows the window.
    pub window: Arc<dyn Window>,
    /// Where secrets are kept.
    pub secrets: Arc<dyn Secrets>,
    /// A listener that the system already holds for the local endpoint (socket activation).
    pub listener: Option<TcpListener>,
    /// Moves what the system holds, if it does.
    pub mover: Option<Mover>,
    /// A port to use instead of the settings' one.
    pub port: Option<u16>,
    /// The person's time zone; asked again now and then, because laptops travel.
    pub zone: fn() -> TimeZone,
    /// How patient the care for webhooks is.
    pub pace: Pace,
}

/// Why the engine could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The settings file can't be read or made.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The database can't be opened.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// The running engine. Cheap to clone.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    settings: Arc<SettingsFile>,
    contexts: watch::Sender<Arc<Context>>,
    /// Held while settings are put in force.
    applying: Mutex<()>,
    zone: fn() -> TimeZone,
    history: History,
    dispatches: Dispatches,
    inbox: Inbox,
    database: Database,
    intake: WebhookIntake,
    local: LocalSource,
    desktop: Desktop,
    popups: Arc<dyn Popups>,
    opener: Arc<dyn Opener>,
    window: Arc<dyn Window>,
    secrets: Arc<dyn Secrets>,
    status: watch::Sender<Status>,
    pause: watch::Sender<Option<Pause>>,
    news: broadcast::Sender<News>,
    requests: mpsc::Sender<Request>,
    /// The endpoints' secrets, as they were last read.
    secrets_found: Mutex<secrets::FoundSecrets>,
    /// Held while they are read.
    reading_secrets: tokio::sync::Mutex<()>,
    /// Wakes the secrets' task: there is something to read.
    secrets_changed: Notify,
    mover: Option<Mover>,
    /// When all changes were last marked as read, and which were unread until then.
    all_read: Mutex<Option<marking::AllRead>>,
    next_popup: std::sync::atomic::AtomicU64,
    /// The port given at the start; over once the person sets another.
    port: Mutex<Option<u16>>,
    /// What is wanted of connections.
    orders: mpsc::Sender<(BaseUuid, Command)>,
    /// Reaches relays.
    dialler: Arc<Dialler>,
    /// Held while one is set up.
    adding_relay: tokio::sync::Mutex<()>,
    closing: closing::ClosingShared,
    /// Wakes connections that wait.
    nudges: watch::Sender<u64>,
    /// By which ways changes came.
    heard: Heard,
    pace: Pace,
    tasks: TaskTracker,
    shutdown: CancellationToken,
    /// A task failed.
    failed: CancellationToken,
}

impl Engine {
    /// Starts everything. The local endpoint listens when this returns, if it can.
    ///
    /// # Errors
    /// When the settings or the database can't be opened.
    pub async fn start(parts: Parts) -> Result<Self, StartError> {
        let opened = Database::open(&parts.database, now_ms())?;
        let database = opened.database;
        let history = History::new(database.clone());
        let dispatches = Dispatches::new(database.clone());
        let (inbox, arrived) = Inbox::new(database.clone());
        let pause = database.note(actions::PAUSE_NOTE).await.unwrap_or_default();
        let pause = pause.filter(|pause: &Pause| !pause.is_over(now_ms()));
        let directories = enrich::load(&database).await.unwrap_or_default();

        endpoints::ensure_endpoint(&parts.settings)?;
        let in_force = parts.settings.in_force().borrow().clone();
        let contexts =
            watch::Sender::new(Context::new(in_force.settings.clone(), &(parts.zone)(), Arc::new(directories)));
        let context = contexts.subscribe();
        let status = watch::Sender::new(Status::new(&in_force, opened.mishap, pause));
        let (requests, requested) = mpsc::channel(1024);
        let ((forged, forgeries), (refused, refusals)) = (mpsc::channel(64), mpsc::channel(64));
        let (orders, ordered) = mpsc::channel(16);
        let intake = WebhookIntake::new(inbox.clone(), forged);
        let local = LocalSource::new(inbox.clone(), intake.clone(), refused);
        let (desktop, inlet) = desktop();
        let (unbound, tell_bases) = mpsc::channel(64);
        let (shutdown, tasks) = (CancellationToken::new(), TaskTracker::new());

        let engine = Self(Arc::new(Inner {
            settings: parts.settings,
            contexts,
            applying: Mutex::default(),
            zone: parts.zone,
            history: history.clone(),
            dispatches: dispatches.clone(),
            inbox: inbox.clone(),
            database,
            intake,
            local,
            desktop: desktop.clone(),
            popups: parts.popups,
            opener: parts.opener,
            window: parts.window,
            secrets: parts.secrets,
            status,
            pause: watch::Sender::new(pause),
            news: broadcast::Sender::new(NEWS),
            requests,
            secrets_found: Mutex::default(),
            reading_secrets: tokio::sync::Mutex::default(),
            secrets_changed: Notify::new(),
            mover: parts.mover,
            all_read: Mutex::default(),
            next_popup: std::sync::atomic::AtomicU64::new(1 << 40),
            port: Mutex::new(parts.port),
            orders,
            dialler: relays::dialler(),
            adding_relay: tokio::sync::Mutex::default(),
            closing: closing::ClosingShared::default(),
            nudges: connections::nudges(),
            heard: Heard::new(parts.pace),
            pace: parts.pace,
            tasks: tasks.clone(),
            shutdown: shutdown.clone(),
            failed: CancellationToken::new(),
        }));
        engine.refresh_counts().await;
        engine.put_keys_in_force();
        let serving = engine.listen_at_start(parts.listener);
        engine.recall_webhooks().await;

        let pipeline = Pipeline {
            inbox,
            history: history.clone(),
            context: context.clone(),
            pause: engine.0.pause.subscribe(),
            arrived,
            desktop,
            news: engine.0.news.clone(),
            requests: requested,
            heard: engine.0.heard.clone(),
            unbound,
        };
        let lane = DesktopLane::new(LaneParts {
            inlet,
            popups: engine.0.popups.clone(),
            dispatches,
            history,
            context,
            pause: engine.0.pause.subscribe(),
            news: engine.0.news.clone(),
        });
        engine.keep_up("pipeline", pipeline.run(shutdown.clone()));
        engine.keep_up("popups", lane.run(shutdown.clone()));
        engine.keep_up("settings", engine.clone().follow_settings());
        engine.keep_up("listening", engine.clone().keep_listening(serving));
        engine.keep_up("connections", engine.clone().keep_connections(ordered));
        engine.keep_up("relays", engine.clone().keep_relays());
        engine.keep_up("closing", engine.clone().finish_closing());
        engine.keep_up("webhooks", engine.clone().care_for_webhooks());
        engine.keep_up("secrets", engine.clone().keep_secrets());
        engine.keep_up("received", engine.clone().follow_receiving(forgeries, refusals));
        engine.keep_up("news", engine.clone().follow_news(tell_bases));
        engine.keep_up("clicks", engine.clone().follow_popups(parts.popup_events));
        engine.keep_up("health", engine.clone().follow_health());
        engine.keep_up("pauses", engine.clone().end_pauses());
        engine.keep_up("index", engine.clone().keep_index());
        engine.keep_up("retention", engine.clone().retain());
        tasks.close();
        Ok(engine)
    }

    /// Ends everything: requests under way are answered, what is stored waits for the next start.
    pub async fn shutdown(&self) {
        self.0.shutdown.cancel();
        self.0.tasks.wait().await;
        self.0.database.close().await;
    }

    /// Runs a task. One that fails by a mistake ends the engine: a program that looks alive and does nothing would be
    /// worse, and everything is stored for when it is started again.
    fn keep_up(&self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        let failed = self.0.failed.clone();
        self.0.tasks.spawn(async move {
            let ended = AssertUnwindSafe(task).catch_unwind().await;
            if ended.is_err() {
                error!(task = name, "a task failed by a mistake in Rowbell");
                failed.cancel();
            }
        });
    }

    /// Resolves when the engine can't go on and has to be started again.
    pub async fn failed(&self) {
        self.0.failed.cancelled().await;
    }

    /// The state, as it changes.
    pub fn status(&self) -> watch::Receiver<Status> {
        self.0.status.subscribe()
    }

    /// The settings and words in force.
    pub fn context(&self) -> Arc<Context> {
        self.0.contexts.borrow().clone()
    }

    /// The settings and words in force, as they change.
    pub fn contexts(&self) -> watch::Receiver<Arc<Context>> {
        self.0.contexts.subscribe()
    }

    /// The history.
    pub fn history(&self) -> &History {
        &self.0.history
    }

    /// The deliveries behind it.
    pub fn inbox(&self) -> &Inbox {
        &self.0.inbox
    }

    /// What happens, from now on.
    pub fn news(&self) -> broadcast::Receiver<News> {
        self.0.news.subscribe()
    }

    /// The settings file.
    pub fn settings_file(&self) -> &Arc<SettingsFile> {
        &self.0.settings
    }

    /// Lets go of the memory that only makes the next look at the history quicker.
    pub fn rest(&self) {
        self.0.database.rest();
    }

    /// Where the database is kept.
    pub fn database_path(&self) -> &Path {
        self.0.database.path()
    }

    fn set_status(&self, change: impl FnOnce(&mut Status)) {
        self.0.status.send_if_modified(|status| {
            let before = status.clone();
            change(status);
            *status != before
        });
    }
}
