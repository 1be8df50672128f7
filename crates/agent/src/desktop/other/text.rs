//! Text for toasts, menus and tooltips: foreign text stays text, and fits.

use rowbell_core::text::{clip, one_line};

/// Longest title of a popup, in characters; the engine promises 60.
const TITLE: usize = 100;
/// Longest line of a popup.
const LINE: usize = 200;
/// Most lines of a popup; the engine promises two, and five where it tells details.
const LINES: usize = 6;
/// Longest text of a menu item or a button.
const LABEL: usize = 60;
/// Longest text of a menu item that is only informative.
const TOLD: usize = 100;
/// Longest tooltip: Windows has room for 128 units of UTF-16, the end among them.
const TOOLTIP: usize = 127;

/// A popup's title.
pub(super) fn title(text: &str) -> String {
    clip(&one_line(text), TITLE)
}

/// A popup's first line, and the others.
pub(super) fn body(text: &str) -> (String, String) {
    let lines = text.lines().map(|line| clip(&one_line(line), LINE)).filter(|line| !line.is_empty());
    let mut lines = lines.take(LINES);
    let first = lines.next().unwrap_or_default();
    (first, lines.collect::<Vec<_>>().join("\n"))
}

/// A button of a popup. macOS's list of them is separated by commas on its way.
pub(super) fn button(text: &str) -> String {
    clip(&one_line(text), LABEL).replace(',', "\u{201a}")
}

/// A menu item; `&` would be an access key, so it is doubled.
pub(super) fn menu(text: &str) -> String {
    clip(&one_line(text), LABEL).replace('&', "&&")
}

/// A menu item that only tells something.
pub(super) fn told(text: &str) -> String {
    clip(&one_line(text), TOLD).replace('&', "&&")
}

/// A tooltip of a title and further lines, as much of them as there is room for.
pub(super) fn tooltip(title: &str, lines: &[String]) -> String {
    let lines = std::iter::once(title).chain(lines.iter().map(String::as_str)).map(one_line);
    let text = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    if units(&text) <= TOOLTIP {
        return text;
    }
    let mut most = TOOLTIP;
    loop {
        let clipped = clip(&text, most);
        if units(&clipped) <= TOOLTIP {
            return clipped;
        }
        most -= 1;
    }
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tooltip_has_room() {
        assert_eq!(tooltip("Rowbell", &["Listening".to_owned(), " ".to_owned()]), "Rowbell\nListening");
        for sign in ["a", "ä", "\u{1f469}\u{200d}\u{1f4bb}", "&"] {
            let text = tooltip("Rowbell", &[sign.repeat(300)]);
            assert!(units(&text) <= TOOLTIP && text.ends_with('…'), "{text}");
            assert!(units(&text) > TOOLTIP - 8, "{text}");
        }
    }

    #[test]
    fn text_is_plain() {
        assert_eq!(menu("Acme & Söhne\n\u{202e}x_y"), "Acme && Söhne x_y");
        assert_eq!(told(&"&".repeat(50)), "&".repeat(100));
        assert_eq!(body("a\r\n\n b\u{0} \nc"), ("a".to_owned(), "b\nc".to_owned()));
        assert_eq!(body(""), (String::new(), String::new()));
        assert!(!button("Allow a,b").contains(','));
        assert_eq!(title(&"x".repeat(500)).chars().count(), TITLE);
    }
}
