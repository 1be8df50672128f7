//! The program under test.

use std::{
    fs,
    net::SocketAddr,
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
};

use rowbell_api::{Client, ClientError, Entry, EntryDetail, Page, Status, UrlView};
use rustix::process::Signal;
use serde::de::DeserializeOwned;

use crate::{
    Desktop, eventually,
    process::{Output, Process, run},
    rowbell_bin, until,
};

/// How an agent is started.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The name of its data folder on the desktop.
    pub name: &'static str,
    /// `--port`; none: the settings' one.
    pub port: Option<u16>,
    /// The settings file to begin with; none: the one the agent makes.
    pub settings: Option<String>,
    /// Further environment.
    pub env: Vec<(&'static str, String)>,
    /// What it is started by, such as [`crate::Network::enter`].
    pub by: Vec<String>,
    /// Whether to wait until the agent listens; else only until its API answers.
    pub listens: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self { name: "data", port: Some(0), settings: None, env: Vec::new(), by: Vec::new(), listens: true }
    }
}

impl Setup {
    /// With this settings file.
    pub fn with_settings(settings: &str) -> Self {
        Self { settings: Some(settings.to_owned()), ..Self::default() }
    }
}

/// A running agent.
#[derive(Debug)]
pub struct Agent {
    /// Its process.
    pub process: Process,
    /// Its data folder.
    pub data: PathBuf,
    client: Client,
    command: Command,
}

impl Agent {
    /// Starts an agent with a fresh port and waits until it receives.
    pub async fn start(desktop: &Desktop) -> Self {
        Self::start_as(desktop, &Setup::default()).await
    }

    /// Starts an agent as `setup` says.
    pub async fn start_as(desktop: &Desktop, setup: &Setup) -> Self {
        let data = desktop.path(setup.name);
        // Otherwise the agent makes the folder, with rights of its own choice.
        if let Some(settings) = &setup.settings {
            fs::create_dir_all(&data).unwrap();
            fs::write(data.join("rowbell.toml"), settings).unwrap();
        }
        let mut words = setup.by.iter().map(PathBuf::from).chain([rowbell_bin()]);
        let mut command = desktop.command(words.next().expect("a program"));
        command.args(words).arg("--data-dir").arg(&data).envs(setup.env.iter().map(|(name, value)| (name, value)));
        let mut start = copy(&command);
        if let Some(port) = setup.port {
            start.args(["--port", &port.to_string()]);
        }
        let process = Process::start(&start);
        let client = Client::new(&data.join("agent.sock"));
        let mut agent = Self { process, data, client, command };
        agent.is_up(setup.listens).await;
        agent
    }

    async fn is_up(&mut self, listens: bool) {
        let said = self.process.said.clone();
        eventually("the agent is up", async || {
            assert!(self.process.is_running(), "the agent ended: {}", said.text());
            match self.client.get::<Status>("/v1/status").await {
                Ok(status) if status.pid != self.process.id() => Err("the status is another agent's".to_owned()),
                Ok(status) if listens && status.listening.is_none() => Err(format!("{:?}", status.troubles)),
                Ok(_) => Ok(()),
                Err(error) => Err(error.to_string()),
            }
        })
        .await;
    }

    /// Ends it as the system does, by a signal, and waits for its end.
    pub async fn stop(&mut self) -> ExitStatus {
        self.process.signal(Signal::TERM);
        self.process.ended().await
    }

    /// Ends it as the system does; it must end well.
    pub async fn stop_well(mut self) {
        let status = self.stop().await;
        assert!(status.success(), "it ended with {status} ({:?}): {}", status.signal(), self.process.said.text());
    }

    /// The socket of its API.
    pub fn socket(&self) -> PathBuf {
        self.data.join("agent.sock")
    }

    /// The client of its API.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// `GET` on its API.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> T {
        self.client.get(path).await.unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Its state.
    pub async fn status(&self) -> Status {
        self.get("/v1/status").await
    }

    /// Waits until its state fits.
    pub async fn status_where(&self, what: &str, fits: impl Fn(&Status) -> bool) -> Status {
        until(what, async || self.status().await, fits).await
    }

    /// Waits until it has a trouble of this code; its words.
    pub async fn trouble(&self, code: &str) -> String {
        let has = |status: &Status| status.troubles.iter().any(|trouble| trouble.code.name() == code);
        let status = self.status_where(&format!("the trouble {code}"), has).await;
        status.troubles.into_iter().find(|trouble| trouble.code.name() == code).map(|trouble| trouble.message).unwrap()
    }

    /// Waits until it has no trouble of this code.
    pub async fn no_trouble(&self, code: &str) {
        let none = |status: &Status| status.troubles.iter().all(|trouble| trouble.code.name() != code);
        self.status_where(&format!("no trouble {code}"), none).await;
    }

    /// Waits until popups can be shown.
    pub async fn popups_ready(&self) {
        self.status_where("popups can be shown", |status| status.popups.starts_with("dunst")).await;
    }

    /// The address of its first endpoint.
    pub async fn url(&self) -> String {
        let urls: Vec<UrlView> = self.get("/v1/urls").await;
        urls.into_iter().next().expect("an address").url
    }

    /// Where it listens.
    pub async fn address(&self) -> SocketAddr {
        self.status().await.listening.expect("it listens").parse().unwrap()
    }

    /// The newest changes, newest first.
    pub async fn history(&self) -> Vec<Entry> {
        self.get::<Page>("/v1/history?limit=1000").await.entries
    }

    /// Waits until so many changes are in the history; all of them, newest first.
    pub async fn recorded(&self, count: usize) -> Vec<Entry> {
        let what = format!("{count} changes are in the history");
        eventually(&what, async || {
            let entries = self.history().await;
            if entries.len() >= count { Ok(entries) } else { Err(entries.len()) }
        })
        .await
    }

    /// One change, with the request it came in.
    pub async fn entry(&self, id: i64) -> EntryDetail {
        self.get(&format!("/v1/entries/{id}?raw=true")).await
    }

    /// Waits until a change's outcome is this one.
    pub async fn outcome(&self, id: i64, outcome: &str) -> Entry {
        let what = format!("the outcome of {id} is {outcome}");
        until(&what, async || self.entry(id).await.entry, |entry| entry.outcome == outcome).await
    }

    /// Runs a command of the command line.
    pub fn cli(&self, arguments: &[&str]) -> Output {
        self.cli_with(arguments, "")
    }

    /// Runs a command of the command line with this on its standard input.
    pub fn cli_with(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = copy(&self.command);
        command.args(arguments);
        run(&command, input)
    }

    /// Runs a command that must succeed; what it printed.
    pub fn ok(&self, arguments: &[&str]) -> String {
        self.ok_with(arguments, "")
    }

    /// Runs a command that must succeed, with this on its standard input.
    pub fn ok_with(&self, arguments: &[&str], input: &str) -> String {
        let output = self.cli_with(arguments, input);
        assert!(output.code == 0, "rowbell {arguments:?} ended with {}: {}{}", output.code, output.out, output.err);
        output.out
    }

    /// Runs a command with `--json`; what it printed, read.
    pub fn json<T: DeserializeOwned>(&self, arguments: &[&str]) -> T {
        let out = self.ok(&[arguments, &["--json"]].concat());
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("rowbell {arguments:?} printed {out}: {error}"))
    }

    /// Starts a command that goes on, such as `watch`.
    pub fn going_on(&self, arguments: &[&str]) -> Process {
        let mut command = copy(&self.command);
        command.args(arguments);
        Process::start(&command)
    }

    /// The settings file.
    pub fn settings_file(&self) -> PathBuf {
        self.data.join("rowbell.toml")
    }

    /// All bytes of all files it keeps, with their paths.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        collect(&self.data, &mut files);
        files
    }

    /// The names of the files that hold a text.
    pub fn files_with(&self, text: &str) -> Vec<String> {
        let holds = |bytes: &[u8]| bytes.windows(text.len()).any(|bytes| bytes == text.as_bytes());
        let files = self.files().into_iter().filter(|(_, bytes)| holds(bytes));
        files.filter_map(|(path, _)| Some(path.file_name()?.to_string_lossy().into_owned())).collect()
    }

    /// Whether its API answers at all.
    pub async fn answers(&self) -> Result<Status, ClientError> {
        self.client.get("/v1/status").await
    }
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        if kind.is_dir() {
            collect(&path, files);
        } else if kind.is_file() {
            // A file may go away while one looks, as SQLite's do.
            files.extend(fs::read(&path).ok().map(|bytes| (path, bytes)));
        }
    }
}

/// The same command again; `Command` can't be cloned.
fn copy(command: &Command) -> Command {
    let mut new = Command::new(command.get_program());
    new.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => new.env(name, value),
            None => new.env_remove(name),
        };
    }
    new
}
