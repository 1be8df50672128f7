//! What one peer that is no proxy may not do; the server is told where each connection comes from.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::{client_async, tungstenite};
use tokio_util::sync::CancellationToken;

use super::{connect::MAX_HANDSHAKES_OF_PEER, *};
use crate::{
    Options, Rate,
    store::{self, Limits},
};

/// Longer than anything here may take.
const SOON: Duration = Duration::from_secs(5);
const PEER: [u8; 4] = [203, 0, 113, 7];
const OTHER_PEER: [u8; 4] = [203, 0, 113, 8];

async fn relay(ending: CancellationToken) -> (Arc<Relay>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        invitation_needed: false,
        max_mailboxes: 1,
        days: 7,
        letters: 10,
        rate: Rate { per_second: 1, burst: 1 },
        max_devices: 1000,
        separate_metrics: false,
    };
    let store = store::open(folder.path(), Limits { letters: 10, bytes: 1 << 20 }).unwrap();
    (Relay::start(store, options, ending).await.unwrap(), folder)
}

async fn read(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    let _reset = timeout(SOON, stream.read_to_string(&mut answer)).await.unwrap();
    answer
}

/// A server, and connections to it from any address.
struct TestServer {
    server: Server,
    listener: TcpListener,
    _folder: tempfile::TempDir,
}

impl TestServer {
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
async fn one_peer_can_t_take_all_connections() {
    let server = TestServer::start().await;
    let mut held = Vec::new();
    for _ in 0..MAX_CONNECTIONS_OF_PEER {
        held.push(server.connect(PEER).await);
        held.push(server.connect([127, 0, 0, 1]).await);
    }
    assert_eq!(server.ask(PEER).await, None);
    assert_eq!(server.ask(OTHER_PEER).await.as_deref(), Some("200"));
    assert_eq!(server.ask([127, 0, 0, 1]).await.as_deref(), Some("200"));
    // Connections that end are given back.
    drop(held);
    let began = std::time::Instant::now();
    while server.ask(PEER).await.is_none() {
        assert!(began.elapsed() < SOON, "the permits are not given back");
    }
}

#[tokio::test]
async fn one_peer_can_t_take_all_handshakes() {
    let server = TestServer::start().await;
    let mut silent = Vec::new();
    for _ in 0..MAX_HANDSHAKES_OF_PEER {
        silent.push(client_async("ws://relay/v1/connect", server.connect(PEER).await).await.unwrap());
    }
    let Err(tungstenite::Error::Http(refused)) =
        client_async("ws://relay/v1/connect", server.connect(PEER).await).await
    else {
        panic!("one peer has more than its share");
    };
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
    assert!(client_async("ws://relay/v1/connect", server.connect(OTHER_PEER).await).await.is_ok());
}

#[tokio::test]
async fn leaving_before_the_handshake_ends_counts_as_a_failure() {
    let server = TestServer::start().await;
    let began = std::time::Instant::now();
    let refused = loop {
        match client_async("ws://relay/v1/connect", server.connect(PEER).await).await {
            Ok(line) => drop(line),
            Err(tungstenite::Error::Http(refused)) => break refused,
            Err(error) => panic!("{error}"),
        }
        assert!(began.elapsed() < SOON * 2, "it may try forever");
    };
    assert_eq!(refused.status(), 429);
    assert!(refused.headers().contains_key("retry-after"));
    assert!(client_async("ws://relay/v1/connect", server.connect(OTHER_PEER).await).await.is_ok());
}

#[tokio::test]
async fn connections_in_the_queue_at_the_end_are_answered() {
    let ending = CancellationToken::new();
    let (relay, _folder) = relay(ending.clone()).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut queue = Vec::new();
    // As many as fit into the queue of a system that keeps it short.
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
