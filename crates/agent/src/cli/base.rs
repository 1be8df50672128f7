//! `rowbell base …`

use std::io::{self, Write};

use anyhow::Result;
use clap::Subcommand;
use rowbell_api::{AddBase, BaseConnection, BaseView, Client, HideContents, Status};

use super::{
    Switch, load,
    output::{Output, encoded, local, plain},
};
use crate::words::text;

/// `rowbell base …`
#[derive(Debug, Subcommand)]
pub enum BaseCommand {
    /// List the bases seen or set.
    List,
    /// Say where a base is.
    Add {
        /// Its address, as copied from the browser.
        url: String,
        /// The endpoint that the base's webhook posts to.
        #[arg(long, value_name = "NAME", conflicts_with = "uuid")]
        endpoint: Option<String>,
        /// Its uuid.
        #[arg(long)]
        uuid: Option<String>,
    },
    /// Load older changes that a connected base did not report in time.
    Load {
        /// Its name or uuid.
        base: String,
    },
    /// Make popups and tray say only that something changed in a base, not what.
    Hide {
        /// The base, by name or uuid.
        base: String,
        /// `off` makes them say it again.
        #[arg(value_enum, default_value_t = Switch::On)]
        state: Switch,
    },
    /// Forget a base's address, and the token it is connected with.
    Remove {
        /// Its uuid.
        uuid: String,
    },
}

pub(super) async fn run(command: BaseCommand, client: &Client, out: &Output) -> Result<()> {
    match command {
        BaseCommand::List => {
            let status: Status = client.get("/v1/status").await?;
            out.show(&status.bases, |bases| list(bases))
        }
        BaseCommand::Add { url, endpoint, uuid } => {
            out.done(client.post("/v1/bases", &AddBase { address: url, endpoint, uuid }).await?)
        }
        BaseCommand::Load { base } => load::run(client, &base, out).await,
        BaseCommand::Hide { base, state } => {
            let path = format!("/v1/bases/{}/hide", encoded(&base));
            out.done(client.post(&path, &HideContents { hide: state == Switch::On }).await?)
        }
        BaseCommand::Remove { uuid } => out.done(client.delete(&format!("/v1/bases/{}", encoded(&uuid))).await?),
    }
}

fn list(bases: &[BaseView]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if bases.is_empty() {
        return writeln!(out, "{}", text!("bases-none"));
    }
    for base in bases {
        let name = base.name.as_deref().map_or_else(|| text!("base-unnamed"), plain);
        let changes = text!("changes-unread", count = base.changes, unread = base.unread);
        writeln!(out, "{}  {name}  {changes}", base.uuid)?;
        match &base.address {
            Some(address) => writeln!(out, "  {address}")?,
            None => writeln!(out, "  {}", text!("base-without-address", uuid = base.uuid.as_str()))?,
        }
        if let Some(connection) = &base.connection {
            writeln!(out, "  {}", connected(connection, true))?;
        }
        if base.hide_contents {
            writeln!(out, "  {}", text!("base-hidden"))?;
        }
    }
    Ok(())
}

/// How a base is connected, or why it is not, unless the reason is given elsewhere.
pub(super) fn connected(connection: &BaseConnection, with_reason: bool) -> String {
    match (connection.state.as_str(), &connection.since, &connection.why, &connection.again_at) {
        ("live", Some(since), _, _) => {
            let gap = if connection.gap { "yes" } else { "no" };
            text!("connected", since = local(since), channel = connection.channel.as_str(), gap = gap)
        }
        ("waiting", _, Some(why), Some(again)) if with_reason => {
            text!("not-connected-because", again = local(again), reason = plain(&why.message))
        }
        ("waiting", _, Some(_), Some(again)) => text!("not-connected-now", again = local(again)),
        (state, ..) => state.to_owned(),
    }
}
