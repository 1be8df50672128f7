//! The real program as a process.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    os::fd::OwnedFd,
    path::Path,
    process::{Child, Command, Stdio},
    time::Instant,
};

use rustix::process::Signal;

use crate::running::SOON;

const PROGRAM: &str = env!("CARGO_BIN_EXE_rowbell-relay");

/// The running program, killed in the end.
pub(crate) struct Program {
    child: Child,
    pub(crate) address: String,
}

pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["--config", "/dev/null", "--public-address", "https://relay.example.org", "--data"]);
    command.arg(folder).args(arguments).env_remove("LISTEN_FDS");
    command
}

/// What a command prints; it must succeed.
pub(crate) fn ok(folder: &Path, arguments: &[&str]) -> String {
    let output = command(folder, arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

impl Program {
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut all = vec!["--listen", "127.0.0.1:0", "--log", "json"];
        all.extend(arguments);
        Self::spawn(command(folder, &all))
    }

    /// As systemd starts it, with a socket that systemd holds.
    pub(crate) fn inherit(folder: &Path, listener: &TcpListener) -> Self {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "exec 3<&0 </dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$0\" \"$@\"", PROGRAM]);
        command.args(["--config", "/dev/null", "--log", "json", "--invitations", "open", "--data"]).arg(folder);
        command.stdin(Stdio::from(OwnedFd::from(listener.try_clone().unwrap())));
        Self::spawn(command)
    }

    fn spawn(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("the program ended").unwrap();
            let logged: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
            if logged["message"] == "listening" {
                break logged["address"].as_str().unwrap().to_owned();
            }
        };
        // Later output must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, signal).unwrap();
    }

    pub(crate) fn wait(&mut self) -> std::process::ExitStatus {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(started.elapsed() < SOON, "the program does not end");
            std::thread::yield_now();
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}
