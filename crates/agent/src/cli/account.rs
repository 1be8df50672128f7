//! `rowbell account …`

use std::io::{self, Write};

use anyhow::{Result, bail};
use clap::Subcommand;
use rowbell_api::{AccountBaseView, AccountView, AddAccount, Client};

use super::output::{Output, encoded, piped, plain};
use crate::words::text;

/// `rowbell account …`
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// List the accounts.
    List,
    /// Add one, or give it another token, which is read from standard input.
    Add {
        /// The server; SeaTable Cloud unless given.
        server: Option<String>,
        /// Send the token unencrypted if the server offers no encryption.
        #[arg(long)]
        plain: bool,
    },
    /// Forget one and its token.
    Remove {
        /// The server.
        server: String,
    },
    /// List the bases that the accounts see.
    Bases,
}

pub(super) async fn run(command: AccountCommand, client: &Client, out: &Output) -> Result<()> {
    match command {
        AccountCommand::List => {
            out.show(&client.get::<Vec<AccountView>>("/v1/accounts").await?, |accounts| list(accounts))
        }
        AccountCommand::Bases => {
            out.show(&client.get::<Vec<AccountBaseView>>("/v1/accounts/bases").await?, |bases| list_bases(bases))
        }
        AccountCommand::Add { server, plain } => {
            let token = piped(|| text!("account-paste"))?.trim().to_owned();
            if token.is_empty() {
                bail!(text!("account-token-none"));
            }
            out.done(client.post("/v1/accounts", &AddAccount { server, token, plain }).await?)
        }
        AccountCommand::Remove { server } => {
            out.done(client.delete(&format!("/v1/accounts/{}", encoded(&server))).await?)
        }
    }
}

fn list(accounts: &[AccountView]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if accounts.is_empty() {
        return writeln!(out, "{}", text!("accounts-none"));
    }
    for account in accounts {
        let webhooks = if account.mend_webhooks { text!("account-reenables") } else { text!("account-only-tells") };
        writeln!(out, "{}  {webhooks}", plain(&account.server))?;
        if let Some(problem) = &account.problem {
            writeln!(out, "  ! {}", plain(&problem.message))?;
        }
    }
    Ok(())
}

fn list_bases(bases: &[AccountBaseView]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if bases.is_empty() {
        return writeln!(out, "{}", text!("account-bases-none"));
    }
    for base in bases {
        let workspace = plain(&base.workspace);
        let place = if base.shared { text!("workspace-shared", workspace = workspace) } else { workspace };
        writeln!(out, "{}  {}  ({place})", plain(&base.uuid), plain(&base.name))?;
        if let Some(address) = &base.address {
            writeln!(out, "  {}", plain(address))?;
        }
    }
    Ok(())
}
