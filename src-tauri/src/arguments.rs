//! What the agent says when it starts the window.

use std::{ffi::OsString, path::PathBuf};

use tauri::Theme;

/// `--socket PATH --folder DIR --data-dir DIR --theme light|dark`
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Arguments {
    /// The agent's socket; none: the window was started by itself.
    pub(crate) socket: Option<PathBuf>,
    /// The folder where the agent keeps its data, and the window what it remembers.
    pub(crate) folder: Option<PathBuf>,
    /// The agent's data folder, if it has one apart from the person's own.
    pub(crate) data_dir: Option<PathBuf>,
    /// The colours that the person has chosen, if not the system's.
    pub(crate) theme: Option<Theme>,
}

impl Arguments {
    /// Reads them.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub(crate) fn read(words: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let (mut read, mut words) = (Self::default(), words.into_iter());
        while let Some(name) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{} is followed by nothing.", name.display()));
            match name.to_str() {
                Some("--socket") => read.socket = Some(value()?.into()),
                Some("--folder") => read.folder = Some(value()?.into()),
                Some("--data-dir") => read.data_dir = Some(value()?.into()),
                Some("--theme") => read.theme = Some(theme(&value()?)?),
                _ => return Err(format!("{} is nothing that the window knows.", name.display())),
            }
        }
        Ok(read)
    }
}

fn theme(name: &OsString) -> Result<Theme, String> {
    match name.to_str() {
        Some("light") => Ok(Theme::Light),
        Some("dark") => Ok(Theme::Dark),
        _ => Err(format!("{} is no theme. There are light and dark.", name.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Arguments, String> {
        Arguments::read(words.iter().map(OsString::from))
    }

    #[test]
    fn what_the_agent_says_is_read() {
        assert_eq!(read(&[]), Ok(Arguments::default()));
        let given = read(&["--socket", "/run/a b", "--folder", "f", "--data-dir", "d", "--theme", "dark"]);
        let (socket, folder, data_dir) = (Some("/run/a b".into()), Some("f".into()), Some("d".into()));
        assert_eq!(given, Ok(Arguments { socket, folder, data_dir, theme: Some(Theme::Dark) }));
    }

    #[test]
    fn anything_else_is_refused_in_words() {
        for words in [&["--socket"][..], &["--help"], &["x", "--socket", "y"], &["--theme", "red"]] {
            assert!(read(words).is_err_and(|error| error.ends_with('.')), "{words:?}");
        }
    }
}
