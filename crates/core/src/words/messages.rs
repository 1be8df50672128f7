//! Texts by key, from message files.

use std::sync::{PoisonError, RwLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

/// The texts of one language. A message is parsed when it is first said: parsed, those of a file take ten times its size, and
/// few are ever said.
pub struct Messages {
    /// The files' texts; in a later one are those that count.
    files: Vec<&'static str>,
    /// The messages that were said.
    parsed: RwLock<FluentBundle<FluentResource>>,
}

impl Messages {
    /// The texts of these files, in the language of that code. A later file's text takes the place of an earlier one's with
    /// the same key. Messages must not refer to one another.
    pub fn new(code: &str, files: impl IntoIterator<Item = &'static str>) -> Self {
        let mut bundle = FluentBundle::new_concurrent(code.parse().into_iter().collect());
        bundle.set_use_isolating(false);
        Self { files: files.into_iter().collect(), parsed: RwLock::new(bundle) }
    }

    /// The text of that key with its arguments; the key itself where there is none.
    pub fn with(&self, key: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
        let arguments: FluentArgs<'_> = arguments.iter().map(|(name, value)| (*name, value.clone())).collect();
        let parsed = self.parsed.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = said(&parsed, key, &arguments) {
            return text;
        }
        drop(parsed);
        let Some(message) = self.files.iter().rev().find_map(|file| message(file, key)) else { return key.to_owned() };
        let resource = FluentResource::try_new(message.to_owned()).unwrap_or_else(|(resource, errors)| {
            debug_assert!(errors.is_empty(), "{key}: {errors:?}");
            resource
        });
        let mut parsed = self.parsed.write().unwrap_or_else(PoisonError::into_inner);
        parsed.add_resource_overriding(resource);
        said(&parsed, key, &arguments).unwrap_or_else(|| key.to_owned())
    }
}

fn said(bundle: &FluentBundle<FluentResource>, key: &str, arguments: &FluentArgs<'_>) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(arguments), &mut errors).into_owned();
    debug_assert!(errors.is_empty(), "{key}: {errors:?}");
    Some(text)
}

/// The message of that key in a file: from its line to the next that begins with neither a blank nor a brace.
fn message<'a>(file: &'a str, key: &str) -> Option<&'a str> {
    let is_at = |start: &usize| {
        let after_key = file[start + key.len()..].trim_start_matches(' ');
        (*start == 0 || file[..*start].ends_with('\n')) && after_key.starts_with('=')
    };
    let start = file.match_indices(key).map(|(start, _)| start).find(is_at)?;
    let goes_on = |line: &&str| line.trim().is_empty() || line.starts_with([' ', '}']);
    let mut lines = file[start..].split_inclusive('\n');
    let first = lines.next()?;
    let length = first.len() + lines.take_while(goes_on).map(str::len).sum::<usize>();
    Some(&file[start..start + length])
}

#[cfg(test)]
mod tests {
    use super::{Messages, message};

    const FILE: &str = "a-b = first\nb = { $count ->\n    [one] one\n   *[other] many\n}\n\n# a = no text\na = last\n";

    #[test]
    fn each_message_is_found_whole() {
        assert_eq!(message(FILE, "a-b"), Some("a-b = first\n"));
        assert_eq!(message(FILE, "b"), Some("b = { $count ->\n    [one] one\n   *[other] many\n}\n\n"));
        assert_eq!(message(FILE, "a"), Some("a = last\n"));
        assert_eq!(message(FILE, "c"), None);
    }

    #[test]
    fn a_later_file_counts_and_what_it_lacks_is_in_the_earlier() {
        let messages = Messages::new("en", [FILE, "a = of the second\n"]);
        for _ in 0..2 {
            assert_eq!(messages.with("a", &[]), "of the second");
            assert_eq!(messages.with("b", &[("count", 2.into())]), "many");
            assert_eq!(messages.with("c", &[]), "c");
        }
    }
}
