//! What the agent says when it starts the window.

use std::{ffi::OsString, path::PathBuf};

use tauri::Theme;

/// `--socket PATH --folder DIR --data-dir DIR --theme light|dark --language CODE`
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
    /// The code of the language that the person has chosen, if not the system's.
    pub(crate) language: Option<String>,
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
                Some("--language") => read.language = Some(language(&value()?)?),
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

/// It becomes a part of the environment, so it is a code and nothing else.
fn language(code: &OsString) -> Result<String, String> {
    let is_code = |code: &&str| (2..=8).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase());
    let unknown = || format!("{} is no language's code.", code.display());
    code.to_str().filter(is_code).map(str::to_owned).ok_or_else(unknown)
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
        let given = ["--socket", "/run/a b", "--folder", "f", "--data-dir", "d", "--theme", "dark", "--language", "de"];
        let (socket, folder, data_dir) = (Some("/run/a b".into()), Some("f".into()), Some("d".into()));
        let (theme, language) = (Some(Theme::Dark), Some("de".into()));
        assert_eq!(read(&given), Ok(Arguments { socket, folder, data_dir, theme, language }));
    }

    #[test]
    fn anything_else_is_refused_in_words() {
        for words in
            [&["--socket"][..], &["--help"], &["x", "--socket", "y"], &["--theme", "red"], &["--language", "de:en"]]
        {
            assert!(read(words).is_err_and(|error| error.ends_with('.')), "{words:?}");
        }
    }
}
