//! Starting with the session, by whatever the desktop has for it.

use std::env;

use anyhow::{Context, Result};
use serde_json::json;

use crate::{cli::Switch, desktop::Login, paths::Paths};

/// `rowbell autostart on|off`, or what it is now.
///
/// # Errors
/// When the files can't be written.
pub fn run(state: Option<Switch>, paths: &Paths, json: bool) -> Result<()> {
    let login = Login::find()?;
    match state {
        Some(Switch::On) => login.turn_on(&command(paths)?)?,
        Some(Switch::Off) => login.turn_off()?,
        None => {}
    }
    let how = login.how();
    if json {
        println!("{:#}", json!({ "on": how.is_some(), "how": how }));
        return Ok(());
    }
    match how {
        Some(how) => println!("Rowbell starts when you log in ({how})."),
        None => println!("Rowbell does not start when you log in. `rowbell autostart on` changes that."),
    }
    Ok(())
}

/// What starts this agent.
fn command(paths: &Paths) -> Result<Vec<String>> {
    let program = env::current_exe().context("The program's own path is not known")?;
    let mut command = vec![program.display().to_string()];
    if paths.apart {
        command.extend(["--data-dir".to_owned(), paths.data.display().to_string()]);
    }
    Ok(command)
}
