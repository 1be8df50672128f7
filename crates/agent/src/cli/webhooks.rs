//! `rowbell account …` and `rowbell webhook …`.

use std::io::{self, IsTerminal, Read, Write};

use anyhow::{Context, Result, bail};
use rowbell_api::{
    AccountBaseView, AccountView, AddAccount, BaseWebhooksView, Client, ClientError, CreateWebhook, CreatedWebhook,
    DisabledReason, ErrorCode, NamedBase, WebhookView,
};

use super::{
    Output,
    args::{AccountCommand, WebhookCommand},
    connect::answer,
    encoded,
    print::{local, plain},
};

pub(super) async fn account(command: AccountCommand, client: &Client, out: &Output) -> Result<()> {
    match command {
        AccountCommand::List => {
            out.show(&client.get::<Vec<AccountView>>("/v1/accounts").await?, |accounts| accounts_listed(accounts))
        }
        AccountCommand::Bases => {
            out.show(&client.get::<Vec<AccountBaseView>>("/v1/accounts/bases").await?, |bases| bases_listed(bases))
        }
        AccountCommand::Add { server, plain } => {
            let token = token()?;
            out.done(client.post("/v1/accounts", &AddAccount { server, token, plain }).await?)
        }
        AccountCommand::Remove { server } => {
            out.done(client.delete(&format!("/v1/accounts/{}", encoded(&server))).await?)
        }
    }
}

pub(super) async fn webhook(command: WebhookCommand, client: &Client, out: &Output) -> Result<()> {
    match command {
        WebhookCommand::List => {
            out.show(&client.get::<Vec<BaseWebhooksView>>("/v1/webhooks").await?, |bases| webhooks_listed(bases))
        }
        WebhookCommand::Create { base, endpoint, url, container, no_container } => {
            let container = (container || no_container).then_some(container);
            let mut request = CreateWebhook { base, endpoint, url, container };
            let created = match client.post("/v1/webhooks", &request).await {
                Err(ClientError::Refused(error))
                    if error.code == ErrorCode::AskContainer && io::stdin().is_terminal() =>
                {
                    let said = answer("Does SeaTable run in a container, such as Docker's, on this computer? [y/n] ")?;
                    let Some(said) = said else { bail!("Nothing was made.") };
                    request.container = Some(said.eq_ignore_ascii_case("y"));
                    client.post("/v1/webhooks", &request).await?
                }
                answered => answered?,
            };
            out.show(&created, created_webhook)
        }
        WebhookCommand::Enable { base } => out.done(client.post("/v1/webhooks/enable", &NamedBase { base }).await?),
        WebhookCommand::Forget { base } => out.done(client.post("/v1/webhooks/forget", &NamedBase { base }).await?),
    }
}

/// The token comes from standard input, so that it is in no list of processes and no shell history.
fn token() -> Result<String> {
    if io::stdin().is_terminal() {
        eprintln!("Paste your account token, then press Enter and Ctrl-D. SeaTable gives one for name and password:");
        eprintln!("  curl -d username=NAME --data-urlencode password@FILE https://SERVER/api2/auth-token/");
    }
    let mut token = String::new();
    io::stdin().read_to_string(&mut token).context("The token could not be read")?;
    let token = token.trim().to_owned();
    if token.is_empty() {
        bail!(
            "There was no account token on standard input. Nothing was changed. Try: rowbell account add SERVER < FILE"
        );
    }
    Ok(token)
}

fn accounts_listed(accounts: &[AccountView]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if accounts.is_empty() {
        return writeln!(out, "There is no account. `rowbell account add SERVER` takes a token from standard input.");
    }
    for account in accounts {
        let mends = if account.mend_webhooks { "switched on again by itself" } else { "only told of" };
        writeln!(out, "{}  webhooks that are off are {mends}", plain(&account.server))?;
        if let Some(problem) = &account.problem {
            writeln!(out, "  ! {}", plain(&problem.message))?;
        }
    }
    Ok(())
}

fn bases_listed(bases: &[AccountBaseView]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if bases.is_empty() {
        return writeln!(out, "Your accounts see no base.");
    }
    for base in bases {
        let shared = if base.shared { ", shared" } else { "" };
        writeln!(out, "{}  {}  ({}{shared})", plain(&base.uuid), plain(&base.name), plain(&base.workspace))?;
        if let Some(address) = &base.address {
            writeln!(out, "  {}", plain(address))?;
        }
    }
    Ok(())
}

fn webhooks_listed(bases: &[BaseWebhooksView]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if bases.is_empty() {
        return writeln!(
            out,
            "Your accounts see none of the bases that Rowbell knows. `rowbell webhook create BASE` makes a webhook."
        );
    }
    for base in bases {
        writeln!(out, "{}", plain(&base.name))?;
        if let Some(problem) = &base.problem {
            writeln!(out, "  ! {}", plain(&problem.message))?;
        } else if base.webhooks.is_empty() {
            writeln!(out, "  no webhook; `rowbell webhook create {}` makes one", plain(&base.uuid))?;
        }
        for webhook in &base.webhooks {
            let place = webhook
                .endpoint
                .as_deref()
                .map_or("does not come here".to_owned(), |name| format!("endpoint {}", plain(name)));
            writeln!(out, "  {}  {}  {place}", plain(&webhook.url), state(webhook))?;
        }
    }
    Ok(())
}

fn state(webhook: &WebhookView) -> String {
    let at = |at: &Option<String>| at.as_deref().map(local).unwrap_or_default();
    let Some(why) = webhook.why else { return webhook.state.clone() };
    let why = match why {
        DisabledReason::WrongSignature => "wrong signatures were refused",
        DisabledReason::NotStored => "changes could not be stored here",
        DisabledReason::HostRefused => "messages to a name that is not allowed were refused",
        DisabledReason::NotListening => "Rowbell does not listen",
        DisabledReason::OtherPort => "its address is a port that Rowbell does not listen at",
        DisabledReason::Away => "probably the computer slept or Rowbell was not running",
        DisabledReason::Unreachable => "probably this computer could not be reached",
    };
    match &webhook.mended_at {
        Some(_) => format!("{}; was off, on again since {} ({why})", webhook.state, at(&webhook.mended_at)),
        None => format!("{} since {} or before ({why})", webhook.state, at(&webhook.noticed_at)),
    }
}

fn created_webhook(created: &CreatedWebhook) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let what =
        if created.was_there { "had this webhook already; it is on and checked now" } else { "has a webhook now" };
    writeln!(out, "\"{}\" {what}: {}", plain(&created.name), plain(&created.url))?;
    writeln!(out, "It comes to the endpoint \"{}\", which demands its signature.", plain(&created.endpoint))
}
