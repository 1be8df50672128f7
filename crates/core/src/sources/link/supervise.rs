//! Making a connection again and again.

use std::{convert::Infallible, sync::Arc, time::Duration};

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::info;

use super::{Backoff, Disconnect, LinkError, LinkState};
use crate::{
    clock::now_ms,
    config::{Access, Secrets},
};

/// How often it is looked whether a locked keyring was unlocked.
const UNLOCKED: Duration = Duration::from_secs(5);

/// A connection that is kept.
pub(in crate::sources) trait Link: Send {
    /// What more there is to say of a live one.
    type Live: Send;
    /// Why it may fail.
    type Error: LinkError + Send + Sync;

    /// What it leads to, for the log. Names of secrets have no place there.
    fn name(&self) -> String;

    /// Where its secrets are kept.
    fn secrets(&self) -> &Arc<dyn Secrets>;

    /// Connects and takes what comes, until it can't. Resets the backoff once it works as a whole.
    fn follow(
        &mut self,
        backoff: &mut Backoff,
    ) -> impl Future<Output = Result<Infallible, Disconnect<Self::Error>>> + Send;

    /// Tells how it stands.
    fn tell(&self, state: LinkState<Self::Live, Self::Error>) -> impl Future<Output = ()> + Send;

    /// Resolves when it is worthwhile to try again at once. May be dropped.
    fn retry_requested(&mut self) -> impl Future<Output = ()> + Send;

    /// How long to wait after this, where that is known better than by growing waits.
    fn wait(&self, why: &Self::Error) -> Option<Duration> {
        why.wait()
    }
}

/// Keeps it connected until `shutdown`.
pub(in crate::sources) async fn supervise<L: Link>(mut link: L, mut backoff: Backoff, shutdown: CancellationToken) {
    loop {
        link.tell(LinkState::Connecting).await;
        let ended = tokio::select! {
            ended = link.follow(&mut backoff) => ended,
            () = shutdown.cancelled() => return,
        };
        let why = match ended {
            Ok(never) => match never {},
            Err(Disconnect::Reconnect) => continue,
            Err(Disconnect::Failed(why)) => why,
        };
        info!(to = link.name(), why = why.code(), said = %why, "not connected");
        let secrets = link.secrets().clone();
        let is_locked = why.secrets().is_some() && secrets.access().await != Access::Open;
        let wait = backoff.next_random_wait();
        let wait = link.wait(&why).unwrap_or(wait);
        link.tell(LinkState::Waiting { why, until_ms: now_ms() + wait.as_millis() as i64 }).await;
        tokio::select! {
            () = sleep(wait) => {}
            () = until_unlocked(&*secrets), if is_locked => {}
            () = link.retry_requested() => backoff.reset(),
            () = shutdown.cancelled() => return,
        }
    }
}

/// Resolves when the keyring is unlocked. Asks nobody.
async fn until_unlocked(secrets: &dyn Secrets) {
    while secrets.access().await != Access::Open {
        sleep(UNLOCKED).await;
    }
}
