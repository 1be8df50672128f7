//! Slow connections, slow senders, and connections that stay. Tokio's clock is paused and moved on by the tests, so no test waits.

use std::{sync::mpsc, time::Duration};

use futures_util::{SinkExt, StreamExt};
use rowbell_protocol::{FromRelay, MAX_BODY_BYTES, Token};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::Message;

use crate::{
    device::{Device, Received, connect_with_buffer},
    running::{Answer, Running, SOON, read},
};

/// Pauses the clock of this test's runtime. Once dropped, or should the test hang, the clock runs by itself again.
pub(crate) struct PausedClock {
    _running: mpsc::Sender<()>,
}

impl PausedClock {
    pub(crate) fn pause() -> Self {
        let (running, ended) = mpsc::channel::<()>();
        // Tokio moves a paused clock on by itself only while no blocking task is running.
        tokio::task::spawn_blocking(move || ended.recv_timeout(3 * SOON));
        tokio::time::pause();
        Self { _running: running }
    }
}

#[tokio::test]
async fn a_letter_may_take_long_on_a_slow_connection() {
    const LENGTH: usize = 2 << 20;
    const STEPS: usize = 12;
    let _clock = PausedClock::pause();
    let relay = Running::start().await;
    let mut device = Device::new();
    drop(device.enter(&relay.address).await);
    assert_eq!(relay.post(&device.tokens[0], &vec![b'x'; LENGTH]).await, 200);
    // A small buffer, so that most of the letter is still at the relay while the device is slow.
    let (mut connection, _) = device.enter_with_buffer(&relay.address, 64 << 10).await;
    let mut some = vec![0; LENGTH / 2 / STEPS];
    for _ in 0..STEPS {
        // Two minutes in all, and never silent.
        connection.socket.get_mut().read_exact(&mut some).await.unwrap();
        connection.socket.send(Message::Ping("here".into())).await.unwrap();
        tokio::time::advance(Duration::from_secs(10)).await;
    }
    // The rest follows to its end, with answers to the pings in it.
    let (mut rest, mut some) = (Vec::new(), vec![0; 64 << 10]);
    let end = br#"{"type":"caught_up"}"#;
    let ended = loop {
        let read = tokio::time::timeout(SOON, connection.socket.get_mut().read(&mut some)).await.unwrap().unwrap();
        assert!(read > 0, "the relay gave up after {} bytes", LENGTH / 2 + rest.len());
        rest.extend_from_slice(&some[..read]);
        let from = rest.len().saturating_sub(read + end.len());
        if let Some(at) = rest[from..].windows(end.len()).position(|part| part == end) {
            break from + at;
        }
    };
    let answered = rest[..ended].windows(6).any(|six| six == b"\x8a\x04here");
    assert!(answered, "pings are not answered while a letter is sent");
}

/// Sends a request, or its beginning.
async fn ask(relay: &Running, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(&relay.address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

/// Announces the largest body, and sends a byte of it.
async fn announce(relay: &Running, token: &Token) -> TcpStream {
    ask(relay, &format!("POST /in/{token} HTTP/1.1\r\nhost: a\r\ncontent-length: {MAX_BODY_BYTES}\r\n\r\nx")).await
}

/// Reads until the connection is closed.
async fn read_all(mut stream: TcpStream) -> Answer {
    let mut answer = Vec::new();
    let _reset = tokio::time::timeout(SOON, stream.read_to_end(&mut answer)).await.unwrap();
    read(&answer)
}

/// Moves the clock on until the connection is closed; gives how many seconds that took, and the answer.
async fn seconds_until_closed(stream: TcpStream, limit: u64) -> (u64, Answer) {
    let mut closed = std::pin::pin!(read_all(stream));
    for seconds in 0..limit {
        // What is under way is given the time it needs, in steps of the real clock.
        for _ in 0..20 {
            if let std::task::Poll::Ready(answer) = futures_util::poll!(closed.as_mut()) {
                return (seconds, answer);
            }
            tokio::task::yield_now().await;
        }
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    panic!("not closed after {limit} seconds");
}

#[tokio::test]
async fn large_bodies_wait_a_short_time_for_memory_and_small_ones_not_at_all() {
    let _clock = PausedClock::pause();
    let relay = Running::start().await;
    let mut device = Device::new();
    drop(device.enter(&relay.address).await);
    let token = device.tokens[0];
    let mut slow = Vec::new();
    for _ in 0..8 {
        slow.push(announce(&relay, &token).await);
    }
    assert_eq!(relay.post(&token, b"small").await, 200);
    let (seconds, answer) = seconds_until_closed(slow.pop().unwrap(), 19).await;
    assert_eq!(answer.status, 503);
    assert!(answer.text.contains("retry-after: 5\r\n"), "{answer:?}");
    assert!((4..8).contains(&seconds), "{seconds}");
    // A sender that has memory has time for its body.
    let (_, answer) = seconds_until_closed(slow.swap_remove(0), 30).await;
    assert_eq!(answer.status, 408);
}

#[tokio::test]
async fn only_a_device_s_connection_stays() {
    let _clock = PausedClock::pause();
    let relay = Running::start().await;
    // A client that asks again and again is told when its connection ends.
    let get = "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n";
    let (mut stream, mut asked) = (ask(&relay, "").await, 0);
    loop {
        stream.write_all(get.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"ok\n") {
            let read = tokio::time::timeout(SOON, stream.read_buf(&mut answer)).await.unwrap().unwrap();
            assert!(read > 0, "closed in the middle, after {asked} requests");
        }
        asked += 1;
        if read(&answer).text.contains("connection: close\r\n") {
            break;
        }
        assert!(asked < 12, "the connection is never closed");
        tokio::time::advance(Duration::from_secs(10)).await;
    }
    assert_eq!(asked, 7);
    assert_eq!(read_all(stream).await.text, "");
    // A client that reads no answers is cut off.
    let stream = connect_with_buffer(&relay.address, 4 << 10).await;
    while !matches!(futures_util::poll!(std::pin::pin!(stream.writable())), std::task::Poll::Pending) {
        let _full = stream.try_write(get.repeat(1000).as_bytes());
        tokio::task::yield_now().await;
    }
    tokio::time::advance(Duration::from_secs(121)).await;
    loop {
        tokio::time::timeout(SOON, stream.writable()).await.expect("it stays forever").unwrap();
        if stream.try_write(b"x").is_err_and(|error| error.kind() != std::io::ErrorKind::WouldBlock) {
            break;
        }
    }
    // A device stays.
    let mut device = Device::new();
    let (mut connection, _) = device.enter(&relay.address).await;
    assert_eq!(connection.receive(&device.keys).await, Received::Message(FromRelay::CaughtUp));
    for _ in 0..10 {
        connection.socket.send(Message::Ping("here".into())).await.unwrap();
        assert!(connection.socket.next().await.unwrap().unwrap().is_pong());
        tokio::time::advance(Duration::from_secs(20)).await;
    }
    assert_eq!(relay.post(&device.tokens[0], b"x").await, 200);
    device.take(&mut connection).await;
}

#[tokio::test]
async fn a_slow_head_closes_the_connection() {
    let _clock = PausedClock::pause();
    let relay = Running::start().await;
    let (seconds, answer) = seconds_until_closed(ask(&relay, "GET /healthz HTTP/1.1\r\nho").await, 30).await;
    assert_eq!((answer.status, answer.text.as_str()), (0, ""));
    assert!((14..18).contains(&seconds), "{seconds}");
}
