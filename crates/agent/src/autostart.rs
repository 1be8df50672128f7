//! Starting with the session, by whatever the desktop has for it.

use std::{
    env,
    fs::{File, TryLockError},
    net::SocketAddr,
};

use anyhow::{Context, Result};
use rowbell_core::config::SettingsFile;
use serde_json::json;

use crate::{cli::Switch, desktop::Login, paths::Paths, words::text};

/// `rowbell autostart on|off`, or what it is now.
///
/// # Errors
/// When the files can't be written.
pub fn run(state: Option<Switch>, paths: &Paths, json: bool) -> Result<()> {
    let note = match state {
        Some(state) => set(state == Switch::On, paths)?,
        None => None,
    };
    let how = Login::find()?.how();
    if json {
        println!("{:#}", json!({ "on": how.is_some(), "how": how }));
        return Ok(());
    }
    match how {
        Some(how) => println!("{}", text!("autostart-on", how = how)),
        None => println!("{}", text!("autostart-off")),
    }
    if let Some(note) = note {
        println!("{note}");
    }
    Ok(())
}

/// Has Rowbell start with the session, or no longer. Gives back what there is to say about how.
///
/// # Errors
/// When the files can't be written.
pub fn set(on: bool, paths: &Paths) -> Result<Option<String>> {
    let login = Login::find()?;
    if on { login.turn_on(&command(paths)?, address(paths)?, runs(paths)) } else { login.turn_off().map(|()| None) }
}

/// Whether it starts with the session.
///
/// # Errors
/// When there is no home folder.
pub fn is_on() -> Result<bool> {
    Ok(Login::find()?.how().is_some())
}

/// The address that the system can hold for this agent: none with a port that changes, or a data folder of its own.
fn address(paths: &Paths) -> Result<Option<SocketAddr>> {
    if paths.apart {
        return Ok(None);
    }
    let listen = SettingsFile::open(&paths.settings)?.settings().listen.clone();
    Ok((listen.port != 0).then(|| SocketAddr::new(listen.address, listen.port)))
}

/// Whether an agent runs now.
fn runs(paths: &Paths) -> bool {
    File::open(paths.lock()).is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

/// What starts this agent.
fn command(paths: &Paths) -> Result<Vec<String>> {
    let program = env::current_exe().with_context(|| text!("own-path-unknown"))?;
    // Where it is, the one without a console window.
    let windowless = program.with_file_name("rowbellw.exe");
    let program = if cfg!(windows) && windowless.exists() { windowless } else { program };
    let mut command = vec![program.display().to_string(), "--hidden".to_owned()];
    if paths.apart {
        command.extend(["--data-dir".to_owned(), paths.data.display().to_string()]);
    }
    Ok(command)
}
