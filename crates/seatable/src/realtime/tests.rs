//! The channel against `socketioxide`, which is somebody else's server, and against one written by hand for what that
//! does not do.

use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;
use proptest::prelude::*;
use serde_json::json;
use socketioxide::{
    SocketIo, TransportType,
    extract::{AckSender, Data, SocketRef},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::sleep,
};
use tokio_tungstenite::{WebSocketStream, accept_async, tungstenite::Message};

use futures_util::{SinkExt, StreamExt};

use super::*;
use crate::client::{
    Options,
    tests::{TOKEN, UUID, access, nobody, server, tls},
};

/// What a client joined with, and how its connection began.
type Joining = ((Value, Value), String);

/// A server that joins clients to their room and then sends them three events.
struct Peer {
    address: String,
    seen: Arc<Mutex<Vec<Joining>>>,
    io: SocketIo,
    task: JoinHandle<()>,
}

impl Peer {
    async fn start(path: &'static str, answer: Option<Value>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        Self::on(listener, address, path, answer)
    }

    /// One behind a proxy that does not pass on `Upgrade`: it is asked for a WebSocket by a plain request, and answers 400.
    async fn without_websocket() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let (path, answer) = ("/api-gateway/socket.io", Some(json!({"status": 1, "dtable_version": 17})));
        Self::with(listener, address, path, answer, &[TransportType::Polling])
    }

    fn on<L>(listener: L, address: String, path: &'static str, answer: Option<Value>) -> Self
    where
        L: axum::serve::Listener,
        L::Addr: fmt::Debug,
    {
        Self::with(listener, address, path, answer, &[TransportType::Polling, TransportType::Websocket])
    }

    fn with<L, const N: usize>(
        listener: L,
        address: String,
        path: &'static str,
        answer: Option<Value>,
        transports: &[TransportType; N],
    ) -> Self
    where
        L: axum::serve::Listener,
        L::Addr: fmt::Debug,
    {
        let (layer, io) = SocketIo::builder()
            .req_path(path)
            .transports(*transports)
            .ping_interval(Duration::from_millis(100))
            .ping_timeout(Duration::from_millis(1_200))
            .build_layer();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = seen.clone();
        io.ns("/", async move |socket: SocketRef| {
            let line = socket.req_parts().uri.to_string();
            let agent = header(&socket.req_parts().headers, "user-agent");
            socket.on("join-room", async move |socket: SocketRef, Data::<(Value, Value)>(said), ack: AckSender| {
                kept.lock().unwrap_or_else(PoisonError::into_inner).push((said, format!("{agent} {line}")));
                if let Some(answer) = answer {
                    let _ = ack.send(&answer);
                }
                let operation = r#"{"op_type":"insert_row"}"#;
                let _ = socket.emit("update-dtable", &(operation, 18));
                let _ = socket.emit("new-notification", r#"{"id":1}"#);
                let _ = socket.emit("something-new", &json!({"a": 1}));
            });
        });
        let app = axum::Router::new().layer(layer);
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, app).await;
        });
        Self { address, seen, io, task }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn header(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

fn operation(version: i64) -> RealtimeEvent {
    RealtimeEvent::Operation { operation: r#"{"op_type":"insert_row"}"#.to_owned(), version: Some(version) }
}

#[tokio::test]
async fn a_room_is_joined_and_brings_what_happens() {
    let peer = Peer::start("/api-gateway/socket.io", Some(json!({"status": 1, "dtable_version": 17}))).await;
    let mut realtime = Realtime::connect(&server(&peer.address), &access(true)).await.expect("joined");
    let mut events = Vec::new();
    for _ in 0..4 {
        events.push(realtime.next().await.expect("an event"));
    }
    assert_eq!(
        events,
        [
            RealtimeEvent::Joined { version: Some(17) },
            operation(18),
            RealtimeEvent::Notification(r#"{"id":1}"#.to_owned()),
            RealtimeEvent::Other("something-new".to_owned()),
        ]
    );
    let seen = peer.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert_eq!(seen[0].0, (json!(UUID), json!(TOKEN)));
    assert!(seen[0].1.starts_with("Rowbell/0.0.0 /api-gateway/socket.io/?"), "{}", seen[0].1);
    assert!(seen[0].1.contains(&format!("dtable_uuid={UUID}&EIO=4&transport=websocket")), "{}", seen[0].1);
    realtime.close().await;
}

#[tokio::test]
async fn the_channel_goes_over_tls() {
    let (listener, address, authority) = tls::listener().await;
    let peer = Peer::on(listener, address, "/api-gateway/socket.io", Some(json!({"status": 1})));
    let trusting = Options { extra_roots: vec![authority], ..Options::default() };
    let trusting = Server::new(&peer.address, trusting).expect("an address");
    let mut realtime = Realtime::connect(&trusting, &access(true)).await.expect("joined");
    assert_eq!(realtime.next().await, Ok(RealtimeEvent::Joined { version: None }));
    assert_eq!(realtime.next().await, Ok(operation(18)));
    let strange = Realtime::connect(&server(&peer.address), &access(true)).await.expect_err("not trusted");
    assert_eq!(strange.code(), "certificate");
}

#[tokio::test]
async fn servers_without_a_gateway_have_their_channel_at_the_root() {
    let peer = Peer::start("/socket.io", Some(json!({"status": 1}))).await;
    let mut realtime = Realtime::connect(&server(&peer.address), &access(false)).await.expect("joined");
    assert_eq!(realtime.next().await, Ok(RealtimeEvent::Joined { version: None }));
    assert_eq!(realtime.next().await, Ok(operation(18)));
}

#[tokio::test]
async fn pings_are_answered_even_if_next_is_dropped_again_and_again() {
    let peer = Peer::start("/api-gateway/socket.io", Some(json!({"status": 1}))).await;
    let mut realtime = Realtime::connect(&server(&peer.address), &access(true)).await.expect("joined");
    for _ in 0..4 {
        realtime.next().await.expect("an event");
    }
    // The server gives up after 1.2 seconds without a pong; this is twice as long.
    for _ in 0..500 {
        let event = timeout(Duration::from_millis(5), realtime.next()).await;
        assert!(event.is_err(), "{event:?}");
    }
    peer.io.emit("update-dtable", &(r#"{"op_type":"insert_row"}"#, 19)).await.expect("sent");
    assert_eq!(realtime.next().await, Ok(operation(19)));
}

#[tokio::test]
async fn where_no_websocket_gets_through_changes_come_by_plain_requests() {
    let peer = Peer::without_websocket().await;
    let mut realtime = Realtime::connect(&server(&peer.address), &access(true)).await.expect("joined");
    assert!(realtime.is_polling());
    assert_eq!(realtime.next().await, Ok(RealtimeEvent::Joined { version: Some(17) }));
    assert_eq!(realtime.next().await, Ok(operation(18)));
    for _ in 0..2 {
        realtime.next().await.expect("an event");
    }
    // Pings are answered though the future is dropped, and what comes after seconds of silence comes at once.
    for _ in 0..500 {
        let event = timeout(Duration::from_millis(5), realtime.next()).await;
        assert!(event.is_err(), "{event:?}");
    }
    peer.io.emit("update-dtable", &(r#"{"op_type":"insert_row"}"#, 19)).await.expect("sent");
    assert_eq!(realtime.next().await, Ok(operation(19)));
    realtime.close().await;
}

#[tokio::test]
async fn a_server_that_leaves_is_noticed() {
    for peer in
        [Peer::start("/api-gateway/socket.io", Some(json!({"status": 1}))).await, Peer::without_websocket().await]
    {
        leaving_is_noticed(peer).await;
    }
}

async fn leaving_is_noticed(peer: Peer) {
    let mut realtime = Realtime::connect(&server(&peer.address), &access(true)).await.expect("joined");
    peer.io.close().await;
    let end = loop {
        if let Err(error) = realtime.next().await {
            break error;
        }
    };
    assert_eq!(end, RealtimeError::Closed);
}

#[tokio::test]
async fn every_refusal_has_its_error() {
    for (kind, code) in [
        ("token_expired", "token_expired"),
        ("permission_denied", "not_allowed"),
        ("dtable_not_found", "base_not_found"),
        ("dtable_load_failed", "server"),
        ("internal_error", "server"),
        ("operation_invalid", "refused"),
    ] {
        let answer = json!({"status": 0, "error_type": kind, "message": "no"});
        let peer = Peer::start("/api-gateway/socket.io", Some(answer)).await;
        let error = Realtime::connect(&server(&peer.address), &access(true)).await.expect_err("refused");
        assert_eq!(error.code(), code);
        assert!(!format!("{error} {error:?}").contains(TOKEN));
    }
}

#[tokio::test]
async fn a_server_without_the_channel() {
    // Something answers there, but not at this path; and nothing does.
    let peer = Peer::start("/elsewhere", None).await;
    let error = Realtime::connect(&server(&peer.address), &access(true)).await.expect_err("none");
    assert_eq!(error, RealtimeError::NoWebSocket);
    let (address, _port) = nobody();
    let error = Realtime::connect(&server(&format!("http://{address}")), &access(true)).await.expect_err("none");
    assert_eq!(error.code(), "no_network");
}

/// A server written by hand: it greets with this silence and joins the namespace, and then does what the test says.
async fn by_hand<F>(
    greeting: &'static str,
    then: impl FnOnce(WebSocketStream<TcpStream>) -> F + Send + 'static,
) -> Server
where
    F: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("bound"));
    tokio::spawn(async move {
        // At first it is asked whether it sends on to https.
        let (mut tcp, _) = listener.accept().await.expect("a connection");
        let _ = tcp.read(&mut [0; 1000]).await.expect("a question");
        tcp.write_all(b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n").await.expect("an answer");
        let (tcp, _) = listener.accept().await.expect("a connection");
        let mut socket = accept_async(tcp).await.expect("a WebSocket");
        socket.send(Message::text(greeting)).await.expect("sent");
        then(socket).await;
    });
    let options = Options { timeout: Duration::from_secs(20), ..Options::default() };
    Server::new(&address, options).expect("an address")
}

const GREETING: &str = r#"0{"sid":"a","upgrades":[],"pingInterval":1000,"pingTimeout":1000,"maxPayload":100000}"#;

/// The next text from the client.
async fn said(socket: &mut WebSocketStream<TcpStream>) -> String {
    loop {
        match socket.next().await.expect("open").expect("sound") {
            Message::Text(text) => return text.to_string(),
            _ => continue,
        }
    }
}

async fn say(socket: &mut WebSocketStream<TcpStream>, texts: &[&str]) {
    for text in texts {
        let _ = socket.send(Message::text(*text)).await;
    }
}

#[tokio::test]
async fn the_frames_are_those_of_the_protocol_and_silence_is_the_end() {
    let server = by_hand(GREETING, async |mut socket| {
        assert_eq!(said(&mut socket).await, "40");
        say(&mut socket, &["6", r#"40{"sid":"b"}"#]).await;
        assert_eq!(said(&mut socket).await, format!(r#"420["join-room","{UUID}","{TOKEN}"]"#));
        say(
            &mut socket,
            &[
                "2",
                r#"42["update-dtable","{\"op_type\":\"insert_row\"}","5"]"#,
                r#"431[{"status":0}]"#,
                r#"430[{"status":1,"dtable_version":4}]"#,
                r#"42["update-dtable",{"op_type":"insert_row"},6,7,[8]]"#,
                "42[]",
                r#"42["update-dtable"]"#,
                r#"451-["x",{"_placeholder":true,"num":0}]"#,
            ],
        )
        .await;
        assert_eq!(said(&mut socket).await, "3");
        sleep(Duration::from_secs(60)).await;
    })
    .await;
    let mut realtime = Realtime::connect(&server, &access(true)).await.expect("joined");
    assert_eq!(realtime.next().await, Ok(RealtimeEvent::Joined { version: Some(4) }));
    assert_eq!(realtime.next().await, Ok(operation(5)));
    assert_eq!(realtime.next().await, Ok(operation(6)));
    assert_eq!(realtime.next().await, Err(RealtimeError::Lost));
}

#[tokio::test]
async fn a_server_need_not_acknowledge_and_may_do_so_late() {
    let server = by_hand(r#"0{"sid":"a","pingInterval":25000}"#, async |mut socket| {
        said(&mut socket).await;
        say(&mut socket, &["40"]).await;
        said(&mut socket).await;
        say(&mut socket, &[r#"42["update-dtable","{\"op_type\":\"insert_row\"}",5]"#]).await;
        sleep(JOINING + Duration::from_millis(300)).await;
        say(
            &mut socket,
            &[r#"430[{"status":1,"dtable_version":4}]"#, r#"430[{"status":0,"error_type":"token_expired"}]"#],
        )
        .await;
        sleep(Duration::from_secs(60)).await;
    })
    .await;
    let mut realtime = Realtime::connect(&server, &access(true)).await.expect("joined");
    assert_eq!(realtime.next().await, Ok(RealtimeEvent::Joined { version: None }));
    assert_eq!(realtime.next().await, Ok(operation(5)));
    assert_eq!(realtime.next().await, Ok(RealtimeEvent::Joined { version: Some(4) }));
    assert_eq!(realtime.next().await, Err(RealtimeError::TokenExpired));
}

#[tokio::test]
async fn what_is_not_the_protocol_is_told() {
    for (greeting, code) in
        [("hello", "unreadable"), ("0{}", "unreadable"), ("2", "old_server"), (r#"0{"sid":"a"}"#, "refused")]
    {
        let server = by_hand(greeting, async |mut socket| {
            said(&mut socket).await;
            say(&mut socket, &[r#"44{"message":"not you"}"#]).await;
        })
        .await;
        let error = Realtime::connect(&server, &access(true)).await.expect_err("refused");
        assert_eq!(error.code(), code, "{greeting}: {error:?}");
    }
    // One that says nothing at all.
    let server = by_hand("6", async |_| ()).await;
    assert_eq!(Realtime::connect(&server, &access(true)).await.expect_err("none").code(), "old_server");
}

#[tokio::test]
async fn a_message_beyond_measure_is_not_read() {
    let server = by_hand(GREETING, async |mut socket| {
        said(&mut socket).await;
        say(&mut socket, &["40"]).await;
        said(&mut socket).await;
        say(&mut socket, &["430[{}]", &format!("42[\"x\",\"{}\"]", "x".repeat(17 * 1024 * 1024))]).await;
        sleep(Duration::from_secs(60)).await;
    })
    .await;
    let mut realtime = Realtime::connect(&server, &access(true)).await.expect("joined");
    realtime.next().await.expect("joined");
    assert_eq!(realtime.next().await.expect_err("too long").code(), "unreadable");
}

proptest! {
    #[test]
    fn no_packet_panics(kind in "[0-6]{0,2}", rest in any::<String>()) {
        let _ = packet::read(&format!("{kind}{rest}"));
    }

    #[test]
    fn no_mangled_event_panics(at in 0usize..60, with in any::<char>()) {
        let frame = r#"42/ns,17["update-dtable","{\"op_type\":\"insert_row\"}",18]"#;
        let mut frame: Vec<char> = frame.chars().collect();
        let at = at.min(frame.len() - 1);
        frame[at] = with;
        let _ = packet::read(&frame.into_iter().collect::<String>());
    }
}
