//! The words of the command line and of the API's messages, from `locales/en.ftl`. They are English, as the names of the
//! commands are; the window and popups have words in the person's language.

use std::sync::LazyLock;

use rowbell_api::EntryKind;
use rowbell_core::words::{FluentValue, Messages};

static MESSAGES: LazyLock<Messages> = LazyLock::new(|| Messages::new("en", [include_str!("../locales/en.ftl")]));

/// How many lines a list has at most.
const LISTED: usize = 20;

/// The text of that key, with what it names: `text!("opened", count = 3, name = &name)`. The key is a literal, so that a
/// test can see which are used.
macro_rules! text {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::words::with($key, &[$((stringify!($name), $value.into())),*])
    };
}
pub(crate) use text;

pub(crate) fn with(key: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
    MESSAGES.with(key, arguments)
}

/// A list as it follows a sentence: a line for each, and how many more there are.
pub(crate) fn lines(all: impl IntoIterator<Item = String>) -> String {
    let mut all = all.into_iter();
    let mut listed: String = all.by_ref().take(LISTED).map(|line| format!("\n  {line}")).collect();
    let more = all.count();
    if more > 0 {
        listed += &format!("\n  {}", text!("and-more", count = more));
    }
    listed
}

/// That there is no kind of change of this name.
pub(crate) fn no_such_kind(wanted: &str) -> String {
    let known = lines(EntryKind::all().map(|kind| kind.as_str().to_owned()));
    text!("no-such-kind", wanted = wanted, known = known)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::{
        collections::{BTreeMap, BTreeSet},
        fs,
        path::{Path, PathBuf},
    };

    use super::*;

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
        folders.iter().flat_map(|folder| sources(folder)).chain(files).collect()
    }

    /// A source without comments and tests.
    fn code(source: &str) -> String {
        let code = source.split("#[cfg(test)]").next().unwrap().lines();
        code.filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
    }

    /// The keys in a source: what `text!` is given.
    fn used(source: &str) -> impl Iterator<Item = &str> {
        source.split("text!(").skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
    }

    #[test]
    fn every_text_that_is_used_is_there_and_none_is_too_many() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let messages = fs::read_to_string(here.join("locales/en.ftl")).unwrap();
        let keys = messages.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()));
        let keys: Vec<_> = keys.map(|line| line.split(" =").next().unwrap().to_owned()).collect();
        let there: BTreeSet<_> = keys.iter().cloned().collect();
        assert_eq!(there.len(), keys.len(), "a key is there twice");
        let files = sources(&here.join("src"));
        let texts: Vec<_> = files.iter().map(|path| code(&fs::read_to_string(path).unwrap())).collect();
        let called: BTreeSet<_> = texts.iter().flat_map(|text| used(text)).map(str::to_owned).collect();
        assert_eq!(called, there);
        let unread = fluent_bundle::FluentResource::try_new(messages).err().map(|(_, errors)| errors);
        assert_eq!(unread, None);
    }

    /// The keys in a source with the arguments that they are given.
    fn calls(source: &str) -> impl Iterator<Item = (&str, BTreeSet<&str>)> {
        source.match_indices("text!(").filter_map(|(at, call)| {
            let (key, rest) = source[at + call.len()..].trim_start().strip_prefix('"')?.split_once('"')?;
            let mut names = BTreeSet::new();
            let (mut depth, mut start) = (0, 0);
            for (at, char) in rest.char_indices() {
                match char {
                    '(' | '[' | '{' => depth += 1,
                    ')' | ']' | '}' => depth -= 1,
                    _ => {}
                }
                if depth < 0 || depth == 0 && char == ',' {
                    names.extend(rest[start..at].split_once(" = ").map(|(name, _)| name.trim()));
                    start = at + 1;
                }
                if depth < 0 {
                    break;
                }
            }
            Some((key, names))
        })
    }

    #[test]
    fn every_text_is_given_the_arguments_that_it_has() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let messages = fs::read_to_string(here.join("locales/en.ftl")).unwrap();
        let mut wanted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut key = "";
        for line in messages.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|first: char| first.is_ascii_lowercase()) {
                key = line.split(" =").next().unwrap();
            }
            let names = line.split('$').skip(1).map(|rest| rest.split([' ', '}']).next().unwrap());
            wanted.entry(key).or_default().extend(names);
        }
        for path in sources(&here.join("src")) {
            for (key, given) in calls(&code(&fs::read_to_string(&path).unwrap())) {
                assert_eq!(given, wanted[key], "{key}, in {}", path.display());
            }
        }
    }

    #[test]
    fn long_lists_end_with_how_many_more_there_are() {
        assert_eq!(lines(["a".to_owned(), "b".to_owned()]), "\n  a\n  b");
        let long = lines((0..23).map(|number| number.to_string()));
        assert!(long.ends_with("\n  19\n  and 3 more"), "{long}");
    }
}
