//! A session bus of one's own, with a notification server and a panel on it that note when they are asked what.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Instant,
};

use anyhow::{Context, Result};
use zbus::{Connection, zvariant::OwnedValue};

use crate::body;

/// The bus and those who live on it.
pub(crate) struct Desktop {
    /// The bus's address.
    pub(crate) address: String,
    connection: Connection,
    came: Arc<Came>,
    daemon: Child,
    _folder: tempfile::TempDir,
}

/// What was asked of the servers.
#[derive(Default)]
struct Came {
    /// When the popup of each body came, by the body's number.
    popups: Mutex<HashMap<u64, Instant>>,
    /// When a tray icon registered.
    icons: Mutex<Vec<Instant>>,
}

impl Desktop {
    pub(crate) async fn start() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let address = format!("unix:path={}", folder.path().join("bus").display());
        // The limits are a desktop's, where each of a thousand popups may have a connection.
        let config = format!(
            "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" \
             \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\
             <busconfig><type>session</type><listen>{address}</listen><auth>EXTERNAL</auth>\
             <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/>\
             <allow own=\"*\"/></policy><limit name=\"max_completed_connections\">100000</limit>\
             <limit name=\"max_incomplete_connections\">10000</limit>\
             <limit name=\"max_connections_per_user\">100000</limit></busconfig>"
        );
        let path = folder.path().join("bus.conf");
        std::fs::write(&path, config)?;
        let mut daemon = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", path.display()))
            .args(["--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("dbus-daemon")?;
        let mut line = String::new();
        BufReader::new(daemon.stdout.take().context("no output")?).read_line(&mut line)?;
        let came = Arc::new(Came::default());
        let connection = zbus::connection::Builder::address(address.as_str())?
            .serve_at("/org/freedesktop/Notifications", Notifications { came: came.clone(), next: AtomicU32::new(1) })?
            .serve_at("/StatusNotifierWatcher", Watcher { came: came.clone() })?
            .name("org.freedesktop.Notifications")?
            .name("org.kde.StatusNotifierWatcher")?
            .build()
            .await?;
        Ok(Self { address, connection, came, daemon, _folder: folder })
    }

    /// The popups that came since the last call: the body's number and when.
    pub(crate) fn take_popups(&self) -> HashMap<u64, Instant> {
        std::mem::take(&mut *self.came.popups.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many popups came since [`Desktop::take_popups`].
    pub(crate) fn popups(&self) -> usize {
        self.came.popups.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// When tray icons registered since the last call.
    pub(crate) fn take_icons(&self) -> Vec<Instant> {
        std::mem::take(&mut *self.came.icons.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many connections to the bus a process has.
    pub(crate) async fn connections(&self, process: u32) -> Result<f64> {
        let bus = zbus::fdo::DBusProxy::new(&self.connection).await?;
        let mut count = 0;
        for name in bus.list_names().await? {
            if name.starts_with(':') && bus.get_connection_unix_process_id((*name).clone()).await.ok() == Some(process)
            {
                count += 1;
            }
        }
        Ok(f64::from(count))
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

struct Notifications {
    came: Arc<Came>,
    next: AtomicU32,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    #[allow(clippy::too_many_arguments)]
    async fn notify(
        &self,
        _app_name: &str,
        replaces: u32,
        _icon: &str,
        title: &str,
        text: &str,
        _actions: Vec<&str>,
        _hints: HashMap<&str, OwnedValue>,
        _expires: i32,
    ) -> u32 {
        let now = Instant::now();
        if let Some(number) = body::number_in(title).or_else(|| body::number_in(text)) {
            self.came.popups.lock().unwrap_or_else(PoisonError::into_inner).entry(number).or_insert(now);
        }
        if replaces == 0 { self.next.fetch_add(1, Ordering::Relaxed) } else { replaces }
    }

    async fn close_notification(&self, _id: u32) {}

    async fn get_capabilities(&self) -> Vec<&str> {
        vec!["actions", "body", "body-markup", "persistence"]
    }

    async fn get_server_information(&self) -> (&str, &str, &str, &str) {
        ("bench", "rowbell", "1.0", "1.2")
    }
}

struct Watcher {
    came: Arc<Came>,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    async fn register_status_notifier_item(&self, _service: &str) {
        self.came.icons.lock().unwrap_or_else(PoisonError::into_inner).push(Instant::now());
    }

    async fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    async fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    async fn registered_status_notifier_items(&self) -> Vec<String> {
        Vec::new()
    }

    #[zbus(property)]
    async fn protocol_version(&self) -> i32 {
        0
    }
}
