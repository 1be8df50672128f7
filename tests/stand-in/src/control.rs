//! The same over HTTP, for another process: `/_stand_in/…`.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    BaseSetup, By, Edit, Edited, Faults, Permission, Refusal,
    shared::{Shared, lock},
    world::{Base, same_uuid},
};

type Server = State<Arc<Shared>>;

pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route("/_stand_in/bases", get(bases).post(add_base))
        .route("/_stand_in/people", post(add_person))
        .route("/_stand_in/api-tokens", post(add_api_token).delete(revoke))
        .route("/_stand_in/edit", post(edit))
        .route("/_stand_in/rename-base", post(rename_base))
        .route("/_stand_in/notify", post(notify))
        .route("/_stand_in/faults", get(faults).put(set_faults))
        .route("/_stand_in/drop-sockets", post(drop_sockets))
        .route("/_stand_in/keep-operations", post(keep_operations))
        .route("/_stand_in/calls", get(calls))
        .route("/_stand_in/sent", get(sent))
        .with_state(Arc::clone(shared))
}

/// A base by its uuid or its name.
fn uuid(shared: &Shared, name: &str) -> Result<String, Refusal> {
    let world = shared.world();
    let base = world.bases.iter().find(|base| base.name == name || same_uuid(&base.uuid, name));
    base.map(|base| base.uuid.clone()).ok_or_else(|| Refusal::not_found(format!("base {name} not found")))
}

fn with<T>(shared: &Shared, name: &str, then: impl FnOnce(&mut Base) -> T) -> Result<T, Refusal> {
    let uuid = uuid(shared, name)?;
    Ok(then(shared.world().base_mut(&uuid).expect("bases stay")))
}

async fn bases(State(shared): Server) -> Json<Value> {
    let world = shared.world();
    let bases = world.bases.iter().map(|base| {
        let tokens: Vec<Value> = base
            .tokens
            .iter()
            .map(|token| json!({"token": token.token, "app_name": token.app, "permission": token.permission}))
            .collect();
        json!({
            "name": base.name, "uuid": base.uuid, "workspace": base.workspace, "version": base.version,
            "api_tokens": tokens, "webhooks": base.webhooks,
            "tables": base.tables.iter().map(|table| &table.name).collect::<Vec<_>>(),
        })
    });
    let accounts: Vec<Value> =
        world.accounts.iter().map(|(token, email)| json!({"token": token, "email": email})).collect();
    Json(json!({"bases": bases.collect::<Vec<_>>(), "people": world.people, "account_tokens": accounts}))
}

async fn add_base(State(shared): Server, Json(setup): Json<BaseSetup>) -> Result<Json<Value>, Refusal> {
    Ok(Json(json!({"uuid": shared.add_base(setup)?})))
}

#[derive(Deserialize)]
struct NewPerson {
    name: String,
}

async fn add_person(State(shared): Server, Json(person): Json<NewPerson>) -> Json<Value> {
    Json(json!({"email": shared.add_person(&person.name)}))
}

#[derive(Deserialize)]
struct NewToken {
    base: String,
    app_name: String,
    #[serde(default)]
    permission: Permission,
}

async fn add_api_token(State(shared): Server, Json(new): Json<NewToken>) -> Result<Json<Value>, Refusal> {
    let uuid = uuid(&shared, &new.base)?;
    Ok(Json(json!({"token": shared.make_api_token(&uuid, &new.app_name, new.permission)?})))
}

#[derive(Deserialize)]
struct OldToken {
    token: String,
}

async fn revoke(State(shared): Server, Json(old): Json<OldToken>) -> Json<Value> {
    shared.world().bases.iter_mut().for_each(|base| base.tokens.retain(|token| token.token != old.token));
    Json(json!({"success": true}))
}

#[derive(Deserialize)]
struct NewEdit {
    base: String,
    #[serde(default)]
    by: By,
    edit: Edit,
}

async fn edit(State(shared): Server, Json(new): Json<NewEdit>) -> Result<Json<Edited>, Refusal> {
    shared.edit(&uuid(&shared, &new.base)?, &new.edit, &new.by).map(Json)
}

#[derive(Deserialize)]
struct NewName {
    base: String,
    name: String,
}

async fn rename_base(State(shared): Server, Json(new): Json<NewName>) -> Result<Json<Value>, Refusal> {
    with(&shared, &new.base, |base| base.name = new.name)?;
    Ok(Json(json!({"success": true})))
}

#[derive(Deserialize)]
struct NewNotification {
    base: String,
    to: String,
    msg_type: String,
    detail: Value,
}

async fn notify(State(shared): Server, Json(new): Json<NewNotification>) -> Result<Json<Value>, Refusal> {
    shared.notify(&uuid(&shared, &new.base)?, &new.to, &new.msg_type, &new.detail)?;
    Ok(Json(json!({"success": true})))
}

async fn faults(State(shared): Server) -> Json<Faults> {
    Json(lock(&shared.faults).clone())
}

async fn set_faults(State(shared): Server, Json(faults): Json<Faults>) -> Json<Faults> {
    *lock(&shared.faults) = faults.clone();
    Json(faults)
}

async fn drop_sockets(State(shared): Server) -> Json<Value> {
    shared.door.cut(true);
    Json(json!({"success": true}))
}

#[derive(Deserialize)]
struct Keep {
    base: String,
    count: usize,
}

async fn keep_operations(State(shared): Server, Json(keep): Json<Keep>) -> Result<Json<Value>, Refusal> {
    with(&shared, &keep.base, |base| {
        base.keep = keep.count;
        let too_many = base.log.len().saturating_sub(keep.count);
        base.log.drain(..too_many);
    })?;
    Ok(Json(json!({"success": true})))
}

async fn calls(State(shared): Server) -> Json<Value> {
    Json(json!({"counts": shared.counts(), "calls": *lock(&shared.calls)}))
}

async fn sent(State(shared): Server) -> Json<Value> {
    Json(json!({"sent": *lock(&shared.sent)}))
}
