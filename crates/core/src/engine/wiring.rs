//! Builds the services and gives each the handles that it needs.

use std::sync::Arc;

use rowbell_dial::Dialler;
use tokio::sync::{broadcast, mpsc};

use crate::{
    config::Secrets,
    context::Event,
    database::{Database, Mishap},
    deliver::desktop::{Desktop, Opener, Popups, Window},
    dispatch::Dispatches,
    history::History,
    inbox::Inbox,
    services::{
        Accounts, Acknowledgements, BaseBinder, Bases, Changes, Checker, Clicks, Closing, Columns, Configuration,
        ConnectionParts, ConnectionStates, ConnectionSupervisor, Connections, Counts, Details, EndpointChoice,
        Endpoints, Examples, Forged, Gaps, Health, Keyring, Listening, LocalCauses, Mailboxes, MainWindow, Marking,
        Monitor, Mover, Names, Notices, OpenPopups, Opening, Order, Pauses, People, PipelineRequests, Recheck,
        Refusals, RelayStates, RelaySupervisor, Relays, Reports, Retention, RetrySignal, RowNaming, Rules, SearchIndex,
        SeatableRules, SecretKeeper, SecureAddresses, Services, SigningSecrets, Tasks, Trials, WebhookHealth,
        WebhookMaker, Webhooks, WindowNotices,
    },
    sources::{local::LocalSource, webhook::WebhookIntake},
    webhook_health::{Intervals, LastSeen},
};

/// What services are built on.
pub(super) struct Ground {
    pub(super) database: Database,
    pub(super) mishap: Option<Mishap>,
    pub(super) history: History,
    pub(super) inbox: Inbox,
    pub(super) settings: Configuration,
    pub(super) store: Arc<dyn Secrets>,
    pub(super) local: LocalSource,
    pub(super) intake: WebhookIntake,
    pub(super) mover: Option<Mover>,
    pub(super) port: Option<u16>,
    pub(super) desktop: Desktop,
    pub(super) popups: Arc<dyn Popups>,
    pub(super) opener: Arc<dyn Opener>,
    pub(super) window: Arc<dyn Window>,
    pub(super) dispatches: Dispatches,
    pub(super) pauses: Pauses,
    pub(super) requests: PipelineRequests,
    pub(super) events: broadcast::Sender<Event>,
    pub(super) changes: Changes,
    pub(super) tasks: Tasks,
    pub(super) last_seen: LastSeen,
    pub(super) intervals: Intervals,
}

/// The services, and what goes on by itself once it is started.
pub(super) struct Wired {
    pub(super) services: Services,
    pub(super) clicks: Clicks,
    pub(super) connections: ConnectionSupervisor,
    pub(super) orders: mpsc::Receiver<Order>,
    pub(super) row_naming: RowNaming,
    pub(super) relays: RelaySupervisor,
    pub(super) closing: Closing,
    pub(super) monitor: Monitor,
    pub(super) binder: BaseBinder,
}

pub(super) fn wire(ground: Ground) -> Wired {
    let Ground { database, mishap, history, inbox, settings, store, local, intake, .. } = ground;
    let Ground { mover, port, desktop, popups, opener, window, dispatches, pauses, .. } = ground;
    let Ground { requests, events, changes, tasks, last_seen, intervals, .. } = ground;
    let (retry, dialler) = (RetrySignal::default(), Arc::new(Dialler::default()));
    let (orders, ordered) = mpsc::channel(16);

    let open_popups = OpenPopups::new(desktop.clone(), popups.clone());
    let notices = Notices::new(desktop.clone(), settings.contexts());
    let health = Health::new(database.clone(), popups.clone(), mishap, &changes);
    let counts = Counts::new(history.clone(), events.clone(), &changes);
    let forged = Forged::new(&changes);
    let keeper = SecretKeeper::new(store.clone(), settings.clone());
    let secure = SecureAddresses::new(settings.clone(), keeper.clone(), notices.clone());
    let listening = Listening::new(settings.clone(), local, tasks.clone(), mover, port, &changes);
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
    let relays = Relays::new(settings.clone(), keeper.clone(), dialler.clone(), retry.clone(), relay_states.clone());
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
    let columns = Columns::new(settings.clone(), history.clone());
    let seatable_rules = SeatableRules::new(settings.clone(), accounts.clone(), webhooks.clone(), columns.clone());
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
    let retention = Retention::new(settings.clone(), history.clone(), open_popups.clone(), counts.clone());
    let acknowledgements = Acknowledgements::new(history.clone(), forged.clone(), connections.clone(), relays.clone());
    let marking = Marking::new(history.clone(), open_popups, counts.clone(), acknowledgements);
    let details = Details::new(settings.clone(), history.clone(), window.clone(), desktop.clone(), notices.clone());
    let opening = Opening {
        settings: settings.clone(),
        history: history.clone(),
        dispatches: dispatches.clone(),
        opener,
        marking: marking.clone(),
        details: details.clone(),
    };
    let clicks = Clicks {
        desktop,
        opening: opening.clone(),
        marking: marking.clone(),
        refusals: refusals.clone(),
        notices: notices.clone(),
    };
    let window = MainWindow::new(window, history.clone(), counts.clone(), opening.clone(), details);
    let window_notices = WindowNotices::new(database.clone(), health.clone(), notices.clone());

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
        intervals,
    };
    let monitor = Monitor {
        settings: settings.clone(),
        health: webhook_health.clone(),
        checker,
        pause: pauses.subscribe(),
        retry: retry.clone(),
    };
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
        parts: ConnectionParts { secrets: store, inbox: inbox.clone(), retry: retry.clone(), intervals },
        reports,
        tasks: tasks.clone(),
        states: connection_states,
    };
    let row_naming = RowNaming {
        settings: settings.clone(),
        history: history.clone(),
        dispatches,
        events: events.subscribe(),
        orders,
    };
    let binder = BaseBinder { settings: settings.clone(), last_seen };

    let examples = Examples::new(database.clone(), history.clone());
    let services = Services {
        rules: Rules::new(settings.clone(), examples.clone()),
        trials: Trials::new(settings.clone(), history.clone(), examples),
        columns,
        people: People::new(settings.clone(), accounts.clone(), database.clone(), retry.clone(), &changes),
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
        seatable_rules,
        webhook_maker,
        webhook_health,
        counts,
        search_index,
        health,
        notices,
        retry,
        pauses,
        marking,
        retention,
        opening,
        window,
        window_notices,
        changes,
    };
    Wired {
        services,
        clicks,
        connections: connection_supervisor,
        orders: ordered,
        row_naming,
        relays: relay_supervisor,
        closing,
        monitor,
        binder,
    }
}
