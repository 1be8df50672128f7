//! `rowbell relay …`

use std::io::{self, Write};

use anyhow::Result;
use clap::Subcommand;
use rowbell_api::{AddRelay, AddedRelay, Client, EndpointView, Status};

use super::{
    endpoint,
    output::{Output, encoded, plain},
};
use crate::words::text;

/// `rowbell relay …`
#[derive(Debug, Subcommand)]
pub enum RelayCommand {
    /// List the mailboxes at relays.
    List,
    /// Open a mailbox at a relay; prints the address for SeaTable.
    Add {
        /// The relay's address, such as relay.example.org, or an invitation link (rowbell://relay?…).
        address: String,
        /// The invitation, if the relay's operator asks for one and the address is not a link.
        #[arg(long, value_name = "CODE")]
        invitation: Option<String>,
        /// What to call the endpoint; the relay's host unless given.
        #[arg(long)]
        name: Option<String>,
    },
    /// Close a mailbox: what is in it is deleted, and webhooks to it are refused.
    Remove {
        /// Its name.
        name: String,
    },
}

pub(super) async fn run(command: RelayCommand, client: &Client, out: &Output) -> Result<()> {
    match command {
        RelayCommand::List => {
            let status: Status = client.get("/v1/status").await?;
            let at_relays = status.endpoints.into_iter().filter(|endpoint| endpoint.relay.is_some());
            let at_relays: Vec<EndpointView> = at_relays.collect();
            out.show(&at_relays, |endpoints| {
                if endpoints.is_empty() {
                    return writeln!(io::stdout(), "{}", text!("mailboxes-none"));
                }
                endpoint::list(endpoints)
            })
        }
        RelayCommand::Add { address, invitation, name } => {
            let added: AddedRelay = client.post("/v1/relays", &AddRelay { address, invitation, name }).await?;
            out.show(&added, |added| {
                let (name, url) = (plain(&added.endpoint), added.url.as_str());
                writeln!(io::stdout(), "{}", text!("mailbox-opened", name = name, url = url))
            })
        }
        RelayCommand::Remove { name } => out.done(client.delete(&format!("/v1/endpoints/{}", encoded(&name))).await?),
    }
}
