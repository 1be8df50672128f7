//! Foreign text on a terminal.

use std::{borrow::Cow, io::IsTerminal};

pub(super) use rowbell_core::text::is_control;

/// Text as it may be printed there: on a terminal, control characters and those that turn the direction of text are
/// written as escapes (`\u{1b}`), so that it can't move the cursor, colour the screen or look like something else.
/// Files and other programs get it as it is.
pub fn visible_on<'a>(out: &impl IsTerminal, text: &'a str) -> Cow<'a, str> {
    if out.is_terminal() { visible(text) } else { text.into() }
}

fn visible(text: &str) -> Cow<'_, str> {
    let hides = |char: char| is_control(char) && !matches!(char, '\n' | '\t');
    if !text.contains(hides) {
        return text.into();
    }
    text.chars()
        .fold(String::new(), |mut shown, char| {
            if hides(char) {
                shown.extend(char.escape_unicode())
            } else {
                shown.push(char)
            }
            shown
        })
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_steer_a_terminal_is_written_out() {
        assert_eq!(visible("Straße\t1\n\u{1f469}\u{200d}\u{1f4bb}"), "Straße\t1\n\u{1f469}\u{200d}\u{1f4bb}");
        assert_eq!(visible("a\u{1b}[31m\r\u{9b}1m\u{202e}b\u{7f}"), "a\\u{1b}[31m\\u{d}\\u{9b}1m\\u{202e}b\\u{7f}");
    }
}
