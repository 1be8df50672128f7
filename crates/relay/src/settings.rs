//! Settings, from command line options, the environment and a file.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use rowbell_protocol::RelayAddress;
use rowbell_relay::{Options, Rate, store::Limits};
use serde::Deserialize;

/// A settings file with all settings, commented.
pub(crate) const EXAMPLE: &str = include_str!("../rowbell-relay.toml");
/// Read if it exists and no other file is named.
const DEFAULT_FILE: &str = "/etc/rowbell-relay.toml";
const DEFAULT_DATA: &str = "/var/lib/rowbell-relay";

/// What can be set; none: not set here.
#[derive(Args, Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[command(next_help_heading = "Settings")]
pub(crate) struct Settings {
    /// The address where others reach the relay, such as https://relay.example.org
    #[arg(long, global = true, env = "ROWBELL_RELAY_PUBLIC_ADDRESS", value_name = "URL", value_parser = address)]
    #[serde(deserialize_with = "address_from_file")]
    pub(crate) public_address: Option<RelayAddress>,
    /// The data folder [default: /var/lib/rowbell-relay]
    #[arg(long, global = true, env = "ROWBELL_RELAY_DATA", value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    /// The address to listen on [default: 127.0.0.1:8770]
    #[arg(long, env = "ROWBELL_RELAY_LISTEN", value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<SocketAddr>,
    /// Who may open a mailbox [default: required]
    #[arg(long, global = true, env = "ROWBELL_RELAY_INVITATIONS")]
    pub(crate) invitations: Option<Invitations>,
    /// The maximum number of mailboxes [default: 1000]
    #[arg(long, env = "ROWBELL_RELAY_MAILBOXES", value_name = "NUMBER")]
    pub(crate) mailboxes: Option<u64>,
    /// How many days letters are kept [default: 7]
    #[arg(long, env = "ROWBELL_RELAY_DAYS", value_name = "NUMBER")]
    pub(crate) days: Option<u32>,
    /// How many letters are kept per mailbox [default: 10000]
    #[arg(long, env = "ROWBELL_RELAY_LETTERS", value_name = "NUMBER")]
    pub(crate) letters: Option<u64>,
    /// How many megabytes of letters are kept per mailbox [default: 256]
    #[arg(long, env = "ROWBELL_RELAY_MEGABYTES", value_name = "NUMBER")]
    pub(crate) megabytes: Option<u64>,
    /// How many letters per second a mailbox accepts in the long run [default: 100]
    #[arg(long, env = "ROWBELL_RELAY_PER_SECOND", value_name = "NUMBER")]
    pub(crate) per_second: Option<u32>,
    /// How many letters a mailbox accepts at once, after a quiet time [default: 10000]
    #[arg(long, env = "ROWBELL_RELAY_BURST", value_name = "NUMBER")]
    pub(crate) burst: Option<u32>,
    /// TLS: the file with the certificate chain
    #[arg(long, env = "ROWBELL_RELAY_TLS_CERTIFICATE", value_name = "FILE")]
    pub(crate) tls_certificate: Option<PathBuf>,
    /// TLS: the file with the private key
    #[arg(long, env = "ROWBELL_RELAY_TLS_KEY", value_name = "FILE")]
    pub(crate) tls_key: Option<PathBuf>,
    /// The address for metrics, if they should not be served at the relay's own address
    #[arg(long, env = "ROWBELL_RELAY_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    pub(crate) metrics_listen: Option<SocketAddr>,
    /// The log format [default: text on a terminal, json elsewhere]
    #[arg(long, env = "ROWBELL_RELAY_LOG", value_name = "FORMAT")]
    pub(crate) log: Option<LogFormat>,
    /// The lowest log level [default: info]
    #[arg(long, env = "ROWBELL_RELAY_LOG_LEVEL", value_name = "LEVEL")]
    pub(crate) log_level: Option<LogLevel>,
}

/// Who may open a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Invitations {
    /// Only people with an invitation
    Required,
    /// Anyone who knows the address
    Open,
}

/// The log format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// The lowest level that is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub(crate) enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
}

impl Settings {
    /// These settings, completed by those of the named file or the default one.
    pub(crate) fn with_file(self, file: Option<&Path>) -> Result<Self> {
        let default = Path::new(DEFAULT_FILE);
        let Some(file) = file.or_else(|| Some(default).filter(|file| file.exists())) else { return Ok(self) };
        let text = std::fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?;
        let from_file: Self = toml::from_str(&text).with_context(|| format!("{} has an error", file.display()))?;
        Ok(self.or(from_file))
    }

    fn or(self, other: Self) -> Self {
        Self {
            public_address: self.public_address.or(other.public_address),
            data: self.data.or(other.data),
            listen: self.listen.or(other.listen),
            invitations: self.invitations.or(other.invitations),
            mailboxes: self.mailboxes.or(other.mailboxes),
            days: self.days.or(other.days),
            letters: self.letters.or(other.letters),
            megabytes: self.megabytes.or(other.megabytes),
            per_second: self.per_second.or(other.per_second),
            burst: self.burst.or(other.burst),
            tls_certificate: self.tls_certificate.or(other.tls_certificate),
            tls_key: self.tls_key.or(other.tls_key),
            metrics_listen: self.metrics_listen.or(other.metrics_listen),
            log: self.log.or(other.log),
            log_level: self.log_level.or(other.log_level),
        }
    }

    pub(crate) fn data(&self) -> PathBuf {
        // Where systemd has put the service's folder.
        let from_systemd = || std::env::var_os("STATE_DIRECTORY").map(PathBuf::from);
        self.data.clone().or_else(from_systemd).unwrap_or_else(|| DEFAULT_DATA.into())
    }

    pub(crate) fn listen(&self) -> SocketAddr {
        self.listen.unwrap_or_else(|| ([127, 0, 0, 1], 8770).into())
    }

    pub(crate) fn invitation_needed(&self) -> bool {
        self.invitations != Some(Invitations::Open)
    }

    pub(crate) fn limits(&self) -> Limits {
        let bytes = self.megabytes.unwrap_or(256).saturating_mul(1_000_000);
        Limits { letters: self.letters.unwrap_or(10_000).max(1), bytes }
    }

    pub(crate) fn options(&self, max_devices: usize) -> Options {
        Options {
            invitation_needed: self.invitation_needed(),
            max_mailboxes: self.mailboxes.unwrap_or(1000),
            days: self.days.unwrap_or(7).max(1),
            letters: self.limits().letters,
            rate: Rate { per_second: self.per_second.unwrap_or(100), burst: self.burst.unwrap_or(10_000) },
            max_devices,
            separate_metrics: self.metrics_listen.is_some(),
        }
    }

    /// The files of certificate and key, if TLS is set up.
    pub(crate) fn tls(&self) -> Result<Option<(&Path, &Path)>> {
        match (&self.tls_certificate, &self.tls_key) {
            (Some(certificate), Some(key)) => Ok(Some((certificate, key))),
            (None, None) => Ok(None),
            _ => bail!("TLS needs both tls_certificate and tls_key"),
        }
    }
}

fn address(text: &str) -> Result<RelayAddress, rowbell_protocol::AddressError> {
    text.parse()
}

fn address_from_file<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<RelayAddress>, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_shows_all_settings_with_their_defaults() {
        let set: String = EXAMPLE
            .lines()
            .filter_map(|line| line.strip_prefix("# "))
            .filter(|line| line.contains(" = "))
            .fold(String::new(), |text, line| text + line + "\n");
        let shown: Settings = toml::from_str(&set).unwrap();
        let default = Settings::default();
        assert_eq!(shown.limits(), default.limits());
        assert_eq!(format!("{:?}", shown.options(5).rate), format!("{:?}", default.options(5).rate));
        assert_eq!(
            (shown.options(5).days, shown.options(5).max_mailboxes),
            (default.options(5).days, default.options(5).max_mailboxes)
        );
        assert_eq!((shown.listen(), shown.data()), (default.listen(), PathBuf::from(DEFAULT_DATA)));
        let shown = format!("{:?}", Settings { public_address: None, ..shown });
        assert_eq!(shown.matches("None").count(), 1, "{shown}");
        assert_eq!(toml::from_str::<Settings>(EXAMPLE).unwrap(), default);
    }

    #[test]
    fn options_override_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("relay.toml");
        std::fs::write(&file, "days = 3\nletters = 5\ninvitations = \"open\"\n").unwrap();
        let given = Settings { days: Some(9), ..Settings::default() };
        let settings = given.with_file(Some(&file)).unwrap();
        assert_eq!((settings.days, settings.letters, settings.invitation_needed()), (Some(9), Some(5), false));
        std::fs::write(&file, "dayz = 3\n").unwrap();
        let error = format!("{:#}", Settings::default().with_file(Some(&file)).unwrap_err());
        assert!(error.contains("dayz"), "{error}");
    }
}
