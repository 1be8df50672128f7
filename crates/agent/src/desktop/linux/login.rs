//! Starting with the session: systemd's user units where they reach the desktop, XDG autostart elsewhere, never both.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::{Context, Result};
use etcetera::BaseStrategy;

use super::systemd::{self, Units};
use crate::words::text;

/// The application's id.
const ID: &str = "io.github.rowbell.Rowbell";

/// The files that start it.
pub struct Login {
    desktop_file: PathBuf,
    units: Units,
}

impl Login {
    /// Where they are.
    ///
    /// # Errors
    /// When there is no home folder.
    pub fn find() -> Result<Self> {
        let config = etcetera::choose_base_strategy().context("There is no home folder")?.config_dir();
        Ok(Self { desktop_file: config.join("autostart").join(format!("{ID}.desktop")), units: Units::find()? })
    }

    /// How it starts with the session, if it does.
    pub fn how(&self) -> Option<&'static str> {
        if self.units.are_on() {
            Some("systemd user units")
        } else if self.desktop_file.exists() {
            Some("XDG autostart")
        } else {
            None
        }
    }

    /// Starts this command with the session from now on. systemd can hold `address` for it. `runs` says whether it runs
    /// already. Gives back what there is to say about how.
    ///
    /// # Errors
    /// When a file can't be written, or systemd refuses.
    pub fn turn_on(&self, command: &[String], address: Option<SocketAddr>, runs: bool) -> Result<Option<String>> {
        let why_not = match (address, systemd::reaches_this_desktop()) {
            (Some(_), Ok(())) if !systemd::can_start(&command[0]) => {
                text!("no-units-quotation-mark")
            }
            (Some(address), Ok(())) => {
                self.units.turn_on(&command[0], address)?;
                systemd::remove(&self.desktop_file)?;
                return Ok((runs && !self.units.are_running()).then(|| text!("autostart-hand-over")));
            }
            (None, _) => text!("no-units-apart"),
            (_, Err(why)) => why,
        };
        self.units.turn_off()?;
        systemd::write(&self.desktop_file, &desktop_file(command))?;
        Ok(Some(text!("autostart-without-units", reason = why_not)))
    }

    /// No longer.
    ///
    /// # Errors
    /// When a file can't be removed, or systemd refuses.
    pub fn turn_off(&self) -> Result<()> {
        systemd::remove(&self.desktop_file)?;
        self.units.turn_off()
    }
}

/// An argument as desktop files quote it.
fn quoted(argument: &str) -> String {
    let mut quoted = String::from("\"");
    for character in argument.chars() {
        match character {
            '"' | '\\' | '`' | '$' => quoted.extend(['\\', character]),
            '%' => quoted.push_str("%%"),
            other => quoted.push(other),
        }
    }
    quoted + "\""
}

fn desktop_file(command: &[String]) -> String {
    let line: Vec<String> = command.iter().map(|argument| quoted(argument)).collect();
    format!(
        "[Desktop Entry]\nType=Application\nName=Rowbell\nComment=Changes of SeaTable bases as notifications\nExec={}\nIcon={ID}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n",
        line.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_with_odd_characters_are_quoted() {
        assert_eq!(quoted(r#"/home/a b/100%/"x"$"#), r#""/home/a b/100%%/\"x\"\$""#);
        let text = desktop_file(&["/opt/row bell/rowbell".into(), "--data-dir".into(), "/x".into()]);
        assert!(text.contains("Exec=\"/opt/row bell/rowbell\" \"--data-dir\" \"/x\"\n"), "{text}");
    }
}
