//! Behind Caddy, with the settings from `packaging/relay`.

use std::{
    process::{Child, Command, Stdio},
    time::Instant,
};

use rowbell_protocol::FromRelay;
use tokio::net::{TcpListener, TcpSocket};
use tokio_util::sync::CancellationToken;

use crate::{
    device::{Device, Received},
    running::{LIMITS, Running, SOON, options, raw},
};

/// How often the relay is restarted meanwhile.
const RESTARTS: usize = 10;

/// A running Caddy, killed in the end.
struct Caddy(Child);

impl Drop for Caddy {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _ended = self.0.wait();
    }
}

#[tokio::test]
async fn caddy_passes_everything_on() {
    if Command::new("caddy").arg("version").stdout(Stdio::null()).status().is_err() {
        println!("not tested: there is no caddy here");
        return;
    }
    // The socket is held over restarts, as systemd does.
    let held = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    held.set_nonblocking(true).unwrap();
    let socket = || TcpListener::from_std(held.try_clone().unwrap()).unwrap();
    let mut relay = Running::start_on(socket(), None, options(), LIMITS).await;
    let folder = tempfile::tempdir().unwrap();
    // The port is Caddy's while this socket has it, which does not listen.
    let port = TcpSocket::new_v4().unwrap();
    port.set_reuseaddr(true).unwrap();
    port.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let front = port.local_addr().unwrap().to_string();
    let settings = include_str!("../../../../packaging/relay/Caddyfile");
    let settings = settings
        .replace("\nrelay.example.org {", &format!("\n{{\n\tadmin off\n}}\nhttp://{front} {{"))
        .replace("127.0.0.1:8770 {", &format!("{} {{", relay.address));
    let file = folder.path().join("Caddyfile");
    std::fs::write(&file, settings).unwrap();
    let mut command = Command::new("caddy");
    command.args(["run", "--adapter", "caddyfile", "--config"]).arg(&file).env("HOME", folder.path());
    let _caddy = Caddy(command.stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap());
    let began = Instant::now();
    while tokio::net::TcpStream::connect(&front).await.is_err() {
        assert!(began.elapsed() < SOON, "caddy does not listen");
        tokio::task::yield_now().await;
    }
    let mut device = Device::new();
    let (mut connection, _) = device.enter(&front).await;
    assert_eq!(connection.receive(&device.keys).await, Received::Message(FromRelay::CaughtUp));
    let token = device.tokens[0];
    let request = format!(
        "POST /in/{token} HTTP/1.1\r\nHost: {front}\r\nX-SeaTable-Signature: sha256=abc\r\nContent-Length: 4\r\nConnection: close\r\n\r\n{{\"\0}}"
    );
    assert_eq!(raw(&front, request.as_bytes()).await.status, 200);
    let letter = device.take(&mut connection).await;
    assert_eq!(letter.body, b"{\"\0}");
    let names: Vec<&str> = letter.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert!(
        names.contains(&"x-seatable-signature") && !names.iter().any(|name| name.contains("forwarded")),
        "{names:?}"
    );
    for (path, status) in [("/", 200), ("/healthz", 200), ("/metrics", 404), ("/readyz", 404)] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {front}\r\nConnection: close\r\n\r\n");
        assert_eq!(raw(&front, request.as_bytes()).await.status, status, "{path}");
    }
    // Restarts refuse nobody.
    let over = CancellationToken::new();
    let ends = over.clone();
    let posting = tokio::spawn(async move {
        let mut posted = 0;
        while !ends.is_cancelled() {
            assert_eq!(raw(&front, request.as_bytes()).await.status, 200, "after {posted}");
            posted += 1;
        }
        posted
    });
    for _ in 0..RESTARTS {
        let stored = relay.store.totals().await.unwrap().letters;
        while relay.store.totals().await.unwrap().letters < stored + 5 {
            assert!(!posting.is_finished(), "a post was refused");
            tokio::task::yield_now().await;
        }
        relay = Running::start_on(socket(), Some(relay.end().await), options(), LIMITS).await;
    }
    over.cancel();
    let posted = posting.await.unwrap();
    assert_eq!(relay.store.totals().await.unwrap().letters, 1 + posted);
}
