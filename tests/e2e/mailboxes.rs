//! A mailbox at a relay, from its opening to its end, and what becomes of it when the relay loses it.

use rowbell_tests::{
    Agent, Desktop, Request, bodies, eventually,
    relay::{Relay, at_relay, came, is_live},
    until,
};

use crate::sales::{start, with_secrets_in_a_file};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_are_renewed_and_mailboxes_removed() {
    let desktop = Desktop::headless();
    let (first, second) =
        (Relay::start(&desktop).await, Relay::start_as(&desktop, "second", &["--invitations", "open"]).await);
    let agent = start(&desktop).await;
    let home = first.lets_in(&agent).await;
    let work: rowbell_api::AddedRelay = agent.json(&["relay", "add", &second.address, "--name", "work"]);
    is_live(&agent, "work").await;
    let post = async |url: &str, row: &str| Request::post(url, bodies::new_row(row, row)).send().await.status;
    assert_eq!((post(&home.url, "by the first").await, post(&work.url, "by the second").await), (200, 200));
    assert_eq!(came(&agent, "by the first").await.endpoint, home.endpoint);
    assert_eq!(came(&agent, "by the second").await.endpoint, "work");

    // Both addresses are good until the old one is ended.
    agent.ok(&["endpoint", "renew", "work"]);
    let urls: Vec<rowbell_api::UrlView> = agent.json(&["url"]);
    let renewed = urls.into_iter().find(|url| url.name == "work").unwrap().url;
    assert_ne!(renewed, work.url);
    eventually("the new address is good", async || match post(&renewed, "new").await {
        200 => Ok(()),
        status => Err(status),
    })
    .await;
    assert_eq!(post(&work.url, "old").await, 200);
    came(&agent, "new").await;
    came(&agent, "old").await;
    let twice = agent.cli(&["endpoint", "renew", "work"]);
    assert!(twice.code != 0 && twice.err.contains("still valid"), "{twice:?}");
    agent.ok(&["endpoint", "renew", "work", "--end"]);
    until("the old address is gone", async || post(&work.url, "too late").await, |status| *status == 404).await;
    assert_eq!(post(&renewed, "newest").await, 200);
    came(&agent, "newest").await;

    // A mailbox that is removed is gone there, too, and its key here.
    agent.ok(&["relay", "remove", "work"]);
    assert_eq!(second.mailboxes(), [serde_json::Value::Null; 0]);
    assert_eq!(post(&renewed, "nobody").await, 404);
    assert_eq!(agent.files_with("relay/work"), [""; 0]);
    // One that its operator closes is said.
    let id = first.mailboxes()[0]["id"].as_str().unwrap().to_owned();
    first.ok(&["close", &id]);
    let said = agent.trouble("relay_away").await;
    assert!(said.contains("closed"), "{said}");
    assert_eq!(post(&home.url, "nobody").await, 404);
    agent.stop_well().await;
}

/// The relay is away when its mailbox is removed: it is told as soon as it is back, also after a restart of both.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_was_away_is_told_later_that_its_mailbox_is_removed() {
    let desktop = Desktop::headless();
    let (mut relay, mut agent) = (Relay::start(&desktop).await, start(&desktop).await);
    let home = relay.lets_in(&agent).await;
    relay.stop().await;
    let said = agent.ok(&["relay", "remove", &home.endpoint]);
    assert!(said.contains("as soon as the relay answers"), "{said}");
    assert!(agent.status().await.endpoints.iter().all(|endpoint| endpoint.relay.is_none()));
    assert_eq!(agent.files_with("relay/127.0.0.1"), [""; 0]);
    assert_eq!(agent.files_with("closing/"), ["secrets.json"]);
    agent.stop().await;

    relay.start_again().await;
    assert_eq!(Request::post(&home.url, bodies::new_row("r1", "Nobody's")).send().await.status, 200);
    relay.stop().await;
    let agent = Agent::start_as(&desktop, &with_secrets_in_a_file()).await;
    relay.start_again().await;
    until("the mailbox is gone", async || relay.mailboxes(), Vec::is_empty).await;
    assert_eq!(Request::post(&home.url, bodies::new_row("r2", "Nobody's")).send().await.status, 404);
    until("its key is gone", async || agent.files_with("closing/"), Vec::is_empty).await;
    assert_eq!(agent.history().await.len(), 0);
    agent.stop_well().await;
}

/// A relay that lost its store, or got an older one back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_begins_anew_is_noticed_and_gets_the_mailbox_back() {
    let desktop = Desktop::headless();
    let mut relay = Relay::start_as(&desktop, "relay", &["--invitations", "open"]).await;
    let agent = start(&desktop).await;
    let added: rowbell_api::AddedRelay = agent.json(&["relay", "add", &relay.address]);
    is_live(&agent, &added.endpoint).await;
    let post = async |row: &str| Request::post(&added.url, bodies::new_row(row, row)).send().await.status;
    assert_eq!(post("before").await, 200);
    came(&agent, "before").await;
    relay.stop().await;
    std::fs::remove_dir_all(&relay.data).unwrap();
    relay.start_again().await;
    let said = agent.trouble("letters_gone").await;
    assert!(said.contains("127.0.0.1"), "{said}");
    // The address that SeaTable knows is good again, and what comes is not taken for what came before.
    until("the mailbox is back", async || post("after").await, |status| *status == 200).await;
    came(&agent, "after").await;
    let gap = agent.history().await.into_iter().find(|entry| entry.kind == "missed").expect("a gap in the history");
    assert!(gap.text.contains("relay"), "{}", gap.text);
    agent.ok(&["read", "--all"]);
    agent.no_trouble("letters_gone").await;
    agent.stop_well().await;
}

/// The same at a relay that asks for invitations: with one, the mailbox comes back as it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_an_invitation_a_lost_mailbox_comes_back_with_its_address() {
    let desktop = Desktop::headless();
    let (mut relay, agent) = (Relay::start(&desktop).await, start(&desktop).await);
    let added = relay.lets_in(&agent).await;
    relay.stop().await;
    std::fs::remove_dir_all(&relay.data).unwrap();
    relay.start_again().await;
    let why = async || at_relay(&agent, &added.endpoint).await.why.map(|why| why.code.name());
    until("an invitation is needed", why, |why| why.as_deref() == Some("invitation_needed")).await;
    let again: rowbell_api::AddedRelay = agent.json(&["relay", "add", &relay.invite()]);
    assert_eq!(again, added);
    is_live(&agent, &added.endpoint).await;
    assert_eq!(Request::post(&added.url, bodies::new_row("r1", "Acme GmbH")).send().await.status, 200);
    came(&agent, "Acme GmbH").await;
    agent.stop_well().await;
}
