use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{MOST, Person, Unreadable, list, number, text, value};
use crate::BaseUuid;

/// A webhook as SeaTable keeps it (`Webhooks.to_dict` of `dtable-web`, seen in `seahub/dtable/models.py` of
/// `seacloud-lab/seaticket`).
#[derive(Debug, Clone, Default)]
pub struct Webhook {
    /// Its number.
    pub id: u64,
    /// The base it is for.
    pub base: Option<BaseUuid>,
    /// Where it posts to.
    pub url: String,
    /// Who made it (`…@auth.local`).
    pub creator: String,
    /// When, as sent (ISO 8601 without an offset).
    pub created_at: String,
    /// Whether the server still sends. It becomes false at the first refused connection; saving the webhook again
    /// makes it true. Servers whose answer lacks it count as sending.
    pub is_valid: bool,
    /// What its bodies are signed with, which the server answers in clear; `None` if unsigned.
    pub secret: Option<SecretString>,
}

/// A workspace with its bases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Workspace {
    /// Its number; none for the lists of starred and shared bases.
    pub id: Option<u64>,
    /// Its name, `personal` for the own one.
    pub name: String,
    /// `personal`, `group`, `starred` or `shared`, as sent (`type`).
    pub kind: String,
    /// The bases in it, then those that others share into it.
    pub bases: Vec<BaseInfo>,
}

/// A base in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BaseInfo {
    /// The base.
    pub base: Option<BaseUuid>,
    /// Its name.
    pub name: String,
    /// The workspace that it is in, which for a shared base is another than the one that lists it.
    pub workspace_id: Option<u64>,
    /// Whether it is another's, shared with the person or group.
    pub is_shared: bool,
}

/// A department of a team, as columns of the type `department-single-select` name it by its number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Department {
    /// Its number.
    pub id: u64,
    /// Its name, without those of the departments that it is in.
    pub name: String,
}

/// Reads the answer of `GET /api/v2.1/address-book-v2/departments/`: `{"departments": [{"id", "name", …}]}`, all that the
/// person's team has (`AddressBookV2Departments` in `seahub/api2/endpoints/departments_v2.py` of
/// `seacloud-lab/seaticket`).
///
/// # Errors
///
/// If it is not JSON or has no such list.
pub fn read_departments(json: &str) -> Result<Vec<Department>, Unreadable> {
    const EXPECTED: &str = "departments";
    let answer = value(json, EXPECTED)?;
    let departments = list(&answer, "departments", EXPECTED)?.iter();
    let department = |department: &Value| {
        Some(Department {
            id: number(department, "id")?,
            name: text(department, "name").filter(|name| !name.is_empty())?,
        })
    };
    Ok(departments.filter_map(department).collect())
}

/// Reads the answer of `GET /api2/account/info/`: `{"email", "name", "contact_email", …}`, where `email` is the id by which
/// changes name the person (`user_account_operations.yaml` in `seatable/openapi`).
///
/// # Errors
///
/// If it is not JSON or has no such id.
pub fn read_account_owner(json: &str) -> Result<Person, Unreadable> {
    const EXPECTED: &str = "account";
    let answer = value(json, EXPECTED)?;
    let email = text(&answer, "email").filter(|id| !id.is_empty());
    Ok(Person {
        email: email.ok_or_else(|| Unreadable { expected: EXPECTED, reason: "no id".to_owned() })?,
        name: text(&answer, "name").unwrap_or_default(),
        contact_email: text(&answer, "contact_email").unwrap_or_default(),
        avatar_url: String::new(),
    })
}

/// Reads the list of a base's webhooks: `{"webhook_list": […]}`.
///
/// # Errors
///
/// If it is not JSON or has no such list.
pub fn read_webhooks(json: &str) -> Result<Vec<Webhook>, Unreadable> {
    const EXPECTED: &str = "list of webhooks";
    let answer = value(json, EXPECTED)?;
    Ok(list(&answer, "webhook_list", EXPECTED)?.iter().filter_map(webhook).collect())
}

/// Reads the answer to making or changing a webhook: `{"webhook": {…}}`.
///
/// # Errors
///
/// If it is not JSON or holds no webhook.
pub fn read_webhook(json: &str) -> Result<Webhook, Unreadable> {
    const EXPECTED: &str = "webhook";
    let answer = value(json, EXPECTED)?;
    let found = answer.get("webhook").and_then(webhook);
    found.ok_or_else(|| Unreadable { expected: EXPECTED, reason: "no webhook".to_owned() })
}

fn webhook(webhook: &Value) -> Option<Webhook> {
    let secret = webhook.get("settings").and_then(|settings| settings.get("secret")).and_then(Value::as_str);
    Some(Webhook {
        id: number(webhook, "id")?,
        base: text(webhook, "dtable_uuid").map(|uuid| BaseUuid::new(&uuid)),
        url: text(webhook, "url").unwrap_or_default(),
        creator: text(webhook, "creator").unwrap_or_default(),
        created_at: text(webhook, "created_at").unwrap_or_default(),
        is_valid: match webhook.get("is_valid") {
            Some(Value::Bool(valid)) => *valid,
            Some(Value::Number(valid)) => valid.as_i64() != Some(0),
            _ => true,
        },
        secret: secret.filter(|secret| !secret.is_empty()).map(SecretString::from),
    })
}

/// Reads the answer of `GET /api/v2.1/workspaces/?detail=true` (`user_account_operations.yaml` in `seatable/openapi`).
///
/// # Errors
///
/// If it is not JSON or has no `workspace_list`.
pub fn read_workspaces(json: &str) -> Result<Vec<Workspace>, Unreadable> {
    const EXPECTED: &str = "workspaces";
    let answer = value(json, EXPECTED)?;
    let workspaces = list(&answer, "workspace_list", EXPECTED)?.iter().map(|workspace| {
        let id = number(workspace, "id");
        let mut bases = Vec::new();
        // The last two are of shared bases: with a person, and with a group.
        for (field, is_shared) in [("table_list", false), ("shared_table_list", true), ("group_shared_dtables", true)] {
            let found = workspace.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let found = found.iter().filter_map(|base| {
                Some(BaseInfo {
                    base: text(base, "uuid").map(|uuid| BaseUuid::new(&uuid)),
                    name: text(base, "name").filter(|name| !name.is_empty())?,
                    workspace_id: number(base, "workspace_id").or(id),
                    is_shared,
                })
            });
            bases.extend(found.take(MOST));
        }
        let [name, kind] = ["name", "type"].map(|field| text(workspace, field).unwrap_or_default());
        Workspace { id, name, kind, bases }
    });
    Ok(workspaces.collect())
}
