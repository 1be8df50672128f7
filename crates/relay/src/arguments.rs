//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::settings::Settings;

/// Receives SeaTable's webhooks for computers that are asleep, keeps them encrypted, and delivers them once the computers are awake.
///
/// Without a command, runs the relay.
#[derive(Parser)]
#[command(name = "rowbell-relay", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// The settings file [default: /etc/rowbell-relay.toml, if it exists]
    #[arg(long, global = true, env = "ROWBELL_RELAY_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Print a settings file with all settings and their meaning
    #[arg(long)]
    pub(crate) print_config: bool,
    #[command(flatten)]
    pub(crate) settings: Settings,
}

/// What the operator can do, whether the relay is running or not.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Create an invitation and print its link; opening the link sets up Rowbell
    Invite {
        /// How many mailboxes it can open
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        uses: u32,
        /// For how many days it is valid
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=36_500))]
        days: u32,
        /// Who it is for; shown in the list of mailboxes that it opened
        #[arg(long, default_value = "")]
        note: String,
    },
    /// List or revoke invitations
    Invitations {
        #[command(subcommand)]
        command: Option<InvitationCommand>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List the mailboxes
    Mailboxes {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Close a mailbox permanently and delete its letters; posts to it are answered with 404
    Close {
        /// The mailbox's ID as listed by `mailboxes`, or its beginning
        #[arg(value_name = "ID", allow_hyphen_values = true)]
        id: String,
    },
    /// Set the limits of one mailbox; the relay's settings apply to what is not given
    Quota {
        /// The mailbox's ID as listed by `mailboxes`, or its beginning
        #[arg(value_name = "ID", allow_hyphen_values = true)]
        id: String,
        /// How many letters are kept
        #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
        letters: Option<u64>,
        /// How many megabytes of letters are kept
        #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
        megabytes: Option<u64>,
        /// How many letters per second are accepted in the long run
        #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
        per_second: Option<u32>,
    },
    /// Run this after restoring a backup and before starting the relay, so that devices notice
    NewEpoch,
}

#[derive(Subcommand)]
pub(crate) enum InvitationCommand {
    /// Revoke an invitation
    Revoke {
        /// The invitation's ID as listed by `invitations`, or its beginning
        #[arg(value_name = "ID", allow_hyphen_values = true)]
        id: String,
    },
}
