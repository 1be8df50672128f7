//! The agent's state, as the API tells it.

use serde::{Deserialize, Serialize};

use crate::{ErrorBody, Problem};

/// `GET /v1/status`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Status {
    /// The agent's version.
    pub version: String,
    /// Its process id.
    pub pid: u32,
    /// Since when it runs. RFC 3339, UTC.
    pub since: String,
    /// How many changes there are.
    pub total: u64,
    /// How many are unread.
    pub unread: u64,
    /// When the last change happened. RFC 3339, UTC.
    pub last_change_at: Option<String>,
    /// The address the local endpoint listens at, `host:port`.
    pub listening: Option<String>,
    /// Whether popups are paused.
    pub paused: bool,
    /// Whether that is because it is in the quiet hours, and not because the person paused them.
    #[serde(default)]
    pub quiet_hours: bool,
    /// Until when. RFC 3339, UTC; none while paused: until resumed.
    pub paused_until: Option<String>,
    /// Who the person may be, while they have not said so.
    #[serde(default)]
    pub likely_me: Option<LikelyMe>,
    /// The notification server, such as `dunst 1.9.0`.
    pub popups: String,
    /// What a click on its popups does, and what else is to be known of it: sentences in the person's language.
    #[serde(default)]
    pub popup_hints: Vec<String>,
    /// Whether a panel shows the tray icon.
    pub tray: String,
    /// The endpoints.
    pub endpoints: Vec<EndpointView>,
    /// The bases seen or set.
    pub bases: Vec<BaseView>,
    /// Names that webhooks were addressed to and refused for.
    pub refused_hosts: Vec<String>,
    /// What is wrong.
    pub troubles: Vec<Problem>,
    /// The settings file.
    pub settings_file: String,
    /// The folder with history and logs.
    pub data_dir: String,
}

/// How a way in fares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// It receives.
    Live,
    /// It does not; a problem says why.
    #[default]
    Down,
}

/// An endpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct EndpointView {
    /// Its name.
    pub name: String,
    /// How it fares.
    pub state: ConnectionState,
    /// Whether deliveries must be signed.
    pub signed: bool,
    /// How many secrets are in force (two during a rotation); none: they can't be read now.
    pub secrets: Option<usize>,
    /// The uuid of the base whose webhook comes here, if it is known.
    pub base: Option<String>,
    /// When the last delivery came. RFC 3339, UTC.
    pub last_delivery_at: Option<String>,
    /// How many deliveries had a wrong signature since the start, or since such were marked as read.
    pub forged: u64,
    /// The mailbox at a relay that it is; none: it is an address of this computer.
    #[serde(default)]
    pub relay: Option<RelayView>,
    /// Whether the address before is still good.
    #[serde(default)]
    pub old_address: bool,
}

/// How an endpoint at a relay is connected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RelayView {
    /// The relay's address.
    pub address: String,
    /// Its host, for people.
    pub host: String,
    /// `connecting`, `live` or `waiting`.
    pub state: String,
    /// Since when it is live. RFC 3339, UTC.
    pub since: Option<String>,
    /// When the relay was last heard from. RFC 3339, UTC.
    pub heard_at: Option<String>,
    /// How many webhooks waited there when this computer came back last.
    pub waited: u64,
    /// Why it is not live.
    pub why: Option<ErrorBody>,
    /// When it is tried again. RFC 3339, UTC.
    pub again_at: Option<String>,
    /// Whether the relay no longer had some that came while this computer was away.
    pub gap: bool,
}

/// A base.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BaseView {
    /// Its uuid.
    pub uuid: String,
    /// Its name, where it is known.
    pub name: Option<String>,
    /// Its address in the browser, where it is known.
    pub address: Option<String>,
    /// The endpoints it was seen at.
    pub endpoints: Vec<String>,
    /// Tables seen.
    pub tables: Vec<TableView>,
    /// How many changes there are of it.
    pub changes: u64,
    /// How many of them are unread.
    pub unread: u64,
    /// When the last one happened. RFC 3339, UTC.
    pub last_change_at: Option<String>,
    /// Whether popups and tray say only that something changed in it, and not what.
    #[serde(default)]
    pub hide_contents: bool,
    /// How it is connected; none: it is not to be.
    pub connection: Option<BaseConnection>,
}

/// A table that changes were seen of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TableView {
    /// SeaTable's table id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many changes there are of it.
    pub changes: u64,
    /// How many of them are unread.
    pub unread: u64,
}

/// How a base is connected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BaseConnection {
    /// `connecting`, `live` or `waiting`.
    pub state: String,
    /// Since when it is live. RFC 3339, UTC.
    pub since: Option<String>,
    /// By what its changes come: `websocket`, `requests`, or `log`, which is read now and then; empty while it is not live.
    pub channel: String,
    /// Why it is not.
    pub why: Option<ErrorBody>,
    /// When it is tried again. RFC 3339, UTC.
    pub again_at: Option<String>,
    /// Whether changes were missed that are no longer available.
    pub gap: bool,
}

/// A person seen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Person {
    /// Their id, or the API token's name.
    pub id: String,
    /// Their name, or a short id.
    pub name: String,
    /// How many changes they made.
    pub changes: u64,
    /// Whether this is the person themself.
    pub me: bool,
}

/// An address a webhook can be sent to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct UrlView {
    /// The endpoint's name.
    pub name: String,
    /// The address.
    pub url: String,
    /// Who can reach it: `this_computer`, `local_network` or `internet`.
    pub reach: String,
    /// `tunnel` if it is a VPN's, `bridge` if it leads only to containers or virtual machines on this computer; else empty.
    pub link: String,
}

/// Somebody who the person may be: `POST /v1/me` says whether they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LikelyMe {
    /// The id.
    pub id: String,
    /// The name; empty where the server tells none.
    pub name: String,
    /// The server whose account it is.
    pub server: String,
}
