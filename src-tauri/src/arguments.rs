//! What the agent says when it starts the window.

use std::{ffi::OsString, path::PathBuf};

/// `--socket PATH --data-dir DIR`
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Arguments {
    /// The agent's socket; none: the window was started by itself.
    pub(crate) socket: Option<PathBuf>,
    /// The agent's data folder, if it has one apart from the person's own.
    pub(crate) data_dir: Option<PathBuf>,
}

impl Arguments {
    /// Reads them.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub(crate) fn read(words: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let (mut read, mut words) = (Self::default(), words.into_iter());
        while let Some(name) = words.next() {
            let place = match name.to_str() {
                Some("--socket") => &mut read.socket,
                Some("--data-dir") => &mut read.data_dir,
                _ => return Err(format!("{} is nothing that the window knows.", name.display())),
            };
            *place = Some(words.next().ok_or_else(|| format!("{} is followed by nothing.", name.display()))?.into());
        }
        Ok(read)
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
        let given = read(&["--socket", "/run/a b", "--data-dir", "d"]);
        assert_eq!(given, Ok(Arguments { socket: Some("/run/a b".into()), data_dir: Some("d".into()) }));
    }

    #[test]
    fn anything_else_is_refused_in_words() {
        for words in [&["--socket"][..], &["--help"], &["x", "--socket", "y"]] {
            assert!(read(words).is_err_and(|error| error.ends_with('.')), "{words:?}");
        }
    }
}
