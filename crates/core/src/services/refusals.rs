//! Requests that the local endpoint did not take: told to the person, who may allow their host name.

use tokio::sync::mpsc;
use tracing::warn;

use super::{
    configuration::Configuration,
    forged::Forged,
    notices::Notices,
    published::{Changes, Published},
};
use crate::{
    config::{SettingsEdit, host_name},
    error::ActionError,
    sources::{local::RefusedHost, webhook::Forgery},
};

/// The most refused host names that are remembered.
const REMEMBERED: usize = 5;

/// What was refused. Cheap to clone.
#[derive(Clone)]
pub struct Refusals {
    settings: Configuration,
    forged: Forged,
    notices: Notices,
    hosts: Published<Vec<RefusedHost>>,
}

impl Refusals {
    pub(crate) fn new(settings: Configuration, forged: Forged, notices: Notices, changes: &Changes) -> Self {
        Self { settings, forged, notices, hosts: Published::new(Vec::new(), changes) }
    }

    /// The names that webhooks were refused for and that are not allowed, newest first.
    pub fn hosts(&self) -> Vec<RefusedHost> {
        let mut hosts = self.hosts.get();
        hosts.retain(|refused| !self.is_allowed(&refused.host));
        hosts
    }

    /// Accepts requests that are addressed to this host name.
    ///
    /// # Errors
    /// When it names no host, or the settings can't be changed.
    pub fn allow(&self, host: &str) -> Result<(), ActionError> {
        let Some(host) = host_name(host) else {
            return Err(ActionError::BadHost { host: host.to_owned() });
        };
        if self.settings.settings().listen.allowed_hosts.contains(&host) {
            return Ok(());
        }
        self.settings.edit([SettingsEdit::AllowHost(host)])?;
        self.forget_allowed();
        Ok(())
    }

    /// Tells of what is refused, until nothing more can be.
    pub(crate) async fn follow(
        self,
        mut forgeries: mpsc::Receiver<Forgery>,
        mut refusals: mpsc::Receiver<RefusedHost>,
    ) {
        loop {
            tokio::select! {
                Some(Forgery { endpoint, kept }) = forgeries.recv() => {
                    warn!(endpoint, kept, "a delivery with a wrong signature");
                    self.forged.add(&endpoint, 1);
                }
                Some(refused) = refusals.recv() => self.refused(refused),
                else => return,
            }
        }
    }

    fn refused(&self, refused: RefusedHost) {
        self.forget_allowed();
        let is_known = self.hosts.with(|hosts| hosts.iter().any(|known| known.host == refused.host));
        // It may have been allowed since.
        if is_known || self.is_allowed(&refused.host) {
            return;
        }
        self.notices.ask_to_allow(&refused.host);
        self.hosts.change(|hosts| {
            hosts.insert(0, refused);
            hosts.truncate(REMEMBERED);
        });
    }

    fn forget_allowed(&self) {
        self.hosts.change(|hosts| hosts.retain(|refused| !self.is_allowed(&refused.host)));
    }

    fn is_allowed(&self, host: &str) -> bool {
        self.settings.settings().listen.allowed_hosts.iter().any(|allowed| allowed == host)
    }
}
