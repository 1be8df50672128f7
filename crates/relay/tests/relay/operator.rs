//! What the operator does with the program, and what they can read.

use rowbell_protocol::{FromRelay, InvitationLink, Refusal};

use crate::{
    device::{Device, Received},
    happy::refused,
    program::{Program, command, ok},
    running::raw,
};

#[tokio::test]
async fn the_operator_s_commands_are_all_that_is_needed() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = command(folder.path(), &["mailboxes"]).output().unwrap();
    assert!(!nothing.status.success() && !folder.path().join("relay.db").exists());
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("--data"), "{nothing:?}");
    let program = Program::start(folder.path(), &["--metrics-listen", "127.0.0.1:0"]);
    let link: InvitationLink = ok(folder.path(), &["invite", "--note", "Anna", "--uses", "2"]).trim().parse().unwrap();
    assert_eq!(link.relay.to_string(), "https://relay.example.org");
    let mut device = Device { invitation: link.invitation, ..Device::new() };
    let (mut connection, _) = device.enter(&program.address).await;
    assert_eq!(connection.receive(&device.keys).await, Received::Message(FromRelay::CaughtUp));
    let token = device.tokens[0];
    let request =
        format!("POST /in/{token} HTTP/1.1\r\nhost: a\r\ncontent-length: 6\r\nconnection: close\r\n\r\nmarker");
    assert_eq!(raw(&program.address, request.as_bytes()).await.status, 200);
    assert_eq!(device.take(&mut connection).await.body, b"marker");
    let id = device.keys.public().mailbox().to_string();
    let listed = ok(folder.path(), &["mailboxes"]);
    assert!(listed.contains(&id) && listed.contains("Anna"), "{listed}");
    let set = ok(folder.path(), &["quota", &id[..8], "--letters", "5", "--megabytes", "1", "--per-second", "7"]);
    assert_eq!(set, format!("{id}: 5 letters, 1 MB, 7 per second.\n"));
    let listed: serde_json::Value = serde_json::from_str(&ok(folder.path(), &["mailboxes", "--json"])).unwrap();
    assert_eq!(listed[0]["quota"], serde_json::json!({"letters": 5, "bytes": 1_000_000, "per_second": 7}));
    assert_eq!((&listed[0]["id"], &listed[0]["letters"]), (&id.as_str().into(), &1.into()));
    assert!(ok(folder.path(), &["quota", &id]).ends_with(": the relay's settings apply.\n"));
    let invitation = link.invitation.unwrap().hash().to_string();
    assert!(ok(folder.path(), &["invitations"]).contains(&invitation[..10]));
    ok(folder.path(), &["invitations", "revoke", &invitation[..10]]);
    let late = Device { invitation: link.invitation, ..Device::new() };
    let received = late.connect(&program.address).await.receive(&late.keys).await;
    assert_eq!(received, refused(Refusal::InvitationInvalid));
    let get = async |path: &str| raw(&program.address, format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).await;
    for (path, status) in [("/", 200), ("/healthz", 200), ("/readyz", 200), ("/metrics", 404), ("/v1/connect", 426)] {
        assert_eq!(get(path).await.status, status, "{path}");
    }
    assert!(!get("/").await.text.contains(&id));
    ok(folder.path(), &["close", &id]);
    assert_eq!(connection.receive(&device.keys).await, refused(Refusal::Closed));
}

#[tokio::test]
async fn nothing_on_the_disk_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path(), &["--invitations", "open"]);
    let mut device = Device::new();
    drop(device.enter(&program.address).await);
    let token = device.tokens[0].to_string();
    for _ in 0..20 {
        let request = format!(
            "POST /in/{token} HTTP/1.1\r\nhost: a\r\nx-mark: marked-head\r\ncontent-length: 11\r\nconnection: close\r\n\r\nmarked-body"
        );
        assert_eq!(raw(&program.address, request.as_bytes()).await.status, 200);
    }
    let needles = [&b"marked-head"[..], b"marked-body", b"x-mark", token.as_bytes(), &device.tokens[0].0];
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for needle in needles {
            assert!(!bytes.windows(needle.len()).any(|part| part == needle), "{needle:?} in {}", path.display());
        }
        files += 1;
        assert!(bytes.len() < 10_000_000);
    }
    // The letters may still be in the log beside the database.
    assert!(files >= 2, "{files}");
}
