//! What the person can ask for, and what the engine does by itself: each service is a structure with the few handles that it
//! needs, so that `self` tells what a line may touch. They use one another downwards only; `tests/architecture.rs` knows the order.

mod accounts;
mod acknowledgements;
mod bases;
mod clicks;
mod columns;
mod configuration;
mod connections;
mod counts;
mod details;
mod edits;
mod endpoints;
mod examples;
mod forged;
mod health;
mod listening;
mod marking;
mod notices;
mod open_popups;
mod opening;
mod pauses;
mod people;
mod pipeline_requests;
mod plain_http;
mod published;
mod random;
mod refusals;
mod relays;
mod retention;
mod retry;
mod rules;
mod search_index;
mod seatable_rules;
mod seatable_webhooks;
mod secret_keeper;
mod secrets;
mod servers;
mod signing_keys;
mod sleep;
mod tasks;
mod trials;
mod webhook_health;
mod webhooks;
mod window;
mod window_notices;

pub use seatable::answer::BaseRuleKind;

pub use self::{
    accounts::Accounts,
    bases::{AddedBase, Bases, SAMPLE_BASE},
    columns::{Columns, KnownColumns, is_computed, offered},
    configuration::Configuration,
    connections::{ConnectedBase, ConnectionStatus, Connections},
    counts::{Counts, CountsStatus},
    endpoints::{Address, Endpoints},
    examples::Example,
    forged::Forged,
    health::Health,
    listening::{Listening, ListeningStatus, Mover},
    marking::Marking,
    notices::Notices,
    opening::{Opened, Opening},
    pauses::Pauses,
    people::{Likely, People},
    published::Changes,
    refusals::Refusals,
    relays::{AddedRelay, RelayStatus, Relays},
    retention::Retention,
    retry::RetrySignal,
    rules::Rules,
    search_index::SearchIndex,
    seatable_rules::{RuleAtSeatable, RulesAtSeatable, SeatableRules},
    secrets::{Keyring, SigningSecrets},
    signing_keys::SecretStatus,
    tasks::Tasks,
    trials::{Bench, BenchDay, CheckedExample, Fault, Fitting, MOST_TRIED, RuleCheck, RuleTrial, Trial, Trials},
    webhook_health::WebhookHealth,
    webhooks::{BaseWebhooks, MadeWebhook, Webhook, WebhookMaker, Webhooks},
    window::MainWindow,
    window_notices::WindowNotices,
};
pub(crate) use self::{
    acknowledgements::Acknowledgements,
    bases::BaseBinder,
    clicks::Clicks,
    connections::{ConnectionParts, ConnectionStates, ConnectionSupervisor, Gaps, Names, Order, Reports, RowNaming},
    details::Details,
    endpoints::ensure_endpoint,
    examples::Examples,
    open_popups::OpenPopups,
    pipeline_requests::PipelineRequests,
    plain_http::SecureAddresses,
    relays::{Closing, Mailboxes, RelayStates, RelaySupervisor},
    secret_keeper::SecretKeeper,
    secrets::Recheck,
    sleep::notice_sleep,
    webhook_health::{Checker, LocalCauses, Monitor},
    webhooks::EndpointChoice,
};

/// All services. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// The settings and words in force.
    pub settings: Configuration,
    /// The rules in them.
    pub rules: Rules,
    /// What they said, and what others would have.
    pub trials: Trials,
    /// The columns that these can ask for.
    pub columns: Columns,
    /// The endpoints that webhooks come to.
    pub endpoints: Endpoints,
    /// Where the local endpoint listens.
    pub listening: Listening,
    /// What it refused.
    pub refusals: Refusals,
    /// Deliveries with a wrong signature.
    pub forged: Forged,
    /// Signing secrets of endpoints.
    pub secrets: SigningSecrets,
    /// The keyring that has them.
    pub keyring: Keyring,
    /// Mailboxes at relays.
    pub relays: Relays,
    /// Addresses of bases.
    pub bases: Bases,
    /// Connected bases.
    pub connections: Connections,
    /// Accounts at servers.
    pub accounts: Accounts,
    /// Webhooks that they see.
    pub webhooks: Webhooks,
    /// The rules that bases have at SeaTable itself.
    pub seatable_rules: SeatableRules,
    /// What makes more of them.
    pub webhook_maker: WebhookMaker,
    /// What is wrong with them.
    pub webhook_health: WebhookHealth,
    /// How much there is in the history.
    pub counts: Counts,
    /// The history's search index.
    pub search_index: SearchIndex,
    /// How database, popups and window are.
    pub health: Health,
    /// Popups about other things than changes.
    pub notices: Notices,
    /// Has whatever waits try again.
    pub retry: RetrySignal,
    /// Pauses of popups.
    pub pauses: Pauses,
    /// Who the person is among those who change things.
    pub people: People,
    /// What is read and what is unread.
    pub marking: Marking,
    /// What the history no longer keeps.
    pub retention: Retention,
    /// Rows of changes, opened.
    pub opening: Opening,
    /// The window.
    pub window: MainWindow,
    /// What is said of it.
    pub window_notices: WindowNotices,
    /// Tells when something in the status changed.
    pub(crate) changes: Changes,
}
