//! The values that stand by themselves.

use toml_edit::{DocumentMut, Value};

use super::values::{set, table};

/// A value that can be set by itself, by its name (`popups.enabled`, `language`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// None: at the top of the file.
    table: Option<&'static str>,
    key: &'static str,
}

/// What a [`Setting`] is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingValue {
    /// True or false.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
}

impl Setting {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::at_the_top("language"),
        Self::at_the_top("secrets"),
        Self::within("popups", "enabled"),
        Self::within("popups", "sound"),
        Self::within("popups", "own_changes"),
        Self::within("popups", "fold_above"),
        Self::within("popups", "fold_seconds"),
        Self::within("popups", "update_in_place"),
        Self::within("tray", "panel"),
        Self::within("window", "theme"),
        Self::within("window", "text_size"),
        Self::within("window", "compact"),
        Self::within("history", "days"),
        Self::within("history", "raw_days"),
        Self::within("history", "max_megabytes"),
    ];

    const fn at_the_top(key: &'static str) -> Self {
        Self { table: None, key }
    }

    const fn within(table: &'static str, key: &'static str) -> Self {
        Self { table: Some(table), key }
    }

    /// The setting of this name.
    pub fn named(name: &str) -> Option<Self> {
        let (table, key) = name.split_once('.').map_or((None, name), |(table, key)| (Some(table), key));
        Self::ALL.into_iter().find(|setting| setting.table == table && setting.key == key)
    }

    pub(super) fn set(self, document: &mut DocumentMut, value: &SettingValue) {
        let value: Value = match value {
            SettingValue::Flag(flag) => (*flag).into(),
            SettingValue::Number(number) => (*number).into(),
            SettingValue::Text(text) => text.into(),
        };
        match self.table {
            None => set(document.as_table_mut(), self.key, value),
            Some(name) => set(table(document, name), self.key, value),
        }
    }
}
