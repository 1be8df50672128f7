//! Why a server can't be reached.

use std::io;

use rustls::CertificateError;

/// Why a server can't be reached, or is not to be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DialError {
    /// No connection.
    #[error("no connection: {reason}")]
    NoNetwork {
        /// The system's own words.
        reason: String,
    },
    /// The server's certificate is not trusted, so nothing was sent.
    #[error("the certificate is not to be trusted: {reason}")]
    Certificate {
        /// What is wrong with it, in English.
        reason: String,
    },
    /// It took too long.
    #[error("no connection in time")]
    TimedOut,
}

impl DialError {
    /// There is no connection, for this reason.
    pub fn no_network(reason: &str) -> Self {
        Self::NoNetwork { reason: reason.to_owned() }
    }

    /// What a failure means that a connection gives while it is made or used.
    pub fn from_io(error: &io::Error) -> Self {
        if let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            return Self::from_tls(tls);
        }
        match error.kind() {
            io::ErrorKind::TimedOut => Self::TimedOut,
            io::ErrorKind::UnexpectedEof => Self::no_network("the connection was closed"),
            _ => Self::no_network(&error.to_string()),
        }
    }

    pub(crate) fn from_tls(error: &rustls::Error) -> Self {
        let reason = match error {
            rustls::Error::InvalidCertificate(error) => of_certificate(error),
            rustls::Error::NoCertificatesPresented => "it has none".to_owned(),
            rustls::Error::General(reason) => reason.clone(),
            rustls::Error::InvalidMessage(_) => {
                return Self::no_network("it does not speak TLS there; perhaps its address begins with http://");
            }
            other => return Self::no_network(&format!("TLS failed: {other}")),
        };
        Self::Certificate { reason }
    }
}

fn of_certificate(error: &CertificateError) -> String {
    let reason = match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "it is not valid yet",
        CertificateError::Revoked => "it was revoked",
        CertificateError::UnknownIssuer => UNKNOWN_ISSUER,
        CertificateError::BadSignature => "it is not signed by the authority that it names",
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is for another host name"
        }
        // What `openssl req -x509` makes: an authority that vouches for itself. Known by its name alone.
        other if other.to_string().contains("CaUsedAsEndEntity") => UNKNOWN_ISSUER,
        other => return other.to_string(),
    };
    reason.to_owned()
}

const UNKNOWN_ISSUER: &str = "it is self-signed or from an authority unknown here";
