//! An agent under measurement: the real program, with files of its own.

use std::{
    fs,
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use rowbell_api::{
    AddRelay, AddedRelay, BenchRequest, Client, Connect, Connected, Done, Events, Page, Rule, SetSecret, Status,
};
use rustix::process::{Pid, Signal, kill_process};

use crate::{Bench, body, load::Target, process::Process};

const TOKEN: &str = "Bench0123456789abcdefgh";
const SECRET: &str = "s3cret of the bench";
const PATIENCE: Duration = Duration::from_secs(120);

/// Where an agent keeps its files; they go with it.
pub(crate) struct Home {
    folder: tempfile::TempDir,
    port: u16,
}

/// How an agent is to be.
#[derive(Clone, Copy, Default)]
pub(crate) struct With<'a> {
    /// Another build's program; none: the one that is measured.
    pub(crate) program: Option<&'a Path>,
    /// Deliveries must be signed.
    pub(crate) signed: bool,
    /// It has no session bus.
    pub(crate) headless: bool,
    /// The screen on which it opens windows; none: it opens none.
    pub(crate) screen: Option<&'a str>,
}

/// Which popups an agent shows.
#[derive(Clone, Copy)]
pub(crate) enum Popups {
    Folded,
    All,
    None,
}

/// A running agent; ended when it is dropped.
pub(crate) struct Agent {
    child: Child,
    client: Client,
    /// Where to post.
    pub(crate) target: Target,
    /// Just before it was started.
    pub(crate) started: Instant,
}

impl Home {
    pub(crate) fn new(bench: &Bench) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("a").tempdir_in(&bench.directory)?;
        let home = Self { folder, port: free_port()? };
        if home.socket().as_os_str().len() > 99 {
            bail!("{} is too deep for a socket; set ROWBELL_BENCH_DIR", home.folder.path().display());
        }
        for folder in [home.settings(), home.database()].iter().filter_map(|file| file.parent()) {
            fs::create_dir_all(folder)?;
        }
        Ok(home)
    }

    fn settings(&self) -> PathBuf {
        self.folder.path().join("config/rowbell/rowbell.toml")
    }

    /// The agent's socket.
    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.path().join("data/rowbell/agent.sock")
    }

    /// Where a window keeps its own.
    pub(crate) fn window_data(&self) -> PathBuf {
        self.folder.path().join("window")
    }

    /// One with a copy of this database.
    pub(crate) fn with_database(bench: &Bench, file: &Path) -> Result<Self> {
        let home = Self::new(bench)?;
        fs::copy(file, home.database())?;
        Ok(home)
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("data/rowbell/rowbell.db")
    }

    /// Writes the settings. Popups are folded into a summary as they usually are, or all shown, or none is. Nothing is
    /// forgotten, and bases that the agent wrote down stay.
    pub(crate) fn set(&self, popups: Popups) -> Result<()> {
        let popups = match popups {
            Popups::Folded => "",
            Popups::All => "fold_seconds = 0",
            Popups::None => "enabled = false",
        };
        let before = fs::read_to_string(self.settings()).unwrap_or_default();
        let bases = before.find("[[base]]").map_or("", |at| &before[at..]);
        let text = format!(
            "language = \"en\"\n[listen]\nport = {}\n[popups]\n{popups}\n\
             [history]\ndays = 36500\nmax_megabytes = 100000\n\
             [[endpoint]]\nname = \"default\"\ntoken = \"{TOKEN}\"\n{bases}",
            self.port
        );
        // Replaced as a whole: the agent must never read half of it.
        let path = self.settings();
        let fresh = path.with_extension("new");
        fs::write(&fresh, text)?;
        Ok(fs::rename(fresh, path)?)
    }

    /// Starts the program; does not wait for anything.
    pub(crate) fn spawn(&self, bench: &Bench, with: With<'_>) -> Result<Agent> {
        if !self.settings().exists() {
            self.set(Popups::Folded)?;
        }
        let nowhere = "unix:path=/nonexistent".to_owned();
        let bus = if with.headless { nowhere } else { bench.desktop.address.clone() };
        let mut command = Command::new(with.program.unwrap_or(&bench.rowbell));
        command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", self.folder.path()).env("LANG", "en_US.UTF-8");
        command.env("ROWBELL_SECRETS", "file").env("DBUS_SESSION_BUS_ADDRESS", bus);
        command.env("XDG_CONFIG_HOME", self.folder.path().join("config"));
        command.env("XDG_DATA_HOME", self.folder.path().join("data"));
        command.arg("--hidden");
        match with.screen {
            Some(screen) => command.env("DISPLAY", screen),
            None => command.env("ROWBELL_WINDOW", "none"),
        };
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let started = Instant::now();
        let child = command.spawn().with_context(|| format!("{}", bench.rowbell.display()))?;
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        let target = Target { address, path: format!("{}{TOKEN}", body::PATH), secret: None };
        Ok(Agent { child, client: Client::new(&self.socket()), target, started })
    }

    /// Starts an agent and waits until it receives and answers.
    pub(crate) fn start(&self, bench: &Bench, with: With<'_>) -> Result<Agent> {
        let mut agent = self.spawn(bench, with)?;
        until_listening(agent.target.address)?;
        let deadline = Instant::now() + PATIENCE;
        while bench.runtime.block_on(agent.client.get::<Status>("/v1/status")).is_err() {
            wait(deadline, Duration::from_millis(5), "the agent does not answer")?;
        }
        if with.signed {
            let request = SetSecret { endpoint: "default".into(), secret: Some(SECRET.into()), ..SetSecret::default() };
            bench.runtime.block_on(agent.client.post::<Done>("/v1/secrets", &request))?;
            agent.target.secret = Some(SECRET.to_owned());
        }
        Ok(agent)
    }
}

impl Agent {
    pub(crate) fn process(&self) -> Process {
        Process(self.child.id())
    }

    /// Opens a mailbox at a relay; where to post to it.
    pub(crate) fn add_relay(&self, bench: &Bench, relay: SocketAddr) -> Result<Target> {
        let request = AddRelay { address: format!("http://{relay}"), ..AddRelay::default() };
        let added = bench.runtime.block_on(self.client.post::<AddedRelay>("/v1/relays", &request))?;
        let path = added.url.split_once(&relay.to_string()).context("another relay")?.1.to_owned();
        Ok(Target { address: relay, path, secret: None })
    }

    /// What happens, from now on.
    pub(crate) async fn events(&self) -> Result<Events> {
        Ok(self.client.events().await?)
    }

    /// Has it open its window.
    pub(crate) fn activate(&self, bench: &Bench) -> Result<()> {
        bench.runtime.block_on(self.client.post::<Done>("/v1/activate", &()))?;
        Ok(())
    }

    /// How many changes are in the history.
    pub(crate) fn recorded(&self, bench: &Bench) -> Result<u64> {
        Ok(bench.runtime.block_on(self.client.get::<Status>("/v1/status"))?.total)
    }

    /// Connects a base.
    pub(crate) fn connect(&self, bench: &Bench, address: &str, token: &str) -> Result<()> {
        let request = Connect { address: Some(address.to_owned()), token: token.to_owned(), plain: false };
        bench.runtime.block_on(self.client.post::<Connected>("/v1/connect", &request))?;
        Ok(())
    }

    /// Puts rules in force, below those that are.
    pub(crate) fn add_rules(&self, bench: &Bench, rules: &[Rule]) -> Result<()> {
        rules.iter().try_for_each(|rule| {
            bench.runtime.block_on(self.client.post::<Done>("/v1/rules", rule))?;
            Ok(())
        })
    }

    /// What a rule would have done.
    pub(crate) fn try_rule(&self, bench: &Bench, request: &BenchRequest) -> Result<rowbell_api::Bench> {
        Ok(bench.runtime.block_on(self.client.post("/v1/bench", request))?)
    }

    /// Waits until so many bases are connected.
    pub(crate) fn until_live(&self, bench: &Bench, count: usize) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let status = bench.runtime.block_on(self.client.get::<Status>("/v1/status"))?;
            let live = status.bases.iter().filter_map(|base| base.connection.as_ref());
            if live.filter(|connection| connection.state == "live").count() >= count {
                return Ok(());
            }
            wait(deadline, Duration::from_millis(20), "a base is not connected")?;
        }
    }

    /// The newest of the changes that fit.
    pub(crate) fn history(&self, bench: &Bench, query: &str) -> Result<Page> {
        Ok(bench.runtime.block_on(self.client.get::<Page>(&format!("/v1/history?{query}")))?)
    }

    /// Waits until so many changes are in the history, and a search finds the row of body `last`. Says when.
    pub(crate) fn until_searchable(&self, bench: &Bench, count: u64, last: u64) -> Result<Instant> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if self.recorded(bench)? >= count && self.found(bench, &format!("{}{last:08}", body::MARK))? > 0 {
                return Ok(Instant::now());
            }
            wait(deadline, Duration::from_millis(20), "changes are missing in the history")?;
        }
    }

    /// How many of the newest 50 changes fit a search.
    pub(crate) fn found(&self, bench: &Bench, search: &str) -> Result<usize> {
        let path = format!("/v1/history?limit=50&search={search}");
        Ok(bench.runtime.block_on(self.client.get::<Page>(&path))?.entries.len())
    }

    /// Ends it as the system does, and waits for it.
    pub(crate) fn stop(mut self) -> Result<()> {
        let id = Pid::from_raw(i32::try_from(self.child.id())?).context("no process")?;
        kill_process(id, Signal::TERM)?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until something listens there; says when it was seen.
pub(crate) fn until_listening(address: SocketAddr) -> Result<Instant> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if TcpStream::connect(address).is_ok() {
            return Ok(Instant::now());
        }
        wait(deadline, Duration::from_micros(200), "nothing listens")?;
    }
}

/// Sleeps for a moment, unless the deadline is over.
pub(crate) fn wait(deadline: Instant, moment: Duration, what: &str) -> Result<()> {
    if Instant::now() > deadline {
        bail!("{what}");
    }
    std::thread::sleep(moment);
    Ok(())
}

pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
