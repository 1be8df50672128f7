//! A screen without hardware behind it.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};

/// An X server that draws into memory; ended when it is dropped.
pub(crate) struct Screen {
    server: Child,
    /// What programs know it by.
    pub(crate) name: String,
}

impl Screen {
    pub(crate) fn start() -> Result<Self> {
        let mut command = Command::new("Xvfb");
        // It would begin anew when the last window goes, and refuse who comes meanwhile.
        command.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"]);
        let mut server = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("Xvfb")?;
        let mut number = String::new();
        BufReader::new(server.stdout.take().context("no output")?).read_line(&mut number)?;
        Ok(Self { server, name: format!(":{}", number.trim()) })
    }

    /// Whether the window is on it. It is put there when it has content.
    pub(crate) fn shows_window(&self) -> Result<bool> {
        let mut command = Command::new("xdotool");
        command.args(["search", "--onlyvisible", "--name", "^Rowbell"]).env("DISPLAY", &self.name);
        Ok(command.stderr(Stdio::null()).output().context("xdotool")?.status.success())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
