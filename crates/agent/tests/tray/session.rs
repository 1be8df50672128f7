//! A session of its own for a test: bus, display, panel, and the tray in a process of its own, because it finds its bus by
//! the environment. All of them end with their test.

use std::fmt::Debug;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long anything may take before the test fails.
const DEADLINE: Duration = Duration::from_secs(30);
/// Set for the tray's own process.
pub(crate) const TRAY_PROCESS: &str = "ROWBELL_TEST_TRAY_PROCESS";

/// Asks again and again until there is an answer.
pub(crate) async fn eventually<T, F: Future<Output = Result<T, E>>, E: Debug>(
    what: &str,
    mut ask: impl FnMut() -> F,
) -> T {
    let end = Instant::now() + DEADLINE;
    loop {
        match ask().await {
            Ok(answer) => return answer,
            Err(error) if Instant::now() > end => panic!("{what}: not within {DEADLINE:?}, last {error:?}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// A process that ends with its owner.
struct Owned(Child);

impl Drop for Owned {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The session. Fields are dropped in this order: the folder last.
pub(crate) struct Session {
    panel: Option<Owned>,
    bus: Option<Owned>,
    display: Option<(Owned, String)>,
    folder: TempDir,
}

impl Session {
    /// A session with nothing in it.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["run", "home"] {
            std::fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        Self { panel: None, bus: None, display: None, folder }
    }

    /// A session with a bus.
    pub(crate) fn with_bus() -> Self {
        let mut session = Self::empty();
        session.start_bus();
        session
    }

    /// A session with bus, display and panel.
    pub(crate) fn with_panel() -> Self {
        let mut session = Self::with_bus();
        session.start_panel();
        session
    }

    /// Where the bus is or would be.
    pub(crate) fn address(&self) -> String {
        format!("unix:path={}", self.folder.path().join("run/bus").display())
    }

    pub(crate) fn start_bus(&mut self) {
        let address = self.address();
        let mut bus = self
            .command("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1", "--address", &address])
            .stdout(Stdio::piped())
            .spawn()
            .expect("dbus-daemon");
        let mut said = String::new();
        BufReader::new(bus.stdout.take().expect("its output")).read_line(&mut said).expect("an address");
        self.bus = Some(Owned(bus));
    }

    /// Ends the bus and forgets its socket.
    pub(crate) fn stop_bus(&mut self) {
        self.bus = None;
        let _ = std::fs::remove_file(self.folder.path().join("run/bus"));
    }

    pub(crate) fn start_panel(&mut self) {
        if self.display.is_none() {
            let mut display = Command::new("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("Xvfb");
            let mut number = String::new();
            BufReader::new(display.stdout.take().expect("its output")).read_line(&mut number).expect("a number");
            self.display = Some((Owned(display), format!(":{}", number.trim())));
            let folder = self.folder.path().join("home/.config/xfce4/xfconf/xfce-perchannel-xml");
            std::fs::create_dir_all(&folder).expect("a folder");
            std::fs::write(folder.join("xfce4-panel.xml"), include_str!("xfce4-panel.xml")).expect("settings");
        }
        let panel = self.command("xfce4-panel").arg("--disable-wm-check").spawn().expect("xfce4-panel");
        self.panel = Some(Owned(panel));
    }

    pub(crate) fn stop_panel(&mut self) {
        self.panel = None;
    }

    /// A program of this session, silent.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command
            .env("HOME", self.folder.path().join("home"))
            .env("XDG_RUNTIME_DIR", self.folder.path().join("run"))
            .env("DBUS_SESSION_BUS_ADDRESS", self.address())
            .env("NO_AT_BRIDGE", "1")
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CURRENT_DESKTOP", "WAYLAND_DISPLAY"] {
            command.env_remove(name);
        }
        match &self.display {
            Some((_, display)) => command.env("DISPLAY", display),
            None => command.env_remove("DISPLAY"),
        };
        command
    }

    /// A connection to the bus of this session.
    pub(crate) async fn connect(&self) -> zbus::Connection {
        let address = self.address();
        let builder = zbus::connection::Builder::address(address.as_str()).expect("an address");
        builder.build().await.expect("a bus")
    }

    /// The tray, in a process of its own: this test program, started for that one "test".
    pub(crate) fn tray(&self) -> TrayProcess {
        let program: PathBuf = std::env::current_exe().expect("this program");
        let mut child = self
            .command(program)
            .args(["the_tray_by_itself", "--exact", "--nocapture"])
            .env(TRAY_PROCESS, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the tray");
        let said = Arc::new(Mutex::new(String::new()));
        let mut output = child.stdout.take().expect("its output");
        std::thread::spawn({
            let said = Arc::clone(&said);
            move || {
                let mut some = [0; 4096];
                while let Ok(length @ 1..) = output.read(&mut some) {
                    said.lock().expect("a lock").push_str(&String::from_utf8_lossy(&some[..length]));
                }
            }
        });
        let input = child.stdin.take();
        TrayProcess { input, said, child: Owned(child) }
    }
}

/// A running tray.
pub(crate) struct TrayProcess {
    input: Option<ChildStdin>,
    said: Arc<Mutex<String>>,
    child: Owned,
}

impl TrayProcess {
    /// Has it show what the words say.
    pub(crate) fn show(&mut self, words: &str) {
        writeln!(self.input.as_mut().expect("not ended"), "{words}").expect("a living tray");
    }

    /// Waits until it says `what`, and forgets all it said until then.
    pub(crate) async fn says(&self, what: &str) {
        eventually(what, async || {
            let mut said = self.said.lock().expect("a lock");
            let Some(at) = said.find(what) else { return Err(said.clone()) };
            said.drain(..at + what.len());
            Ok(())
        })
        .await;
    }

    /// Its process, for `/proc`.
    pub(crate) fn id(&self) -> u32 {
        self.child.0.id()
    }

    /// Ends its input and waits for its end.
    pub(crate) async fn end(mut self) {
        self.input = None;
        self.says("ended").await;
        eventually("the end", || std::future::ready(self.child.0.try_wait().ok().flatten().ok_or("still running")))
            .await;
    }
}
