//! `rowbell webhook …`

use std::io::{self, IsTerminal, Write};

use anyhow::{Result, bail};
use clap::Subcommand;
use rowbell_api::{
    BaseWebhooksView, Client, ClientError, CreateWebhook, CreatedWebhook, DisabledReason, ErrorCode, NamedBase,
    WebhookView,
};

use super::output::{Output, answer, local, plain};
use crate::words::text;

/// `rowbell webhook …`
#[derive(Debug, Subcommand)]
pub enum WebhookCommand {
    /// List the webhooks of the bases that Rowbell knows, and say which SeaTable has switched off.
    List,
    /// Create a base's webhook, with its own secret.
    Create {
        /// The base, by name, uuid or address.
        base: String,
        /// The endpoint that it posts to, created if necessary; a free one unless given.
        #[arg(long, value_name = "NAME")]
        endpoint: Option<String>,
        /// The address that it posts to, such as a forwarder's; the endpoint's own unless given.
        #[arg(long, value_name = "URL")]
        url: Option<String>,
        /// SeaTable runs in a container, such as Docker's, on this computer.
        #[arg(long)]
        container: bool,
        /// SeaTable runs on this computer, but not in a container.
        #[arg(long, conflicts_with = "container")]
        no_container: bool,
    },
    /// Make SeaTable send again after it has switched a base's webhook off.
    Enable {
        /// The base, by name, uuid or address.
        base: String,
    },
    /// No longer expect a base's webhook, because you deleted it in SeaTable.
    Forget {
        /// The base, by name or uuid.
        base: String,
    },
}

pub(super) async fn run(command: WebhookCommand, client: &Client, out: &Output) -> Result<()> {
    match command {
        WebhookCommand::List => {
            out.show(&client.get::<Vec<BaseWebhooksView>>("/v1/webhooks").await?, |bases| list(bases))
        }
        WebhookCommand::Create { base, endpoint, url, container, no_container } => {
            let container = (container || no_container).then_some(container);
            let mut request = CreateWebhook { base, endpoint, url, container };
            let created = match client.post("/v1/webhooks", &request).await {
                Err(ClientError::Refused(error))
                    if error.code == ErrorCode::AskContainer && io::stdin().is_terminal() =>
                {
                    let Some(said) = answer(&text!("container-question"))? else { bail!(text!("nothing-made")) };
                    request.container = Some(said.eq_ignore_ascii_case("y"));
                    client.post("/v1/webhooks", &request).await?
                }
                answered => answered?,
            };
            out.show(&created, show_created)
        }
        WebhookCommand::Enable { base } => out.done(client.post("/v1/webhooks/enable", &NamedBase { base }).await?),
        WebhookCommand::Forget { base } => out.done(client.post("/v1/webhooks/forget", &NamedBase { base }).await?),
    }
}

fn list(bases: &[BaseWebhooksView]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if bases.is_empty() {
        return writeln!(out, "{}", text!("webhooks-none"));
    }
    for base in bases {
        writeln!(out, "{}", plain(&base.name))?;
        if let Some(problem) = &base.problem {
            writeln!(out, "  ! {}", plain(&problem.message))?;
        } else if base.webhooks.is_empty() {
            writeln!(out, "  {}", text!("base-without-webhook", uuid = plain(&base.uuid)))?;
        }
        for webhook in &base.webhooks {
            let place = match &webhook.endpoint {
                Some(name) => text!("webhook-endpoint", name = plain(name)),
                None => text!("webhook-elsewhere"),
            };
            writeln!(out, "  {}  {}  {place}", plain(&webhook.url), state(webhook))?;
        }
    }
    Ok(())
}

fn state(webhook: &WebhookView) -> String {
    let at = |at: &Option<String>| at.as_deref().map(local).unwrap_or_default();
    let Some(why) = webhook.why else { return webhook.state.clone() };
    let (state, reason) = (webhook.state.as_str(), disabled_reason(why));
    match &webhook.mended_at {
        Some(_) => text!("webhook-was-off", state = state, at = at(&webhook.mended_at), reason = reason),
        None => text!("webhook-is-off", state = state, at = at(&webhook.noticed_at), reason = reason),
    }
}

fn disabled_reason(reason: DisabledReason) -> String {
    match reason {
        DisabledReason::WrongSignature => text!("disabled-wrong-signature"),
        DisabledReason::NotStored => text!("disabled-not-stored"),
        DisabledReason::HostRefused => text!("disabled-host-refused"),
        DisabledReason::NotListening => text!("disabled-not-listening"),
        DisabledReason::OtherPort => text!("disabled-other-port"),
        DisabledReason::Away => text!("disabled-away"),
        DisabledReason::Unreachable => text!("disabled-unreachable"),
    }
}

fn show_created(created: &CreatedWebhook) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let (base, url) = (plain(&created.name), plain(&created.url));
    let made = match created.was_there {
        true => text!("webhook-was-there", base = base, url = url),
        false => text!("webhook-created", base = base, url = url),
    };
    writeln!(out, "{made}\n{}", text!("webhook-signed", endpoint = plain(&created.endpoint)))
}
