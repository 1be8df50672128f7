//! The engine: builds the services, wires them, starts and ends their tasks.

mod access;
mod parts;
mod wiring;

use std::sync::Arc;

use tokio::sync::{broadcast, mpsc};

pub use self::parts::{Parts, StartError};
use self::wiring::{Ground, wire};
use crate::{
    clock::now_ms,
    config::SettingsFile,
    context::Event,
    database::Database,
    deliver::desktop::{DesktopLane, LaneParts, desktop},
    dispatch::Dispatches,
    enrich,
    history::History,
    inbox::Inbox,
    pipeline::Pipeline,
    services::{Changes, Configuration, Pauses, PipelineRequests, Services, Tasks, ensure_endpoint, notice_sleep},
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
    events: broadcast::Sender<Event>,
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
        let pauses = Pauses::load(database.clone(), settings.contexts(), &changes).await;
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
            opener: parts.opener,
            window: parts.window,
            dispatches: dispatches.clone(),
            pauses: pauses.clone(),
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
            pause: pauses.subscribe(),
            arrived,
            desktop,
            events: events.clone(),
            dispatches: dispatches.clone(),
            requests: requested,
            last_seen,
        };
        let lane = DesktopLane::new(LaneParts {
            inlet,
            popups: parts.popups,
            dispatches,
            history: history.clone(),
            context: settings.contexts(),
            pause: pauses.subscribe(),
            events: events.clone(),
        });
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
        tasks.supervise("clicks", wired.clicks.follow(parts.popup_events, tasks.child_token()));
        tasks.supervise("people", services.people.clone().follow(tasks.child_token()));
        tasks.supervise("pauses", pauses.follow(tasks.child_token()));
        tasks.supervise_until_end("retention", services.retention.clone().follow());
        Ok(Self(Arc::new(Inner { services, file, history, inbox, database, events, tasks })))
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
