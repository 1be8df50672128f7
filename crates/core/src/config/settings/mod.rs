//! The settings, as `rowbell.toml` holds them.

use std::{collections::BTreeMap, net::IpAddr, path::Path};

use rowbell_protocol::{RelayAddress, Token};
use rowbell_rules::Rule;
use seatable::{
    BaseUuid,
    address::{BaseAddress, Place},
};
use serde::{Deserialize, Serialize};
use toml_edit::Document;

use super::{Account, Language, WindowSettings};

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

/// Where the local endpoint listens.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Listen {
    /// The address; loopback unless a SeaTable server in the same network is to reach this computer.
    pub address: IpAddr,
    /// The TCP port; 0 takes any free one.
    pub port: u16,
    /// Further host names that a request may be addressed to, as [`host_name`](super::host_name) has them.
    #[serde(deserialize_with = "super::host::host_names")]
    pub allowed_hosts: Vec<String>,
}

/// The port a new installation listens on.
pub const DEFAULT_PORT: u16 = 8765;

impl Default for Listen {
    fn default() -> Self {
        Self { address: IpAddr::from([127, 0, 0, 1]), port: DEFAULT_PORT, allowed_hosts: Vec::new() }
    }
}

/// Popups.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PopupSettings {
    /// Whether popups are shown at all.
    pub enabled: bool,
    /// Whether a popup may make a sound, where the desktop makes one.
    pub sound: bool,
    /// More popups than this within [`PopupSettings::fold_seconds`] become one summary.
    pub fold_above: u32,
    /// The span for [`PopupSettings::fold_above`], in seconds.
    pub fold_seconds: u32,
    /// Whether a row that is filled in cell by cell updates its popup instead of raising new ones.
    pub update_in_place: bool,
}

impl Default for PopupSettings {
    fn default() -> Self {
        Self { enabled: true, sound: true, fold_above: 5, fold_seconds: 10, update_in_place: true }
    }
}

/// The tray icon.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TraySettings {
    /// Which panel the icon is drawn for.
    pub panel: Panel,
}

/// Which panel the tray icon is drawn for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Panel {
    /// As the desktop says.
    #[default]
    Auto,
    /// A light panel.
    Light,
    /// A dark panel.
    Dark,
}

/// How connected bases catch up with what was missed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CatchUpSettings {
    /// At most so many pages of a base's log are read at a time.
    pub pages: u32,
}

impl Default for CatchUpSettings {
    fn default() -> Self {
        Self { pages: 40 }
    }
}

/// What the history keeps.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HistorySettings {
    /// Changes older than this many days are forgotten.
    pub days: u32,
    /// The raw requests behind them are forgotten after this many days.
    pub raw_days: u32,
    /// The oldest changes are forgotten when the history takes more than this many megabytes on disk.
    pub max_megabytes: u32,
}

impl Default for HistorySettings {
    fn default() -> Self {
        Self { days: 365, raw_days: 30, max_megabytes: 2048 }
    }
}

/// An address that webhooks are sent to: of this computer, or at a relay.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// Its name, for people.
    pub name: String,
    /// The last part of its address: who knows it can post. 128 random bits or more, as letters and digits.
    pub token: String,
    /// Whether deliveries must be signed; the secret itself is in the keyring.
    #[serde(default)]
    pub signed: bool,
    /// The base whose webhook comes here, if it is known.
    #[serde(default)]
    pub base: Option<BaseUuid>,
    /// The address of that base, while its uuid is not known: the first delivery here tells it.
    #[serde(default)]
    pub base_address: Option<String>,
    /// What that webhook posts to, where it is not this computer's own address: a forwarder's or a tunnel's.
    #[serde(default)]
    pub webhook_url: Option<String>,
    /// The relay that its address is at; none: this computer.
    #[serde(default, deserialize_with = "super::relay::address")]
    pub relay: Option<RelayAddress>,
    /// The token before, which is still good while a new one is put in force.
    #[serde(default)]
    pub old_token: Option<String>,
}

impl Endpoint {
    /// The most characters of a name.
    pub const LONGEST_NAME: usize = 64;

    /// Whether a new endpoint can be named so: a slash parts the names under which secrets are kept, and those of connected
    /// bases (`endpoint/NAME/before`, `base/UUID`).
    ///
    /// # Errors
    /// What is wrong with the name.
    pub fn check_name(name: &str) -> Result<(), String> {
        if name.is_empty() || name.chars().count() > Self::LONGEST_NAME {
            return Err(format!("an endpoint needs a name of 1 to {} characters", Self::LONGEST_NAME));
        }
        if name.contains('/') {
            return Err(format!(
                "the endpoint's name \"{name}\" has a \"/\" in it, which parts the names of secrets; give it a name without one"
            ));
        }
        Ok(())
    }

    /// The tokens that are good: the newest first.
    pub fn tokens(&self) -> impl Iterator<Item = &str> {
        [Some(self.token.as_str()), self.old_token.as_deref()].into_iter().flatten()
    }
}

/// What is known of a base.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Base {
    /// Its uuid, as webhooks name it.
    pub uuid: BaseUuid,
    /// Its address in the browser, once it is known.
    pub address: Option<String>,
    /// Whether Rowbell connects to it with its API token, which is kept where secrets are.
    #[serde(default)]
    pub connected: bool,
    /// Whether popups say only that something changed in it, and not what.
    #[serde(default)]
    pub hide_contents: bool,
}

impl Base {
    /// The address, read. Settings are only accepted with addresses that can be.
    pub fn parsed_address(&self) -> Option<BaseAddress> {
        BaseAddress::parse(self.address.as_deref()?).ok().map(|pasted| pasted.base)
    }

    /// The base's name, where its address has it.
    pub fn name(&self) -> Option<String> {
        match self.parsed_address()?.place() {
            Place::Workspace { name, .. } | Place::CustomLink { name } => Some(name.clone()),
            Place::ExternalLink { .. } | Place::ViewLink { .. } => None,
        }
    }
}

/// Something in the settings file that can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {message}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct SettingsProblem {
    /// The file's path.
    pub file: String,
    /// The line, counted from one; none: it concerns the file as a whole.
    pub line: Option<usize>,
    /// What is wrong there, and what is allowed.
    pub message: String,
}

impl SettingsProblem {
    /// A problem of the file as a whole.
    pub(super) fn of_file(file: &Path, message: String) -> Self {
        Self { file: file.display().to_string(), line: None, message }
    }
}

impl Settings {
    /// Reads settings.
    ///
    /// # Errors
    /// The first thing that can't be used, with its line.
    pub fn parse(text: &str, file: &Path) -> Result<Self, SettingsProblem> {
        Self::read(text, file, Self::check)
    }

    /// Reads settings that come in place of those `before`.
    ///
    /// # Errors
    /// The first thing that can't be used, with its line; also a new name that is not to be given.
    pub fn parse_after(before: &Settings, text: &str, file: &Path) -> Result<Self, SettingsProblem> {
        Self::read(text, file, |settings| settings.check().and_then(|()| settings.check_new_names(before)))
    }

    fn read(
        text: &str,
        file: &Path,
        check: impl FnOnce(&Self) -> Result<(), (&'static str, usize, String)>,
    ) -> Result<Self, SettingsProblem> {
        let problem = |offset: usize, message: String| SettingsProblem {
            file: file.display().to_string(),
            line: Some(text[..offset.min(text.len())].matches('\n').count() + 1),
            message,
        };
        let settings: Settings = toml_edit::de::from_str(text).map_err(|error| {
            let message = error.message().replace('\n', " ").replace('`', "\"");
            problem(error.span().map_or(0, |span| span.start), message)
        })?;
        check(&settings).map_err(|(table, index, message)| {
            let offset = Document::parse(text).ok().and_then(|document| {
                document.get(table)?.as_array_of_tables()?.get(index)?.span().map(|span| span.start)
            });
            problem(offset.unwrap_or(0), message)
        })?;
        Ok(settings)
    }

    /// Names that mean something else already are not taken on. Those that were there before stay, or an update of Rowbell
    /// would stop receiving.
    fn check_new_names(&self, before: &Settings) -> Result<(), (&'static str, usize, String)> {
        for (index, endpoint) in self.endpoints.iter().enumerate() {
            if before.endpoint(&endpoint.name).is_none() {
                Endpoint::check_name(&endpoint.name).map_err(|message| ("endpoint", index, message))?;
            }
        }
        for (index, rule) in self.rules.iter().enumerate() {
            if !before.rules.iter().any(|known| known.name == rule.name) {
                super::rule::check_rule_name(rule).map_err(|message| ("rule", index, message))?;
            }
        }
        Ok(())
    }

    /// What the types alone can't say. An error names the array of tables, the index in it, and what is wrong.
    fn check(&self) -> Result<(), (&'static str, usize, String)> {
        for (index, endpoint) in self.endpoints.iter().enumerate() {
            let fail = |message: String| Err(("endpoint", index, message));
            if endpoint.name.is_empty() || endpoint.name.chars().count() > Endpoint::LONGEST_NAME {
                return fail(format!("an endpoint needs a name of 1 to {} characters", Endpoint::LONGEST_NAME));
            }
            let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            if endpoint.tokens().any(|token| token.len() < 22 || token.len() > 128 || !token.chars().all(fits)) {
                return fail(
                    "a token needs 22 to 128 letters, digits, - or _ (`rowbell endpoint add` makes one)".into(),
                );
            }
            if endpoint.relay.is_some() && endpoint.tokens().any(|token| token.parse::<Token>().is_err()) {
                return fail("a token at a relay is 22 letters, digits, - or _ (`rowbell relay add` makes one)".into());
            }
            if self.endpoints[..index].iter().any(|other| other.name == endpoint.name) {
                return fail(format!("there are two endpoints named \"{}\"; each needs its own name", endpoint.name));
            }
            if let Some(Err(error)) = endpoint.base_address.as_deref().map(BaseAddress::parse) {
                return fail(format!("the base_address of \"{}\" can't be used: {error}", endpoint.name));
            }
            let same = |other: &Endpoint| other.tokens().any(|token| endpoint.tokens().any(|own| own == token));
            if self.endpoints[..index].iter().any(same) {
                return fail(format!("the endpoint \"{}\" has the token of another one", endpoint.name));
            }
        }
        for (index, base) in self.bases.iter().enumerate() {
            if let Some(address) = &base.address
                && let Err(error) = BaseAddress::parse(address)
            {
                return Err(("base", index, format!("the address \"{address}\" can't be used: {error}")));
            }
            if base.connected && base.address.is_none() {
                let message = format!("the base {} is to be connected, so it needs its address", base.uuid);
                return Err(("base", index, message));
            }
            if self.bases[..index].iter().any(|other| other.uuid == base.uuid) {
                return Err(("base", index, format!("the base {} is named twice", base.uuid)));
            }
        }
        for (index, account) in self.accounts.iter().enumerate() {
            account.check(&self.accounts[..index]).map_err(|message| ("account", index, message))?;
        }
        for (index, rule) in self.rules.iter().enumerate() {
            if rule.name.is_empty() {
                return Err(("rule", index, "a rule needs a name".into()));
            }
            if let Some(base) = rule.base.as_ref().filter(|base| !base.is_well_formed() && self.base(base).is_none()) {
                let message = format!(
                    "the rule \"{}\" names the base \"{base}\", which is not a uuid (`rowbell base list` prints them)",
                    rule.name
                );
                return Err(("rule", index, message));
            }
        }
        Ok(())
    }

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
