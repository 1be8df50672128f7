//! What the agent is compared with.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};
use axum::{Router, body::Bytes, routing::post};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};

use crate::{
    agent::{free_port, until_listening},
    load::Target,
    process::Process,
};

/// Another program, ended when it is dropped.
pub(crate) struct Peer {
    child: Child,
    /// Where to post.
    pub(crate) target: Target,
}

impl Peer {
    /// The bare axum handler, in a process of its own.
    pub(crate) fn bare() -> Result<Self> {
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("peer-bare").arg(address.to_string());
        Self::start(command, address, "/hook/bare")
    }

    /// `webhook`, which runs a program at each request; here one that does nothing.
    pub(crate) fn webhook(directory: &Path) -> Result<Self> {
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
        let hooks = directory.join("webhook.json");
        std::fs::write(
            &hooks,
            r#"[{"id": "bench", "execute-command": "/bin/true", "include-command-output-in-response": false}]"#,
        )?;
        let mut command = Command::new("webhook");
        command.args(["-ip", "127.0.0.1", "-port", &address.port().to_string(), "-hooks"]).arg(hooks);
        Self::start(command, address, "/hooks/bench")
    }

    fn start(mut command: Command, address: SocketAddr, path: &str) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().with_context(|| format!("{:?}", command.get_program()))?;
        let peer = Self { child, target: Target { address, path: path.to_owned(), secret: None } };
        until_listening(address)?;
        Ok(peer)
    }

    pub(crate) fn process(&self) -> Process {
        Process(self.child.id())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `peer-bare ADDRESS`: the agent's own server stack, with a handler that reads the body and does nothing with it.
pub(crate) fn bare() -> Result<()> {
    let address: SocketAddr = std::env::args().nth(2).context("no address")?.parse()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let router = Router::new().route("/hook/{token}", post(async |_body: Bytes| "ok\n"));
        let listener = tokio::net::TcpListener::bind(address).await?;
        let mut http = hyper::server::conn::http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(std::time::Duration::from_secs(15)).max_buf_size(64 * 1024);
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let service = TowerToHyperService::new(router.clone());
            tokio::spawn(http.serve_connection(TokioIo::new(stream), service));
        }
    })
}

/// `peer-popups COUNT`: shows popups with notify-rust, each with a thread that waits for its click, as its documentation
/// shows it. Says so before and after, and ends with its input.
pub(crate) fn popups() -> Result<()> {
    let count: usize = std::env::args().nth(2).context("no count")?.parse()?;
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout());
    let show = |number: usize| -> Result<()> {
        let handle = notify_rust::Notification::new()
            .summary(&format!("Müller & Söhne {number}"))
            .body("Status: In progress → Done")
            .action("default", "Open row")
            .action("mark-read", "Mark as read")
            .show()?;
        std::thread::spawn(move || handle.wait_for_action(|_action| {}));
        Ok(())
    };
    // The first ones bring what is there once only.
    (0..3).try_for_each(show)?;
    std::thread::sleep(std::time::Duration::from_secs(1));
    writeln!(output, "warm")?;
    input.read_line(&mut String::new())?;
    (0..count).try_for_each(show)?;
    std::thread::sleep(std::time::Duration::from_secs(2));
    writeln!(output, "shown")?;
    input.read_to_end(&mut Vec::new())?;
    Ok(())
}

/// A running `peer-popups`.
pub(crate) struct PopupPeer {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
}

impl PopupPeer {
    pub(crate) fn start(bus: &str, count: usize) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("peer-popups").arg(count.to_string()).env("DBUS_SESSION_BUS_ADDRESS", bus);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let output = BufReader::new(child.stdout.take().context("no output")?);
        let mut peer = Self { child, output };
        peer.wait()?;
        Ok(peer)
    }

    /// Has it show its popups, and waits for that.
    pub(crate) fn show(&mut self) -> Result<()> {
        writeln!(self.child.stdin.as_mut().context("no input")?)?;
        self.wait()
    }

    fn wait(&mut self) -> Result<()> {
        self.output.read_line(&mut String::new())?;
        anyhow::ensure!(self.child.try_wait()?.is_none(), "the peer ended early");
        Ok(())
    }

    pub(crate) fn process(&self) -> Process {
        Process(self.child.id())
    }
}

impl Drop for PopupPeer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
