//! The first delivery to an endpoint that waits for its base tells which base it is.

use seatable::{BaseUuid, address::BaseAddress};
use tracing::warn;

use super::{SAMPLE_BASE, check_free};
use crate::{
    config::{BaseEdit, EndpointEdit, SettingsEdit},
    error::ActionError,
    services::configuration::Configuration,
    webhook_health::LastSeen,
};

/// Binds endpoints that wait.
pub(crate) struct BaseBinder {
    pub(crate) settings: Configuration,
    pub(crate) last_seen: LastSeen,
}

impl BaseBinder {
    /// Runs until the end. It goes by what is known of all that came, so that no delivery can be missed in a flood.
    pub(crate) async fn run(self) {
        let (mut arrivals, mut contexts) = (self.last_seen.changes(), self.settings.contexts());
        loop {
            self.bind_all();
            tokio::select! {
                Ok(()) = arrivals.changed() => {}
                Ok(()) = contexts.changed() => {}
                else => return,
            }
        }
    }

    fn bind_all(&self) {
        for endpoint in &self.settings.settings().endpoints {
            let Some(address) = &endpoint.base_address else { continue };
            let base = self
                .last_seen
                .with(|activity| activity.bases_at(&endpoint.name).find(|base| base.as_str() != SAMPLE_BASE).cloned());
            if let Some(base) = base
                && let Err(error) = self.bind(&endpoint.name, address, &base)
            {
                warn!(%error, "a base could not be bound to its address");
            }
        }
    }

    fn bind(&self, endpoint: &str, address: &str, base: &BaseUuid) -> Result<(), ActionError> {
        // Settings are only accepted with addresses that can be read.
        let Ok(pasted) = BaseAddress::parse(address) else { return Ok(()) };
        let already = check_free(&self.settings.settings(), base, &pasted.base)?;
        let address = BaseEdit::Address(pasted.base.base_url());
        let addressed = (!already).then(|| SettingsEdit::Base(base.clone(), address));
        let of_endpoint = SettingsEdit::Endpoint(endpoint.to_owned(), EndpointEdit::Base(base.clone()));
        Ok(self.settings.edit(addressed.into_iter().chain([of_endpoint]))?)
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use tokio::sync::{broadcast, mpsc};

    use super::*;
    use crate::{
        config::SettingsFile,
        database::Database,
        inbox::Inbox,
        services::Changes,
        sources::{local::LocalSource, webhook::WebhookIntake},
        webhook_health::{Intervals, WebhookOf},
    };

    const SETTINGS: &str = "[[endpoint]]\nname = \"sales\"\ntoken = \"0123456789012345678901\"\nbase_address = \"https://cloud.seatable.io/workspace/7/dtable/Sales/\"\n";

    /// Where each change is an event in a channel that drops the oldest, this one would be gone.
    #[tokio::test]
    async fn an_endpoint_is_bound_however_many_changes_come_before_anybody_looks() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("rowbell.toml");
        std::fs::write(&path, SETTINGS).expect("it is written");
        let file = SettingsFile::open(&path).expect("good settings");
        let opened = Database::open(&folder.path().join("rowbell.db"), 0).expect("it opens");
        let inbox = Inbox::new(opened.database).0;
        let webhooks = WebhookIntake::new(inbox.clone(), mpsc::channel(1).0);
        let local = LocalSource::new(inbox, webhooks.clone(), mpsc::channel(1).0);
        let (events, changes) = (broadcast::Sender::new(1), Changes::default());
        let settings =
            Configuration::new(file, Default::default(), || TimeZone::UTC, local, webhooks, events, &changes);
        let last_seen = LastSeen::new(Intervals::default());

        let [forged, sales, other] =
            [1, 2, 3].map(|n| BaseUuid::new(&format!("7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e{n:03}")));
        let came = |base: &BaseUuid, endpoint: &str, is_genuine| {
            let webhook = WebhookOf { base: base.clone(), endpoint: endpoint.to_owned() };
            last_seen.with(|activity| activity.webhook(webhook, 1, 1, is_genuine));
        };
        came(&forged, "sales", false);
        came(&sales, "sales", true);
        for _ in 0..1_000 {
            came(&other, "stock", true);
        }
        let mut contexts = settings.contexts();
        let binder = tokio::spawn(BaseBinder { settings: settings.clone(), last_seen }.run());
        let bound = contexts.wait_for(|context| {
            let endpoint = context.settings.endpoint("sales");
            endpoint.is_some_and(|endpoint| endpoint.base.as_ref() == Some(&sales) && endpoint.base_address.is_none())
        });
        let bound = bound.await.expect("it is bound").settings.clone();
        assert!(bound.base(&sales).is_some_and(|base| base.address.is_some()) && bound.base(&forged).is_none());
        binder.abort();
    }
}
