//! The program as a service: restarts under systemd, certificates.

use std::{
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use rowbell_protocol::{FromDevice, FromRelay};
use rustix::process::Signal;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    device::{Device, Received},
    program::{Program, command, ok},
    running::{SOON, raw, read},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_refuses_nobody_if_systemd_holds_the_socket() {
    const POSTS: u64 = 600;
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let mut program = Program::inherit(folder.path(), &listener);
    let mut device = Device::new();
    let (mut connection, _) = device.enter(&address).await;
    assert_eq!(connection.receive(&device.keys).await, Received::Message(FromRelay::CaughtUp));
    let (token, done) = (device.tokens[0], Arc::new(AtomicU64::new(0)));
    let posting: Vec<_> = (0..4)
        .map(|_| {
            let (address, done) = (address.clone(), Arc::clone(&done));
            tokio::spawn(async move {
                while done.fetch_add(1, Ordering::Relaxed) < POSTS {
                    // Like SeaTable: a connection for each post.
                    let head = "HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\nconnection: close\r\n\r\nx";
                    let answer = raw(&address, format!("POST /in/{token} {head}").as_bytes()).await;
                    assert_eq!(answer.status, 200, "{answer:?}");
                }
            })
        })
        .collect();
    for restart in 1..4 {
        // A sender that was refused has panicked.
        while done.load(Ordering::Relaxed) < restart * POSTS / 4 && !posting.iter().any(|task| task.is_finished()) {
            tokio::task::yield_now().await;
        }
        program.signal(Signal::TERM);
        let status = program.wait();
        assert!(status.success(), "{status}");
        program = Program::inherit(folder.path(), &listener);
    }
    for task in posting {
        task.await.unwrap();
    }
    let closed = loop {
        match connection.receive(&device.keys).await {
            Received::Letter(after, _) => {
                device.cursor.as_mut().unwrap().after = after;
                connection.try_send(&FromDevice::Confirm { after }).await;
            }
            closed => break closed,
        }
    };
    assert_eq!(closed, Received::Closed(Some(1012)));
    assert_eq!(ok(folder.path(), &["mailboxes", "--json"]).matches(&format!("\"letters\": {POSTS},")).count(), 1);
    drop(program);
}

#[tokio::test]
async fn certificates_are_reloaded() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
    let write = || {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        std::fs::write(&certificate, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        made.cert.der().clone()
    };
    let first = write();
    let (c, k) = (certificate.to_str().unwrap().to_owned(), key.to_str().unwrap().to_owned());
    let data = folder.path().join("data");
    let half = command(&data, &["--tls-key", &k]).output().unwrap();
    assert!(!half.status.success() && String::from_utf8_lossy(&half.stderr).contains("tls_certificate"), "{half:?}");
    let program = Program::start(&data, &["--tls-certificate", &c, "--tls-key", &k]);
    assert_eq!(shown_certificate(&program.address, &first).await, Some(true));
    let second = write();
    program.signal(Signal::HUP);
    let began = Instant::now();
    while shown_certificate(&program.address, &second).await != Some(true) {
        assert!(began.elapsed() < SOON, "the old certificate is still in use");
    }
    // A file that can't be used leaves the old certificate in use.
    std::fs::write(&certificate, "nothing").unwrap();
    program.signal(Signal::HUP);
    assert_eq!(shown_certificate(&program.address, &second).await, Some(true));
}

/// Whether a request over TLS is answered with this certificate.
async fn shown_certificate(address: &str, certificate: &rustls::pki_types::CertificateDer<'static>) -> Option<bool> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await.ok()?;
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let Ok(mut stream) = connector.connect("localhost".try_into().unwrap(), stream).await else { return Some(false) };
    stream.write_all(b"GET /healthz HTTP/1.0\r\n\r\n").await.ok()?;
    let mut answer = Vec::new();
    let _end = stream.read_to_end(&mut answer).await;
    Some(read(&answer).status == 200)
}
