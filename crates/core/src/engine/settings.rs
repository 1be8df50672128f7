//! Single values of the settings, as the person changes them outside the file.

use serde_json::Value;

use super::{ActionError, Engine};
use crate::config::{set, table};

/// The values that can be set by themselves, as table and key; no table: at the top.
const VALUES: &[(&str, &str)] = &[
    ("", "language"),
    ("", "secrets"),
    ("popups", "enabled"),
    ("popups", "sound"),
    ("popups", "fold_above"),
    ("popups", "fold_seconds"),
    ("popups", "update_in_place"),
    ("tray", "panel"),
    ("window", "theme"),
    ("window", "text_size"),
    ("window", "compact"),
    ("history", "days"),
    ("history", "raw_days"),
    ("history", "max_megabytes"),
];

impl Engine {
    /// Sets one value, by its key with the table's name before it (`popups.enabled`). It is in force when this returns.
    ///
    /// # Errors
    /// When there is no such value, it can't be this, or the settings can't be changed; then nothing was.
    pub fn set_setting(&self, key: &str, value: &Value) -> Result<(), ActionError> {
        let (within, name) = key.split_once('.').unwrap_or(("", key));
        if !VALUES.contains(&(within, name)) {
            let message = format!("There is no setting \"{key}\" that can be set like this. Nothing was changed.");
            return Err(ActionError::unfit("no_such_setting", message));
        }
        let value: toml_edit::Value = match value {
            Value::Bool(value) => (*value).into(),
            Value::String(text) => text.as_str().into(),
            Value::Number(number) if number.is_i64() => number.as_i64().unwrap_or_default().into(),
            _ => {
                let message = "A setting is a text, a whole number, or true or false. Nothing was changed.";
                return Err(ActionError::unfit("bad_value", message));
            }
        };
        Ok(self.edit(|document| {
            let at = if within.is_empty() { document.as_table_mut() } else { table(document, within) };
            set(at, name, value);
        })?)
    }
}
