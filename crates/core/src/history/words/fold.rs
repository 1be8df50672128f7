//! Folding text, so that `Müller`, `MULLER` and `mu\u{308}ller` are the same, and taking it apart into runs.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What a run is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Letters, digits and the marks that belong to them.
    Word,
    /// Other signs that are seen.
    Sign,
    /// What parts runs, and is in none.
    Gap,
}

/// Each run of the folded text: characters of one class without a gap.
pub(super) fn each_run(text: &str, take: impl FnMut(&str, Class)) {
    let mut runs = Runs { run: String::new(), of: Class::Gap, take };
    // Most of a text is ASCII, which Unicode's tables take apart into itself, and reorders nothing around.
    for part in text.as_bytes().chunk_by(|one, next| one.is_ascii() == next.is_ascii()) {
        if part.is_ascii() {
            part.iter().for_each(|byte| runs.add_ascii(*byte));
        } else if let Ok(part) = str::from_utf8(part) {
            part.nfkd().flat_map(char::to_lowercase).filter(|c| !is_folded_away(*c)).for_each(|c| runs.add(c));
        }
    }
    runs.end();
}

/// The run that is being read, and what takes it once it ends.
struct Runs<F> {
    run: String,
    of: Class,
    take: F,
}

impl<F: FnMut(&str, Class)> Runs<F> {
    fn add_ascii(&mut self, byte: u8) {
        let class = match byte {
            _ if byte.is_ascii_alphanumeric() => Class::Word,
            _ if byte.is_ascii_punctuation() => Class::Sign,
            _ => Class::Gap,
        };
        self.begin(class);
        if class != Class::Gap {
            self.run.push(char::from(byte.to_ascii_lowercase()));
        }
    }

    fn add(&mut self, c: char) {
        let class = class(c);
        self.begin(class);
        match plain(c) {
            _ if class == Class::Gap => {}
            Some(letters) => self.run.push_str(letters),
            None => self.run.push(c),
        }
    }

    fn begin(&mut self, class: Class) {
        if class != self.of {
            self.end();
            self.of = class;
        }
    }

    fn end(&mut self) {
        if !self.run.is_empty() {
            (self.take)(&self.run, self.of);
            self.run.clear();
        }
    }
}

/// Whether it belongs to a writing without blanks between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF                                             // Thai, Lao
        | 0x1000..=0x109F | 0xA9E0..=0xA9FF | 0xAA60..=0xAA7F       // Burmese
        | 0x1780..=0x17FF                                           // Khmer
        | 0x1950..=0x19DF | 0x1A20..=0x1AAF | 0xA980..=0xA9DF       // Tai Le to Lanna, Javanese
        | 0x3005..=0x3007 | 0x3031..=0x3035                         // 々 and its like
        | 0x3040..=0x30FF | 0x31F0..=0x31FF                         // kana
        | 0x3100..=0x312F | 0x31A0..=0x31BF | 0xA000..=0xA4CF       // Bopomofo, Yi
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Whether it is of those that people put between words.
pub(super) fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{a1}' | '\u{ab}' | '\u{b7}' | '\u{bb}' | '\u{bf}' | '\u{2010}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3020}')
}

fn class(c: char) -> Class {
    let is_private = matches!(u32::from(c), 0xE000..=0xF8FF | 0xF_0000..);
    if c.is_alphanumeric() || is_combining_mark(c) {
        Class::Word
    } else if c.is_whitespace() || c.is_control() || c == '\u{200b}' || is_private {
        Class::Gap
    } else {
        Class::Sign
    }
}

/// Accents and the like, which people leave out when they search, and characters that are not seen. Marks of other
/// writings, such as the vowels of Thai and Hindi, are letters to those who write them.
fn is_folded_away(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}' | '\u{5c4}'..='\u{5c5}' | '\u{5c7}'   // Hebrew points
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}'
        | '\u{6e7}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}'                                                   // Arabic vowels
        | '\u{3099}' | '\u{309a}'                                                                         // ガ is カ
        | '\u{ad}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Letters that Unicode does not take apart but people write with others.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'ŋ' => "n",
        'ŧ' => "t",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::{Class, class, each_run, is_folded_away, plain};

    /// As `each_run`, with no short way for ASCII.
    fn plainly(text: &str) -> Vec<(String, Class)> {
        let mut runs: Vec<(String, Class)> = Vec::new();
        let mut before = Class::Gap;
        for c in text.nfkd().flat_map(char::to_lowercase).filter(|c| !is_folded_away(*c)) {
            let class = class(c);
            if class != Class::Gap {
                if class != before {
                    runs.push((String::new(), class));
                }
                if let Some((run, _)) = runs.last_mut() {
                    run.push_str(&plain(c).map_or_else(|| c.to_string(), str::to_owned));
                }
            }
            before = class;
        }
        runs
    }

    proptest! {
        #[test]
        fn ascii_is_folded_as_all_else(text in "(?s)[a-zA-Z0-9 .,+€äéß\u{301}\u{327}\u{345}東ガ\u{ad}\u{0}-\u{7f}]{0,40}") {
            let mut runs = Vec::new();
            each_run(&text, |run, class| runs.push((run.to_owned(), class)));
            prop_assert_eq!(runs, plainly(&text));
        }
    }
}
