//! What can be changed in the settings file. Each edit is a value, and what it makes of the file's text keeps the person's
//! comments and order: only what it is about changes, and what stands above something that it removes stays.

mod comments;
mod entries;
mod lists;
mod setting;
mod values;

use rowbell_protocol::RelayAddress;
use rowbell_rules::{QuietHours, Rule};
use seatable::BaseUuid;
use serde::Serialize;
use toml_edit::{DocumentMut, Table, TomlError};

pub use self::setting::{Setting, SettingValue};
use self::{
    entries::Entries,
    values::{set, table},
};
use super::Account;

/// One change of the settings file.
#[derive(Clone, Debug, PartialEq)]
pub enum SettingsEdit {
    /// Sets a value that stands by itself.
    Set(Setting, SettingValue),
    /// These are the quiet hours.
    QuietHours(QuietHours),
    /// The local endpoint listens at this address.
    ListenAddress(String),
    /// The local endpoint listens at this port.
    ListenPort(u16),
    /// Requests may be addressed to this host name.
    AllowHost(String),
    /// Whether an id (`…@auth.local`) is one of the person themself.
    Me {
        /// The id.
        user: String,
        /// Whether it is.
        is_me: bool,
    },
    /// What to call somebody.
    NamePerson {
        /// Their id.
        user: String,
        /// Their name.
        name: String,
    },
    /// Adds an endpoint, below the others.
    AddEndpoint {
        /// Its name.
        name: String,
        /// The relay that its address is at; none: this computer.
        relay: Option<RelayAddress>,
        /// The last part of its address.
        token: String,
    },
    /// Changes the endpoint of this name.
    Endpoint(String, EndpointEdit),
    /// Removes the endpoint of this name.
    RemoveEndpoint(String),
    /// Changes what is known of a base, of which nothing needs to be known yet.
    Base(BaseUuid, BaseEdit),
    /// Removes all that is known of a base.
    RemoveBase(BaseUuid),
    /// Adds an account at this server.
    AddAccount(String),
    /// An account's server has another address.
    MoveAccount {
        /// Its address until now.
        from: String,
        /// Its address from now on.
        to: String,
    },
    /// Removes the account at this server.
    RemoveAccount(String),
    /// Adds a rule, below the others.
    AddRule(Rule),
    /// Puts a rule in the place of the one of this name.
    ReplaceRule {
        /// Its name until now.
        name: String,
        /// The rule.
        rule: Rule,
    },
    /// Removes the rule of this name.
    RemoveRule(String),
}

/// One change of an endpoint.
#[derive(Clone, Debug, PartialEq)]
pub enum EndpointEdit {
    /// Whether deliveries must be signed.
    Signed(bool),
    /// The base whose webhook comes here. Its address needs to be noted here no longer.
    Base(BaseUuid),
    /// The address of that base, while its uuid is not known.
    BaseAddress(String),
    /// What that webhook posts to; none: the endpoint's own address.
    WebhookUrl(Option<String>),
    /// It has this token, and the one before stays good.
    RenewToken(String),
    /// The token before is no longer good.
    EndOldToken,
}

/// One change of what is known of a base.
#[derive(Clone, Debug, PartialEq)]
pub enum BaseEdit {
    /// Its address in the browser.
    Address(String),
    /// Rowbell connects to it.
    Connected,
    /// Whether popups say only that something changed in it.
    HideContents(bool),
    /// Its address is not known any more, so that it isn't connected either.
    ForgetAddress,
}

impl SettingsEdit {
    /// What it makes of the text of a settings file.
    ///
    /// # Errors
    /// When the text is no TOML.
    pub fn apply(&self, text: &str) -> Result<String, TomlError> {
        let mut document: DocumentMut = text.parse()?;
        let before = document.clone();
        self.change(&mut document);
        comments::place_added(&before, &mut document);
        Ok(document.to_string())
    }

    fn change(&self, document: &mut DocumentMut) {
        match self {
            Self::Set(setting, value) => setting.set(document, value),
            Self::QuietHours(hours) => values::set_all(table(document, "quiet_hours"), written(hours)),
            Self::ListenAddress(address) => set(table(document, "listen"), "address", address),
            Self::ListenPort(port) => set(table(document, "listen"), "port", i64::from(*port)),
            Self::AllowHost(host) => lists::add(table(document, "listen"), "allowed_hosts", host),
            Self::Me { user, is_me: true } => lists::add(document.as_table_mut(), "me", user),
            Self::Me { user, is_me: false } => lists::remove(document.as_table_mut(), "me", user),
            Self::NamePerson { user, name } => set(table(document, "people"), user, name),
            Self::AddEndpoint { name, relay, token } => {
                let relay = relay.as_ref().map(|relay| ("relay", relay.to_string()));
                let keys = [Some(("name", name.clone())), relay, Some(("token", token.clone()))];
                Entries::of(document, "endpoint").add(Table::from_iter(keys.into_iter().flatten()));
            }
            Self::Endpoint(name, edit) => edit.change(&mut Entries::of(document, "endpoint"), name),
            Self::RemoveEndpoint(name) => Entries::of(document, "endpoint").remove("name", |known| known == name),
            Self::Base(uuid, edit) => edit.change(&mut Entries::of(document, "base"), uuid),
            Self::RemoveBase(uuid) => {
                Entries::of(document, "base").remove("uuid", |known| BaseUuid::new(known) == *uuid)
            }
            Self::AddAccount(server) => {
                Entries::of(document, "account").add(Table::from_iter([("server", server)]));
            }
            Self::MoveAccount { from, to } => {
                let mut accounts = Entries::of(document, "account");
                if let Some(index) = accounts.find("server", |known| is_account_at(known, from)) {
                    accounts.set(index, "server", to);
                }
            }
            Self::RemoveAccount(server) => {
                Entries::of(document, "account").remove("server", |known| is_account_at(known, server));
            }
            Self::AddRule(rule) => {
                Entries::of(document, "rule").add(rule_table(rule));
            }
            Self::ReplaceRule { name, rule } => {
                let mut rules = Entries::of(document, "rule");
                if let Some(index) = rules.find("name", |known| known == name) {
                    rules.replace(index, &rule_table(rule));
                }
            }
            Self::RemoveRule(name) => Entries::of(document, "rule").remove("name", |known| known == name),
        }
    }
}

impl EndpointEdit {
    fn change(&self, endpoints: &mut Entries<'_>, name: &str) {
        let Some(index) = endpoints.find("name", |known| known == name) else { return };
        match self {
            Self::Signed(signed) => endpoints.set(index, "signed", *signed),
            Self::Base(uuid) => {
                endpoints.set(index, "base", uuid.as_str());
                endpoints.unset(index, "base_address");
            }
            Self::BaseAddress(address) => endpoints.set(index, "base_address", address),
            Self::WebhookUrl(Some(url)) => endpoints.set(index, "webhook_url", url),
            Self::WebhookUrl(None) => endpoints.unset(index, "webhook_url"),
            Self::RenewToken(token) => {
                if let Some(old) = endpoints.text(index, "token") {
                    endpoints.set(index, "old_token", old);
                }
                endpoints.set(index, "token", token);
            }
            Self::EndOldToken => endpoints.unset(index, "old_token"),
        }
    }
}

impl BaseEdit {
    fn change(&self, bases: &mut Entries<'_>, uuid: &BaseUuid) {
        let known = bases.find("uuid", |known| BaseUuid::new(known) == *uuid);
        let index = known.unwrap_or_else(|| bases.add(Table::from_iter([("uuid", uuid.as_str())])));
        match self {
            Self::Address(address) => bases.set(index, "address", address),
            Self::Connected => bases.set(index, "connected", true),
            Self::HideContents(hide) => bases.set(index, "hide_contents", *hide),
            Self::ForgetAddress => {
                bases.unset(index, "address");
                bases.unset(index, "connected");
            }
        }
    }
}

/// However the two write it.
fn is_account_at(known: &str, server: &str) -> bool {
    Account::address_of(known) == Account::address_of(server)
}

/// A value as the file has it: without its empty lists.
fn written(value: &impl Serialize) -> Table {
    // What can't be written is not: the settings without it are refused as a whole.
    let mut table = toml_edit::ser::to_document(value).map(DocumentMut::into_table).unwrap_or_default();
    table.retain(|_, item| item.as_array().is_none_or(|array| !array.is_empty()));
    table
}

/// A rule as the file has it: without the conditions that it does not name.
fn rule_table(rule: &Rule) -> Table {
    let mut table = written(rule);
    if let Some(filters) = table.get_mut("where").and_then(|conditions| conditions.get_mut("filters")) {
        values::on_lines(filters);
    }
    table
}

#[cfg(test)]
mod tests;
