//! Text for panels: foreign text stays text.

/// Longest text of a menu item or a tooltip's line, in characters.
const MOST: usize = 60;
/// Longest line of a tooltip, which may hold an address.
const MOST_IN_TOOLTIP: usize = 120;

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
    clipped(&one_line(text), MOST).replace('_', "__")
}

/// A tooltip's title, which is never markup.
pub(super) fn title(text: &str) -> String {
    clipped(&one_line(text), MOST)
}

/// A tooltip's further lines.
pub(super) fn tooltip(lines: &[String], markup: Markup) -> String {
    let lines = lines.iter().map(|line| clipped(&one_line(line), MOST_IN_TOOLTIP)).filter(|line| !line.is_empty());
    let text = lines.collect::<Vec<_>>().join("\n");
    match markup {
        Markup::Always => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        Markup::IfItLooksSo => text.replace('<', "‹").replace('>', "›"),
    }
}

/// Drops what could hide or reorder text and makes each run of white space one space.
fn one_line(text: &str) -> String {
    let fit: String = text.chars().map(|char| if char.is_whitespace() { ' ' } else { char }).filter(is_fit).collect();
    fit.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_fit(char: &char) -> bool {
    !char.is_control()
        && !matches!(char,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}')
}

/// At most `most` characters, with an ellipsis for what is left out; what belongs to a letter or a sign stays with it.
fn clipped(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    let mut kept: Vec<char> = text.chars().take(most).collect();
    // The last one taken makes room for the ellipsis; as long as it belongs to the one before, that one goes too.
    while kept.pop().is_some_and(belongs_to_the_one_before) || kept.last() == Some(&'\u{200d}') {}
    let kept: String = kept.into_iter().collect();
    format!("{}…", kept.trim_end())
}

fn belongs_to_the_one_before(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
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
