//! Opens web addresses with the person's browser.

/// Why an address was not opened.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Not a plain http or https address. It is not repeated here, since it may come from anywhere.
    #[error("this is not a web address, so it was not opened; Rowbell opens only http and https addresses")]
    NotWeb,
    /// There is no program to open it with.
    #[error("no program to open web addresses was found; install xdg-utils (it has xdg-open), or open {0} yourself")]
    NoProgram(String),
    /// The program could not do it.
    #[error("{program} could not open the address ({why}); set a default browser, or open {url} yourself")]
    Failed {
        /// The program.
        program: String,
        /// How it ended.
        why: String,
        /// The address.
        url: String,
    },
}

impl OpenError {
    /// A stable code for outcomes and the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotWeb => "not_a_web_address",
            Self::NoProgram(_) => "no_opener",
            Self::Failed { .. } => "opener_failed",
        }
    }
}

/// Opens a web address. `token` is the activation token of the click, which lets the browser come to the front.
///
/// Returns once the opener has said that it failed or succeeded, or after a moment if it keeps running (it may *be* the
/// browser); it outlives the agent.
pub async fn open(url: &str, token: Option<&str>) -> Result<(), OpenError> {
    if !is_web(url) {
        return Err(OpenError::NotWeb);
    }
    desktop::open(url, token).await
}

/// Whether an address is plain http or https with a host, and nothing that a shell script could trip over.
fn is_web(url: &str) -> bool {
    let rest = ["http://", "https://"].iter().find_map(|scheme| {
        url.get(..scheme.len()).filter(|start| start.eq_ignore_ascii_case(scheme)).map(|_| &url[scheme.len()..])
    });
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#']))
        && !url.chars().any(|char| char.is_control() || char.is_whitespace() || matches!(char, '"' | '\\' | '<' | '>'))
}

#[cfg(target_os = "linux")]
mod desktop {
    use std::{env, process::Stdio, time::Duration};

    use tokio::{process::Command, task::spawn_blocking, time::timeout};

    use super::OpenError;
    use crate::{children, desktop::linux::systemd};

    /// The programs that know the desktop's browser, best first.
    const PROGRAMS: [(&str, &[&str]); 2] = [("xdg-open", &[]), ("gio", &["open"])];
    /// How long to listen for a program's failure.
    const PATIENCE: Duration = Duration::from_secs(2);

    pub(super) async fn open(url: &str, token: Option<&str>) -> Result<(), OpenError> {
        open_with(&PROGRAMS, url, token).await
    }

    pub(super) async fn open_with(
        programs: &[(&str, &[&str])],
        url: &str,
        token: Option<&str>,
    ) -> Result<(), OpenError> {
        let mut failure = OpenError::NoProgram(url.to_owned());
        for (program, arguments) in programs {
            match run(program, arguments, url, token).await {
                Ok(()) => return Ok(()),
                Err(None) => {}
                Err(Some(why)) => {
                    failure = OpenError::Failed { program: (*program).to_owned(), why, url: url.to_owned() };
                }
            }
        }
        Err(failure)
    }

    /// Runs one opener; an error without a reason means that there is no such program.
    async fn run(program: &str, arguments: &[&str], url: &str, token: Option<&str>) -> Result<(), Option<String>> {
        let mut command = Command::from(children::command(program));
        command.args(arguments).arg(url);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // A service of systemd is on no screen itself; systemd knows which one the desktop is on now.
        if systemd::SCREEN.iter().all(|name| env::var_os(name).is_none()) {
            let desktop = spawn_blocking(systemd::environment).await.ok().flatten().unwrap_or_default();
            command.envs(desktop.into_iter().filter(|(name, _)| env::var_os(name).is_none()));
        }
        // A process group of its own, so that Ctrl-C on the agent does not end a browser.
        command.process_group(0).kill_on_drop(false);
        for name in ["XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"] {
            match token {
                Some(token) => command.env(name, token),
                // A token that the agent itself was started with is used up.
                None => command.env_remove(name),
            };
        }
        let mut child = command.spawn().map_err(|error| Some(error.kind().to_string()))?;
        match timeout(PATIENCE, child.wait()).await {
            Ok(Ok(status)) if status.success() => Ok(()),
            Ok(Ok(status)) if children::is_missing(status) => Err(None),
            Ok(Ok(status)) => Err(Some(status.to_string())),
            Ok(Err(error)) => Err(Some(error.kind().to_string())),
            // Still running: it is the browser, or starts it. The runtime reaps it when it ends.
            Err(_) => Ok(()),
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod desktop {
    use super::OpenError;

    /// Activation tokens are a thing of Wayland and X11.
    pub(super) async fn open(url: &str, _token: Option<&str>) -> Result<(), OpenError> {
        let failed = |why: String| OpenError::Failed { program: "the system".to_owned(), why, url: url.to_owned() };
        let address = url.to_owned();
        match tokio::task::spawn_blocking(move || open::that_detached(address)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(failed(error.kind().to_string())),
            Err(_) => Err(failed("it stopped".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn only_web_addresses_are_opened() {
        for url in [
            "https://cloud.seatable.io/workspace/1/dtable/A%20b/?tid=0000&row-id=x",
            "HTTP://localhost:80/",
            "http://[::1]/",
        ] {
            assert!(is_web(url), "{url}");
        }
        for url in [
            "",
            "http://",
            "https:///etc",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "--help",
            "ftp://a",
            "http://a b",
            "http://a\nb",
            "http://a\"b",
            "äöü",
            "http:/a",
        ] {
            assert!(!is_web(url), "{url}");
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod linux_tests {
    #![allow(clippy::unwrap_used)]

    use std::{
        fs,
        os::unix::fs::PermissionsExt,
        path::{Path, PathBuf},
        time::{Duration, Instant},
    };

    use super::{OpenError, desktop::open_with};

    /// An opener that writes down what it was asked, and then does `and_then`.
    fn opener(folder: &Path, and_then: &str) -> PathBuf {
        let (path, record) = (folder.join("opener"), folder.join("record"));
        let script = format!(
            "#!/bin/sh\nprintf '%s\\n' \"$*\" \"${{XDG_ACTIVATION_TOKEN-none}}\" \"${{DESKTOP_STARTUP_ID-none}}\" $$ > {0}.new\n\
             mv {0}.new {0}\n{and_then}\n",
            record.display()
        );
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        path
    }

    fn record(folder: &Path) -> Vec<String> {
        fs::read_to_string(folder.join("record")).unwrap().lines().map(str::to_owned).collect()
    }

    #[tokio::test]
    async fn address_and_token_reach_the_opener() {
        let folder = tempfile::tempdir().unwrap();
        let program = opener(folder.path(), "exit 0");
        let program = program.to_str().unwrap();
        open_with(&[("/nonexistent/xdg-open", &[]), (program, &["open"])], "https://a/b?c&d", Some("tok"))
            .await
            .unwrap();
        assert_eq!(record(folder.path())[..3], ["open https://a/b?c&d", "tok", "tok"]);
        open_with(&[(program, &[])], "https://a/$(x)", None).await.unwrap();
        assert_eq!(record(folder.path())[..3], ["https://a/$(x)", "none", "none"]);
    }

    #[tokio::test]
    async fn failures_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let program = opener(folder.path(), "exit 3");
        let error = open_with(&[(program.to_str().unwrap(), &[])], "https://a", None).await.unwrap_err();
        assert_eq!(error.code(), "opener_failed");
        assert!(error.to_string().contains("exit status: 3"), "{error}");
        let error = open_with(&[("/nonexistent/xdg-open", &[])], "https://a", None).await.unwrap_err();
        assert_eq!(error, OpenError::NoProgram("https://a".to_owned()));
    }

    #[tokio::test]
    async fn an_opener_that_stays_is_neither_waited_for_nor_left_as_a_zombie() {
        let folder = tempfile::tempdir().unwrap();
        let program = opener(folder.path(), "until [ -e \"$0.end\" ]; do sleep 0.05; done");
        let started = Instant::now();
        open_with(&[(program.to_str().unwrap(), &[])], "https://a", None).await.unwrap();
        assert!(started.elapsed() < Duration::from_secs(10));
        let process = PathBuf::from("/proc").join(&record(folder.path())[3]);
        assert!(process.exists());
        fs::write(folder.path().join("opener.end"), "").unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        while process.exists() {
            assert!(Instant::now() < deadline, "the opener was not reaped");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
