//! Why a request failed: a code for programs that act on it, and words for people.

use serde::{Deserialize, Deserializer, Serialize};

use crate::coded::{self, Coded};

/// What a request that failed answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "ErrorCode & { message: string }"))]
pub struct ErrorBody {
    /// Why, for programs.
    #[serde(flatten)]
    pub code: ErrorCode,
    /// What happened, what it means, what to do. In English, for people who have commands at hand.
    pub message: String,
}

/// Why a request failed, as far as a program does something else because of it: words of its own, a button that helps, a
/// question. What a variant holds are the values that such words name. As JSON it is `{ "code": …, "values": { … } }`,
/// without `values` where there are none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "code", content = "values", rename_all = "snake_case")]
pub enum ErrorCode {
    // What was asked for does not fit what there is.
    /// The address is another base's already.
    AddressBound,
    /// The endpoint's address before the last is still in use.
    AddressRenewed,
    /// It matters whether SeaTable runs in a container: to be asked, and said with the next request.
    AskContainer,
    /// This is not an address of a base, server or webhook.
    BadAddress,
    /// An endpoint can't have this name.
    BadEndpointName,
    /// This names no host.
    BadHost,
    /// This is neither a relay's address nor an invitation's link.
    BadRelay,
    /// A rule has a mistake.
    BadRule {
        /// Which.
        mistake: String,
        /// The condition or group that it is in, `2.1` the first of the second; empty: it is elsewhere.
        at: String,
        /// What is wrong, where no words of the client's can say it.
        detail: String,
    },
    /// A rule can't have this name.
    BadRuleName {
        /// The name.
        name: String,
    },
    /// A setting can't have this value.
    BadValue,
    /// The base has another address already.
    BaseBound,
    /// The endpoint is another base's.
    EndpointBound,
    /// There is an endpoint of this name.
    EndpointExists {
        /// The name.
        name: String,
    },
    /// It is not known who the person is.
    MeNotKnown,
    /// There is no account.
    NoAccount,
    /// It is not known where the base is in the browser.
    NoAddress,
    /// Nothing is missing in the history of this base.
    NoGap,
    /// What was named (a base, an endpoint, a rule, a person) is not there.
    NoSuch,
    /// There is no such change in the history.
    NoSuchEntry,
    /// The base has no webhook that comes here.
    NoSuchWebhook {
        /// The base's name.
        base: String,
    },
    /// The base is not connected now.
    NotConnected,
    /// No container can reach the address at which Rowbell listens.
    NotForContainers,
    /// Nothing listens for webhooks now.
    NotListening,
    /// The server would be asked without encryption: to be agreed to with the next request.
    PlainHttp {
        /// The server's address.
        server: String,
    },
    /// There is a rule of this name.
    RuleExists {
        /// The name.
        name: String,
    },
    /// Several bases have this name.
    SeveralBases,
    /// It was done too long ago to be undone.
    TooLate,
    /// The server can't reach this host.
    Unreachable {
        /// The server.
        server: String,
        /// The host.
        host: String,
    },
    /// The request itself can't be used: its sender has a mistake, or is of another version.
    BadRequest,

    // A relay.
    /// The invitation is mistyped, used up or over.
    InvitationInvalid,
    /// A new mailbox takes an invitation.
    InvitationNeeded,
    /// The operator has closed the mailbox.
    MailboxClosed,
    /// The mailbox's key is not kept any more.
    NoKey,
    /// No relay answers there.
    NotARelay,
    /// The relay has as many mailboxes as it may have.
    RelayFull,
    /// The relay refuses this computer.
    RelayRefused,
    /// The relay can't be used for now.
    RelayUnavailable,
    /// The relay speaks another version.
    RelayVersion,

    // This computer.
    /// Whether Rowbell starts at log-in could not be changed.
    Autostart,
    /// An answer could not be read, or made.
    Broken,
    /// The history can't be read or written.
    Database,
    /// The agent is ending.
    DatabaseClosed,
    /// The history is of a newer Rowbell.
    DatabaseNewer,
    /// The disk is full.
    DiskFull,
    /// The search index is damaged, and is being made anew.
    IndexDamaged,
    /// The keyring failed.
    KeyringFailed,
    /// The keyring is locked.
    KeyringLocked,
    /// No keyring is running.
    KeyringMissing,
    /// The keyring program has no keyring.
    KeyringNone,
    /// The keyring does not let Rowbell have its entries.
    KeyringRefused,
    /// The keyring does not answer.
    KeyringSlow,
    /// No program took the address.
    NotOpened,
    /// No agent is running.
    NotRunning,
    /// A file could not be written.
    NotSaved {
        /// The file.
        path: String,
    },
    /// The sample could not be sent.
    NotSent,
    /// The agent could not be started.
    NotStarted,
    /// The settings could not be changed.
    Settings {
        /// What is wrong with the file.
        detail: String,
    },

    // A server of SeaTable.
    /// The server's certificate is not trusted.
    Certificate {
        /// What is wrong with it.
        cause: CertificateFlaw,
    },
    /// The connection was closed, or broke off.
    Lost,
    /// The server can't be reached.
    NoNetwork {
        /// What is in the way.
        cause: NetworkCause,
    },
    /// No token is kept.
    NoToken,
    /// The way to the server lets no WebSocket through.
    NoWebsocket,
    /// SeaTable does not find it.
    NotFound,
    /// A server answers, but not as SeaTable does.
    OldServer,
    /// The token is another base's.
    OtherBase,
    /// The server sends on to another address.
    Redirected {
        /// Scheme and host of that address.
        detail: String,
    },
    /// SeaTable refused.
    Refused {
        /// The server's own words. Foreign text.
        detail: String,
    },
    /// The server has a problem of its own.
    Server,
    /// The server did not answer in time.
    TimedOut,
    /// The access to the base has ended, and is asked for again.
    TokenExpired,
    /// The server's limit of calls is used up.
    TooMany,
    /// The server's answer can't be used.
    Unreadable,
    /// SeaTable does not accept the token.
    WrongToken,

    /// A code that this client does not know, of an agent of another version.
    #[serde(skip_deserializing)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    Unknown,
}

/// What keeps a server from being reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum NetworkCause {
    /// Its name is not found.
    Name,
    /// Nothing listens there.
    Refused,
    /// The system's proxy does not let through.
    Proxy,
    /// It does not speak TLS there.
    Tls,
    /// Something else.
    Other,
}

/// What is wrong with a server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CertificateFlaw {
    /// It has expired.
    Expired,
    /// It is not valid yet.
    Early,
    /// It is for another host.
    Name,
    /// Nobody whom this system trusts has issued it.
    Issuer,
    /// Something else.
    Other,
}

impl ErrorBody {
    /// A failure with its words.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl ErrorCode {
    /// The code as JSON has it, such as `disk_full`, for logs and reports.
    pub fn name(&self) -> String {
        coded::name(self)
    }
}

impl<'de> Deserialize<'de> for ErrorBody {
    /// The words are understood whatever the code is.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let Coded { code, message } = Coded::deserialize(from)?;
        Ok(Self { code: code.unwrap_or(ErrorCode::Unknown), message })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_error_has_its_code_its_values_and_its_words() {
        for (code, json) in [
            (ErrorCode::DiskFull, r#"{"code":"disk_full","message":"In words."}"#),
            (
                ErrorCode::NoNetwork { cause: NetworkCause::Proxy },
                r#"{"code":"no_network","values":{"cause":"proxy"},"message":"In words."}"#,
            ),
        ] {
            let body = ErrorBody::new(code, "In words.");
            assert_eq!(serde_json::to_string(&body).unwrap(), json);
            assert_eq!(serde_json::from_str::<ErrorBody>(json).unwrap(), body);
        }
    }

    #[test]
    fn a_code_of_another_version_keeps_its_words() {
        for told in [
            r#"{"code":"of_tomorrow","values":{"sun":3},"message":"In words."}"#,
            r#"{"code":"endpoint_exists","message":"In words."}"#,
        ] {
            assert_eq!(
                serde_json::from_str::<ErrorBody>(told).unwrap(),
                ErrorBody::new(ErrorCode::Unknown, "In words.")
            );
        }
        let more = r#"{"code":"disk_full","values":{"detail":""},"message":"In words."}"#;
        assert_eq!(serde_json::from_str::<ErrorBody>(more).unwrap(), ErrorBody::new(ErrorCode::DiskFull, "In words."));
        assert!(serde_json::from_str::<ErrorBody>(r#"{"code":"disk_full"}"#).is_err());
    }

    #[test]
    fn a_code_has_the_name_that_json_has() {
        assert_eq!(ErrorCode::EndpointExists { name: "orders".into() }.name(), "endpoint_exists");
        assert_eq!(ErrorCode::Unknown.name(), "unknown");
    }
}
