//! Starting with the session: systemd's user units where systemd runs, XDG autostart elsewhere, never both.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result};
use etcetera::BaseStrategy;

/// The application's id.
const ID: &str = "io.github.rowbell.Rowbell";
const SERVICE: &str = "rowbell.service";

/// The files that start it.
pub struct Login {
    desktop_file: PathBuf,
    unit: PathBuf,
}

impl Login {
    /// Where they are.
    ///
    /// # Errors
    /// When there is no home folder.
    pub fn find() -> Result<Self> {
        let config = etcetera::choose_base_strategy().context("There is no home folder")?.config_dir();
        Ok(Self {
            desktop_file: config.join("autostart").join(format!("{ID}.desktop")),
            unit: config.join("systemd").join("user").join(SERVICE),
        })
    }

    /// How it starts with the session, if it does.
    pub fn how(&self) -> Option<&'static str> {
        if self.unit.exists() {
            Some("systemd user unit")
        } else if self.desktop_file.exists() {
            Some("XDG autostart")
        } else {
            None
        }
    }

    /// Starts this command with the session from now on.
    ///
    /// # Errors
    /// When a file can't be written.
    pub fn turn_on(&self, command: &[String]) -> Result<()> {
        self.turn_off()?;
        if systemd_runs() {
            write(&self.unit, &unit(command))?;
            systemctl(&["daemon-reload"]);
            systemctl(&["enable", SERVICE]);
            return Ok(());
        }
        write(&self.desktop_file, &desktop_file(command))
    }

    /// No longer.
    ///
    /// # Errors
    /// When a file can't be removed.
    pub fn turn_off(&self) -> Result<()> {
        if self.unit.exists() {
            systemctl(&["disable", SERVICE]);
        }
        for file in [&self.unit, &self.desktop_file] {
            match fs::remove_file(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(error).with_context(|| format!("{} can't be removed", file.display()));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether systemd looks after this person's programs.
fn systemd_runs() -> bool {
    Path::new("/run/systemd/system").exists() && systemctl(&["show-environment"])
}

fn systemctl(arguments: &[&str]) -> bool {
    let mut command = Command::new("systemctl");
    command.arg("--user").args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn write(path: &Path, text: &str) -> Result<()> {
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
    written.with_context(|| format!("{} can't be written", path.display()))
}

/// An argument as desktop files and units quote it.
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

fn line(command: &[String]) -> String {
    command.iter().map(|argument| quoted(argument)).collect::<Vec<_>>().join(" ")
}

fn unit(command: &[String]) -> String {
    format!(
        "[Unit]\nDescription=Rowbell: changes of SeaTable bases as notifications\nPartOf=graphical-session.target\nAfter=graphical-session.target\n\n[Service]\nExecStart={}\nRestart=on-failure\nKillMode=process\n\n[Install]\nWantedBy=graphical-session.target\n",
        line(command)
    )
}

fn desktop_file(command: &[String]) -> String {
    format!(
        "[Desktop Entry]\nType=Application\nName=Rowbell\nComment=Changes of SeaTable bases as notifications\nExec={}\nIcon={ID}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n",
        line(command)
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
