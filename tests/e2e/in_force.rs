//! What a command has set is in force when the command ends: the next delivery meets it.

use std::sync::atomic::{AtomicBool, Ordering};

use rowbell_api::{AddBase, AddEndpoint, Done, Rule, RuleAction, SetListen, SetSecret, UrlView};
use rowbell_tests::{Agent, Bus, Desktop, NotificationServer, Request, Setup, bodies, sqlite, until};

use crate::sales::{Sales, is_live, start};

/// How often each is tried: a race shows at some tries only.
const TRIES: usize = 25;

async fn agent(desktop: &Desktop) -> Agent {
    Agent::start_as(desktop, &Setup { env: vec![("ROWBELL_SECRETS", "file".into())], ..Setup::default() }).await
}

async fn post(url: &str, row: &str) -> u16 {
    Request::post(url, bodies::new_row(row, "Row")).send().await.status
}

#[tokio::test]
async fn secrets() {
    let desktop = Desktop::headless();
    let agent = agent(&desktop).await;
    let url = agent.url().await;
    let set = SetSecret { endpoint: "default".into(), secret: Some("right".into()), ..SetSecret::default() };
    let removed = SetSecret { endpoint: "default".into(), ..SetSecret::default() };
    let mut answers = Vec::new();
    for at in 0..TRIES {
        agent.client().post::<Done>("/v1/secrets", &set).await.unwrap();
        answers.push(post(&url, &format!("signed{at}")).await);
        agent.client().post::<Done>("/v1/secrets", &removed).await.unwrap();
        answers.push(post(&url, &format!("unsigned{at}")).await);
    }
    assert_eq!(answers, [401, 200].repeat(TRIES));
    agent.stop_well().await;
}

#[tokio::test]
async fn endpoints_and_hosts() {
    let desktop = Desktop::headless();
    let agent = agent(&desktop).await;
    let mut answers = Vec::new();
    for at in 0..TRIES {
        let name = format!("e{at}");
        agent.client().post::<Done>("/v1/endpoints", &AddEndpoint { name: name.clone() }).await.unwrap();
        let urls: Vec<UrlView> = agent.get("/v1/urls").await;
        let url =
            urls.into_iter().find(|url| url.name == name).map(|url| url.url).unwrap_or_else(|| panic!("no {name}"));
        answers.push(post(&url, &name).await);
        let host = format!("host{at}.lan");
        let allow = SetListen { allow_host: Some(host.clone()), ..SetListen::default() };
        agent.client().post::<Done>("/v1/listen", &allow).await.unwrap();
        let named = Request::post(&url, bodies::new_row(&host, "Row")).header("Host", host);
        answers.push(named.send().await.status);
        agent.client().delete::<Done>(&format!("/v1/endpoints/{name}")).await.unwrap();
        answers.push(post(&url, "gone").await);
    }
    assert_eq!(answers, [200, 200, 404].repeat(TRIES));
    agent.stop_well().await;
}

#[tokio::test]
async fn rules_and_bases() {
    let desktop = Desktop::headless();
    let agent = agent(&desktop).await;
    let url = agent.url().await;
    let mut outcomes = Vec::new();
    for at in 0..TRIES {
        let rule = Rule { table: Some("9g8f".into()), ..Rule::new("Quiet", RuleAction::Mute) };
        agent.client().post::<Done>("/v1/rules", &rule).await.unwrap();
        let row = format!("r{at}");
        post(&url, &row).await;
        let entries = agent.recorded(at + 1).await;
        outcomes.push(entries[0].outcome_reason.clone().unwrap_or_default());
        let base = AddBase { address: bodies::ADDRESS.into(), uuid: Some(bodies::BASE.into()), endpoint: None };
        agent.client().post::<Done>("/v1/bases", &base).await.unwrap();
        let link = agent.history().await[0].link.clone().unwrap_or_default();
        assert!(link.ends_with(&row), "{at}: {link:?}");
        agent.client().delete::<Done>(&format!("/v1/bases/{}", bodies::BASE)).await.unwrap();
        agent.client().delete::<Done>("/v1/rules/Quiet").await.unwrap();
    }
    assert_eq!(outcomes, vec!["Quiet"; TRIES]);
    agent.stop_well().await;
}

/// A request that is refused at the moment at which its host is allowed leaves no trouble behind.
#[tokio::test]
async fn a_host_allowed_while_it_is_refused() {
    let desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let _server = NotificationServer::start(&desktop).await;
    let agent = agent(&desktop).await;
    let url = agent.url().await;
    for at in 0..TRIES {
        let host = format!("host{at}.lan");
        let named = Request::post(&url, bodies::new_row(&host, "Row")).header("Host", host.clone());
        assert_eq!(named.send().await.status, 403);
        let allow = SetListen { allow_host: Some(host.clone()), ..SetListen::default() };
        let allowed = agent.client().post::<Done>("/v1/listen", &allow);
        let refused = async { while named.send().await.status == 403 {} };
        let (allowed, ()) = tokio::join!(allowed, refused);
        allowed.unwrap();
    }
    agent.no_trouble("host_refused").await;
    let asked = bus.notifies().iter().filter(|popup| popup.title == "A webhook was refused").count();
    assert_eq!(asked, TRIES, "each is asked about once");
    agent.stop_well().await;
}

/// Connected again some day, it has missed nothing: that was not asked for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_base_that_changes_while_it_is_removed_leaves_no_progress() {
    let desktop = Desktop::headless();
    let sales = Sales::open().await;
    let agent = start(&desktop).await;
    let row = sales.first_row("Opportunities");
    for _ in 0..8 {
        sales.connect(&agent);
        is_live(&agent).await;
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for n in 0.. {
                    sales.set(&row, ["Lead", "Offer"][n % 2]);
                    if done.load(Ordering::Relaxed) {
                        break;
                    }
                }
            });
            tokio::task::block_in_place(|| agent.ok(&["base", "remove", sales.base.uuid()]));
            done.store(true, Ordering::Relaxed);
        });
        until("the connection has ended", async || sales.base.listeners(), |listeners| *listeners == 0).await;
        let noted = async || sqlite(&agent.data.join("rowbell.db"), "SELECT count(*) FROM progress");
        until("no progress is noted", noted, |noted| noted == "0").await;
    }
    agent.stop_well().await;
}
