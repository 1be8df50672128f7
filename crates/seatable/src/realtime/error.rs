use rowbell_dial::Hindrance;

use crate::client::ApiError;

/// Why the realtime channel could not be opened, or ended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RealtimeError {
    /// The server could not be reached, or refused the connection as it would a call.
    #[error(transparent)]
    Connect(#[from] ApiError),
    /// The way to the server lets no WebSocket through, and the server can't be followed by plain requests either.
    #[error(
        "the way to the server lets no WebSocket through, so changes can't be followed as they happen. Whoever runs the \
         server or a proxy on the way should have it pass on `Upgrade`."
    )]
    NoWebSocket,
    /// The access token has ended (`token_expired`).
    #[error("the access to the base has ended; it is to be asked for again.")]
    TokenExpired,
    /// The token may not read the base (`permission_denied`).
    #[error("SeaTable does not let this token follow the base; use an API token of the base.")]
    NotAllowed,
    /// There is no such base (`dtable_not_found`).
    #[error("SeaTable does not find the base; it may have been deleted.")]
    BaseNotFound,
    /// The server could not load the base (`dtable_load_failed`, `internal_error`).
    #[error("the SeaTable server could not load the base; try again later.")]
    Server,
    /// The server refused for another reason.
    #[error("SeaTable refused the realtime channel: {reason}")]
    Refused {
        /// The server's own word, cut to 200 characters. Foreign text.
        reason: String,
    },
    /// The server, or something between, closed the connection.
    #[error("the server closed the realtime channel.")]
    Closed,
    /// Nothing came for longer than the server promised, or the connection broke.
    #[error("the realtime channel broke off without a word; the network may have changed.")]
    Lost,
    /// What came is not of the protocol.
    #[error("the realtime channel brought something that cannot be read: {reason}")]
    Unreadable {
        /// What is wrong, in English.
        reason: String,
    },
}

impl RealtimeError {
    /// Whether plain requests may get through if this came from a WebSocket.
    pub(super) fn may_be_the_way(&self) -> bool {
        let by_proxy = |error: &ApiError| matches!(error, ApiError::NoNetwork { cause: Hindrance::Proxy, .. });
        matches!(self, Self::NoWebSocket) || matches!(self, Self::Connect(error) if by_proxy(error))
    }

    /// A short name of the reason that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Connect(error) => error.code(),
            Self::NoWebSocket => "no_websocket",
            Self::TokenExpired => "token_expired",
            Self::NotAllowed => "not_allowed",
            Self::BaseNotFound => "base_not_found",
            Self::Server => "server",
            Self::Refused { .. } => "refused",
            Self::Closed => "closed",
            Self::Lost => "lost",
            Self::Unreadable { .. } => "unreadable",
        }
    }

    /// What the server said; empty where it said nothing. Foreign text.
    pub fn detail(&self) -> String {
        match self {
            Self::Connect(error) => error.detail(),
            Self::Refused { reason } | Self::Unreadable { reason } => reason.clone(),
            Self::NoWebSocket
            | Self::TokenExpired
            | Self::NotAllowed
            | Self::BaseNotFound
            | Self::Server
            | Self::Closed
            | Self::Lost => String::new(),
        }
    }
}
