//! `rowbell secret …`

use anyhow::{Result, bail};
use clap::Subcommand;
use rowbell_api::{Client, SetSecret};

use super::output::{Output, piped};
use crate::words::text;

/// `rowbell secret …`
#[derive(Debug, Subcommand)]
pub enum SecretCommand {
    /// Set an endpoint's secret, read from standard input.
    Set {
        /// The endpoint.
        #[arg(default_value = "default")]
        endpoint: String,
        /// Let the previous secret stay valid too, until `drop-old`.
        #[arg(long)]
        keep_old: bool,
    },
    /// Revoke the previous secret: only the newest stays valid.
    DropOld {
        /// The endpoint.
        #[arg(default_value = "default")]
        endpoint: String,
    },
    /// Read the secrets now; a locked keyring asks for its password.
    Unlock,
    /// Remove an endpoint's secret; deliveries are accepted unsigned.
    Remove {
        /// The endpoint.
        #[arg(default_value = "default")]
        endpoint: String,
    },
}

pub(super) async fn run(command: SecretCommand, client: &Client, out: &Output) -> Result<()> {
    let request = match command {
        SecretCommand::Unlock => return out.done(client.post("/v1/secrets/unlock", &()).await?),
        SecretCommand::DropOld { endpoint } => SetSecret { endpoint, drop_old: true, ..SetSecret::default() },
        SecretCommand::Remove { endpoint } => SetSecret { endpoint, ..SetSecret::default() },
        SecretCommand::Set { endpoint, keep_old } => {
            let secret = piped(|| text!("secret-paste"))?.trim_end_matches(['\r', '\n']).to_owned();
            if secret.is_empty() {
                bail!(text!("secret-none", endpoint = endpoint));
            }
            SetSecret { endpoint, secret: Some(secret), keep_old, drop_old: false }
        }
    };
    out.done(client.post("/v1/secrets", &request).await?)
}
