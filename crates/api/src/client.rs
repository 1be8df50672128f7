//! A small client of the API over the local socket.

use std::{
    io,
    path::{Path, PathBuf},
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    client::conn::http1,
    header,
};
use hyper_util::rt::TokioIo;
use serde::{Serialize, de::DeserializeOwned};

use crate::{ErrorBody, ErrorCode, Event, HistoryQuery, Page};

/// A client. Each request uses a connection of its own.
#[derive(Clone, Debug)]
pub struct Client {
    socket: PathBuf,
}

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No agent runs for this folder.
    #[error("Rowbell is not running. Start it with `rowbell`.")]
    NotRunning,
    /// The agent refused; its words.
    #[error("{}", .0.message)]
    Refused(ErrorBody),
    /// The connection or the answer was broken.
    #[error("the agent's answer could not be read: {0}")]
    Broken(String),
}

impl From<hyper::Error> for ClientError {
    fn from(error: hyper::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<serde_json::Error> for ClientError {
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

impl Client {
    /// A client of the agent that listens at this socket.
    pub fn new(socket: &Path) -> Self {
        Self { socket: socket.to_owned() }
    }

    /// `GET`.
    ///
    /// # Errors
    /// When the agent does not run or refuses, or its answer is not of this type.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        read(self.send(Method::GET, path, Bytes::new()).await?).await
    }

    /// `POST` with a JSON body.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, ClientError> {
        read(self.send(Method::POST, path, serde_json::to_vec(body)?.into()).await?).await
    }

    /// `PUT` with a JSON body.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub async fn put<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, ClientError> {
        read(self.send(Method::PUT, path, serde_json::to_vec(body)?.into()).await?).await
    }

    /// `DELETE`.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub async fn delete<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        read(self.send(Method::DELETE, path, Bytes::new()).await?).await
    }

    /// A page of the history.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub async fn history(&self, query: &HistoryQuery) -> Result<Page, ClientError> {
        let query = serde_urlencoded::to_string(query).map_err(|error| ClientError::Broken(error.to_string()))?;
        self.get(&format!("/v1/history?{query}")).await
    }

    /// The event stream, from now on.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub async fn events(&self) -> Result<Events, ClientError> {
        self.stream("/v1/events").await
    }

    /// The event stream of a window, which is told what to show, too.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub async fn window_events(&self) -> Result<Events, ClientError> {
        self.stream("/v1/events?window=true").await
    }

    /// Any request with any JSON body, and the status and body of its answer, be it a refusal.
    ///
    /// # Errors
    /// When the agent does not run, or its answer can't be read.
    pub async fn call(&self, method: &str, path: &str, body: String) -> Result<(u16, String), ClientError> {
        let method = method.parse().map_err(|_| ClientError::Broken(format!("{method} is no method")))?;
        let response = self.exchange(method, path, body.into()).await?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await?.to_bytes();
        let body = String::from_utf8(body.into()).map_err(|error| ClientError::Broken(error.to_string()))?;
        Ok((status, body))
    }

    async fn stream(&self, path: &str) -> Result<Events, ClientError> {
        let response = self.send(Method::GET, path, Bytes::new()).await?;
        Ok(Events { body: response.into_body(), buffer: Vec::new() })
    }

    /// Any request, and its answer if it is no refusal.
    async fn send(&self, method: Method, path: &str, body: Bytes) -> Result<Response<Incoming>, ClientError> {
        let response = self.exchange(method, path, body).await?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let body = response.into_body().collect().await?.to_bytes();
        Err(ClientError::Refused(serde_json::from_slice(&body).unwrap_or_else(|_| unexplained(status))))
    }

    async fn exchange(&self, method: Method, path: &str, body: Bytes) -> Result<Response<Incoming>, ClientError> {
        let stream = connect(&self.socket).await.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => ClientError::NotRunning,
            _ => ClientError::Broken(error.to_string()),
        })?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "rowbell")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(body))
            .map_err(|error| ClientError::Broken(error.to_string()))?;
        Ok(sender.send_request(request).await?)
    }
}

fn unexplained(status: StatusCode) -> ErrorBody {
    ErrorBody::new(ErrorCode::Broken, format!("The agent answered {status}."))
}

async fn read<T: DeserializeOwned>(response: Response<Incoming>) -> Result<T, ClientError> {
    let body = response.into_body().collect().await?.to_bytes();
    Ok(serde_json::from_slice(&body)?)
}

#[cfg(unix)]
async fn connect(socket: &Path) -> io::Result<tokio::net::UnixStream> {
    let way = crate::Reachable::new(socket)?;
    tokio::net::UnixStream::connect(way.path()).await
}

#[cfg(windows)]
async fn connect(socket: &Path) -> io::Result<tokio::net::windows::named_pipe::NamedPipeClient> {
    /// `ERROR_PIPE_BUSY`: the agent makes a pipe for the next client just now.
    const BUSY: i32 = 231;
    for _ in 0..100 {
        match tokio::net::windows::named_pipe::ClientOptions::new().open(socket) {
            Err(error) if error.raw_os_error() == Some(BUSY) => {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            opened => return opened,
        }
    }
    Err(io::ErrorKind::TimedOut.into())
}

/// The event stream.
pub struct Events {
    body: Incoming,
    buffer: Vec<u8>,
}

impl Events {
    /// The next event of a kind that is known here; `None` when the agent has ended.
    ///
    /// # Errors
    /// When the stream breaks.
    pub async fn next(&mut self) -> Result<Option<Event>, ClientError> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                // Server-sent events: a line `data: …` is an event, anything else is not for us.
                if let Some(data) = line.strip_prefix(b"data:") {
                    match serde_json::from_slice(data)? {
                        Event::Unknown => {}
                        event => return Ok(Some(event)),
                    }
                }
                continue;
            }
            match self.body.frame().await {
                None => return Ok(None),
                Some(frame) => {
                    if let Some(data) = frame?.data_ref() {
                        self.buffer.extend_from_slice(data);
                    }
                }
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// The first two things that are told by an agent that says this.
    async fn told(stream: &'static str) -> [Result<Option<Event>, ClientError>; 2] {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("agent.sock");
        let listener = tokio::net::UnixListener::bind(&socket).unwrap();
        let agent = tokio::spawn(async move {
            let (mut client, _) = listener.accept().await.unwrap();
            let (mut asked, mut some) = (Vec::new(), [0; 1024]);
            while !asked.ends_with(b"\r\n\r\n") {
                let count = client.read(&mut some).await.unwrap();
                asked.extend_from_slice(&some[..count]);
            }
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
            client.write_all(format!("{head}{stream}").as_bytes()).await.unwrap();
            client.shutdown().await.unwrap();
        });
        let mut events = Client::new(&socket).events().await.unwrap();
        let told = [events.next().await, events.next().await];
        agent.await.unwrap();
        told
    }

    #[tokio::test]
    async fn what_a_newer_agent_tells_is_left_out() {
        let [first, second] = told(
            ": still here\n\ndata: {\"event\":\"weather\",\"sun\":{\"hours\":[3]}}\n\n\
             data: {\"event\":\"updated\",\"ids\":[7],\"by\":\"somebody\"}\n\n",
        )
        .await;
        assert_eq!((first.unwrap(), second.unwrap()), (Some(Event::Updated { ids: vec![7] }), None));
    }

    #[tokio::test]
    async fn a_broken_stream_is_no_end() {
        let [first, _] = told("data: {\"event\":\"updated\"}\n\n").await;
        assert!(matches!(first, Err(ClientError::Broken(_))), "{first:?}");
    }
}
