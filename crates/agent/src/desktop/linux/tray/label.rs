//! Text for panels: foreign text stays text.

use rowbell_core::text::{clip, is_right_to_left, one_line};

/// Longest text of a menu item, in characters.
const MOST: usize = 60;
/// Where the lines of what is wrong are broken in the menu, and how many of each there are.
const PROBLEM: (usize, usize) = (70, 6);
/// Has a line begin at the left, whatever stands first in it.
const FROM_LEFT: char = '\u{200e}';
/// Longest text that is only informative, in characters.
const MOST_TOLD: usize = 100;
/// Longest part of a tooltip: what is wrong, what it means and what to do.
const MOST_IN_TOOLTIP: usize = 400;
/// Where its lines are broken.
const TOOLTIP_WIDTH: usize = 80;

/// How the panel reads a tooltip's lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Markup {
    /// As markup, as the specification has it: Xfce, Waybar.
    Always,
    /// As markup only if it looks like it. Plasma does so: it would show `&amp;` as it stands, and join the lines of a text
    /// that has a tag.
    IfItLooksSo,
}

impl Markup {
    /// What the panel of a desktop does, by `XDG_CURRENT_DESKTOP`.
    pub(super) fn of(desktop: &str) -> Markup {
        match desktop.split(':').any(|part| part == "KDE") {
            true => Markup::IfItLooksSo,
            false => Markup::Always,
        }
    }
}

/// A menu item's text: one line, clipped; an underscore would be an access key, so it is doubled.
pub(super) fn menu(text: &str) -> String {
    fitting(text, MOST)
}

/// A menu item's text that is a plain line already, with parts isolated in it. It begins at the left, where its mark is.
pub(super) fn change(mark: &str, line: &str) -> String {
    from_left(format!("{mark}{}", clip(line, MOST).replace('_', "__")))
}

/// What is wrong, in as many lines of a menu as it takes.
pub(super) fn problem(text: &str) -> Vec<String> {
    let (width, most) = PROBLEM;
    let text = wrapped(&clip(&one_line(text), width * most), width);
    text.lines().map(|line| from_left(line.replace('_', "__"))).collect()
}

fn from_left(line: String) -> String {
    if line.chars().any(is_right_to_left) { format!("{FROM_LEFT}{line}") } else { line }
}

/// The text of a menu item that is only informative.
pub(super) fn told(text: &str) -> String {
    fitting(text, MOST_TOLD)
}

fn fitting(text: &str, most: usize) -> String {
    clip(&one_line(text), most).replace('_', "__")
}

/// A tooltip's title, which is never markup.
pub(super) fn title(text: &str) -> String {
    clip(&one_line(text), MOST_TOLD)
}

/// A tooltip's further lines.
pub(super) fn tooltip(lines: &[String], markup: Markup) -> String {
    let lines = lines.iter().map(|line| clip(&one_line(line), MOST_IN_TOOLTIP)).filter(|line| !line.is_empty());
    let lines = lines.map(|line| wrapped(&line, TOOLTIP_WIDTH));
    let text = lines.collect::<Vec<_>>().join("\n");
    match markup {
        Markup::Always => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        Markup::IfItLooksSo => text.replace('<', "‹").replace('>', "›"),
    }
}

/// The text in lines of about `width` characters, broken between words.
fn wrapped(text: &str, width: usize) -> String {
    let (mut lines, mut length) = (String::new(), 0);
    for word in text.split(' ') {
        let word_length = word.chars().count();
        if length > 0 {
            let fits = length + 1 + word_length <= width;
            lines.push(if fits { ' ' } else { '\n' });
            length = if fits { length + 1 } else { 0 };
        }
        lines.push_str(word);
        length += word_length;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_menu_text_is_one_plain_short_line() {
        assert_eq!(menu("  Acme\n\tGmbH \u{202e}x\u{2066}y\u{0} "), "Acme GmbH xy");
        assert_eq!(menu("snake_case __x"), "snake__case ____x");
        assert_eq!(menu(&"ä".repeat(60)), "ä".repeat(60));
        assert_eq!(menu(&"ä".repeat(61)), format!("{}…", "ä".repeat(59)));
        assert_eq!(menu(&format!("{} cd", "a".repeat(58))), format!("{}…", "a".repeat(58)));
    }

    #[test]
    fn a_name_from_right_to_left_turns_neither_line_nor_mark() {
        assert_eq!(change("●\u{2002}", "\u{2068}شركة\u{2069}: a_b"), "\u{200e}●\u{2002}\u{2068}شركة\u{2069}: a__b");
        assert_eq!(change("", "Acme: x"), "Acme: x");
        assert_eq!(problem("שלום is not connected"), ["\u{200e}שלום is not connected"]);
    }

    #[test]
    fn a_problem_is_told_in_full_in_several_lines() {
        let text = "Port 8765 is used by another program. Rowbell can’t receive changes. `rowbell endpoint port 8766` takes one.";
        let lines = problem(text);
        assert!(lines.len() == 2 && lines.iter().all(|line| line.chars().count() <= 70), "{lines:?}");
        assert_eq!(lines.join(" "), text);
        assert_eq!(problem(&"word ".repeat(400)).len(), 6);
    }

    #[test]
    fn long_tooltips_are_broken_between_words() {
        assert_eq!(wrapped("one two three", 7), "one two\nthree");
        assert_eq!(wrapped("a-very-long-word b", 4), "a-very-long-word\nb");
        assert_eq!(wrapped("", 4), "");
    }

    #[test]
    fn clipping_does_not_part_a_sign() {
        let family = "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}";
        assert_eq!(menu(&format!("{}{family}{}", "a".repeat(56), "b".repeat(9))), format!("{}…", "a".repeat(56)));
        assert_eq!(menu(&format!("{}e\u{301}bc", "a".repeat(58))), format!("{}…", "a".repeat(58)));
    }

    #[test]
    fn a_tooltip_shows_markup_as_it_is_written() {
        let lines = ["<b>Listening</b> at & \"x\"".to_owned(), "  ".to_owned(), "two".to_owned()];
        assert_eq!(tooltip(&lines, Markup::of("XFCE")), "&lt;b&gt;Listening&lt;/b&gt; at &amp; \"x\"\ntwo");
        assert_eq!(tooltip(&lines, Markup::of("KDE")), "‹b›Listening‹/b› at & \"x\"\ntwo");
        assert_eq!(title("<i>&amp;"), "<i>&amp;");
    }
}
