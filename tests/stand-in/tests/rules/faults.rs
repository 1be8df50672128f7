//! Faults on request, TLS, the pretend team and the control over HTTP.

use std::{io::ErrorKind, sync::Arc, time::Duration};

use rowbell_stand_in::{Options, Permission, StandIn, demo::Team};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

use crate::{
    http::{ask, get},
    start,
};

#[tokio::test]
async fn answers_fail_and_connections_are_refused() {
    let (stand_in, base) = start(Options::default()).await;
    let address = stand_in.address();
    let tokens = "/api/v2.1/dtable/app-access-token/";
    let token = base.api_token("app", Permission::R);
    stand_in.faults(|faults| faults.status = Some(502));
    assert_eq!(get(&address, tokens, &token).await.status, 502);
    stand_in.faults(|faults| (faults.status, faults.storm) = (None, true));
    let answer = get(&address, tokens, &token).await;
    assert!(answer.status == 429 && answer.head.contains("retry-after:"), "{answer:?}");
    stand_in.faults(|faults| (faults.storm, faults.slow_ms) = (false, 30));
    let before = std::time::Instant::now();
    assert_eq!(get(&address, tokens, &token).await.status, 200);
    assert!(before.elapsed() >= Duration::from_millis(30));

    stand_in.down().await;
    let host = address.strip_prefix("http://").unwrap().to_owned();
    let refused = tokio::net::TcpStream::connect(&host).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    stand_in.up().await;
    assert_eq!(get(&address, tokens, &token).await.status, 200);
    stand_in.stop().await;
    assert!(tokio::net::TcpStream::connect(&host).await.is_err());
}

/// Also while a long poll waits for news.
#[tokio::test]
async fn sockets_are_cut() {
    let (stand_in, _base) = start(Options::default()).await;
    let host = stand_in.address().strip_prefix("http://").unwrap().to_owned();
    let path = "/api-gateway/socket.io/?EIO=4&transport=polling";
    let open = get(&stand_in.address(), path, "").await.text;
    let open: serde_json::Value = serde_json::from_str(&open[1..]).unwrap();
    let path = format!("{path}&sid={}", open["sid"].as_str().unwrap());
    // The first poll brings a ping, the next one waits.
    get(&stand_in.address(), &path, "").await;
    let mut stream = TcpStream::connect(&host).await.unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).await.unwrap();
    let cut = async {
        let mut bytes = Vec::new();
        // Cutting again and again, for the server may not have the request yet.
        loop {
            stand_in.drop_sockets();
            let read = tokio::time::timeout(Duration::from_millis(20), stream.read_buf(&mut bytes)).await;
            if let Ok(read) = read {
                break read.unwrap_or(0);
            }
        }
    };
    assert_eq!(tokio::time::timeout(Duration::from_secs(20), cut).await.expect("it is cut"), 0);
}

#[tokio::test]
async fn tls_is_good_for_those_who_have_the_certificate() {
    let (stand_in, base) = start(Options { tls: true, ..Options::default() }).await;
    assert!(stand_in.address().starts_with("https://127.0.0.1:"));
    let token = base.api_token("app", Permission::R);
    let mut roots = RootCertStore::empty();
    for trusted in [false, true] {
        if trusted {
            let pem = stand_in.certificate().unwrap();
            roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots.clone())
            .with_no_client_auth();
        let stream = TcpStream::connect(("127.0.0.1", stand_in.port())).await.unwrap();
        let name = ServerName::try_from("127.0.0.1").unwrap();
        match TlsConnector::from(Arc::new(config)).connect(name, stream).await {
            Ok(mut stream) => {
                let request = format!(
                    "GET /api/v2.1/dtable/app-access-token/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
                );
                stream.write_all(request.as_bytes()).await.unwrap();
                let mut answer = [0; 15];
                stream.read_exact(&mut answer).await.unwrap();
                assert!(trusted && answer == *b"HTTP/1.1 200 OK");
            }
            Err(error) => assert!(!trusted && error.kind() == ErrorKind::InvalidData, "{error:?}"),
        }
    }
}

#[tokio::test]
async fn the_team_does_the_same_with_the_same_seed() {
    let mut days = Vec::new();
    for seed in [5, 5, 6] {
        let stand_in = StandIn::start(Options { seed, ..Options::default() }).await;
        let (mut team, keys) = Team::gather(&stand_in, seed);
        let names: Vec<&str> = keys.api_tokens.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Sales", "Vertrieb", "Rédaction"]);
        days.push((0..300).map(|_| team.work()).collect::<Vec<_>>());
    }
    assert!(days[0] == days[1] && days[1] != days[2]);
}

#[tokio::test]
async fn another_process_edits_over_http() {
    let (stand_in, base) = start(Options { control: true, ..Options::default() }).await;
    let address = stand_in.address();
    let post = async |path: &str, body: serde_json::Value| {
        let answer =
            ask(&address, "POST", &format!("/_stand_in/{path}"), "", ("application/json", &body.to_string())).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer.json
    };
    let edit = json!({"op": "insert_row", "table": "Tasks", "row": {"Name": "Größe"}});
    let edited = post("edit", json!({"base": base.name(), "by": {"app": "cron"}, "edit": edit})).await;
    assert_eq!((&edited["version"], base.rows("Tasks").len()), (&json!(1), 3));
    assert_eq!(base.operations()[0].app.as_deref(), Some("cron"));
    let token = post("api-tokens", json!({"base": base.uuid(), "app_name": "x", "permission": "r"})).await;
    let listed = get(&address, "/_stand_in/bases", "").await.json;
    assert_eq!(listed["bases"][0]["api_tokens"][0]["token"], token["token"]);
    post("rename-base", json!({"base": base.uuid(), "name": "Sales"})).await;
    assert_eq!(base.name(), "Sales");
    let faults = json!({"storm": true}).to_string();
    ask(&address, "PUT", "/_stand_in/faults", "", ("application/json", &faults)).await;
    assert_eq!(get(&address, "/api/v2.1/workspaces/", "").await.status, 429);
    let calls = get(&address, "/_stand_in/calls", "").await.json;
    assert_eq!(calls["counts"], json!({"GET /api/v2.1/workspaces/": 1}), "what is asked of the control is no call");
}
