//! Each way in which a call fails.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{
    peer::{Answer, Peer, answer, json_answer},
    *,
};

/// The error of a call that is answered so.
async fn error(answer: Answer) -> ApiError {
    let peer = Peer::start(move |_| answer.clone()).await;
    let error = server(&peer.address).connect(&secret()).await.expect_err("refused");
    let told = format!("{error} {error:?}");
    assert!(!told.contains(TOKEN), "{told}");
    error
}

#[tokio::test]
async fn every_status_has_its_meaning() {
    for (status, body, code) in [
        (401, r#"{"detail": "Invalid token"}"#, "wrong_token"),
        (403, r#"{"error_msg": "Permission denied."}"#, "not_allowed"),
        (403, r#"{"error_msg": "Token expired."}"#, "wrong_token"),
        (404, r#"{"error_msg": "dtable not found."}"#, "not_found"),
        (404, "Dtable not found", "not_found"),
        (404, "<html><h1>Not Found</h1></html>", "old_server"),
        (404, "", "old_server"),
        (404, "404 page not found", "old_server"),
        (405, "", "old_server"),
        (408, "", "timed_out"),
        (409, r#"{"error_msg": "exists"}"#, "refused"),
        (500, "oops", "server"),
        (502, "<html>", "server"),
        (504, "<html>", "timed_out"),
        (200, "<!DOCTYPE html><html>", "old_server"),
        (200, "{}", "unreadable"),
        (200, "", "unreadable"),
        (304, "", "old_server"),
    ] {
        assert_eq!(error(answer(status, body)).await.code(), code, "{status} {body}");
    }
}

#[tokio::test]
async fn refusals_say_the_servers_reason_in_short() {
    let long = "x".repeat(5_000);
    for (body, reason) in [
        (r#"{"error_msg": "url already\u0007 exists."}"#, "url already  exists."),
        ("plain words", "plain words"),
        ("<html>", "no reason given"),
        (&long, &long[..200]),
    ] {
        assert_eq!(error(answer(400, body)).await, ApiError::Refused { status: 400, reason: reason.to_owned() });
    }
}

#[tokio::test]
async fn too_many_calls_say_when_to_go_on() {
    let limits = [("retry-after", "31"), ("x-ratelimit-limit", "200"), ("x-ratelimit-remaining", "0")];
    let told = ApiError::TooMany { retry_after: Some(Duration::from_secs(31)), limit: Some(200), remaining: Some(0) };
    assert_eq!(error(answer(429, "").with(&limits)).await, told);
    let nothing = ApiError::TooMany { retry_after: None, limit: None, remaining: None };
    assert_eq!(error(answer(429, "")).await, nothing);
    let date = [("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT"), ("x-ratelimit-reset", "1787923973")];
    assert_eq!(error(answer(429, "").with(&date)).await, nothing);
    assert!(nothing.passes() && !ApiError::WrongToken.passes());
}

#[tokio::test]
async fn the_token_is_not_sent_elsewhere() {
    let other = Peer::start(|_| json_answer(&json!({}))).await;
    let to = format!("{}/login", other.address);
    let moved = error(answer(302, "").with(&[("location", &to)])).await;
    assert_eq!(moved, ApiError::Redirected { to: other.address.clone() });
    assert!(other.seen().is_empty());
    let secure = error(answer(301, "").with(&[("location", "https://other.example/x?token=1")])).await;
    assert_eq!(secure, ApiError::Redirected { to: "https://other.example".to_owned() });
    assert_eq!(error(answer(302, "")).await, ApiError::OldServer);
}

#[tokio::test]
async fn redirects_within_the_server_are_followed_for_a_while() {
    let peer = Peer::start(|seen| match seen.line.as_str() {
        "GET /new" => json_answer(&json!({"access_token": "jwt", "dtable_uuid": UUID})),
        _ => answer(308, "").with(&[("location", "/new")]),
    })
    .await;
    server(&peer.address).connect(&secret()).await.expect("followed");
    assert_eq!(error(answer(302, "").with(&[("location", "/again")])).await, ApiError::OldServer);
    // What changes something is never sent twice.
    let peer = Peer::start(|_| answer(307, "").with(&[("location", "/other")])).await;
    let account = AccountClient::new(server(&peer.address), secret());
    let moved = account.delete_webhook(1, "Sales", 2).await.expect_err("not followed");
    assert_eq!((moved.code(), peer.seen().len()), ("redirected", 1));
}

#[tokio::test]
async fn no_network() {
    let (nobody, _port) = nobody();
    for (address, cause) in [
        (format!("http://{nobody}"), "refused"),
        (format!("https://{nobody}"), "refused"),
        ("https://no-such-host.invalid".to_owned(), "name"),
    ] {
        let error = server(&address).connect(&secret()).await.expect_err("unreachable");
        assert_eq!((error.code(), error.detail().as_str()), ("no_network", cause), "{address}: {error:?}");
    }
}

#[tokio::test]
async fn a_server_that_closes_or_talks_something_else() {
    for (said, code) in [("", "no_network"), ("SSH-2.0-OpenSSH_9.9\r\n", "old_server")] {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let peer = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let _ = stream.read(&mut [0; 100]).await;
            let _ = stream.write_all(said.as_bytes()).await;
        });
        let error = server(&address).connect(&secret()).await.expect_err("no answer");
        assert_eq!(error.code(), code, "{error:?}");
        peer.await.expect("done");
    }
}

#[tokio::test]
async fn a_slow_server_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound");
    let short = Duration::from_millis(200);
    // Without TLS the answer is waited for, with TLS the server's part of the greeting.
    for address in [format!("http://{address}"), format!("https://{address}")] {
        let options = Options { timeout: short, connect_timeout: short, ..Options::default() };
        let server = Server::new(&address, options).expect("an address");
        assert_eq!(server.connect(&secret()).await.expect_err("too slow"), ApiError::TimedOut);
    }
}

#[tokio::test]
async fn long_answers_are_not_read() {
    let peer = Peer::start(|_| answer(200, &" ".repeat(2_000))).await;
    let options = Options { largest_answer: 1_000, ..Options::default() };
    let server = Server::new(&peer.address, options).expect("an address");
    assert_eq!(server.connect(&secret()).await.expect_err("too long"), ApiError::TooLarge { most: 1_000 });
}

#[tokio::test]
async fn a_token_that_no_header_can_hold_is_wrong() {
    let peer = Peer::start(|_| answer(200, "{}")).await;
    let error = server(&peer.address).connect(&SecretString::from("a\nb")).await.expect_err("refused");
    assert_eq!(error, ApiError::WrongToken);
    assert!(peer.seen().is_empty());
}

#[tokio::test]
async fn a_query_that_fails_says_why() {
    let peer = Peer::start(|_| json_answer(&json!({"success": false, "error_message": "no such column"}))).await;
    let client = BaseClient::new(server(&peer.address), access(true));
    let error = client.row_names(&table(), &["r1"]).await.expect_err("refused");
    assert_eq!(error, ApiError::Refused { status: 200, reason: "no such column".to_owned() });
}
