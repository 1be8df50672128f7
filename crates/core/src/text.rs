//! Small rules for foreign text that is shown to people.

/// One line of plain text: every run of white space and line ends is one space; control characters, and characters that
/// would hide text or turn its direction, are dropped.
pub fn one_line(text: &str) -> String {
    let fit: String =
        text.chars().map(|char| if parts_words(char) { ' ' } else { char }).filter(|char| !is_control(*char)).collect();
    let line = fit.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    line.trim().to_owned()
}

/// White space other than the no-break spaces that some languages have before signs and between digits.
fn parts_words(char: char) -> bool {
    char.is_whitespace() && !matches!(char, '\u{a0}' | '\u{202f}')
}

/// Whether a character is none that is seen: a control character, or one that hides text or turns its direction.
pub fn is_control(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}')
}

/// At most `most` characters, with an ellipsis for what is left out; what belongs to a letter or a sign stays with it.
pub fn clip(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    let mut kept: Vec<char> = text.chars().take(most).collect();
    // The last one taken makes room for the ellipsis; as long as it belongs to the one before, that one goes too.
    while kept.pop().is_some_and(belongs_to_the_one_before) || kept.last() == Some(&'\u{200d}') {}
    let kept: String = kept.into_iter().collect();
    format!("{}…", kept.trim_end())
}

/// A line that stands in another one: what is written from right to left turns nothing around it.
pub fn isolated(text: &str) -> String {
    let line = one_line(text);
    if line.chars().any(is_right_to_left) { format!("\u{2068}{line}\u{2069}") } else { line }
}

/// Whether a character belongs to a script that is written from right to left.
pub fn is_right_to_left(char: char) -> bool {
    matches!(char, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
}

/// A name as one argument of a command that people copy into their shell.
pub fn argument(name: &str) -> String {
    let plain = |char: char| char.is_alphanumeric() || "._-/:@%+".contains(char);
    match name {
        plainly if !plainly.is_empty() && !plainly.starts_with('-') && plainly.chars().all(plain) => plainly.to_owned(),
        // PowerShell and cmd both take these; neither has a way for a quote that suits the other.
        name if cfg!(windows) => format!("\"{}\"", name.replace('"', "")),
        name => shlex::try_quote(name).map_or_else(|_| "?".to_owned(), |quoted| quoted.into_owned()),
    }
}

fn belongs_to_the_one_before(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_plain() {
        assert_eq!(one_line("  Acme\n\tGmbH \u{202e}x\u{2066}y\u{0} "), "Acme GmbH xy");
        assert_eq!(one_line("\u{1f469}\u{200d}\u{1f4bb} ok"), "\u{1f469}\u{200d}\u{1f4bb} ok");
    }

    #[test]
    #[cfg(unix)]
    fn a_name_is_one_argument_of_a_shell() {
        for name in ["Vertrieb", "R&D <x>", "a'b \"c\" $(d) `e`", "", "京东 2", "-n", "!x"] {
            let script = format!("printf %s {}", argument(name));
            let output = std::process::Command::new("/bin/sh").args(["-c", &script]).output().expect("a shell");
            let printed = String::from_utf8_lossy(&output.stdout);
            assert_eq!(printed, if name == "-n" { "-n" } else { name }, "{script}");
        }
        assert_eq!(argument("Jörg"), "Jörg");
    }

    #[test]
    fn what_is_written_from_right_to_left_is_isolated() {
        assert_eq!(isolated("شركة\n2"), "\u{2068}شركة 2\u{2069}");
        assert_eq!(isolated("\u{2067}Acme\u{2069}"), "Acme");
    }

    #[test]
    fn clipping_keeps_signs_whole() {
        assert_eq!(clip(&"ä".repeat(60), 60), "ä".repeat(60));
        assert_eq!(clip(&"ä".repeat(61), 60), format!("{}…", "ä".repeat(59)));
        assert_eq!(clip("e\u{301}x", 2), "…");
        assert_eq!(clip("ab cd", 4), "ab…");
    }
}
