use std::time::Duration;

use rowbell_dial::{DialError, Flaw, Hindrance};

use crate::{answer, metadata, operation};

/// Why a call failed. Each text says what happened, what it means and what to do; none holds a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// 401.
    #[error("SeaTable does not accept the token; it is mistyped, was deleted or has ended. Enter a current one.")]
    WrongToken,
    /// 403.
    #[error("SeaTable does not allow this with the token; it may be for another base, or its owner lacks the right.")]
    NotAllowed,
    /// 404 with an answer of the API.
    #[error("SeaTable does not find it; the base, table, row or webhook may have been deleted or renamed.")]
    NotFound,
    /// 429: a limit of calls is used up.
    #[error("SeaTable's limit of API calls is used up for now; wait and call less often.")]
    TooMany {
        /// When the server will take calls again, if it says.
        retry_after: Option<Duration>,
        /// How many calls it takes in a span of time (`x-ratelimit-limit`).
        limit: Option<u64>,
        /// How many are left (`x-ratelimit-remaining`).
        remaining: Option<u64>,
    },
    /// The server can't be reached.
    #[error("the server cannot be reached ({reason}); check the network connection and the server's address.")]
    NoNetwork {
        /// What keeps it from being reached.
        cause: Hindrance,
        /// The system's own words.
        reason: String,
    },
    /// The server's certificate is not trusted, so nothing was sent.
    #[error(
        "the server's certificate is not to be trusted ({reason}); nothing was sent. Check the server's address and \
         this computer's clock; if the server has its own authority, add that to the system."
    )]
    Certificate {
        /// What is wrong with it.
        flaw: Flaw,
        /// The same in English.
        reason: String,
    },
    /// The server took too long.
    #[error("the server did not answer in time; it may be busy or the connection slow. Try again later.")]
    TimedOut,
    /// A server answers, but not this API.
    #[error(
        "a server answers there, but it has no such SeaTable API; the address may be another program's, or the \
         SeaTable server too old (before 2.1)."
    )]
    OldServer,
    /// The server sends the call to another address, which is not followed because of the token.
    #[error("the server sends calls on to {to}; if that is right, enter it as the server's address.")]
    Redirected {
        /// Scheme and host of the other address.
        to: String,
    },
    /// Any other refusal (4xx).
    #[error("SeaTable refused the call (status {status}): {reason}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The server's own words, cut to 200 characters. Foreign text.
        reason: String,
    },
    /// 5xx.
    #[error("the SeaTable server has a problem of its own (status {status}); try again later.")]
    Server {
        /// The HTTP status.
        status: u16,
    },
    /// The answer is longer than is read.
    #[error("the server's answer is larger than {most} bytes, which is more than is read.")]
    TooLarge {
        /// The limit, in bytes.
        most: usize,
    },
    /// The answer is not what the API would say.
    #[error("the server's answer cannot be read: {reason}; it may be from something between here and the server.")]
    Unreadable {
        /// What is wrong, in English.
        reason: String,
    },
}

impl ApiError {
    /// A short name of the reason that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongToken => "wrong_token",
            Self::NotAllowed => "not_allowed",
            Self::NotFound => "not_found",
            Self::TooMany { .. } => "too_many",
            Self::NoNetwork { .. } => "no_network",
            Self::Certificate { .. } => "certificate",
            Self::TimedOut => "timed_out",
            Self::OldServer => "old_server",
            Self::Redirected { .. } => "redirected",
            Self::Refused { .. } => "refused",
            Self::Server { .. } => "server",
            Self::TooLarge { .. } => "too_large",
            Self::Unreadable { .. } => "unreadable",
        }
    }

    /// What the server said, or the number that the reason is about; empty where there is none. Foreign text. Of what is in
    /// the way of a connection one word, [`Hindrance::code`] or [`Flaw::code`].
    pub fn detail(&self) -> String {
        match self {
            Self::NoNetwork { cause, .. } => cause.code().to_owned(),
            Self::Certificate { flaw, .. } => flaw.code().to_owned(),
            Self::Unreadable { reason } => reason.clone(),
            Self::Redirected { to } => to.clone(),
            Self::Refused { status, reason } => format!("{status} {reason}"),
            Self::Server { status } => status.to_string(),
            Self::TooLarge { most } => most.to_string(),
            Self::WrongToken
            | Self::NotAllowed
            | Self::NotFound
            | Self::TooMany { .. }
            | Self::TimedOut
            | Self::OldServer => String::new(),
        }
    }

    /// Whether the same call may work later without anybody doing something.
    pub fn passes(&self) -> bool {
        matches!(self, Self::TooMany { .. } | Self::NoNetwork { .. } | Self::TimedOut | Self::Server { .. })
    }
}

impl From<DialError> for ApiError {
    fn from(error: DialError) -> Self {
        match error {
            DialError::NoNetwork { cause, reason } => Self::NoNetwork { cause, reason },
            DialError::Certificate { flaw, reason } => Self::Certificate { flaw, reason },
            DialError::TimedOut => Self::TimedOut,
        }
    }
}

impl From<answer::Unreadable> for ApiError {
    fn from(error: answer::Unreadable) -> Self {
        Self::Unreadable { reason: error.to_string() }
    }
}

impl From<metadata::Unreadable> for ApiError {
    fn from(error: metadata::Unreadable) -> Self {
        Self::Unreadable { reason: error.to_string() }
    }
}

impl From<operation::Unreadable> for ApiError {
    fn from(error: operation::Unreadable) -> Self {
        Self::Unreadable { reason: error.to_string() }
    }
}
