//! Relays that lie, and crashes on both sides of a real one.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use rowbell_protocol::{
    Encoded, Enter, FromDevice, FromRelay, GapReason, Keys, Letter, SealedLetter, Sequence, VERSION,
};
use rowbell_tests::{
    Agent, Bus, Desktop, Request, bodies, comes_to,
    relay::{Relay, came, is_live},
    slow, until,
};
use rustix::process::Signal;
use tokio::{net::TcpListener, sync::mpsc};
use tokio_tungstenite::{accept_async, tungstenite::Message};

use crate::sales::{start, with_secrets_in_a_file};

/// A relay that says what a test wants it to say.
struct Liar {
    address: String,
    entered: mpsc::UnboundedReceiver<Enter>,
    confirmed: Arc<Mutex<Vec<Sequence>>>,
    say: mpsc::UnboundedSender<Message>,
}

impl Liar {
    async fn start() -> Self {
        Self::with_backlog(0).await
    }

    /// One that says that so many letters wait; then it does not say by itself when all have come.
    async fn with_backlog(backlog: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (enters, entered) = mpsc::unbounded_channel();
        let (say, mut said) = mpsc::unbounded_channel::<Message>();
        let confirmed = Arc::new(Mutex::new(Vec::new()));
        let confirms = confirmed.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mut socket = accept_async(stream).await.unwrap();
                let hello = FromRelay::Hello { version: VERSION, challenge: Encoded::random().unwrap() };
                socket.send(text(&hello)).await.unwrap();
                loop {
                    tokio::select! {
                        heard = socket.next() => {
                            let Some(Ok(Message::Text(heard))) = heard else { break };
                            match serde_json::from_str(&heard).unwrap() {
                                FromDevice::Enter(enter) => {
                                    let mailbox = enter.keys.mailbox();
                                    let _ = enters.send(*enter);
                                    let ready = FromRelay::Ready {
                                        mailbox, epoch: Encoded([1; 8]), backlog, days: 7, letters: 100,
                                    };
                                    socket.send(text(&ready)).await.unwrap();
                                    if backlog == 0 {
                                        socket.send(text(&FromRelay::CaughtUp)).await.unwrap();
                                    }
                                }
                                FromDevice::Confirm { after } => {
                                    confirms.lock().unwrap_or_else(PoisonError::into_inner).push(after);
                                }
                                _ => {}
                            }
                        }
                        Some(message) = said.recv() => socket.send(message).await.unwrap(),
                    }
                }
            }
        });
        Self { address, entered, confirmed, say }
    }

    fn letter(&self, enter: &Enter, sequence: Sequence, row: &str) {
        let headers = vec![("content-type".to_owned(), b"application/json".to_vec())];
        let body = bodies::new_row(row, row).into_bytes();
        let letter = Letter { received_ms: 1_795_000_000_000, address: enter.addresses[0], headers, body };
        self.bytes(sequence, &enter.keys.seal(&letter).unwrap());
    }

    fn bytes(&self, sequence: Sequence, sealed: &[u8]) {
        let _ = self.say.send(Message::binary(SealedLetter { sequence, sealed }.to_bytes()));
    }

    fn confirmed(&self) -> Option<Sequence> {
        self.confirmed.lock().unwrap_or_else(PoisonError::into_inner).last().copied()
    }
}

fn text(said: &FromRelay) -> Message {
    Message::text(serde_json::to_string(said).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_repeats_itself_invents_and_misorders_is_not_believed() {
    let desktop = Desktop::headless();
    let (mut liar, mut agent) = (Liar::start().await, start(&desktop).await);
    agent.ok(&["relay", "add", &liar.address, "--name", "liar"]);
    is_live(&agent, "liar").await;
    // The first is the one that opened the mailbox.
    liar.entered.recv().await.unwrap();
    let enter = liar.entered.recv().await.unwrap();
    assert_eq!(enter.cursor, None);

    for (sequence, row) in [(10, "ten"), (10, "ten again"), (9, "nine"), (11, "eleven"), (11, "eleven")] {
        liar.letter(&enter, sequence, row);
    }
    // What nobody can open: invented, empty, and sealed to another key.
    liar.bytes(12, b"");
    liar.bytes(13, &[7; 300]);
    let other = Enter { keys: Keys::generate().unwrap().public(), ..enter.clone() };
    liar.letter(&other, 14, "for somebody else");
    // What a later version may say.
    let _ = liar.say.send(Message::text(r#"{"type":"weather","is":"fine"}"#));
    liar.letter(&enter, 15, "fifteen");
    came(&agent, "fifteen").await;
    until("all is confirmed", async || liar.confirmed(), |confirmed| *confirmed == Some(15)).await;
    let rows = |entries: &[rowbell_api::Entry], kind: &str| {
        let rows = entries.iter().rev().filter(|entry| entry.kind == kind).map(|entry| entry.row.name.clone());
        rows.collect::<Vec<_>>()
    };
    let entries = agent.history().await;
    assert_eq!(rows(&entries, "row_added").len(), 3, "{entries:?}");
    assert_eq!(rows(&entries, "row_added").into_iter().collect::<HashSet<_>>(), set(&["ten", "eleven", "fifteen"]));
    let forged: Vec<_> = entries.iter().filter(|entry| entry.authenticity == "forged").collect();
    assert!(forged.len() == 3 && forged.iter().all(|entry| !entry.unread), "{forged:?}");

    // It says that its store is a new one: what comes a second time is known.
    let _ = liar.say.send(text(&FromRelay::Gap { reason: GapReason::Reset, until_ms: None }));
    liar.letter(&enter, 1, "one");
    came(&agent, "one").await;
    agent.trouble("letters_gone").await;
    assert_eq!(liar.confirmed(), Some(1));

    // After a start it says how far it is.
    agent.stop().await;
    let agent = Agent::start_as(&desktop, &with_secrets_in_a_file()).await;
    is_live(&agent, "liar").await;
    let again = liar.entered.recv().await.unwrap();
    assert_eq!(again.cursor.map(|cursor| (cursor.epoch, cursor.after)), Some((Encoded([1; 8]), 1)));
    // What is no message at all ends the connection, and it is made again.
    let _ = liar.say.send(Message::text("not json"));
    liar.entered.recv().await.unwrap();
    is_live(&agent, "liar").await;
    agent.stop_well().await;
}

/// What comes of a backlog is held for one summary. The line breaks in the middle of it, and the end never comes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_before_the_line_broke_is_summed_up() {
    let desktop = Desktop::with_popups().await;
    let (mut liar, agent) = (Liar::with_backlog(9).await, start(&desktop).await);
    agent.popups_ready().await;
    let bus = Bus::listen(&desktop).await;
    agent.ok(&["relay", "add", &liar.address, "--name", "liar"]);
    is_live(&agent, "liar").await;
    liar.entered.recv().await.unwrap();
    let enter = liar.entered.recv().await.unwrap();
    for (sequence, row) in [(1, "one"), (2, "two"), (3, "three")] {
        liar.letter(&enter, sequence, row);
        let held = agent.outcome(came(&agent, row).await.id, "held").await;
        assert_eq!(held.outcome_reason.as_deref(), Some("catching_up"), "{held:?}");
    }
    assert_eq!(bus.notifies().len(), 0, "{:?}", bus.notifies());

    let _ = liar.say.send(Message::Close(None));
    let summary = bus.titled("3 changes").await;
    assert!(summary.body.contains("while you were away"), "{}", summary.body);
    // On the next line the rest comes.
    let again = liar.entered.recv().await.unwrap();
    assert_eq!(again.cursor.map(|cursor| cursor.after), Some(3));
    liar.letter(&enter, 4, "four");
    let four = agent.outcome(came(&agent, "four").await.id, "held").await;
    let _ = liar.say.send(text(&FromRelay::CaughtUp));
    agent.outcome(four.id, "shown").await;
    agent.stop_well().await;
}

fn set(names: &[&str]) -> HashSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Relay and laptop are killed again and again while webhooks are posted. What was answered with 200 is in the history
/// once, whatever was not answered is there at most once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_nothing_is_lost_or_doubled() {
    let count = if slow() { 100_000 } else { 5_000 };
    let desktop = Desktop::headless();
    let mut relay =
        Relay::start_as(&desktop, "relay", &["--per-second", "100000", "--burst", "200000", "--letters", "200000"])
            .await;
    let mut agent = start(&desktop).await;
    agent.ok(&["pause"]);
    let added = relay.lets_in(&agent).await;
    let (next, answered) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(HashSet::new())));
    let posting: Vec<_> = (0..8)
        .map(|_| {
            let (url, next, answered) = (added.url.clone(), next.clone(), answered.clone());
            tokio::spawn(async move {
                while let number @ 0.. = next.fetch_add(1, Ordering::Relaxed)
                    && number < count
                {
                    let row = format!("r{number}");
                    // One that is not answered is given up, as SeaTable gives it up.
                    if let Ok(answer) = Request::post(&url, bodies::new_row(&row, &row)).try_send().await
                        && answer.status == 200
                    {
                        answered.lock().unwrap_or_else(PoisonError::into_inner).insert(row);
                    } else {
                        // Nobody is there for a moment.
                        tokio::time::sleep(Duration::from_millis(10)).await;
                    }
                }
            })
        })
        .collect();
    let done = || next.load(Ordering::Relaxed);
    let kills = 10;
    for kill in 1..=kills {
        comes_to("some more are posted", async || done(), kill * count / (kills + 2)).await;
        if kill % 2 == 0 {
            relay.kill_and_start().await;
        } else {
            agent.process.signal(Signal::KILL);
            agent.process.ended().await;
            agent = Agent::start_as(&desktop, &with_secrets_in_a_file()).await;
        }
    }
    for task in posting {
        task.await.unwrap();
    }
    is_live(&agent, &added.endpoint).await;
    let answered = answered.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(answered.len() > count / 4, "{} of {count} were answered", answered.len());
    // What is posted last comes last.
    assert_eq!(Request::post(&added.url, bodies::new_row("last", "last")).send().await.status, 200);
    came(&agent, "last").await;
    let entries: Vec<rowbell_api::Entry> = agent.json(&["history", "--limit", &(count + 1).to_string()]);
    let mut times: HashMap<&str, usize> = HashMap::new();
    entries.iter().for_each(|entry| *times.entry(&entry.row_id).or_default() += 1);
    let twice: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    let lost: Vec<_> = answered.iter().filter(|row| !times.contains_key(row.as_str())).collect();
    assert!(lost.is_empty(), "{} lost: {lost:?}", lost.len());
    println!("{} of {count} answered, {} in the history, {kills} kills", answered.len(), entries.len());
    agent.stop_well().await;
}
