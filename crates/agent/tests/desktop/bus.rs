//! A session bus of one's own, and waiting for things to be so.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use rowbell::desktop::linux::popups::{LinuxPopups, PopupOptions};
use rowbell_core::deliver::desktop::{
    Popup, PopupAction, PopupButton, PopupEvent, PopupKey, PopupState, PopupWeight, Popups as _,
};
use tokio::{sync::mpsc, time::timeout};
use tokio_util::sync::CancellationToken;

/// How long anything may take before a test fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A program that ends with the test.
pub(crate) struct Program(pub(crate) Child);

impl Program {
    /// Starts a program that prints one line once it is ready, and gives that line.
    pub(crate) fn start(command: &mut Command) -> (Self, String) {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        (Self(child), line.trim().to_owned())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A session bus that can start no services, unless they are given to it before it runs.
pub(crate) struct PrivateBus {
    pub(crate) address: String,
    pub(crate) folder: tempfile::TempDir,
    daemon: Option<Program>,
}

impl PrivateBus {
    pub(crate) fn start() -> Self {
        let mut bus = Self::prepare();
        bus.run();
        bus
    }

    /// A bus that has an address but does not run yet.
    pub(crate) fn prepare() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("unix:path={}", folder.path().join("bus").display());
        let config = format!(
            "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" \
             \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\
             <busconfig><type>session</type><listen>{address}</listen><auth>EXTERNAL</auth>\
             <servicedir>{}</servicedir>\
             <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/>\
             <allow own=\"*\"/></policy></busconfig>",
            folder.path().join("services").display()
        );
        std::fs::create_dir(folder.path().join("services")).unwrap();
        std::fs::write(folder.path().join("bus.conf"), config).unwrap();
        Self { address, folder, daemon: None }
    }

    /// Makes a service known that the bus starts when it is wanted.
    pub(crate) fn add_service(&self, name: &str, program: &str) {
        let service = format!("[D-BUS Service]\nName={name}\nExec={program}\n");
        std::fs::write(self.folder.path().join("services").join(format!("{name}.service")), service).unwrap();
    }

    pub(crate) fn run(&mut self) {
        let config = self.folder.path().join("bus.conf");
        let mut command = Command::new("dbus-daemon");
        command.arg(format!("--config-file={}", config.display())).args(["--nofork", "--print-address"]);
        self.daemon = Some(Program::start(&mut command).0);
    }

    pub(crate) fn stop(&mut self) {
        self.daemon = None;
        let _ = std::fs::remove_file(self.socket());
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("bus")
    }

    pub(crate) async fn connect(&self) -> zbus::Connection {
        zbus::connection::Builder::address(self.address.as_str()).unwrap().build().await.unwrap()
    }
}

/// The popups under test, and what comes of them.
pub(crate) struct Desktop {
    pub(crate) popups: LinuxPopups,
    pub(crate) events: mpsc::Receiver<PopupEvent>,
    pub(crate) shutdown: CancellationToken,
}

impl Desktop {
    pub(crate) fn start(bus: &PrivateBus) -> Self {
        Self::start_with(bus, Duration::from_secs(10), 64)
    }

    pub(crate) fn start_with(bus: &PrivateBus, time_limit: Duration, room: usize) -> Self {
        let (sender, events) = mpsc::channel(room);
        let shutdown = CancellationToken::new();
        let options = PopupOptions { bus: Some(bus.address.clone()), time_limit, ..PopupOptions::default() };
        Self { popups: LinuxPopups::start_with(options, sender, shutdown.clone()), events, shutdown }
    }

    pub(crate) async fn event(&mut self) -> PopupEvent {
        timeout(PATIENCE, self.events.recv()).await.expect("no event came").unwrap()
    }

    pub(crate) async fn state(&self, fits: impl Fn(&PopupState) -> bool) -> PopupState {
        let mut state = self.popups.state();
        let reached = timeout(PATIENCE, state.wait_for(|state| fits(state))).await;
        match reached {
            Ok(state) => state.unwrap().clone(),
            Err(_) => panic!("the state stayed {:?}", *self.popups.state().borrow()),
        }
    }

    pub(crate) async fn ready(&self) -> String {
        match self.state(|state| matches!(state, PopupState::Ready { .. })).await {
            PopupState::Ready { server } => server.title,
            _ => unreachable!(),
        }
    }

    /// The name of the server that does not answer.
    pub(crate) async fn busy(&self) -> String {
        match self.state(|state| matches!(state, PopupState::Busy { .. })).await {
            PopupState::Busy { title } => title,
            _ => unreachable!(),
        }
    }

    pub(crate) async fn no_server(&self) -> String {
        match self.state(|state| matches!(state, PopupState::NoServer { .. })).await {
            PopupState::NoServer { detail } => detail,
            _ => unreachable!(),
        }
    }
}

pub(crate) fn popup(key: u64) -> Popup {
    Popup {
        key: PopupKey(key),
        title: "Acme GmbH".to_owned(),
        body: "Prio: + → ++\nTasks · Bo".to_owned(),
        weight: PopupWeight::Normal,
        default_label: "Open row".to_owned(),
        buttons: vec![
            PopupButton { action: PopupAction::Open, label: "Open row".to_owned() },
            PopupButton { action: PopupAction::MarkRead, label: "Mark as read".to_owned() },
        ],
    }
}

pub(crate) fn clicked(key: u64, action: PopupAction, token: Option<&str>) -> PopupEvent {
    PopupEvent::Invoked { key: PopupKey(key), action, token: token.map(str::to_owned) }
}

pub(crate) fn closed(key: u64, by_person: bool) -> PopupEvent {
    PopupEvent::Closed { key: PopupKey(key), by_person }
}

/// Waits until something is so.
pub(crate) async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so().await {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
