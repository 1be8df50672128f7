//! The client against a server that answers what a test says.

mod errors;
mod peer;
pub(crate) mod tls;

use std::net::{Ipv4Addr, SocketAddr};

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tokio::net::TcpSocket;

use self::peer::{Peer, answer, json_answer};
use super::*;
use crate::metadata::{Metadata, Table};

pub(crate) const UUID: &str = "650d8a0d-7e27-46a8-8b18-6cc6f384abc4";
pub(crate) const TOKEN: &str = "the-token-that-nobody-may-see";

pub(crate) fn server(address: &str) -> Server {
    let options = Options { user_agent: "Rowbell/0.0.0".to_owned(), ..Options::default() };
    Server::new(address, options).expect("an address")
}

/// An address at which nobody listens, as long as the socket has it.
pub(crate) fn nobody() -> (SocketAddr, TcpSocket) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).expect("a port");
    (socket.local_addr().expect("bound"), socket)
}

pub(crate) fn secret() -> SecretString {
    SecretString::from(TOKEN)
}

/// Access as a server with or without a gateway gives it.
pub(crate) fn access(gateway: bool) -> Access {
    let answer = json!({"access_token": TOKEN, "dtable_uuid": UUID, "dtable_name": "Sales", "workspace_id": 24,
        "use_api_gateway": gateway});
    Access::read(&answer.to_string()).expect("readable")
}

fn table() -> Table {
    let metadata = json!({"tables": [{"_id": "0000", "name": "Tasks & more", "columns": [
        {"key": "0000", "name": "Name", "type": "text"}]}]});
    Metadata::read(&metadata.to_string()).expect("readable").tables.remove(0)
}

#[test]
fn addresses_are_made_whole() {
    for (typed, whole) in [
        ("cloud.seatable.io", "https://cloud.seatable.io"),
        (" https://cloud.seatable.io/ ", "https://cloud.seatable.io"),
        ("http://192.168.1.5:8080", "http://192.168.1.5:8080"),
        ("localhost:8000", "https://localhost:8000"),
        ("https://example.com/seatable/", "https://example.com/seatable"),
        ("https://cloud.seatable.io/workspace/24/dtable/Sales/?tid=0000", "https://cloud.seatable.io"),
        ("https://[::1]:8443", "https://[::1]:8443"),
    ] {
        assert_eq!(server(typed).address(), whole);
    }
    for wrong in ["", "ftp://x", "https://me:secret@example.com", "http://"] {
        assert!(Server::new(wrong, Options::default()).is_err(), "{wrong}");
    }
}

#[test]
fn calls_can_be_made_from_any_thread() {
    fn any_thread(_: impl Send) {}
    let (server, token) = (server("localhost"), secret());
    let (base, account) = (BaseClient::new(server.clone(), access(true)), AccountClient::new(server.clone(), secret()));
    let table = table();
    any_thread(server.connect(&token));
    any_thread(base.metadata());
    any_thread(base.row_names(&table, &["r1"]));
    any_thread(account.create_webhook(1, "Sales", "https://r.example/", None));
    any_thread(crate::realtime::Realtime::connect(&server, &access(true)));
    any_thread(async |realtime: &mut crate::realtime::Realtime| realtime.next().await);
}

#[tokio::test]
async fn an_api_token_becomes_access() {
    let given = json!({"app_name": "rowbell", "access_token": "jwt", "dtable_uuid": UUID, "workspace_id": 20,
        "dtable_name": "Test base", "dtable_server": "https://elsewhere.example/api-gateway/"});
    let peer = Peer::start(move |_| json_answer(&given)).await;
    let access = server(&peer.address).connect(&secret()).await.expect("given");
    assert_eq!((access.base_name.as_str(), access.use_api_gateway), ("Test base", true));
    assert_eq!(access.token.expose_secret(), "jwt");
    let seen = &peer.seen()[0];
    assert_eq!(seen.line, "GET /api/v2.1/dtable/app-access-token/");
    assert_eq!(seen.header("authorization"), format!("Token {TOKEN}"));
    assert_eq!(seen.header("user-agent"), "Rowbell/0.0.0");
    assert_eq!(seen.header("host"), peer.address.trim_start_matches("http://"));
}

/// Answers every call that a base client makes, whatever its path.
fn all_answers(line: &str) -> Value {
    if line.contains("/metadata/") {
        json!({"metadata": {"tables": [{"_id": "0000", "name": "Tasks"}], "version": 7}})
    } else if line.contains("/related-users/") {
        json!({"user_list": [{"email": "x@auth.local", "name": "X"}]})
    } else if line.contains("/operations/") {
        json!({"operations": [{"op_id": 3, "op_time": 1_610_981_745_927_i64, "operation": "{\"op_type\":\"x\"}"}]})
    } else if line.contains("/rows/") {
        json!({"_id": "r1", "0000": "Acme"})
    } else {
        json!({"success": true, "results": [{"_id": "r1", "0000": "Acme"}, {"_id": "r2", "Name": "Umbrella"}]})
    }
}

async fn all_calls(gateway: bool) -> Vec<String> {
    let peer = Peer::start(|seen| json_answer(&all_answers(&seen.line))).await;
    let client = BaseClient::new(server(&peer.address), access(gateway));
    assert_eq!(client.metadata().await.expect("answered").version, Some(7));
    assert_eq!(client.related_users().await.expect("answered").list[0].name, "X");
    assert_eq!(client.operations(2, 50).await.expect("answered")[0].op_id, 3);
    assert_eq!(client.row(&table(), "r1").await.expect("answered")["0000"], "Acme");
    let names = client.row_names(&table(), &["r1", "r2", "it's", ""]).await.expect("answered");
    assert_eq!((names.len(), &names["r1"], &names["r2"]), (2, &json!("Acme"), &json!("Umbrella")));
    assert_eq!(client.calls_last_minute(), 5);
    let seen = peer.seen();
    let query: Value = serde_json::from_str(&seen[4].body).expect("JSON");
    assert_eq!(
        query,
        json!({"sql": "SELECT `_id`, `Name` FROM `Tasks & more` WHERE `_id` IN ('r1', 'r2') LIMIT 2",
            "convert_keys": false})
    );
    assert_eq!(seen[4].header("content-type"), "application/json");
    seen.into_iter().map(|seen| seen.line.replace(UUID, "UUID")).collect()
}

#[tokio::test]
async fn new_servers_are_called_by_their_gateway() {
    let lines = all_calls(true).await;
    assert_eq!(
        lines,
        [
            "GET /api-gateway/api/v2/dtables/UUID/metadata/",
            "GET /api-gateway/api/v2/dtables/UUID/related-users/",
            "GET /api-gateway/api/v2/dtables/UUID/operations/?page=2&count=50",
            "GET /api-gateway/api/v2/dtables/UUID/rows/r1/\
             ?table_id=0000&table_name=Tasks%20%26%20more&convert_keys=false",
            "POST /api-gateway/api/v2/dtables/UUID/sql/",
        ]
    );
}

#[tokio::test]
async fn old_servers_are_called_by_their_own_paths() {
    let lines = all_calls(false).await;
    assert_eq!(lines[0], "GET /dtable-server/api/v1/dtables/UUID/metadata/");
    assert_eq!(lines[2], "GET /dtable-server/api/v1/dtables/UUID/operations/?page=2&count=50");
    assert_eq!(lines[4], "POST /dtable-db/api/v1/query/UUID/");
}

#[tokio::test]
async fn people_of_all_pages_are_read_and_a_page_that_fails_costs_only_itself() {
    let people = |names: std::ops::Range<u32>| {
        let list: Vec<_> = names.map(|n| json!({"email": format!("{n}@auth.local"), "name": n.to_string()})).collect();
        json_answer(&json!({"user_list": list, "app_user_list": [{"email": "app@auth.local", "name": "App"}]}))
    };
    // Answered for pages 2, 3 and so on; how many there are then, whether those are all, and how many calls were made.
    let pages: [(&[&str], usize, bool, usize); 5] = [
        (&["more", "last", "none"], 8, true, 4),
        // A server without pages answers each with the first.
        (&["first"], 4, true, 2),
        (&["500"], 4, false, 2),
        (&["404"], 4, false, 2),
        (&["more", "500"], 7, false, 3),
    ];
    for (answers, count, whole, calls) in pages {
        let peer = Peer::start(move |seen| match seen.line.split("page=").nth(1) {
            None => people(0..3),
            Some(page) => match answers[page.parse::<usize>().expect("a number") - 2] {
                "more" => people(3..6),
                "last" => people(6..7),
                "first" => people(0..3),
                "none" => people(0..0),
                status => answer(status.parse().expect("a status"), "{}"),
            },
        })
        .await;
        let people = BaseClient::new(server(&peer.address), access(true)).related_users().await.expect("answered");
        assert_eq!((people.list.len(), people.whole, peer.seen().len()), (count, whole, calls), "{answers:?}");
        assert!(people.list.iter().any(|person| person.name == "App"));
    }
    let peer = Peer::start(|_| answer(403, "{}")).await;
    let refused = BaseClient::new(server(&peer.address), access(true)).related_users().await;
    assert_eq!(refused, Err(ApiError::NotAllowed));
}

#[tokio::test]
async fn without_rows_to_name_nothing_is_asked() {
    let peer = Peer::start(|_| answer(500, "")).await;
    let client = BaseClient::new(server(&peer.address), access(true));
    assert!(client.row_names(&table(), &[]).await.expect("nothing to do").is_empty());
    let odd = Table { name: "a`b".to_owned(), ..table() };
    assert!(client.row_names(&odd, &["r1"]).await.expect("nothing to do").is_empty());
    assert!(peer.seen().is_empty());
}

#[tokio::test]
async fn renewed_access_is_used_by_all_clones() {
    let peer = Peer::start(|seen| json_answer(&all_answers(&seen.line))).await;
    let client = BaseClient::new(server(&peer.address), access(true));
    let clone = client.clone();
    let renewed = Access { token: SecretString::from("renewed"), ..access(true) };
    client.replace_access(renewed);
    clone.metadata().await.expect("answered");
    assert_eq!(peer.seen()[0].header("authorization"), "Token renewed");
}

#[tokio::test]
async fn the_rate_is_what_the_server_said_last() {
    let peer = Peer::start(|seen| {
        let limits = [("x-ratelimit-limit", "200"), ("x-ratelimit-remaining", "42"), ("x-ratelimit-reset", "17")];
        let answer = json_answer(&all_answers(&seen.line));
        if seen.line.contains("metadata") { answer.with(&limits) } else { answer }
    })
    .await;
    let client = BaseClient::new(server(&peer.address), access(true));
    assert_eq!(client.rate(), RateLimit::default());
    client.metadata().await.expect("answered");
    client.related_users().await.expect("answered");
    assert_eq!(client.rate(), RateLimit { limit: Some(200), remaining: Some(42), reset: Some(17) });
}

#[tokio::test]
async fn the_server_s_clock_is_known_by_its_answers() {
    let ahead = |seconds: i64| async move {
        let told = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(seconds);
        let date = told.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let peer = Peer::start(move |seen| json_answer(&all_answers(&seen.line)).with(&[("date", &date)])).await;
        let server = server(&peer.address);
        assert_eq!(server.ahead_ms(), 0);
        BaseClient::new(server.clone(), access(true)).metadata().await.expect("answered");
        server.ahead_ms()
    };
    for hours in [-3600, 3600] {
        // Whole seconds, and what the answer took.
        assert!((hours * 1000 - 10_000..=hours * 1000 + 500).contains(&ahead(hours).await));
    }
    assert_eq!(ahead(0).await / 10_000, 0);
}

#[tokio::test]
async fn webhooks_are_listed_made_saved_and_deleted() {
    let peer = Peer::start(|seen| {
        let webhook = json!({"id": 3, "url": "https://r.example/", "is_valid": true, "settings": {"secret": "s"}});
        json_answer(&match seen.line.split(' ').next() {
            Some("GET") if seen.line.contains("workspaces") => json!({"workspace_list": [{"id": 24, "name": "me"}]}),
            Some("GET") => json!({"webhook_list": [webhook]}),
            Some("DELETE") => json!({"success": true}),
            _ => json!({"webhook": webhook}),
        })
    })
    .await;
    let client = AccountClient::new(server(&peer.address), secret());
    assert_eq!(client.workspaces().await.expect("answered")[0].id, Some(24));
    assert_eq!(client.webhooks(24, "Müller & Söhne").await.expect("answered").len(), 1);
    let url = "https://r.example/h/abc?x=1&y";
    let made = client.create_webhook(24, "Sales", url, Some(&SecretString::from("s3cret-ü"))).await;
    assert_eq!(made.expect("made").id, 3);
    client.update_webhook(24, "Sales", 3, url, None).await.expect("saved");
    client.delete_webhook(24, "Sales", 3).await.expect("deleted");
    let seen = peer.seen();
    let lines: Vec<&str> = seen.iter().map(|seen| seen.line.as_str()).collect();
    assert_eq!(
        lines,
        [
            "GET /api/v2.1/workspaces/?detail=true",
            "GET /api/v2.1/workspace/24/dtable/M%C3%BCller%20%26%20S%C3%B6hne/webhooks/",
            "POST /api/v2.1/workspace/24/dtable/Sales/webhooks/",
            "PUT /api/v2.1/workspace/24/dtable/Sales/webhooks/3/",
            "DELETE /api/v2.1/workspace/24/dtable/Sales/webhooks/3/",
        ]
    );
    assert_eq!(seen[2].header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(seen[2].body, "url=https%3A%2F%2Fr.example%2Fh%2Fabc%3Fx%3D1%26y&secret=s3cret-%C3%BC");
    assert_eq!(seen[3].body, "url=https%3A%2F%2Fr.example%2Fh%2Fabc%3Fx%3D1%26y");
}
