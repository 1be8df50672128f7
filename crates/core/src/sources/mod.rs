//! The ways in. Each obtains deliveries, hands them to the inbox and says how it fares: `local`, `relay` and `connected`.
//! `webhook` is what those share that receive webhooks.

pub mod connected;
pub mod local;
pub mod relay;
pub mod webhook;

use std::time::Duration;

use tokio::time::sleep;

use crate::config::{Access, Secrets};

/// How often it is looked whether a locked keyring was unlocked.
const UNLOCKED: Duration = Duration::from_secs(5);

/// Resolves when the keyring is unlocked. Asks nobody.
async fn until_unlocked(secrets: &dyn Secrets) {
    while secrets.access().await != Access::Open {
        sleep(UNLOCKED).await;
    }
}

/// Between 0 and 1.
pub(crate) fn random_share() -> f64 {
    let mut bytes = [0; 4];
    // Without random numbers all wait the whole time, which is fine.
    if getrandom::fill(&mut bytes).is_err() {
        return 1.0;
    }
    f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
}
