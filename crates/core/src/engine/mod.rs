//! The engine: builds the services, wires them, starts and ends their tasks.

mod access;
mod actions;
mod marking;
mod parts;
mod popups;
mod window;
mod wiring;

use std::sync::{Arc, Mutex};

use tokio::sync::{broadcast, mpsc, watch};

use self::wiring::{Ground, wire};
pub use self::{
    parts::{Parts, StartError},
    popups::Opened,
};
use crate::{
    clock::now_ms,
    config::SettingsFile,
    context::{Event, Pause},
    database::Database,
    deliver::desktop::{Desktop, DesktopLane, LaneParts, Opener, Window, desktop},
    dispatch::Dispatches,
    enrich,
    history::History,
    inbox::Inbox,
    pipeline::Pipeline,
    services::{Changes, Configuration, OpenPopups, PipelineRequests, Services, Tasks, ensure_endpoint, notice_sleep},
    sources::{local::LocalSource, webhook::WebhookIntake},
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
        let (database, file) = (opened.database, parts.settings);
        let history = History::new(database.clone());
        let (inbox, arrived) = Inbox::new(database.clone());
        let pause = database.note(actions::PAUSE_NOTE).await.unwrap_or_default();
        let pause = watch::Sender::new(pause.filter(|pause: &Pause| !pause.is_over(now_ms())));
        let directories = enrich::load(&database).await.unwrap_or_default();
        ensure_endpoint(&file)?;

        let (tasks, changes) = (Tasks::default(), Changes::default());
        let events = broadcast::Sender::new(EVENTS);
        let (requests, requested) = mpsc::channel(1024);
        let ((forgery, forgeries), (refused, refused_hosts)) = (mpsc::channel(64), mpsc::channel(64));
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

        let wired = wire(Ground {
            database: database.clone(),
            mishap: opened.mishap,
            history: history.clone(),
            inbox: inbox.clone(),
            settings: settings.clone(),
            store: parts.secrets,
            local,
            intake,
            mover: parts.mover,
            port: parts.port,
            desktop: desktop.clone(),
            popups: parts.popups.clone(),
            pause: pause.subscribe(),
            requests: PipelineRequests::new(requests),
            events: events.clone(),
            changes,
            tasks: tasks.clone(),
            last_seen: last_seen.clone(),
            intervals: parts.intervals,
        });
        let services = wired.services;

        services.counts.refresh().await;
        let serving = services.listening.start(parts.listener);
        services.webhook_health.restore(&history, &inbox).await;
        let monitoring = wired.monitor.start(database.clone()).await;
        let pipeline = Pipeline {
            inbox: inbox.clone(),
            history: history.clone(),
            context: settings.contexts(),
            pause: pause.subscribe(),
            arrived,
            desktop: desktop.clone(),
            events: events.clone(),
            requests: requested,
            last_seen,
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
        let engine = Self(Arc::new(Inner {
            services: services.clone(),
            file,
            history,
            inbox,
            database,
            dispatches,
            desktop,
            open_popups: wired.open_popups,
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
        tasks.supervise_until_end("connections", wired.connections.run(wired.orders));
        tasks.supervise_until_end("row names", wired.row_naming.run());
        tasks.supervise_until_end("relays", wired.relays.run());
        tasks.supervise_until_end("closing", wired.closing.follow());
        tasks.supervise_until_end("webhooks", monitoring);
        tasks.supervise_until_end("keyring", services.keyring.clone().follow());
        tasks.supervise_until_end("refusals", services.refusals.clone().follow(forgeries, refused_hosts));
        tasks.supervise_until_end("bases", wired.binder.run());
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
}
