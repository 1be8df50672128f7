//! Certificates that are trusted, and those that are not.

use std::{net::SocketAddr, sync::Arc};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::{
    peer::{Answer, Peer, Seen, answer, json_answer},
    *,
};

pub(crate) struct TlsListener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
}

impl axum::serve::Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            let (tcp, from) = self.tcp.accept().await.expect("a connection");
            if let Ok(stream) = self.acceptor.accept(tcp).await {
                return (stream, from);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

/// A certificate with its key.
struct Identity {
    certificate: CertificateDer<'static>,
    key: KeyPair,
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "an authority");
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority")
}

fn issued(authority: &CertifiedIssuer<'static, KeyPair>, change: impl Fn(&mut CertificateParams)) -> Identity {
    let mut params = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).expect("names");
    change(&mut params);
    let key = KeyPair::generate().expect("a key");
    let certificate = params.signed_by(&key, authority).expect("a certificate");
    Identity { certificate: certificate.der().clone(), key }
}

async fn start(identity: Identity, answers: impl Fn(&Seen) -> Answer + Clone + Send + Sync + 'static) -> Peer {
    let (listener, address) = listening(identity).await;
    Peer::on(listener, address, answers)
}

/// A listener, its address, and the authority (DER) that its certificate is from.
pub(crate) async fn listener() -> (TlsListener, String, Vec<u8>) {
    let authority = authority();
    let (listener, address) = listening(issued(&authority, |_| ())).await;
    (listener, address, authority.der().to_vec())
}

async fn listening(identity: Identity) -> (TlsListener, String) {
    let key = PrivateKeyDer::try_from(identity.key.serialize_der()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(vec![identity.certificate], key));
    let acceptor = TlsAcceptor::from(Arc::new(config.expect("a certificate that fits its key")));
    let tcp = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("https://localhost:{}", tcp.local_addr().expect("bound").port());
    (TlsListener { tcp, acceptor }, address)
}

fn given(_: &Seen) -> Answer {
    json_answer(&json!({"access_token": "jwt", "dtable_uuid": UUID}))
}

fn trusting(authority: &CertifiedIssuer<'static, KeyPair>, address: &str) -> Server {
    let options = Options { extra_roots: vec![authority.der().to_vec()], ..Options::default() };
    Server::new(address, options).expect("an address")
}

#[tokio::test]
async fn an_authority_of_ones_own_is_trusted_when_named() {
    let authority = authority();
    let peer = start(issued(&authority, |_| ()), given).await;
    let server = trusting(&authority, &peer.address);
    server.connect(&secret()).await.expect("trusted");
    // And by its number, without a name.
    let port = peer.address.rsplit(':').next().expect("a port");
    trusting(&authority, &format!("https://127.0.0.1:{port}")).connect(&secret()).await.expect("trusted");
}

#[tokio::test]
async fn certificates_that_are_not_trusted_get_no_token() {
    let authority = authority();
    let own = |params: &mut CertificateParams| params.subject_alt_names.clear();
    let past = |params: &mut CertificateParams| params.not_after = date_time_ymd(2020, 1, 1);
    let future = |params: &mut CertificateParams| params.not_before = date_time_ymd(2222, 1, 1);
    for (identity, said, word) in [
        (issued(&authority, own), "another host name", "name"),
        (issued(&authority, past), "expired", "expired"),
        (issued(&authority, future), "not valid yet", "early"),
    ] {
        let peer = start(identity, given).await;
        let error = trusting(&authority, &peer.address).connect(&secret()).await.expect_err("refused");
        assert!(matches!(&error, ApiError::Certificate { reason, .. } if reason.contains(said)), "{error:?}");
        assert_eq!(error.detail(), word);
        assert!(peer.seen().is_empty());
    }
}

#[tokio::test]
async fn a_self_signed_certificate_is_not_trusted() {
    for is_ca in [IsCa::NoCa, IsCa::Ca(BasicConstraints::Unconstrained)] {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        params.is_ca = is_ca;
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate").der().clone();
        let peer = start(Identity { certificate, key }, given).await;
        // With an unrelated authority, so that the system's own are not needed.
        let error = trusting(&authority(), &peer.address).connect(&secret()).await.expect_err("refused");
        assert!(matches!(&error, ApiError::Certificate { reason, .. } if reason.contains("self-signed")), "{error:?}");
        assert_eq!(error.detail(), "issuer");
    }
}

/// What `openssl req -x509` makes: an authority, and a server's certificate at the same time.
fn like_openssl(names: &[&str], change: impl Fn(&mut CertificateParams)) -> Identity {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    change(&mut params);
    let key = KeyPair::generate().expect("a key");
    Identity { certificate: params.self_signed(&key).expect("a certificate").der().clone(), key }
}

#[tokio::test]
async fn the_very_certificate_that_is_trusted_is_accepted_as_what_it_is() {
    let own = like_openssl(&["localhost"], |_| ());
    let known = own.certificate.to_vec();
    let trusting = |address: &str, certificate: &[u8]| {
        let options = Options { extra_roots: vec![certificate.to_vec()], ..Options::default() };
        Server::new(address, options).expect("an address")
    };
    let peer = start(own, given).await;
    trusting(&peer.address, &known).connect(&secret()).await.expect("trusted");
    // Neither for another name, nor after its time, nor another one that looks alike.
    let past = |params: &mut CertificateParams| params.not_after = date_time_ymd(2020, 1, 1);
    for (identity, trusts_it, word) in [
        (like_openssl(&["elsewhere.example"], |_| ()), true, "name"),
        (like_openssl(&["localhost"], past), true, "expired"),
        (like_openssl(&["localhost"], |_| ()), false, "issuer"),
    ] {
        let trusted = if trusts_it { identity.certificate.to_vec() } else { known.clone() };
        let peer = start(identity, given).await;
        let error = trusting(&peer.address, &trusted).connect(&secret()).await.expect_err("refused");
        assert_eq!((error.code(), error.detail().as_str()), ("certificate", word), "{error:?}");
        assert!(peer.seen().is_empty());
    }
}

#[tokio::test]
async fn who_comes_by_http_is_sent_on_to_https_before_a_token_goes_there() {
    let authority = authority();
    let secure = start(issued(&authority, |_| ()), given).await;
    let to = secure.address.clone();
    let plain = Peer::start(move |seen| {
        let path = seen.line.split(' ').nth(1).expect("a path");
        answer(301, "").with(&[("location", &format!("{to}{path}"))])
    })
    .await;
    let server = trusting(&authority, &plain.address.replace("127.0.0.1", "localhost"));
    server.connect(&secret()).await.expect("reached");
    assert_eq!(server.address(), secure.address);
    assert_eq!(secure.seen().len(), 1);
    // The peer keeps only what comes with a token.
    assert!(plain.seen().is_empty());
}

#[tokio::test]
async fn https_where_there_is_none() {
    let peer = Peer::start(given).await;
    let server = trusting(&authority(), &peer.address.replace("http://", "https://"));
    let error = server.connect(&secret()).await.expect_err("no TLS there");
    assert!(matches!(&error, ApiError::NoNetwork { reason, .. } if reason.contains("http://")), "{error:?}");
    assert_eq!(error.detail(), "tls");
}
