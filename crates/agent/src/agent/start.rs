//! Whether this start runs the agent: there is one for each data folder, and systemd may be the one to run it. A start that
//! finds one running lets that one show what this one would have shown.

use std::{
    fs,
    fs::File,
    io::Write,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use rowbell_api::{Activate, Client, ClientError, Done, ErrorCode, Status};

use crate::{desktop::Units, paths::Paths, window::TOKEN, words::text};

/// How long another agent may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long to wait before checking again.
const INTERVAL: Duration = Duration::from_millis(100);
/// How long a start waits for another agent before it says so.
const SILENCE: Duration = Duration::from_secs(2);

/// What opens when the agent starts, or when it is already running.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opens {
    /// Nothing, as at the start of a session.
    Nothing,
    /// The window.
    Window,
    /// The window, where it asks about this invitation's link.
    Invitation(String),
}

/// Waits for the lock of a running agent; none if another one is running, which has then shown what it can. One that is ending is
/// waited for, however long it takes: its socket is closed or it says so, but it still holds the lock.
pub(super) async fn turn(paths: &Paths, as_service: bool, opens: &Opens) -> Result<Option<File>> {
    let (began, mut said) = (Instant::now(), false);
    loop {
        if let Some(lock) = lock(paths)? {
            return Ok(Some(lock));
        }
        let in_time = began.elapsed() < TIMEOUT;
        let shown = match as_service {
            true => Err(ClientError::NotRunning),
            false => show_running(paths, How::Already, opens).await,
        };
        match shown {
            Ok(()) => return Ok(None),
            Err(_) if as_service && !in_time => {
                bail!(text!("service-waits"))
            }
            Err(error) if is_ending(&error) || as_service => {}
            // Cut off while it ended, perhaps.
            Err(ClientError::Broken(_)) if in_time => {}
            Err(error) => return Err(error).with_context(|| text!("start-no-answer")),
        }
        if !said && began.elapsed() > SILENCE {
            let process = fs::read_to_string(paths.lock()).unwrap_or_default();
            println!("{}", text!("start-waits", process = process));
            said = true;
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

/// Whether an agent's answer says that it ends, or has not begun to answer yet.
fn is_ending(error: &ClientError) -> bool {
    match error {
        ClientError::NotRunning => true,
        ClientError::Refused(body) => body.code == ErrorCode::DatabaseClosed,
        ClientError::Broken(_) => false,
    }
}

/// The lock of a running agent; none when another one holds it. The lock, not the file, is the truth.
fn lock(paths: &Paths) -> Result<Option<File>> {
    let path = paths.lock();
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path);
    let mut file = file.with_context(|| text!("file-unwritable", path = path.display().to_string()))?;
    match file.try_lock() {
        Ok(()) => {
            // For people who look; the lock is the truth, and a full disk must not keep the agent from starting.
            drop(file.set_len(0).and_then(|()| write!(file, "{}", std::process::id())));
            Ok(Some(file))
        }
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(error).with_context(|| text!("lock-failed")),
    }
}

/// Has systemd start the agent, unless it runs, and then does what a second start does.
pub(super) async fn start_service(units: &Units, paths: &Paths, opens: &Opens) -> Result<()> {
    loop {
        match show_running(paths, How::Already, opens).await {
            Err(ClientError::NotRunning) => break units.start()?,
            Err(error) if is_ending(&error) => tokio::time::sleep(INTERVAL).await,
            shown => return shown.with_context(|| text!("start-no-answer")),
        }
    }
    let began = Instant::now();
    loop {
        match show_running(paths, How::BySystemd, opens).await {
            Err(error) if is_ending(&error) && began.elapsed() < TIMEOUT => tokio::time::sleep(INTERVAL).await,
            shown => {
                return shown.with_context(|| text!("service-no-answer"));
            }
        }
    }
}

/// How the agent that runs was started.
#[derive(Clone, Copy)]
enum How {
    /// Before.
    Already,
    /// Just now, by systemd.
    BySystemd,
}

/// A second start: the running agent opens what this one would have opened.
async fn show_running(paths: &Paths, how: How, opens: &Opens) -> Result<(), ClientError> {
    let client = Client::new(&paths.socket());
    let status: Status = client.get("/v1/status").await?;
    let link = match opens {
        Opens::Nothing => None,
        Opens::Window => Some(None),
        Opens::Invitation(link) => Some(Some(link.clone())),
    };
    if let Some(link) = link {
        let _shown: Done = client.post("/v1/activate", &Activate { token: own_token(), link }).await?;
    }
    let how = match how {
        How::Already => "already",
        How::BySystemd => "systemd",
    };
    let (listens, address) =
        (if status.listening.is_some() { "yes" } else { "no" }, status.listening.unwrap_or_default());
    println!("{}", text!("start-runs", how = how, listens = listens, address = address, unread = status.unread));
    Ok(())
}

/// The token of the click that has started this program, which lets the window come to the front.
pub(super) fn own_token() -> Option<String> {
    let token = TOKEN.into_iter().find_map(|name| std::env::var(name).ok());
    token.filter(|token| !token.is_empty())
}
