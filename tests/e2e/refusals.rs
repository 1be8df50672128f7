//! What is asked for and can't be meant is refused, with what there is instead; nothing is taken silently.

use rowbell_api::{Done, Entry, ErrorBody, ErrorCode, Rule, SetListen};
use rowbell_tests::{Agent, Bus, Desktop, NotificationServer, Request, bodies, process::Output, until};
use rustix::process::Signal;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
};

/// An agent that has seen one base with one table, changed by one person.
async fn agent(desktop: &Desktop) -> Agent {
    let agent = Agent::start(desktop).await;
    Request::post(&agent.url().await, bodies::change("r1", "Acme", "x")).send().await;
    agent.recorded(1).await;
    agent
}

/// The command must fail and say all of this.
fn refused(output: &Output, words: &[&str]) {
    assert_eq!(output.code, 1, "{output:?}");
    for word in words {
        assert!(output.err.contains(word), "{word:?} is not in {output:?}");
    }
}

#[tokio::test]
async fn rules_name_what_there_is() {
    let desktop = Desktop::headless();
    let agent = agent(&desktop).await;
    let mute = |arguments: &[&str]| agent.cli(&[&["rule", "mute"], arguments].concat());
    refused(&mute(&["--base", "Typo"]), &["no base \"Typo\"", bodies::BASE]);
    refused(&mute(&["--person", "me"]), &["does not know who you are", "rowbell me", "4bc9a7"]);
    refused(&mute(&["--person", "Nobody"]), &["\"Nobody\"", "4bc9a7"]);
    refused(&mute(&["--kind", "row_typo"]), &["row_typo", "row_added"]);
    assert_eq!(agent.json::<Vec<Rule>>(&["rule", "list"]), []);

    // What is known is noted as changes have it; what is still to come may be named by its id.
    assert!(!agent.ok(&["rule", "mute", "--table", "opportunities", "--name", "1"]).contains("spelled"));
    let said = agent.ok(&["rule", "mute", "--table", "Typo", "--name", "2"]);
    assert!(said.contains("spelled like that") && said.contains("Opportunities"), "{said}");
    agent.ok(&["rule", "mute", "--person", "4bc9", "--name", "3"]);
    agent.ok(&["rule", "mute", "--base", "00000000000000000000000000000000", "--name", "4"]);
    agent.ok(&["rule", "mute", "--person", "new@auth.local", "--name", "5"]);
    agent.ok(&["me", "4bc9"]);
    agent.ok(&["rule", "mute", "--person", "me", "--name", "6"]);
    let rules = agent.json::<Vec<Rule>>(&["rule", "list"]);
    assert_eq!(rules[0].table.as_deref(), Some("Opportunities"));
    assert_eq!(rules[2].person, ["4bc9a7c79c5942c5b6238413f2132bea@auth.local"]);
    assert_eq!(rules.len(), 6);
    agent.stop_well().await;
}

#[tokio::test]
async fn the_history_of_what_there_is_not() {
    let desktop = Desktop::headless();
    let agent = agent(&desktop).await;
    refused(&agent.cli(&["history", "--base", "Typo"]), &["no base \"Typo\"", bodies::BASE]);
    refused(&agent.cli(&["history", "--base", "00000000000000000000000000000000"]), &["no base"]);
    refused(&agent.cli(&["export", "--table", "Typo"]), &["no table \"Typo\"", "Opportunities"]);
    for fits in [["--table", "opportunities"], ["--table", "9g8f"], ["--base", bodies::BASE]] {
        assert_eq!(agent.json::<Vec<Entry>>(&["history", fits[0], fits[1]]).len(), 1, "{fits:?}");
    }
    // A base of the same workspace and name at another server is another base.
    agent.ok(&["base", "add", bodies::ADDRESS]);
    let other = bodies::ADDRESS.replace("cloud.seatable.io", "sea.example");
    agent.ok(&["base", "add", &other, "--uuid", "00000000000000000000000000000000"]);
    refused(&agent.cli(&["history", "--base", "größe & co"]), &["Several bases", bodies::BASE, "sea.example"]);
    // Once the other is removed, the name is enough.
    agent.ok(&["base", "remove", "00000000000000000000000000000000"]);
    agent.ok(&["history", "--base", "größe & co"]);
    agent.ok(&["base", "add", &other, "--uuid", "00000000000000000000000000000000"]);
    let same = bodies::ADDRESS.replace("https://cloud", "HTTPS://CLOUD");
    refused(&agent.cli(&["base", "add", &same, "--uuid", "0".repeat(31).as_str()]), &["not a base's uuid"]);
    let third = format!("{}1", "0".repeat(31));
    refused(&agent.cli(&["base", "add", &same, "--uuid", &third]), &["another base"]);
    // Each spelling of a uuid is the same base.
    agent.ok(&["base", "add", bodies::ADDRESS, "--uuid", &bodies::BASE.replace('-', "").to_uppercase()]);
    agent.stop_well().await;
}

#[tokio::test]
async fn days_and_marks() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    refused(&agent.cli(&["open"]), &["No change has arrived yet"]);
    Request::post(&agent.url().await, bodies::change("r1", "Acme", "x")).send().await;
    let entry = agent.recorded(1).await.remove(0);
    let day = &entry.at[..10];
    // The tests' desktop has the clock of UTC.
    assert_eq!(agent.json::<Vec<Entry>>(&["history", "--since", day, "--until", day]).len(), 1);
    let at: i64 = entry.id / 1000;
    let until_then = |ms: i64| format!("/v1/history?until_ms={ms}");
    assert_eq!(agent.get::<Value>(&until_then(at)).await["entries"].as_array().map(Vec::len), Some(1));
    assert_eq!(agent.get::<Value>(&until_then(at - 1)).await["entries"].as_array().map(Vec::len), Some(0));

    let marked = async |body: Value| agent.client().post::<Done>("/v1/read", &body).await;
    assert!(marked(json!({})).await.unwrap_err().to_string().contains("No change was named"));
    refused(&agent.cli(&["read", "12"]), &["no change 12", "none was marked"]);
    let all = marked(json!({"all": true, "unread": true})).await.unwrap_err().to_string();
    assert!(all.contains("not as unread"), "{all}");
    assert_eq!(marked(json!({"all": true})).await.unwrap().count, 1);
    assert_ne!(agent.cli(&["read"]).code, 0);
    agent.stop_well().await;
}

#[tokio::test]
async fn hosts_are_one_name_however_they_are_written() {
    let desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let _server = NotificationServer::start(&desktop).await;
    let agent = agent(&desktop).await;
    let url = agent.url().await;
    let asked = async |host: &str| Request::post(&url, bodies::new_row(host, "Row")).header("Host", host).send().await;
    // There is nothing to allow where no host is named.
    for nameless in ["", " ", ":8765", "a b"] {
        assert_eq!(asked(nameless).await.status, 403, "{nameless:?}");
    }
    for (at, written) in ["Box{}.lan:8765", "BOX{}.lan", "HTTP://box{}.lan/", "box{}.lan."].iter().enumerate() {
        let (written, host) = (written.replace("{}", &at.to_string()), format!("bOx{at}.LAN:1234"));
        assert_eq!(asked(&host).await.status, 403);
        agent.trouble("host_refused").await;
        let said = agent.ok(&["endpoint", "allow", &written]);
        assert!(said.contains(&format!(" box{at}.lan ")), "{said}");
        agent.no_trouble("host_refused").await;
        assert_eq!(asked(&host).await.status, 200, "{written}");
    }
    let allow = SetListen { allow_host: Some("a b".into()), ..SetListen::default() };
    let error = agent.client().post::<Done>("/v1/listen", &allow).await.unwrap_err();
    assert!(error.to_string().contains("not the name of a host"), "{error}");
    assert!(bus.notifies().iter().all(|popup| !popup.actions.iter().any(|action| action == "Allow ")));
    agent.stop_well().await;
}

/// What the framework refuses has the form of every other error.
#[tokio::test]
async fn errors_are_json() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let asked = async |head: &str, body: &str| {
        let mut stream = UnixStream::connect(agent.data.join("agent.sock")).await.unwrap();
        let length = body.len();
        let request = format!("{head} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\nConnection: close\r\n");
        stream.write_all(format!("{request}Content-Type: application/json\r\n\r\n{body}").as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let error: ErrorBody = serde_json::from_str(body).unwrap_or_else(|error| panic!("{answer}: {error}"));
        (head.split(' ').nth(1).unwrap().to_owned(), error)
    };
    for (head, body, status) in [
        ("POST /v1/read", "{", "400"),
        ("POST /v1/read", "{\"ids\": \"x\"}", "422"),
        ("GET /v1/history?limit=x", "", "400"),
        ("GET /v1/history?nonsense=x", "", "400"),
        ("GET /v1/entries/x", "", "400"),
        ("DELETE /v1/status", "", "405"),
        ("GET /v1/nonsense", "", "400"),
    ] {
        let (got, error) = asked(head, body).await;
        assert_eq!(got, status, "{head}: {error:?}");
        assert!(error.code != ErrorCode::Unknown && error.message.len() > 20, "{head}: {error:?}");
    }
    agent.stop_well().await;
}

#[tokio::test]
async fn watch_says_when_it_missed_something() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let url = agent.url().await;
    let watch = agent.going_on(&["watch"]);
    let mut row = 0;
    let told = async || {
        row += 1;
        Request::post(&url, bodies::new_row(&format!("r{row}"), "Watched")).send().await;
        watch.said.text()
    };
    until("it tells of changes", told, |said| said.contains("Watched")).await;
    // While it stands still, more happens than is kept for it.
    watch.signal(Signal::STOP);
    for part in 0..5 {
        let rows: Vec<_> = (0..600).map(|row| bodies::new_row(&format!("{part}-{row}"), "Row")).collect();
        assert_eq!(Request::post(&url, format!("[{}]", rows.join(","))).send().await.status, 200);
    }
    agent.status_where("all are there", |status| status.total > 3_000).await;
    watch.signal(Signal::CONT);
    assert!(watch.said.says("some are missing").await.contains("rowbell history --since 2"));
    agent.stop_well().await;
}
