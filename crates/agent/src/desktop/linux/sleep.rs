//! When the computer wakes up, as logind tells it (`PrepareForSleep` of `org.freedesktop.login1.Manager`).

use futures_util::StreamExt;
use tokio_util::sync::CancellationToken;
use tracing::debug;
use zbus::{Connection, MatchRule, MessageStream, message::Type};

/// Calls `woke` at each wake-up until `shutdown`. Where there is no logind it does nothing; the engine looks at the
/// clock now and then, too.
pub async fn follow(woke: impl Fn(), shutdown: CancellationToken) {
    tokio::select! {
        heard = listen(woke) => if let Err(error) = heard {
            debug!(%error, "nobody tells when the computer wakes up");
        },
        () = shutdown.cancelled() => {}
    }
}

async fn listen(woke: impl Fn()) -> zbus::Result<()> {
    let bus = Connection::system().await?;
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender("org.freedesktop.login1")?
        .path("/org/freedesktop/login1")?
        .interface("org.freedesktop.login1.Manager")?
        .member("PrepareForSleep")?
        .build();
    let mut signals = MessageStream::for_match_rule(rule, &bus, Some(4)).await?;
    while let Some(signal) = signals.next().await {
        // True before the sleep, false after it.
        if signal?.body().deserialize::<bool>().is_ok_and(|sleeps| !sleeps) {
            woke();
        }
    }
    Ok(())
}
