//! A relay in this process on a free port, and posting to it.

use std::{sync::Arc, time::Duration};

use rowbell_protocol::{Encoded, Token};
use rowbell_relay::{
    Options, Rate, Relay,
    store::{self, Limits, SharedStore, StoredInvitation},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;

/// How long something that should happen at once may take.
pub(crate) const SOON: Duration = Duration::from_secs(20);

pub(crate) struct Running {
    pub(crate) address: String,
    pub(crate) store: SharedStore,
    pub(crate) folder: Arc<tempfile::TempDir>,
    ending: CancellationToken,
    serving: tokio::task::JoinHandle<()>,
}

pub(crate) fn options() -> Options {
    Options {
        invitation_needed: false,
        max_mailboxes: 1000,
        days: 7,
        letters: 10_000,
        rate: Rate { per_second: 100, burst: 10_000 },
        max_devices: 1000,
        separate_metrics: false,
    }
}

pub(crate) const LIMITS: Limits = Limits { letters: 10_000, bytes: 256 << 20 };

impl Running {
    pub(crate) async fn start() -> Self {
        Self::start_with(options(), LIMITS).await
    }

    pub(crate) async fn start_with(options: Options, limits: Limits) -> Self {
        Self::start_at(0, None, options, limits).await
    }

    pub(crate) async fn start_in(folder: Arc<tempfile::TempDir>, options: Options, limits: Limits) -> Self {
        Self::start_at(0, Some(folder), options, limits).await
    }

    /// On the disk that this folder is on.
    pub(crate) async fn start_in_folder(disk: &std::path::Path) -> Self {
        Self::start_at(0, Some(Arc::new(tempfile::tempdir_in(disk).unwrap())), options(), LIMITS).await
    }

    pub(crate) async fn start_at(
        port: u16,
        folder: Option<Arc<tempfile::TempDir>>,
        options: Options,
        limits: Limits,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        Self::start_on(listener, folder, options, limits).await
    }

    /// On a listener that somebody else may hold as well.
    pub(crate) async fn start_on(
        listener: TcpListener,
        folder: Option<Arc<tempfile::TempDir>>,
        options: Options,
        limits: Limits,
    ) -> Self {
        let folder = folder.unwrap_or_else(|| Arc::new(tempfile::tempdir().unwrap()));
        let store = store::open(folder.path(), limits).unwrap();
        let ending = CancellationToken::new();
        let relay = Relay::start(Arc::clone(&store), options, ending.clone()).await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let serving = tokio::spawn(rowbell_relay::serve(relay, listener, None));
        Self { address, store, folder, ending, serving }
    }

    /// Ends the relay as SIGTERM does, and gives its folder.
    pub(crate) async fn end(self) -> Arc<tempfile::TempDir> {
        self.ending.cancel();
        tokio::time::timeout(SOON, self.serving).await.unwrap().unwrap();
        self.store.end().await;
        self.folder
    }

    pub(crate) async fn post(&self, token: &Token, body: &[u8]) -> u16 {
        let head = format!("POST /in/{token} HTTP/1.1\r\nhost: relay\r\ncontent-length: {}\r\n", body.len());
        self.raw(&[head.as_bytes(), b"connection: close\r\n\r\n", body].concat()).await.status
    }

    /// Sends a request, and reads the whole answer.
    pub(crate) async fn raw(&self, request: &[u8]) -> Answer {
        raw(&self.address, request).await
    }

    pub(crate) async fn invite(&self, uses: u32, ends_ms: Option<i64>) -> rowbell_protocol::Invitation {
        let invitation: rowbell_protocol::Invitation = Encoded::random().unwrap();
        let stored = StoredInvitation {
            hash: invitation.hash(),
            note: "for Anna".into(),
            made_ms: 0,
            ends_ms,
            uses_left: uses,
            used: 0,
        };
        self.store.invite(stored).await.unwrap();
        invitation
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
}

pub(crate) async fn raw(address: &str, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A relay that refuses a request early closes the connection before all of it is sent.
    let _cut_off = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _reset = tokio::time::timeout(SOON, stream.read_to_end(&mut answer)).await.unwrap();
    read(&answer)
}

pub(crate) fn read(answer: &[u8]) -> Answer {
    let text = String::from_utf8_lossy(answer).into_owned();
    let after_version = text.strip_prefix("HTTP/1.1 ").or_else(|| text.strip_prefix("HTTP/1.0 "));
    let status = after_version.and_then(|rest| rest.get(..3)?.parse().ok()).unwrap_or(0);
    Answer { status, text }
}
