//! Starting with the session: a value of the registry's `Run` key on Windows, a launch agent on macOS.

#[cfg(not(target_os = "linux"))]
pub use platform::Login;

/// Units of systemd: there are none here, so nobody holds the address while Rowbell restarts.
#[cfg(not(target_os = "linux"))]
#[derive(Clone, Debug)]
pub enum Units {}

#[cfg(not(target_os = "linux"))]
impl Units {
    /// None.
    ///
    /// # Errors
    /// Never.
    pub fn in_force() -> anyhow::Result<Option<Self>> {
        Ok(None)
    }

    /// Never asked.
    ///
    /// # Errors
    /// Never.
    pub fn start(&self) -> anyhow::Result<()> {
        match *self {}
    }

    /// Never asked.
    ///
    /// # Errors
    /// Never.
    pub fn release(&self) -> anyhow::Result<()> {
        match *self {}
    }

    /// Never asked.
    ///
    /// # Errors
    /// Never.
    pub fn move_to(&self, _address: std::net::SocketAddr) -> anyhow::Result<bool> {
        match *self {}
    }
}

/// A command line as Windows' programs read it.
#[cfg(any(windows, test))]
fn command_line(command: &[String]) -> String {
    command.iter().map(|argument| quoted(argument)).collect::<Vec<_>>().join(" ")
}

/// Backslashes count only before a quotation mark; there each is doubled.
#[cfg(any(windows, test))]
fn quoted(argument: &str) -> String {
    let (mut quoted, mut backslashes) = (String::from("\""), 0);
    for character in argument.chars() {
        if character == '"' {
            quoted.push_str(&"\\".repeat(backslashes + 1));
        }
        backslashes = if character == '\\' { backslashes + 1 } else { 0 };
        quoted.push(character);
    }
    quoted + &"\\".repeat(backslashes) + "\""
}

/// What launchd reads.
#[cfg(any(target_os = "macos", test))]
fn launch_agent(command: &[String]) -> String {
    let escaped = |text: &String| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let arguments: String = command.iter().map(|text| format!("    <string>{}</string>\n", escaped(text))).collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>{}</string>
  <key>ProgramArguments</key>
  <array>
{arguments}  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>ProcessType</key>
  <string>Interactive</string>
  <key>LimitLoadToSessionType</key>
  <string>Aqua</string>
</dict>
</plist>
"#,
        super::ID
    )
}

#[cfg(windows)]
mod platform {
    use std::net::SocketAddr;

    use anyhow::{Context, Result};
    use windows_registry::CURRENT_USER;

    const KEY: &str = r"Software\Microsoft\Windows\CurrentVersion\Run";
    const VALUE: &str = "Rowbell";

    /// The `Run` key of the person's part of the registry.
    pub struct Login;

    impl Login {
        /// Where it is.
        ///
        /// # Errors
        /// None on Windows.
        pub fn find() -> Result<Self> {
            Ok(Self)
        }

        /// How it starts with the session, if it does.
        pub fn how(&self) -> Option<&'static str> {
            CURRENT_USER.open(KEY).and_then(|key| key.get_string(VALUE)).ok().map(|_| "registry Run key")
        }

        /// Starts this command with the session from now on. The system holds no address for it.
        ///
        /// # Errors
        /// When the registry can't be written.
        pub fn turn_on(&self, command: &[String], _address: Option<SocketAddr>, _runs: bool) -> Result<Option<String>> {
            let key = CURRENT_USER.create(KEY);
            let written = key.and_then(|key| key.set_string(VALUE, super::command_line(command)));
            written.context("The registry's Run key can't be written").map(|()| None)
        }

        /// No longer.
        ///
        /// # Errors
        /// When the registry can't be written.
        pub fn turn_off(&self) -> Result<()> {
            if self.how().is_none() {
                return Ok(());
            }
            let key = CURRENT_USER.options().read().write().open(KEY);
            let removed = key.and_then(|key| key.remove_value(VALUE));
            removed.context("The registry's Run key can't be written")
        }
    }
}

#[cfg(target_os = "macos")]
mod platform {
    use std::{fs, io, net::SocketAddr, path::PathBuf};

    use anyhow::{Context, Result};

    /// A file in the person's `Library/LaunchAgents`, which launchd reads at each login.
    pub struct Login {
        file: PathBuf,
    }

    impl Login {
        /// Where it is.
        ///
        /// # Errors
        /// When there is no home folder.
        pub fn find() -> Result<Self> {
            let home = etcetera::home_dir().context("There is no home folder")?;
            Ok(Self { file: home.join("Library/LaunchAgents").join(format!("{}.plist", crate::desktop::other::ID)) })
        }

        /// How it starts with the session, if it does.
        pub fn how(&self) -> Option<&'static str> {
            self.file.exists().then_some("launch agent")
        }

        /// Starts this command with the session from the next login on. The system holds no address for it.
        ///
        /// # Errors
        /// When the file can't be written.
        pub fn turn_on(&self, command: &[String], _address: Option<SocketAddr>, _runs: bool) -> Result<Option<String>> {
            let folder = self.file.parent().map_or(Ok(()), fs::create_dir_all);
            let written = folder.and_then(|()| fs::write(&self.file, super::launch_agent(command)));
            written.with_context(|| format!("{} can't be written", self.file.display())).map(|()| None)
        }

        /// No longer.
        ///
        /// # Errors
        /// When the file can't be removed.
        pub fn turn_off(&self) -> Result<()> {
            match fs::remove_file(&self.file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    Err(error).with_context(|| format!("{} can't be removed", self.file.display()))
                }
                _ => Ok(()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_reads_back_what_is_quoted() {
        let command = [r"C:\Program Files\Rowbell\rowbell.exe", "--data-dir", r"C:\a b\", r#"say "x\""#];
        let line = command_line(&command.map(str::to_owned));
        assert_eq!(line, r#""C:\Program Files\Rowbell\rowbell.exe" "--data-dir" "C:\a b\\" "say \"x\\\"""#);
    }

    #[test]
    fn launchd_reads_odd_paths() {
        let text = launch_agent(&["/Applications/A & B/<rowbell>".to_owned(), "--data-dir".to_owned()]);
        let arguments =
            "<string>/Applications/A &amp; B/&lt;rowbell&gt;</string>\n    <string>--data-dir</string>\n  </array>";
        assert!(text.contains(arguments), "{text}");
    }
}
