//! Attackers get nothing, and nobody else notices them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use rowbell_protocol::{Challenge, Encoded, Enter, FromDevice, FromRelay, MAX_BODY_BYTES, PublicKeys, Refusal, Token};
use rowbell_relay::{Options, Rate};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    device::{Connection, Device, Received},
    happy::refused,
    running::{LIMITS, Running, SOON, options, read},
};

/// A relay with a mailbox that contains a letter.
async fn with_a_letter() -> (Running, Device) {
    let relay = Running::start().await;
    let mut victim = Device::new();
    drop(victim.enter(&relay.address).await);
    assert_eq!(relay.post(&victim.tokens[0], b"secret").await, 200);
    (relay, victim)
}

async fn enters(relay: &Running, enter: impl FnOnce(&Challenge) -> Enter) -> Received {
    let mut connection = Connection::open(&relay.address).await;
    let enter = enter(&connection.challenge);
    connection.send(&FromDevice::Enter(Box::new(enter))).await;
    connection.receive(&Device::new().keys).await
}

#[tokio::test]
async fn nobody_reads_another_s_mailbox() {
    let (relay, victim) = with_a_letter().await;
    let thief = Device::new();
    let theirs = victim.keys.public();
    let signature_refused = refused(Refusal::Signature);
    // With the victim's keys and the thief's signature, or none.
    let received = enters(&relay, |challenge| Enter { keys: theirs, ..thief.entering(challenge) }).await;
    assert_eq!(received, signature_refused);
    let received =
        enters(&relay, |challenge| Enter { keys: theirs, signature: Encoded([0; 64]), ..thief.entering(challenge) })
            .await;
    assert_eq!(received, signature_refused);
    // Half of the victim's keys make another mailbox, which needs a signature of its own.
    let mixed = PublicKeys { sign: thief.keys.public().sign, seal: theirs.seal };
    let received = enters(&relay, |challenge| Enter { keys: mixed, ..thief.entering(challenge) }).await;
    assert_eq!(received, signature_refused);
    // Keys that are not points of the curve, or accept every signature.
    for weak in [[0; 32], [1; 32], [0xff; 32]] {
        let keys = PublicKeys { sign: Encoded(weak), seal: theirs.seal };
        let received = enters(&relay, |challenge| Enter { keys, ..thief.entering(challenge) }).await;
        assert_eq!(received, signature_refused);
    }
    // Nobody else can have the victim's address.
    let received =
        enters(&relay, |challenge| Enter { addresses: vec![victim.tokens[0].hash()], ..thief.entering(challenge) })
            .await;
    assert_eq!(received, refused(Refusal::Addresses));
    assert_eq!(relay.store.list().await.unwrap().len(), 1);
    assert_eq!(relay.post(&victim.tokens[0], b"still mine").await, 200);
}

#[tokio::test]
async fn a_signature_can_t_be_replayed() {
    let (relay, victim) = with_a_letter().await;
    let mut connection = Connection::open(&relay.address).await;
    let overheard = victim.entering(&connection.challenge);
    connection.send(&FromDevice::Enter(Box::new(overheard.clone()))).await;
    assert!(matches!(connection.receive(&victim.keys).await, Received::Message(FromRelay::Ready { .. })));
    assert_eq!(enters(&relay, |_| overheard.clone()).await, refused(Refusal::Signature));
    // Nor is a signature of another challenge accepted.
    let elsewhere = victim.entering(&Encoded::random().unwrap());
    assert_eq!(enters(&relay, |_| elsewhere).await, refused(Refusal::Signature));
}

#[tokio::test]
async fn silent_connections_take_no_device_s_place() {
    let relay = Running::start_with(Options { max_devices: 1, ..options() }, LIMITS).await;
    let mut silent = Vec::new();
    for _ in 0..20 {
        silent.push(Connection::open(&relay.address).await);
    }
    let mut device = Device::new();
    let (connection, _) = device.enter(&relay.address).await;
    // A device that has entered takes one.
    assert!(Connection::try_open(&relay.address).await.is_none());
    let other = Device::new();
    let mut waited = silent.pop().unwrap();
    let enter = other.entering(&waited.challenge);
    waited.send(&FromDevice::Enter(Box::new(enter))).await;
    assert_eq!(waited.receive(&other.keys).await, refused(Refusal::Unavailable));
    // And gives it back when it leaves.
    drop(connection);
    let began = std::time::Instant::now();
    while Connection::try_open(&relay.address).await.is_none() {
        assert!(began.elapsed() < SOON, "the permit is not given back");
    }
}

#[tokio::test]
async fn nobody_finds_out_which_mailboxes_there_are() {
    let (relay, victim) = with_a_letter().await;
    let closed = {
        let mut device = Device::new();
        drop(device.enter(&relay.address).await);
        let mut connection = device.connect(&relay.address).await;
        connection.send(&FromDevice::Close).await;
        while !matches!(connection.receive(&device.keys).await, Received::Closed(_)) {}
        device.tokens[0]
    };
    let unknown: Token = Encoded::random().unwrap();
    let mut answers = Vec::new();
    for path in [
        format!("in/{unknown}"),
        format!("in/{closed}"),
        "in/short".into(),
        format!("in/{}x", victim.tokens[0]),
        format!("in/{}%00", victim.tokens[0]),
        "in/%ff".into(),
        format!("in/{}", victim.tokens[0].hash()),
        format!("in/{}", "A".repeat(5000)),
    ] {
        let request = format!("POST /{path} HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\nconnection: close\r\n\r\nx");
        let answer = relay.raw(request.as_bytes()).await;
        assert_eq!(answer.status, 404, "{path}");
        answers.push(answer.text.lines().filter(|line| !line.starts_with("date:")).collect::<Vec<_>>().join("\n"));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    // Other methods get the same answer, whether there is a mailbox or not.
    for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "BREW"] {
        let ask = async |token: Token| {
            let request = format!("{method} /in/{token} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
            relay.raw(request.as_bytes()).await.status
        };
        let (known, not_known) = (ask(victim.tokens[0]).await, ask(unknown).await);
        assert!(known == not_known && known >= 400, "{method}: {known} {not_known}");
        assert!(known == 405 || method == "CONNECT", "{method}: {known}");
    }
}

#[tokio::test]
async fn odd_requests_are_refused_or_read_as_one() {
    let (relay, mut victim) = with_a_letter().await;
    let token = victim.tokens[0];
    let (mut connection, _) = victim.enter(&relay.address).await;
    victim.take(&mut connection).await;
    assert_eq!(connection.receive(&victim.keys).await, Received::Message(FromRelay::CaughtUp));
    let post = format!("POST /in/{token} HTTP/1.1\r\nhost: a\r\n");
    let smuggled = format!("POST /in/{token} HTTP/1.1\r\nhost: a\r\ncontent-length: 8\r\n\r\nsmuggled");
    for (head, body) in [
        // Two lengths, a length with chunks, invalid chunks, invalid lengths.
        ("content-length: 3\r\ncontent-length: 5\r\n", "abcde"),
        ("content-length: 3, 5\r\n", "abcde"),
        ("content-length: -1\r\n", ""),
        ("content-length: 0x3\r\n", "abc"),
        ("content-length: 99999999999999999999999\r\n", "abc"),
        ("transfer-encoding: chunked, identity\r\n", "3\r\nabc\r\n0\r\n\r\n"),
        ("transfer-encoding: chunked\r\n", "zz\r\nabc\r\n0\r\n\r\n"),
        ("transfer-encoding: chunked\r\n", "fffffffffffffffff\r\nabc"),
        // Invalid names and values.
        ("content length: 3\r\n", "abc"),
        ("x: a\0b\r\ncontent-length: 3\r\n", "abc"),
        ("x : 1\r\ncontent-length: 3\r\n", "abc"),
        (": empty\r\ncontent-length: 3\r\n", "abc"),
        (" folded\r\ncontent-length: 3\r\n", "abc"),
    ] {
        let answer = relay.raw(format!("{post}{head}connection: close\r\n\r\n{body}{smuggled}").as_bytes()).await;
        assert!((400..500).contains(&answer.status), "{head:?}: {answer:?}");
        assert_eq!(answer.text.matches("HTTP/1.1 ").count(), 1, "{head:?}: {answer:?}");
    }
    // A length beside chunks is how requests are smuggled: the chunks count, and nothing after them is a request of its own.
    let both = format!("{post}content-length: 3\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n");
    let answer = relay.raw(format!("{both}5\r\nabcde\r\n0\r\n\r\n{smuggled}").as_bytes()).await;
    assert_eq!(answer.text.matches("HTTP/1.1 ").count(), 1, "{answer:?}");
    if answer.status == 200 {
        assert_eq!(victim.take(&mut connection).await.body, b"abcde");
    }
    // Huge headers.
    for head in [format!("x: {}\r\n", "y".repeat(200_000)), (0..500).map(|n| format!("x{n}: 1\r\n")).collect()] {
        let answer = relay.raw(format!("{post}{head}content-length: 0\r\nconnection: close\r\n\r\n").as_bytes()).await;
        assert!(answer.status == 431 || answer.status == 400, "{answer:?}");
    }
    let long = format!("POST /in/{} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n", "A".repeat(65_535));
    let answer = relay.raw(long.as_bytes()).await;
    assert!(answer.status == 414, "{answer:?}");
    // A well-formed request arrives byte for byte.
    let odd = format!("{post}x-!#$%&'*+.^_`|~9: \u{e9}\t \"\\\r\ncontent-length: 3\r\nconnection: close\r\n\r\nabc");
    assert_eq!(relay.raw(odd.as_bytes()).await.status, 200);
    let letter = victim.take(&mut connection).await;
    let value = "\u{e9}\t \"\\".as_bytes().to_vec();
    assert!(letter.headers.contains(&("x-!#$%&'*+.^_`|~9".into(), value)), "{:?}", letter.headers);
    assert_eq!(relay.post(&token, b"last").await, 200);
    assert_eq!(victim.take(&mut connection).await.body, b"last");
}

#[tokio::test]
async fn giant_bodies_are_refused() {
    let (relay, victim) = with_a_letter().await;
    let token = victim.tokens[0];
    // By the announced length, before anything of it arrives.
    let head = format!("POST /in/{token} HTTP/1.1\r\nhost: a\r\ncontent-length: {}\r\n\r\n", MAX_BODY_BYTES + 1);
    assert_eq!(relay.raw(head.as_bytes()).await.status, 413);
    // By what arrives.
    let mut stream = TcpStream::connect(&relay.address).await.unwrap();
    let head = format!("POST /in/{token} HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = [b"100000\r\n".as_slice(), &vec![b'x'; 0x10_0000], b"\r\n"].concat();
    for _ in 0..5 {
        let _refused_meanwhile = stream.write_all(&chunk).await;
    }
    let mut answer = Vec::new();
    let _reset = tokio::time::timeout(SOON, stream.read_to_end(&mut answer)).await.unwrap();
    let answer = read(&answer);
    assert!(answer.status == 413 || answer.status == 0, "{answer:?}");
    assert_eq!(relay.store.totals().await.unwrap().letters, 1);
    assert_eq!(relay.post(&token, &vec![b'x'; MAX_BODY_BYTES]).await, 200);
}

/// Takes 20 seconds.
#[tokio::test]
async fn slow_bodies_are_cut_off_and_delay_nobody() {
    if std::env::var_os("ROWBELL_SLOW").is_none() {
        return;
    }
    let (relay, victim) = with_a_letter().await;
    let token = victim.tokens[0];
    let mut slow = Vec::new();
    for _ in 0..100 {
        let mut stream = TcpStream::connect(&relay.address).await.unwrap();
        let head = format!("POST /in/{token} HTTP/1.1\r\nhost: a\r\ncontent-length: {MAX_BODY_BYTES}\r\n\r\nx");
        stream.write_all(head.as_bytes()).await.unwrap();
        slow.push(stream);
    }
    let mut other = Device::new();
    drop(other.enter(&relay.address).await);
    assert_eq!(relay.post(&other.tokens[0], b"x").await, 200);
    // The first ones take the mailbox's memory for large bodies; the others wait for it in vain.
    let mut answer = Vec::new();
    let read_all = slow[0].read_to_end(&mut answer);
    tokio::time::timeout(Duration::from_secs(30), read_all).await.unwrap().unwrap();
    assert_eq!(read(&answer).status, 408);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flooded_mailbox_does_not_slow_others() {
    const FLOODING: usize = 400;
    const POLITE: u64 = 100;
    let fast = Options { rate: Rate { per_second: 1_000_000, burst: 1_000_000 }, ..options() };
    let relay = Arc::new(Running::start_with(fast, LIMITS).await);
    let (mut flooded, mut polite) = (Device::new(), Device::new());
    drop(flooded.enter(&relay.address).await);
    drop(polite.enter(&relay.address).await);
    let (flood, over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let mut flooding = Vec::new();
    for _ in 0..FLOODING {
        let (relay, flood, over, token) = (relay.clone(), flood.clone(), over.clone(), flooded.tokens[0]);
        flooding.push(tokio::spawn(async move {
            let mut connection = KeepAlive::new(&relay.address).await;
            while !over.load(Ordering::Relaxed) {
                let status = connection.post(&token).await;
                assert!(status == 200 || status == 429, "{status}");
                flood.fetch_add(1, Ordering::Relaxed);
            }
        }));
    }
    let mut connection = KeepAlive::new(&relay.address).await;
    while flood.load(Ordering::Relaxed) < 2 * FLOODING as u64 {
        tokio::task::yield_now().await;
    }
    let before = flood.load(Ordering::Relaxed);
    for _ in 0..POLITE {
        assert_eq!(connection.post(&polite.tokens[0]).await, 200);
    }
    let flooded_meanwhile = flood.load(Ordering::Relaxed) - before;
    over.store(true, Ordering::Relaxed);
    for task in flooding {
        task.await.unwrap();
    }
    println!("{flooded_meanwhile} while {POLITE}");
    // Queued behind all of them, each post would wait for about as many as there are flooding.
    assert!(flooded_meanwhile < POLITE * FLOODING as u64 / 3, "{flooded_meanwhile} while {POLITE}");
}

/// A connection that is used for many requests.
struct KeepAlive(TcpStream);

impl KeepAlive {
    async fn new(address: &str) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    async fn post(&mut self, token: &Token) -> u16 {
        let request = format!("POST /in/{token} HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nbody");
        self.0.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !(answer.ends_with(b"\n")
            && answer.windows(4).any(|four| four == b"\r\n\r\n")
            && !answer.ends_with(b"\r\n"))
        {
            assert!(self.0.read_buf(&mut answer).await.unwrap() > 0, "closed after {answer:?}");
        }
        read(&answer).status
    }
}
