//! Letters arrive unchanged and in order at the devices of their mailbox.

use rowbell_protocol::{Encoded, FromDevice, FromRelay, MAX_UNCONFIRMED, Refusal};
use rowbell_relay::store::Limits;

use crate::{
    device::{Connection, Device, Received},
    running::{LIMITS, Running, options},
};

const CAUGHT_UP: Received = Received::Message(FromRelay::CaughtUp);

pub(crate) fn refused(reason: Refusal) -> Received {
    Received::Message(FromRelay::Refused { reason })
}

#[tokio::test]
async fn a_letter_comes_as_it_was_posted() {
    let relay = Running::start().await;
    let mut device = Device::new();
    let (mut connection, backlog) = device.enter(&relay.address).await;
    assert_eq!(backlog, 0);
    assert_eq!(connection.receive(&device.keys).await, CAUGHT_UP);
    let token = device.tokens[0];
    let head = format!(
        "POST /in/{token}/ HTTP/1.1\r\nHost: relay.example.org\r\nX-Seatable-Signature: sha256=abc\r\nX-Odd: \x01? \t|~\r\n\
         X-Twice: a\r\nx-twice: b\r\nContent-Encoding: gzip\r\nVia: 1.1 proxy\r\nX-Forwarded-For: 192.0.2.1\r\n\
         Keep-Alive: 5\r\nContent-Length: 5\r\nConnection: close\r\n\r\n"
    );
    // A control character is no header's; bytes above 127 are.
    let head = head.replace('\u{1}', "\u{e9}");
    let answer = relay.raw(&[head.as_bytes(), b"\x1f\x8b\0\n\xff"].concat()).await;
    assert_eq!((answer.status, answer.text.ends_with("\r\n\r\nok\n")), (200, true), "{answer:?}");
    let letter = device.take(&mut connection).await;
    assert_eq!(letter.body, b"\x1f\x8b\0\n\xff");
    assert_eq!(letter.address, token.hash());
    let headers: Vec<(&str, &[u8])> = letter.headers.iter().map(|(name, value)| (name.as_str(), &value[..])).collect();
    let expected: [(&str, &[u8]); 7] = [
        ("host", b"relay.example.org"),
        ("x-seatable-signature", b"sha256=abc"),
        ("x-odd", "\u{e9}? \t|~".as_bytes()),
        ("x-twice", b"a"),
        ("x-twice", b"b"),
        ("content-encoding", b"gzip"),
        ("content-length", b"5"),
    ];
    assert_eq!(headers, expected);
}

#[tokio::test]
async fn the_backlog_comes_in_order_and_then_new_letters() {
    let relay = Running::start().await;
    let mut device = Device::new();
    drop(device.enter(&relay.address).await);
    for number in 0..700 {
        assert_eq!(relay.post(&device.tokens[0], format!("{number}").as_bytes()).await, 200);
    }
    let (mut connection, backlog) = device.enter(&relay.address).await;
    assert_eq!(backlog, 700);
    for number in 0..300 {
        assert_eq!(device.take(&mut connection).await.body, format!("{number}").as_bytes());
    }
    // A device that reconnects gets what it has not had.
    drop(connection);
    let (mut connection, backlog) = device.enter(&relay.address).await;
    assert_eq!(backlog, 400);
    for number in 300..700 {
        assert_eq!(device.take(&mut connection).await.body, format!("{number}").as_bytes());
    }
    assert_eq!(connection.receive(&device.keys).await, CAUGHT_UP);
    assert_eq!(relay.post(&device.tokens[0], b"live").await, 200);
    assert_eq!(device.take(&mut connection).await.body, b"live");
    // Also after a restart of the relay.
    let folder = relay.end().await;
    assert_eq!(connection.receive(&device.keys).await, Received::Closed(Some(1012)));
    let relay = Running::start_in(folder, options(), LIMITS).await;
    assert_eq!(relay.post(&device.tokens[0], b"after").await, 200);
    let (mut connection, backlog) = device.enter(&relay.address).await;
    assert_eq!(backlog, 1);
    assert_eq!(device.take(&mut connection).await.body, b"after");
}

#[tokio::test]
async fn large_letters_come_whole() {
    let relay = Running::start().await;
    let mut device = Device::new();
    let (mut connection, _) = device.enter(&relay.address).await;
    assert_eq!(connection.receive(&device.keys).await, CAUGHT_UP);
    for length in [16 * 1024 - 300, 70_000, 4 * 1024 * 1024] {
        let body: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        assert_eq!(relay.post(&device.tokens[0], &body).await, 200);
        assert!(device.take(&mut connection).await.body == body, "{length}");
    }
}

#[tokio::test]
async fn a_device_that_confirms_nothing_is_sent_only_so_much() {
    let relay = Running::start().await;
    let mut device = Device::new();
    drop(device.enter(&relay.address).await);
    for _ in 0..MAX_UNCONFIRMED + 20 {
        assert_eq!(relay.post(&device.tokens[0], b"x").await, 200);
    }
    let (mut connection, _) = device.enter(&relay.address).await;
    let mut last = 0;
    for _ in 0..MAX_UNCONFIRMED {
        match connection.receive(&device.keys).await {
            Received::Letter(sequence, _) => last = sequence,
            other => panic!("{other:?}"),
        }
    }
    // What comes next is the answer to a ping, and not a letter.
    let ping = tokio_tungstenite::tungstenite::Message::Ping("still there".into());
    futures_util::SinkExt::send(&mut connection.socket, ping).await.unwrap();
    let next = futures_util::StreamExt::next(&mut connection.socket).await.unwrap().unwrap();
    assert!(next.is_pong(), "{next:?}");
    connection.send(&FromDevice::Confirm { after: last }).await;
    for _ in 0..20 {
        assert!(matches!(connection.receive(&device.keys).await, Received::Letter(..)));
    }
    assert_eq!(connection.receive(&device.keys).await, CAUGHT_UP);
}

#[tokio::test]
async fn several_devices_share_a_mailbox() {
    let relay = Running::start().await;
    let mut first = Device::new();
    let (mut connection, _) = first.enter(&relay.address).await;
    assert_eq!(connection.receive(&first.keys).await, CAUGHT_UP);
    let keys = rowbell_protocol::Keys::from_text(&first.keys.to_text()).unwrap();
    let mut second = Device { keys, tokens: first.tokens.clone(), invitation: None, cursor: None };
    assert_eq!(relay.post(&first.tokens[0], b"1").await, 200);
    assert_eq!(first.take(&mut connection).await.body, b"1");
    let (mut second_connection, _) = second.enter(&relay.address).await;
    assert_eq!(second.take(&mut second_connection).await.body, b"1");
    assert_eq!(second_connection.receive(&second.keys).await, CAUGHT_UP);
    assert_eq!(relay.post(&first.tokens[0], b"2").await, 200);
    assert_eq!(first.take(&mut connection).await.body, b"2");
    assert_eq!(second.take(&mut second_connection).await.body, b"2");
}

#[tokio::test]
async fn a_mailbox_has_exactly_the_addresses_that_its_device_names() {
    let relay = Running::start().await;
    let mut device = Device::new();
    let old = device.tokens[0];
    drop(device.enter(&relay.address).await);
    device.tokens.push(Encoded::random().unwrap());
    drop(device.enter(&relay.address).await);
    for token in &device.tokens {
        assert_eq!(relay.post(token, b"x").await, 200);
    }
    device.tokens.remove(0);
    drop(device.enter(&relay.address).await);
    assert_eq!((relay.post(&old, b"x").await, relay.post(&device.tokens[0], b"x").await), (404, 200));
    // No other mailbox may have the address, and none may have many.
    let mut other = Device::new();
    other.tokens.push(device.tokens[0]);
    let mut connection = other.connect(&relay.address).await;
    assert_eq!(connection.receive(&other.keys).await, refused(Refusal::Addresses));
    assert_eq!(connection.receive(&other.keys).await, Received::Closed(Some(1008)));
    other.tokens = (0..5).map(|_| Encoded::random().unwrap()).collect();
    assert_eq!(other.connect(&relay.address).await.receive(&other.keys).await, refused(Refusal::Addresses));
    assert_eq!(relay.store.list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_device_is_told_that_letters_were_pruned() {
    let relay = Running::start_with(options(), Limits { letters: 10, bytes: 1 << 20 }).await;
    let mut device = Device::new();
    drop(device.enter(&relay.address).await);
    for number in 0..12 {
        assert_eq!(relay.post(&device.tokens[0], format!("{number}").as_bytes()).await, 200);
    }
    let (mut connection, backlog) = device.enter(&relay.address).await;
    assert_eq!(backlog, 10);
    let Received::Message(FromRelay::Gap { reason, until_ms }) = connection.receive(&device.keys).await else {
        panic!("no gap")
    };
    assert_eq!(reason, rowbell_protocol::GapReason::Retention);
    let first = device.take(&mut connection).await;
    assert_eq!((first.body.as_slice(), Some(first.received_ms)), (&b"2"[..], until_ms));
    for number in 3..12 {
        assert_eq!(device.take(&mut connection).await.body, format!("{number}").as_bytes());
    }
    assert_eq!(connection.receive(&device.keys).await, CAUGHT_UP);
    // The device is not told of pruned letters that it has had.
    drop(connection);
    assert_eq!(relay.post(&device.tokens[0], b"12").await, 200);
    let (mut connection, _) = device.enter(&relay.address).await;
    assert_eq!(device.take(&mut connection).await.body, b"12");
    // Letters are pruned by size, too, and by age. The newest one stays however large it is.
    drop(connection);
    assert_eq!(relay.post(&device.tokens[0], &vec![b'x'; 2 << 20]).await, 200);
    assert_eq!(relay.post(&device.tokens[0], b"13").await, 200);
    assert_eq!(relay.store.list().await.unwrap()[0].letters, 1);
    assert_eq!(relay.store.prune(i64::MAX, i64::MAX).await.unwrap().letters, 1);
    let (mut connection, backlog) = device.enter(&relay.address).await;
    assert_eq!(backlog, 0);
    let gap = FromRelay::Gap { reason: rowbell_protocol::GapReason::Retention, until_ms: None };
    assert_eq!(connection.receive(&device.keys).await, Received::Message(gap));
    assert_eq!(connection.receive(&device.keys).await, CAUGHT_UP);
}

#[tokio::test]
async fn letters_expire_even_if_the_clock_was_wrong() {
    const NOW_MS: i64 = 1_000_000;
    let relay = Running::start().await;
    let (mut one, mut other) = (Device::new(), Device::new());
    drop(one.enter(&relay.address).await);
    drop(other.enter(&relay.address).await);
    let [one, other] = [one, other].map(|device| device.keys.public().mailbox());
    // More than one slice from a time that has not come, among what is old and young.
    for at_ms in std::iter::repeat_n(NOW_MS + 1, 300).chain([10, 20]) {
        relay.store.append(one, at_ms, vec![1]).await.unwrap();
        relay.store.append(other, at_ms, vec![1]).await.unwrap();
    }
    relay.store.append(other, NOW_MS + 1, vec![1]).await.unwrap();
    relay.store.append(other, NOW_MS, vec![1]).await.unwrap();
    let mut pruned = 0;
    loop {
        let slice = relay.store.prune(NOW_MS - 100, NOW_MS).await.unwrap();
        pruned += slice.letters;
        if !slice.more {
            break;
        }
    }
    assert_eq!(pruned, 604);
    let left = relay.store.read(other, 0, 9).await.unwrap().letters;
    assert_eq!(left.iter().map(|letter| letter.received_ms).collect::<Vec<_>>(), [NOW_MS + 1, NOW_MS]);
}

#[tokio::test]
async fn after_a_reset_everything_is_sent_again() {
    let relay = Running::start().await;
    let mut device = Device::new();
    let (mut connection, _) = device.enter(&relay.address).await;
    assert_eq!(connection.receive(&device.keys).await, CAUGHT_UP);
    for number in 0..3 {
        assert_eq!(relay.post(&device.tokens[0], format!("{number}").as_bytes()).await, 200);
        device.take(&mut connection).await;
    }
    relay.store.new_epoch().await.unwrap();
    let relay = Running::start_in(relay.end().await, options(), LIMITS).await;
    let mut connection = device.connect(&relay.address).await;
    let Received::Message(FromRelay::Ready { epoch, backlog, .. }) = connection.receive(&device.keys).await else {
        panic!("not ready")
    };
    assert_eq!(backlog, 3);
    let Received::Message(FromRelay::Gap { reason, .. }) = connection.receive(&device.keys).await else {
        panic!("no gap")
    };
    assert_eq!(reason, rowbell_protocol::GapReason::Reset);
    device.cursor = Some(rowbell_protocol::Cursor { epoch, after: 0 });
    for number in 0..3 {
        assert_eq!(device.take(&mut connection).await.body, format!("{number}").as_bytes());
    }
    assert_eq!(connection.receive(&device.keys).await, CAUGHT_UP);
    // The same with a sequence that the store has not given out yet, as after an old backup was restored, even if the mailbox is empty.
    let mut ahead = Device { cursor: Some(rowbell_protocol::Cursor { epoch, after: 1 << 40 }), ..Device::new() };
    for backlog in [0, 1] {
        let mut connection = ahead.connect(&relay.address).await;
        let Received::Message(FromRelay::Ready { backlog: told, .. }) = connection.receive(&ahead.keys).await else {
            panic!("not ready")
        };
        assert_eq!(told, backlog);
        let Received::Message(FromRelay::Gap { reason, .. }) = connection.receive(&ahead.keys).await else {
            panic!("no gap")
        };
        assert_eq!(reason, rowbell_protocol::GapReason::Reset);
        assert_eq!(relay.post(&ahead.tokens[0], b"x").await, 200);
    }
    ahead.cursor = None;
}

#[tokio::test]
async fn a_device_can_delete_its_mailbox() {
    let relay = Running::start().await;
    let mut device = Device::new();
    let (mut connection, _) = device.enter(&relay.address).await;
    assert_eq!(connection.receive(&device.keys).await, CAUGHT_UP);
    assert_eq!(relay.post(&device.tokens[0], b"x").await, 200);
    device.take(&mut connection).await;
    connection.send(&FromDevice::Close).await;
    assert_eq!(connection.receive(&device.keys).await, Received::Closed(Some(1000)));
    assert_eq!(relay.post(&device.tokens[0], b"x").await, 404);
    while relay.store.prune(0, 0).await.unwrap().more {}
    let totals = relay.store.totals().await.unwrap();
    assert_eq!((totals.mailboxes, totals.letters, totals.bytes), (0, 0, 0));
    // The same keys may open a mailbox again, but the old cursor means nothing there.
    let mut connection = device.connect(&relay.address).await;
    assert!(matches!(connection.receive(&device.keys).await, Received::Message(FromRelay::Ready { backlog: 0, .. })));
    assert!(matches!(connection.receive(&device.keys).await, Received::Message(FromRelay::Gap { .. })));
}

#[tokio::test]
async fn opening_a_mailbox_needs_an_invitation() {
    let relay =
        Running::start_with(rowbell_relay::Options { invitation_needed: true, max_mailboxes: 3, ..options() }, LIMITS)
            .await;
    let receive =
        async |device: &Device| -> Received { device.connect(&relay.address).await.receive(&device.keys).await };
    let mut device = Device::new();
    assert_eq!(receive(&device).await, refused(Refusal::InvitationNeeded));
    device.invitation = Some(Encoded::random().unwrap());
    assert_eq!(receive(&device).await, refused(Refusal::InvitationInvalid));
    device.invitation = Some(relay.invite(1, Some(1)).await);
    assert_eq!(receive(&device).await, refused(Refusal::InvitationInvalid));
    let twice = relay.invite(2, None).await;
    device.invitation = Some(twice);
    assert!(matches!(receive(&device).await, Received::Message(FromRelay::Ready { .. })));
    // Entering again needs none, and uses none up.
    device.invitation = None;
    device.tokens.push(Encoded::random().unwrap());
    assert!(matches!(receive(&device).await, Received::Message(FromRelay::Ready { .. })));
    let second = Device { invitation: Some(twice), ..Device::new() };
    assert!(matches!(receive(&second).await, Received::Message(FromRelay::Ready { .. })));
    let third = Device { invitation: Some(twice), ..Device::new() };
    assert_eq!(receive(&third).await, refused(Refusal::InvitationInvalid));
    let kept = relay.store.invitations().await.unwrap();
    assert_eq!(
        kept.iter().find(|kept| kept.hash == twice.hash()).map(|kept| (kept.uses_left, kept.used)),
        Some((0, 2))
    );
    // No more mailboxes than allowed.
    let many = relay.invite(9, None).await;
    let third = Device { invitation: Some(many), ..Device::new() };
    assert!(matches!(receive(&third).await, Received::Message(FromRelay::Ready { .. })));
    let fourth = Device { invitation: Some(many), ..Device::new() };
    assert_eq!(receive(&fourth).await, refused(Refusal::Full));
    assert_eq!(relay.store.list().await.unwrap()[0].note, "for Anna");
}

#[tokio::test]
async fn changes_by_the_operator_take_effect_at_once() {
    let relay = Running::start().await;
    let mut device = Device::new();
    let (mut connection, _) = device.enter(&relay.address).await;
    assert_eq!(connection.receive(&device.keys).await, CAUGHT_UP);
    let id = device.keys.public().mailbox();
    // As another process would.
    let operator = rowbell_relay::store::open(relay.folder.path(), LIMITS).unwrap();
    let quota = rowbell_relay::store::Quota { letters: Some(1), bytes: None, per_second: Some(1) };
    assert!(operator.set_quota(id, quota).await.unwrap());
    // 1 a second instead of 100, so 100 at once instead of 10,000.
    let mut stored = 0;
    while relay.post(&device.tokens[0], b"x").await == 200 {
        stored += 1;
        assert!(stored < 5000, "the quota is not in force");
    }
    let head =
        format!("POST /in/{} HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\nconnection: close\r\n\r\n", device.tokens[0]);
    let answer = relay.raw(head.as_bytes()).await;
    assert!(answer.status == 200 || answer.text.contains("retry-after: 1\r\n"), "{answer:?}");
    assert_eq!(relay.store.list().await.unwrap()[0].letters, 1);
    // Other mailboxes are not affected.
    let mut other = Device::new();
    drop(other.enter(&relay.address).await);
    assert_eq!(relay.post(&other.tokens[0], b"x").await, 200);
    assert!(operator.close(id, 5).await.unwrap());
    loop {
        match connection.receive(&device.keys).await {
            Received::Letter(after, _) => connection.send(&FromDevice::Confirm { after }).await,
            // Only one letter is kept now, so the others may be pruned before they could be sent.
            Received::Message(FromRelay::Gap { .. }) => {}
            said => {
                assert_eq!(said, refused(Refusal::Closed));
                break;
            }
        }
    }
    assert_eq!(relay.post(&device.tokens[0], b"x").await, 404);
    assert_eq!(device.connect(&relay.address).await.receive(&device.keys).await, refused(Refusal::Closed));
    operator.end().await;
}

#[tokio::test]
async fn malformed_messages_are_refused_and_unknown_types_ignored() {
    let relay = Running::start().await;
    let mut device = Device::new();
    let mut connection = Connection::open(&relay.address).await;
    let later = rowbell_protocol::Enter { version: 2, ..device.entering(&connection.challenge) };
    connection.send(&FromDevice::Enter(Box::new(later))).await;
    assert_eq!(connection.receive(&device.keys).await, refused(Refusal::Version));
    for text in ["", "{}", "[]", "{\"type\":\"enter\"}", "{\"type\":\"confirm\",\"after\":1}", "{\"type\":\"sing\"}"] {
        let mut connection = Connection::open(&relay.address).await;
        let message = tokio_tungstenite::tungstenite::Message::text(text);
        futures_util::SinkExt::send(&mut connection.socket, message).await.unwrap();
        assert_eq!(connection.receive(&device.keys).await, refused(Refusal::Malformed), "{text}");
    }
    let (mut connection, _) = device.enter(&relay.address).await;
    assert_eq!(connection.receive(&device.keys).await, CAUGHT_UP);
    let message = tokio_tungstenite::tungstenite::Message::text("{\"type\":\"sing\",\"song\":1}");
    futures_util::SinkExt::send(&mut connection.socket, message).await.unwrap();
    assert_eq!(relay.post(&device.tokens[0], b"x").await, 200);
    device.take(&mut connection).await;
}
