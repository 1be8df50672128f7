//! Popups about something other than changes: what was refused, what failed, what the person should know once.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::watch;
use tracing::warn;

use crate::{
    config::SettingsError,
    context::Context,
    database::DatabaseError,
    deliver::desktop::{Desktop, Popup, PopupAction, PopupButton, PopupKey, PopupWeight, Target},
    error::ActionError,
    words::Words,
};

/// The first key of a popup that is not an alert; alerts count from 1.
const FIRST_KEY: u64 = 1 << 40;

/// Shows such popups. Cheap to clone.
#[derive(Clone)]
pub struct Notices {
    desktop: Desktop,
    contexts: watch::Receiver<Arc<Context>>,
    next_key: Arc<AtomicU64>,
}

impl Notices {
    pub(crate) fn new(desktop: Desktop, contexts: watch::Receiver<Arc<Context>>) -> Self {
        Self { desktop, contexts, next_key: Arc::new(AtomicU64::new(FIRST_KEY)) }
    }

    /// A key for a popup that is not an alert.
    pub(crate) fn new_key(&self) -> PopupKey {
        PopupKey(self.next_key.fetch_add(1, Ordering::Relaxed))
    }

    /// Shows a popup that can only be closed. False when too many wait.
    pub(crate) fn say(&self, weight: PopupWeight, words: impl FnOnce(&Words) -> (String, String)) -> bool {
        self.show(weight, Target::Details { entries: Vec::new() }, |spoken| {
            let (title, body) = words(spoken);
            (title, body, Vec::new())
        })
    }

    /// Says that a click was not done: there is nobody else whom it could be told.
    pub fn failed(&self, error: &ActionError) {
        warn!(%error, "a click could not be answered");
        let is_open = matches!(error, ActionError::NotOpened { .. });
        let title = if is_open { "failed-open-title" } else { "failed-title" };
        if !self.say(PopupWeight::Answer, |words| (words.get(title), what_failed(error, words))) {
            warn!("too many popups wait; what failed is not shown");
        }
    }

    /// Says that a server is asked by https from now on.
    pub(super) fn server_is_secure(&self, server: &str) {
        self.say(PopupWeight::Normal, |words| {
            (words.get("secure-title"), words.with("secure-text", &[("server", server.into())]))
        });
    }

    /// Asks whether webhooks may be addressed to this host name.
    pub(super) fn ask_to_allow(&self, host: &str) {
        self.show(PopupWeight::Urgent, Target::Host(host.to_owned()), |words| {
            let named = [("host", host.into())];
            let allow = PopupButton { action: PopupAction::AllowHost, label: words.with("allow-host", &named) };
            (words.get("host-refused-title"), words.with("host-refused-text", &named), vec![allow])
        });
    }

    fn show(
        &self,
        weight: PopupWeight,
        target: Target,
        content: impl FnOnce(&Words) -> (String, String, Vec<PopupButton>),
    ) -> bool {
        let words = self.contexts.borrow().words.clone();
        let (title, body, buttons) = content(&words);
        let popup = Popup { key: self.new_key(), title, body, weight, default_label: words.get("close"), buttons };
        self.desktop.show(popup, target)
    }
}

/// What happened and what to do.
fn what_failed(error: &ActionError, words: &Words) -> String {
    match error {
        ActionError::Database(DatabaseError::Full) => words.get("failed-disk-full"),
        ActionError::Database(error) => words.with("failed-database", &[("detail", error.to_string().into())]),
        ActionError::Settings(SettingsError::Unusable(problem) | SettingsError::Unfit(problem)) => {
            let mut arguments =
                vec![("file", problem.file.as_str().into()), ("message", problem.message.as_str().into())];
            let Some(line) = problem.line else { return words.with("failed-settings-file", &arguments) };
            arguments.push(("line", line.to_string().into()));
            words.with("failed-settings-line", &arguments)
        }
        ActionError::Settings(SettingsError::NotWritten { path, source }) => {
            let arguments = [("file", path.as_str().into()), ("detail", source.to_string().into())];
            words.with("failed-settings", &arguments)
        }
        ActionError::NotOpened { .. } => words.get("failed-open"),
        ActionError::NoSuchEntry { .. } => words.get("failed-gone"),
        // Clicks and the tray ask for nothing else that can be refused.
        _ => words.get("failed-other"),
    }
}
