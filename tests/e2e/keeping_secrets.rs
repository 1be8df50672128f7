//! Secrets: in the keyring, and nowhere else.

use std::os::unix::fs::PermissionsExt;

use rowbell_stand_in::{BaseSetup, Options, Permission, StandIn, TableSetup};
use rowbell_tests::{
    Agent, Bus, Desktop, NotificationServer, OtherKeyring, Prompter, Request, Sender, Setup, bodies,
    relay::{Relay, came},
    until,
};

use crate::sales::Sales;

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
    assert!(said.contains("The endpoint is removed") && said.contains("Rowbell: endpoint/second"), "{said}");
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

/// 24 bases, and the tokens for them.
async fn many_bases() -> (StandIn, Vec<String>) {
    let stand_in = StandIn::start(Options::default()).await;
    let tokens = (0..24).map(|n| {
        let table = TableSetup::new("Tasks").text("Name");
        let base = stand_in.add_base(BaseSetup::new(&format!("Base {n}")).table(table));
        base.api_token("rowbell", Permission::R)
    });
    let tokens = tokens.collect();
    (stand_in, tokens)
}

async fn all_live(agent: &Agent, count: usize) {
    let live = |status: &rowbell_api::Status| {
        let states = status.bases.iter().filter_map(|base| base.connection.as_ref());
        states.filter(|connection| connection.state == "live").count() == count
    };
    agent.status_where("all bases are connected", live).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_bases_want_their_tokens_all_get_them() {
    let mut desktop = Desktop::with_bus().await;
    desktop.start_keyring(Some("open sesame")).await;
    let (stand_in, tokens) = many_bases().await;
    let mut agent = Agent::start(&desktop).await;
    for token in &tokens {
        agent.ok_with(&["connect", &stand_in.address()], token);
    }
    all_live(&agent, tokens.len()).await;
    agent.stop().await;
    let mut agent = Agent::start(&desktop).await;
    all_live(&agent, tokens.len()).await;
    agent.stop().await;

    // Unlocking wakes them all, too.
    desktop.stop_keyring().await;
    let _prompter = Prompter::start(&desktop).await;
    desktop.start_keyring(None).await;
    let agent = Agent::start(&desktop).await;
    let all = |said: &String| said.contains("the keyring is locked") && said.starts_with("Base 0, Base 1, Base 10");
    until("all are one trouble", async || agent.trouble("not_connected").await, all).await;
    desktop.unlock_keyring("open sesame").await;
    agent.ok(&["secret", "unlock"]);
    all_live(&agent, tokens.len()).await;
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_is_set_while_the_keyring_asks_is_set_or_is_not() {
    let mut desktop = Desktop::with_bus().await;
    let prompter = Prompter::away(&desktop).await;
    desktop.start_keyring(Some("open sesame")).await;
    let mut agent = Agent::start(&desktop).await;
    agent.ok_with(&["secret", "set"], "secret A");
    desktop.lock_keyring().await;
    let mut setting = agent.going_on(&["secret", "set"]);
    setting.write("secret B");
    setting.close_input();
    until("it asks", async || prompter.asked(), |asked| *asked == 1).await;
    let (url, mut sender) = (agent.url().await, Sender::start(&desktop));
    assert_eq!(sender.send(&url, &bodies::change("r1", "", "x"), Some("secret A")).await, 200);
    // The password comes much later than five seconds.
    assert!(tokio::time::timeout(std::time::Duration::from_secs(7), setting.ended()).await.is_err(), "it waits");
    desktop.unlock_keyring("open sesame").await;
    assert!(setting.ended().await.success(), "{}", setting.said.text());
    for _ in 0..2 {
        let url = agent.url().await;
        assert_eq!(sender.send(&url, &bodies::change("r2", "", "x"), Some("secret B")).await, 200);
        assert_eq!(sender.send(&url, &bodies::change("r3", "", "x"), Some("secret A")).await, 401);
        agent.stop().await;
        agent = Agent::start(&desktop).await;
        agent.status_where("the secret is read", |status| status.endpoints[0].secrets == Some(1)).await;
    }
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_was_refused_is_not_set_later() {
    let mut desktop = Desktop::with_bus().await;
    let prompter = Prompter::start(&desktop).await;
    desktop.start_keyring(Some("open sesame")).await;
    let agent = Agent::start(&desktop).await;
    agent.ok_with(&["secret", "set"], "secret A");
    desktop.lock_keyring().await;
    let refused = agent.cli_with(&["secret", "set"], "secret B");
    assert!(refused.err.contains("The keyring is locked. The secret was not changed."), "{refused:?}");
    assert_eq!(prompter.asked(), 1);
    desktop.unlock_keyring("open sesame").await;
    agent.ok(&["secret", "unlock"]);
    let (url, mut sender) = (agent.url().await, Sender::start(&desktop));
    assert_eq!(sender.send(&url, &bodies::change("r1", "", "x"), Some("secret A")).await, 200);
    assert_eq!(sender.send(&url, &bodies::change("r2", "", "x"), Some("secret B")).await, 401);
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_whose_window_was_closed_asks_no_more_and_nothing_is_said_to_be_gone() {
    let desktop = Desktop::with_bus().await;
    let keyring = OtherKeyring::start(&desktop, "keepassxc").await;
    let sales = Sales::open().await;
    let () = keyring.call("OpenDatabase", &()).await;
    let mut agent = Agent::start(&desktop).await;
    agent.ok_with(&["secret", "set"], SECRET);
    sales.connect(&agent);
    all_live(&agent, 1).await;
    agent.stop().await;
    let () = keyring.call("CloseDatabase", &()).await;

    let agent = Agent::start(&desktop).await;
    until("it asks", async || keyring.asked().await, |asked| *asked == 1).await;
    let () = keyring.call("AnswerOpen", &false).await;
    let said = [agent.trouble("keyring_none").await, agent.trouble("not_connected").await];
    assert!(said[0].contains("none that is open") && said[1].contains("no keyring open"), "{said:?}");
    let looked = keyring.looked().await;
    until("it has looked for a while", async || keyring.looked().await, |now| *now >= looked + 14).await;
    assert_eq!(keyring.asked().await, 1, "it asked once, for all");
    // The person opens the database in the program itself, and lets Rowbell have its entries when it asks.
    let () = keyring.call("OpenDatabase", &()).await;
    agent.trouble("keyring_refused").await;
    keyring.answer(true).await;
    agent.ok(&["secret", "unlock"]);
    assert_eq!(keyring.asked().await, 2);
    all_live(&agent, 1).await;
    agent.status_where("the secret is read", |status| status.endpoints[0].secrets == Some(1)).await;
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_that_is_locked_gives_no_empty_secret() {
    let desktop = Desktop::with_bus().await;
    let keyring = OtherKeyring::start(&desktop, "kwallet").await;
    keyring.answer(true).await;
    let mut agent = Agent::start(&desktop).await;
    agent.ok_with(&["secret", "set"], SECRET);
    agent.stop().await;
    let () = keyring.call("Lock", &()).await;
    keyring.answer(false).await;
    let agent = Agent::start(&desktop).await;
    agent.trouble("keyring_locked").await;
    let (url, mut sender) = (agent.url().await, Sender::start(&desktop));
    assert_eq!(sender.send(&url, &bodies::change("r1", "", "x"), Some(SECRET)).await, 200);
    // The login opens it, a little late.
    let () = keyring.call("OpenElsewhere", &()).await;
    agent.no_trouble("keyring_locked").await;
    assert_eq!(keyring.asked().await, 2, "one for setting, one at the start");
    assert_eq!(sender.send(&url, &bodies::change("r2", "", "x"), Some("another")).await, 401);
    let entries = until(
        "the first is checked",
        async || agent.history().await,
        |entries| entries.iter().any(|entry| entry.row.id == "r1" && entry.authenticity == "verified"),
    );
    drop(entries.await);
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keyring_in_the_keyring_program_it_is_said_before_and_one_can_be_made() {
    let desktop = Desktop::with_bus().await;
    let keyring = OtherKeyring::start(&desktop, "bare").await;
    let (sales, agent) = (Sales::open().await, Agent::start(&desktop).await);
    let said = agent.trouble("keyring_none").await;
    assert!(said.contains("offers to make one") && said.contains("secrets = \"file\""), "{said}");
    keyring.answer(false).await;
    let refused = agent.cli_with(&["connect", &sales.stand_in.address()], &sales.token);
    assert!(refused.code == 1 && refused.err.contains("has no keyring yet"), "{refused:?}");
    assert!(refused.err.contains("nothing was changed") && refused.err.contains("Seahorse"), "{refused:?}");
    assert_eq!(keyring.asked().await, 1);
    // "Try again" helps.
    keyring.answer(true).await;
    sales.connect(&agent);
    all_live(&agent, 1).await;
    agent.no_trouble("keyring_none").await;
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_settings_can_not_name_is_not_kept() {
    let desktop = Desktop::with_bus().await;
    let keyring = OtherKeyring::start(&desktop, "kwallet").await;
    keyring.answer(true).await;
    let (sales, agent) = (Sales::open().await, Agent::start(&desktop).await);
    agent.ok_with(&["secret", "set"], "secret A");
    let settings = agent.settings_file();
    let whole = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, "nonsense = [").unwrap();
    agent.trouble("settings").await;
    let at = sales.stand_in.address();
    let account = sales.stand_in.account_token(&sales.stand_in.add_person("Ben"));
    for (asked, token) in [
        (vec!["connect", &at], sales.token.as_str()),
        (vec!["account", "add", &at], account.as_str()),
        (vec!["secret", "set"], "secret B"),
        (vec!["secret", "set", "--keep-old"], "secret B"),
        (vec!["secret", "remove"], ""),
    ] {
        assert_eq!(agent.cli_with(&asked, token).code, 1, "{asked:?}");
        assert_eq!(keyring.secrets().await, ["secret A"], "{asked:?}");
    }
    std::fs::write(&settings, whole).unwrap();
    agent.no_trouble("settings").await;
    sales.connect(&agent);
    assert_eq!(keyring.secrets().await.len(), 2);
    agent.stop_well().await;
}
