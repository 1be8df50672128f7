//! What an entry is found by, and what a search asks for. There are two indexes:
//!
//! - Words, found by their beginning. In writings without blanks between words each character is one.
//! - Runs, where words alone would lose the order of characters or some of them: what is written without a break and holds
//!   characters of such a writing or is longer than a word of the index, and signs. A run is indexed as its pairs of
//!   neighbours with their positions (`東京都`: `東京`, `京都`), so that a phrase of pairs is found wherever it is written so.

mod fold;

use std::collections::BTreeSet;

use self::fold::{Class, each_run, is_punctuation, is_unspaced};

/// Words are indexed up to this many characters. The index lists the entries for every beginning of a word up to this
/// length (`prefix=` in the schema), so that any search streams the newest first; longer beginnings would have to collect
/// and sort all entries. Longer words are also runs.
const LONGEST: usize = 24;
/// More words, or runs, than this of a query are ignored.
const MOST_OF_A_QUERY: usize = 12;
/// So many characters of a run of a query count, enough for a SHA-512 in hexadecimal digits.
const LONGEST_OF_A_QUERY: usize = 128;
/// No more of a text is looked at than this, in bytes.
const MOST_BYTES: usize = 1024 * 1024;
/// Stands between runs, so that no phrase goes beyond one.
const BREAK: &str = "\u{F800}";

/// What an entry has in the two indexes: tokens with blanks between.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Indexed {
    pub(crate) words: String,
    /// Empty for many entries.
    pub(crate) runs: String,
}

impl Indexed {
    pub(crate) fn of(text: &str) -> Self {
        let (mut words, mut runs, mut signs) = (Distinct::default(), Distinct::default(), BTreeSet::new());
        each_run(&text[..text.floor_char_boundary(MOST_BYTES)], |run, class| {
            match class {
                Class::Sign => signs.extend(run.chars()),
                _ => words_of(run).for_each(|word| words.add(word)),
            }
            if is_ordered(run, class) {
                runs.add(run);
            }
        });
        let mut indexed = Self { words: words.sorted().join(" "), runs: String::new() };
        for run in runs.sorted() {
            indexed.add_run(&pairs(run));
        }
        for sign in signs {
            indexed.add_run(&token(&[sign]));
        }
        indexed
    }

    /// Has it found by this text, too.
    pub(crate) fn add(&mut self, text: &str) {
        let more = Self::of(text);
        self.words.push(' ');
        self.words.push_str(&more.words);
        if !more.runs.is_empty() {
            self.add_run(&more.runs);
        }
    }

    fn add_run(&mut self, tokens: &str) {
        if !self.runs.is_empty() {
            self.runs.extend([" ", BREAK, " "]);
        }
        self.runs.push_str(tokens);
    }
}

/// Texts, each once, in one piece of memory: an entry has dozens.
#[derive(Default)]
struct Distinct {
    texts: String,
    ends: Vec<usize>,
}

impl Distinct {
    fn add(&mut self, text: &str) {
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
    }

    fn sorted(&self) -> Vec<&str> {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        let mut texts: Vec<&str> = starts.zip(&self.ends).map(|(start, end)| &self.texts[start..*end]).collect();
        texts.sort_unstable();
        texts.dedup();
        texts
    }
}

/// What a search asks for; all of it must be there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query {
    /// Beginnings of words.
    pub(crate) words: Vec<String>,
    /// Phrases of pairs.
    pub(crate) runs: Vec<String>,
}

impl Query {
    /// None if it asks for what no entry can be found by. A blank text asks for nothing.
    ///
    /// Signs beside a word, as in `"Müller",`, ask for nothing, and punctuation only where there is no word at all.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let (mut words, mut runs) = (BTreeSet::new(), Vec::new());
        let (mut signs, mut punctuation) = (Vec::new(), Vec::new());
        for piece in text[..text.floor_char_boundary(MOST_BYTES)].split_whitespace() {
            let (mut of_signs, mut has_words) = (Vec::new(), false);
            each_run(piece, |run, class| {
                if class == Class::Sign {
                    of_signs.push(run.to_owned());
                    return;
                }
                has_words = true;
                if is_ordered(run, class) {
                    add_new(&mut runs, run.to_owned());
                }
                // Their pairs say more than characters of which each is a word.
                if !is_ordered(run, class) || !run.contains(is_unspaced) {
                    words.extend(words_of(run).map(str::to_owned));
                }
            });
            if !has_words {
                let plain = of_signs.iter().all(|run| run.chars().all(is_punctuation));
                let of_kind = if plain { &mut punctuation } else { &mut signs };
                of_signs.into_iter().for_each(|run| add_new(of_kind, run));
            }
        }
        runs.append(&mut signs);
        if words.is_empty() && runs.is_empty() {
            runs = punctuation;
        }
        let found = !words.is_empty() || !runs.is_empty() || text.trim().is_empty();
        let words = without_beginnings(words).into_iter().take(MOST_OF_A_QUERY).collect();
        let runs = runs.iter().take(MOST_OF_A_QUERY).map(|run| phrase(run)).collect();
        found.then_some(Self { words, runs })
    }
}

fn add_new(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}

/// A word that another one begins with says nothing more.
fn without_beginnings(words: BTreeSet<String>) -> Vec<String> {
    let words: Vec<String> = words.into_iter().collect();
    // In sorted order a word's continuation comes right after it.
    let next = words.iter().skip(1).map(Some).chain([None]);
    let kept = words.iter().zip(next).filter(|(word, next)| !next.is_some_and(|next| next.starts_with(word.as_str())));
    kept.map(|(word, _)| word.clone()).collect()
}

/// The words of a run of letters, each cut to the longest.
fn words_of(run: &str) -> impl Iterator<Item = &str> {
    run.split_inclusive(is_unspaced).flat_map(|part| {
        let alone = part.chars().next_back().filter(|c| is_unspaced(*c)).map_or(0, char::len_utf8);
        let (word, alone) = part.split_at(part.len() - alone);
        let end = word.char_indices().nth(LONGEST).map_or(word.len(), |(at, _)| at);
        [&word[..end], alone].into_iter().filter(|word| !word.is_empty())
    })
}

/// Whether words alone would lose something of the run.
fn is_ordered(run: &str, class: Class) -> bool {
    // A character has at least a byte.
    let has_more_than = |count| run.len() > count && run.chars().nth(count).is_some();
    match class {
        Class::Word => has_more_than(LONGEST) || (has_more_than(1) && run.contains(is_unspaced)),
        _ => has_more_than(1),
    }
}

fn pairs(run: &str) -> String {
    let mut tokens = String::with_capacity(run.len() * 3);
    for (one, next) in run.chars().zip(run.chars().skip(1)) {
        if !tokens.is_empty() {
            tokens.push(' ');
        }
        tokens.push_str(&token(&[one, next]));
    }
    tokens
}

fn phrase(run: &str) -> String {
    let end = run.char_indices().nth(LONGEST_OF_A_QUERY).map_or(run.len(), |(at, _)| at);
    match &run.chars().collect::<Vec<_>>()[..] {
        [only] => token(&[*only]),
        _ => pairs(&run[..end]),
    }
}

/// The index parts tokens at signs of ASCII, so others stand for them, for private use, which no folded text has.
fn token(chars: &[char]) -> String {
    let stand_in =
        |c: &char| if c.is_ascii_punctuation() { char::from_u32(0xF800 + u32::from(*c)).unwrap_or(*c) } else { *c };
    chars.iter().map(stand_in).collect()
}

#[cfg(test)]
mod tests {
    use super::{Indexed, Query};

    fn words(text: &str) -> String {
        Indexed::of(text).words
    }

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
            ("Haupt\u{ad}stra\u{200d}ße", "hauptstrasse"),
            ("\u{1f44d}\u{fe0f}", "\u{1f44d}"),
        ] {
            assert_eq!(Indexed::of(one), Indexed::of(other), "{one}");
        }
        for (one, other) in [("ป่า", "ป้า"), ("कि", "की")] {
            assert_ne!(Indexed::of(one), Indexed::of(other), "{one}");
        }
    }

    #[test]
    fn text_is_split_at_what_is_no_letter_or_digit() {
        assert_eq!(words("anna.b@example.org, +49 (30) 12-34"), "12 30 34 49 anna b example org");
        assert_eq!(words("東京タワー tower"), "tower タ ワ ー 京 東");
        assert_eq!(words("第3四半期iPhone用"), "3 iphone 半 四 期 用 第");
        assert_eq!(words("a a A ä"), "a");
        assert_eq!(words(" \u{1F600} …\"*^ "), "");
    }

    #[test]
    fn runs_keep_the_order_of_what_words_would_lose() {
        let runs = |text| Indexed::of(text).runs.replace(super::BREAK, "|");
        assert_eq!(runs("東京タワー tower 京"), "東京 京タ タワ ワー");
        assert_eq!(runs("東京 京都"), "京都 | 東京");
        assert_eq!(runs("✅✅ €"), "✅✅ | € | ✅");
        assert_eq!(runs("abcdefghijklmnopqrstuvwx y"), "");
        assert!(runs("abcdefghijklmnopqrstuvwxy").starts_with("ab bc cd de "));
        assert_eq!(
            runs("C++").chars().filter(char::is_ascii_punctuation).collect::<String>(),
            "|",
            "none parts tokens"
        );
    }

    #[test]
    fn odd_queries_are_bounded() {
        let words = |text: &str| Query::of(text).map(|query| query.words);
        assert_eq!(words("\"*()^-:+~ {} NEAR/ \u{0}").unwrap_or_default(), ["near"]);
        assert_eq!(Query::of("  "), Some(Query::default()));
        assert_eq!(Query::of("\u{0}\u{E001}"), None);
        let long = Query::of(&"x".repeat(10_000)).unwrap_or_default();
        assert_eq!(long.words, ["x".repeat(super::LONGEST)]);
        assert_eq!(long.runs[0].split(' ').count(), super::LONGEST_OF_A_QUERY - 1);
        let many = Query::of(&("x y z w 東京 東北 ".repeat(2_000) + &"東北x 北".repeat(90))).unwrap_or_default();
        assert!(many.words.len() <= 12 && many.runs.len() <= 12);
        assert_eq!(words("acme ac a pri prio").unwrap_or_default(), ["acme", "prio"]);
    }

    #[test]
    fn signs_are_sought_where_they_stand_for_themselves() {
        let runs = |text: &str| Query::of(text).map(|query| query.runs.len());
        for (text, count) in
            [("++", 1), ("€", 1), ("✅ done", 1), ("- ++", 2), ("Müller & Söhne", 0), ("\"Müller\", C++", 0)]
        {
            assert_eq!(runs(text), Some(count), "{text}");
        }
    }
}
