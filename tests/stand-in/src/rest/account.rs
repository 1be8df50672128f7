//! The account API, and where API tokens become access tokens.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use serde_json::{Value, json};

use super::{Answer, Params, token};
use crate::{
    Permission, Refusal, Webhook,
    shared::{Shared, now_ms},
    world::Base,
};

fn denied() -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, "Permission denied.")
}

/// What Django REST framework says to one it does not know, under `detail` instead of `error_msg`.
fn unknown(detail: &str) -> Refusal {
    Refusal { field: "detail", ..Refusal::new(StatusCode::UNAUTHORIZED, detail) }
}

/// Whose account token a request has. An API token or a base's access token is none (known).
fn account(shared: &Shared, headers: &HeaderMap) -> Result<String, Refusal> {
    let token = token(headers).ok_or_else(|| unknown("Authentication credentials were not provided."))?;
    shared.world().accounts.get(token).cloned().ok_or_else(|| unknown("Invalid token"))
}

/// `GET /api/v2.1/dtable/app-access-token/` (known: `DTableAppAccessTokenView`).
pub(super) async fn app_access_token(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Answer {
    let token = token(&headers).ok_or_else(denied)?;
    let answer = shared.with_api_token(token, |base, found| {
        let access = shared.access_token(base, &found.app, "", found.permission.as_str());
        described(&shared, base, &found.app, &access)
    });
    answer.map(Json).ok_or_else(denied)
}

fn described(shared: &Shared, base: &Base, app: &str, access: &str) -> Value {
    let address = shared.address();
    let mut answer = json!({
        "app_name": app, "access_token": access, "dtable_uuid": base.uuid, "workspace_id": base.workspace,
        "dtable_name": base.name,
    });
    if shared.options.old_style {
        answer["dtable_server"] = json!(format!("{address}/dtable-server/"));
        answer["dtable_socket"] = json!(format!("{address}/"));
        answer["dtable_db"] = json!(format!("{address}/dtable-db/"));
    } else {
        answer["dtable_server"] = json!(format!("{address}/api-gateway/"));
        answer["use_api_gateway"] = json!(true);
    }
    answer
}

/// `GET …/access-token/`: a base's token in the name of a person.
pub(super) async fn access_token(
    State(shared): State<Arc<Shared>>,
    Path((workspace, name)): Path<(u64, String)>,
    headers: HeaderMap,
) -> Answer {
    let email = account(&shared, &headers)?;
    let world = shared.world();
    let base = seen(&world.bases, (workspace, &name), &email)?;
    let access = shared.access_token(base, "", &email, "rw");
    Ok(Json(described(&shared, base, "", &access)))
}

/// A base that somebody may open.
fn seen<'a>(bases: &'a [Base], (workspace, name): (u64, &str), email: &String) -> Result<&'a Base, Refusal> {
    let base = find(bases, workspace, name)?;
    if base.owner == *email || base.members.contains(email) { Ok(base) } else { Err(denied()) }
}

pub(super) fn find<'a>(bases: &'a [Base], workspace: u64, name: &str) -> Result<&'a Base, Refusal> {
    let found = bases.iter().find(|base| base.workspace == workspace && base.name == name);
    found.ok_or_else(|| Refusal::not_found(format!("dtable {name} not found.")))
}

/// `GET /api/v2.1/workspaces/`: those that somebody owns, with their bases.
pub(super) async fn workspaces(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Answer {
    let email = account(&shared, &headers)?;
    let world = shared.world();
    let name = world.person(&email).map(|person| person.name.clone());
    let mut workspaces: BTreeMap<u64, Vec<Value>> = BTreeMap::new();
    for base in world.bases.iter().filter(|base| base.owner == email) {
        workspaces.entry(base.workspace).or_default().push(json!({
            "id": base.tokens.len(), "workspace_id": base.workspace, "uuid": base.uuid, "name": base.name,
            "creator": name, "modifier": name, "color": null, "text_color": null, "icon": null,
            "is_encrypted": false, "in_storage": true,
        }));
    }
    let list: Vec<Value> = workspaces
        .into_iter()
        .map(|(id, tables)| {
            json!({
                "id": id, "name": "personal", "type": "personal", "owner_name": name, "owner_type": "Personal",
                "table_list": tables, "folders": [], "group_shared_dtables": [], "group_shared_views": [],
            })
        })
        .collect();
    Ok(Json(json!({"workspace_list": list})))
}

/// `GET /api2/account/info/`: whose the token is (documented; of the fields those that Rowbell reads).
pub(super) async fn info(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Answer {
    let email = account(&shared, &headers)?;
    let world = shared.world();
    let person = world.person(&email);
    let (name, contact) = person.map(|person| (&*person.name, &*person.contact_email)).unwrap_or_default();
    Ok(Json(json!({"email": email, "name": name, "contact_email": contact})))
}

/// `GET /api/v2.1/address-book-v2/departments/`: all departments of the team, for any of its members (known:
/// `AddressBookV2Departments` in `departments_v2.py`; which fields a department has beside number and name is guessed).
pub(super) async fn departments(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Answer {
    account(&shared, &headers)?;
    let world = shared.world();
    let departments =
        world.departments.iter().zip(1..).map(|(name, id)| json!({"id": id, "name": name, "parent_id": -1}));
    Ok(Json(json!({"departments": departments.collect::<Vec<_>>()})))
}

/// `GET …/notification-rules/`, for all who may open the base (known: `dtable_notification_rules.py`).
pub(super) async fn notification_rules(
    State(shared): State<Arc<Shared>>,
    Path((workspace, name)): Path<(u64, String)>,
    headers: HeaderMap,
) -> Answer {
    let email = account(&shared, &headers)?;
    let world = shared.world();
    let base = seen(&world.bases, (workspace, &name), &email)?;
    Ok(Json(json!({"dtable_notification_rule_list": base.notification_rules})))
}

/// `GET …/automation-rules/`, refused where the owner may have none (known: `dtable_automation_rules.py`).
pub(super) async fn automation_rules(
    State(shared): State<Arc<Shared>>,
    Path((workspace, name)): Path<(u64, String)>,
    headers: HeaderMap,
) -> Answer {
    let email = account(&shared, &headers)?;
    let world = shared.world();
    let base = seen(&world.bases, (workspace, &name), &email)?;
    let rules = base.automation_rules.as_ref().ok_or_else(denied)?;
    Ok(Json(json!({"dtable_automation_rule_list": rules})))
}

/// Does something with a base's webhooks, if it is of one who may: who owns the base.
fn administer<T>(
    shared: &Shared,
    headers: &HeaderMap,
    (workspace, name): (u64, &str),
    act: impl FnOnce(&mut Base, &str) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let email = account(shared, headers)?;
    let mut world = shared.world();
    let uuid = find(&world.bases, workspace, name)?.uuid.clone();
    let base = world.base_mut(&uuid).expect("just found");
    if base.owner != email {
        return Err(denied());
    }
    act(base, &email)
}

fn found(base: &mut Base, id: u64) -> Result<&mut Webhook, Refusal> {
    let webhook = base.webhooks.iter_mut().find(|webhook| webhook.id == id);
    webhook.ok_or_else(|| Refusal::not_found(format!("webhook {id} not found.")))
}

/// A form's fields; Django REST framework takes them as JSON too.
fn form(body: &[u8]) -> Params {
    serde_json::from_slice(body).unwrap_or_else(|_| url::form_urlencoded::parse(body).into_owned().collect())
}

/// A URL as it may be: no check of https, of public addresses or of ports (known).
fn url_of(form: &Params) -> Result<String, Refusal> {
    let url = form.get("url").filter(|url| url.starts_with("http://") || url.starts_with("https://"));
    url.cloned().ok_or_else(|| Refusal::bad("url invalid."))
}

/// `GET …/webhooks/`
pub(super) async fn webhooks(
    State(shared): State<Arc<Shared>>,
    Path((workspace, name)): Path<(u64, String)>,
    headers: HeaderMap,
) -> Answer {
    administer(&shared, &headers, (workspace, &name), |base, _| Ok(Json(json!({"webhook_list": base.webhooks}))))
}

/// `POST …/webhooks/`
pub(super) async fn add_webhook(
    State(shared): State<Arc<Shared>>,
    Path((workspace, name)): Path<(u64, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    // The number is taken first, for the world is locked after that; one that is not used leaves a gap, as databases do.
    let id = {
        let mut world = shared.world();
        world.next_webhook += 1;
        world.next_webhook
    };
    administer(&shared, &headers, (workspace, &name), |base, email| {
        let form = form(&body);
        let url = url_of(&form)?;
        let secret = form.get("secret").map_or("", String::as_str);
        base.add_webhook(id, &url, secret, email).map(|webhook| Json(json!({"webhook": webhook})))
    })
}

impl Base {
    /// Adds a webhook; one with the same URL is a conflict.
    pub(crate) fn add_webhook(&mut self, id: u64, url: &str, secret: &str, creator: &str) -> Result<Webhook, Refusal> {
        if self.webhooks.iter().any(|webhook| webhook.url == url) {
            return Err(Refusal::new(StatusCode::CONFLICT, "webhook url exists."));
        }
        let now = jiff::Timestamp::from_millisecond(now_ms()).unwrap();
        let webhook = Webhook {
            id,
            dtable_uuid: self.uuid.clone(),
            url: url.to_owned(),
            creator: creator.to_owned(),
            created_at: now.strftime("%Y-%m-%dT%H:%M:%S.%6f").to_string(),
            is_valid: true,
            settings: if secret.is_empty() { json!({}) } else { json!({"secret": secret}) },
            errors: 0,
        };
        self.webhooks.push(webhook.clone());
        Ok(webhook)
    }
}

/// `GET …/webhooks/{id}/`
pub(super) async fn webhook(
    State(shared): State<Arc<Shared>>,
    Path((workspace, name, id)): Path<(u64, String, u64)>,
    headers: HeaderMap,
) -> Answer {
    administer(&shared, &headers, (workspace, &name), |base, _| Ok(Json(json!({"webhook": found(base, id)?}))))
}

/// `PUT …/webhooks/{id}/`: needs `url`, an empty secret leaves the old one, and it is valid again whatever it was.
pub(super) async fn change_webhook(
    State(shared): State<Arc<Shared>>,
    Path((workspace, name, id)): Path<(u64, String, u64)>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    administer(&shared, &headers, (workspace, &name), |base, _| {
        let form = form(&body);
        let url = url_of(&form)?;
        if base.webhooks.iter().any(|webhook| webhook.url == url && webhook.id != id) {
            return Err(Refusal::new(StatusCode::CONFLICT, "webhook url exists."));
        }
        let webhook = found(base, id)?;
        webhook.url = url;
        if let Some(secret) = form.get("secret").filter(|secret| !secret.is_empty()) {
            webhook.settings = json!({"secret": secret});
        }
        webhook.is_valid = true;
        Ok(Json(json!({"webhook": webhook})))
    })
}

/// `DELETE …/webhooks/{id}/`
pub(super) async fn delete_webhook(
    State(shared): State<Arc<Shared>>,
    Path((workspace, name, id)): Path<(u64, String, u64)>,
    headers: HeaderMap,
) -> Answer {
    administer(&shared, &headers, (workspace, &name), |base, _| {
        found(base, id)?;
        base.webhooks.retain(|webhook| webhook.id != id);
        Ok(Json(json!({"success": true})))
    })
}

impl Shared {
    /// Where the server is, as it says itself.
    pub(crate) fn address(&self) -> String {
        let scheme = if self.door.certificate.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.door.address)
    }

    /// A token for programs.
    pub(crate) fn make_api_token(&self, uuid: &str, app: &str, permission: Permission) -> Result<String, Refusal> {
        let mut world = self.world();
        let token = world.random.hex(40);
        let base = world.base_mut(uuid).ok_or_else(|| Refusal::not_found("base not found"))?;
        base.tokens.push(crate::world::ApiToken { token: token.clone(), app: app.to_owned(), permission });
        Ok(token)
    }
}
