//! The relay: how fast it takes letters, what a device that waits costs, how fast one that was away has everything, and a
//! morning on which ten thousand laptops wake up.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use rowbell_protocol::{CONNECT_PATH, Encoded, Enter, FromDevice, FromRelay, Keys, SealedLetter, Token, VERSION};
use tokio::{
    net::{TcpSocket, TcpStream},
    task::JoinSet,
};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};

use crate::{
    Bench,
    body::Bodies,
    load::{Target, Until, burst, steady},
    process::Process,
    report::Report,
    series::{list, median, ms, quantile},
};

const ROUNDS: u64 = 3;
const ROUND: Duration = Duration::from_secs(4);
/// Mailboxes and connections to each.
const SPREAD: (usize, usize) = (4, 16);
const TICK_US: f64 = 10_000.0;
const DEVICES: usize = 10_000;
const EACH: u64 = 10;
const BACKLOG: u64 = 100_000;

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    idle(bench, report)?;
    ingest(bench, report)?;
    devices(bench, report)?;
    catch_up(bench, report)
}

fn idle(bench: &Bench, report: &mut Report) -> Result<()> {
    let relay = Relay::start(bench)?;
    relay.process().settle()?;
    let mib = relay.process().pss_mib()?;
    report.aim("idle memory (PSS)", "≤ 12 MiB", &format!("{mib:.1} MiB"), mib <= 12.0);
    Ok(())
}

fn ingest(bench: &Bench, report: &mut Report) -> Result<()> {
    let (bodies, mut rates, mut costs) = (Bodies::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let relay = Relay::start(bench)?;
        let targets: Vec<Target> = (0..SPREAD.0).map(|_| relay.mailbox(bench)).collect::<Result<_>>()?;
        let (begun, ticks) = (Instant::now(), relay.process().ticks()?);
        let acked: u64 = std::thread::scope(|scope| {
            let post = |target| burst(target, &bodies, SPREAD.1, 0, Until::Time(ROUND));
            let senders: Vec<_> = targets.iter().map(|target| scope.spawn(move || post(target))).collect();
            let acked = senders.into_iter().map(|sender| match sender.join() {
                Ok(sent) => Ok(sent?.acked),
                Err(_) => bail!("a sender panicked"),
            });
            acked.sum::<Result<u64>>()
        })?;
        rates.push(acked as f64 / begun.elapsed().as_secs_f64());
        costs.push((relay.process().ticks()? - ticks) as f64 * TICK_US / acked as f64);
    }
    let cost = median(&costs);
    let told = format!("{:.0}/s (rounds: {}); {cost:.0} µs of processor each", median(&rates), list(&rates, 0));
    let connections = SPREAD.0 * SPREAD.1;
    let what =
        format!("letters of 1.5 KB a second, sealed, durable, {connections} connections to {} mailboxes", SPREAD.0);
    report.aim(&what, "≥ 8,000/s", &told, median(&rates) >= 8000.0);
    let relay = Relay::start(bench)?;
    let posts = steady(&relay.mailbox(bench)?, &bodies, 500.0, 0, 5000)?;
    let times: Vec<f64> = posts.iter().map(|post| ms(post.acked.duration_since(post.from))).collect();
    let (p50, p99) = (quantile(&times, 0.5), quantile(&times, 0.99));
    report.aim("POST → 200 at 500/s: p50 / p99", "p99 ≤ 10 ms", &format!("{p50:.1} / {p99:.1} ms"), p99 <= 10.0);
    Ok(())
}

/// Ten thousand connected, then away, then all at once again with letters that wait.
fn devices(bench: &Bench, report: &mut Report) -> Result<()> {
    let relay = Relay::start(bench)?;
    relay.process().settle()?;
    let empty = relay.process().anonymous_mib()?;
    let devices: Vec<Arc<Device>> = (0..DEVICES).map(|_| Device::new().map(Arc::new)).collect::<Result<_>>()?;
    drop(bench.runtime.block_on(connect_all(&relay, &devices, 100, 0))?);
    // A fresh process that knows their mailboxes: what the opening of so many has left behind is none of a device's.
    let relay = relay.started_anew()?;
    relay.process().settle()?;
    let known = relay.process().anonymous_mib()?;
    let connected = bench.runtime.block_on(connect_all(&relay, &devices, 100, 0))?;
    relay.process().settle()?;
    let kib = |mib: f64| mib * 1024.0 / DEVICES as f64;
    let (device, mailbox) = (kib(relay.process().anonymous_mib()? - known), kib(known - empty));
    report.aim(
        "memory of a device that waits; they came 100 at a time",
        "≤ 6 KiB",
        &format!("{device:.1} KiB"),
        device <= 6.0,
    );
    report.fact("memory of a mailbox, connected or not", &format!("{mailbox:.1} KiB"));
    drop(connected);
    bench.runtime.block_on(fill(&relay, &devices))?;
    let other = relay.mailbox(bench)?;
    let begun = Instant::now();
    let (woken, posts) = std::thread::scope(|scope| {
        let posting = scope.spawn(|| steady(&other, &Bodies::new(), 50.0, 0, 250));
        let woken = bench.runtime.block_on(connect_all(&relay, &devices, DEVICES, EACH));
        (woken.map(|connected| (begun.elapsed(), connected)), posting.join())
    });
    let ((woken, connected), posts) = (woken?, posts.map_err(|_| anyhow::anyhow!("the sender panicked"))??);
    let times: Vec<f64> = posts.iter().map(|post| ms(post.acked.duration_since(post.from))).collect();
    let took = woken.as_secs_f64();
    report.aim(
        "10,000 devices wake at once, 10 letters each: all have them",
        "≤ 15 s",
        &format!("{took:.1} s"),
        took <= 15.0,
    );
    relay.process().settle()?;
    let after = kib(relay.process().anonymous_mib()? - known);
    drop(connected);
    let told = format!("none refused of {}; p99 {:.0} ms", posts.len(), quantile(&times, 0.99));
    report.fact("POSTs meanwhile, 50/s", &told);
    report.fact("memory of a device that waits, after such a morning", &format!("{after:.1} KiB"));
    Ok(())
}

fn catch_up(bench: &Bench, report: &mut Report) -> Result<()> {
    let relay = Relay::start(bench)?;
    let device = Arc::new(Device::new()?);
    drop(bench.runtime.block_on(device.connect(relay.address, 0, 0))?);
    burst(&device.target(relay.address), &Bodies::new(), 64, 0, Until::Count(BACKLOG))?;
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        drop(bench.runtime.block_on(device.connect(relay.address, 0, BACKLOG))?);
        rates.push(BACKLOG as f64 / begun.elapsed().as_secs_f64());
    }
    let told = format!("{:.0}/s (rounds: {})", median(&rates), list(&rates, 0));
    report.aim("one device catches up 100,000 letters, unopened", "≥ 10,000/s", &told, median(&rates) >= 10_000.0);
    Ok(())
}

/// Posts some letters to each.
async fn fill(relay: &Relay, devices: &[Arc<Device>]) -> Result<()> {
    let mut senders = JoinSet::new();
    for part in devices.chunks(devices.len().div_ceil(64)) {
        let (address, part) = (relay.address, part.to_vec());
        senders.spawn(async move {
            use tokio::io::{AsyncReadExt, AsyncWriteExt};
            let mut stream = TcpStream::connect(address).await?;
            let (mut body, mut answer, bodies) = (String::new(), [0; 512], Bodies::new());
            for device in &part {
                for number in 0..EACH {
                    bodies.write(number, &mut body);
                    let (token, length) = (device.token, body.len());
                    let request =
                        format!("POST /in/{token} HTTP/1.1\r\nHost: relay\r\nContent-Length: {length}\r\n\r\n{body}");
                    stream.write_all(request.as_bytes()).await?;
                    let length = stream.read(&mut answer).await?;
                    ensure!(answer[..length].starts_with(b"HTTP/1.1 200"), "a letter was refused");
                }
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = senders.join_next().await {
        done??;
    }
    Ok(())
}

/// Connects all, so many at a time, and waits until each has that many letters and is told that there are no more.
async fn connect_all(relay: &Relay, devices: &[Arc<Device>], at_once: usize, letters: u64) -> Result<Vec<Socket>> {
    let (mut connecting, mut connected) = (JoinSet::new(), Vec::new());
    for (number, device) in devices.iter().enumerate() {
        if connecting.len() >= at_once
            && let Some(socket) = connecting.join_next().await
        {
            connected.push(socket??);
        }
        let (device, address) = (Arc::clone(device), relay.address);
        // A port is one of 28,000 of an address.
        connecting.spawn(async move { device.connect(address, (number / 5000) as u8, letters).await });
    }
    while let Some(socket) = connecting.join_next().await {
        connected.push(socket??);
    }
    Ok(connected)
}

type Socket = WebSocketStream<TcpStream>;

struct Device {
    keys: Keys,
    token: Token,
}

impl Device {
    fn new() -> Result<Self> {
        Ok(Self { keys: Keys::generate()?, token: Encoded::random()? })
    }

    fn target(&self, address: SocketAddr) -> Target {
        Target { address, path: format!("/in/{}", self.token), secret: None }
    }

    /// Enters as one that has had nothing, takes and confirms letters until it is told that there are no more.
    async fn connect(&self, address: SocketAddr, from: u8, letters: u64) -> Result<Socket> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(([127, 0, 0, 2 + from], 0).into())?;
        let stream = socket.connect(address).await?;
        stream.set_nodelay(true)?;
        let small = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
        let url = format!("ws://{}/{CONNECT_PATH}", address);
        let (mut socket, _) = client_async_with_config(url, stream, Some(small)).await?;
        let (mut taken, mut last) = (0, 0);
        loop {
            match socket.next().await.context("the relay closed the connection")?? {
                Message::Text(text) => match serde_json::from_str(&text)? {
                    FromRelay::Hello { challenge, .. } => {
                        let enter = Enter {
                            version: VERSION,
                            keys: self.keys.public(),
                            signature: self.keys.sign(&challenge),
                            invitation: None,
                            addresses: vec![self.token.hash()],
                            cursor: None,
                        };
                        say(&mut socket, &FromDevice::Enter(Box::new(enter))).await?;
                    }
                    FromRelay::CaughtUp => break,
                    FromRelay::Refused { reason } => bail!("a device was refused: {reason:?}"),
                    _ => {}
                },
                Message::Binary(bytes) => {
                    last = SealedLetter::from_bytes(&bytes).context("a letter is too short")?.sequence;
                    taken += 1;
                    if taken % 200 == 0 {
                        say(&mut socket, &FromDevice::Confirm { after: last }).await?;
                    }
                }
                _ => {}
            }
        }
        ensure!(taken == letters, "{taken} letters instead of {letters}");
        if taken > 0 {
            say(&mut socket, &FromDevice::Confirm { after: last }).await?;
        }
        Ok(socket)
    }
}

async fn say(socket: &mut Socket, message: &FromDevice) -> Result<()> {
    Ok(socket.send(Message::text(serde_json::to_string(message)?)).await?)
}

/// A relay at work, in a folder of its own.
pub(super) struct Relay {
    child: Child,
    pub(super) address: SocketAddr,
    program: PathBuf,
    folder: Arc<tempfile::TempDir>,
}

impl Relay {
    pub(super) fn start(bench: &Bench) -> Result<Self> {
        let program: PathBuf = bench.rowbell.with_file_name("rowbell-relay");
        Self::start_in(program, Arc::new(tempfile::tempdir_in(&bench.directory)?))
    }

    fn started_anew(self) -> Result<Self> {
        let (program, folder) = (self.program.clone(), Arc::clone(&self.folder));
        drop(self);
        Self::start_in(program, folder)
    }

    fn start_in(program: PathBuf, folder: Arc<tempfile::TempDir>) -> Result<Self> {
        let many = "100000000";
        let mut child = Command::new(&program)
            .args(["--config", "/dev/null", "--listen", "127.0.0.1:0", "--invitations", "open", "--mailboxes", many])
            .args([
                "--letters",
                many,
                "--megabytes",
                many,
                "--per-second",
                many,
                "--burst",
                many,
                "--log",
                "json",
                "--data",
            ])
            .arg(folder.path())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} can't be started", program.display()))?;
        let mut lines = BufReader::new(child.stderr.take().context("it says nothing")?).lines();
        let address = loop {
            let said: serde_json::Value = serde_json::from_str(&lines.next().context("the relay ended")??)?;
            if said["message"] == "listening" {
                break said["address"].as_str().context("the relay names no address")?.parse()?;
            }
        };
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, address, program, folder })
    }

    fn process(&self) -> Process {
        Process(self.child.id())
    }

    /// A new mailbox.
    fn mailbox(&self, bench: &Bench) -> Result<Target> {
        let device = Device::new()?;
        drop(bench.runtime.block_on(device.connect(self.address, 0, 0))?);
        Ok(device.target(self.address))
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}
