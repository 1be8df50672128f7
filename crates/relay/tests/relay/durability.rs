//! What was acknowledged outlives crashes and other programs.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use rowbell_protocol::{Cursor, Encoded, FromDevice, FromRelay, Token, TokenHash};
use rustix::process::Signal;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::watch,
};

use crate::{
    device::{Device, Received},
    program::Program,
    running::{raw, read},
};

/// Runs a Python script with the store's path, and returns it once it has printed a line.
fn python(script: &str, store: &Path) -> (Child, ChildStdin) {
    let mut command = Command::new("python3");
    command.args(["-c", script]).arg(store).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut printed = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut printed).unwrap();
    assert_eq!(printed, "ready\n");
    let input = child.stdin.take().unwrap();
    (child, input)
}

/// Another program holds the store for longer than the relay waits, then a backup is made as docs/self-hosting.md says.
#[tokio::test]
async fn acknowledged_letters_survive_other_programs_and_a_backup() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("relay.db");
    let mut program = Program::start(folder.path(), &["--invitations", "open"]);
    let mut device = Device::new();
    let (mut connection, _) = device.enter(&program.address).await;
    assert_eq!(connection.receive(&device.keys).await, Received::Message(FromRelay::CaughtUp));
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
    assert!(folder.path().join("relay.db-wal").exists(), "the backup deleted the log");
    assert_eq!(post(&program, "after").await, 200);
    let restart = async |program: &mut Program| {
        program.signal(Signal::KILL);
        program.wait();
        *program = Program::start(folder.path(), &["--invitations", "open"]);
        let mut connection = device.connect(&program.address).await;
        let mut taken = Vec::new();
        loop {
            match connection.receive(&device.keys).await {
                Received::Letter(_, letter) => taken.push(String::from_utf8(letter.body).unwrap()),
                Received::Message(FromRelay::CaughtUp) => return taken,
                Received::Message(_) => {}
                other => panic!("{other:?} after {taken:?}"),
            }
        }
    };
    assert_eq!(restart(&mut program).await, ["before", "between", "after"]);
    // Somebody tidies up with good intentions.
    assert_eq!(post(&program, "in the log").await, 200);
    for end in ["-wal", "-shm"] {
        std::fs::remove_file(folder.path().join(format!("relay.db{end}"))).unwrap();
    }
    assert_eq!(post(&program, "last").await, 200);
    assert_eq!(restart(&mut program).await.last().unwrap(), "last");
}

/// Where the program is reached now, and whether everything has been posted.
#[derive(Clone, Default)]
struct State {
    address: String,
    done: bool,
}

/// Posts the numbers one after the other, each once, wherever the program is reached. Gives those that were acknowledged.
async fn post_all(mut now: watch::Receiver<State>, token: Token, until: u64, count: Arc<AtomicU64>) -> Vec<u64> {
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

/// Receives letters, wherever the program is reached, until everything has been posted.
async fn take_all(mut now: watch::Receiver<State>, mut device: Device) -> (Device, Vec<(TokenHash, u64)>) {
    let mut taken = Vec::new();
    loop {
        let State { address, done } = now.borrow_and_update().clone();
        if done {
            return (device, taken);
        }
        receive_letters(&address, &mut device, &mut taken, false).await;
        let _moved = now.changed().await;
    }
}

/// Receives letters until the connection ends, or only the backlog.
async fn receive_letters(address: &str, device: &mut Device, taken: &mut Vec<(TokenHash, u64)>, only_backlog: bool) {
    let Some(mut connection) = device.try_connect(address).await else { return };
    loop {
        match connection.receive(&device.keys).await {
            Received::Message(FromRelay::Ready { epoch, .. }) => {
                device.cursor.get_or_insert(Cursor { epoch, after: 0 });
            }
            Received::Letter(after, letter) => {
                let number = String::from_utf8(letter.body).unwrap().parse().unwrap();
                taken.push((letter.address, number));
                device.cursor.as_mut().unwrap().after = after;
                connection.try_send(&FromDevice::Confirm { after }).await;
            }
            Received::Message(FromRelay::CaughtUp) if only_backlog => return,
            Received::Message(FromRelay::CaughtUp) => {}
            Received::Closed(_) if !only_backlog => return,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_letters_survive_kills() {
    let total: u64 = if std::env::var_os("ROWBELL_SLOW").is_some() { 100_000 } else { 5_000 };
    let many = (2 * total).to_string();
    let settings = ["--invitations", "open", "--letters", &many, "--burst", &many];
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(folder.path(), &settings);
    let mut device = Device::new();
    device.tokens = (0..4).map(|_| Encoded::random().unwrap()).collect();
    drop(device.enter(&program.address).await);
    let (moved, now) = watch::channel(State { address: program.address.clone(), done: false });
    let count = Arc::new(AtomicU64::new(0));
    let tokens = device.tokens.clone();
    let each = total / tokens.len() as u64;
    let post = |token: &Token| tokio::spawn(post_all(now.clone(), *token, each, Arc::clone(&count)));
    let posting: Vec<_> = tokens.iter().map(post).collect();
    let taking = tokio::spawn(take_all(now.clone(), device));
    let mut kills = 0;
    while !posting.iter().all(|task| task.is_finished()) {
        // At a random moment.
        let random: Encoded<2> = Encoded::random().unwrap();
        let next = count.load(Ordering::Relaxed) + u64::from(u16::from_be_bytes(random.0)) % (total / 8);
        while count.load(Ordering::Relaxed) < next && !posting.iter().all(|task| task.is_finished()) {
            tokio::time::sleep(Duration::from_micros(u64::from(random.0[0]))).await;
        }
        program.signal(Signal::KILL);
        program.wait();
        kills += 1;
        program = Program::start(folder.path(), &settings);
        moved.send_replace(State { address: program.address.clone(), done: false });
    }
    program.signal(Signal::KILL);
    program.wait();
    moved.send_replace(State { address: String::new(), done: true });
    let (mut device, mut taken) = taking.await.unwrap();
    let program = Program::start(folder.path(), &settings);
    receive_letters(&program.address, &mut device, &mut taken, true).await;
    for (token, task) in tokens.iter().zip(posting) {
        let acknowledged = task.await.unwrap();
        let taken: Vec<u64> = taken.iter().filter(|(to, _)| *to == token.hash()).map(|(_, number)| *number).collect();
        assert!(taken.windows(2).all(|two| two[0] < two[1]), "doubled or not in order");
        let lost: Vec<_> = acknowledged.iter().filter(|number| taken.binary_search(number).is_err()).collect();
        assert!(lost.is_empty(), "lost after {kills} kills: {lost:?}");
        // A letter that was posted and not acknowledged may be there or not: at most one for each kill.
        assert!(each - acknowledged.len() as u64 <= kills, "{} of {each} acknowledged", acknowledged.len());
    }
    assert!(kills >= 5, "{kills}");
}
