//! Connections that fail are made again: when, and what is told of that.

use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};

use futures_util::future::{BoxFuture, FutureExt};
use secrecy::SecretString;
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

use super::{Backoff, Disconnect, Link, LinkError, LinkState, supervise};
use crate::{
    clock::now_ms,
    config::{Access, Purpose, Secrets, SecretsError},
};

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
enum Failure {
    #[error("refused")]
    Refused,
    #[error("busy")]
    Busy,
    #[error("{0}")]
    Secrets(SecretsError),
}

impl LinkError for Failure {
    fn code(&self) -> &'static str {
        "failed"
    }

    fn passes(&self) -> bool {
        *self == Self::Busy
    }

    fn secrets(&self) -> Option<&SecretsError> {
        match self {
            Self::Secrets(error) => Some(error),
            _ => None,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        (*self == Self::Busy).then_some(Duration::from_secs(100))
    }
}

struct OpenKeyring;

impl Secrets for OpenKeyring {
    fn access(&self) -> BoxFuture<'_, Access> {
        async { Access::Open }.boxed()
    }

    fn unlock(&self, _: Purpose) -> BoxFuture<'_, Result<(), SecretsError>> {
        async { Ok(()) }.boxed()
    }

    fn get(&self, _: &str) -> BoxFuture<'_, Result<Option<SecretString>, SecretsError>> {
        async { Ok(None) }.boxed()
    }

    fn set(&self, _: &str, _: SecretString) -> BoxFuture<'_, Result<(), SecretsError>> {
        async { Ok(()) }.boxed()
    }

    fn delete(&self, _: &str) -> BoxFuture<'_, Result<(), SecretsError>> {
        async { Ok(()) }.boxed()
    }
}

/// Ends as it is told, one after the other, and then lasts.
struct Scripted {
    ends: VecDeque<Disconnect<Failure>>,
    states: mpsc::Sender<LinkState<(), Failure>>,
    retry: Arc<Notify>,
    secrets: Arc<dyn Secrets>,
}

impl Link for Scripted {
    type Live = ();
    type Error = Failure;

    fn name(&self) -> String {
        "scripted".to_owned()
    }

    fn secrets(&self) -> &Arc<dyn Secrets> {
        &self.secrets
    }

    async fn follow(&mut self, _: &mut Backoff) -> Result<Infallible, Disconnect<Failure>> {
        match self.ends.pop_front() {
            Some(end) => Err(end),
            None => {
                self.tell(LinkState::Live { since_ms: 0, by: () }).await;
                std::future::pending().await
            }
        }
    }

    async fn tell(&self, state: LinkState<(), Failure>) {
        self.states.send(state).await.expect("somebody listens");
    }

    async fn retry_requested(&mut self) {
        self.retry.notified().await;
    }
}

#[tokio::test]
async fn a_connection_that_failed_is_made_again_after_its_wait_or_when_that_is_asked_for() {
    let (states, mut told) = mpsc::channel(16);
    let (retry, shutdown) = (Arc::new(Notify::new()), CancellationToken::new());
    let ends = [Disconnect::Reconnect, Disconnect::Failed(Failure::Busy), Disconnect::Failed(Failure::Refused)];
    let link = Scripted { ends: ends.into(), states, retry: retry.clone(), secrets: Arc::new(OpenKeyring) };
    let backoff = Backoff::new((Duration::from_secs(3600), Duration::from_secs(3600)));
    let task = tokio::spawn(supervise(link, backoff, shutdown.clone()));
    let begun_ms = now_ms();
    // Made anew at once, and nothing is said of a failure.
    assert_eq!(told.recv().await, Some(LinkState::Connecting));
    assert_eq!(told.recv().await, Some(LinkState::Connecting));
    for (why, wait_ms) in [(Failure::Busy, 100_000), (Failure::Refused, 15 * 60 * 1000)] {
        let Some(LinkState::Waiting { why: said, until_ms }) = told.recv().await else { panic!("it does not wait") };
        assert_eq!(said, why);
        assert!((begun_ms + wait_ms..=now_ms() + wait_ms).contains(&until_ms), "{why}: {until_ms}");
        retry.notify_one();
        assert_eq!(told.recv().await, Some(LinkState::Connecting));
    }
    assert_eq!(told.recv().await, Some(LinkState::Live { since_ms: 0, by: () }));
    shutdown.cancel();
    task.await.expect("it ends");
    assert_eq!(told.recv().await, None);
}

#[test]
fn what_only_a_person_can_mend_is_tried_seldom_and_a_locked_keyring_is_looked_at() {
    let quarter = Some(Duration::from_secs(15 * 60));
    assert_eq!(Failure::Refused.wait(), quarter);
    assert_eq!(Failure::Busy.wait(), Some(Duration::from_secs(100)));
    assert_eq!(Failure::Secrets(SecretsError::Locked).wait(), None);
    assert_eq!(Failure::Secrets(SecretsError::Refused).wait(), quarter);
}
