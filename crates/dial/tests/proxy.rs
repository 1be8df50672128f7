//! Through an HTTP proxy.
#![allow(clippy::unwrap_used)]

use std::net::SocketAddr;

use rowbell_dial::{DialError, Dialler, Hindrance, Options};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};

/// A proxy that answers one request with this, and speaks for the host behind it when it is spoken to. Gives what it was asked.
async fn proxy(answer: &'static str) -> (SocketAddr, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = Vec::new();
        while !asked.ends_with(b"\r\n\r\n") {
            asked.push(stream.read_u8().await.unwrap());
        }
        stream.write_all(format!("HTTP/1.1 {answer}\r\n\r\n").as_bytes()).await.unwrap();
        // As with TLS, the one who called speaks first.
        if stream.read_u8().await.is_ok() {
            stream.write_all(b"from behind").await.unwrap();
        }
        String::from_utf8(asked).unwrap()
    });
    (address, asked)
}

fn through(proxy: String) -> Dialler {
    Dialler::new(Options { proxy: Some(proxy), ..Options::default() })
}

#[tokio::test]
async fn a_host_is_reached_through_the_proxy_which_looks_up_its_name() {
    let (address, asked) = proxy("200 OK").await;
    let dialler = through(format!("http://anna:secret@{address}"));
    // A name that nobody else knows.
    let mut connection = dialler.dial(&"http://relay.invalid:8080/in".parse().unwrap()).await.unwrap();
    connection.write_u8(b'?').await.unwrap();
    let mut said = [0; 11];
    connection.read_exact(&mut said).await.unwrap();
    assert_eq!(&said, b"from behind");
    let asked = asked.await.unwrap();
    assert!(asked.starts_with("CONNECT relay.invalid:8080 HTTP/1.1\r\n"), "{asked}");
    assert!(asked.to_ascii_lowercase().contains("proxy-authorization: basic yw5uytpzzwnyzxq="), "{asked}");
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_and_its_password_is_not() {
    let (address, _asked) = proxy("407 Proxy Authentication Required").await;
    let refused =
        through(format!("http://anna:secret@{address}")).dial(&"https://relay.invalid".parse().unwrap()).await;
    let Err(DialError::NoNetwork { cause: Hindrance::Proxy, reason }) = refused else { panic!("{refused:?}") };
    assert!(reason.contains(&address.to_string()) && !reason.contains("secret"), "{reason}");
    assert!(reason.contains("answers 407"), "{reason}");
}

#[tokio::test]
async fn this_computer_is_not_behind_the_proxy() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let here = format!("http://{}", listener.local_addr().unwrap());
    let dialler = through("http://proxy.invalid:3128".to_owned());
    let here = here.parse().unwrap();
    let connected = tokio::join!(dialler.dial(&here), listener.accept());
    assert!(connected.0.is_ok() && connected.1.is_ok());
}
