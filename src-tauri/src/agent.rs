//! The agent whose window this is: talking to it, and starting it.

use std::{
    env,
    ffi::OsString,
    fs::File,
    io::{self, Read, Seek},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use rowbell_api::{Client, ClientError, ErrorBody, ErrorCode, Status};

/// How long an agent may take to answer after its start.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often it is asked.
const PAUSE: Duration = Duration::from_millis(30);
/// What the environment calls the languages that a person reads, the best first.
pub(crate) const LANGUAGE: &str = "LANGUAGE";

/// The agent.
#[derive(Clone, Debug)]
pub(crate) struct Agent {
    /// The client of its API.
    pub client: Client,
    /// Its data folder, if it has one apart from the person's own.
    pub data_dir: Option<PathBuf>,
    /// The languages that the system says, for it to begin with; this process may speak another.
    pub language: Option<OsString>,
}

impl Agent {
    /// Starts it beside the open window, and waits until it answers.
    ///
    /// # Errors
    /// When it does not.
    pub(crate) async fn start(&self) -> Result<(), ErrorBody> {
        let not_started = |why: String| {
            let message = format!("Rowbell could not be started, so no changes are received. {why}");
            ErrorBody::new(ErrorCode::NotStarted, message)
        };
        let no_file = |error: io::Error| not_started(format!("{error}."));
        // What it says goes to a file: nobody would read a pipe once the window is closed.
        let mut said = tempfile::tempfile().map_err(no_file)?;
        let copy = said.try_clone().map_err(no_file)?;
        let mut command = command(self.data_dir.as_deref()).map_err(no_file)?;
        command.arg("--hidden").stderr(copy);
        match &self.language {
            Some(languages) => command.env(LANGUAGE, languages),
            None => command.env_remove(LANGUAGE),
        };
        let program = command.get_program().display().to_string();
        // Tokio waits for its end, whenever that is.
        let mut child = tokio::process::Command::from(command)
            .spawn()
            .map_err(|error| not_started(format!("{program}: {error}.")))?;
        let began = Instant::now();
        loop {
            let answer = self.client.get::<Status>("/v1/status").await;
            let ended = child.try_wait().ok().flatten();
            match (answer, ended) {
                (Ok(_), _) => return Ok(()),
                // One that ends successfully has made systemd start another.
                (Err(_), Some(status)) if !status.success() => return Err(not_started(why(&mut said, status))),
                (Err(error), _) if began.elapsed() > PATIENCE => return Err(not_started(error.to_string())),
                _ => tokio::time::sleep(PAUSE).await,
            }
        }
    }
}

/// What starts the program `rowbell` that is beside this one, in a process group of its own, so that it outlives the
/// window.
///
/// # Errors
/// When it is not known where this program is.
pub(crate) fn command(data_dir: Option<&Path>) -> io::Result<Command> {
    let program = env::current_exe()?.with_file_name(if cfg!(windows) { "rowbellw.exe" } else { "rowbell" });
    let mut command = Command::new(program);
    if let Some(folder) = data_dir {
        command.arg("--data-dir").arg(folder);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null());
    // It has no use for what the agent made WebKit load first.
    command.env_remove("LD_PRELOAD");
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    Ok(command)
}

fn why(said: &mut File, status: ExitStatus) -> String {
    let mut text = String::new();
    let read = said.rewind().and_then(|()| said.read_to_string(&mut text));
    match (read, text.trim()) {
        (Ok(_), said) if !said.is_empty() => format!("{}.", said.trim_end_matches('.')),
        _ => format!("It ended with {status}. Its log may say why."),
    }
}

/// A failure, as the page gets it.
pub(crate) fn failure(error: ClientError) -> ErrorBody {
    let code = match &error {
        ClientError::Refused(body) => return body.clone(),
        ClientError::NotRunning => ErrorCode::NotRunning,
        ClientError::Broken(_) => ErrorCode::Broken,
    };
    ErrorBody::new(code, error.to_string())
}
