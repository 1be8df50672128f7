//! What of a popup's text reaches the server: a last line of defence behind the engine, which cleans text itself.

use rowbell_core::text::{clip, one_line};

/// Longest title, in characters; the engine promises 60.
const MAX_TITLE: usize = 100;
/// Longest body, in characters, before escaping.
const MAX_BODY: usize = 600;
/// Most lines of a body; the engine promises two, and five where it tells details.
const MAX_LINES: usize = 6;
/// Longest text of a button.
const MAX_LABEL: usize = 60;

/// A title: one line of plain text. Titles are never markup by the specification, so they are not escaped.
pub(super) fn title(text: &str) -> String {
    clip(&one_line(text), MAX_TITLE)
}

/// A button's text: one line of plain text.
pub(super) fn label(text: &str) -> String {
    clip(&one_line(text), MAX_LABEL)
}

/// A body: few lines of plain text, escaped if the server would read it as markup.
pub(super) fn body(text: &str, markup: bool) -> String {
    let lines: Vec<String> = text.lines().map(one_line).filter(|line| !line.is_empty()).take(MAX_LINES).collect();
    let plain = clip(&lines.join("\n"), MAX_BODY);
    if markup { escape(&plain) } else { plain }
}

/// One technical line from the server (its name, an error), fit for logs and `status`.
pub(super) fn technical(text: &str) -> String {
    clip(&one_line(text), 200)
}

/// An activation token is handed to another program's environment, so it has to be short and plain.
pub(super) fn token(text: &str) -> Option<String> {
    let plain = (1..=512).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    plain.then(|| text.to_owned())
}

/// No more than has to be: dunst 1.9.0 with `markup = strip` and notify-osd 0.9.35 show `&#39;` and `&quot;` as they are.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
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
        assert_eq!(body("a <b>&\"'\r\n\nsecond\u{85}x\u{2028}y", true), "a &lt;b&gt;&amp;\"'\nsecond x y");
        assert_eq!(body("a <b>&", false), "a <b>&");
        assert_eq!(body("1\n2\n3\n4\n5\n6\n7", false), "1\n2\n3\n4\n5\n6");
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
