//! Why a server can't be reached.

use std::io;

use hyper::StatusCode;
use rustls::CertificateError;

use crate::trust::is_an_authority;

/// Why a server can't be reached, or is not to be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DialError {
    /// No connection.
    #[error("no connection: {reason}")]
    NoNetwork {
        /// What keeps it from being made.
        cause: Hindrance,
        /// The system's own words.
        reason: String,
    },
    /// The server's certificate is not trusted, so nothing was sent.
    #[error("the certificate is not to be trusted: {reason}")]
    Certificate {
        /// What is wrong with it.
        flaw: Flaw,
        /// The same in English.
        reason: String,
    },
    /// It took too long.
    #[error("no connection in time")]
    TimedOut,
}

/// What keeps a connection from being made, as far as people can do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance {
    /// The host's name is not found.
    Name,
    /// Nothing listens there.
    Refused,
    /// The proxy does not let through.
    Proxy,
    /// What answers there does not speak TLS.
    Tls,
    /// Something else.
    Other,
}

/// What is wrong with a certificate, as far as people can do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// It has expired.
    Expired,
    /// It is not valid yet.
    Early,
    /// It is for another host.
    Name,
    /// Nobody whom the system trusts has issued it.
    Issuer,
    /// Something else.
    Other,
}

impl Hindrance {
    /// One word for it that does not change between versions; empty where there is none.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Refused => "refused",
            Self::Proxy => "proxy",
            Self::Tls => "tls",
            Self::Other => "",
        }
    }
}

impl Flaw {
    /// One word for it that does not change between versions; empty where there is none.
    pub fn code(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Early => "early",
            Self::Name => "name",
            Self::Issuer => "issuer",
            Self::Other => "",
        }
    }
}

/// The host's name is not found, for the system's own reason.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) struct NoSuchName(io::Error);

impl NoSuchName {
    pub(crate) fn because(error: io::Error) -> io::Error {
        io::Error::new(error.kind(), Self(error))
    }
}

impl DialError {
    /// There is no connection, for this reason.
    pub fn no_network(reason: &str) -> Self {
        Self::because(Hindrance::Other, reason)
    }

    /// A proxy answered this instead of letting through.
    pub fn refused_by_proxy(name: &str, status: StatusCode) -> Self {
        Self::because(Hindrance::Proxy, &format!("the proxy {name} does not let through: it answers {status}"))
    }

    pub(crate) fn because(cause: Hindrance, reason: &str) -> Self {
        Self::NoNetwork { cause, reason: reason.to_owned() }
    }

    /// What a failure means that a connection gives while it is made or used.
    pub fn from_io(error: &io::Error) -> Self {
        if let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            return Self::from_tls(tls);
        }
        if error.get_ref().is_some_and(|inner| inner.is::<NoSuchName>()) {
            return Self::because(Hindrance::Name, &error.to_string());
        }
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::because(Hindrance::Refused, &error.to_string()),
            io::ErrorKind::TimedOut => Self::TimedOut,
            io::ErrorKind::UnexpectedEof => Self::no_network("the connection was closed"),
            _ => Self::no_network(&error.to_string()),
        }
    }

    pub(crate) fn from_tls(error: &rustls::Error) -> Self {
        let (flaw, reason) = match error {
            rustls::Error::InvalidCertificate(error) => of_certificate(error),
            rustls::Error::NoCertificatesPresented => (Flaw::Other, "it has none".to_owned()),
            rustls::Error::General(reason) => (Flaw::Other, reason.clone()),
            rustls::Error::InvalidMessage(_) => {
                let reason = "it does not speak TLS there; perhaps its address begins with http://";
                return Self::because(Hindrance::Tls, reason);
            }
            other => return Self::no_network(&format!("TLS failed: {other}")),
        };
        Self::Certificate { flaw, reason }
    }
}

fn of_certificate(error: &CertificateError) -> (Flaw, String) {
    let (flaw, reason) = match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => (Flaw::Expired, "it has expired"),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            (Flaw::Early, "it is not valid yet")
        }
        CertificateError::Revoked => (Flaw::Other, "it was revoked"),
        CertificateError::UnknownIssuer => (Flaw::Issuer, UNKNOWN_ISSUER),
        CertificateError::BadSignature => (Flaw::Other, "it is not signed by the authority that it names"),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            (Flaw::Name, "it is for another host name")
        }
        // What `openssl req -x509` makes, and the system does not know.
        other if is_an_authority(other) => (Flaw::Issuer, UNKNOWN_ISSUER),
        other => return (Flaw::Other, other.to_string()),
    };
    (flaw, reason.to_owned())
}

const UNKNOWN_ISSUER: &str = "it is self-signed or from an authority unknown here";
