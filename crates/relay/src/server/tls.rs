//! TLS from files, which are reloaded when they change.

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

/// How often the files are checked.
const CHECK_INTERVAL: Duration = Duration::from_secs(10);

/// The certificate and key in use.
pub struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    acceptor: RwLock<TlsAcceptor>,
}

/// Why a certificate can't be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The file can't be read, or does not contain what it should.
    #[error("{file}: {error}")]
    File {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        error: rustls::pki_types::pem::Error,
    },
    /// The two do not belong together, or their kind is not supported.
    #[error("the certificate and its key can't be used: {0}")]
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

    /// Reloads the files. If they can't be used, the old certificate stays in use.
    pub fn reload(&self) {
        match acceptor(&self.chain, &self.key) {
            Ok(acceptor) => {
                *self.acceptor.write().unwrap_or_else(PoisonError::into_inner) = acceptor;
                tracing::info!("the certificate was reloaded");
            }
            Err(error) => tracing::error!(%error, "the certificate can't be reloaded; the old one stays in use"),
        }
    }

    /// Reloads the files whenever they change, for as long as it is polled.
    pub async fn reload_on_change(&self) {
        let mut known = self.modified_at();
        loop {
            tokio::time::sleep(CHECK_INTERVAL).await;
            let now = self.modified_at();
            if now != known {
                known = now;
                self.reload();
            }
        }
    }

    fn modified_at(&self) -> [Option<SystemTime>; 2] {
        [&self.chain, &self.key].map(|file| file.metadata().and_then(|metadata| metadata.modified()).ok())
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn acceptor(chain: &Path, key: &Path) -> Result<TlsAcceptor, CertificateError> {
    let file_error = |file: &Path| {
        let file = file.to_owned();
        move |error| CertificateError::File { file, error }
    };
    let certificates = CertificateDer::pem_file_iter(chain).map_err(file_error(chain))?;
    let certificates: Vec<_> = certificates.collect::<Result<_, _>>().map_err(file_error(chain))?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(file_error(key))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(certificates, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
