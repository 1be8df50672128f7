use std::sync::Arc;

use hyper::Method;
use secrecy::{ExposeSecret, SecretString};

use super::{
    ApiError, RateLimit, Server,
    call::{Call, call},
    encoded,
    rate::Tally,
};
use crate::answer::{self, BaseRule, Department, Person, Webhook, Workspace};

/// What somebody may do with their account token: see their bases, and manage the webhooks of those they administer
/// (`seahub/api2/endpoints/webhook.py`; neither an API token nor access to a base will do).
#[derive(Debug, Clone)]
pub struct AccountClient {
    server: Server,
    token: SecretString,
    tally: Arc<Tally>,
}

impl AccountClient {
    /// A client for the account that this token is of.
    pub fn new(server: Server, account_token: SecretString) -> Self {
        Self { server, token: account_token, tally: Arc::default() }
    }

    /// The server.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The workspaces with their bases.
    ///
    /// # Errors
    ///
    /// If the call fails.
    pub async fn workspaces(&self) -> Result<Vec<Workspace>, ApiError> {
        let answer = self.call(&Call::get("/api/v2.1/workspaces/?detail=true".to_owned())).await?;
        Ok(answer::read_workspaces(&answer)?)
    }

    /// Whose account it is.
    ///
    /// # Errors
    ///
    /// If the call fails.
    pub async fn owner(&self) -> Result<Person, ApiError> {
        let answer = self.call(&Call::get("/api2/account/info/".to_owned())).await?;
        Ok(answer::read_account_owner(&answer)?)
    }

    /// The departments of the account's team; none where it is in no team.
    ///
    /// # Errors
    ///
    /// If the call fails; [`ApiError::NotFound`] from servers that have no departments.
    pub async fn departments(&self) -> Result<Vec<Department>, ApiError> {
        let answer = self.call(&Call::get("/api/v2.1/address-book-v2/departments/".to_owned())).await?;
        Ok(answer::read_departments(&answer)?)
    }

    /// A base's notification rules. Any access to the base will do (documented: "Base Notification Rules" of SeaTable's older
    /// API manual; known: `seahub/api2/endpoints/dtable_notification_rules.py`).
    ///
    /// # Errors
    ///
    /// If the call fails.
    pub async fn notification_rules(&self, workspace_id: u64, base_name: &str) -> Result<Vec<BaseRule>, ApiError> {
        let answer = self.call(&Call::get(of_base(workspace_id, base_name, "notification-rules"))).await?;
        Ok(answer::read_notification_rules(&answer)?)
    }

    /// A base's automations (documented: `listAutomationRules` in `user_account_operations.yaml` of `seatable/openapi`; any
    /// access to the base will do, known: `dtable_automation_rules.py`).
    ///
    /// # Errors
    ///
    /// If the call fails; [`ApiError::NotAllowed`] also where the base's owner may have none, as everywhere but in
    /// SeaTable's Enterprise edition.
    pub async fn automation_rules(&self, workspace_id: u64, base_name: &str) -> Result<Vec<BaseRule>, ApiError> {
        let answer = self.call(&Call::get(of_base(workspace_id, base_name, "automation-rules"))).await?;
        Ok(answer::read_automation_rules(&answer)?)
    }

    /// A base's webhooks.
    ///
    /// # Errors
    ///
    /// If the call fails; [`ApiError::NotAllowed`] unless the account administers the base.
    pub async fn webhooks(&self, workspace_id: u64, base_name: &str) -> Result<Vec<Webhook>, ApiError> {
        let answer = self.call(&Call::get(webhooks(workspace_id, base_name))).await?;
        Ok(answer::read_webhooks(&answer)?)
    }

    /// Makes a webhook.
    ///
    /// # Errors
    ///
    /// If the call fails; [`ApiError::Refused`] with status 409 if the base has one with this address.
    pub async fn create_webhook(
        &self,
        workspace_id: u64,
        base_name: &str,
        url: &str,
        secret: Option<&SecretString>,
    ) -> Result<Webhook, ApiError> {
        self.save(Method::POST, webhooks(workspace_id, base_name), url, secret).await
    }

    /// Saves a webhook again, which also makes a server send again that had given up. Without a secret the old one
    /// stays.
    ///
    /// # Errors
    ///
    /// If the call fails.
    pub async fn update_webhook(
        &self,
        workspace_id: u64,
        base_name: &str,
        id: u64,
        url: &str,
        secret: Option<&SecretString>,
    ) -> Result<Webhook, ApiError> {
        self.save(Method::PUT, format!("{}{id}/", webhooks(workspace_id, base_name)), url, secret).await
    }

    /// Deletes a webhook.
    ///
    /// # Errors
    ///
    /// If the call fails.
    pub async fn delete_webhook(&self, workspace_id: u64, base_name: &str, id: u64) -> Result<(), ApiError> {
        let path = format!("{}{id}/", webhooks(workspace_id, base_name));
        self.call(&Call::delete(path)).await.map(|_| ())
    }

    /// What the server last said about its limit of calls.
    pub fn rate(&self) -> RateLimit {
        self.tally.rate()
    }

    /// How many calls were made in the last minute.
    pub fn calls_last_minute(&self) -> usize {
        self.tally.last_minute()
    }

    async fn save(
        &self,
        method: Method,
        path: String,
        url: &str,
        secret: Option<&SecretString>,
    ) -> Result<Webhook, ApiError> {
        let mut fields = vec![("url", url)];
        fields.extend(secret.map(|secret| ("secret", secret.expose_secret())));
        let answer = self.call(&Call::form(method, path, &fields)).await?;
        Ok(answer::read_webhook(&answer)?)
    }

    async fn call(&self, what: &Call) -> Result<String, ApiError> {
        call(&self.server, what, &self.token, &self.tally).await
    }
}

fn webhooks(workspace_id: u64, base_name: &str) -> String {
    of_base(workspace_id, base_name, "webhooks")
}

/// `/api/v2.1/workspace/{id}/dtable/{name}/…/`
fn of_base(workspace_id: u64, base_name: &str, what: &str) -> String {
    format!("/api/v2.1/workspace/{workspace_id}/dtable/{}/{what}/", encoded(base_name))
}
