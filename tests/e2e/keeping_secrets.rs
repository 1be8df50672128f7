//! Secrets: in the keyring, and nowhere else.

use std::os::unix::fs::PermissionsExt;

use rowbell_tests::{
    Agent, Bus, Desktop, NotificationServer, Prompter, Request, Sender, Setup, bodies,
    relay::{Relay, came},
    until,
};

const SECRET: &str = "a-secret-that-is-nowhere-else";

#[tokio::test]
async fn a_secret_is_in_the_keyring_and_outlives_a_restart() {
    let mut desktop = Desktop::with_bus().await;
    desktop.start_keyring(Some("open sesame")).await;
    let mut agent = Agent::start(&desktop).await;
    agent.ok_with(&["secret", "set"], SECRET);
    agent.stop().await;
    let agent = Agent::start(&desktop).await;
    agent.status_where("the secret is read", |status| status.endpoints[0].secrets == Some(1)).await;
    let (url, mut sender) = (agent.url().await, Sender::start(&desktop));
    assert_eq!(sender.send(&url, &bodies::change("r1", "", "x"), Some(SECRET)).await, 200);
    assert_eq!(sender.send(&url, &bodies::change("r2", "", "x"), Some("other")).await, 401);
    assert_eq!(agent.recorded(2).await.iter().filter(|entry| entry.authenticity == "verified").count(), 1);
    assert_eq!(agent.files_with(SECRET), [""; 0]);
    let status: serde_json::Value = agent.json(&["status"]);
    assert!(!status.to_string().contains(SECRET));
    agent.stop_well().await;
}

#[tokio::test]
async fn while_the_keyring_is_locked_deliveries_are_taken_and_checked_later() {
    let mut desktop = Desktop::with_bus().await;
    desktop.start_keyring(Some("open sesame")).await;
    let mut agent = Agent::start(&desktop).await;
    agent.ok_with(&["secret", "set"], SECRET);
    agent.stop().await;
    desktop.stop_keyring().await;
    desktop.start_keyring(None).await;
    let agent = Agent::start(&desktop).await;
    assert!(agent.trouble("keyring_locked").await.contains("Unlock the keyring"));
    let (url, mut sender) = (agent.url().await, Sender::start(&desktop));
    assert_eq!(sender.send(&url, &bodies::change("good", "", "x"), Some(SECRET)).await, 200);
    assert_eq!(sender.send(&url, &bodies::change("bad", "", "x"), Some("other")).await, 200);
    assert!(agent.recorded(2).await.iter().all(|entry| entry.authenticity == "unchecked"));

    desktop.stop_keyring().await;
    desktop.start_keyring(Some("open sesame")).await;
    let checked = |entries: &Vec<rowbell_api::Entry>| {
        let is = |row: &str, what: &str| entries.iter().any(|entry| entry.row.id == row && entry.authenticity == what);
        is("good", "verified") && is("bad", "forged")
    };
    until("they are checked", async || agent.history().await, checked).await;
    agent.no_trouble("keyring_locked").await;
    agent.stop_well().await;
}

/// An agent with two endpoints that want signatures, and a keyring that is locked.
async fn locked_out(desktop: &mut Desktop) -> Agent {
    desktop.start_keyring(Some("open sesame")).await;
    let mut agent = Agent::start(desktop).await;
    agent.ok(&["endpoint", "add", "second"]);
    for endpoint in ["default", "second"] {
        agent.ok_with(&["secret", "set", endpoint], SECRET);
    }
    agent.stop().await;
    desktop.stop_keyring().await;
    desktop.start_keyring(None).await;
    let agent = Agent::start(desktop).await;
    agent.trouble("keyring_locked").await;
    agent
}

#[tokio::test]
async fn what_turns_out_to_be_forged_leaves_the_screen() {
    let mut desktop = Desktop::with_bus().await;
    let (bus, _server) = (Bus::listen(&desktop).await, NotificationServer::start(&desktop).await);
    let agent = locked_out(&mut desktop).await;
    agent.status_where("popups can be shown", |status| status.popups == NotificationServer::TITLE).await;
    let (url, mut sender) = (agent.url().await, Sender::start(&desktop));
    for (row, secret) in [("good", SECRET), ("bad", "other")] {
        assert_eq!(sender.send(&url, &bodies::new_row(row, row), Some(secret)).await, 200);
    }
    let (good, bad) = (bus.titled("good").await, bus.titled("bad").await);
    desktop.unlock_keyring("open sesame").await;
    until("the popup of the forged one goes away", async || bus.closed(), |closed| closed.contains(&bad.id.unwrap()))
        .await;
    assert!(!bus.closed().contains(&good.id.unwrap()));
    let forged = agent.trouble("forged").await;
    assert!(forged.starts_with("A message to the endpoint “default” had a wrong signature"), "{forged}");
    agent.status_where("only the good one is unread", |status| status.unread == 1).await;
    agent.stop_well().await;
}

#[tokio::test]
async fn a_sample_that_can_not_be_signed_is_not_sent() {
    let mut desktop = Desktop::with_bus().await;
    let agent = locked_out(&mut desktop).await;
    let refused = agent.cli(&["test"]);
    let what = "The keyring is locked. The sample could not be signed, so it was not sent.";
    assert!(refused.code == 1 && refused.err.starts_with(what), "{refused:?}");
    assert!(refused.err.contains("try again") && agent.history().await.is_empty(), "{refused:?}");

    desktop.unlock_keyring("open sesame").await;
    let known = |status: &rowbell_api::Status| status.endpoints.iter().all(|endpoint| endpoint.secrets == Some(1));
    agent.status_where("the secrets are read", known).await;
    // A secret that is in force needs no keyring.
    desktop.stop_keyring().await;
    assert!(agent.ok(&["test"]).contains("signed, to"));
    assert_eq!(agent.recorded(1).await[0].authenticity, "verified");
    agent.stop_well().await;
}

#[tokio::test]
async fn an_endpoint_whose_secret_can_not_be_deleted_is_removed_all_the_same() {
    let mut desktop = Desktop::with_bus().await;
    let agent = locked_out(&mut desktop).await;
    let said = agent.ok(&["endpoint", "remove", "second"]);
    assert!(said.contains("The endpoint is gone") && said.contains("Rowbell: endpoint/second"), "{said}");
    let status = agent.status().await;
    assert_eq!(status.endpoints.iter().map(|endpoint| endpoint.name.as_str()).collect::<Vec<_>>(), ["default"]);
    // Settings that can't be written leave everything as it is.
    agent.ok(&["endpoint", "add", "third"]);
    desktop.unlock_keyring("open sesame").await;
    agent.ok_with(&["secret", "set", "third"], SECRET);
    let settings = agent.settings_file();
    let whole = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, "nonsense = [").unwrap();
    agent.trouble("settings").await;
    assert_eq!(agent.cli(&["endpoint", "remove", "third"]).code, 1);
    std::fs::write(&settings, whole).unwrap();
    agent.no_trouble("settings").await;
    assert!(agent.ok(&["test", "--endpoint", "third"]).contains("signed, to"));
    assert!(!agent.ok(&["endpoint", "remove", "third"]).contains("keyring"));
    agent.stop_well().await;
}

// The prompter answers on a thread of its own while a command is waited for.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keyring_asks_once_and_then_only_when_it_is_told_to() {
    let mut desktop = Desktop::with_bus().await;
    desktop.start_keyring(Some("open sesame")).await;
    let mut agent = Agent::start(&desktop).await;
    agent.ok(&["endpoint", "add", "second"]);
    for endpoint in ["default", "second"] {
        agent.ok_with(&["secret", "set", endpoint], SECRET);
    }
    agent.stop().await;
    desktop.stop_keyring().await;
    let prompter = Prompter::start(&desktop).await;
    desktop.start_keyring(None).await;

    let agent = Agent::start(&desktop).await;
    let trouble = agent.trouble("keyring_locked").await;
    assert_eq!(prompter.asked(), 1, "one question stands for both endpoints");
    assert!(trouble.contains("rowbell secret unlock"), "{trouble}");
    // What has nothing to do with secrets is no reason to ask, nor is an endpoint that goes away.
    agent.ok(&["rule", "mute", "--kind", "row_deleted"]);
    agent.ok(&["endpoint", "add", "third"]);
    agent.ok(&["endpoint", "remove", "third"]);
    let refused = agent.cli(&["secret", "unlock"]);
    assert!(refused.code == 1 && refused.err.contains("The keyring is locked"), "{refused:?}");
    assert_eq!(prompter.asked(), 2, "it was told to ask");

    desktop.unlock_keyring("open sesame").await;
    let known = |status: &rowbell_api::Status| status.endpoints.iter().all(|endpoint| endpoint.secrets == Some(1));
    agent.status_where("the secrets are read", known).await;
    assert_eq!(prompter.asked(), 2, "an unlocked keyring is read without a question");
    assert!(agent.ok(&["secret", "unlock"]).contains("The secrets are read"));
    agent.stop_well().await;
}

/// A mailbox at a relay needs its key, whether or not anything is signed.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keyring_asks_for_a_mailbox_s_key_too() {
    let mut desktop = Desktop::with_bus().await;
    desktop.start_keyring(Some("open sesame")).await;
    let (relay, mut agent) = (Relay::start(&desktop).await, Agent::start(&desktop).await);
    let added = relay.lets_in(&agent).await;
    agent.stop().await;
    desktop.stop_keyring().await;
    let prompter = Prompter::start(&desktop).await;
    desktop.start_keyring(None).await;

    let agent = Agent::start(&desktop).await;
    assert!(agent.trouble("relay_away").await.contains("keyring is locked"));
    until("it has asked", async || prompter.asked(), |asked| *asked == 1).await;
    assert_eq!(Request::post(&added.url, bodies::new_row("r1", "Acme GmbH")).send().await.status, 200);
    assert!(agent.cli(&["secret", "unlock"]).err.contains("The keyring is locked"));
    assert_eq!(prompter.asked(), 2, "it was told to ask");
    desktop.unlock_keyring("open sesame").await;
    came(&agent, "Acme GmbH").await;
    agent.no_trouble("relay_away").await;
    agent.stop_well().await;
}

#[tokio::test]
async fn without_a_keyring_the_way_out_is_named_and_works() {
    let desktop = Desktop::with_bus().await;
    let agent = Agent::start(&desktop).await;
    let refused = agent.cli_with(&["secret", "set"], SECRET);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("secrets = \"file\""), "{}", refused.err);
    assert!(agent.cli_with(&["secret", "set"], "").err.contains("Nothing was changed"));
    agent.stop_well().await;

    let setup = Setup { env: vec![("ROWBELL_SECRETS", "file".into())], ..Setup::default() };
    let agent = Agent::start_as(&desktop, &setup).await;
    agent.ok_with(&["secret", "set"], SECRET);
    let file = agent.data.join("secrets.json");
    assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(
        Sender::start(&desktop).send(&agent.url().await, &bodies::change("r", "", "x"), Some(SECRET)).await,
        200
    );
    agent.stop_well().await;
}
