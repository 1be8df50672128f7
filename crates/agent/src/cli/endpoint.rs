//! `rowbell endpoint …`

use std::io::{self, Write};

use anyhow::Result;
use clap::Subcommand;
use rowbell_api::{AddEndpoint, Client, EndpointView, RelayView, RenewAddress, SetListen, Status};

use super::output::{Output, encoded, local, plain};
use crate::words::text;

/// `rowbell endpoint …`
#[derive(Debug, Subcommand)]
pub enum EndpointCommand {
    /// List the endpoints.
    List,
    /// Create one, with its own address.
    Add {
        /// Its name.
        name: String,
    },
    /// Remove one.
    Remove {
        /// Its name.
        name: String,
    },
    /// Give one a new address; the previous one stays valid until `--end`.
    Renew {
        /// Its name.
        name: String,
        /// Revoke the previous address.
        #[arg(long)]
        end: bool,
    },
    /// Listen at another port.
    Port {
        /// The port.
        port: u16,
    },
    /// Listen at another address of this computer, such as 0.0.0.0 for all of them.
    Address {
        /// The address.
        address: std::net::IpAddr,
    },
    /// Accept webhooks that are addressed to this host name.
    Allow {
        /// The name.
        host: String,
    },
}

pub(super) async fn run(command: EndpointCommand, client: &Client, out: &Output) -> Result<()> {
    let listen = |request: SetListen| async move { client.post("/v1/listen", &request).await };
    match command {
        EndpointCommand::List => {
            let status: Status = client.get("/v1/status").await?;
            out.show(&status.endpoints, |endpoints| list(endpoints))
        }
        EndpointCommand::Add { name } => out.done(client.post("/v1/endpoints", &AddEndpoint { name }).await?),
        EndpointCommand::Remove { name } => {
            out.done(client.delete(&format!("/v1/endpoints/{}", encoded(&name))).await?)
        }
        EndpointCommand::Renew { name, end: end_old } => out
            .done(client.post(&format!("/v1/endpoints/{}/address", encoded(&name)), &RenewAddress { end_old }).await?),
        EndpointCommand::Port { port } => out.done(listen(SetListen { port: Some(port), ..Default::default() }).await?),
        EndpointCommand::Address { address } => {
            out.done(listen(SetListen { address: Some(address.to_string()), ..Default::default() }).await?)
        }
        EndpointCommand::Allow { host } => {
            out.done(listen(SetListen { allow_host: Some(host), ..Default::default() }).await?)
        }
    }
}

pub(super) fn list(endpoints: &[EndpointView]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for endpoint in endpoints {
        let signed = match (endpoint.signed, endpoint.secrets) {
            (false, _) => text!("endpoint-unsigned"),
            (true, None) => text!("endpoint-unreadable"),
            (true, Some(2)) => text!("endpoint-two-secrets"),
            (true, Some(_)) => text!("endpoint-signed"),
        };
        let last = match &endpoint.last_delivery_at {
            Some(at) => text!("endpoint-last", at = local(at)),
            None => text!("endpoint-never"),
        };
        writeln!(out, "{}  {signed}  {last}", endpoint.name)?;
        if let Some(relay) = &endpoint.relay {
            let how = at_relay(relay);
            writeln!(out, "  {}", text!("endpoint-at-relay", address = relay.address.as_str(), how = how))?;
        }
        if endpoint.old_address {
            writeln!(out, "  {}", text!("endpoint-old-address", name = endpoint.name.as_str()))?;
        }
        if let Some(base) = &endpoint.base {
            writeln!(out, "  {}", text!("endpoint-base", uuid = base.as_str()))?;
        }
    }
    Ok(())
}

/// How a mailbox at a relay is connected, and why not.
pub(super) fn at_relay(relay: &RelayView) -> String {
    match (&relay.since, &relay.why, &relay.again_at) {
        (Some(since), ..) => {
            let mut how = text!("relay-connected", since = local(since));
            if relay.waited > 0 {
                how += &text!("relay-waited", count = relay.waited);
            }
            if let Some(at) = &relay.heard_at {
                how += &text!("relay-heard", at = local(at));
            }
            if relay.gap {
                how += &text!("relay-gap");
            }
            how
        }
        (None, Some(why), Some(again)) => {
            text!("not-connected-because", again = local(again), reason = plain(&why.message))
        }
        _ => relay.state.clone(),
    }
}
