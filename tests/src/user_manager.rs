//! A person's systemd: a real user manager that looks after nothing but what a test gives it.

use std::{
    fs, io,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use crate::{
    Desktop, eventually,
    process::{Output, Process, run},
};

/// The units of systemd's own that a user manager needs; what else this computer has (sound, keyrings) is none of a
/// test's business.
const OWN_UNITS: [&str; 12] = [
    "app.slice",
    "basic.target",
    "default.target",
    "exit.target",
    "graphical-session-pre.target",
    "graphical-session.target",
    "paths.target",
    "shutdown.target",
    "sockets.target",
    "systemd-exit.service",
    "timers.target",
    "background.slice",
];

/// Makes control groups for the manager, tells it that systemd runs here, and starts it. The first process of a namespace
/// can't be a user manager, and this shell is it; all others end with it.
const SCRIPT: &str =
    "mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system && /usr/lib/systemd/systemd --user; exit $?";
/// Goes into a control group first, so that several managers don't share theirs.
const INTO_GROUP: &str = "for root in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd; do \
    if [ -e $root/cgroup.procs ]; then mkdir $root/$1 && echo $$ > $root/$1/cgroup.procs || exit 1; fi; done; shift; exec \"$@\"";
const GROUPS: [&str; 3] = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd"];

/// A running user manager.
#[derive(Debug)]
pub struct UserManager {
    process: Option<Process>,
    group: String,
    /// The shell in the manager's namespaces.
    shell: String,
}

impl UserManager {
    /// Starts one for the person of this desktop; none where that is not possible, which is said.
    pub async fn start(desktop: &Desktop) -> Option<Self> {
        if let Err(why) = possible() {
            println!("not tested: no systemd user manager can be run here, because {why}");
            return None;
        }
        let units = desktop.path("units");
        fs::create_dir(&units).unwrap();
        for unit in OWN_UNITS {
            symlink(Path::new("/usr/lib/systemd/user").join(unit), units.join(unit)).unwrap();
        }
        let group = desktop.path("").file_name().unwrap().to_str().unwrap().to_owned();
        let mut command = desktop.command("/bin/sh");
        command.env("SYSTEMD_UNIT_PATH", unit_path(desktop));
        command.args(["-c", INTO_GROUP, "sh", &group]);
        command.args([
            "unshare",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
            "/bin/sh",
            "-c",
            SCRIPT,
        ]);
        let process = Process::start(&command);
        let (id, said) = (process.id(), process.said.clone());
        let mut manager = Self { process: Some(process), group, shell: String::new() };
        eventually("the user manager is up", async || {
            // Its first children only made the groups.
            let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
            manager.shell = children.trim().to_owned();
            let state = manager.systemctl(desktop, &["is-system-running"]);
            if state.out.trim() == "running" { Ok(()) } else { Err((state, said.text())) }
        })
        .await;
        // It does not take this one over, as it does with all else.
        let path = manager.systemctl(desktop, &["import-environment", "PATH"]);
        assert_eq!(path.code, 0, "{path:?}");
        Some(manager)
    }

    /// A program on the desktop, where it finds this manager.
    pub fn command(&self, desktop: &Desktop, program: impl AsRef<Path>) -> Command {
        let mut command = desktop.command("nsenter");
        command.args(["--target", &self.shell, "--mount", "--pid", "--"]).arg(program.as_ref());
        command
    }

    /// `systemctl --user`.
    pub fn systemctl(&self, desktop: &Desktop, arguments: &[&str]) -> Output {
        let mut command = self.command(desktop, "systemctl");
        command.args(["--user", "--no-pager"]).args(arguments);
        run(&command, "")
    }
}

impl Drop for UserManager {
    fn drop(&mut self) {
        // All its processes end with it, if not at once; then its groups can go.
        self.process = None;
        let groups: Vec<PathBuf> = GROUPS.iter().map(|root| Path::new(root).join(&self.group)).collect();
        let end = Instant::now() + Duration::from_secs(10);
        while groups.iter().any(|group| group.exists()) && Instant::now() < end {
            groups.iter().for_each(|group| remove(group));
            thread::yield_now();
        }
    }
}

/// Where the person's own units are.
pub fn own_units(desktop: &Desktop) -> PathBuf {
    desktop.path("home/.config/systemd/user")
}

/// Where the manager looks for units, as `SYSTEMD_UNIT_PATH` has it.
pub fn unit_path(desktop: &Desktop) -> String {
    format!("{}:{}", own_units(desktop).display(), desktop.path("units").display())
}

/// Whether there can be one.
fn possible() -> Result<(), String> {
    for needed in ["/usr/lib/systemd/systemd", "/usr/lib/systemd/user/default.target"] {
        if !Path::new(needed).exists() {
            return Err(format!("{needed} is missing"));
        }
    }
    let roots: Vec<_> = GROUPS.iter().map(Path::new).filter(|root| root.join("cgroup.procs").exists()).collect();
    for root in &roots {
        let group = root.join(format!("rowbell-e2e-{}", std::process::id()));
        match fs::create_dir(&group) {
            // Another test tries the same.
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(format!("no control group can be made in {}: {error}", root.display()));
            }
            _ => drop(fs::remove_dir(&group)),
        }
    }
    if roots.is_empty() {
        return Err("there are no control groups".to_owned());
    }
    let mut command = Command::new("unshare");
    command.args(["--mount", "--pid", "--fork", "--mount-proc", "mount", "-t", "tmpfs", "tmpfs", "/run"]);
    let tried = run(&command, "");
    if tried.code != 0 {
        return Err(format!("a namespace of its own needs more rights ({})", tried.err.trim()));
    }
    Ok(())
}

/// Removes a control group and those within, as far as they are empty.
fn remove(group: &Path) {
    for entry in fs::read_dir(group).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            remove(&entry.path());
        }
    }
    drop(fs::remove_dir(group));
}
