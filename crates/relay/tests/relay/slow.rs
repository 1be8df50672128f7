//! Slow lines, slow senders, and connections that stay. The clock stands still, and is moved on: no test waits.

use std::{sync::mpsc, time::Duration};

use futures_util::SinkExt;
use tokio::io::AsyncReadExt;
use tokio_tungstenite::tungstenite::Message;

use crate::{
    device::Device,
    running::{Running, SOON},
};

/// The clock of this test's runtime stands still; dropped, or should the test hang, it moves on by itself.
pub(crate) struct Still {
    _held: mpsc::Sender<()>,
}

impl Still {
    pub(crate) fn stand() -> Self {
        let (held, until) = mpsc::channel::<()>();
        // Tokio moves a paused clock on by itself only while no blocking task is at work.
        tokio::task::spawn_blocking(move || until.recv_timeout(SOON));
        tokio::time::pause();
        Self { _held: held }
    }
}

#[tokio::test]
async fn a_letter_may_take_long_on_a_slow_line() {
    const LENGTH: usize = 4 << 20;
    const STEPS: usize = 12;
    let _still = Still::stand();
    let relay = Running::start().await;
    let mut device = Device::new();
    drop(device.enter(&relay.address).await);
    assert_eq!(relay.post(&device.tokens[0], &vec![b'x'; LENGTH]).await, 200);
    // A little room, so that most of the letter is still the relay's while the device is slow.
    let (mut line, _) = device.enter_with_room_for(&relay.address, 64 << 10).await;
    let mut some = vec![0; LENGTH / 2 / STEPS];
    for _ in 0..STEPS {
        // Two minutes in all, and never silent.
        line.socket.get_mut().read_exact(&mut some).await.unwrap();
        line.socket.send(Message::Ping("here".into())).await.unwrap();
        tokio::time::advance(Duration::from_secs(10)).await;
    }
    // The rest follows to its end, with answers to the pings in it.
    let (mut rest, mut some) = (Vec::new(), vec![0; 64 << 10]);
    let end = br#"{"type":"caught_up"}"#;
    let ended = loop {
        let read = tokio::time::timeout(SOON, line.socket.get_mut().read(&mut some)).await.unwrap().unwrap();
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
