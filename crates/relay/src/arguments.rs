//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::settings::Settings;

/// Receives SeaTable's webhooks for computers that sleep, keeps them sealed, and hands them over when these are awake.
///
/// Without a command: runs the relay.
#[derive(Parser)]
#[command(name = "rowbell-relay", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// The settings file [usually: /etc/rowbell-relay.toml, if it is there]
    #[arg(long, global = true, env = "ROWBELL_RELAY_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Prints a settings file with all that can be set, and its meaning
    #[arg(long)]
    pub(crate) print_config: bool,
    #[command(flatten)]
    pub(crate) settings: Settings,
}

/// What the operator can do, while the relay runs or not.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Makes an invitation and prints its link: a click on it sets up Rowbell
    Invite {
        /// How many mailboxes it may open
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        uses: u32,
        /// For how many days it is valid
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=36_500))]
        days: u32,
        /// Whom it is for; shown beside the mailboxes that it opens
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Lists the invitations, or takes one back
    Invitations {
        #[command(subcommand)]
        command: Option<InvitationCommand>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Lists the mailboxes
    Mailboxes {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Closes a mailbox for good and deletes its letters; what is posted to it is answered by 404
    Close {
        /// Which, as `mailboxes` lists it; its beginning will do
        #[arg(value_name = "ID", allow_hyphen_values = true)]
        id: String,
    },
    /// Sets how much a mailbox may hold and get; what is not given is as for all
    Quota {
        /// Which, as `mailboxes` lists it; its beginning will do
        #[arg(value_name = "ID", allow_hyphen_values = true)]
        id: String,
        /// How many letters are kept
        #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
        letters: Option<u64>,
        /// How many megabytes of letters are kept
        #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
        megabytes: Option<u64>,
        /// How many letters may come a second, in the long run
        #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
        per_second: Option<u32>,
    },
    /// After a backup was brought back, and before the relay is started: has devices notice it
    NewEpoch,
}

#[derive(Subcommand)]
pub(crate) enum InvitationCommand {
    /// Takes an invitation back
    Revoke {
        /// Which, as `invitations` lists it; its beginning will do
        #[arg(value_name = "ID", allow_hyphen_values = true)]
        id: String,
    },
}
