//! Is there a panel that shows the icon?

use std::time::Duration;

use futures_util::StreamExt;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use zbus::MatchRule;
use zbus::message::Type;
use zbus::proxy::{CacheProperties, MethodFlags};

use crate::desktop::tray::TrayHost;

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const WATCHER_PATH: &str = "/StatusNotifierWatcher";
/// How long there may be no panel before it is called absent: panels come later than the agent at login, and restart.
const GRACE: Duration = Duration::from_secs(5);
/// How long a watcher may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Tells `host` how the panel changes, until the bus is gone. Sleeps in between.
pub(super) async fn watch(conn: &zbus::Connection, host: &watch::Sender<TrayHost>) -> zbus::Result<()> {
    // Subscribed before the first look, so that nothing is missed between.
    let dbus = zbus::fdo::DBusProxy::new(conn).await?;
    let mut owners = dbus.receive_name_owner_changed_with_args(&[(0, WATCHER)]).await?;
    let mut came = signals(conn, "StatusNotifierHostRegistered").await?;
    let mut went = signals(conn, "StatusNotifierHostUnregistered").await?;
    loop {
        let present = is_shown(conn).await?;
        if present {
            super::set(host, TrayHost::Present);
        }
        let absent_for_good = async {
            if present || *host.borrow() == TrayHost::Absent {
                return std::future::pending().await;
            }
            sleep(GRACE).await;
        };
        let goes_on = tokio::select! {
            signal = owners.next() => signal.is_some(),
            signal = came.next() => signal.is_some(),
            signal = went.next() => signal.is_some(),
            () = absent_for_good => {
                super::set(host, TrayHost::Absent);
                true
            }
        };
        if !goes_on {
            return Ok(());
        }
    }
}

async fn signals(conn: &zbus::Connection, member: &'static str) -> zbus::Result<zbus::MessageStream> {
    let rule =
        MatchRule::builder().msg_type(Type::Signal).interface(WATCHER)?.member(member)?.path(WATCHER_PATH)?.build();
    zbus::MessageStream::for_match_rule(rule, conn, None).await
}

/// Whether the watcher is there and has a host. A watcher that does not answer this is believed to have one.
async fn is_shown(conn: &zbus::Connection) -> zbus::Result<bool> {
    let watcher: zbus::Proxy<'_> = zbus::proxy::Builder::new(conn)
        .destination(WATCHER)?
        .path(WATCHER_PATH)?
        .interface("org.freedesktop.DBus.Properties")?
        .cache_properties(CacheProperties::No)
        .build()
        .await?;
    // Registering the icon may start a watcher; asking for it may not.
    let flags = MethodFlags::NoAutoStart.into();
    let asked = (WATCHER, "IsStatusNotifierHostRegistered");
    let answer =
        timeout(PATIENCE, watcher.call_with_flags::<_, _, zbus::zvariant::OwnedValue>("Get", flags, &asked)).await;
    Ok(match answer {
        Ok(Ok(Some(value))) => bool::try_from(value).unwrap_or(true),
        Ok(Err(zbus::Error::MethodError(name, ..))) => !matches!(
            name.as_str(),
            "org.freedesktop.DBus.Error.ServiceUnknown" | "org.freedesktop.DBus.Error.NameHasNoOwner"
        ),
        Ok(Err(error)) => return Err(error),
        Ok(Ok(None)) | Err(_) => true,
    })
}
