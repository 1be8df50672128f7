//! What can be typed: the commands, and what all of them take. Groups of commands have files of their own.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::{
    account::AccountCommand,
    base::BaseCommand,
    endpoint::EndpointCommand,
    history::{Format, HistoryArgs},
    relay::RelayCommand,
    rule::RuleCommand,
    secret::SecretCommand,
    webhook::WebhookCommand,
};

/// Changes of SeaTable bases as desktop notifications.
///
/// Without a command, Rowbell starts; if it is already running, it shows what is unread.
#[derive(Debug, Parser)]
#[command(name = "rowbell", version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Keep everything in this folder, apart from any other Rowbell.
    #[arg(long, global = true, env = "ROWBELL_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Listen at this port instead of the one in the settings; 0 takes any free one.
    #[arg(long, global = true, env = "ROWBELL_PORT", value_name = "N")]
    pub port: Option<u16>,
    /// Print JSON.
    #[arg(long, global = true)]
    pub json: bool,
    /// Start without opening the window, as at the start of a session.
    #[arg(long)]
    pub hidden: bool,
    /// Run as systemd's service, which `rowbell autostart on` sets up.
    #[arg(long, hide = true)]
    pub as_service: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the addresses to enter in SeaTable, and who can reach each.
    Url,
    /// Send a sample change through an endpoint, all the way to a popup.
    Test {
        /// The endpoint; the first one unless given.
        #[arg(long, value_name = "NAME")]
        endpoint: Option<String>,
    },
    /// Show how Rowbell is doing: connections, last change, what is wrong.
    Status,
    /// List changes, newest first.
    History(HistoryArgs),
    /// Show one change in full.
    Show {
        /// Its number, as `rowbell history` prints it.
        id: i64,
        /// The request as it came, too.
        #[arg(long)]
        raw: bool,
    },
    /// Say why a change was announced or not: which rules were tried, and which condition said what.
    Why {
        /// Its number.
        id: i64,
    },
    /// Open a change's row in the browser (the newest, unless its number is given).
    Open {
        /// Its number.
        id: Option<i64>,
    },
    /// Write changes to standard output, newest first.
    Export {
        /// The format.
        #[arg(long, value_enum, default_value_t = Format::Csv)]
        format: Format,
        /// Which changes.
        #[command(flatten)]
        which: HistoryArgs,
    },
    /// Mark changes as read.
    Read {
        /// Their numbers.
        #[arg(required_unless_present = "all")]
        ids: Vec<i64>,
        /// All of them.
        #[arg(long)]
        all: bool,
        /// Mark as unread instead.
        #[arg(long, conflicts_with = "all")]
        unread: bool,
    },
    /// Print changes as they arrive.
    Watch,
    /// Pause popups; changes are kept and summed up afterwards.
    Pause {
        /// How long, such as 30m, 1h or 2d; until `rowbell resume` unless given.
        duration: Option<String>,
    },
    /// Show popups again.
    Resume,
    /// Connect a base with its API token: names, links, and changes as they happen, without a webhook.
    Connect {
        /// The server, or the base's address as copied from the browser; SeaTable Cloud unless given.
        server: Option<String>,
        /// Wait this many seconds for a first change and say how long it took to arrive; 0 does not wait.
        #[arg(long, value_name = "SECONDS")]
        wait: Option<u64>,
        /// Send the token unencrypted if the server offers no encryption.
        #[arg(long)]
        plain: bool,
    },
    /// Say where bases are, so that clicks open their rows.
    #[command(subcommand)]
    Base(BaseCommand),
    /// Your accounts at SeaTable servers, with whose tokens Rowbell creates and looks after webhooks.
    #[command(subcommand)]
    Account(AccountCommand),
    /// The webhooks of your bases; needs an account.
    #[command(subcommand)]
    Webhook(WebhookCommand),
    /// The addresses that webhooks are sent to.
    #[command(subcommand)]
    Endpoint(EndpointCommand),
    /// Relays, which keep webhooks while this computer sleeps or can't be reached.
    #[command(subcommand)]
    Relay(RelayCommand),
    /// The secrets that webhooks are signed with.
    #[command(subcommand)]
    Secret(SecretCommand),
    /// List the people seen.
    People,
    /// Say which of the people seen is you.
    Me {
        /// An id, the beginning of one, or a name, as `rowbell people` prints it.
        person: String,
        /// What to call you.
        #[arg(long)]
        name: Option<String>,
        /// Say that this is not you after all.
        #[arg(long)]
        not: bool,
    },
    /// What is announced and what is not.
    #[command(subcommand)]
    Rule(RuleCommand),
    /// Start Rowbell when you log in, or stop doing so.
    Autostart {
        /// `on` or `off`.
        #[arg(value_enum)]
        state: Option<Switch>,
    },
    /// Open an invitation link.
    #[command(hide = true)]
    Link {
        /// The link (rowbell://relay?…).
        link: String,
    },
    /// End the running Rowbell.
    Quit,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}
