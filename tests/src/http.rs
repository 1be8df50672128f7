//! Requests written by hand, for what no well-behaved sender does. (Well-behaved ones: [`crate::Sender`].)

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::DEADLINE;

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    method: String,
    address: SocketAddr,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The head, as it came.
    pub head: String,
    /// The rest.
    pub body: String,
}

impl Request {
    /// A `POST` to an address such as `rowbell url` prints.
    pub fn post(url: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new("POST", url, body)
    }

    /// A request with any method.
    pub fn new(method: &str, url: &str, body: impl Into<Vec<u8>>) -> Self {
        let rest = url.strip_prefix("http://").expect("an http address");
        let (address, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        Self {
            method: method.to_owned(),
            address: address.parse().expect("an IP address"),
            path: if path.is_empty() { "/".to_owned() } else { path.to_owned() },
            headers: vec![("Host".to_owned(), address.to_owned())],
            body: body.into(),
        }
    }

    /// With this header, instead of one of the same name.
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The bytes of head and body, and how long the head is.
    pub fn bytes(&self) -> (Vec<u8>, usize) {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("Content-Length: {}\r\nConnection: close\r\n\r\n", self.body.len());
        let length = head.len();
        ([head.into_bytes(), self.body.clone()].concat(), length)
    }

    /// Sends it and waits for the answer.
    ///
    /// # Panics
    /// When there is none.
    pub async fn send(&self) -> Answer {
        timeout(DEADLINE, self.try_send()).await.expect("an answer in time").expect("an answer")
    }

    /// Sends it and waits for the answer, if there is one.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn try_send(&self) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(self.address).await?;
        // A refused large body may not be read to its end; the answer counts.
        let _ = stream.write_all(&self.bytes().0).await;
        read_answer(&mut stream).await
    }

    /// Connects and sends only the first `count` bytes; the rest is the caller's.
    pub async fn begin(&self, count: usize) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.expect("a connection");
        stream.write_all(&self.bytes().0[..count]).await.expect("it reads");
        stream
    }
}

/// Reads until the other side is done.
///
/// # Errors
/// When the connection breaks before an answer.
pub async fn read_answer(stream: &mut TcpStream) -> std::io::Result<Answer> {
    let mut bytes = Vec::new();
    if let Err(error) = stream.read_to_end(&mut bytes).await
        && bytes.is_empty()
    {
        return Err(error);
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| std::io::Error::other(format!("no answer: {text:?}")))?;
    Ok(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

/// Writes the bytes one by one with a pause in between, until they are over or the other side has enough.
pub async fn drip(stream: &mut TcpStream, bytes: &[u8], pause: Duration) {
    for byte in bytes {
        if stream.write_all(&[*byte]).await.is_err() {
            return;
        }
        tokio::time::sleep(pause).await;
    }
}
