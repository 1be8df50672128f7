//! The engine: builds the services, wires them, starts and ends their tasks.

mod actions;
mod marking;
mod parts;
mod popups;
mod window;

use std::{
    path::Path,
    sync::{Arc, Mutex},
};

use rowbell_dial::Dialler;
use tokio::sync::{broadcast, mpsc, watch};

pub use self::{
    parts::{Parts, StartError},
    popups::Opened,
};
use crate::{
    clock::now_ms,
    config::SettingsFile,
    context::{Context, Event, Pause},
    database::Database,
    deliver::desktop::{Desktop, DesktopLane, LaneParts, Opener, Window, desktop},
    dispatch::Dispatches,
    enrich,
    history::History,
    inbox::Inbox,
    pipeline::Pipeline,
    services::{
        Accounts, BaseBinder, Bases, Changes, Checker, Closing, Configuration, ConnectionParts, ConnectionStates,
        ConnectionSupervisor, Connections, Counts, EndpointChoice, Endpoints, Forged, Gaps, Health, Keyring, Listening,
        LocalCauses, Mailboxes, Monitor, Names, Notices, OpenPopups, PipelineRequests, Recheck, Refusals, RelayStates,
        RelaySupervisor, Relays, Reports, RetrySignal, RowNaming, Rules, SearchIndex, SecretKeeper, SecureAddresses,
        Services, SigningSecrets, Tasks, WebhookHealth, WebhookMaker, Webhooks, ensure_endpoint, notice_sleep,
    },
    sources::{local::LocalSource, webhook::WebhookIntake},
    status::StatusFeed,
    webhook_health::LastSeen,
};

/// The most events kept for somebody who reads slowly; whoever misses some is told so.
const EVENTS: usize = 256;

/// The running engine. Cheap to clone.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    services: Services,
    file: Arc<SettingsFile>,
    history: History,
    inbox: Inbox,
    database: Database,
    dispatches: Dispatches,
    desktop: Desktop,
    open_popups: OpenPopups,
    opener: Arc<dyn Opener>,
    window: Arc<dyn Window>,
    pause: watch::Sender<Option<Pause>>,
    events: broadcast::Sender<Event>,
    /// When all changes were last marked as read, and which were unread until then.
    all_read: Mutex<Option<marking::AllRead>>,
    tasks: Tasks,
}

impl Engine {
    /// Starts everything. The local endpoint listens when this returns, if it can.
    ///
    /// # Errors
    /// When the settings or the database can't be opened.
    pub async fn start(parts: Parts) -> Result<Self, StartError> {
        let opened = Database::open(&parts.database, now_ms())?;
        let (database, file, store) = (opened.database, parts.settings, parts.secrets);
        let history = History::new(database.clone());
        let (inbox, arrived) = Inbox::new(database.clone());
        let pause = database.note(actions::PAUSE_NOTE).await.unwrap_or_default();
        let pause = watch::Sender::new(pause.filter(|pause: &Pause| !pause.is_over(now_ms())));
        let directories = enrich::load(&database).await.unwrap_or_default();
        ensure_endpoint(&file)?;

        let (tasks, changes, retry) = (Tasks::default(), Changes::default(), RetrySignal::default());
        let (events, dialler) = (broadcast::Sender::new(EVENTS), Arc::new(Dialler::default()));
        let (requests, requested) = mpsc::channel(1024);
        let ((forgery, forgeries), (refused, refused_hosts)) = (mpsc::channel(64), mpsc::channel(64));
        let (orders, ordered) = mpsc::channel(16);
        let requests = PipelineRequests::new(requests);
        let last_seen = LastSeen::new(parts.intervals);
        let dispatches = Dispatches::new(database.clone());
        let intake = WebhookIntake::new(inbox.clone(), forgery);
        let local = LocalSource::new(inbox.clone(), intake.clone(), refused);
        let settings = Configuration::new(
            file.clone(),
            directories,
            parts.zone,
            local.clone(),
            intake.clone(),
            events.clone(),
            &changes,
        );
        let (desktop, inlet) = desktop();

        let open_popups = OpenPopups::new(desktop.clone(), parts.popups.clone());
        let notices = Notices::new(desktop.clone(), settings.contexts());
        let health = Health::new(database.clone(), parts.popups.clone(), opened.mishap, &changes);
        let counts = Counts::new(history.clone(), events.clone(), &changes);
        let forged = Forged::new(&changes);
        let keeper = SecretKeeper::new(store.clone(), settings.clone());
        let secure = SecureAddresses::new(settings.clone(), keeper.clone(), notices.clone());
        let listening = Listening::new(settings.clone(), local, tasks.clone(), parts.mover, parts.port, &changes);
        let refusals = Refusals::new(settings.clone(), forged.clone(), notices.clone(), &changes);
        let recheck = Recheck {
            webhooks: intake.clone(),
            inbox: inbox.clone(),
            history: history.clone(),
            popups: open_popups.clone(),
            forged: forged.clone(),
            events: events.clone(),
        };
        let secrets = SigningSecrets::new(settings.clone(), keeper.clone(), forged.clone(), recheck);
        let keyring = Keyring::new(settings.clone(), secrets.clone(), retry.clone(), &changes);
        let relay_states = RelayStates::new(&changes);
        let relays =
            Relays::new(settings.clone(), keeper.clone(), dialler.clone(), retry.clone(), relay_states.clone());
        let closing = Closing::new(database.clone(), store.clone(), dialler.clone(), retry.clone());
        let endpoints =
            Endpoints::new(settings.clone(), listening.clone(), secrets.clone(), closing.clone(), forged.clone());
        let connection_states = ConnectionStates::new(&changes);
        let gaps = Gaps::new(history.clone(), inbox.clone(), counts.clone(), connection_states.clone());
        let connections =
            Connections::new(keeper.clone(), inbox.clone(), gaps.clone(), connection_states.clone(), orders.clone());
        let bases = Bases::new(settings.clone(), history.clone(), connections.clone());
        let accounts = Accounts::new(settings.clone(), keeper, secure.clone(), retry.clone(), &changes);
        let webhook_health = WebhookHealth::new(last_seen.clone(), &changes);
        let webhooks = Webhooks::new(settings.clone(), accounts.clone(), history.clone(), webhook_health.clone());
        let choice = EndpointChoice {
            settings: settings.clone(),
            endpoints: endpoints.clone(),
            listening: listening.clone(),
            relays: relays.clone(),
            inbox: inbox.clone(),
        };
        let webhook_maker = WebhookMaker {
            settings: settings.clone(),
            accounts: accounts.clone(),
            choice,
            endpoints: endpoints.clone(),
            secrets: secrets.clone(),
            health: webhook_health.clone(),
        };
        let search_index = SearchIndex::new(database.clone(), history.clone(), settings.clone(), &changes);

        counts.refresh().await;
        let serving = listening.start(parts.listener);
        webhook_health.restore(&history, &inbox).await;
        let causes = LocalCauses {
            forged: forged.clone(),
            refusals: refusals.clone(),
            listening: listening.clone(),
            database: database.clone(),
        };
        let checker = Checker {
            settings: settings.clone(),
            accounts: accounts.clone(),
            health: webhook_health.clone(),
            causes,
            intervals: parts.intervals,
        };
        let monitor = Monitor {
            settings: settings.clone(),
            health: webhook_health.clone(),
            checker,
            pause: pause.subscribe(),
            retry: retry.clone(),
        };
        let monitoring = monitor.start(database.clone()).await;
        let pipeline = Pipeline {
            inbox: inbox.clone(),
            history: history.clone(),
            context: settings.contexts(),
            pause: pause.subscribe(),
            arrived,
            desktop: desktop.clone(),
            events: events.clone(),
            requests: requested,
            last_seen: last_seen.clone(),
        };
        let lane = DesktopLane::new(LaneParts {
            inlet,
            popups: parts.popups,
            dispatches: dispatches.clone(),
            history: history.clone(),
            context: settings.contexts(),
            pause: pause.subscribe(),
            events: events.clone(),
        });
        let relay_supervisor = RelaySupervisor {
            settings: settings.clone(),
            mailboxes: Mailboxes {
                secrets: store.clone(),
                inbox: inbox.clone(),
                webhooks: intake,
                dialler,
                retry: retry.clone(),
            },
            tasks: tasks.clone(),
            requests: requests.clone(),
            states: relay_states,
        };
        let reports = Reports {
            names: Names { settings: settings.clone(), history: history.clone(), database: database.clone() },
            gaps,
            secure,
            requests: requests.clone(),
            tasks: tasks.clone(),
            states: connection_states.clone(),
        };
        let connection_supervisor = ConnectionSupervisor {
            settings: settings.clone(),
            parts: ConnectionParts {
                secrets: store,
                inbox: inbox.clone(),
                retry: retry.clone(),
                intervals: parts.intervals,
            },
            reports,
            tasks: tasks.clone(),
            states: connection_states,
        };
        let row_naming =
            RowNaming { settings: settings.clone(), history: history.clone(), events: events.subscribe(), orders };
        let binder = BaseBinder { settings: settings.clone(), last_seen };

        let services = Services {
            rules: Rules::new(settings.clone()),
            settings,
            endpoints,
            listening,
            refusals,
            forged,
            secrets,
            keyring,
            relays,
            bases,
            connections,
            accounts,
            webhooks,
            webhook_maker,
            webhook_health,
            counts,
            search_index,
            health,
            notices,
            retry,
            pause: pause.subscribe(),
            changes,
        };
        let engine = Self(Arc::new(Inner {
            services: services.clone(),
            file,
            history,
            inbox,
            database,
            dispatches,
            desktop,
            open_popups,
            opener: parts.opener,
            window: parts.window,
            pause,
            events,
            all_read: Mutex::default(),
            tasks: tasks.clone(),
        }));

        let shutdown = tasks.child_token();
        tasks.supervise("pipeline", pipeline.run(shutdown.clone()));
        tasks.supervise("popups", lane.run(shutdown));
        tasks.supervise_until_end("settings", services.settings.clone().follow());
        tasks.supervise_until_end("listening", services.listening.clone().follow(serving));
        tasks.supervise_until_end("connections", connection_supervisor.run(ordered));
        tasks.supervise_until_end("row names", row_naming.run());
        tasks.supervise_until_end("relays", relay_supervisor.run());
        tasks.supervise_until_end("closing", closing.follow());
        tasks.supervise_until_end("webhooks", monitoring);
        tasks.supervise_until_end("keyring", services.keyring.clone().follow());
        tasks.supervise_until_end("refusals", services.refusals.clone().follow(forgeries, refused_hosts));
        tasks.supervise_until_end("bases", binder.run());
        tasks.supervise_until_end("counts", services.counts.clone().follow());
        tasks.supervise_until_end("health", services.health.clone().follow());
        tasks.supervise_until_end("index", services.search_index.clone().keep_whole());
        tasks.supervise_until_end("sleep", notice_sleep(services.settings.clone(), services.retry.clone()));
        tasks.supervise("clicks", engine.clone().follow_popups(parts.popup_events));
        tasks.supervise("pauses", engine.clone().end_pauses());
        tasks.supervise("retention", engine.clone().retain());
        Ok(engine)
    }

    /// Ends everything: requests under way are answered, what is stored waits for the next start.
    pub async fn shutdown(&self) {
        self.0.tasks.end().await;
        self.0.database.close().await;
    }

    /// Resolves when the engine can't go on and has to be started again.
    pub async fn failed(&self) {
        self.0.tasks.failed().await;
    }

    /// What can be asked for.
    pub fn services(&self) -> &Services {
        &self.0.services
    }

    /// The state, as it changes.
    pub fn status(&self) -> StatusFeed {
        StatusFeed::new(self.0.services.clone())
    }

    /// The settings and words in force.
    pub fn context(&self) -> Arc<Context> {
        self.0.services.settings.context()
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
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    /// The settings file.
    pub fn settings_file(&self) -> &Arc<SettingsFile> {
        &self.0.file
    }

    /// Frees the memory that only makes the next look at the history quicker.
    pub fn rest(&self) {
        self.0.database.rest();
    }

    /// Where the database is kept.
    pub fn database_path(&self) -> &Path {
        self.0.database.path()
    }
}
