//! What the API answers, read without any network: people, access to a base, webhooks and workspaces.
//!
//! Reading is lenient, as everywhere here: fields may be missing or of another type. Secrets that an answer holds are
//! kept in [`secrecy::SecretString`], so that no log or error shows them by accident.

mod access;
mod account;
mod base_rules;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::{
    access::Access,
    account::{
        BaseInfo, Department, Webhook, Workspace, read_account_owner, read_departments, read_webhook, read_webhooks,
        read_workspaces,
    },
    base_rules::{
        BaseRule, BaseRuleKind, RunCondition, Trigger, TriggerCondition, read_automation_rules, read_notification_rules,
    },
};
use crate::{
    column::scalar,
    lenient::{self, shortened},
};

/// Entries kept of one list.
const MOST: usize = 10_000;

/// Memory for an answer's values, roughly, in bytes.
const BUDGET: usize = 16 * 1024 * 1024;

/// A person who may open the base.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// The id by which values and events name the person (`4bc9…@auth.local`); not an address.
    pub email: String,
    /// The name to show.
    pub name: String,
    /// The person's e-mail address, if told.
    pub contact_email: String,
    /// Where a picture of the person is. Foreign text: not checked.
    pub avatar_url: String,
}

/// The people of a base.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// Who they are, each once.
    pub list: Vec<Person>,
    /// Whether that is all of them.
    pub whole: bool,
}

/// Why an answer could not be read. Says what is wrong, never what stood there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the answer holds no {expected}: {reason}")]
pub struct Unreadable {
    /// What was expected, in English.
    pub expected: &'static str,
    /// What is wrong, in English.
    pub reason: String,
}

/// Reads the answer of `GET …/related-users/`: `{"user_list": [{email, name, contact_email, avatar_url}], "app_user_list":
/// […]}` (`base_operations.yaml` in `seatable/openapi`; `seahub/api2/endpoints/dtable_related_users.py`). The second list has
/// those who know the base only by an app made of it. People without an id are left out, and each is there once.
///
/// # Errors
///
/// If it is not JSON or has neither list.
pub fn read_people(json: &str) -> Result<Vec<Person>, Unreadable> {
    let answer = value(json, "people")?;
    let of_apps = list(&answer, "app_user_list", "people");
    let own = match (list(&answer, "user_list", "people"), &of_apps) {
        (Err(_), Ok(_)) => &[],
        (own, _) => own?,
    };
    let mut known = HashSet::new();
    let people = own.iter().chain(of_apps.unwrap_or_default()).filter_map(|person| {
        Some(Person {
            email: text(person, "email").filter(|id| !id.is_empty())?,
            name: text(person, "name").unwrap_or_default(),
            contact_email: text(person, "contact_email").unwrap_or_default(),
            avatar_url: text(person, "avatar_url").unwrap_or_default(),
        })
    });
    Ok(people.filter(|person| known.insert(person.email.clone())).collect())
}

fn value(json: &str, expected: &'static str) -> Result<Value, Unreadable> {
    lenient::value(json, BUDGET).map_err(|error| Unreadable { expected, reason: error.to_string() })
}

fn list<'a>(answer: &'a Value, field: &str, expected: &'static str) -> Result<&'a [Value], Unreadable> {
    match answer.get(field) {
        Some(Value::Array(items)) => Ok(&items[..items.len().min(MOST)]),
        _ => Err(Unreadable { expected, reason: format!("no {field}") }),
    }
}

/// A field as text, at most 1,000 characters of it.
fn text(object: &Value, field: &str) -> Option<String> {
    object.get(field).and_then(scalar).map(|text| shortened(&text).to_owned())
}

fn number(object: &Value, field: &str) -> Option<u64> {
    let field = object.get(field)?;
    field.as_u64().or_else(|| field.as_str()?.trim().parse().ok())
}

#[cfg(test)]
mod tests;
