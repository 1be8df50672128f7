//! A delivery: raw bytes and headers exactly as they came.

use serde::{Deserialize, Serialize};

/// The number the inbox gives to a delivery, counting up in the order of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeliveryId(pub i64);

/// Raw bytes and headers exactly as they came, by one of the ways in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The way in.
    pub source: Source,
    /// The name of the endpoint (or connection) it came to.
    pub endpoint: String,
    /// When it came; by a relay: when it came there, by its clock. Unix milliseconds.
    pub received_ms: i64,
    /// What is known about its sender.
    pub authenticity: Authenticity,
    /// The headers in their order; names in lower case, without credentials.
    pub headers: Vec<(String, String)>,
    /// The body, after any `Content-Encoding` was undone.
    pub body: Vec<u8>,
}

/// The ways in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A webhook that came to the local endpoint.
    Local,
    /// A webhook that came to a relay and from there at once.
    Relay,
    /// A webhook that a relay kept while this computer could not be reached.
    RelayKept,
    /// An operation that a connected base told at once.
    Realtime,
    /// An operation read from a connected base's log later.
    CatchUp,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Local, Self::Relay, Self::RelayKept, Self::Realtime, Self::CatchUp];

    /// Whether it is a webhook, whichever way it came.
    pub fn is_webhook(self) -> bool {
        matches!(self, Self::Local | Self::Relay | Self::RelayKept)
    }

    /// Whether it tells of what happened before, when this computer did not listen.
    pub fn is_late(self) -> bool {
        matches!(self, Self::RelayKept | Self::CatchUp)
    }

    /// The name used in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Relay => "relay",
            Self::RelayKept => "relay_kept",
            Self::Realtime => "realtime",
            Self::CatchUp => "catch_up",
        }
    }

    /// The source of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == name)
    }
}

/// What is known about who sent a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authenticity {
    /// Signed, and the signature fits the endpoint's secret.
    Verified,
    /// The endpoint has no secret, so anyone who knows its address could have sent it.
    Unsigned,
    /// The signature fits after the body was put back into SeaTable's own spelling: a forwarder wrote its JSON anew.
    Reconstructed,
    /// The endpoint's secret could not be read at the time (locked keyring); it is checked once it can be.
    Unchecked,
    /// The signature is missing or does not fit the endpoint's secret. Kept, never announced.
    Forged,
}

impl Authenticity {
    const ALL: [Self; 5] = [Self::Verified, Self::Unsigned, Self::Reconstructed, Self::Unchecked, Self::Forged];

    /// Of what two reports of one change say of their senders, what says more.
    pub fn or(self, other: Self) -> Self {
        let weight = |authenticity| match authenticity {
            Self::Verified => 4,
            Self::Reconstructed => 3,
            Self::Unsigned => 2,
            Self::Unchecked => 1,
            Self::Forged => 0,
        };
        if weight(other) > weight(self) { other } else { self }
    }

    /// The name used in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Unsigned => "unsigned",
            Self::Reconstructed => "reconstructed",
            Self::Unchecked => "unchecked",
            Self::Forged => "forged",
        }
    }

    /// The authenticity of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }
}
