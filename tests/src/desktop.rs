//! A desktop of its own for a test: folders, bus, screen, notification server, panel, keyring, browser.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use crate::{
    eventually,
    process::{Process, run},
    target_dir, until,
};

/// What a desktop's bus can start by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Services {
    /// Nothing: without a running notification server there is none.
    None,
    /// What the system has; the panel needs its settings service.
    System,
}

/// A person's desktop. All its programs end with it; fields are dropped in this order, the folder last.
#[derive(Debug)]
pub struct Desktop {
    panel: Option<Process>,
    dunst: Option<Process>,
    keyring: Option<Process>,
    bus: Option<Process>,
    screen: Option<Process>,
    display: Option<String>,
    folder: TempDir,
}

/// A place on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
}

const DUNSTRC: &str = "[global]
    mouse_left_click = do_action, close_current
    idle_threshold = 0
    icon_position = off
    sort = no
    notification_limit = 20
    width = 400
    height = 300
    offset = 10x40
    [urgency_low]
    timeout = 0
    [urgency_normal]
    timeout = 0
    [urgency_critical]
    timeout = 0
";

impl Desktop {
    /// A person's folders and nothing else: no bus, no screen.
    pub fn headless() -> Self {
        let folder = tempfile::Builder::new().prefix("rowbell-e2e-").tempdir().expect("a folder");
        let desktop = Self { panel: None, dunst: None, keyring: None, bus: None, screen: None, display: None, folder };
        for name in ["home", "run", "bin", "bus.d"] {
            fs::create_dir(desktop.path(name)).unwrap();
        }
        fs::set_permissions(desktop.path("run"), fs::Permissions::from_mode(0o700)).unwrap();
        let opened = desktop.path("opened");
        let script =
            format!("#!/bin/sh\nprintf '%s\\t%s\\n' \"$*\" \"$XDG_ACTIVATION_TOKEN\" >> '{}'\n", opened.display());
        fs::write(desktop.path("bin/xdg-open"), script).unwrap();
        fs::set_permissions(desktop.path("bin/xdg-open"), fs::Permissions::from_mode(0o755)).unwrap();
        desktop
    }

    /// With a session bus on which no notification server is, nor can be started.
    pub async fn with_bus() -> Self {
        let mut desktop = Self::headless();
        desktop.start_bus(Services::None).await;
        desktop
    }

    /// With a screen and a notification server.
    pub async fn with_popups() -> Self {
        let mut desktop = Self::with_bus().await;
        desktop.start_screen().await;
        desktop.start_dunst().await;
        desktop
    }

    /// With a screen, a notification server and a panel that shows tray icons.
    pub async fn with_panel() -> Self {
        let mut desktop = Self::headless();
        desktop.start_bus(Services::System).await;
        desktop.start_screen().await;
        desktop.start_dunst().await;
        desktop.start_panel();
        desktop
    }

    /// A path in the desktop's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The address of the session bus; nobody is there on a headless desktop.
    pub fn bus_address(&self) -> String {
        format!("unix:path={}", self.path("bus").display())
    }

    /// A program on this desktop.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap_or_default());
        command
            .env("PATH", path)
            .env("HOME", self.path("home"))
            .env("XDG_RUNTIME_DIR", self.path("run"))
            .env("XDG_CONFIG_HOME", self.path("home/.config"))
            .env("XDG_DATA_HOME", self.path("home/.local/share"))
            .env("XDG_CACHE_HOME", self.path("home/.cache"))
            .env("DBUS_SESSION_BUS_ADDRESS", self.bus_address())
            .env("NO_AT_BRIDGE", "1")
            // No window unless a test is about it.
            .env("ROWBELL_WINDOW", "none")
            .env("TZ", "UTC")
            .env("LC_ALL", "C.UTF-8");
        for name in [
            "WAYLAND_DISPLAY",
            "XDG_CURRENT_DESKTOP",
            "XDG_ACTIVATION_TOKEN",
            "GNOME_KEYRING_CONTROL",
            "LANGUAGE",
            "ROWBELL_DATA_DIR",
            "ROWBELL_PORT",
            "ROWBELL_SECRETS",
            "ROWBELL_LOG",
        ] {
            command.env_remove(name);
        }
        match &self.display {
            Some(display) => command.env("DISPLAY", display),
            None => command.env_remove("DISPLAY"),
        };
        command
    }

    async fn start_bus(&mut self, services: Services) {
        let directories = if services == Services::System { "<standard_session_servicedirs/>" } else { "" };
        let config = format!(
            "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" \
             \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\
             <busconfig><type>session</type><listen>{}</listen><auth>EXTERNAL</auth>{directories}\
             <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/>\
             <allow own=\"*\"/></policy></busconfig>",
            self.bus_address()
        );
        fs::write(self.path("bus.conf"), config).unwrap();
        let mut command = self.command("dbus-daemon");
        command.arg(format!("--config-file={}", self.path("bus.conf").display())).args(["--nofork", "--print-address"]);
        let bus = Process::start(&command);
        bus.said.says("unix:").await;
        self.bus = Some(bus);
    }

    async fn start_screen(&mut self) {
        let mut command = self.command("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"]);
        let screen = Process::start(&command);
        let number = eventually("Xvfb has a display", async || {
            let lines = screen.said.lines();
            lines.iter().find_map(|line| line.trim().parse::<u32>().ok()).ok_or(lines)
        })
        .await;
        self.screen = Some(screen);
        self.display = Some(format!(":{number}"));
    }

    /// A window manager, once it manages: a window that comes while it starts is neither there for it to find nor given to it,
    /// and never gets onto the screen.
    pub async fn start_window_manager(&self) -> Process {
        let up = self.path("openbox-is-up");
        let mut command = self.command("openbox");
        command.args(["--startup", &format!("touch {}", up.display())]);
        let manager = Process::start(&command);
        eventually("openbox manages windows", async || up.exists().then_some(()).ok_or("not yet")).await;
        manager
    }

    /// Ends the bus, and with it everybody's connection.
    pub fn stop_bus(&mut self) {
        self.bus = None;
        let _ = fs::remove_file(self.path("bus"));
    }

    /// Starts the bus again at the same address, without services.
    pub async fn restart_bus(&mut self) {
        self.start_bus(Services::None).await;
    }

    /// Stops the notification server as a hanging one would, or lets it go on.
    pub fn hang_dunst(&self, hang: bool) {
        let signal = if hang { rustix::process::Signal::STOP } else { rustix::process::Signal::CONT };
        self.dunst.as_ref().expect("a notification server").signal(signal);
    }

    /// Starts the notification server and waits until it is on the bus.
    pub async fn start_dunst(&mut self) {
        fs::write(self.path("dunstrc"), DUNSTRC).unwrap();
        let mut command = self.command("dunst");
        command.arg("-config").arg(self.path("dunstrc"));
        self.dunst = Some(Process::start(&command));
        self.on_bus("org.freedesktop.Notifications", true).await;
    }

    /// Ends the notification server.
    pub async fn stop_dunst(&mut self) {
        self.dunst = None;
        self.on_bus("org.freedesktop.Notifications", false).await;
    }

    /// Starts a panel with nothing but tray icons on it.
    pub fn start_panel(&mut self) {
        let folder = self.path("home/.config/xfce4/xfconf/xfce-perchannel-xml");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("xfce4-panel.xml"), include_str!("xfce4-panel.xml")).unwrap();
        let mut command = self.command("xfce4-panel");
        command.arg("--disable-wm-check");
        self.panel = Some(Process::start(&command));
    }

    /// Ends the panel.
    pub async fn stop_panel(&mut self) {
        self.panel = None;
        self.on_bus("org.kde.StatusNotifierWatcher", false).await;
    }

    /// Starts the keyring; with a password it is open (and made, if there is none), without one it is locked.
    pub async fn start_keyring(&mut self, password: Option<&str>) {
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]);
        // A keyring that has a screen would ask for the password there.
        command.env_remove("DISPLAY");
        if password.is_some() {
            command.arg("--unlock");
        }
        let mut keyring = Process::start(&command);
        keyring.write(password.unwrap_or_default());
        keyring.close_input();
        self.keyring = Some(keyring);
        self.on_bus("org.freedesktop.secrets", true).await;
    }

    /// Unlocks the running keyring, as its own program does with the password.
    pub async fn unlock_keyring(&self, password: &str) {
        const PATH: &str = "/org/freedesktop/secrets";
        let (bus, keyring) = (self.connect().await, Some("org.freedesktop.secrets"));
        let (service, plain) = (Some("org.freedesktop.Secret.Service"), ("plain", Value::from("")));
        let opened = bus.call_method(keyring, PATH, service, "OpenSession", &plain).await.unwrap();
        let (_, session): (OwnedValue, OwnedObjectPath) = opened.body().deserialize().unwrap();
        let named = bus.call_method(keyring, PATH, service, "ReadAlias", &"default").await.unwrap();
        let collection: OwnedObjectPath = named.body().deserialize().unwrap();
        let secret = (collection, (session, Vec::<u8>::new(), password.as_bytes(), "text/plain"));
        let internal = Some("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface");
        bus.call_method(keyring, PATH, internal, "UnlockWithMasterPassword", &secret).await.unwrap();
    }

    /// Locks the running keyring, as its own program does.
    pub async fn lock_keyring(&self) {
        const PATH: &str = "/org/freedesktop/secrets";
        let (bus, keyring) = (self.connect().await, Some("org.freedesktop.secrets"));
        let service = Some("org.freedesktop.Secret.Service");
        let named = bus.call_method(keyring, PATH, service, "ReadAlias", &"default").await.unwrap();
        let collection: OwnedObjectPath = named.body().deserialize().unwrap();
        bus.call_method(keyring, PATH, service, "Lock", &vec![collection]).await.unwrap();
    }

    /// Ends the keyring.
    pub async fn stop_keyring(&mut self) {
        self.keyring = None;
        self.on_bus("org.freedesktop.secrets", false).await;
    }

    /// Waits until a name is taken on the bus, or free.
    pub async fn on_bus(&self, name: &str, taken: bool) {
        let connection = self.connect().await;
        let bus = zbus::fdo::DBusProxy::new(&connection).await.unwrap();
        let _ = until(name, async || bus.name_has_owner(name.try_into().unwrap()).await, |has| *has == Ok(taken)).await;
    }

    /// A connection to the session bus.
    pub async fn connect(&self) -> zbus::Connection {
        let address = self.bus_address();
        zbus::connection::Builder::address(address.as_str()).unwrap().build().await.expect("a bus")
    }

    /// Runs a program on this desktop; its output, if it succeeded.
    pub fn run(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let mut command = self.command(program);
        command.args(arguments);
        let output = run(&command, "");
        (output.code == 0).then(|| output.out.trim().to_owned())
    }

    /// Where popups are on the screen, if there are any.
    pub fn popups_on_screen(&self) -> Option<Screen> {
        let window = self.run("xdotool", &["search", "--onlyvisible", "--class", "dunst"])?;
        let window = window.lines().next()?;
        let geometry = self.run("xdotool", &["getwindowgeometry", "--shell", window])?;
        let number = |name: &str| {
            geometry.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')?.trim().parse::<i32>().ok())
        };
        Some(Screen { x: number("X")?, y: number("Y")?, width: number("WIDTH")?, height: number("HEIGHT")? })
    }

    /// How many colours there are at a place of the screen: one where nothing is drawn, many where text is.
    pub fn colours(&self, at: Screen) -> u32 {
        let crop = format!("{}x{}+{}+{}", at.width, at.height, at.x, at.y);
        let picture = self.path("colours.png");
        let picture = picture.to_str().unwrap();
        self.run("import", &["-window", "root", "-crop", &crop, "+repage", picture]).expect("import");
        self.run("identify", &["-format", "%k", picture]).and_then(|count| count.parse().ok()).expect("a count")
    }

    /// Clicks at a point of the screen with the left button of the mouse.
    pub fn click(&self, x: i32, y: i32) {
        let (x, y) = (x.to_string(), y.to_string());
        self.run("xdotool", &["mousemove", &x, &y, "click", "1"]).expect("xdotool");
    }

    /// Clicks on the uppermost popup.
    pub async fn click_popup(&self) {
        let at = eventually("a popup on the screen", async || self.popups_on_screen().ok_or("none")).await;
        self.click(at.x + at.width / 3, at.y + 15);
    }

    /// Keeps a picture of the screen for people to look at, in `target/e2e-screenshots`.
    pub fn screenshot(&self, name: &str) {
        let folder = target_dir().join("e2e-screenshots");
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{name}.png"));
        self.run("import", &["-window", "root", file.to_str().unwrap()]).expect("import");
    }

    /// What the browser was asked to open: each address with its activation token.
    pub fn opened(&self) -> Vec<(String, String)> {
        let text = fs::read_to_string(self.path("opened")).unwrap_or_default();
        let pair = |line: &str| line.split_once('\t').map(|(url, token)| (url.to_owned(), token.to_owned()));
        text.lines().filter_map(pair).collect()
    }
}
