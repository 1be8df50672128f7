//! What the person asks: pausing, people, rules; and why that may not be done.

use std::time::Duration;

use tracing::warn;

use super::{Counts, Engine};
use crate::{
    change::{EntryId, HoldReason},
    clock::now_ms,
    config::{SecretsError, SettingsError, set, table},
    context::{News, Pause},
    database::DatabaseError,
    deliver::desktop::{Gone, PopupKey},
    history::RetentionLimits,
    pipeline::Request,
};

/// The note that remembers a pause over a restart.
pub(super) const PAUSE_NOTE: &str = "pause";

/// Why something asked for was not done.
#[derive(Debug, thiserror::Error)]
pub enum ActionError {
    /// The settings could not be changed.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The keyring did not take a secret.
    #[error("{what} {outcome} {advice}", what = in_words(.0), outcome = outcome(.0), advice = keyring_advice(.0))]
    Secrets(#[from] SecretsError),
    /// The keyring did not give a secret, or did not take a token.
    #[error("{what} {meaning}. {advice}", what = in_words(.error), advice = keyring_advice(.error))]
    Unread {
        /// What that means for what was asked.
        meaning: &'static str,
        /// What the keyring said.
        error: SecretsError,
    },
    /// What was asked for does not fit what there is.
    #[error("{message}")]
    Unfit {
        /// A stable code.
        code: &'static str,
        /// What happened, what it means, what to do.
        message: String,
        /// What the message names, by name.
        values: Values,
    },
}

/// What a message names, for whom has words of their own: texts by name.
pub type Values = Vec<(&'static str, String)>;

/// What it means when a token is not taken.
pub(super) fn token_not_kept(error: SecretsError) -> ActionError {
    ActionError::Unread { meaning: "The token can't be kept, so nothing was changed", error }
}

/// What became of a secret that was to be changed.
fn outcome(error: &SecretsError) -> &'static str {
    match error {
        SecretsError::TimedOut | SecretsError::Failed(_) => {
            "Whether the secret was changed is not known: it may still be. As soon as the keyring answers, the one that it has is in force."
        }
        _ => "The secret was not changed.",
    }
}

/// What the keyring said, as a sentence.
fn in_words(error: &SecretsError) -> String {
    let text = error.to_string();
    text.get(..1).map_or_else(String::new, str::to_uppercase) + text.get(1..).unwrap_or_default() + "."
}

fn keyring_advice(error: &SecretsError) -> &'static str {
    match error {
        SecretsError::Locked => {
            "If it asks for its password now, enter it; or unlock it in your keyring program (in KeePassXC, open the database). Then try again."
        }
        SecretsError::TimedOut => "See whether it shows a window. Then try again.",
        SecretsError::Refused => {
            "Allow Rowbell's entries in your keyring program: `rowbell secret unlock` makes it ask. Then try again."
        }
        SecretsError::NoKeyring => {
            "Make one in your keyring program: in Passwords and Keys (Seahorse) a password keyring that you set as default, in KWalletManager a wallet, in KeePassXC a database with the Secret Service switched on. Then try again. Or set secrets = \"file\" in rowbell.toml (`rowbell status` says where it is) to keep secrets in a file only you can read."
        }
        SecretsError::Missing => {
            "Start a keyring (gnome-keyring, KWallet), or set secrets = \"file\" in rowbell.toml (`rowbell status` says where it is) to keep secrets in a file only you can read."
        }
        SecretsError::Failed(_) => "Try again, or set secrets = \"file\" in rowbell.toml.",
    }
}

impl ActionError {
    pub(super) fn unfit(code: &'static str, message: impl Into<String>) -> Self {
        Self::Unfit { code, message: message.into(), values: Values::new() }
    }

    /// With something that its message names.
    pub(super) fn naming(mut self, name: &'static str, text: impl Into<String>) -> Self {
        if let Self::Unfit { values, .. } = &mut self {
            values.push((name, text.into()));
        }
        self
    }

    /// What the message names, for whom has words of their own.
    pub fn values(&self) -> Values {
        match self {
            Self::Settings(SettingsError::Unusable(problem) | SettingsError::Unfit(problem)) => {
                vec![("file", problem.file.clone()), ("detail", problem.to_string())]
            }
            Self::Settings(SettingsError::NotWritten { path, source }) => {
                vec![("file", path.clone()), ("detail", source.to_string())]
            }
            Self::Database(error) => vec![("detail", error.detail())],
            Self::Secrets(error) | Self::Unread { error, .. } => vec![("detail", error.detail())],
            Self::Unfit { values, .. } => values.clone(),
        }
    }

    /// A stable code for the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Settings(_) => "settings",
            Self::Database(error) => error.code(),
            Self::Secrets(error) | Self::Unread { error, .. } => error.code(),
            Self::Unfit { code, .. } => code,
        }
    }
}

impl Engine {
    /// Pauses popups. Changes are kept as unread and summed up afterwards.
    ///
    /// # Errors
    /// When it could not be stored, so that it would be forgotten at the next start.
    pub async fn pause(&self, until_ms: Option<i64>) -> Result<(), ActionError> {
        self.set_pause(Some(Pause { until_ms })).await
    }

    /// Shows popups again, and sums up what came in between.
    ///
    /// # Errors
    /// When it could not be stored.
    pub async fn resume(&self) -> Result<(), ActionError> {
        self.set_pause(None).await
    }

    async fn set_pause(&self, pause: Option<Pause>) -> Result<(), ActionError> {
        let was = self.0.pause.send_replace(pause);
        self.set_status(|status| status.paused = pause);
        if was.is_some() && pause.is_none() {
            self.release(HoldReason::Paused).await;
        }
        Ok(self.0.database.set_note(PAUSE_NOTE, pause.as_ref()).await?)
    }

    /// Ends each pause when its time is over, also one that ended while the computer slept.
    pub(super) async fn end_pauses(self) {
        let mut pauses = self.0.pause.subscribe();
        if self.0.pause.borrow().is_none() {
            // A pause that ended while the agent did not run left something to tell.
            self.release(HoldReason::Paused).await;
        }
        loop {
            let until = (*pauses.borrow_and_update()).and_then(|pause| pause.until_ms);
            let left = until.map(|until| Duration::from_millis((until - now_ms()).max(0) as u64));
            if left == Some(Duration::ZERO) {
                if let Err(error) = self.resume().await {
                    warn!(%error, "the end of the pause was not stored");
                }
                continue;
            }
            // Timers stand still while the computer sleeps, so the clock is looked at now and then.
            let nap = left.map(|left| left.min(Duration::from_secs(60)));
            tokio::select! {
                Ok(()) = pauses.changed() => {}
                () = tokio::time::sleep(nap.unwrap_or_default()), if nap.is_some() => {}
                () = self.0.shutdown.cancelled() => return,
            }
        }
    }

    /// Says that one of the people seen is the person themself, or is not, and what to call them.
    ///
    /// # Errors
    /// When the settings can't be changed.
    pub fn set_me(&self, user: &str, name: Option<&str>, is_me: bool) -> Result<(), ActionError> {
        Ok(self.edit(|document| {
            let me = document.entry("me").or_insert(toml_edit::value(toml_edit::Array::new()));
            if let Some(me) = me.as_array_mut() {
                me.retain(|known| known.as_str() != Some(user));
                if is_me {
                    me.push(user);
                }
            }
            if let Some(name) = name {
                set(table(document, "people"), user, name);
            }
        })?)
    }

    /// Announces what was held for this reason.
    pub(super) async fn release(&self, reason: HoldReason) {
        // Nobody listens only at the end; what is held is told after the next start.
        let _ = self.0.requests.send(Request::Release(reason)).await;
    }

    /// A popup is gone. Of thousands at once some may go unnoticed: what comes for them is shown anew all the same.
    pub(super) fn popup_gone(&self, key: PopupKey, how: Gone) {
        let _ = self.0.requests.try_send(Request::Closed(key, how));
    }

    /// Tells that entries changed, and counts anew.
    pub(super) async fn updated(&self, ids: Vec<EntryId>) {
        self.refresh_counts().await;
        let _ = self.0.news.send(News::Updated(ids));
    }

    pub(super) async fn refresh_counts(&self) {
        match self.0.history.counts().await {
            Ok(counts) => self.set_status(|status| {
                let last_change_ms = counts.bases.iter().map(|base| base.last_change_ms).max();
                status.counts = Counts { total: counts.total, unread: counts.unread, last_change_ms };
            }),
            Err(error) => warn!(%error, "changes could not be counted"),
        }
    }

    /// Forgets what is older than the settings say, now and then.
    pub(super) async fn retain(self) {
        let mut pause = Duration::from_secs(60);
        let forget = async {
            loop {
                tokio::time::sleep(pause).await;
                self.forget_old().await;
                pause = Duration::from_secs(6 * 60 * 60);
            }
        };
        // It works in many short jobs and can end between any two.
        tokio::select! {
            () = forget => {}
            () = self.0.shutdown.cancelled() => {}
        }
    }

    async fn forget_old(&self) {
        let settings = self.context().settings.history.clone();
        let limits = RetentionLimits {
            days: Some(settings.days),
            raw_days: Some(settings.raw_days),
            max_bytes: Some(u64::from(settings.max_megabytes) * 1024 * 1024),
        };
        match self.0.history.retain(now_ms(), limits).await {
            Ok(retained) if retained.entries > 0 => self.updated(Vec::new()).await,
            Ok(_) => {}
            Err(error) => warn!(%error, "old changes could not be forgotten"),
        }
        while self.0.history.tidy().await.unwrap_or_else(|error| {
            warn!(%error, "the search index could not be tidied");
            false
        }) {}
    }
}
