//! The settings, as `rowbell.toml` holds them.

mod account;
mod base;
mod desktop;
mod endpoint;
mod history;
mod host;
mod language;
mod listen;
mod parse;
mod relay;
mod rule;
mod window;

use std::collections::BTreeMap;

use rowbell_rules::{QuietHours, Rule};
use seatable::{BaseUuid, address::BaseAddress};
use serde::{Deserialize, Serialize};

pub use self::{
    account::Account,
    base::Base,
    desktop::{Panel, PopupSettings, TraySettings},
    endpoint::Endpoint,
    history::{CatchUpSettings, HistorySettings},
    host::host_name,
    language::Language,
    listen::{DEFAULT_PORT, Listen},
    parse::SettingsProblem,
    window::{Theme, WindowSettings},
};

/// Everything a person can set. Made from a settings file by [`Settings::parse`]; each key is documented in the default
/// file (`default.toml`).
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The language of popups, tray and history.
    pub language: Language,
    /// Where secrets are kept.
    pub secrets: SecretsPlace,
    /// The ids of the person themself (`…@auth.local`), one for each SeaTable server they use.
    pub me: Vec<String>,
    /// Where the local endpoint listens.
    pub listen: Listen,
    /// Popups.
    pub popups: PopupSettings,
    /// When changes are kept, to be summed up afterwards.
    pub quiet_hours: QuietHours,
    /// The tray icon.
    pub tray: TraySettings,
    /// The window.
    pub window: WindowSettings,
    /// What the history keeps.
    pub history: HistorySettings,
    /// How connected bases catch up with what was missed.
    pub catch_up: CatchUpSettings,
    /// Names for people, by their id.
    pub people: BTreeMap<String, String>,
    /// The addresses that webhooks are sent to.
    #[serde(rename = "endpoint")]
    pub endpoints: Vec<Endpoint>,
    /// What is known of bases.
    #[serde(rename = "base")]
    pub bases: Vec<Base>,
    /// The person's accounts at SeaTable servers.
    #[serde(rename = "account")]
    pub accounts: Vec<Account>,
    /// What is announced and what is not.
    #[serde(rename = "rule")]
    pub rules: Vec<Rule>,
}

/// Where secrets are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretsPlace {
    /// The operating system's keyring.
    #[default]
    Keyring,
    /// A file that only the person can read.
    File,
}

impl Settings {
    /// The endpoint of that name.
    pub fn endpoint(&self, name: &str) -> Option<&Endpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.name == name)
    }

    /// The base at this address, however it is written: two servers may each have a base of the same workspace and name.
    pub fn base_at(&self, place: &BaseAddress) -> Option<&Base> {
        self.bases.iter().find(|base| base.parsed_address().as_ref() == Some(place))
    }

    /// What is known of a base.
    pub fn base(&self, uuid: &BaseUuid) -> Option<&Base> {
        self.bases.iter().find(|base| base.uuid == *uuid)
    }
}

#[cfg(test)]
mod tests;
