//! Accounts at SeaTable servers, and the webhooks that are managed with them.

use serde::{Deserialize, Serialize};

use crate::ErrorBody;

/// `POST /v1/accounts`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AddAccount {
    /// The server, or an address on it; none: SeaTable Cloud.
    #[serde(default)]
    pub server: Option<String>,
    /// The account token.
    pub token: String,
    /// The person agrees that it is sent without encryption.
    #[serde(default)]
    pub plain: bool,
}

impl std::fmt::Debug for AddAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AddAccount").field("server", &self.server).finish_non_exhaustive()
    }
}

/// An account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AccountView {
    /// Its server.
    pub server: String,
    /// Whether webhooks that the server has switched off are switched on again without asking.
    pub mend_webhooks: bool,
    /// Why it can't be used.
    pub problem: Option<ErrorBody>,
}

/// A base that an account sees.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AccountBaseView {
    /// The account's server.
    pub server: String,
    /// The workspace's name.
    pub workspace: String,
    /// The base's uuid.
    pub uuid: String,
    /// Its name.
    pub name: String,
    /// Its address in the browser.
    pub address: Option<String>,
    /// Whether it is another's, shared with the person.
    pub shared: bool,
}

/// The webhooks of a base.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BaseWebhooksView {
    /// The base's server.
    pub server: String,
    /// The base's uuid.
    pub uuid: String,
    /// Its name.
    pub name: String,
    /// Its webhooks.
    pub webhooks: Vec<WebhookView>,
    /// Why they can't be seen.
    pub problem: Option<ErrorBody>,
}

/// A webhook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct WebhookView {
    /// SeaTable's number.
    pub id: u64,
    /// Where it posts to.
    pub url: String,
    /// `valid` or `off`.
    pub state: String,
    /// The endpoint that it comes to; none: it does not come here.
    pub endpoint: Option<String>,
    /// When it was noticed to be off, now or before it was switched on again. RFC 3339, UTC.
    pub noticed_at: Option<String>,
    /// The probable reason.
    pub why: Option<DisabledReason>,
    /// When it was switched on again. RFC 3339, UTC.
    pub mended_at: Option<String>,
    /// Why Rowbell does not switch it on again.
    pub obstacle: Option<Obstacle>,
}

/// Why SeaTable switched a webhook off, as far as this side can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum DisabledReason {
    /// Deliveries with a wrong signature were refused, five in a row.
    WrongSignature,
    /// Deliveries could not be stored and were refused, five in a row.
    NotStored,
    /// Deliveries for a foreign host name were refused, five in a row.
    HostRefused,
    /// Nothing listens here.
    NotListening,
    /// Its address is another port of this computer.
    OtherPort,
    /// The computer slept or Rowbell did not run.
    Away,
    /// Something between SeaTable and this computer refuses or fails.
    Unreachable,
}

/// Why a webhook that is off is not switched on again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// The settings say not to.
    NotWanted,
    /// It would be switched off again at once for the same reason.
    Reason,
    /// It was switched on a moment ago, and may be again later.
    Wait,
    /// It was switched on before and off again, without ever coming.
    InVain,
    /// The server did not do it.
    Refused,
}

/// `POST /v1/webhooks`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CreateWebhook {
    /// The base: its uuid, name or address.
    pub base: String,
    /// The endpoint that it is to come to; made if there is none of that name. None: a fitting one.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// What it is to post to, such as a forwarder; none: the endpoint's address.
    #[serde(default)]
    pub url: Option<String>,
    /// Whether SeaTable runs in a container on this computer; none: not known.
    #[serde(default)]
    pub container: Option<bool>,
}

/// What it answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CreatedWebhook {
    /// The base's uuid.
    pub uuid: String,
    /// Its name.
    pub name: String,
    /// Where the webhook posts to.
    pub url: String,
    /// The endpoint that it comes to.
    pub endpoint: String,
    /// Whether SeaTable had it already.
    pub was_there: bool,
}

/// `POST /v1/webhooks/enable` and `/v1/webhooks/forget`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NamedBase {
    /// The base: its uuid or name; for `enable` its address will do.
    pub base: String,
}
