//! The local API between Rowbell's agent and its clients (command line, window, tests): HTTP and JSON over a local socket
//! that only the person can open. Field names are stable; clients ignore fields they don't know.

mod account;
mod client;
mod coded;
mod columns;
mod entry;
mod error;
mod export;
mod problem;
mod reachable;
mod rules;
mod seatable_rules;
mod settings;
mod status;
#[cfg(feature = "typescript")]
pub mod typescript;

pub use account::{
    AccountBaseView, AccountView, AddAccount, BaseWebhooksView, CreateWebhook, CreatedWebhook, DisabledReason,
    NamedBase, Obstacle, WebhookView,
};
pub use client::{Client, ClientError, Events};
pub use columns::{AskView, ColumnView, ColumnsView, ModifierView, OptionView};
pub use entry::{
    Activity, ActivityPerson, ActivityTable, ActivityTime, Cell, Chip, DeleteRequest, Entry, EntryDetail, Header,
    HistoryQuery, Page, Raw, Row,
};
pub use error::{CertificateFlaw, ErrorBody, ErrorCode, NetworkCause};
pub use export::{Export, Format};
pub use problem::{Problem, ProblemCode};
pub use reachable::Reachable;
pub use rules::{
    Bench, BenchDay, BenchRequest, ChangeName, Example, ExampleView, FaultView, Fitting, NearMiss, RuleCheck,
    TriedRule, TriedRules, TryRules, Why,
};
pub use seatable_rules::{SeatableRuleView, SeatableRulesView};
pub use settings::{
    Diagnostics, GenerateSecret, GeneratedSecret, HistoryView, PopupsView, SetSetting, SettingsView, WindowView,
};
pub use status::{
    BaseConnection, BaseView, ConnectionState, EndpointView, LikelyMe, Person, RelayView, Status, TableView, UrlView,
};

pub use rowbell_rules::{
    By, CHANGED, ChangeKind, ColumnCondition, Condition, ConditionSaid, Conditions, Decision, Difference, Digest,
    During, EntryKind, Idle, IfUnknown, Item, Level, ME, NotOffered, PATTERN, QuietHours, Rule, RuleAction, RuleSaid,
    Said, Unknown, Weekday, When,
};
use serde::{Deserialize, Serialize};

/// Something that happened, as the event stream tells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A change came into the history.
    Recorded {
        /// The change.
        entry: Box<Entry>,
    },
    /// Changes were marked, announced or deleted; ask again for what is on show.
    Updated {
        /// Their numbers; empty: any may be concerned.
        ids: Vec<i64>,
    },
    /// The agent's state changed, or the settings in force did.
    Status {
        /// The state.
        status: Box<Status>,
    },
    /// The window is to come to the front and show something.
    Show {
        /// What.
        show: Box<Show>,
    },
    /// The stream could not keep up; ask again for everything on show.
    Missed,
    /// Something that this client does not know, of a newer agent. A [`Client`]'s stream leaves it out.
    #[serde(other, skip_serializing)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    Unknown,
}

/// What the window is to show.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Show {
    /// Names it in [`Shown`].
    #[serde(default)]
    pub number: u64,
    /// A change; none: the history as it is.
    #[serde(default)]
    pub id: Option<i64>,
    /// The history, filtered; none: as it is.
    #[serde(default)]
    pub query: Option<HistoryQuery>,
    /// What sets a relay up, with this address or invitation's link filled in; nothing is set up before the person says so.
    #[serde(default)]
    pub relay: Option<String>,
    /// The activation token of the click that asked for it, which lets the window come to the front.
    #[serde(default)]
    pub token: Option<String>,
}

/// `POST /v1/shown`: a window shows what it was told to. One that ends before has another one started.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// [`Show::number`].
    pub number: u64,
}

/// `POST /v1/activate`; `null` stands for one without a token.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Activate {
    /// The activation token of the click that asked for it.
    #[serde(default)]
    pub token: Option<String>,
    /// The invitation's link that was clicked (`rowbell://relay?…`), for the window to ask about.
    #[serde(default)]
    pub link: Option<String>,
}

/// `POST /v1/read`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MarkRequest {
    /// The changes to mark; ignored with `all`, else at least one.
    #[serde(default)]
    pub ids: Vec<i64>,
    /// Mark all that fit the query as read.
    #[serde(default)]
    pub all: bool,
    /// Which all are; everything unless given. Neither `before` nor `limit` say anything here.
    #[serde(default)]
    pub query: HistoryQuery,
    /// Mark as unread instead; not with `all`.
    #[serde(default)]
    pub unread: bool,
}

/// What a request that changes something answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Done {
    /// How many things were changed.
    pub count: u64,
    /// What was done, in words.
    #[serde(default)]
    pub message: String,
}

/// `POST /v1/pause`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PauseRequest {
    /// Seconds to pause; none: until resumed.
    pub seconds: Option<u64>,
    /// Until this time instead. Unix milliseconds.
    #[serde(default)]
    pub until_ms: Option<i64>,
}

/// `POST /v1/bases`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AddBase {
    /// The base's address, as copied from the browser.
    pub address: String,
    /// The endpoint whose base it is.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// The base's uuid.
    #[serde(default)]
    pub uuid: Option<String>,
}

/// `POST /v1/bases/{base}/hide`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HideContents {
    /// Whether popups and tray say only that something changed in the base, and not what.
    pub hide: bool,
}

/// `POST /v1/connect`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Connect {
    /// The server, or the base's address on it; none: SeaTable Cloud.
    #[serde(default)]
    pub address: Option<String>,
    /// The base's API token.
    pub token: String,
    /// The person agrees that it is sent without encryption.
    #[serde(default)]
    pub plain: bool,
}

impl std::fmt::Debug for Connect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connect").field("address", &self.address).finish_non_exhaustive()
    }
}

/// What it answers: the base that the token is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Connected {
    /// Its uuid.
    pub uuid: String,
    /// Its name.
    pub name: String,
    /// Its address in the browser.
    pub address: String,
    /// The name of the API token.
    pub token_name: String,
}

/// `POST /v1/endpoints`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AddEndpoint {
    /// Its name.
    pub name: String,
}

/// `POST /v1/relays`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AddRelay {
    /// The relay's address, or an invitation's link (`rowbell://relay?…`).
    pub address: String,
    /// What lets one in, where the operator asks for that and the address is no link.
    #[serde(default)]
    pub invitation: Option<String>,
    /// The endpoint's name; none: the relay's host.
    #[serde(default)]
    pub name: Option<String>,
}

impl std::fmt::Debug for AddRelay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AddRelay").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What it answers: the endpoint that was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AddedRelay {
    /// Its name.
    pub endpoint: String,
    /// The address for SeaTable's webhooks.
    pub url: String,
}

/// `POST /v1/endpoints/{name}/address`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RenewAddress {
    /// End the address before, rather than making a new one beside it.
    #[serde(default)]
    pub end_old: bool,
}

/// `POST /v1/secrets`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SetSecret {
    /// The endpoint.
    pub endpoint: String,
    /// The secret; none removes it.
    pub secret: Option<String>,
    /// Whether the secret before stays valid until it is dropped.
    #[serde(default)]
    pub keep_old: bool,
    /// Drop the secret before, keeping the newest.
    #[serde(default)]
    pub drop_old: bool,
}

impl std::fmt::Debug for SetSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetSecret").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

/// `POST /v1/listen`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SetListen {
    /// Another port.
    #[serde(default)]
    pub port: Option<u16>,
    /// Another address.
    #[serde(default)]
    pub address: Option<String>,
    /// A further host name to accept.
    #[serde(default)]
    pub allow_host: Option<String>,
}

/// `POST /v1/me`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SetMe {
    /// The person's id, or the beginning of it, or their name.
    pub person: String,
    /// The name to show for them.
    #[serde(default)]
    pub name: Option<String>,
    /// Say instead that this is not the person themself.
    #[serde(default)]
    pub not: bool,
}

/// `POST /v1/test`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TestRequest {
    /// The endpoint; none: the first.
    #[serde(default)]
    pub endpoint: Option<String>,
}

/// What `POST /v1/test` answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TestResult {
    /// The address that the sample change was posted to.
    pub url: String,
    /// Whether it was signed.
    pub signed: bool,
    /// The HTTP status of the answer.
    pub status: u16,
    /// Milliseconds until the answer.
    pub answered_ms: f64,
    /// Milliseconds until the change was in the history.
    pub recorded_ms: Option<f64>,
    /// The change.
    pub entry: Option<Entry>,
}

/// `POST /v1/open`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OpenRequest {
    /// The change whose row is to be opened; none: the newest.
    #[serde(default)]
    pub id: Option<i64>,
    /// The activation token of the click that asked for it.
    #[serde(default)]
    pub token: Option<String>,
}
