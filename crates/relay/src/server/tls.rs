//! TLS from files, which are read anew when they change.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio_rustls::TlsAcceptor;

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(10);

/// A certificate and its key, as they are in force.
pub struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    acceptor: RwLock<TlsAcceptor>,
}

/// Why a certificate can't be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The file can't be read, or has nothing of the kind in it.
    #[error("{file}: {error}")]
    File {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        error: rustls::pki_types::pem::Error,
    },
    /// The two do not belong together, or are of a kind that is not known.
    #[error("certificate and key can't be used: {0}")]
    Unusable(#[from] rustls::Error),
}

impl Certificate {
    /// Reads both, in PEM.
    ///
    /// # Errors
    /// If they can't be read or used.
    pub fn read(chain: &Path, key: &Path) -> Result<Self, CertificateError> {
        let acceptor = RwLock::new(acceptor(chain, key)?);
        Ok(Self { chain: chain.to_owned(), key: key.to_owned(), acceptor })
    }

    /// Reads the files anew. What can't be used leaves the old one in force.
    pub fn reload(&self) {
        match acceptor(&self.chain, &self.key) {
            Ok(acceptor) => {
                *self.acceptor.write().unwrap_or_else(PoisonError::into_inner) = acceptor;
                tracing::info!("the certificate was read anew");
            }
            Err(error) => tracing::error!(%error, "the certificate can't be read anew; the old one stays in force"),
        }
    }

    /// Reads the files anew whenever they change; for as long as it is polled.
    pub async fn follow(&self) {
        let mut known = self.changed_at();
        loop {
            tokio::time::sleep(LOOK).await;
            let now = self.changed_at();
            if now != known {
                known = now;
                self.reload();
            }
        }
    }

    fn changed_at(&self) -> [Option<SystemTime>; 2] {
        [&self.chain, &self.key].map(|file| file.metadata().and_then(|about| about.modified()).ok())
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn acceptor(chain: &Path, key: &Path) -> Result<TlsAcceptor, CertificateError> {
    let wrong = |file: &Path| {
        let file = file.to_owned();
        move |error| CertificateError::File { file, error }
    };
    let certificates = CertificateDer::pem_file_iter(chain).map_err(wrong(chain))?;
    let certificates: Vec<_> = certificates.collect::<Result<_, _>>().map_err(wrong(chain))?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(wrong(key))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(certificates, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
