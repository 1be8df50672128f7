//! Other programs at work on the same database.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
};

use rowbell_tests::{Agent, Desktop, Request, Setup, bodies, free_port, until};

/// Python's own SQLite, with the database open and locked for writing.
struct OtherProgram {
    process: Child,
    input: ChildStdin,
    said: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl OtherProgram {
    fn holds(database: &Path) -> Self {
        let script = "import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute('BEGIN IMMEDIATE')
print('holds', flush=True)
sys.stdin.readline()
connection.execute('ROLLBACK')
print('let go', flush=True)
sys.stdin.readline()
connection.close()";
        let mut command = Command::new("/usr/bin/python3");
        command.args(["-c", script]).arg(database).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let (input, output) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        let mut other = Self { process, input, said: BufReader::new(output).lines() };
        assert_eq!(other.said.next().unwrap().unwrap(), "holds");
        other
    }

    fn lets_go(&mut self) {
        writeln!(self.input).unwrap();
        assert_eq!(self.said.next().unwrap().unwrap(), "let go");
    }

    fn closes(mut self) {
        writeln!(self.input).unwrap();
        assert!(self.process.wait().unwrap().success());
    }
}

async fn post(url: &str, row: &str) -> u16 {
    Request::post(url, bodies::change(row, row, "x")).send().await.status
}

/// The rows in the history, once this one is there.
async fn rows_with(agent: &Agent, last: &str) -> Vec<String> {
    let rows = async || agent.history().await.into_iter().map(|entry| entry.row_id).collect::<Vec<_>>();
    until("the last one is in the history", rows, |rows| rows.iter().any(|row| row == last)).await
}

#[tokio::test]
async fn what_was_answered_is_kept_though_another_program_held_the_database() {
    let desktop = Desktop::headless();
    let setup = Setup { port: Some(free_port()), ..Setup::default() };
    let mut agent = Agent::start_as(&desktop, &setup).await;
    let (url, database) = (agent.url().await, agent.data.join("rowbell.db"));
    assert_eq!(post(&url, "before").await, 200);
    agent.recorded(1).await;
    agent.ok(&["history"]);
    let mut other = OtherProgram::holds(&database);
    assert_eq!(post(&url, "a").await, 503);
    other.lets_go();
    assert_eq!(post(&url, "b").await, 200);
    other.closes();
    assert!(agent.data.join("rowbell.db-wal").exists(), "the other program took itself for the last one");
    assert_eq!(post(&url, "c").await, 200);
    agent.process.kill();
    let agent = Agent::start_as(&desktop, &setup).await;
    let mut rows = rows_with(&agent, "c").await;
    rows.sort();
    assert_eq!(rows, ["b", "before", "c"]);
    agent.stop_well().await;
}

#[tokio::test]
async fn files_deleted_or_replaced_under_it_are_opened_anew_and_it_says_so() {
    let desktop = Desktop::headless();
    let setup = Setup { port: Some(free_port()), ..Setup::default() };
    let mut agent = Agent::start_as(&desktop, &setup).await;
    let url = agent.url().await;
    for (number, ends) in [&["-wal"][..], &["-wal", "-shm"], &["", "-wal", "-shm"]].into_iter().enumerate() {
        let before = format!("before{number}");
        assert_eq!(post(&url, &before).await, 200);
        rows_with(&agent, &before).await;
        for end in ends {
            fs::remove_file(agent.data.join(format!("rowbell.db{end}"))).unwrap();
        }
        let after = format!("after{number}");
        assert_eq!(post(&url, &after).await, 200);
        assert!(agent.trouble("history_moved").await.contains("Another program"));
        agent.process.kill();
        agent = Agent::start_as(&desktop, &setup).await;
        rows_with(&agent, &after).await;
        agent.no_trouble("history_moved").await;
    }
    agent.stop_well().await;
}
