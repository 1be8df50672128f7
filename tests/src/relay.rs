//! The real relay, and what stands in front of one.

use std::{
    fs,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    process::Command,
    sync::Arc,
};

use rcgen::{CertificateParams, KeyPair};
use rowbell_api::{AddedRelay, Entry, RelayView};
use rustix::process::Signal;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

use crate::{
    Agent, Desktop, eventually, free_port,
    process::{Process, run},
    rowbell_relay_bin, until,
};

/// A running relay.
#[derive(Debug)]
pub struct Relay {
    /// Its process.
    pub process: Process,
    /// The folder of its store.
    pub data: PathBuf,
    /// Where it is.
    pub address: String,
    command: Command,
}

impl Relay {
    /// Starts one that takes an invitation, and waits until it listens.
    pub async fn start(desktop: &Desktop) -> Self {
        Self::start_as(desktop, "relay", &[]).await
    }

    /// Starts one with its data in a folder of this name, and with these arguments.
    pub async fn start_as(desktop: &Desktop, name: &str, arguments: &[&str]) -> Self {
        let (data, port) = (desktop.path(name), free_port());
        let address = format!("http://127.0.0.1:{port}");
        let mut command = desktop.command(rowbell_relay_bin());
        command.arg("--data").arg(&data).args(["--listen", &format!("127.0.0.1:{port}")]);
        command.args(["--public-address", &address]).args(arguments);
        let process = Process::start(&command);
        let mut relay = Self { process, data, address, command };
        relay.is_up().await;
        relay
    }

    async fn is_up(&mut self) {
        let (said, address) = (self.process.said.clone(), self.socket_address());
        eventually("the relay is up", async || {
            assert!(self.process.is_running(), "the relay ended: {}", said.text());
            TcpStream::connect(address).await.map(drop)
        })
        .await;
    }

    /// Where it listens.
    pub fn socket_address(&self) -> SocketAddr {
        self.address.trim_start_matches("http://").parse().unwrap()
    }

    /// Kills it, and starts it again.
    pub async fn kill_and_start(&mut self) {
        self.process.kill();
        self.start_again().await;
    }

    /// Ends it, as the system does.
    pub async fn stop(&mut self) {
        self.process.signal(Signal::TERM);
        let status = self.process.ended().await;
        assert!(status.success(), "it ended with {status}: {}", self.process.said.text());
    }

    /// Starts it again, where it was.
    pub async fn start_again(&mut self) {
        self.process = Process::start(&self.command);
        self.is_up().await;
    }

    /// Runs a command of its operator; what it printed.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(self.command.get_program());
        command.args(self.command.get_args()).args(arguments);
        let output = run(&command, "");
        assert!(output.code == 0, "rowbell-relay {arguments:?}: {}{}", output.out, output.err);
        output.out
    }

    /// Its mailboxes.
    pub fn mailboxes(&self) -> Vec<Value> {
        serde_json::from_str(&self.ok(&["mailboxes", "--json"])).unwrap()
    }

    /// An invitation's link.
    pub fn invite(&self) -> String {
        self.ok(&["invite"]).trim().to_owned()
    }

    /// Lets an agent in; the endpoint that it made, which is connected when this returns.
    pub async fn lets_in(&self, agent: &Agent) -> AddedRelay {
        let added: AddedRelay = agent.json(&["relay", "add", &self.invite()]);
        is_live(agent, &added.endpoint).await;
        added
    }
}

/// How an agent's endpoint at a relay is connected.
pub async fn at_relay(agent: &Agent, endpoint: &str) -> RelayView {
    let status = agent.status().await;
    let endpoint = status.endpoints.into_iter().find(|known| known.name == endpoint).expect("the endpoint");
    endpoint.relay.expect("it is at a relay")
}

/// Waits until an agent's endpoint at a relay is connected.
pub async fn is_live(agent: &Agent, endpoint: &str) {
    until("the mailbox is connected", async || at_relay(agent, endpoint).await, |relay| relay.state == "live").await;
}

/// Waits until a row's change has come.
pub async fn came(agent: &Agent, row: &str) -> Entry {
    let find = async || agent.history().await.into_iter().find(|entry| entry.row.name == row);
    until(&format!("{row} has come"), find, Option::is_some).await.unwrap()
}

/// What a relay has in front of it on the web: TLS with a certificate, here of an authority of its own.
#[derive(Debug)]
pub struct Front {
    /// Its address.
    pub address: String,
    /// The authority's certificate, for who is to trust it.
    pub authority: PathBuf,
    serving: tokio::task::JoinHandle<()>,
}

impl Front {
    /// Listens at an address of this computer and passes on to a relay.
    pub async fn of(relay: &Relay, desktop: &Desktop, ip: IpAddr) -> Self {
        let params = CertificateParams::new(vec![ip.to_string()]).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let authority = desktop.path("authority.pem");
        fs::write(&authority, certificate.pem()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
            .unwrap();
        let (acceptor, to) = (TlsAcceptor::from(Arc::new(config)), relay.socket_address());
        let listener = TcpListener::bind((ip, 0)).await.unwrap();
        let address = format!("https://{}", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let (mut outside, mut inside) = (acceptor.accept(stream).await?, TcpStream::connect(to).await?);
                    tokio::io::copy_bidirectional(&mut outside, &mut inside).await
                });
            }
        });
        Self { address, authority, serving }
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
