//! Words: every text a person reads, in their language, from the message files in `locales/`.

mod messages;

use std::{collections::BTreeMap, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};
use seatable::value::Format;

use crate::{
    config::{Language, Settings},
    languages::LANGUAGES,
};

pub use fluent_bundle::FluentValue;

pub use self::messages::Messages;

/// The language used where another has no word.
const FALLBACK: &str = "en";

/// The words of one language, with the time zone and the names of people that texts need.
pub struct Words {
    code: &'static str,
    messages: Messages,
    format: Format,
    zone: TimeZone,
}

impl Words {
    /// The words that the settings ask for, with people's names by their ids.
    pub fn new(settings: &Settings, people: BTreeMap<String, String>, zone: TimeZone) -> Self {
        let code = match &settings.language {
            Language::Named(code) => known(code),
            Language::Auto => sys_locale::get_locales().find_map(|locale| known(locale.split(['-', '_', '.']).next()?)),
        };
        let mut words = Self::of(code.unwrap_or(FALLBACK), zone);
        words.format.people = Some(Arc::new(move |id: &str| people.get(id).cloned()));
        words
    }

    fn of(code: &'static str, zone: TimeZone) -> Self {
        let files =
            [FALLBACK, code].into_iter().flat_map(|wanted| LANGUAGES.iter().filter(move |(code, _)| *code == wanted));
        let messages = Messages::new(code, files.map(|(_, text)| *text));
        let mut words = Self { code, messages, format: Format::default(), zone };
        words.format = Format {
            empty: words.get("empty"),
            checked: words.get("checked"),
            unchecked: words.get("unchecked"),
            time_zone: words.zone.clone(),
            people: None,
        };
        words
    }

    /// The language's code, such as `de`.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The time zone of the times in it.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// How cells become text in this language.
    pub fn format(&self) -> &Format {
        &self.format
    }

    /// The text of that key.
    pub fn get(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The text of that key with its arguments.
    pub fn with(&self, key: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
        self.messages.with(key, arguments)
    }

    /// The text of the second key with the table, or of the first where the table's name is not known.
    pub(crate) fn placed(&self, keys: (&str, &str), table: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
        if table.is_empty() {
            return self.with(keys.0, arguments);
        }
        let mut arguments = arguments.to_vec();
        arguments.push(("table", table.into()));
        self.with(keys.1, &arguments)
    }

    /// A time as people say it: the clock today, else the day with the clock. Both in Unix milliseconds.
    pub fn time(&self, at_ms: i64, now_ms: i64) -> String {
        let zoned = |ms| Timestamp::from_millisecond(ms).unwrap_or_default().to_zoned_datetime(self.zone.clone());
        let (at, now) = (zoned(at_ms), zoned(now_ms));
        let pattern = if at.date() == now.date() { "time-pattern" } else { "date-time-pattern" };
        at.strftime(&self.get(pattern)).to_string()
    }

    /// The name of a person or app, as short as it can be; empty when nobody is named.
    pub fn actor(&self, actor: &crate::change::Actor) -> String {
        if actor.user.is_empty() { actor.app.clone() } else { self.format.person(&actor.user) }
    }
}

fn known(code: &str) -> Option<&'static str> {
    LANGUAGES.iter().map(|(known, _)| *known).find(|known| known.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::{fs, path::Path};

    use fluent_bundle::FluentResource;

    use super::*;

    /// The keys of a message file, each with the arguments it uses.
    fn keys(text: &str) -> BTreeMap<String, Vec<String>> {
        let broken = FluentResource::try_new(text.to_owned()).err().map(|(_, errors)| errors);
        assert_eq!(broken, None);
        let mut keys: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut key = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|first: char| first.is_ascii_lowercase()) {
                key = line.split(" =").next().unwrap().to_owned();
                keys.entry(key.clone()).or_default();
            }
            for argument in line.split('$').skip(1) {
                let argument = argument.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap().to_owned();
                let known = keys.get_mut(&key).unwrap();
                if !known.contains(&argument) {
                    known.push(argument);
                }
            }
        }
        keys.values_mut().for_each(|arguments| arguments.sort());
        keys
    }

    #[test]
    fn every_language_has_every_key_with_the_same_arguments() {
        let english = keys(LANGUAGES.iter().find(|(code, _)| *code == FALLBACK).unwrap().1);
        for (code, text) in LANGUAGES {
            assert_eq!(keys(text), english, "{code}.ftl");
        }
    }

    #[test]
    fn every_key_is_used() {
        fn sources(folder: &Path, text: &mut String) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    sources(&path, text);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    text.push_str(&fs::read_to_string(path).unwrap());
                }
            }
        }
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut text = String::new();
        for folder in ["core/src", "agent/src"] {
            sources(&crates.join(folder), &mut text);
        }
        for key in keys(LANGUAGES.iter().find(|(code, _)| *code == FALLBACK).unwrap().1).into_keys() {
            assert!(text.contains(&format!("\"{key}\"")), "{key} is not used");
        }
    }

    #[test]
    fn a_french_stop_stays_with_the_word_before_it() {
        let french = LANGUAGES.iter().find(|(code, _)| *code == "fr").unwrap().1;
        let texts = french.lines().filter(|line| !line.starts_with('#'));
        let parted = |line: &&str| {
            [" ;", " ?", " »", "« ", " : "].iter().any(|stop| line.contains(stop)) || line.ends_with(" :")
        };
        assert_eq!(texts.filter(parted).collect::<Vec<_>>(), Vec::<&str>::new());
    }

    /// Popups show their texts as they are, and who reads one has no terminal before them.
    #[test]
    fn what_changes_and_popups_say_holds_no_markup() {
        for (code, text) in LANGUAGES {
            let sections = text.split("\n## ").skip(1).take(5);
            let marked: Vec<_> = sections.flat_map(str::lines).filter(|line| line.contains('`')).collect();
            assert_eq!(marked, Vec::<&str>::new(), "{code}.ftl");
        }
    }

    #[test]
    fn times_are_the_clock_today_and_the_day_before() {
        let words = Words::of("en", TimeZone::UTC);
        let noon = 1_787_659_200_000;
        assert_eq!(words.time(noon, noon + 1), "12:00");
        assert_eq!(words.time(noon, noon + 86_400_000), "2026-08-25 12:00");
    }
}
