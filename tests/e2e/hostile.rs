//! Requests as no well-behaved sender makes them, and what is not to be found afterwards.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, time::Duration};

use rowbell_tests::{Agent, Desktop, Request, Sender, Setup, bodies, http, slow, until};
use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    time::{Instant, timeout},
};

#[tokio::test]
async fn a_good_address_is_answered_at_once_however_it_is_asked() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let url = agent.url().await;
    let (address, token) = (agent.address().await, url.rsplit('/').next().unwrap().to_owned());
    for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        let answer = Request::new(method, &url, "{}").send().await;
        assert_eq!(answer.status, 405, "{method}");
        assert!(!answer.head.to_lowercase().contains("location"), "{method}: {}", answer.head);
    }
    let mut taken = 0;
    for path in
        [format!("/hook/{token}"), format!("/hook/{token}/"), format!("/hook/{token}?a=b"), format!("/hook/{token}#x")]
    {
        taken += 1;
        let body = bodies::new_row(&format!("p{taken}"), "Row");
        let path = path.split('#').next().unwrap();
        assert_eq!(Request::post(&format!("http://{address}{path}"), body).send().await.status, 200, "{path}");
    }
    for path in ["/hook/", "/hook", "//hook/x", "/hook/../hook/x", "/", "/favicon.ico", "/hook/%00"] {
        let answer = Request::post(&format!("http://{address}{path}"), "{}").send().await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.head.to_lowercase().contains("location") && !answer.body.contains(&token), "{path}");
    }
    // Without a length, in chunks; and with more than it may hold.
    let chunk = bodies::new_row("chunked", "Row");
    let head = format!(
        "POST /hook/{token} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{head}{:x}\r\n{chunk}\r\n0\r\n\r\n", chunk.len()).as_bytes()).await.unwrap();
    assert_eq!(http::read_answer(&mut stream).await.unwrap().status, 200);
    let mut stream = TcpStream::connect(address).await.unwrap();
    let much = "x".repeat(5 * 1024 * 1024);
    let _ = stream.write_all(format!("{head}{:x}\r\n{much}\r\n0\r\n\r\n", much.len()).as_bytes()).await;
    assert_eq!(http::read_answer(&mut stream).await.unwrap().status, 413);
    // A body that ends early was never whole, so it is not kept.
    let cut = Request::post(&url, bodies::new_row("cut", "Row"));
    drop(cut.begin(cut.bytes().0.len() - 5).await);
    // HTTP/1.0 names no host.
    let old = bodies::new_row("old", "Row");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("POST /hook/{token} HTTP/1.0\r\nContent-Length: {}\r\n\r\n{old}", old.len());
    stream.write_all(request.as_bytes()).await.unwrap();
    assert_eq!(http::read_answer(&mut stream).await.unwrap().status, 200);
    let entries = agent.recorded(6).await;
    assert!(entries.len() == 6 && entries.iter().all(|entry| entry.kind == "row_added"), "{entries:#?}");
    agent.stop_well().await;
}

#[tokio::test]
async fn what_can_not_be_read_is_kept_whole() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let url = agent.url().await;
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let entity = "<!DOCTYPE a [<!ENTITY x \"xxxxxxxxxx\">]><a><data><op_type>&x;</op_type></data></a>";
    let odd: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"null".to_vec(),
        b"{\"event\": \"update\"".to_vec(),
        b"payload=%7B%7D".to_vec(),
        vec![0; 1000],
        deep.into_bytes(),
        entity.into(),
    ];
    for (at, body) in odd.iter().enumerate() {
        assert_eq!(Request::post(&url, body.clone()).send().await.status, 200, "{at}");
        let entries = agent.recorded(at + 1).await;
        assert_eq!((entries.len(), entries[0].kind.as_str()), (at + 1, "unrecognised"), "{at}");
        let shown: serde_json::Value = agent.json(&["show", &entries[0].id.to_string(), "--raw"]);
        assert_eq!(shown["raw"]["body"].as_str().map(str::as_bytes), Some(body.as_slice()), "{at}");
    }
    // Not compressed, though it says so.
    let lie = Request::post(&url, bodies::new_row("lie", "Row")).header("Content-Encoding", "gzip").send().await;
    assert_eq!(lie.status, 200);
    agent.recorded(odd.len() + 1).await;
    agent.stop_well().await;
}

#[tokio::test]
async fn arrays_become_a_change_for_each_element() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let two = format!("[{},{}]", bodies::new_row("r1", "One"), bodies::new_row("r2", "Two"));
    Sender::start(&desktop).accepted(&agent.url().await, &two).await;
    let entries = agent.recorded(2).await;
    assert_eq!(entries.iter().map(|entry| entry.row.name.as_str()).collect::<Vec<_>>(), ["Two", "One"]);
    agent.stop_well().await;
}

#[tokio::test]
async fn only_so_many_forged_deliveries_are_kept_and_all_are_counted() {
    let desktop = Desktop::headless();
    let setup = Setup { env: vec![("ROWBELL_SECRETS", "file".into())], ..Setup::default() };
    let agent = Agent::start_as(&desktop, &setup).await;
    let url = agent.url().await;
    agent.ok_with(&["secret", "set"], "right");
    for row in 0..40 {
        assert_eq!(Request::post(&url, bodies::new_row(&format!("r{row}"), "Row")).send().await.status, 401);
    }
    let counted = |status: &rowbell_api::Status| status.endpoints[0].forged == 40;
    agent.status_where("all are counted", counted).await;
    let kept = agent.recorded(30).await.len();
    assert!((30..40).contains(&kept), "{kept} are kept");
    agent.stop_well().await;
}

#[tokio::test]
async fn forged_deliveries_do_not_fill_the_disk() {
    let desktop = Desktop::headless();
    let setup = Setup { env: vec![("ROWBELL_SECRETS", "file".into())], ..Setup::default() };
    let agent = Agent::start_as(&desktop, &setup).await;
    let url = agent.url().await;
    agent.ok_with(&["secret", "set"], "right");
    // Nine times 3.9 MiB; there is room for eight of them, and for a small one beside these.
    let large = |number: u32| format!("{number}{}", "x".repeat(39 * 1024 * 1024 / 10));
    for number in 0..9 {
        assert_eq!(Request::post(&url, large(number)).send().await.status, 401);
    }
    assert_eq!(Request::post(&url, bodies::new_row("small", "Row")).send().await.status, 401);
    agent.status_where("all are counted", |status| status.endpoints[0].forged == 10).await;
    let kept = agent.recorded(9).await;
    assert!(kept.len() == 9 && kept.iter().any(|entry| entry.row.id == "small"), "{}", kept.len());
    // Those of the right signature are taken as ever.
    let mut sender = Sender::start(&desktop);
    assert_eq!(sender.send(&url, &bodies::new_row("good", "Row"), Some("right")).await, 200);
    agent.stop_well().await;
}

/// Values from bases and secrets are private: a log is sent to others when something is wrong.
#[tokio::test]
async fn the_log_has_no_values_and_no_secrets() {
    let desktop = Desktop::headless();
    let env = vec![("ROWBELL_SECRETS", "file".to_owned()), ("ROWBELL_LOG", "trace".to_owned())];
    let agent = Agent::start_as(&desktop, &Setup { env, name: "fresh", ..Setup::default() }).await;
    let url = agent.url().await;
    let token = url.rsplit('/').next().unwrap();
    agent.ok_with(&["secret", "set"], "the-first-secret");
    agent.ok_with(&["secret", "set", "--keep-old"], "the-second-secret");
    let mut sender = Sender::start(&desktop);
    assert_eq!(sender.send(&url, &bodies::change("r1", "Name-1", "Value-1"), Some("the-first-secret")).await, 200);
    assert_eq!(sender.send(&url, &bodies::change("r2", "Name-2", "Value-2"), Some("a-wrong-one")).await, 401);
    let entries = agent.recorded(2).await;
    let api = agent.ok(&["status", "--json"])
        + &agent.ok(&["history", "--json"])
        + &agent.ok(&["endpoint", "list", "--json"]);
    let api = api + &agent.ok(&["show", &entries[0].id.to_string(), "--raw", "--json"]);
    assert!(!api.contains("-secret"), "the API tells a secret");
    for (path, bytes) in agent.files() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = String::from_utf8_lossy(&bytes);
        assert!(name == "secrets.json" || !text.contains("-secret"), "a secret is in {name}");
        if name.ends_with(".log") {
            let line = |what: &str| text.lines().find(|line| line.contains(what)).map(str::to_owned);
            assert_eq!(line(token), None, "the log names an address that anybody could post to");
        }
    }
    let said = agent.process.said.text();
    assert!(!said.contains("Value-") && !said.contains("-secret"), "{said}");
    agent.stop_well().await;
}

/// A folder that the agent makes is the person's alone, and so is what it holds.
#[tokio::test]
async fn nobody_else_can_read_what_is_kept() {
    let desktop = Desktop::headless();
    let setup = Setup { env: vec![("ROWBELL_SECRETS", "file".into())], ..Setup::default() };
    let agent = Agent::start_as(&desktop, &setup).await;
    agent.ok_with(&["secret", "set"], "right");
    Sender::start(&desktop).send(&agent.url().await, &bodies::new_row("r1", "Row"), Some("right")).await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for name in ["secrets.json", "rowbell.toml", "rowbell.db", "rowbell.db-wal", "agent.sock"] {
        assert_eq!(mode(&agent.data.join(name)) & 0o077, 0, "{name}");
    }
    assert_eq!(mode(&agent.data), 0o700, "the folder itself");
    agent.stop_well().await;
}

/// An agent that ends must not wait for a sender that never ends: its port refuses connections meanwhile.
#[tokio::test]
async fn a_stuck_sender_does_not_hold_up_the_end() {
    let desktop = Desktop::headless();
    let mut agent = Agent::start(&desktop).await;
    let request = Request::post(&agent.url().await, bodies::new_row("r1", "Row"));
    let (bytes, head) = request.bytes();
    let stuck = (request.begin(head / 2).await, request.begin(head + 3).await, request.begin(bytes.len() - 1).await);
    assert_eq!(Request::new("GET", &format!("http://{}/healthz", agent.address().await), "").send().await.status, 200);
    let began = Instant::now();
    assert!(agent.stop().await.success());
    let took = began.elapsed();
    assert!(took < Duration::from_secs(8), "it took {took:?} to end");
    drop(stuck);
}

/// More slow connections than there is room for: others wait, none is refused.
#[tokio::test]
async fn many_slow_connections_cut_nobody_off() {
    if !slow() {
        return;
    }
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let url = agent.url().await;
    let request = Request::post(&url, bodies::new_row("r1", "Row"));
    let mut stuck = Vec::new();
    for _ in 0..2_100 {
        stuck.push(timeout(Duration::from_secs(5), request.begin(20)).await.expect("a connection"));
    }
    let mut sender = Sender::start(&desktop);
    assert_eq!(sender.send(&url, &bodies::new_row("r2", "Row"), None).await, 200);
    let status = until("the API answers", async || agent.answers().await.is_ok(), |answers| *answers).await;
    assert!(status);
    agent.stop_well().await;
}
