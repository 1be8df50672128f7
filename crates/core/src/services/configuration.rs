//! The settings: how they change, and how they come in force.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::tz::TimeZone;
use rowbell_rules::QuietHours;
use seatable::BaseUuid;
use serde_json::Value;
use tokio::{
    sync::{broadcast, watch},
    time::timeout,
};

use super::{
    published::{Changes, Published},
    signing_keys::SigningKeys,
};
use crate::{
    config::{Setting, SettingValue, Settings, SettingsEdit, SettingsError, SettingsFile, SettingsProblem},
    context::{BrokenRule, Context, Event},
    enrich::{Directories, Directory},
    error::ActionError,
    sources::{local::LocalSource, webhook::WebhookIntake},
};

/// How long the time zone is believed to be the same.
const ZONE_AGE: Duration = Duration::from_secs(60);

/// The settings file, and what is in force of it. Cheap to clone.
#[derive(Clone)]
pub struct Configuration(Arc<Inner>);

struct Inner {
    file: Arc<SettingsFile>,
    contexts: watch::Sender<Arc<Context>>,
    /// Held while settings are put in force.
    applying: Mutex<()>,
    problem: Published<Option<SettingsProblem>>,
    broken_rules: Published<Vec<BrokenRule>>,
    zone: fn() -> TimeZone,
    local: LocalSource,
    keys: SigningKeys,
    events: broadcast::Sender<Event>,
}

impl Configuration {
    /// Puts the file's settings in force. `zone` tells the person's time zone.
    pub(crate) fn new(
        file: Arc<SettingsFile>,
        directories: Directories,
        zone: fn() -> TimeZone,
        local: LocalSource,
        webhooks: WebhookIntake,
        events: broadcast::Sender<Event>,
        changes: &Changes,
    ) -> Self {
        let in_force = file.in_force().borrow().clone();
        let context = Context::new(in_force.settings.clone(), &zone(), Arc::new(directories));
        let keys = SigningKeys::new(webhooks, changes);
        local.set_allowed_hosts(in_force.settings.listen.allowed_hosts.clone());
        keys.apply(&in_force.settings);
        Self(Arc::new(Inner {
            file,
            broken_rules: Published::new(context.broken_rules(), changes),
            contexts: watch::Sender::new(context),
            applying: Mutex::default(),
            problem: Published::new(in_force.problem, changes),
            zone,
            local,
            keys,
            events,
        }))
    }

    /// The settings and words in force.
    pub fn context(&self) -> Arc<Context> {
        self.0.contexts.borrow().clone()
    }

    /// The settings and words in force, as they change.
    pub fn contexts(&self) -> watch::Receiver<Arc<Context>> {
        self.0.contexts.subscribe()
    }

    /// The settings in force.
    pub fn settings(&self) -> Arc<Settings> {
        self.0.contexts.borrow().settings.clone()
    }

    /// Why the settings file as it is can't be used.
    pub fn problem(&self) -> Option<SettingsProblem> {
        self.0.problem.get()
    }

    /// The rules that can't be asked.
    pub fn broken_rules(&self) -> Vec<BrokenRule> {
        self.0.broken_rules.get()
    }

    /// The endpoints' keys in force.
    pub(crate) fn keys(&self) -> &SigningKeys {
        &self.0.keys
    }

    /// Sets one value, by its key with the table's name before it (`popups.enabled`). It is in force when this returns.
    ///
    /// # Errors
    /// When there is no such value, it can't be this, or the settings can't be changed; then nothing was.
    pub fn set(&self, key: &str, value: &Value) -> Result<(), ActionError> {
        let setting = Setting::named(key).ok_or_else(|| ActionError::NoSuchSetting { key: key.to_owned() })?;
        let value = match value {
            Value::Bool(flag) => Some(SettingValue::Flag(*flag)),
            Value::String(text) => Some(SettingValue::Text(text.clone())),
            Value::Number(number) => number.as_i64().map(SettingValue::Number),
            _ => None,
        };
        let value = value.ok_or(ActionError::BadValue)?;
        Ok(self.edit([SettingsEdit::Set(setting, value)])?)
    }

    /// Sets when nothing is announced.
    ///
    /// # Errors
    /// When hours are empty, or the settings can't be changed; then nothing was.
    pub fn set_quiet_hours(&self, hours: QuietHours) -> Result<(), ActionError> {
        Ok(self.edit([SettingsEdit::QuietHours(hours)])?)
    }

    /// Changes the settings; they are in force when this returns.
    pub(crate) fn edit(&self, edits: impl IntoIterator<Item = SettingsEdit>) -> Result<(), SettingsError> {
        self.0.file.edit(edits)?;
        self.apply();
        Ok(())
    }

    /// Takes on what a connected base told of itself.
    pub(super) fn set_directory(&self, base: &BaseUuid, directory: Arc<Directory>) {
        let _one_at_a_time = self.0.applying.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.context();
        let mut directories = (*before.directories).clone();
        directories.insert(base.clone(), directory);
        let context = Context::new(before.settings.clone(), before.words.zone(), Arc::new(directories));
        self.put_in_force(context);
        self.words_changed();
    }

    fn put_in_force(&self, context: Arc<Context>) {
        self.0.broken_rules.set(context.broken_rules());
        self.0.contexts.send_replace(context);
    }

    /// Puts the settings in force everywhere.
    fn apply(&self) {
        let _one_at_a_time = self.0.applying.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.0.file.in_force().borrow().clone();
        self.0.problem.set(now.problem);
        let (before, zone) = (self.context(), (self.0.zone)());
        if before.fits(&now.settings, &zone) {
            return;
        }
        self.put_in_force(Context::new(now.settings.clone(), &zone, before.directories.clone()));
        self.0.local.set_allowed_hosts(now.settings.listen.allowed_hosts.clone());
        self.0.keys.reconcile(&before.settings, &now.settings);
        let words = |settings: &Settings| (settings.language.clone(), settings.people.clone(), settings.bases.clone());
        if words(&before.settings) != words(&now.settings) || before.words.zone() != &zone {
            self.words_changed();
        }
    }

    /// Changes are worded otherwise now.
    fn words_changed(&self) {
        let _ = self.0.events.send(Event::Updated(Vec::new()));
    }

    /// Follows the settings file as the person changes it, and the time zone.
    pub(crate) async fn follow(self) {
        let mut in_force = self.0.file.in_force();
        let follow = async {
            loop {
                self.apply();
                if let Ok(Err(_)) = timeout(ZONE_AGE, in_force.changed()).await {
                    return;
                }
            }
        };
        tokio::select! {
            () = self.0.file.follow() => {}
            () = follow => {}
        }
    }
}
