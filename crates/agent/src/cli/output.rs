//! Where answers go, and how what they hold looks in a terminal.

use std::io::{self, BufRead, IsTerminal, Read, Write};

use anyhow::{Context, Result};
use jiff::{Timestamp, tz::TimeZone};
use rowbell_api::Done;
use serde::Serialize;

use super::visible::{is_control, visible_on};
use crate::words::text;

/// Answers in words, or as JSON.
pub(super) struct Output {
    pub(super) json: bool,
}

impl Output {
    pub(super) fn show<T: Serialize>(&self, answer: &T, words: impl FnOnce(&T) -> io::Result<()>) -> Result<()> {
        if self.json {
            writeln!(io::stdout(), "{}", serde_json::to_string_pretty(answer)?)?;
            return Ok(());
        }
        Ok(words(answer)?)
    }

    pub(super) fn done(&self, done: Done) -> Result<()> {
        self.show(&done, |done| match done.message.as_str() {
            "" => Ok(()),
            message => writeln!(io::stdout(), "{}", visible_on(&io::stdout(), message)),
        })
    }
}

/// A time of the API (RFC 3339) as the local clock has it.
pub(super) fn local(at: &str) -> String {
    let Ok(at) = at.parse::<Timestamp>() else { return at.to_owned() };
    at.to_zoned_datetime(TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// Foreign text in a line: without control characters, so that it can't move the cursor or colour the screen.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|c| !is_control(*c)).collect()
}

/// A path's segment, encoded.
pub(super) fn encoded(segment: &str) -> String {
    percent_encoding::utf8_percent_encode(segment, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// The answer to a question: a line of standard input; none when it is empty.
pub(super) fn answer(question: &str) -> Result<Option<String>> {
    print!("{question}");
    io::stdout().flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).with_context(|| text!("input-unreadable"))?;
    let line = line.trim();
    Ok((!line.is_empty()).then(|| line.to_owned()))
}

/// All of standard input, so that a secret is in no list of processes and no shell history. A person at a terminal is told
/// what to do.
pub(super) fn piped(hint: impl FnOnce() -> String) -> Result<String> {
    if io::stdin().is_terminal() {
        eprintln!("{}", hint());
    }
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).with_context(|| text!("input-unreadable"))?;
    Ok(text)
}
