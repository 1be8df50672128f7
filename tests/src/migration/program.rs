//! A Rowbell of any version.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use rowbell_api::Client;
use rustix::process::Signal;
use serde_json::Value;

use crate::{
    Desktop, eventually,
    process::{Process, run},
};

/// A running Rowbell of any version. Its answers are plain JSON, because the API's types are those of today.
#[derive(Debug)]
pub struct Program {
    /// Its process.
    pub process: Process,
    /// Its data folder.
    pub data: PathBuf,
    client: Client,
    binary: PathBuf,
}

/// The program of the earlier version, `$ROWBELL_EARLIER_BIN`; `scripts/earlier-program.sh` builds it.
///
/// # Panics
/// When there is none.
pub fn earlier_bin() -> PathBuf {
    let named = env::var_os("ROWBELL_EARLIER_BIN").map(PathBuf::from);
    named
        .filter(|path| path.is_file())
        .expect("ROWBELL_EARLIER_BIN names the program that scripts/earlier-program.sh builds")
}

impl Program {
    /// Starts one with this data folder, and waits until it receives.
    pub async fn start(desktop: &Desktop, binary: &Path, data: &Path) -> Self {
        let mut program = Self::spawn(desktop, binary, data);
        let (said, id) = (program.process.said.clone(), program.process.id());
        eventually("the program listens", async || {
            assert!(program.process.is_running(), "it ended: {}", said.text());
            let status: Value = program.client.get("/v1/status").await.map_err(|error| error.to_string())?;
            let listens = status["pid"] == id && !status["listening"].is_null();
            if listens { Ok(()) } else { Err(status["troubles"].to_string()) }
        })
        .await;
        program
    }

    /// Starts one and waits for nothing.
    pub fn spawn(desktop: &Desktop, binary: &Path, data: &Path) -> Self {
        Self::of(command(desktop, binary, data), binary, data)
    }

    /// Starts one that the system kills in the middle of the write that would make a file longer than this. It waits for
    /// nothing.
    pub fn spawn_limited(desktop: &Desktop, binary: &Path, data: &Path, bytes: u64) -> Self {
        let command = command(desktop, binary, data);
        let mut limited = desktop.command("prlimit");
        limited.args([&format!("--fsize={bytes}"), "--core=0", "--"]).arg(binary).args(command.get_args());
        limited.env("ROWBELL_SECRETS", "file");
        Self::of(limited, binary, data)
    }

    fn of(mut command: Command, binary: &Path, data: &Path) -> Self {
        let process = Process::start(command.args(["--port", "0", "--hidden"]));
        let client = Client::new(&data.join("agent.sock"));
        Self { process, data: data.to_owned(), client, binary: binary.to_owned() }
    }

    /// `GET` on its API.
    pub async fn get(&self, path: &str) -> Value {
        self.client.get(path).await.unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// `POST` on its API.
    pub async fn post(&self, path: &str, body: &Value) -> Value {
        self.client.post(path, body).await.unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Waits until an answer fits.
    pub async fn until(&self, what: &str, path: &str, fits: impl Fn(&Value) -> bool) -> Value {
        crate::until(what, async || self.get(path).await, fits).await
    }

    /// Runs a command that must succeed, with this on its standard input; what it printed.
    pub fn ok(&self, desktop: &Desktop, arguments: &[&str], input: &str) -> String {
        let output = run(command(desktop, &self.binary, &self.data).args(arguments), input);
        assert!(output.code == 0, "rowbell {arguments:?} ended with {}: {}{}", output.code, output.out, output.err);
        output.out
    }

    /// Ends it as the system does.
    pub async fn stop(mut self) {
        self.process.signal(Signal::TERM);
        let status = self.process.ended().await;
        assert!(status.success(), "it ended with {status}: {}", self.process.said.text());
    }
}

fn command(desktop: &Desktop, binary: &Path, data: &Path) -> Command {
    let mut command = desktop.command(binary);
    command.arg("--data-dir").arg(data).env("ROWBELL_SECRETS", "file");
    command
}

/// Copies the files of a data folder that no program uses, its logs apart.
///
/// # Panics
/// When they can't be copied.
pub fn copy_data(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
