//! Setting up: bases, endpoints, secrets, the listener, rules.

use axum::{
    Json,
    extract::{Path, State},
};
use rowbell_api::{
    AddBase, AddEndpoint, AddRelay, AddedRelay, Connect, Connected, Done, GenerateSecret, GeneratedSecret,
    HideContents, ME, RenewAddress, Rule, RuleAction, SetListen, SetSecret,
};
use rowbell_core::{
    config::host_name,
    services::{AddedBase, ConnectedBase},
};
use seatable::BaseUuid;

use super::{
    Answer, App, Shared, done,
    known::{base_named, base_to_come, me_is_known, person_to_come, table_named},
};
use crate::{
    server::refusal::{self, Refusal},
    words::text,
};

pub(super) async fn add_base(State(app): Shared, Json(request): Json<AddBase>) -> Answer<Done> {
    let added =
        app.engine.services().bases.add(&request.address, request.endpoint.as_deref(), request.uuid.as_deref()).await?;
    match added {
        AddedBase::Bound { uuid, already: true } => done(0, text!("base-known", uuid = uuid.as_str())),
        AddedBase::Bound { uuid, .. } => done(1, text!("base-added", uuid = uuid.as_str())),
        AddedBase::Waiting { endpoint } => done(1, text!("base-waiting", endpoint = endpoint)),
    }
}

pub(super) async fn connect(State(app): Shared, Json(request): Json<Connect>) -> Answer<Connected> {
    let connected = app
        .engine
        .services()
        .connections
        .connect(request.address.as_deref(), request.token.into(), request.plain)
        .await?;
    let ConnectedBase { uuid, name, address, token_name } = connected;
    Ok(Json(Connected { uuid: uuid.to_string(), name, address, token_name }))
}

pub(super) async fn load_older(State(app): Shared, Path(uuid): Path<String>) -> Answer<Done> {
    let missed = app.engine.services().connections.load_older(&base_named(&app.engine, &uuid).await?).await?;
    done(missed, text!("loading-gap"))
}

pub(super) async fn remove_base(State(app): Shared, Path(uuid): Path<String>) -> Answer<Done> {
    let uuid = base_named(&app.engine, &uuid).await?;
    app.engine.services().bases.remove(&uuid).await?;
    done(1, text!("base-removed"))
}

pub(super) async fn hide_contents(
    State(app): Shared,
    Path(base): Path<String>,
    Json(request): Json<HideContents>,
) -> Answer<Done> {
    let uuid = base_named(&app.engine, &base).await?;
    let new = app.engine.services().bases.hide_contents(&uuid, request.hide)?;
    let name = app.engine.context().base_name(&uuid).unwrap_or_else(|| uuid.to_string());
    let message =
        if request.hide { text!("contents-hidden", base = name) } else { text!("contents-shown", base = name) };
    done(u64::from(new), message)
}

pub(super) async fn add_endpoint(State(app): Shared, Json(request): Json<AddEndpoint>) -> Answer<Done> {
    app.engine.services().endpoints.add(&request.name)?;
    done(1, text!("endpoint-added", name = request.name))
}

pub(super) async fn add_relay(State(app): Shared, Json(request): Json<AddRelay>) -> Answer<AddedRelay> {
    let AddRelay { address, invitation, name } = request;
    let added = app.engine.services().relays.add(&address, invitation.as_deref(), name.as_deref()).await?;
    Ok(Json(AddedRelay { endpoint: added.endpoint, url: added.url }))
}

/// A new address beside the previous one, or the end of the previous one.
pub(super) async fn renew_address(
    State(app): Shared,
    Path(name): Path<String>,
    Json(request): Json<RenewAddress>,
) -> Answer<Done> {
    if request.end_old {
        app.engine.services().endpoints.drop_old_address(&name)?;
        return done(1, text!("old-address-ended"));
    }
    app.engine.services().endpoints.renew_address(&name)?;
    done(1, text!("address-is-new", name = name))
}

pub(super) async fn remove_endpoint(State(app): Shared, Path(name): Path<String>) -> Answer<Done> {
    let left = app.engine.services().endpoints.remove(&name).await?;
    let mut message = text!("endpoint-removed");
    if let Some(error) = left {
        message += &format!("\n{}", refusal::left_of_endpoint(&name, error));
    }
    done(1, message)
}

pub(super) async fn set_secret(State(app): Shared, Json(request): Json<SetSecret>) -> Answer<Done> {
    if request.drop_old {
        app.engine.services().secrets.drop_old(&request.endpoint).await?;
        return done(1, text!("old-secret-ended"));
    }
    let removed = request.secret.is_none();
    let secret = request.secret.map(secrecy::SecretString::from);
    app.engine.services().secrets.set(&request.endpoint, secret, request.keep_old).await?;
    done(
        1,
        match (removed, request.keep_old) {
            (true, _) => text!("secret-removed"),
            (false, true) => text!("secret-set-beside"),
            (false, false) => text!("secret-set"),
        },
    )
}

/// A generated secret. It is shown only this once.
pub(super) async fn generate_secret(
    State(app): Shared,
    Json(request): Json<GenerateSecret>,
) -> Answer<GeneratedSecret> {
    let secret = app.engine.services().secrets.generate(&request.endpoint, request.keep_old).await?;
    Ok(Json(GeneratedSecret { secret }))
}

pub(super) async fn unlock_secrets(State(app): Shared) -> Answer<Done> {
    app.engine.services().keyring.unlock().await?;
    done(1, text!("secrets-read"))
}

pub(super) async fn set_listen(State(app): Shared, Json(request): Json<SetListen>) -> Answer<Done> {
    if let Some(address) = &request.address {
        app.engine.services().listening.set_address(address)?;
    }
    if let Some(port) = request.port {
        app.engine.services().listening.set_port(port)?;
    }
    if let Some(host) = &request.allow_host {
        app.engine.services().refusals.allow(host)?;
        let host = host_name(host).unwrap_or_default();
        return done(1, text!("host-allowed", host = host));
    }
    done(1, text!("addresses-changed"))
}

pub(super) async fn rules(State(app): Shared) -> Json<Vec<Rule>> {
    Json(app.engine.context().settings.rules.clone())
}

/// A rule as the person puts it, with names of bases and people instead of their ids.
pub(super) async fn add_rule(State(app): Shared, Json(wanted): Json<Rule>) -> Answer<Done> {
    let (rule, advice) = meant(&app, wanted).await?;
    app.engine.services().rules.add(&rule).await?;
    let added = text!("rule-added", name = rule.name);
    done(1, if advice.is_empty() { added } else { format!("{added} {advice}") })
}

pub(super) async fn replace_rule(
    State(app): Shared,
    Path(name): Path<String>,
    Json(wanted): Json<Rule>,
) -> Answer<Done> {
    let (rule, advice) = meant(&app, wanted).await?;
    app.engine.services().rules.replace(&name, &rule).await?;
    let replaced = text!("rule-replaced", name = rule.name);
    done(1, if advice.is_empty() { replaced } else { format!("{replaced} {advice}") })
}

/// The rule by the ids of what is known, and what to say of what is not.
async fn meant(app: &App, wanted: Rule) -> Result<(Rule, String), Refusal> {
    let base = match &wanted.base {
        None => None,
        Some(base) => Some(base_to_come(&app.engine, base.as_str()).await?),
    };
    let mut people = Vec::new();
    for person in &wanted.person {
        if person == ME {
            me_is_known(&app.engine).await?;
            people.push(person.clone());
        } else {
            people.push(person_to_come(&app.engine, person).await?);
        }
    }
    let mut advice = String::new();
    let table = match &wanted.table {
        None => None,
        Some(wanted) => Some(table_named(&app.engine, base.as_ref(), wanted).await?.unwrap_or_else(|seen| {
            advice = text!("table-not-seen", wanted = wanted, seen = seen);
            wanted.clone()
        })),
    };
    let name = if wanted.name.is_empty() { name_of(&wanted) } else { wanted.name };
    Ok((Rule { name, base, table, person: people, ..wanted }, advice))
}

/// The name of a rule to which nobody gave one: its conditions, as the person put them.
fn name_of(rule: &Rule) -> String {
    let action = match rule.action {
        RuleAction::Announce => "Announce",
        RuleAction::Mute => "Mute",
        RuleAction::Snooze => "Snooze",
        RuleAction::Highlight => "Highlight",
    };
    let kinds = rule.kind.iter().map(|kind| kind.as_str());
    let places = rule.table.as_deref().into_iter().chain(rule.base.as_ref().map(BaseUuid::as_str));
    let parts = kinds.chain(rule.person.iter().map(String::as_str)).chain(places);
    std::iter::once(action).chain(parts).collect::<Vec<_>>().join(" ")
}

pub(super) async fn remove_rule(State(app): Shared, Path(name): Path<String>) -> Answer<Done> {
    app.engine.services().rules.remove(&name).await?;
    done(1, text!("rule-removed", name = name))
}
