//! SeaTable's sender: Python's `requests`, used as `dtable_events/webhook/webhook.py` uses it.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::{DEADLINE, Desktop, process::Process, within};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/sender.py");

/// A sender that runs as long as its test.
#[derive(Debug)]
pub struct Sender {
    process: Process,
    next: u64,
    /// How many lines of its output were read, and what they said.
    read: usize,
    answers: HashMap<u64, Value>,
}

impl Sender {
    /// A sender with one thread, so that bodies arrive in the order in which they are sent.
    pub fn start(desktop: &Desktop) -> Self {
        Self::with_threads(desktop, 1)
    }

    /// A sender with so many threads; SeaTable has two.
    pub fn with_threads(desktop: &Desktop, threads: usize) -> Self {
        // The system's Python, because one from a version manager may lack `requests`.
        let mut command = desktop.command("/usr/bin/python3");
        command.args([SCRIPT, &threads.to_string()]);
        Self { process: Process::start(&command), next: 0, read: 0, answers: HashMap::new() }
    }

    /// Sends a body, signed if there is a secret; the status of the answer.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn send(&mut self, url: &str, body: &str, secret: Option<&str>) -> u16 {
        let job = self.queue(url, body, secret, false);
        let answer = within(DEADLINE, "the sender has an answer", async || self.answer(job).ok_or("none yet")).await;
        let status = answer["status"].as_u64();
        u16::try_from(status.unwrap_or_else(|| panic!("no answer: {answer}"))).unwrap()
    }

    /// Sends a body that must be accepted.
    pub async fn accepted(&mut self, url: &str, body: &str) {
        assert_eq!(self.send(url, body, None).await, 200, "{body}");
    }

    /// Queues a body and gives its number. With `retry`, what was not answered is sent again, as no SeaTable does: it
    /// stands for a sender that keeps what was not taken.
    pub fn queue(&mut self, url: &str, body: &str, secret: Option<&str>, retry: bool) -> u64 {
        self.next += 1;
        let job = json!({"id": self.next, "url": url, "body": body, "secret": secret, "retry": retry});
        self.process.write(&format!("{job}\n"));
        self.next
    }

    /// What came back for a body, once it has: `{"status"}` or `{"error"}`.
    pub fn answer(&mut self, id: u64) -> Option<Value> {
        self.look();
        self.answers.get(&id).cloned()
    }

    /// How many were answered by now.
    pub fn answered(&mut self) -> usize {
        self.look();
        self.answers.len()
    }

    /// The answers by now, by number.
    pub fn answers(&mut self) -> HashMap<u64, Value> {
        self.look();
        self.answers.clone()
    }

    fn look(&mut self) {
        let lines = self.process.said.lines();
        for line in &lines[self.read..] {
            let answer: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("the sender failed: {lines:?}"));
            self.answers.insert(answer["id"].as_u64().expect("a number"), answer);
        }
        self.read = lines.len();
    }
}
