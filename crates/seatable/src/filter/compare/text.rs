use serde_json::Value;

use crate::filter::{Me, Predicate};

/// A comparison with a text. Nothing is trimmed, and no letters but those of other size count as the same.
#[derive(Debug, Clone)]
pub(crate) enum TextTest {
    Contains(Needle),
    DoesNotContain(Needle),
    Is(String),
    IsNot(String),
    IsMyId,
}

impl TextTest {
    /// None if the predicate compares no texts or the term is none.
    pub(crate) fn of(predicate: &Predicate, term: &Value) -> Option<Self> {
        let text = || term.as_str();
        Some(match predicate {
            Predicate::Contains => Self::Contains(Needle::of(text()?)),
            Predicate::DoesNotContain => Self::DoesNotContain(Needle::of(text()?)),
            Predicate::Is => Self::Is(text()?.to_owned()),
            Predicate::IsNot => Self::IsNot(text()?.to_owned()),
            Predicate::IsCurrentUserId => Self::IsMyId,
            _ => return None,
        })
    }

    /// Whether it holds for a text, or for none.
    pub(crate) fn holds(&self, text: Option<&str>, me: &Me) -> bool {
        match self {
            Self::Contains(needle) => text.is_some_and(|text| needle.is_in(text)),
            Self::DoesNotContain(needle) => !text.is_some_and(|text| needle.is_in(text)),
            Self::Is(term) => text == Some(term),
            Self::IsNot(term) => text != Some(term),
            Self::IsMyId => text.is_some() && text == me.id_in_org.as_deref(),
        }
    }
}

/// A text to look for in others, in letters of any size.
#[derive(Debug, Clone)]
pub(crate) struct Needle {
    /// In small letters.
    lower: String,
    /// Then texts need not be made small first, which is most of the work.
    is_ascii: bool,
}

/// The only ones beyond ASCII whose small letters are in it: the sign of the Kelvin, and the capital i with a dot.
const SMALL_IN_ASCII: [char; 2] = ['\u{212a}', '\u{130}'];

impl Needle {
    fn of(text: &str) -> Self {
        let lower = text.to_lowercase();
        Self { is_ascii: lower.is_ascii(), lower }
    }

    fn is_in(&self, text: &str) -> bool {
        if !self.is_ascii || (!text.is_ascii() && text.contains(SMALL_IN_ASCII)) {
            return text.to_lowercase().contains(&self.lower);
        }
        let Some((first, rest)) = self.lower.as_bytes().split_first() else { return true };
        let starts = |start: &[u8]| start[0].eq_ignore_ascii_case(first) && start[1..].eq_ignore_ascii_case(rest);
        text.as_bytes().windows(self.lower.len()).any(starts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_other_small_letters_are_in_ascii() {
        let becomes_ascii = |c: &char| !c.is_ascii() && c.to_lowercase().any(|small| small.is_ascii());
        let found: Vec<_> = ('\0'..=char::MAX).filter(becomes_ascii).collect();
        assert_eq!(found, ['\u{130}', '\u{212a}']);
    }

    #[test]
    fn letters_of_any_size_are_found() {
        for (needle, text, is_in) in [
            ("URGENT", "Sehr urgent, Müller", true),
            ("müller", "Sehr urgent, MÜLLER", true),
            ("k", "300 \u{212a}", true),
            ("i", "\u{130}", true),
            ("strasse", "Straße", false),
            ("a longer one", "short", false),
        ] {
            assert_eq!(Needle::of(needle).is_in(text), is_in, "{needle} in {text}");
        }
    }
}
