//! What of a popup's text reaches the server: a last line of defence behind the engine, which cleans text itself.

/// Longest title, in characters; the engine promises 60.
const MAX_TITLE: usize = 100;
/// Longest body, in characters, before escaping.
const MAX_BODY: usize = 600;
/// Most lines of a body; the engine promises two.
const MAX_LINES: usize = 4;
/// Longest text of a button.
const MAX_LABEL: usize = 60;

/// A title: one line of plain text. Titles are never markup by the specification, so they are not escaped.
pub(super) fn title(text: &str) -> String {
    clamp(&one_line(text), MAX_TITLE)
}

/// A button's text: one line of plain text.
pub(super) fn label(text: &str) -> String {
    clamp(&one_line(text), MAX_LABEL)
}

/// A body: few lines of plain text, escaped if the server would read it as markup.
pub(super) fn body(text: &str, markup: bool) -> String {
    let lines: Vec<String> = text.lines().map(one_line).filter(|line| !line.is_empty()).take(MAX_LINES).collect();
    let plain = clamp(&lines.join("\n"), MAX_BODY);
    if markup { escape(&plain) } else { plain }
}

/// One technical line from the server (its name, an error), fit for logs and `status`.
pub(super) fn technical(text: &str) -> String {
    clamp(&one_line(text), 200)
}

/// An activation token is handed to another program's environment, so it has to be short and plain.
pub(super) fn token(text: &str) -> Option<String> {
    let plain = (1..=512).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    plain.then(|| text.to_owned())
}

/// Drops what could reorder or hide text, and turns every kind of white space and line end into one space.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for char in text.chars().filter(|char| !is_unfit(*char)) {
        let char = if char.is_whitespace() { ' ' } else { char };
        if char != ' ' || !(line.is_empty() || line.ends_with(' ')) {
            line.push(char);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Control characters (other than white space) and characters that change the direction of text around them.
fn is_unfit(char: char) -> bool {
    (char.is_control() && !char.is_whitespace())
        || matches!(char,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}')
}

fn clamp(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => {
            let mut short: String = text.chars().take(most - 1).collect();
            short.truncate(short.trim_end().len());
            short.push('…');
            short
        }
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // Numeric, because `&apos;` is not known to every server's parser.
            '\'' => escaped.push_str("&#39;"),
            char => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_plain_line() {
        assert_eq!(title(" Acme\n\tGmbH\u{0} \u{202e}gnp.exe\u{2069}\u{61c} "), "Acme GmbH gnp.exe");
        assert_eq!(title("<b>&"), "<b>&");
        assert_eq!(title("\u{1f469}\u{200d}\u{1f4bb} ok"), "\u{1f469}\u{200d}\u{1f4bb} ok");
        assert_eq!(title(&"ä".repeat(500)).chars().count(), 100);
        assert_eq!(title(&"ä".repeat(100)), "ä".repeat(100));
    }

    #[test]
    fn a_body_keeps_its_lines_and_is_escaped_only_for_markup() {
        assert_eq!(body("a <b>&\"'\r\n\nsecond\u{85}x\u{2028}y", true), "a &lt;b&gt;&amp;&quot;&#39;\nsecond x y");
        assert_eq!(body("a <b>&", false), "a <b>&");
        assert_eq!(body("1\n2\n3\n4\n5", false), "1\n2\n3\n4");
        assert!(body(&"<".repeat(5000), true).chars().count() < 4 * 600 + 2);
    }

    #[test]
    fn a_token_is_plain() {
        assert_eq!(token("gnome-shell/x_TIME12").as_deref(), Some("gnome-shell/x_TIME12"));
        for bad in ["", "a b", "a\u{0}b", "ü", "a\nb", &"x".repeat(513)] {
            assert_eq!(token(bad), None, "{bad:?}");
        }
    }
}
