//! Servers behind names, proxies and certificates as they are in the world.

use std::{collections::BTreeSet, fs, net::UdpSocket, os::unix::fs::PermissionsExt, time::Duration};

use rowbell_api::{Entry, UrlView};
use rowbell_stand_in::Options;
use rowbell_tests::{
    Agent, Bus, Desktop, Network, Setup, free_port,
    proxies::{Proxy, openssl_certificate},
    until,
};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::sales::{Sales, is_live, start, with_secrets_in_a_file};

/// Far less than a resolver takes to give up, and far more than an answer takes.
const AT_ONCE: Duration = Duration::from_secs(4);

/// Settings with bases on servers of their own, and the file with their tokens.
fn bases(count: usize) -> (String, String) {
    let uuid = |n: usize| format!("650d8a0d-7e27-46a8-8b18-6cc6f384ab{n:02}");
    let base = |n| {
        let address = format!("https://seatable{n}.example/workspace/1/dtable/Base%20{n}/");
        format!("[[base]]\nuuid = \"{}\"\naddress = \"{address}\"\nconnected = true\n\n", uuid(n))
    };
    let secrets: serde_json::Map<_, _> = (0..count).map(|n| (format!("base/{}", uuid(n)), "a-token".into())).collect();
    ((0..count).map(base).collect(), json!({ "secrets": secrets }).to_string())
}

/// The names that were asked for until now.
fn asked(server: &UdpSocket) -> BTreeSet<Vec<u8>> {
    let mut packet = [0; 512];
    let mut names = BTreeSet::new();
    while let Ok(length) = server.recv(&mut packet) {
        // A header of twelve bytes, then the name, which ends by a zero (RFC 1035).
        names.extend(packet[12..length].split(|byte| *byte == 0).next().map(<[u8]>::to_vec));
    }
    names
}

#[tokio::test]
async fn a_dead_name_server_keeps_nobody_waiting() {
    const BASES: usize = 20;
    let Some(network) = Network::join() else { return };
    let server = network.deaf_name_server();
    server.set_nonblocking(true).unwrap();
    let desktop = Desktop::headless();
    let (settings, secrets) = bases(BASES);
    fs::create_dir_all(desktop.path("data")).unwrap();
    let file = desktop.path("data").join("secrets.json");
    fs::write(&file, secrets).unwrap();
    fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
    let setup = Setup { by: network.enter(), settings: Some(settings), ..with_secrets_in_a_file() };
    let mut agent = Agent::start_as(&desktop, &setup).await;
    let mut names = BTreeSet::new();
    let ask = async || {
        names.append(&mut asked(&server));
        names.len()
    };
    until("names are asked for", ask, |names| *names >= 4).await;
    for command in [["history"], ["status"], ["url"], ["people"]] {
        let began = Instant::now();
        agent.ok(&command);
        assert!(began.elapsed() < AT_ONCE, "{command:?} took {:?}", began.elapsed());
    }
    assert!(agent.json::<Vec<Entry>>(&["history"]).is_empty());
    // Few at a time, whatever the number of bases.
    let threads = fs::read_dir(format!("/proc/{}/task", agent.process.id())).unwrap();
    let names = threads.filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("comm")).ok());
    assert!(names.filter(|name| name == "name\n").count() <= 8);
    // It is told of each; they try again in between.
    let mut told = BTreeSet::new();
    let ask = async || {
        let failed = agent.status().await.bases.into_iter().filter(|base| {
            let why = base.connection.as_ref().and_then(|connection| connection.why.as_ref());
            why.is_some_and(|why| why.code.name() == "no_network")
        });
        told.extend(failed.map(|base| base.uuid));
        told.len()
    };
    until("it is told", ask, |told| *told == BASES).await;
    let began = Instant::now();
    agent.stop().await;
    assert!(began.elapsed() < AT_ONCE, "ending took {:?}", began.elapsed());
}

/// By what the only base's changes come.
async fn channel(agent: &Agent) -> String {
    let status = agent.status().await;
    status.bases[0].connection.clone().unwrap_or_default().channel
}

/// The newest change is this row's; the way it came.
async fn source_of(agent: &Agent, name: &str) -> String {
    let is_it = |entries: &Vec<Entry>| entries.first().is_some_and(|entry| entry.row.name == name);
    let entries = until("the change is in the history", async || agent.history().await, is_it).await;
    entries[0].source.clone()
}

fn connect(agent: &Agent, address: &str, token: &str) -> String {
    agent.ok_with(&["connect", address], &format!("{token}\n"))
}

/// What nginx does unless it is told otherwise: `Upgrade` is not passed on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_without_websockets_is_passed_by_plain_requests() {
    let desktop = Desktop::headless();
    let (sales, port) = (Sales::open().await, free_port());
    let block =
        format!("server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass {}; }} }}", sales.stand_in.address());
    let _nginx = Proxy::nginx(port, &block).await;
    let agent = start(&desktop).await;
    connect(&agent, &format!("http://127.0.0.1:{port}"), &sales.token);
    is_live(&agent).await;
    assert_eq!(channel(&agent).await, "requests");
    sales.add("Acme");
    assert_eq!(source_of(&agent, "Acme").await, "realtime");
    let said = agent.ok(&["status"]);
    assert!(said.contains("by plain requests because no WebSocket gets through"), "{said}");
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_live_feed_does_not_get_through_the_log_is_read() {
    let desktop = Desktop::headless();
    let (sales, port) = (Sales::open().await, free_port());
    let block = format!(
        "server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass {}; }} location /api-gateway/socket.io/ {{ return 400; }} }}",
        sales.stand_in.address()
    );
    let _nginx = Proxy::nginx(port, &block).await;
    let mut setup = with_secrets_in_a_file();
    // Five minutes become a second.
    setup.env.push(("ROWBELL_HURRY", "300".into()));
    let agent = Agent::start_as(&desktop, &setup).await;
    connect(&agent, &format!("http://127.0.0.1:{port}"), &sales.token);
    is_live(&agent).await;
    assert_eq!(channel(&agent).await, "log");
    let trouble = agent.trouble("no_websocket").await;
    assert!(trouble.contains("WebSocket") && trouble.contains("proxy"), "{trouble}");
    for name in ["Acme", "Globex"] {
        sales.add(name);
        assert_eq!(source_of(&agent, name).await, "catch_up");
    }
    agent.stop_well().await;
}

/// Its certificate is one of `openssl req -x509`, which the system trusts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http_that_is_sent_on_to_https_sees_no_token() {
    let mut desktop = Desktop::with_popups().await;
    let (sales, plain, secure) = (Sales::open().await, free_port(), free_port());
    let (certificate, key) = openssl_certificate(&desktop);
    let (secure_at, plain_at) = (format!("https://localhost:{secure}"), format!("http://localhost:{plain}"));
    let _secure = Proxy::nginx(secure, &format!(
        "server {{ listen 127.0.0.1:{secure} ssl; ssl_certificate {}; ssl_certificate_key {}; location / {{ proxy_pass {}; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }} }}",
        certificate.display(), key.display(), sales.stand_in.address()
    )).await;
    let block = format!("server {{ listen 127.0.0.1:{plain}; return 301 {secure_at}$request_uri; }}");
    let nginx = Proxy::nginx(plain, &block).await;
    let mut setup = with_secrets_in_a_file();
    setup.env.push(("SSL_CERT_FILE", certificate.display().to_string()));
    let mut agent = Agent::start_as(&desktop, &setup).await;
    let said = connect(&agent, &plain_at, &sales.token);
    assert!(said.contains("redirects from http:// to https://") && said.contains(&secure_at), "{said}");
    is_live(&agent).await;
    assert_eq!(channel(&agent).await, "websocket");
    sales.add("Acme");
    assert_eq!(source_of(&agent, "Acme").await, "realtime");
    // Settings of before.
    agent.stop().await;
    let settings = fs::read_to_string(agent.settings_file()).unwrap();
    assert!(settings.contains(&secure_at), "{settings}");
    fs::write(agent.settings_file(), settings.replace(&secure_at, &plain_at)).unwrap();
    let bus = Bus::listen(&desktop).await;
    let agent = Agent::start_as(&desktop, &setup).await;
    let told = bus.titled("The address is https now").await;
    assert!(told.body.contains(&secure_at), "{}", told.body);
    let read = async || fs::read_to_string(agent.settings_file()).unwrap();
    until("the settings have the new address", read, |text| text.contains(&secure_at) && !text.contains(&plain_at))
        .await;
    is_live(&agent).await;
    sales.add("Globex");
    assert_eq!(source_of(&agent, "Globex").await, "realtime");
    let log = nginx.log();
    assert!(!log.is_empty() && log.lines().all(|line| line.ends_with("token=-")), "{log}");
    agent.stop_well().await;
    desktop.stop_bus();
}

/// An account from before the server sent on to https: its token goes with it, and to https only.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_moves_to_https_with_its_token() {
    let desktop = Desktop::headless();
    let (sales, plain, secure) = (Sales::open().await, free_port(), free_port());
    let (certificate, key) = openssl_certificate(&desktop);
    let (secure_at, plain_at) = (format!("https://localhost:{secure}"), format!("http://localhost:{plain}"));
    let address = sales.stand_in.address();
    let pass_on =
        |listen: &str| format!("server {{ listen 127.0.0.1:{listen}; location / {{ proxy_pass {address}; }} }}");
    let tls = format!("{secure} ssl; ssl_certificate {}; ssl_certificate_key {}", certificate.display(), key.display());
    let _secure = Proxy::nginx(secure, &pass_on(&tls)).await;
    let before = Proxy::nginx(plain, &pass_on(&plain.to_string())).await;
    let mut setup = with_secrets_in_a_file();
    setup.env.push(("SSL_CERT_FILE", certificate.display().to_string()));
    let mut agent = Agent::start_as(&desktop, &setup).await;
    let token = sales.stand_in.account_token(&sales.base.owner());
    agent.ok_with(&["account", "add", &plain_at], &format!("{token}\n"));
    agent.stop().await;
    drop(before);
    let block = format!("server {{ listen 127.0.0.1:{plain}; return 301 {secure_at}$request_uri; }}");
    let nginx = Proxy::nginx(plain, &block).await;
    let agent = Agent::start_as(&desktop, &setup).await;
    let read = async || fs::read_to_string(agent.settings_file()).unwrap();
    let bases: Vec<Value> = agent.json(&["account", "bases"]);
    assert_eq!(bases.len(), 1, "{bases:?}");
    until("the settings have the new address", read, |text| text.contains(&secure_at) && !text.contains(&plain_at))
        .await;
    assert_eq!(agent.json::<Vec<Value>>(&["account", "bases"]), bases);
    let log = nginx.log();
    assert!(!log.is_empty() && log.lines().all(|line| line.ends_with("token=-")), "{log}");
    agent.stop_well().await;
}

/// Only the proxy knows the server's name, and it has the rules that squid is installed with.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plain_server_is_reached_through_squid_once_the_person_agrees() {
    let Some(network) = Network::join() else { return };
    let desktop = Desktop::headless();
    let options = Options { host: network.here.into(), ..Options::default() };
    let sales = Sales::open_with(options).await;
    let squid = Proxy::squid(network.here.into(), free_port(), "seatable.example").await;
    let proxy = format!("http://{}:{}", network.here, squid.port);
    let mut setup = Setup { by: network.enter(), ..with_secrets_in_a_file() };
    setup.env.extend([("http_proxy", proxy.clone()), ("https_proxy", proxy)]);
    let agent = Agent::start_as(&desktop, &setup).await;
    let address = sales.stand_in.address().replace(&network.here.to_string(), "seatable.example");
    let token = format!("{}\n", sales.token);
    let asked = agent.cli_with(&["connect", &address], &token);
    assert!(
        asked.code != 0 && asked.err.contains("--plain") && asked.err.contains("Nothing was sent"),
        "{}",
        asked.err
    );
    agent.ok_with(&["connect", &address, "--plain"], &token);
    is_live(&agent).await;
    sales.add("Acme");
    assert_eq!(source_of(&agent, "Acme").await, "realtime");
    let log = squid.log();
    assert!(log.contains(&format!("GET {address}/api/v2.1/dtable/app-access-token/")), "{log}");
    assert_eq!(channel(&agent).await, "requests", "no tunnel is let through: {log}");
    // What the proxy does not let through, it is named for.
    let refused = agent.cli_with(&["connect", "http://seatable.example:25"], &token);
    assert!(refused.code != 0 && refused.err.contains("answers 403 Forbidden"), "{}", refused.err);
    assert!(refused.err.contains(&squid.port.to_string()), "{}", refused.err);
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_address_of_the_default_route_is_offered_first() {
    let Some(network) = Network::join() else { return };
    network.has_bridges_and_tunnels();
    let desktop = Desktop::headless();
    let setup = Setup { by: network.enter(), ..Setup::with_settings("[listen]\naddress = \"0.0.0.0\"\n") };
    let agent = Agent::start_as(&desktop, &setup).await;
    let urls: Vec<UrlView> = agent.get("/v1/urls").await;
    let links: Vec<_> = urls.iter().map(|url| (url.reach.as_str(), url.link.as_str())).collect();
    let expected = [
        ("local_network", ""),
        ("local_network", "tunnel"),
        ("local_network", "bridge"),
        ("local_network", "bridge"),
        ("this_computer", ""),
    ];
    assert_eq!(links, expected, "{urls:#?}");
    assert!(urls[0].url.contains(&format!("//{}:", network.there)), "{urls:#?}");
    let said = agent.ok(&["url"]);
    assert!(said.contains("It belongs to a VPN") && said.contains("It belongs to a bridge"), "{said}");
    agent.stop_well().await;
}
