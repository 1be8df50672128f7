//! Setting up: bases, endpoints, secrets, the listener, rules.

use axum::{
    Json,
    extract::{Path, State},
};
use rowbell_api::{
    AddBase, AddEndpoint, AddRelay, AddRule, AddedRelay, Connect, Connected, Done, GenerateSecret, GeneratedSecret,
    HideContents, RenewAddress, RuleView, SetListen, SetSecret,
};
use rowbell_core::{
    config::host_name,
    engine::{ActionError, AddedBase, ConnectedBase},
    rules::{ME, Rule, RuleAction},
};

use super::{
    Answer, Shared, done,
    known::{base_named, base_to_come, kind_named, me_is_known, person_to_come, table_named},
};

pub(super) async fn add_base(State(app): Shared, Json(request): Json<AddBase>) -> Answer<Done> {
    let added = app.engine.add_base(&request.address, request.endpoint.as_deref(), request.uuid.as_deref()).await?;
    match added {
        AddedBase::Bound { uuid, already: true } => done(0, format!("The base {uuid} had this address already.")),
        AddedBase::Bound { uuid, .. } => done(1, format!("Clicks on changes of the base {uuid} open its rows now.")),
        AddedBase::Waiting { endpoint } => done(
            1,
            format!("Noted. The first change that arrives at the endpoint \"{endpoint}\" tells which base this is."),
        ),
    }
}

pub(super) async fn connect(State(app): Shared, Json(request): Json<Connect>) -> Answer<Connected> {
    let connected = app.engine.connect_base(request.address.as_deref(), request.token.into(), request.plain).await?;
    let ConnectedBase { uuid, name, address, token_name } = connected;
    Ok(Json(Connected { uuid: uuid.to_string(), name, address, token_name }))
}

pub(super) async fn load_older(State(app): Shared, Path(uuid): Path<String>) -> Answer<Done> {
    let missed = app.engine.load_older(&base_named(&app.engine, &uuid).await?).await?;
    done(missed, "The missing changes are being loaded. What SeaTable does not have any more stays a gap.")
}

pub(super) async fn remove_base(State(app): Shared, Path(uuid): Path<String>) -> Answer<Done> {
    let uuid = base_named(&app.engine, &uuid).await?;
    app.engine.remove_base(&uuid).await?;
    done(1, "The base's address and API token are forgotten. Its changes stay in the history.")
}

pub(super) async fn hide_contents(
    State(app): Shared,
    Path(base): Path<String>,
    Json(request): Json<HideContents>,
) -> Answer<Done> {
    let uuid = base_named(&app.engine, &base).await?;
    let new = app.engine.hide_contents(&uuid, request.hide)?;
    let name = app.engine.context().base_name(&uuid).unwrap_or_else(|| uuid.to_string());
    let message = if request.hide {
        format!(
            "Popups and tray say only that something changed in \"{name}\", and not what. `rowbell history` tells it all."
        )
    } else {
        format!("Popups and tray say what changed in \"{name}\".")
    };
    done(u64::from(new), message)
}

pub(super) async fn add_endpoint(State(app): Shared, Json(request): Json<AddEndpoint>) -> Answer<Done> {
    app.engine.add_endpoint(&request.name)?;
    done(1, format!("There is an endpoint \"{}\" now. `rowbell url` prints its address.", request.name))
}

pub(super) async fn add_relay(State(app): Shared, Json(request): Json<AddRelay>) -> Answer<AddedRelay> {
    let AddRelay { address, invitation, name } = request;
    let added = app.engine.add_relay(&address, invitation.as_deref(), name.as_deref()).await?;
    Ok(Json(AddedRelay { endpoint: added.endpoint, url: added.url }))
}

/// A new address beside the one before, or the end of that.
pub(super) async fn renew_address(
    State(app): Shared,
    Path(name): Path<String>,
    Json(request): Json<RenewAddress>,
) -> Answer<Done> {
    if request.end_old {
        app.engine.drop_old_address(&name)?;
        return done(1, "Only the newest address is good now.");
    }
    app.engine.renew_address(&name)?;
    done(
        1,
        format!(
            "The endpoint \"{name}\" has a new address: `rowbell url` prints it. The one before stays good: enter the new one in SeaTable, then end the old one with `rowbell endpoint renew {name} --end`."
        ),
    )
}

pub(super) async fn remove_endpoint(State(app): Shared, Path(name): Path<String>) -> Answer<Done> {
    let left = app.engine.remove_endpoint(&name).await?;
    let mut message = "The endpoint is gone. Delete its webhook in SeaTable too (base menu, Advanced, Webhooks), or SeaTable will keep posting to an address that nobody answers.".to_owned();
    if let Some(why) = left {
        message += &match why {
            ActionError::Secrets(why) => format!(
                "\nIts secret could not be deleted now ({why}). It stays where it is kept, and nothing uses it any more. To be rid of it, delete \"Rowbell: endpoint/{name}\" in your keyring program."
            ),
            why => format!("\n{why}"),
        };
    }
    done(1, message)
}

pub(super) async fn set_secret(State(app): Shared, Json(request): Json<SetSecret>) -> Answer<Done> {
    if request.drop_old {
        app.engine.drop_old_secret(&request.endpoint).await?;
        return done(1, "Only the newest secret is valid now.");
    }
    let removed = request.secret.is_none();
    let secret = request.secret.map(secrecy::SecretString::from);
    app.engine.set_secret(&request.endpoint, secret, request.keep_old).await?;
    done(
        1,
        match (removed, request.keep_old) {
            (true, _) => "The secret is removed. Deliveries to this endpoint are accepted unsigned.",
            (false, true) => "The secret is set. The one before stays valid until `rowbell secret drop-old`.",
            (false, false) => "The secret is set. Deliveries to this endpoint must be signed with it.",
        },
    )
}

/// A secret that nobody has to think of. It is told this once.
pub(super) async fn generate_secret(
    State(app): Shared,
    Json(request): Json<GenerateSecret>,
) -> Answer<GeneratedSecret> {
    let secret = app.engine.generate_secret(&request.endpoint, request.keep_old).await?;
    Ok(Json(GeneratedSecret { secret }))
}

pub(super) async fn unlock_secrets(State(app): Shared) -> Answer<Done> {
    app.engine.read_secrets().await?;
    done(1, "The secrets are read. Signatures are checked.")
}

pub(super) async fn set_listen(State(app): Shared, Json(request): Json<SetListen>) -> Answer<Done> {
    if let Some(address) = &request.address {
        app.engine.set_address(address)?;
    }
    if let Some(port) = request.port {
        app.engine.set_port(port)?;
    }
    if let Some(host) = &request.allow_host {
        app.engine.allow_host(host)?;
        let host = host_name(host).unwrap_or_default();
        return done(1, format!("Webhooks addressed to {host} are accepted now."));
    }
    done(1, "The addresses have changed: `rowbell url` prints them. Change the webhook's address in SeaTable too.")
}

pub(super) async fn rules(State(app): Shared) -> Json<Vec<RuleView>> {
    let view = |rule: &Rule| RuleView {
        name: rule.name.clone(),
        base: rule.base.as_ref().map(ToString::to_string),
        table: rule.table.clone(),
        kind: rule.kind.iter().map(|kind| kind.as_str().to_owned()).collect(),
        person: rule.person.clone(),
        action: if rule.action == RuleAction::Mute { "mute" } else { "announce" }.to_owned(),
    };
    Json(app.engine.context().settings.rules.iter().map(view).collect())
}

pub(super) async fn add_rule(State(app): Shared, Json(request): Json<AddRule>) -> Answer<Done> {
    let mut kinds = Vec::new();
    for name in &request.kind {
        kinds.push(kind_named(name)?);
    }
    let base = match &request.base {
        None => None,
        Some(base) => Some(base_to_come(&app.engine, base).await?),
    };
    let mut people = Vec::new();
    for person in &request.person {
        if person == ME {
            me_is_known(&app.engine).await?;
            people.push(person.clone());
        } else {
            people.push(person_to_come(&app.engine, person).await?);
        }
    }
    let mut advice = String::new();
    let table = match &request.table {
        None => None,
        Some(wanted) => Some(table_named(&app.engine, base.as_ref(), wanted).await?.unwrap_or_else(|seen| {
            advice = format!(" No change of a table \"{wanted}\" has come yet: is it spelled so? {seen}");
            wanted.clone()
        })),
    };
    let action = if request.announce { RuleAction::Announce } else { RuleAction::Mute };
    let named = || {
        let mut parts = vec![if request.announce { "Announce" } else { "Mute" }.to_owned()];
        parts.extend(request.kind.iter().cloned().chain(request.person.iter().cloned()));
        parts.extend(request.table.clone().into_iter().chain(request.base.clone()));
        parts.join(" ")
    };
    let name = request.name.clone().unwrap_or_else(named);
    let rule = Rule { name, base, table, kind: kinds, person: people, action };
    app.engine.add_rule(&rule)?;
    done(1, format!("The rule \"{}\" is in force.{advice}", rule.name))
}

pub(super) async fn remove_rule(State(app): Shared, Path(name): Path<String>) -> Answer<Done> {
    app.engine.remove_rule(&name)?;
    done(1, format!("The rule \"{name}\" is gone."))
}
