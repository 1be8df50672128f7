//! SeaTable's webhooks: which endpoint one comes to, and how it is switched on.

use seatable::{
    answer,
    client::{AccountClient, ApiError},
};

use crate::{
    account::AccountBase,
    config::{Endpoint, Settings},
};

/// Saving a webhook as it is switches it on again (known: `seahub/api2/endpoints/webhook.py`).
pub(super) async fn save_again(
    client: &AccountClient,
    base: &AccountBase,
    webhook: &answer::Webhook,
) -> Result<(), ApiError> {
    client.update_webhook(base.workspace_id, &base.name, webhook.id, &webhook.url, None).await.map(drop)
}

/// The endpoint that a webhook comes to: its token, or the one before, is in the address, or the settings say so.
pub(super) fn endpoint_of(settings: &Settings, url: &str) -> Option<String> {
    let ours = |endpoint: &&Endpoint| {
        endpoint.tokens().any(|token| url.ends_with(&format!("/{token}")))
            || endpoint.webhook_url.as_deref() == Some(url)
    };
    settings.endpoints.iter().find(ours).map(|endpoint| endpoint.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhooks_endpoint_is_known_by_its_token_or_from_the_settings() {
        let text = "[[endpoint]]\nname = \"a\"\ntoken = \"0123456789012345678901\"\n\n[[endpoint]]\nname = \"b\"\ntoken = \"1123456789012345678901\"\nold_token = \"2123456789012345678901\"\nwebhook_url = \"https://forwarder.example/x\"\n";
        let settings = Settings::parse(text, std::path::Path::new("rowbell.toml")).expect("good settings");
        let of = |url| endpoint_of(&settings, url);
        assert_eq!(of("http://box.lan:8765/hook/0123456789012345678901").as_deref(), Some("a"));
        assert_eq!(of("https://forwarder.example/x").as_deref(), Some("b"));
        assert_eq!(of("http://box.lan:8765/hook/2123456789012345678901").as_deref(), Some("b"));
        assert_eq!(of("https://elsewhere.example/hook"), None);
    }
}
