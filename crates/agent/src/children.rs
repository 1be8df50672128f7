//! Programs that the agent starts. They get the limit of open files back that the agent has raised for itself: programs that go
//! through all descriptors they might have are slow with a high one, and `select` fails beyond 1,024.

#[cfg(not(unix))]
use std::{ffi::OsStr, process::Command};

#[cfg(unix)]
pub use unix::{allow_many_connections, command, is_missing};

#[cfg(unix)]
mod unix {
    use std::{
        ffi::OsStr,
        process::{Command, ExitStatus},
        sync::OnceLock,
    };

    use rustix::process::{Resource, getrlimit, setrlimit};
    use tracing::warn;

    /// How many files and connections may be open at once.
    const OPEN_FILES: u64 = 8192;
    /// How many could be before, as `ulimit` wants it.
    static BEFORE: OnceLock<String> = OnceLock::new();
    /// Lowers the limit, which only the process itself can do before it is another program.
    const LOWERED: &str = "[ -z \"$0\" ] || ulimit -S -n \"$0\"; exec \"$@\"";
    /// How a shell ends that has not found the program.
    const NOT_FOUND: i32 = 127;

    /// Slow or idle connections must not keep SeaTable's out, so there is room for many.
    pub fn allow_many_connections() {
        let mut limit = getrlimit(Resource::Nofile);
        let before = limit.current.map_or_else(|| "unlimited".to_owned(), |files| files.to_string());
        let _first = BEFORE.get_or_init(|| before);
        limit.current = Some(limit.maximum.unwrap_or(OPEN_FILES).min(OPEN_FILES));
        if let Err(error) = setrlimit(Resource::Nofile, limit) {
            warn!(%error, "the number of open connections can't be raised");
        }
    }

    /// A command that runs this program with the original limits. [`is_missing`] tells when there is no such program.
    pub fn command(program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", LOWERED, BEFORE.get().map_or("", String::as_str)]).arg(program.as_ref());
        command
    }

    /// Whether a program ended because it was not there.
    pub fn is_missing(status: ExitStatus) -> bool {
        status.code() == Some(NOT_FOUND)
    }
}

/// Nothing is limited here.
#[cfg(not(unix))]
pub fn allow_many_connections() {}

/// A command that runs this program.
#[cfg(not(unix))]
pub fn command(program: impl AsRef<OsStr>) -> Command {
    Command::new(program)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::process::Command;

    use super::*;

    #[test]
    fn a_program_has_the_limit_of_before() {
        let limit = |command: &mut Command| {
            let output = command.args(["-c", "ulimit -S -n"]).output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        let before = limit(&mut Command::new("/bin/sh"));
        allow_many_connections();
        assert_ne!(limit(&mut Command::new("/bin/sh")), before, "the test's own limit was as high already");
        assert_eq!(limit(&mut command("/bin/sh")), before);
    }

    #[test]
    fn a_program_that_is_not_there_is_told() {
        let ended = |program: &str| command(program).stderr(std::process::Stdio::null()).status().unwrap();
        assert!(is_missing(ended("/nonexistent/program")) && !is_missing(ended("/bin/false")));
    }
}
