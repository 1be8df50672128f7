//! Peers that are no proxy: what they may not do, with a server that is told from where they come.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::{client_async, tungstenite};
use tokio_util::sync::CancellationToken;

use super::{connect::ENTERING_OF_ONE, *};
use crate::{
    Rate, Rules,
    store::{Limits, SqliteStore},
};

const ONE: [u8; 4] = [203, 0, 113, 7];
const OTHER: [u8; 4] = [203, 0, 113, 8];

async fn relay(ending: CancellationToken) -> (Arc<Relay>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let rules = Rules {
        invitation_needed: false,
        most_mailboxes: 1,
        days: 7,
        letters: 10,
        rate: Rate { per_second: 1, burst: 1 },
        most_devices: 1000,
        metrics_apart: false,
    };
    let store = SqliteStore::open(folder.path(), Limits { letters: 10, bytes: 1 << 20 }).unwrap();
    (Relay::start(store, rules, ending).await.unwrap(), folder)
}

async fn read(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    let _reset = timeout(LAST_ANSWER, stream.read_to_string(&mut answer)).await.unwrap();
    answer
}

/// A server, and connections to it from wherever one likes.
struct Reached {
    server: Server,
    listener: TcpListener,
    _folder: tempfile::TempDir,
}

impl Reached {
    async fn start() -> Self {
        let (relay, folder) = relay(CancellationToken::new()).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { server: Server::new(relay, None), listener, _folder: folder }
    }

    async fn connect(&self, from: [u8; 4]) -> TcpStream {
        let stream = TcpStream::connect(self.listener.local_addr().unwrap()).await.unwrap();
        let (accepted, _) = self.listener.accept().await.unwrap();
        tokio::spawn(self.server.clone().connection(accepted, from.into()));
        stream
    }

    /// The status of `/healthz`; none if the connection is not taken.
    async fn ask(&self, from: [u8; 4]) -> Option<String> {
        let mut stream = self.connect(from).await;
        let _reset = stream.write_all(b"GET /healthz HTTP/1.0\r\n\r\n").await;
        Some(read(stream).await.get(9..12)?.to_owned())
    }
}

#[tokio::test]
async fn one_peer_does_not_get_all_places() {
    let reached = Reached::start().await;
    let mut held = Vec::new();
    for _ in 0..CONNECTIONS_OF_ONE {
        held.push(reached.connect(ONE).await);
        held.push(reached.connect([127, 0, 0, 1]).await);
    }
    assert_eq!(reached.ask(ONE).await, None);
    assert_eq!(reached.ask(OTHER).await.as_deref(), Some("200"));
    assert_eq!(reached.ask([127, 0, 0, 1]).await.as_deref(), Some("200"));
    // What ends is given back.
    drop(held);
    let began = std::time::Instant::now();
    while reached.ask(ONE).await.is_none() {
        assert!(began.elapsed() < LAST_ANSWER, "the places are not given back");
    }
}

#[tokio::test]
async fn one_peer_does_not_get_all_places_of_those_who_enter() {
    let reached = Reached::start().await;
    let mut silent = Vec::new();
    for _ in 0..ENTERING_OF_ONE {
        silent.push(client_async("ws://relay/v1/connect", reached.connect(ONE).await).await.unwrap());
    }
    let Err(tungstenite::Error::Http(refused)) =
        client_async("ws://relay/v1/connect", reached.connect(ONE).await).await
    else {
        panic!("one peer has more than its places");
    };
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
    assert!(client_async("ws://relay/v1/connect", reached.connect(OTHER).await).await.is_ok());
}

#[tokio::test]
async fn who_leaves_before_it_has_entered_has_failed() {
    let reached = Reached::start().await;
    let began = std::time::Instant::now();
    let refused = loop {
        match client_async("ws://relay/v1/connect", reached.connect(ONE).await).await {
            Ok(line) => drop(line),
            Err(tungstenite::Error::Http(refused)) => break refused,
            Err(error) => panic!("{error}"),
        }
        assert!(began.elapsed() < LAST_ANSWER * 2, "it may try for ever");
    };
    assert_eq!(refused.status(), 429);
    assert!(refused.headers().contains_key("retry-after"));
    assert!(client_async("ws://relay/v1/connect", reached.connect(OTHER).await).await.is_ok());
}

#[tokio::test]
async fn who_is_in_the_queue_at_the_end_is_answered() {
    let ending = CancellationToken::new();
    let (relay, _folder) = relay(ending.clone()).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut queue = Vec::new();
    // As many as fit where the system's queue is short.
    for _ in 0..129 {
        let mut stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        stream.write_all(b"GET /healthz HTTP/1.0\r\n\r\n").await.unwrap();
        queue.push(stream);
    }
    ending.cancel();
    serve(relay, listener, None).await;
    for stream in queue {
        assert!(read(stream).await.ends_with("ok\n"));
    }
}
