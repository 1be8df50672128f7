//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::relay::RelayCommand;

/// Changes of SeaTable bases as desktop notifications.
///
/// Without a command, Rowbell starts; if it runs already, it shows what is unread.
#[derive(Debug, Parser)]
#[command(name = "rowbell", version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Keep everything in this folder, apart from any other Rowbell.
    #[arg(long, global = true, env = "ROWBELL_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Listen at this port instead of the settings' one; 0 takes any free one.
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
    /// Send a sample change through an endpoint, the whole real way.
    Test {
        /// The endpoint; the first one unless given.
        #[arg(long, value_name = "NAME")]
        endpoint: Option<String>,
    },
    /// Say how Rowbell is: connections, last change, what is wrong.
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
        /// Wait so many seconds for a first change and say how long it took to arrive; 0 does not wait.
        #[arg(long, value_name = "SECONDS")]
        wait: Option<u64>,
        /// Send the token without encryption where the server takes no other way.
        #[arg(long)]
        plain: bool,
    },
    /// Say where bases are, so that clicks open their rows.
    #[command(subcommand)]
    Base(BaseCommand),
    /// Your accounts at SeaTable servers, with whose tokens Rowbell makes webhooks and looks after them.
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
    /// Start Rowbell when you log in, or no longer.
    Autostart {
        /// `on` or `off`.
        #[arg(value_enum)]
        state: Option<Switch>,
    },
    /// Open what an invitation's link is about.
    #[command(hide = true)]
    Link {
        /// The link (rowbell://relay?…).
        link: String,
    },
    /// End the running Rowbell.
    Quit,
}

/// Which changes.
#[derive(Debug, Default, Args)]
pub struct HistoryArgs {
    /// Words, each the beginning of a word in the row's name, its values, people or table.
    #[arg(long, short, value_name = "WORDS")]
    pub search: Option<String>,
    /// A base, by name or uuid.
    #[arg(long, value_name = "BASE")]
    pub base: Option<String>,
    /// A table, by name or id.
    #[arg(long, value_name = "TABLE")]
    pub table: Option<String>,
    /// A kind, such as row_added, row_changed or row_deleted.
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// A person, by name or id.
    #[arg(long, value_name = "PERSON")]
    pub person: Option<String>,
    /// Unread ones only.
    #[arg(long)]
    pub unread: bool,
    /// Not older than this: a span such as 2h or 7d, a day such as 2026-11-24, or a time such as 2026-11-24T09:00.
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// Not newer than this, likewise; a day is meant with its end.
    #[arg(long, value_name = "WHEN")]
    pub until: Option<String>,
    /// How many at most.
    #[arg(long, short = 'n', value_name = "N")]
    pub limit: Option<u32>,
}

/// `rowbell base …`
#[derive(Debug, Subcommand)]
pub enum BaseCommand {
    /// List the bases seen or set.
    List,
    /// Say where a base is.
    Add {
        /// Its address, as copied from the browser.
        url: String,
        /// The endpoint whose webhook is this base's.
        #[arg(long, value_name = "NAME", conflicts_with = "uuid")]
        endpoint: Option<String>,
        /// Its uuid.
        #[arg(long)]
        uuid: Option<String>,
    },
    /// Load older changes that a connected base had not told when they were missed.
    Load {
        /// Its name or uuid.
        base: String,
    },
    /// Have popups and tray say only that something changed in a base, and not what.
    Hide {
        /// The base, by name or uuid.
        base: String,
        /// `off` lets them tell it again.
        #[arg(value_enum, default_value_t = Switch::On)]
        state: Switch,
    },
    /// Forget a base's address, and the token it is connected with.
    Remove {
        /// Its uuid.
        uuid: String,
    },
}

/// `rowbell account …`
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// List the accounts.
    List,
    /// Add one, or give it another token, which is read from standard input.
    Add {
        /// The server; SeaTable Cloud unless given.
        server: Option<String>,
        /// Send the token without encryption where the server takes no other way.
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

/// `rowbell webhook …`
#[derive(Debug, Subcommand)]
pub enum WebhookCommand {
    /// List the webhooks of the bases that Rowbell knows, and say which SeaTable has switched off.
    List,
    /// Make a base's webhook, with a secret of its own.
    Create {
        /// The base, by name, uuid or address.
        base: String,
        /// The endpoint that it is to come to, made if need be; a free one unless given.
        #[arg(long, value_name = "NAME")]
        endpoint: Option<String>,
        /// What it is to post to, such as a forwarder's address; the endpoint's own unless given.
        #[arg(long, value_name = "URL")]
        url: Option<String>,
        /// SeaTable runs in a container, such as Docker's, on this computer.
        #[arg(long)]
        container: bool,
        /// SeaTable runs on this computer, in no container.
        #[arg(long, conflicts_with = "container")]
        no_container: bool,
    },
    /// Have SeaTable send again after it switched a base's webhook off.
    Enable {
        /// The base, by name, uuid or address.
        base: String,
    },
    /// Expect a base's webhook no more, because you deleted it in SeaTable.
    Forget {
        /// The base, by name or uuid.
        base: String,
    },
}

/// `rowbell endpoint …`
#[derive(Debug, Subcommand)]
pub enum EndpointCommand {
    /// List the endpoints.
    List,
    /// Make one, with an address of its own.
    Add {
        /// Its name.
        name: String,
    },
    /// Remove one.
    Remove {
        /// Its name.
        name: String,
    },
    /// Give one a new address; the one before stays good until it is ended.
    Renew {
        /// Its name.
        name: String,
        /// End the address before.
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

/// `rowbell secret …`
#[derive(Debug, Subcommand)]
pub enum SecretCommand {
    /// Set an endpoint's secret, read from standard input.
    Set {
        /// The endpoint.
        #[arg(default_value = "default")]
        endpoint: String,
        /// Let the secret before stay valid too, until `drop-old`.
        #[arg(long)]
        keep_old: bool,
    },
    /// End a change of secrets: only the newest stays valid.
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

/// `rowbell rule …`
#[derive(Debug, Subcommand)]
pub enum RuleCommand {
    /// List the rules, in the order in which they are tried.
    List,
    /// Keep changes quiet that fit all of these.
    Mute(RuleArgs),
    /// Announce changes that fit all of these, whatever later rules say.
    Announce(RuleArgs),
    /// Remove a rule.
    Remove {
        /// Its name.
        name: String,
    },
}

/// A rule's conditions.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub struct RuleArgs {
    /// A base, by name or uuid.
    #[arg(long)]
    pub base: Option<String>,
    /// A table, by name or id.
    #[arg(long)]
    pub table: Option<String>,
    /// A kind, such as row_deleted; can be given several times.
    #[arg(long)]
    pub kind: Vec<String>,
    /// A person's id, the beginning of it, a name, an API token's name, or me; can be given several times.
    #[arg(long)]
    pub person: Vec<String>,
    /// The rule's name.
    #[arg(long)]
    pub name: Option<String>,
}

/// A format of exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A workbook of a spreadsheet, in which texts stay texts; needs a file to write to.
    Xlsx,
    /// A table with commas; safe against formulas in foreign text.
    Csv,
    /// An array of objects.
    Json,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}
