//! Splitting text into the words that are searched: folded so that `Müller`, `MULLER` and `mu\u{308}ller` are one word.

use std::collections::BTreeSet;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Words longer than this many characters are cut, in the index as in queries. The index lists the entries for every
/// beginning of a word up to this length (`prefix=` in the schema), so that any search streams the newest first; longer
/// beginnings would have to collect and sort all entries.
pub(crate) const LONGEST: usize = 24;
/// More words than this of one entry are not indexed.
const MOST_WORDS: usize = 600;
/// More words than this of a query are ignored.
const MOST_QUERY_WORDS: usize = 12;
/// No more of a text is looked at than this, in bytes.
const MOST_BYTES: usize = 64 * 1024;

/// The words of an entry's text, each once, with blanks between.
pub(crate) fn indexed(text: &str) -> String {
    let words = split(text, MOST_WORDS);
    let mut line = String::with_capacity(words.iter().map(|word| word.len() + 1).sum());
    for word in &words {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// The words of a query. A word that another one begins with says nothing more and is left out.
pub(crate) fn of_query(text: &str) -> Vec<String> {
    let words: Vec<String> = split(text, MOST_QUERY_WORDS).into_iter().collect();
    // In sorted order a word's continuation comes right after it.
    let next = words.iter().skip(1).map(Some).chain([None]);
    let kept = words.iter().zip(next).filter(|(word, next)| !next.is_some_and(|next| next.starts_with(word.as_str())));
    kept.map(|(word, _)| word.clone()).collect()
}

fn split(text: &str, most: usize) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut word = String::new();
    let mut length = 0;
    for c in cut(text).nfkd().flat_map(char::to_lowercase) {
        if is_combining_mark(c) {
            continue;
        }
        if !c.is_alphanumeric() {
            finish(&mut word, &mut length, &mut words);
        } else if stands_alone(c) {
            finish(&mut word, &mut length, &mut words);
            words.insert(c.to_string());
        } else if length < LONGEST {
            length += 1;
            match plain(c) {
                Some(letters) => word.push_str(letters),
                None => word.push(c),
            }
        }
        if words.len() >= most {
            return words;
        }
    }
    finish(&mut word, &mut length, &mut words);
    words
}

fn finish(word: &mut String, length: &mut usize, words: &mut BTreeSet<String>) {
    if !word.is_empty() {
        words.insert(std::mem::take(word));
        *length = 0;
    }
}

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(MOST_BYTES)]
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

/// Characters of writings without blanks between words: each is a word.
fn stands_alone(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF                     // Thai, Lao
        | 0x1000..=0x109F | 0x1780..=0x17FF // Burmese, Khmer
        | 0x3040..=0x30FF | 0x31F0..=0x31FF // kana
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::{indexed, of_query};

    #[test]
    fn spellings_of_one_word_are_one() {
        for (one, other) in [
            ("Müller", "MULLER"),
            ("Müller", "mu\u{308}ller"),
            ("Strasse", "Straße"),
            ("STRASSE", "straẞe"),
            ("Éclair", "eclair"),
            ("Łódź Ørsted Æther", "lodz orsted aether"),
            ("ｆｕｌｌ１２", "full12"),
            ("ﬁne", "fine"),
            ("İstanbul", "istanbul"),
            ("ガラス", "カラス"),
        ] {
            assert_eq!(indexed(one), indexed(other), "{one}");
        }
    }

    #[test]
    fn text_is_split_at_what_is_no_letter_or_digit() {
        assert_eq!(indexed("anna.b@example.org, +49 (30) 12-34"), "12 30 34 49 anna b example org");
        assert_eq!(indexed("東京タワー tower"), "tower タ ワ ー 京 東");
        assert_eq!(indexed("a a A ä"), "a");
        assert_eq!(indexed(" \u{1F600} …\"*^ "), "");
    }

    #[test]
    fn odd_queries_are_bounded() {
        assert!(of_query("\"*()^-:+~ {} NEAR/ \u{0}").iter().eq(["near"]));
        assert!(of_query("").is_empty());
        assert_eq!(of_query(&"x".repeat(10_000)), ["x".repeat(super::LONGEST)]);
        assert!(of_query(&"x y z w ".repeat(2_000)).len() <= 12);
        assert_eq!(of_query("acme ac a pri prio"), ["acme", "prio"]);
    }
}
