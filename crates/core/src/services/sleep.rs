//! Notices that the computer slept, where the system does not tell.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::{configuration::Configuration, retry::RetrySignal};
use crate::{clock::now_ms, config::Settings};

/// How often it is looked.
const LOOK: Duration = Duration::from_secs(30);
/// From how long a sleep on connections are made anew, in milliseconds.
const SLEPT_MS: i64 = 5_000;

/// Has connections made anew after a sleep: timers stand still meanwhile, and the clock goes on. A clock that was set has
/// servers asked for their time anew. While there are no connections, nothing wakes up.
pub(crate) async fn notice_sleep(settings: Configuration, retry: RetrySignal) {
    let mut contexts = settings.contexts();
    loop {
        if contexts.wait_for(|context| has_connections(&context.settings)).await.is_err() {
            return;
        }
        let (clock, timer) = (now_ms(), Instant::now());
        sleep(LOOK).await;
        if (now_ms() - clock - timer.elapsed().as_millis() as i64).abs() > SLEPT_MS {
            retry.send();
        }
    }
}

fn has_connections(settings: &Settings) -> bool {
    settings.bases.iter().any(|base| base.connected)
        || settings.endpoints.iter().any(|endpoint| endpoint.relay.is_some())
}
