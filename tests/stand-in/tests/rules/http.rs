//! Both ends of HTTP, on bare sockets: a receiver of webhooks that does what a test wants, and a client.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// What a receiver does with a request.
#[derive(Clone, Debug)]
pub(crate) enum Does {
    /// Answers with this status, and this header.
    Answers(u16, &'static str),
    /// Says nothing.
    Hangs,
    /// Hangs up.
    HangsUp,
}

/// Somebody who receives webhooks.
pub(crate) struct Receiver {
    pub(crate) url: String,
    does: Arc<Mutex<Does>>,
    got: Arc<Mutex<Vec<String>>>,
    _task: JoinSet<()>,
}

impl Receiver {
    pub(crate) async fn start(does: Does) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let (does, got) = (Arc::new(Mutex::new(does)), Arc::<Mutex<Vec<String>>>::default());
        let mut task = JoinSet::new();
        let (how, store) = (Arc::clone(&does), Arc::clone(&got));
        task.spawn(async move {
            let mut held = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (how, store) = (Arc::clone(&how), Arc::clone(&store));
                held.spawn(receive(stream, how, store));
            }
        });
        Self { url, does, got, _task: task }
    }

    pub(crate) fn now(&self, does: Does) {
        *self.does.lock().unwrap() = does;
    }

    /// The requests so far, as they came.
    pub(crate) fn got(&self) -> Vec<String> {
        self.got.lock().unwrap().clone()
    }
}

async fn receive(mut stream: TcpStream, how: Arc<Mutex<Does>>, store: Arc<Mutex<Vec<String>>>) {
    let request = read(&mut stream).await;
    let does = how.lock().unwrap().clone();
    store.lock().unwrap().push(request);
    match does {
        Does::Answers(status, header) => {
            let answer = format!("HTTP/1.1 {status} Whatever\r\n{header}content-length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
        Does::Hangs => tokio::time::sleep(Duration::from_secs(60)).await,
        Does::HangsUp => {}
    }
}

/// A whole message: its head, and as much as its head says.
async fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
            });
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        let read = stream.read_buf(&mut bytes).await.unwrap_or(0);
        if read == 0 {
            return text;
        }
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) text: String,
    pub(crate) json: Value,
}

/// Asks a server.
pub(crate) async fn ask(address: &str, method: &str, path: &str, token: &str, body: (&str, &str)) -> Answer {
    let host = address.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let (kind, body) = body;
    let authorization = if token.is_empty() { String::new() } else { format!("Authorization: Token {token}\r\n") };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\n{authorization}Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let text = read(&mut stream).await;
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer {
        status,
        head: head.to_lowercase(),
        text: body.to_owned(),
        json: serde_json::from_str(body).unwrap_or(Value::Null),
    }
}

/// Asks with GET.
pub(crate) async fn get(address: &str, path: &str, token: &str) -> Answer {
    ask(address, "GET", path, token, ("application/json", "")).await
}
