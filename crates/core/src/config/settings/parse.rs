//! From the text of a settings file to settings that can be used, or to what is wrong with it.

use std::path::Path;

use rowbell_rules::Rule;
use toml_edit::Document;

use super::{Endpoint, Settings, rule};

/// Something in the settings file that can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {message}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct SettingsProblem {
    /// The file's path.
    pub file: String,
    /// The line, counted from one; none: it concerns the file as a whole.
    pub line: Option<usize>,
    /// What is wrong there, and what is allowed.
    pub message: String,
}

impl SettingsProblem {
    /// A problem of the file as a whole.
    pub(in crate::config) fn of_file(file: &Path, message: String) -> Self {
        Self { file: file.display().to_string(), line: None, message }
    }
}

/// What is wrong with a table, or with an entry of an array of tables.
struct Fault {
    table: &'static str,
    index: Option<usize>,
    message: String,
}

impl Settings {
    /// Reads settings.
    ///
    /// # Errors
    /// The first thing that can't be used, with its line.
    pub fn parse(text: &str, file: &Path) -> Result<Self, SettingsProblem> {
        Self::read(text, file, Self::check)
    }

    /// Reads settings that come in place of those `before`.
    ///
    /// # Errors
    /// The first thing that can't be used, with its line; also a new name that is not to be given.
    pub fn parse_after(before: &Settings, text: &str, file: &Path) -> Result<Self, SettingsProblem> {
        Self::read(text, file, |settings| settings.check().and_then(|()| settings.check_new_names(before)))
    }

    /// Reads the rules of a text that has nothing but rules, in the form of the settings file. They may name bases that
    /// these settings know.
    ///
    /// # Errors
    /// The first thing that can't be used, with its line.
    pub fn parse_rules(&self, text: &str, file: &Path) -> Result<Vec<Rule>, SettingsProblem> {
        let check = |settings: &Self| check_each("rule", &settings.rules, |rule, _| rule::check(rule, &self.bases));
        Ok(Self::read(text, file, check)?.rules)
    }

    fn read(text: &str, file: &Path, check: impl FnOnce(&Self) -> Result<(), Fault>) -> Result<Self, SettingsProblem> {
        let problem = |offset: usize, message: String| SettingsProblem {
            file: file.display().to_string(),
            line: Some(text[..offset.min(text.len())].matches('\n').count() + 1),
            message,
        };
        let settings: Settings = toml_edit::de::from_str(text).map_err(|error| {
            let message = error.message().replace('\n', " ").replace('`', "\"");
            problem(error.span().map_or(0, |span| span.start), message)
        })?;
        check(&settings).map_err(|Fault { table, index, message }| {
            let offset = Document::parse(text).ok().and_then(|document| {
                let table = document.get(table)?;
                let span = match index {
                    Some(index) => table.as_array_of_tables()?.get(index)?.span(),
                    None => table.span(),
                };
                span.map(|span| span.start)
            });
            problem(offset.unwrap_or(0), message)
        })?;
        Ok(settings)
    }

    /// What the types alone can't say.
    fn check(&self) -> Result<(), Fault> {
        check_each("endpoint", &self.endpoints, Endpoint::check)?;
        check_each("base", &self.bases, |base, before| base.check(before))?;
        check_each("account", &self.accounts, |account, before| account.check(before))?;
        if let Some(number) = self.quiet_hours.empty() {
            let message = format!(
                "entry {number} of the quiet `hours` is empty, because it ends when it begins; `from = \"22:00\", to = \"07:00\"` is a night"
            );
            return Err(Fault { table: "quiet_hours", index: None, message });
        }
        check_each("rule", &self.rules, |rule, _| rule::check(rule, &self.bases))
    }

    /// Names that mean something else already are not taken on. Those that were there before stay, or an update of Rowbell
    /// would stop receiving.
    fn check_new_names(&self, before: &Settings) -> Result<(), Fault> {
        check_each("endpoint", &self.endpoints, |endpoint, _| match before.endpoint(&endpoint.name) {
            None => Endpoint::check_name(&endpoint.name),
            Some(_) => Ok(()),
        })?;
        check_each("rule", &self.rules, |rule, _| match before.rules.iter().any(|known| known.name == rule.name) {
            false => rule::check_new_name(rule),
            true => Ok(()),
        })
    }
}

/// Checks each entry beside those before it.
fn check_each<T>(
    table: &'static str,
    entries: &[T],
    check: impl Fn(&T, &[T]) -> Result<(), String>,
) -> Result<(), Fault> {
    entries.iter().enumerate().try_for_each(|(index, entry)| {
        check(entry, &entries[..index]).map_err(|message| Fault { table, index: Some(index), message })
    })
}
