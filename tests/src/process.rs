//! Processes that end with their test, also when it panics or is interrupted.

use std::{
    fs::File,
    io::Write,
    os::unix::{
        fs::FileExt,
        process::{CommandExt, ExitStatusExt},
    },
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::Arc,
};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::eventually;

/// What a process has said so far, both outputs together. They are a file, so all of it is there when the process has ended.
#[derive(Clone, Debug)]
pub struct Said(Arc<File>);

impl Said {
    fn nothing() -> Self {
        Self(Arc::new(tempfile::tempfile().expect("a file")))
    }

    /// An output that is written here.
    fn output(&self) -> Stdio {
        self.0.try_clone().expect("a descriptor").into()
    }

    /// All whole lines until now.
    pub fn lines(&self) -> Vec<String> {
        self.text().split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')).map(str::to_owned).collect()
    }

    /// All of it.
    pub fn text(&self) -> String {
        let length = self.0.metadata().expect("it is open").len();
        let mut bytes = vec![0; usize::try_from(length).expect("it fits")];
        self.0.read_exact_at(&mut bytes, 0).expect("it only grows");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Waits until a line with this in it was said.
    pub async fn says(&self, what: &str) -> String {
        eventually(&format!("it says {what:?}"), async || {
            let lines = self.lines();
            lines.iter().find(|line| line.contains(what)).cloned().ok_or(lines)
        })
        .await
    }
}

/// A running process with a group of its own.
#[derive(Debug)]
pub struct Process {
    child: Child,
    input: Option<ChildStdin>,
    /// What it says.
    pub said: Said,
}

impl Process {
    /// Starts a program. It is killed when its owner is dropped, and by the kernel when the test program is killed.
    ///
    /// # Panics
    /// When the program is not there.
    pub fn start(command: &Command) -> Self {
        let mut tied = tied(command);
        let said = Said::nothing();
        tied.process_group(0).stdin(Stdio::piped()).stdout(said.output()).stderr(said.output());
        let mut child = tied.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let input = child.stdin.take();
        Self { child, input, said }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Writes to its input.
    pub fn write(&mut self, text: &str) {
        let input = self.input.as_mut().expect("its input is open");
        input.write_all(text.as_bytes()).and_then(|()| input.flush()).expect("it reads");
    }

    /// Ends its input.
    pub fn close_input(&mut self) {
        self.input = None;
    }

    /// Sends a signal to the process alone.
    pub fn signal(&self, signal: Signal) {
        // It may have ended by itself.
        let _ = kill_process(self.pid(), signal);
    }

    /// Waits for its end.
    pub async fn ended(&mut self) -> ExitStatus {
        let what = format!("the process {} ends", self.id());
        let said = self.said.clone();
        eventually(&what, async || self.child.try_wait().ok().flatten().ok_or_else(|| said.lines())).await
    }

    /// Whether it has not ended yet.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Kills it, without any chance to tidy up, and waits until it is gone.
    pub fn kill(&mut self) {
        let _ = kill_process_group(self.pid(), Signal::KILL);
        let _ = self.child.wait();
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What a finished command said.
#[derive(Debug)]
pub struct Output {
    /// Its exit code; 128 and the signal's number when it was killed.
    pub code: i32,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

/// Runs a command to its end, with this on its standard input.
///
/// # Panics
/// When the program is not there.
pub fn run(command: &Command, input: &str) -> Output {
    let mut tied = tied(command);
    tied.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = tied.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    // A program that does not read its input has ended before this is written.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().expect("its output");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let code = output.status.code().or_else(|| output.status.signal().map(|signal| 128 + signal));
    Output { code: code.unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// The same command, tied to this thread's life: `Drop` does not run when somebody kills the test program.
fn tied(command: &Command) -> Command {
    let mut tied = Command::new("setpriv");
    tied.args(["--pdeathsig", "KILL", "--"]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => tied.env(name, value),
            None => tied.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        tied.current_dir(folder);
    }
    tied
}

/// The running processes that have this in their command line.
pub fn running_with(text: &str) -> Vec<Pid> {
    let entries = std::fs::read_dir("/proc").expect("processes").flatten();
    let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    let has = |number: &i32| {
        let line = std::fs::read(format!("/proc/{number}/cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).contains(text)
    };
    numbers.filter(has).filter_map(Pid::from_raw).collect()
}

/// The processes that a process has started, and theirs.
pub fn started_by(process: Pid) -> Vec<Pid> {
    let tasks = std::fs::read_dir(format!("/proc/{}/task", process.as_raw_nonzero())).into_iter().flatten().flatten();
    let lists = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    let text = lists.collect::<Vec<_>>().join(" ");
    let children = text.split_whitespace().filter_map(|word| Pid::from_raw(word.parse().ok()?));
    children.flat_map(|child| std::iter::once(child).chain(started_by(child))).collect()
}

/// Whether a process has not ended yet.
pub fn is_there(process: Pid) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero())).unwrap_or_default();
    // `pid (name) state`; one that nobody has waited for has ended all the same.
    state.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
}
