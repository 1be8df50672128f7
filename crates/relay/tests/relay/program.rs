//! The real program: its commands, its end, and what a crash leaves.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    os::fd::OwnedFd,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use rowbell_protocol::{Cursor, Encoded, FromDevice, FromRelay, InvitationLink, Token, TokenHash};
use rustix::process::Signal;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::watch,
};

use crate::{
    device::{Device, Heard},
    happy::refused,
    running::{SOON, raw, read},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_rowbell-relay");

/// The program at work; killed at the end.
struct Program {
    child: Child,
    address: String,
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["--config", "/dev/null", "--public-address", "https://relay.example.org", "--data"]);
    command.arg(folder).args(arguments).env_remove("LISTEN_FDS");
    command
}

/// What a command prints; it must do what it is told.
fn ok(folder: &Path, arguments: &[&str]) -> String {
    let output = command(folder, arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

impl Program {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut all = vec!["--listen", "127.0.0.1:0", "--log", "json"];
        all.extend(arguments);
        Self::begin(command(folder, &all))
    }

    /// As systemd starts it, with a socket that it holds.
    fn inherit(folder: &Path, listener: &TcpListener) -> Self {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "exec 3<&0 </dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$0\" \"$@\"", PROGRAM]);
        command.args(["--config", "/dev/null", "--log", "json", "--invitations", "open", "--data"]).arg(folder);
        command.stdin(Stdio::from(OwnedFd::from(listener.try_clone().unwrap())));
        Self::begin(command)
    }

    fn begin(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("it ended").unwrap();
            let said: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
            if said["message"] == "listening" {
                break said["address"].as_str().unwrap().to_owned();
            }
        };
        // What it says further must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    fn signal(&self, signal: Signal) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, signal).unwrap();
    }

    fn wait(&mut self) -> std::process::ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < SOON, "it does not end");
            std::thread::yield_now();
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

#[tokio::test]
async fn an_operator_needs_no_more_than_the_commands() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = command(folder.path(), &["mailboxes"]).output().unwrap();
    assert!(!nothing.status.success() && !folder.path().join("relay.db").exists());
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("--data"), "{nothing:?}");
    let program = Program::start(folder.path(), &["--metrics-listen", "127.0.0.1:0"]);
    let link: InvitationLink = ok(folder.path(), &["invite", "--note", "Anna", "--uses", "2"]).trim().parse().unwrap();
    assert_eq!(link.relay.to_string(), "https://relay.example.org");
    let mut device = Device { invitation: link.invitation, ..Device::new() };
    let (mut line, _) = device.enter(&program.address).await;
    assert_eq!(line.hear(&device.keys).await, Heard::Said(FromRelay::CaughtUp));
    let token = device.tokens[0];
    let request =
        format!("POST /in/{token} HTTP/1.1\r\nhost: a\r\ncontent-length: 6\r\nconnection: close\r\n\r\nmarker");
    assert_eq!(raw(&program.address, request.as_bytes()).await.status, 200);
    assert_eq!(device.take(&mut line).await.body, b"marker");
    let id = device.keys.public().mailbox().to_string();
    let listed = ok(folder.path(), &["mailboxes"]);
    assert!(listed.contains(&id) && listed.contains("Anna"), "{listed}");
    let set = ok(folder.path(), &["quota", &id[..8], "--letters", "5", "--megabytes", "1", "--per-second", "7"]);
    assert_eq!(set, format!("{id}: 5 letters, 1 MB, 7 a second.\n"));
    let listed: serde_json::Value = serde_json::from_str(&ok(folder.path(), &["mailboxes", "--json"])).unwrap();
    assert_eq!(listed[0]["quota"], serde_json::json!({"letters": 5, "bytes": 1_000_000, "per_second": 7}));
    assert_eq!((&listed[0]["id"], &listed[0]["letters"]), (&id.as_str().into(), &1.into()));
    assert!(ok(folder.path(), &["quota", &id]).ends_with(": as for all.\n"));
    let invitation = link.invitation.unwrap().hash().to_string();
    assert!(ok(folder.path(), &["invitations"]).contains(&invitation[..10]));
    ok(folder.path(), &["invitations", "revoke", &invitation[..10]]);
    let late = Device { invitation: link.invitation, ..Device::new() };
    let heard = late.connect(&program.address).await.hear(&late.keys).await;
    assert_eq!(heard, refused(rowbell_protocol::Refusal::InvitationInvalid));
    let get = async |path: &str| raw(&program.address, format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).await;
    for (path, status) in [("/", 200), ("/healthz", 200), ("/readyz", 200), ("/metrics", 404), ("/v1/connect", 426)] {
        assert_eq!(get(path).await.status, status, "{path}");
    }
    assert!(!get("/").await.text.contains(&id));
    ok(folder.path(), &["close", &id]);
    assert_eq!(line.hear(&device.keys).await, refused(rowbell_protocol::Refusal::Closed));
}

#[tokio::test]
async fn nothing_that_lies_on_the_disk_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path(), &["--invitations", "open"]);
    let mut device = Device::new();
    drop(device.enter(&program.address).await);
    let token = device.tokens[0].to_string();
    for _ in 0..20 {
        let request = format!(
            "POST /in/{token} HTTP/1.1\r\nhost: a\r\nx-mark: marked-head\r\ncontent-length: 11\r\nconnection: close\r\n\r\nmarked-body"
        );
        assert_eq!(raw(&program.address, request.as_bytes()).await.status, 200);
    }
    let needles = [&b"marked-head"[..], b"marked-body", b"x-mark", token.as_bytes(), &device.tokens[0].0];
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for needle in needles {
            assert!(!bytes.windows(needle.len()).any(|part| part == needle), "{needle:?} in {}", path.display());
        }
        files += 1;
        assert!(bytes.len() < 10_000_000);
    }
    // The letters may still be in the log beside the database.
    assert!(files >= 2, "{files}");
}

/// Runs a script of Python with the store's path, and gives it once it has said a line.
fn python(script: &str, store: &Path) -> (Child, ChildStdin) {
    let mut command = Command::new("python3");
    command.args(["-c", script]).arg(store).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut said = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said, "ready\n");
    let input = child.stdin.take().unwrap();
    (child, input)
}

/// Another program holds the store for longer than the relay waits, then a backup is made as docs/self-hosting.md says.
#[tokio::test]
async fn what_was_acknowledged_outlives_another_program_and_a_backup() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("relay.db");
    let mut program = Program::start(folder.path(), &["--invitations", "open"]);
    let mut device = Device::new();
    let (mut line, _) = device.enter(&program.address).await;
    assert_eq!(line.hear(&device.keys).await, Heard::Said(FromRelay::CaughtUp));
    let token = device.tokens[0];
    let post = async |program: &Program, body: &str| {
        let head = format!("POST /in/{token} HTTP/1.1\r\nhost: a\r\ncontent-length: {}\r\n", body.len());
        raw(&program.address, format!("{head}connection: close\r\n\r\n{body}").as_bytes()).await.status
    };
    assert_eq!(post(&program, "before").await, 200);
    let hold = "import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute('BEGIN IMMEDIATE')
print('ready', flush=True)
sys.stdin.readline()";
    let (mut holding, input) = python(hold, &store);
    assert_eq!(post(&program, "held").await, 503);
    drop(input);
    assert!(holding.wait().unwrap().success());
    assert_eq!(post(&program, "between").await, 200);
    let back_up = "import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.backup(sqlite3.connect(sys.argv[1] + '.backup'))
connection.close()
print('ready', flush=True)";
    assert!(python(back_up, &store).0.wait().unwrap().success());
    assert!(folder.path().join("relay.db-wal").exists(), "the backup took itself for the last one");
    assert_eq!(post(&program, "after").await, 200);
    let restart = async |program: &mut Program| {
        program.signal(Signal::KILL);
        program.wait();
        *program = Program::start(folder.path(), &["--invitations", "open"]);
        let mut line = device.connect(&program.address).await;
        let mut taken = Vec::new();
        loop {
            match line.hear(&device.keys).await {
                Heard::Letter(_, letter) => taken.push(String::from_utf8(letter.body).unwrap()),
                Heard::Said(FromRelay::CaughtUp) => return taken,
                Heard::Said(_) => {}
                other => panic!("{other:?} after {taken:?}"),
            }
        }
    };
    assert_eq!(restart(&mut program).await, ["before", "between", "after"]);
    // Somebody who means well tidies up.
    assert_eq!(post(&program, "in the log").await, 200);
    for end in ["-wal", "-shm"] {
        std::fs::remove_file(folder.path().join(format!("relay.db{end}"))).unwrap();
    }
    assert_eq!(post(&program, "last").await, 200);
    assert_eq!(restart(&mut program).await.last().unwrap(), "last");
}

/// Where the program is now, and whether all has been posted.
#[derive(Clone, Default)]
struct Now {
    address: String,
    over: bool,
}

/// Posts the numbers, one after the other, each once, wherever the program is. Gives those that were acknowledged.
async fn post_all(mut now: watch::Receiver<Now>, token: Token, until: u64, count: Arc<AtomicU64>) -> Vec<u64> {
    let (mut acknowledged, mut number) = (Vec::new(), 0);
    while number < until {
        let address = now.borrow_and_update().address.clone();
        if let Ok(mut stream) = TcpStream::connect(&address).await {
            while number < until {
                number += 1;
                let body = number.to_string();
                let head = format!("POST /in/{token} HTTP/1.1\r\nhost: a\r\ncontent-length: {}\r\n\r\n", body.len());
                let mut answer = [0; 512];
                let answered = async {
                    stream.write_all((head + &body).as_bytes()).await?;
                    stream.read(&mut answer).await
                };
                match answered.await {
                    Ok(length) if length > 0 => {
                        let answer = read(&answer[..length]);
                        assert_eq!(answer.status, 200, "{answer:?}");
                    }
                    Ok(_) | Err(_) => break,
                }
                acknowledged.push(number);
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
        if number < until {
            now.changed().await.unwrap();
        }
    }
    acknowledged
}

/// Takes letters, wherever the program is, until it is gone for good.
async fn take_all(mut now: watch::Receiver<Now>, mut device: Device) -> (Device, Vec<(TokenHash, u64)>) {
    let mut taken = Vec::new();
    loop {
        let Now { address, over } = now.borrow_and_update().clone();
        if over {
            return (device, taken);
        }
        take_what_comes(&address, &mut device, &mut taken, false).await;
        let _moved = now.changed().await;
    }
}

/// Takes letters until the connection ends, or only what waits.
async fn take_what_comes(address: &str, device: &mut Device, taken: &mut Vec<(TokenHash, u64)>, only_backlog: bool) {
    let Some(mut line) = device.try_connect(address).await else { return };
    loop {
        match line.hear(&device.keys).await {
            Heard::Said(FromRelay::Ready { epoch, .. }) => {
                device.cursor.get_or_insert(Cursor { epoch, after: 0 });
            }
            Heard::Letter(after, letter) => {
                let number = String::from_utf8(letter.body).unwrap().parse().unwrap();
                taken.push((letter.address, number));
                device.cursor.as_mut().unwrap().after = after;
                line.try_say(&FromDevice::Confirm { after }).await;
            }
            Heard::Said(FromRelay::CaughtUp) if only_backlog => return,
            Heard::Said(FromRelay::CaughtUp) => {}
            Heard::Closed(_) if !only_backlog => return,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_outlives_kills() {
    let total: u64 = if std::env::var_os("ROWBELL_SLOW").is_some() { 100_000 } else { 5_000 };
    let many = (2 * total).to_string();
    let settings = ["--invitations", "open", "--letters", &many, "--burst", &many];
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(folder.path(), &settings);
    let mut device = Device::new();
    device.tokens = (0..4).map(|_| Encoded::random().unwrap()).collect();
    drop(device.enter(&program.address).await);
    let (moved, now) = watch::channel(Now { address: program.address.clone(), over: false });
    let count = Arc::new(AtomicU64::new(0));
    let tokens = device.tokens.clone();
    let each = total / tokens.len() as u64;
    let post = |token: &Token| tokio::spawn(post_all(now.clone(), *token, each, Arc::clone(&count)));
    let posting: Vec<_> = tokens.iter().map(post).collect();
    let taking = tokio::spawn(take_all(now.clone(), device));
    let mut kills = 0;
    while !posting.iter().all(|task| task.is_finished()) {
        // At some moment that has nothing to do with what it is just doing.
        let random: Encoded<2> = Encoded::random().unwrap();
        let next = count.load(Ordering::Relaxed) + u64::from(u16::from_be_bytes(random.0)) % (total / 8);
        while count.load(Ordering::Relaxed) < next && !posting.iter().all(|task| task.is_finished()) {
            tokio::time::sleep(Duration::from_micros(u64::from(random.0[0]))).await;
        }
        program.signal(Signal::KILL);
        program.wait();
        kills += 1;
        program = Program::start(folder.path(), &settings);
        moved.send_replace(Now { address: program.address.clone(), over: false });
    }
    program.signal(Signal::KILL);
    program.wait();
    moved.send_replace(Now { address: String::new(), over: true });
    let (mut device, mut taken) = taking.await.unwrap();
    let program = Program::start(folder.path(), &settings);
    take_what_comes(&program.address, &mut device, &mut taken, true).await;
    for (token, task) in tokens.iter().zip(posting) {
        let acknowledged = task.await.unwrap();
        let taken: Vec<u64> = taken.iter().filter(|(to, _)| *to == token.hash()).map(|(_, number)| *number).collect();
        assert!(taken.windows(2).all(|two| two[0] < two[1]), "doubled or not in order");
        let lost: Vec<_> = acknowledged.iter().filter(|number| taken.binary_search(number).is_err()).collect();
        assert!(lost.is_empty(), "lost after {kills} kills: {lost:?}");
        // What was posted and not acknowledged may be there or not; it is at most one for each kill.
        assert!(each - acknowledged.len() as u64 <= kills, "{} of {each} acknowledged", acknowledged.len());
    }
    assert!(kills >= 5, "{kills}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_refuses_nothing_where_systemd_holds_the_socket() {
    const POSTS: u64 = 600;
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let mut program = Program::inherit(folder.path(), &listener);
    let mut device = Device::new();
    let (mut line, _) = device.enter(&address).await;
    assert_eq!(line.hear(&device.keys).await, Heard::Said(FromRelay::CaughtUp));
    let (token, done) = (device.tokens[0], Arc::new(AtomicU64::new(0)));
    let posting: Vec<_> = (0..4)
        .map(|_| {
            let (address, done) = (address.clone(), Arc::clone(&done));
            tokio::spawn(async move {
                while done.fetch_add(1, Ordering::Relaxed) < POSTS {
                    // As SeaTable does it: a connection for each.
                    let head = "HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\nconnection: close\r\n\r\nx";
                    let answer = raw(&address, format!("POST /in/{token} {head}").as_bytes()).await;
                    assert_eq!(answer.status, 200, "{answer:?}");
                }
            })
        })
        .collect();
    for restart in 1..4 {
        // A sender that was refused has ended.
        while done.load(Ordering::Relaxed) < restart * POSTS / 4 && !posting.iter().any(|task| task.is_finished()) {
            tokio::task::yield_now().await;
        }
        program.signal(Signal::TERM);
        let status = program.wait();
        assert!(status.success(), "{status}");
        program = Program::inherit(folder.path(), &listener);
    }
    for task in posting {
        task.await.unwrap();
    }
    let closed = loop {
        match line.hear(&device.keys).await {
            Heard::Letter(after, _) => {
                device.cursor.as_mut().unwrap().after = after;
                line.try_say(&FromDevice::Confirm { after }).await;
            }
            closed => break closed,
        }
    };
    assert_eq!(closed, Heard::Closed(Some(1012)));
    assert_eq!(ok(folder.path(), &["mailboxes", "--json"]).matches(&format!("\"letters\": {POSTS},")).count(), 1);
    drop(program);
}

#[tokio::test]
async fn tls_comes_from_files_and_follows_them() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
    let write = || {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        std::fs::write(&certificate, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        made.cert.der().clone()
    };
    let first = write();
    let (c, k) = (certificate.to_str().unwrap().to_owned(), key.to_str().unwrap().to_owned());
    let data = folder.path().join("data");
    let half = command(&data, &["--tls-key", &k]).output().unwrap();
    assert!(!half.status.success() && String::from_utf8_lossy(&half.stderr).contains("tls_certificate"), "{half:?}");
    let program = Program::start(&data, &["--tls-certificate", &c, "--tls-key", &k]);
    assert_eq!(shown_certificate(&program.address, &first).await, Some(true));
    let second = write();
    program.signal(Signal::HUP);
    let began = Instant::now();
    while shown_certificate(&program.address, &second).await != Some(true) {
        assert!(began.elapsed() < SOON, "the old certificate is shown still");
    }
    // What can't be used leaves it in force.
    std::fs::write(&certificate, "nothing").unwrap();
    program.signal(Signal::HUP);
    assert_eq!(shown_certificate(&program.address, &second).await, Some(true));
}

/// Whether a request over TLS is answered by who has this certificate.
async fn shown_certificate(address: &str, certificate: &rustls::pki_types::CertificateDer<'static>) -> Option<bool> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await.ok()?;
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let Ok(mut stream) = connector.connect("localhost".try_into().unwrap(), stream).await else { return Some(false) };
    stream.write_all(b"GET /healthz HTTP/1.0\r\n\r\n").await.ok()?;
    let mut answer = Vec::new();
    let _end = stream.read_to_end(&mut answer).await;
    Some(read(&answer).status == 200)
}
