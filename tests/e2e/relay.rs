//! A relay between SeaTable and a laptop: what it is for, the whole way.

use std::{net::SocketAddr, time::Duration};

use rowbell_tests::{
    Agent, Bus, Desktop, Network, Request, Setup, Window, bodies, free_port,
    proxies::openssl_certificate,
    relay::{Front, Relay, at_relay, came, is_live},
    until, within,
};
use rustix::process::Signal;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::sales::{Sales, all, start, with_secrets_in_a_file};

/// A laptop that is cut off notices it within 30 seconds, and the machine may be busy.
const NOTICED: Duration = Duration::from_secs(90);
const NIGHT: usize = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_comes_by_a_relay_and_nobody_there_can_read_it() {
    let desktop = Desktop::with_popups().await;
    let (relay, sales, agent) = (Relay::start(&desktop).await, Sales::open().await, start(&desktop).await);
    agent.popups_ready().await;
    let bus = Bus::listen(&desktop).await;
    let at_home = relay.lets_in(&agent).await;
    assert_eq!(at_home.endpoint, "127.0.0.1");
    agent.ok_with(&["secret", "set", &at_home.endpoint], "a secret of the webhook\n");
    sales.base.add_webhook(&at_home.url, Some("a secret of the webhook"));
    sales.add("Quux Ltd");
    bus.titled("Quux Ltd").await;
    let entry = came(&agent, "Quux Ltd").await;
    assert_eq!((entry.source.as_str(), entry.authenticity.as_str()), ("relay", "verified"));
    let headers = agent.entry(entry.id).await.raw.expect("the request").headers;
    assert!(headers.iter().any(|header| header.name == "x-seatable-signature"), "{headers:?}");
    let sample = agent.ok(&["test", "--endpoint", &at_home.endpoint]);
    assert!(sample.contains(&at_home.url) && sample.contains("Answered 200"), "{sample}");

    // The key is where secrets are, and nowhere else.
    let key = String::from_utf8(std::fs::read(agent.data.join("secrets.json")).unwrap()).unwrap();
    let key: serde_json::Value = serde_json::from_str(&key).unwrap();
    let key = key["secrets"]["relay/127.0.0.1"].as_str().expect("the mailbox's key").to_owned();
    assert_eq!(agent.files_with(&key), ["secrets.json"]);
    // At the relay nothing can be read: no contents, and nothing that posts or opens.
    let token = at_home.url.rsplit('/').next().unwrap();
    for file in std::fs::read_dir(&relay.data).unwrap() {
        let (path, hidden) = (file.unwrap().path(), ["Quux", "Opportunities", token, key.as_str()]);
        let bytes = std::fs::read(&path).unwrap();
        for text in hidden {
            let found = bytes.windows(text.len()).any(|part| part == text.as_bytes());
            assert!(!found, "{text} is in {}", path.display());
        }
    }
    assert!(!relay.process.said.text().contains(token), "{}", relay.process.said.text());
    agent.stop_well().await;
}

/// The secret was mistyped at first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_that_turn_out_to_be_genuine_are_there_once_and_not_forged() {
    let desktop = Desktop::headless();
    let (relay, sales, mut agent) = (Relay::start(&desktop).await, Sales::open().await, start(&desktop).await);
    let home = relay.lets_in(&agent).await;
    agent.ok_with(&["secret", "set", &home.endpoint], "mistyped\n");
    sales.base.add_webhook(&home.url, Some("right"));
    sales.add("Live");
    agent.recorded(1).await;
    // Others wait at the relay.
    agent.stop().await;
    sales.add("Kept");
    until("it is posted", async || sales.stand_in.sent().len(), |sent| *sent == 2).await;
    let agent = start(&desktop).await;
    let are = |entries: &Vec<rowbell_api::Entry>, what: &str| {
        entries.len() == 2 && entries.iter().all(|entry| entry.authenticity == what)
    };
    until("both are forged", async || agent.history().await, |entries| are(entries, "forged")).await;
    agent.ok_with(&["secret", "set", &home.endpoint], "right\n");
    until("both are genuine", async || agent.history().await, |entries| are(entries, "verified")).await;
    // Nothing of them is left over once all else that waits is done.
    sales.add("After");
    let entries = until("it is here", async || agent.history().await, |entries| entries[0].row.name == "After").await;
    assert_eq!(entries.iter().map(|entry| entry.authenticity.as_str()).collect::<Vec<_>>(), ["verified"; 3]);
    agent.stop_well().await;
}

/// The laptop has no network, then stands still, then wakes up: as in a night. SeaTable goes on posting.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_night_away_costs_nothing() {
    let Some(network) = Network::join() else { return };
    let desktop = Desktop::with_popups().await;
    let (relay, sales) = (Relay::start(&desktop).await, Sales::open().await);
    let front = Front::of(&relay, &desktop, network.here.into()).await;
    let trust = ("SSL_CERT_FILE", front.authority.display().to_string());
    let mut setup = Setup { by: network.enter(), ..with_secrets_in_a_file() };
    setup.env.push(trust);
    let agent = Agent::start_as(&desktop, &setup).await;
    agent.popups_ready().await;
    let link = relay.invite();
    let code = link.rsplit("invitation=").next().unwrap();
    agent.ok(&["relay", "add", &front.address, "--invitation", code, "--name", "home"]);
    is_live(&agent, "home").await;
    // What SeaTable posts to is the relay itself: it never hears of the laptop.
    let token = agent.ok(&["url"]).split("/in/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    sales.base.add_webhook(&format!("{}/in/{token}", relay.address), None);
    let row = sales.add("Acme");
    agent.outcome(came(&agent, "Acme").await.id, "shown").await;
    let bus = Bus::listen(&desktop).await;

    network.down();
    let away = async || at_relay(&agent, "home").await.state;
    within(NOTICED, "the laptop notices", async || match away().await.as_str() {
        "live" => Err("still live"),
        _ => Ok(()),
    })
    .await;
    change(&sales, &row, 0..NIGHT / 2).await;
    agent.process.signal(Signal::STOP);
    change(&sales, &row, NIGHT / 2..NIGHT).await;
    agent.process.signal(Signal::CONT);
    network.up();

    let summary = within(NOTICED, "the summary", async || {
        bus.notifies().into_iter().find(|popup| popup.title.contains("100 changes")).ok_or(bus.notifies())
    })
    .await;
    assert!(summary.body.contains("while you were away"), "{}", summary.body);
    let entries = until("all are here", async || all(&agent), |entries| entries.len() == NIGHT + 1).await;
    let names: Vec<_> = entries.iter().rev().skip(1).map(|entry| entry.cells[0].new_text.as_str()).collect();
    let wrong = names.iter().enumerate().find(|(n, name)| **name != format!("Acme {n}"));
    assert_eq!(wrong, None, "all are there, in their order");
    assert!(entries[..NIGHT].iter().all(|entry| entry.source == "relay_kept"));
    assert_eq!(bus.notifies().len(), 1, "one popup for all: {:?}", bus.notifies());
    assert!(sales.base.webhooks()[0].is_valid, "the webhook is still on");
    assert!(sales.stand_in.sent().iter().all(|sent| sent.status == Some(200)));
    agent.no_trouble("relay_away").await;
    agent.stop_well().await;
}

/// One after the other: SeaTable has two senders, and which of two changes arrives first is open.
async fn change(sales: &Sales, row: &str, which: std::ops::Range<usize>) {
    for n in which {
        let sent = sales.stand_in.sent().len();
        sales.base.modify_row("Opportunities", row, json!({ "Name": format!("Acme {n}") }), &sales.anna);
        until("it is posted", async || sales.stand_in.sent().len(), |now| *now > sent).await;
    }
}

/// The comparison: a tunnel in the relay's place. The laptop's silence goes through it, and SeaTable gives the webhook up at
/// the first change.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_tunnel_instead_the_first_change_of_the_night_ends_the_webhook() {
    let desktop = Desktop::headless();
    let (sales, mut agent) = (Sales::open().await, start(&desktop).await);
    let (tunnel, url) = (tunnel_to(agent.address().await).await, agent.url().await);
    let token = url.rsplit('/').next().unwrap();
    sales.base.add_webhook(&format!("http://{tunnel}/hook/{token}"), None);
    sales.add("Acme");
    came(&agent, "Acme").await;
    agent.stop().await;
    sales.add("At night");
    until("SeaTable gave up", async || sales.base.webhooks()[0].is_valid, |on| !on).await;
    let sent = sales.stand_in.sent();
    assert_eq!((sent.len(), sent[1].status), (2, None), "{sent:?}");
}

/// A TCP forwarder, as `ssh -R` and the tunnels for developers are.
async fn tunnel_to(laptop: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut outside, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut inside = TcpStream::connect(laptop).await?;
                tokio::io::copy_bidirectional(&mut outside, &mut inside).await
            });
        }
    });
    address
}

/// What `openssl req -x509` makes is an authority and a server's certificate at once. Without the system's trust nothing is said to it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_whose_own_certificate_the_system_trusts_is_used() {
    let desktop = Desktop::headless();
    let (certificate, key) = openssl_certificate(&desktop);
    let files = [certificate, key].map(|file| file.display().to_string());
    let tls = ["--invitations", "open", "--tls-certificate", &files[0], "--tls-key", &files[1]];
    let relay = Relay::start_as(&desktop, "relay", &tls).await;
    let address = format!("https://localhost:{}", relay.socket_address().port());
    let mut agent = start(&desktop).await;
    let refused = agent.cli(&["relay", "add", &address]);
    assert!(refused.code != 0 && refused.err.contains("certificate"), "{refused:?}");
    assert_eq!(relay.mailboxes(), [serde_json::Value::Null; 0]);
    agent.stop().await;

    let mut setup = with_secrets_in_a_file();
    setup.env.push(("SSL_CERT_FILE", files[0].clone()));
    let agent = Agent::start_as(&desktop, &setup).await;
    let added: rowbell_api::AddedRelay = agent.json(&["relay", "add", &address]);
    is_live(&agent, &added.endpoint).await;
    // A sample is posted to the mailbox's address, and comes back over the same connection.
    let sample = agent.ok(&["test", "--endpoint", &added.endpoint]);
    assert!(sample.contains(&added.url) && sample.contains("Answered 200"), "{sample}");
    until("it has come", async || agent.history().await, |entries| entries.iter().any(|entry| entry.source == "relay"))
        .await;
    agent.stop_well().await;
}

/// A large letter takes longer on a slow line than a dead line is waited for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_line_is_no_dead_one() {
    let desktop = Desktop::headless();
    let (relay, agent) = (Relay::start_as(&desktop, "relay", &["--invitations", "open"]).await, start(&desktop).await);
    let slow_line = slow_line_to(relay.socket_address()).await;
    let added: rowbell_api::AddedRelay = agent.json(&["relay", "add", &format!("http://{slow_line}")]);
    is_live(&agent, &added.endpoint).await;
    let direct = added.url.replace(&slow_line.to_string(), &relay.socket_address().to_string());
    let large = bodies::change("r1", "Large", &"x".repeat(3_500_000));
    assert_eq!(Request::post(&direct, large).send().await.status, 200);
    assert_eq!(Request::post(&direct, bodies::new_row("r2", "Small")).send().await.status, 200);
    let find = async || agent.history().await.iter().filter(|entry| entry.source == "relay").count();
    within(NOTICED, "both have come, on the first connection", async || match find().await {
        2 => Ok(()),
        count => Err(count),
    })
    .await;
    agent.stop_well().await;
}

/// 100 kB a second towards the laptop.
async fn slow_line_to(relay: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((outside, _)) = listener.accept().await {
            tokio::spawn(async move {
                let inside = TcpStream::connect(relay).await?;
                let ((mut heard, mut said), (mut from, mut to)) = (outside.into_split(), inside.into_split());
                let upwards = tokio::spawn(async move { tokio::io::copy(&mut heard, &mut to).await });
                let mut some = [0; 5_000];
                loop {
                    let count = from.read(&mut some).await?;
                    if count == 0 {
                        break;
                    }
                    said.write_all(&some[..count]).await?;
                    // Its pace.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                upwards.abort();
                std::io::Result::Ok(())
            });
        }
    });
    address
}

/// A click on an operator's link: the window asks, and does nothing before the person agrees.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_s_link_sets_a_relay_up_in_the_window() {
    let desktop = Desktop::with_popups().await;
    let (relay, agent) = (Relay::start(&desktop).await, start(&desktop).await);
    let window = Window::open(&desktop, &agent).await;
    agent.ok(&["link", &relay.invite()]);
    window.reads("You have opened an invitation to the relay").await;
    assert_eq!(relay.mailboxes(), [serde_json::Value::Null; 0]);
    window.press("Set up").await;
    agent.status_where("there is an endpoint", |status| status.endpoints.len() == 2).await;
    is_live(&agent, "127.0.0.1").await;
    assert_eq!(relay.mailboxes().len(), 1);
    let urls: Vec<rowbell_api::UrlView> = agent.json(&["url"]);
    let url = urls.into_iter().find(|url| url.name == "127.0.0.1").expect("an address at the relay").url;
    until("its address is shown", async || window.run(SHOWN).await.to_string(), |shown| shown.contains(&url)).await;
    assert_eq!(Request::post(&url, bodies::new_row("r1", "Acme GmbH")).send().await.status, 200);
    window.reads("Acme GmbH").await;
    desktop.screenshot("relay");
    window.page.clone().close().await.unwrap();
    agent.stop_well().await;
}

/// All that can be read or copied.
const SHOWN: &str =
    "return document.body.innerText + [...document.querySelectorAll('input')].map((input) => input.value).join()";

/// What can be refused when a relay is set up; nothing is left of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_relay_is_refused_in_words_and_changes_nothing() {
    let desktop = Desktop::headless();
    let (relay, agent, sales) = (Relay::start(&desktop).await, start(&desktop).await, Sales::open().await);
    let (settings, secrets) = (std::fs::read(agent.settings_file()).unwrap(), agent.files_with("relay/"));
    let nobody = format!("http://127.0.0.1:{}", free_port());
    for (arguments, words) in [
        (vec![relay.address.as_str()], "needs an invitation"),
        (vec![&relay.address, "--invitation", "AAAAAAAAAAAAAAAAAAAAAA"], "unknown, used up or expired"),
        (vec![&relay.address, "--invitation", "short"], "not an invitation"),
        (vec!["http://relay.example.org"], "begins with https://"),
        (vec!["rowbell://elsewhere?address=x"], "not an invitation"),
        (vec![&nobody], "no connection"),
        (vec![&sales.stand_in.address()], "no relay answers"),
    ] {
        let refused = agent.cli(&[&["relay", "add"], &arguments[..]].concat());
        assert!(refused.code != 0 && refused.err.contains(words), "{arguments:?}: {refused:?}");
    }
    // What fails here after the relay has agreed is taken back there, too.
    let link = relay.invite();
    let name = "n".repeat(70);
    let refused = agent.cli(&["relay", "add", &link, "--name", &name]);
    assert!(refused.code != 0 && refused.err.contains("1 to 64"), "{refused:?}");
    std::fs::write(agent.settings_file(), "not = settings = at all").unwrap();
    let refused = agent.cli(&["relay", "add", &link]);
    assert!(refused.code != 0, "{refused:?}");
    std::fs::write(agent.settings_file(), &settings).unwrap();
    assert_eq!(std::fs::read(agent.settings_file()).unwrap(), settings);
    assert_eq!(agent.files_with("relay/"), secrets);
    assert_eq!(relay.mailboxes(), [serde_json::Value::Null; 0]);
    agent.stop_well().await;
}
