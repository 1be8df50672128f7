//! What the local endpoint answers, and what it keeps.

use std::{io::Write, time::Duration};

use flate2::{Compression, write::GzEncoder};
use rowbell_tests::{Agent, Bus, Desktop, Request, Sender, Setup, bodies, http, process::Process, until};
use serde_json::json;

/// An agent without a desktop; its secrets are in a file.
async fn headless(desktop: &Desktop) -> Agent {
    Agent::start_as(desktop, &Setup { env: vec![("ROWBELL_SECRETS", "file".into())], ..Setup::default() }).await
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn every_sample_is_taken_and_becomes_a_change() {
    let desktop = Desktop::headless();
    let agent = headless(&desktop).await;
    let url = agent.url().await;
    let mut sender = Sender::start(&desktop);
    let mut count = 0;
    for name in bodies::sample_names() {
        for body in bodies::sample(&name) {
            sender.accepted(&url, &body).await;
            count += 1;
        }
    }
    let entries = agent.recorded(count).await;
    assert_eq!(entries.len(), count);
    assert!(entries.iter().all(|entry| entry.kind != "unrecognised" && entry.kind != "other"));
    agent.stop_well().await;
}

/// Forwarders such as smee.io's read the JSON and write it anew; the signature is of SeaTable's spelling.
#[tokio::test]
async fn what_a_forwarder_wrote_anew_is_reconstructed_and_said_so() {
    let desktop = Desktop::headless();
    let agent = headless(&desktop).await;
    agent.ok_with(&["secret", "set"], "a secret of the webhook");
    let mut command = desktop.command("node");
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/forwarder.js")).arg(agent.url().await);
    let forwarder = Process::start(&command);
    let address = forwarder.said.says("http://").await;

    let mut sender = Sender::start(&desktop);
    let mut secrets = ["a secret of the webhook", "a secret of the webhook", "another"].into_iter();
    let fields = json!([{"column_key": "cNum", "column_name": "Größe ✅", "column_type": "number", "column_data": {},
        "value": 0.000_012_5, "old_value": -17}]);
    for body in
        [bodies::change("r1", "Müller & Söhne", "\u{1F600}\u{7f}/\"\\"), bodies::body("modify_row", "r2", "x", fields)]
    {
        assert_eq!(sender.send(&address, &body, secrets.next()).await, 200, "{body}");
    }
    assert_eq!(sender.send(&address, &bodies::change("r3", "Forged", "x"), secrets.next()).await, 401);
    let entries = agent.recorded(3).await;
    let trust: Vec<_> = entries.iter().rev().map(|entry| entry.authenticity.as_str()).collect();
    assert_eq!(trust, ["reconstructed", "reconstructed", "forged"]);
    let shown = agent.ok(&["show", &entries[2].id.to_string()]);
    assert!(shown.contains("rewritten on the way"), "{shown}");
    // What comes as SeaTable wrote it is still simply signed.
    assert_eq!(
        sender.send(&agent.url().await, &bodies::change("r4", "", "ü"), Some("a secret of the webhook")).await,
        200
    );
    assert_eq!(agent.recorded(4).await[0].authenticity, "verified");
    agent.stop_well().await;
}

#[tokio::test]
async fn what_can_not_be_meant_for_us_is_refused_and_all_else_is_kept() {
    let desktop = Desktop::headless();
    let agent = headless(&desktop).await;
    let url = agent.url().await;
    let base = url.split("/hook/").next().unwrap();
    let body = bodies::change("r1", "Acme", "x");

    assert_eq!(Request::new("GET", &format!("{base}/healthz"), "").send().await.status, 200);
    assert_eq!(Request::post(&format!("{base}/hook/wrong"), &*body).send().await.status, 404);
    assert_eq!(Request::post(base, &*body).send().await.status, 404);
    let get = Request::new("GET", &url, "").send().await;
    assert_eq!((get.status, get.head.to_lowercase().contains("allow: post")), (405, true));
    assert_eq!(Request::post(&url, vec![b' '; 4 * 1024 * 1024 + 1]).send().await.status, 413);
    let bomb = gzipped(&vec![b' '; 5 * 1024 * 1024]);
    assert_eq!(Request::post(&url, bomb).header("Content-Encoding", "gzip").send().await.status, 413);
    assert_eq!(Request::post(&url, &*body).header("Origin", "https://evil.example").send().await.status, 403);
    assert_eq!(Request::post(&url, &*body).header("Sec-Fetch-Site", "cross-site").send().await.status, 403);
    assert!(agent.history().await.is_empty(), "nothing of that is kept");

    let zipped = Request::post(&url, gzipped(body.as_bytes())).header("Content-Encoding", "gzip").send().await;
    assert_eq!(zipped.status, 200);
    assert_eq!(agent.recorded(1).await[0].row.name, "Acme");
    // Again, with another address of the same endpoint: the same delivery.
    assert_eq!(Request::post(&format!("{url}/"), body).send().await.status, 200);

    let odd = b"not \xff json".to_vec();
    assert_eq!(Request::post(&url, odd).header("Content-Type", "image/png").send().await.status, 200);
    let xml = r#"<note><data><op_type>insert_row</op_type><row_name>By XML</row_name><table_name>T</table_name></data></note>"#;
    assert_eq!(Request::post(&url, xml).send().await.status, 200);
    let entries = agent.recorded(3).await;
    assert_eq!(entries.len(), 3, "the repeat made no entry");
    let unread = entries.iter().find(|entry| entry.kind == "unrecognised").unwrap();
    assert_eq!((unread.outcome.as_str(), unread.outcome_reason.as_deref()), ("muted", Some("unrecognised")));
    let raw = agent.entry(unread.id).await.raw.unwrap();
    assert_eq!((raw.body, raw.body_base64.as_deref()), (None, Some("bm90IP8ganNvbg==")));
    assert!(entries.iter().any(|entry| entry.row.name == "By XML" && entry.kind == "row_added"));
    agent.stop_well().await;
}

#[tokio::test]
async fn a_wrong_signature_is_kept_and_can_be_checked_again() {
    let desktop = Desktop::headless();
    let agent = headless(&desktop).await;
    let url = agent.url().await;
    let mut sender = Sender::start(&desktop);
    assert!(agent.ok_with(&["secret", "set"], "mistyped\n").contains("must be signed"));
    assert_eq!(sender.send(&url, &bodies::change("r1", "Acme", "x"), Some("right")).await, 401);
    assert_eq!(sender.send(&url, &bodies::change("r2", "Acme", "y"), None).await, 401);
    let forged = agent.recorded(2).await;
    for entry in &forged {
        assert_eq!((entry.authenticity.as_str(), entry.outcome.as_str(), entry.unread), ("forged", "muted", false));
    }
    assert!(agent.trouble("forged").await.contains("rowbell secret set default"));
    // Marking one of them, or all changes, as read says that it was seen; the next one is told again.
    agent.ok(&["read", &forged[0].id.to_string()]);
    agent.no_trouble("forged").await;
    assert_eq!(sender.send(&url, &bodies::change("r2", "Acme", "z"), None).await, 401);
    assert!(agent.trouble("forged").await.starts_with("A message to"));
    agent.ok(&["read", "--all"]);
    agent.no_trouble("forged").await;
    assert_eq!(sender.send(&url, &bodies::change("r2", "Acme", "y"), None).await, 401);
    agent.trouble("forged").await;

    agent.ok_with(&["secret", "set"], "right");
    agent.no_trouble("forged").await;
    let verified = |entries: &Vec<rowbell_api::Entry>| {
        entries.iter().any(|entry| entry.row.id == "r1" && entry.authenticity == "verified" && entry.unread)
    };
    let entries = until("the genuine one is told", async || agent.history().await, verified).await;
    assert_eq!(entries.len(), 4);
    assert!(entries.iter().any(|entry| entry.row.id == "r2" && entry.authenticity == "forged"));

    // Two secrets are valid while they are changed.
    agent.ok_with(&["secret", "set", "--keep-old"], "newer");
    assert_eq!(sender.send(&url, &bodies::change("r3", "", "z"), Some("right")).await, 200);
    assert_eq!(sender.send(&url, &bodies::change("r4", "", "z"), Some("newer")).await, 200);
    agent.ok(&["secret", "drop-old"]);
    assert_eq!(sender.send(&url, &bodies::change("r5", "", "z"), Some("right")).await, 401);
    agent.stop_well().await;
}

#[tokio::test]
async fn a_foreign_host_is_refused_until_the_person_allows_it() {
    let mut desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let agent = Agent::start(&desktop).await;
    agent.popups_ready().await;
    let post = Request::post(&agent.url().await, bodies::change("r1", "Acme", "x")).header("Host", "laptop.lan:8765");
    assert_eq!(post.send().await.status, 403);
    let asked = bus.titled("A webhook was refused").await;
    assert!(asked.body.contains("laptop.lan") && asked.actions.contains(&"Allow laptop.lan".to_owned()));
    assert!(agent.trouble("host_refused").await.contains("rowbell endpoint allow laptop.lan"));
    // Asked again, it is not told again.
    assert_eq!(post.send().await.status, 403);
    agent.ok(&["endpoint", "allow", "laptop.lan"]);
    agent.no_trouble("host_refused").await;
    until("it is allowed", async || post.send().await.status, |status| *status == 200).await;
    assert_eq!(bus.notifies().iter().filter(|popup| popup.title == "A webhook was refused").count(), 1);
    desktop.stop_dunst().await;
    agent.stop_well().await;
}

#[tokio::test]
async fn slow_senders_hold_up_nobody() {
    let desktop = Desktop::headless();
    let agent = headless(&desktop).await;
    let url = agent.url().await;
    let slow = Request::post(&url, bodies::change("slow", "", "x"));
    let (bytes, head) = slow.bytes();
    let mut waiting = Vec::new();
    for at in 0..300 {
        waiting.push(slow.begin(if at % 2 == 0 { head / 2 } else { head + 5 }).await);
    }
    let mut sender = Sender::with_threads(&desktop, 4);
    for row in 0..20 {
        sender.queue(&url, &bodies::change(&format!("r{row}"), "", "x"), None, false);
    }
    until("all others are answered", async || sender.answered(), |count| *count == 20).await;
    assert!(sender.answers().values().all(|answer| answer["status"] == 200));
    // And one that goes on slowly arrives all the same.
    let mut last = waiting.pop().unwrap();
    http::drip(&mut last, &bytes[head + 5..], Duration::from_millis(1)).await;
    assert_eq!(http::read_answer(&mut last).await.unwrap().status, 200);
    if rowbell_tests::slow() {
        let mut stuck = waiting.pop().unwrap();
        let mut body = slow.begin(head + 5).await;
        let answers = tokio::join!(http::read_answer(&mut body), http::read_answer(&mut stuck));
        assert_eq!(answers.0.unwrap().status, 408);
    }
    agent.stop_well().await;
}
