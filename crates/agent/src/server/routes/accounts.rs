//! Accounts at SeaTable servers, and webhooks.

use axum::{
    Json,
    extract::{Path, State},
};
use rowbell_api::{
    AccountBaseView, AccountView, AddAccount, BaseWebhooksView, CreateWebhook, CreatedWebhook, Done, NamedBase,
    WebhookView,
};
use rowbell_core::{
    account::AccountBase,
    services::{BaseWebhooks, Webhook},
    webhook_health::{Reenabled, WebhookProblem},
};

use super::{Answer, Shared, done};
use crate::{
    server::{
        problems::{self, disabled_reason},
        reasons,
        view::time,
    },
    words::text,
};

pub(super) async fn accounts(State(app): Shared) -> Json<Vec<AccountView>> {
    let problems = app.engine.services().accounts.errors();
    let view = |account: &rowbell_core::config::Account| AccountView {
        server: account.server.clone(),
        mend_webhooks: account.mend_webhooks,
        problem: problems.get(&account.server).map(reasons::of_account),
    };
    Json(app.engine.context().settings.accounts.iter().map(view).collect())
}

pub(super) async fn add_account(State(app): Shared, Json(request): Json<AddAccount>) -> Answer<Done> {
    let (server, bases) =
        app.engine.services().accounts.add(request.server.as_deref(), request.token.into(), request.plain).await?;
    done(1, text!("account-added", server = server, count = bases))
}

pub(super) async fn remove_account(State(app): Shared, Path(server): Path<String>) -> Answer<Done> {
    app.engine.services().accounts.remove(&server).await?;
    done(1, text!("account-removed"))
}

pub(super) async fn account_bases(State(app): Shared) -> Answer<Vec<AccountBaseView>> {
    let view = |base: AccountBase| AccountBaseView {
        address: base.address().map(|address| address.base_url()),
        server: base.server,
        workspace: base.workspace,
        uuid: base.uuid.to_string(),
        name: base.name,
        shared: base.is_shared,
    };
    Ok(Json(app.engine.services().accounts.bases().await?.into_iter().map(view).collect()))
}

pub(super) async fn webhooks(State(app): Shared) -> Answer<Vec<BaseWebhooksView>> {
    let view = |BaseWebhooks { base, webhooks }: BaseWebhooks| {
        let (webhooks, problem) = match webhooks {
            Ok(webhooks) => (webhooks.into_iter().map(webhook).collect(), None),
            Err(error) => (Vec::new(), Some(reasons::of_account(&error.into()))),
        };
        BaseWebhooksView { server: base.server, uuid: base.uuid.to_string(), name: base.name, webhooks, problem }
    };
    Ok(Json(app.engine.services().webhooks.list().await?.into_iter().map(view).collect()))
}

fn webhook(webhook: Webhook) -> WebhookView {
    let mut view = WebhookView {
        id: webhook.id,
        url: webhook.url,
        state: if webhook.is_on { "valid" } else { "off" }.to_owned(),
        endpoint: webhook.endpoint,
        ..WebhookView::default()
    };
    if let Some(WebhookProblem::Off { noticed_ms, reason, reenabled, .. }) = webhook.problem {
        view.noticed_at = Some(time(noticed_ms));
        view.why = Some(disabled_reason(reason));
        match reenabled {
            Reenabled::At(ms) => view.mended_at = Some(time(ms)),
            Reenabled::No(obstacle) => view.obstacle = Some(problems::obstacle(&obstacle)),
        }
    }
    view
}

pub(super) async fn create_webhook(State(app): Shared, Json(request): Json<CreateWebhook>) -> Answer<CreatedWebhook> {
    let CreateWebhook { base, endpoint, url, container } = request;
    let made =
        app.engine.services().webhook_maker.create(&base, endpoint.as_deref(), url.as_deref(), container).await?;
    Ok(Json(CreatedWebhook {
        uuid: made.base.uuid.to_string(),
        name: made.base.name,
        url: made.url,
        endpoint: made.endpoint,
        was_there: made.was_there,
    }))
}

pub(super) async fn forget_webhooks(State(app): Shared, Json(request): Json<NamedBase>) -> Answer<Done> {
    match app.engine.services().webhook_health.forget(&request.base) {
        0 => done(0, text!("webhook-not-silent")),
        count => done(count, text!("webhook-forgotten")),
    }
}

pub(super) async fn enable_webhooks(State(app): Shared, Json(request): Json<NamedBase>) -> Answer<Done> {
    match app.engine.services().webhooks.enable(&request.base).await? {
        0 => done(0, text!("webhook-was-on")),
        count => done(count, text!("webhook-enabled")),
    }
}
