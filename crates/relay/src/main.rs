//! `rowbell-relay`: the relay, and its operator's commands.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod commands;
mod run;
mod settings;

use std::{io::IsTerminal, path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};
use tracing_subscriber::{Layer, filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

use self::settings::{LogForm, LogLevel, Settings};

/// Receives SeaTable's webhooks for computers that sleep, keeps them sealed, and hands them over when these are awake.
///
/// Without a command: runs the relay.
#[derive(Parser)]
#[command(name = "rowbell-relay", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The settings file [usually: /etc/rowbell-relay.toml, if it is there]
    #[arg(long, global = true, env = "ROWBELL_RELAY_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Prints a settings file with all that can be set, and its meaning
    #[arg(long)]
    print_config: bool,
    #[command(flatten)]
    settings: Settings,
}

/// What the operator can do, while the relay runs or not.
#[derive(Subcommand)]
enum Command {
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
enum InvitationCommand {
    /// Takes an invitation back
    Revoke {
        /// Which, as `invitations` lists it; its beginning will do
        #[arg(value_name = "ID", allow_hyphen_values = true)]
        id: String,
    },
}

fn main() -> ExitCode {
    match begin(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // What led to it belongs into the sentence; a list of functions does not.
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn begin(arguments: Arguments) -> Result<()> {
    if arguments.print_config {
        print!("{}", settings::FILE);
        return Ok(());
    }
    let settings = arguments.settings.with_file(arguments.config.as_deref())?;
    log(&settings);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(32).build()?;
    runtime.block_on(async {
        match arguments.command {
            None => run::run(&settings).await,
            Some(command) => commands::run(command, &settings).await,
        }
    })
}

fn log(settings: &Settings) {
    let level = match settings.log_level.unwrap_or(LogLevel::Info) {
        LogLevel::Error => tracing::Level::ERROR,
        LogLevel::Warn => tracing::Level::WARN,
        LogLevel::Info => tracing::Level::INFO,
        LogLevel::Debug => tracing::Level::DEBUG,
    };
    // Of what it stands on only what goes wrong: libraries may log what they carry.
    let ours = Targets::new().with_target("rowbell_relay", level).with_default(tracing::Level::WARN.min(level));
    let usual = if std::io::stderr().is_terminal() { LogForm::Text } else { LogForm::Json };
    let form = settings.log.unwrap_or(usual);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = match form {
        LogForm::Text => lines.with_target(false).boxed(),
        LogForm::Json => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed(),
    };
    tracing_subscriber::registry().with(lines.with_filter(ours)).init();
}
