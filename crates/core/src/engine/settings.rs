//! The settings: how they change, and how they come in force.

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use seatable::BaseUuid;
use serde_json::Value;
use tokio::time::timeout;
use toml_edit::DocumentMut;

use super::{ActionError, Engine};
use crate::{
    config::{Settings, SettingsError, set, table},
    context::{Context, News},
    enrich::Directory,
};

/// How long the time zone is believed to be the same.
const ZONE_AGE: Duration = Duration::from_secs(60);

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
            return Err(ActionError::NoSuchSetting { key: key.to_owned() });
        }
        let value: toml_edit::Value = match value {
            Value::Bool(value) => (*value).into(),
            Value::String(text) => text.as_str().into(),
            Value::Number(number) if number.is_i64() => number.as_i64().unwrap_or_default().into(),
            _ => return Err(ActionError::BadValue),
        };
        Ok(self.edit(|document| {
            let at = if within.is_empty() { document.as_table_mut() } else { table(document, within) };
            set(at, name, value);
        })?)
    }

    /// Changes the settings; they are in force when this returns.
    pub(super) fn edit(&self, change: impl FnOnce(&mut DocumentMut)) -> Result<(), SettingsError> {
        self.0.settings.edit(change)?;
        self.apply();
        Ok(())
    }

    /// Puts in force what a connected base told of itself.
    pub(super) fn know(&self, base: &BaseUuid, directory: Arc<Directory>) {
        let _one_at_a_time = self.0.applying.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.context();
        let mut directories = (*before.directories).clone();
        directories.insert(base.clone(), directory);
        let context = Context::new(before.settings.clone(), before.words.zone(), Arc::new(directories));
        self.0.contexts.send_replace(context);
        self.words_changed();
    }

    /// Puts the settings in force everywhere.
    pub(super) fn apply(&self) {
        let _one_at_a_time = self.0.applying.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.0.settings.in_force().borrow().clone();
        self.set_status(|status| status.settings_problem.clone_from(&now.problem));
        let (before, zone) = (self.context(), (self.0.zone)());
        if before.fits(&now.settings, &zone) {
            return;
        }
        self.0.contexts.send_replace(Context::new(now.settings.clone(), &zone, before.directories.clone()));
        self.0.local.set_allowed_hosts(now.settings.listen.allowed_hosts.clone());
        self.follow_signed(&before.settings, &now.settings);
        self.put_keys_in_force();
        let allowed = |host: &String| now.settings.listen.allowed_hosts.contains(host);
        self.set_status(|status| status.refused_hosts.retain(|refused| !allowed(&refused.host)));
        let words = |settings: &Settings| (settings.language.clone(), settings.people.clone(), settings.bases.clone());
        if words(&before.settings) != words(&now.settings) || before.words.zone() != &zone {
            self.words_changed();
        }
    }

    /// Changes are worded otherwise now.
    fn words_changed(&self) {
        let _ = self.0.news.send(News::Updated(Vec::new()));
    }

    /// Follows the settings file as the person changes it, and the time zone.
    pub(super) async fn follow_settings(self) {
        let mut in_force = self.0.settings.in_force();
        let follow = async {
            loop {
                self.apply();
                if let Ok(Err(_)) = timeout(ZONE_AGE, in_force.changed()).await {
                    return;
                }
            }
        };
        tokio::select! {
            () = self.0.settings.follow() => {}
            () = follow => {}
            () = self.0.shutdown.cancelled() => {}
        }
    }
}
