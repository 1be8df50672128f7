//! systemd's user units: a socket that holds the local endpoint's address whatever becomes of the agent, and the service
//! that starts the agent again.

use std::{
    collections::HashMap,
    env, fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use etcetera::BaseStrategy;

use crate::words::text;

const SOCKET: &str = "rowbell.socket";
const SERVICE: &str = "rowbell.service";
/// What starts with the desktop, where the desktop tells systemd (GNOME, KDE, some others).
const WITH_DESKTOP: &str = "graphical-session.target";
/// What starts with the login, on the others.
const WITH_LOGIN: &str = "default.target";

/// Where the units of a person are from.
const WRITTEN: &str = "Written by `rowbell autostart on`; `rowbell autostart off` removes it.";

/// The units of the person's own Rowbell.
#[derive(Clone, Debug)]
pub struct Units {
    folder: PathBuf,
}

impl Units {
    /// Where they are, once they are turned on.
    ///
    /// # Errors
    /// When there is no home folder.
    pub fn find() -> Result<Self> {
        let config = etcetera::choose_base_strategy().context("There is no home folder")?.config_dir();
        Ok(Self { folder: config.join("systemd").join("user") })
    }

    /// Whether systemd holds the address and runs the agent.
    pub fn are_on(&self) -> bool {
        // The person's own, or those of a package that the person has enabled. A link that leads nowhere is what a package
        // leaves that was removed.
        self.folder.join(SERVICE).is_file()
            || [WITH_DESKTOP, WITH_LOGIN].iter().any(|target| self.link(target).exists())
    }

    /// The units that run the person's agent; none without them, or where no user manager runs.
    ///
    /// # Errors
    /// When there is no home folder.
    pub fn in_force() -> Result<Option<Self>> {
        Ok(Some(Self::find()?).filter(|units| units.are_on() && environment().is_some()))
    }

    /// Writes and enables them, or brings them up to date. A running agent keeps running.
    ///
    /// # Errors
    /// When a file can't be written, or systemd refuses.
    pub fn turn_on(&self, program: &str, address: SocketAddr) -> Result<()> {
        let target = if systemctl(&["is-active", WITH_DESKTOP]).is_ok() { WITH_DESKTOP } else { WITH_LOGIN };
        let done = write(&self.folder.join(SOCKET), &socket_text(program, WRITTEN, None))
            .and_then(|()| write(&self.folder.join(SERVICE), &service_text(program, WRITTEN, target)))
            .and_then(|()| write(&self.address_file(), &address_text(Some(address))))
            .and_then(|()| systemctl(&["daemon-reload"]))
            .and_then(|_| systemctl(&["reenable", SOCKET, SERVICE]));
        if let Err(error) = done {
            drop(self.turn_off());
            return Err(error);
        }
        Ok(())
    }

    /// Removes them. A running agent keeps running, and keeps the address.
    ///
    /// # Errors
    /// When a file can't be removed, or systemd refuses.
    pub fn turn_off(&self) -> Result<()> {
        let files = [
            self.folder.join(format!("sockets.target.wants/{SOCKET}")),
            self.link(WITH_DESKTOP),
            self.link(WITH_LOGIN),
            self.address_file(),
            self.folder.join(SOCKET),
            self.folder.join(SERVICE),
        ];
        if !files.iter().any(|file| file.is_symlink() || file.exists()) {
            return Ok(());
        }
        // Where no systemd runs there is nothing to stop, and the files go all the same.
        let runs = environment().is_some();
        let stopped = if runs { systemctl(&["stop", SOCKET]) } else { Ok(String::new()) };
        for file in &files {
            remove(file)?;
            // Others may have files of their own beside it.
            drop(file.parent().filter(|folder| *folder != self.folder).map(fs::remove_dir));
        }
        if runs {
            systemctl(&["daemon-reload"])?;
        }
        stopped.map(drop)
    }

    /// Starts the agent, and the socket before it.
    ///
    /// # Errors
    /// When systemd refuses.
    pub fn start(&self) -> Result<()> {
        systemctl(&["start", SERVICE]).map(drop)
    }

    /// Whether systemd holds the address and runs the agent now.
    pub fn are_running(&self) -> bool {
        [SOCKET, SERVICE].iter().all(|unit| systemctl(&["is-active", unit]).is_ok())
    }

    /// Gives up the address until the next start. For an agent that the person ends, which a webhook would start again.
    ///
    /// # Errors
    /// When systemd refuses.
    pub fn release(&self) -> Result<()> {
        if self.are_on() { systemctl(&["stop", SOCKET]).map(drop) } else { Ok(()) }
    }

    /// Holds another address from now on, for which the agent that asks is ended and started again. False if systemd has
    /// none to hold, or holds this one already.
    ///
    /// # Errors
    /// When the file can't be written, or systemd refuses.
    pub fn move_to(&self, address: SocketAddr) -> Result<bool> {
        // Any free port can't be held; an old one that nobody serves would let senders wait for nothing.
        let held = Some(address).filter(|address| address.port() != 0);
        let (file, text) = (self.address_file(), address_text(held));
        if !self.are_on() || fs::read_to_string(&file).is_ok_and(|now| now == text) {
            return Ok(false);
        }
        write(&file, &text)?;
        systemctl(&["daemon-reload"])?;
        if held.is_none() {
            systemctl(&["stop", SOCKET])?;
            return Ok(false);
        }
        // In this order: the service ends, then the socket moves, then the service starts.
        systemctl(&["--no-block", "restart", SOCKET, SERVICE])?;
        Ok(true)
    }

    /// What has the service start with a target.
    fn link(&self, target: &str) -> PathBuf {
        self.folder.join(format!("{target}.wants")).join(SERVICE)
    }

    fn address_file(&self) -> PathBuf {
        self.folder.join(format!("{SOCKET}.d")).join("address.conf")
    }
}

/// Why a service of the person's systemd would not reach the desktop that this program is on: then it can't show popups or
/// open a browser.
///
/// # Errors
/// The reason, in words.
pub fn reaches_this_desktop() -> Result<(), String> {
    let theirs = environment().ok_or_else(|| text!("no-units-no-manager"))?;
    let runtime = env::var("XDG_RUNTIME_DIR").unwrap_or_default();
    let bus = |address: Option<String>| {
        let address = address.filter(|address| !address.is_empty());
        let address = address.unwrap_or_else(|| format!("unix:path={runtime}/bus"));
        address.split(',').next().unwrap_or_default().to_owned()
    };
    if bus(env::var("DBUS_SESSION_BUS_ADDRESS").ok()) != bus(theirs.get("DBUS_SESSION_BUS_ADDRESS").cloned()) {
        return Err(text!("no-units-other-bus"));
    }
    let variables: Vec<(&str, String)> = SCREEN
        .iter()
        .filter_map(|name| Some((*name, env::var(name).ok().filter(|screen| !screen.is_empty())?)))
        .collect();
    if variables.is_empty() || variables.iter().any(|(name, screen)| theirs.get(*name) == Some(screen)) {
        return Ok(());
    }
    Err(text!("no-units-no-screen"))
}

/// What systemd gives its services, once the desktop has told it; none where no user manager runs.
pub fn environment() -> Option<HashMap<String, String>> {
    let text = systemctl(&["show-environment"]).ok()?;
    Some(
        text.lines().filter_map(|line| line.split_once('=')).map(|(name, value)| (name.into(), value.into())).collect(),
    )
}

/// What says which screen a program is on.
pub const SCREEN: [&str; 2] = ["DISPLAY", "WAYLAND_DISPLAY"];

fn systemctl(arguments: &[&str]) -> Result<String> {
    let mut command = Command::new("systemctl");
    command.args(["--user", "--no-pager"]).args(arguments).stdin(Stdio::null());
    let output = command.output().context("systemctl can't be run, so systemd was not asked")?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let why = String::from_utf8_lossy(&output.stderr);
    let why = if why.trim().is_empty() { output.status.to_string() } else { why.trim().to_owned() };
    bail!(
        "systemd did not do what it was asked (systemctl --user {}): {why}\n`systemctl --user status {SOCKET} {SERVICE}` tells more.",
        arguments.join(" ")
    )
}

/// Writes a file and the folders it is in.
pub(super) fn write(path: &Path, text: &str) -> Result<()> {
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
    written.with_context(|| format!("{} can't be written", path.display()))
}

/// Removes a file, if it is there.
pub(super) fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} can't be removed", path.display()))
        }
        _ => Ok(()),
    }
}

/// The socket. Neither it nor the service gives up while the program is there: a socket that has given up refuses
/// connections. With no program behind it, it would let senders wait for nothing, and systemd try in vain without a pause:
/// that is what the limit ends. No agent that crashes comes near it, for each start takes longer.
fn socket_text(program: &str, from: &str, address: Option<SocketAddr>) -> String {
    format!(
        "# {from}
[Unit]
Description=The address that SeaTable's webhooks for Rowbell come to
ConditionFileIsExecutable={}

# The address of a person's settings is in rowbell.socket.d/address.conf.
[Socket]
{}Backlog=1024
TriggerLimitIntervalSec=20s
TriggerLimitBurst=1000

[Install]
WantedBy=sockets.target
",
        escaped(program),
        address.map(|address| format!("ListenStream={address}\n")).unwrap_or_default(),
    )
}

/// The service. It is given no screen at its start, because a webhook may start it before the desktop is there, and
/// because it may outlive one: who opens a browser asks for the screen there is then.
fn service_text(program: &str, from: &str, target: &str) -> String {
    let (program, screen) = (escaped(program), SCREEN.join(" "));
    format!(
        "# {from}
[Unit]
Description=Rowbell: changes of SeaTable bases as notifications
After={WITH_DESKTOP}
ConditionFileIsExecutable={program}
StartLimitIntervalSec=0

[Service]
ExecStart=\"{program}\" --as-service
Sockets={SOCKET}
Restart=on-failure
RestartSec=1
KillMode=process
UnsetEnvironment={screen} XAUTHORITY

[Install]
WantedBy={target}
"
    )
}

/// A program's path for a unit. Nothing else means anything in it; what would is refused by `can_start`.
fn escaped(program: &str) -> String {
    program.replace('%', "%%")
}

/// What the socket listens at in place of what its unit says: an address, or nothing.
fn address_text(address: Option<SocketAddr>) -> String {
    let address = address.map(|address| format!("ListenStream={address}\n")).unwrap_or_default();
    format!(
        "# `address` and `port` of [listen] in Rowbell's settings, which writes this file.\n[Socket]\nListenStream=\n{address}"
    )
}

/// Whether systemd starts a program of this path.
pub(super) fn can_start(program: &str) -> bool {
    !program.contains(|character: char| character.is_control() || "\"'\\".contains(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_with_odd_paths_are_started_or_not_offered() {
        let program = "/home/a b/100%/$x/rowbell";
        let text = service_text(program, WRITTEN, WITH_LOGIN);
        assert!(text.contains("\nExecStart=\"/home/a b/100%%/$x/rowbell\" --as-service\n"), "{text}");
        for text in [text, socket_text(program, WRITTEN, None)] {
            assert!(text.contains("\nConditionFileIsExecutable=/home/a b/100%%/$x/rowbell\n"), "{text}");
        }
        assert!(can_start("/home/a b/100%/$x/rowbell") && !can_start("/home/anna's/rowbell"));
    }

    #[test]
    fn an_address_is_one_that_systemd_reads() {
        let text = |address: &str| address_text(Some(address.parse().expect("an address")));
        assert!(text("127.0.0.1:8765").ends_with("\n[Socket]\nListenStream=\nListenStream=127.0.0.1:8765\n"));
        assert!(text("[::1]:8765").ends_with("\nListenStream=[::1]:8765\n"));
        assert!(address_text(None).ends_with("\n[Socket]\nListenStream=\n"));
    }

    /// A package brings the same units, for its program, the usual address, and desktops that tell systemd when they begin.
    #[test]
    fn the_packaged_units_are_these() {
        let from = "Of Rowbell's package. `rowbell autostart on` writes units of your own in place of these.";
        let (program, address) = ("/usr/bin/rowbell", "127.0.0.1:8765".parse().expect("an address"));
        assert_eq!(
            include_str!("../../../../../packaging/systemd/rowbell.socket"),
            socket_text(program, from, Some(address))
        );
        assert_eq!(
            include_str!("../../../../../packaging/systemd/rowbell.service"),
            service_text(program, from, WITH_DESKTOP)
        );
    }
}
