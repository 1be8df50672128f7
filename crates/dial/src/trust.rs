//! Which certificates are trusted: those from authorities of the system, and the very ones that are among them.

use std::sync::Arc;

use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, SignatureScheme,
    client::{
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};
use rustls_platform_verifier::Verifier;

/// The system's way of judging certificates, and one thing more: what `openssl req -x509` makes is an authority that vouches for
/// itself, which webpki takes for no server's certificate. One that is itself among the authorities is trusted for what it is:
/// byte for byte, for its names and its time.
#[derive(Debug)]
pub(crate) struct Trust {
    system: Verifier,
    extra: Vec<CertificateDer<'static>>,
}

impl Trust {
    pub(crate) fn new(extra: &[Vec<u8>], provider: Arc<CryptoProvider>) -> Result<Self, Error> {
        let extra: Vec<_> = extra.iter().map(|der| CertificateDer::from(der.clone())).collect();
        Ok(Self { system: Verifier::new_with_extra_roots(extra.iter().cloned(), provider)?, extra })
    }

    fn is_among_authorities(&self, certificate: &CertificateDer<'_>) -> bool {
        let is_same = |known: &CertificateDer<'_>| known.as_ref() == certificate.as_ref();
        self.extra.iter().any(is_same) || system_authorities().iter().any(is_same)
    }
}

/// Read when they are needed, which is seldom: there are many.
#[cfg(all(unix, not(target_vendor = "apple")))]
fn system_authorities() -> Vec<CertificateDer<'static>> {
    rustls_native_certs::load_native_certs().certs
}

/// Elsewhere the system itself judges, and accepts these.
#[cfg(not(all(unix, not(target_vendor = "apple"))))]
fn system_authorities() -> Vec<CertificateDer<'static>> {
    Vec::new()
}

/// Whether a certificate is refused only because it is an authority's: its time was looked at before.
pub(crate) fn is_an_authority(error: &CertificateError) -> bool {
    let CertificateError::Other(OtherError(error)) = error else { return false };
    matches!(error.downcast_ref(), Some(webpki::Error::CaUsedAsEndEntity))
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        match self.system.verify_server_cert(certificate, intermediates, name, ocsp, now) {
            Err(Error::InvalidCertificate(error))
                if is_an_authority(&error) && self.is_among_authorities(certificate) =>
            {
                verify_server_name(&ParsedCertificate::try_from(certificate)?, name)?;
                Ok(ServerCertVerified::assertion())
            }
            judged => judged,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.system.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.system.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.system.supported_verify_schemes()
    }
}
