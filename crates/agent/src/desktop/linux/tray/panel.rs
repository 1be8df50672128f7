//! Is the panel light or dark? No desktop tells. What some tell, over the settings portal, is whether programs should be
//! light or dark, and most panels follow that; the rest is guessed from which desktop it is.

use futures_util::{FutureExt, StreamExt};
use tokio::sync::watch;
use zbus::MatchRule;
use zbus::message::Type;
use zbus::proxy::{CacheProperties, MethodFlags};
use zbus::zvariant::{OwnedValue, Value};

use super::icon::Ink;

const PORTAL: &str = "org.freedesktop.portal.Desktop";
const PORTAL_PATH: &str = "/org/freedesktop/portal/desktop";
const SETTINGS: &str = "org.freedesktop.portal.Settings";
const NAMESPACE: &str = "org.freedesktop.appearance";
const KEY: &str = "color-scheme";

/// Which colour shows best, by `XDG_CURRENT_DESKTOP` and the portal's colour scheme (1 dark, 2 light, 0 no preference).
///
/// - GNOME and its kin have a dark top bar whatever the scheme, except for the classic session.
/// - Xfce's panel is dark by default whatever the scheme, and can be set otherwise, so there only "dark" says something.
/// - Elsewhere (Plasma, Cinnamon, LXQt, bars of window managers) the panel is taken to follow the scheme.
/// - Not known, or no preference: an icon in the accent colour, which shows on both.
pub(super) fn guess(desktop: &str, scheme: Option<u32>) -> Ink {
    let is = |name: &str| desktop.split(':').any(|part| part.eq_ignore_ascii_case(name));
    if (is("GNOME") || is("Unity")) && !is("GNOME-Classic") {
        return Ink::Light;
    }
    match scheme {
        Some(1) => Ink::Light,
        Some(2) if !is("XFCE") => Ink::Dark,
        _ => Ink::Accent,
    }
}

/// Tells `scheme` what the settings portal says, now and at each change. Never starts the portal: it is asked when it is
/// there, and again whenever it comes back.
pub(super) async fn watch(conn: &zbus::Connection, scheme: &watch::Sender<Option<u32>>) -> zbus::Result<()> {
    let dbus = zbus::fdo::DBusProxy::new(conn).await?;
    let mut owners = dbus.receive_name_owner_changed_with_args(&[(0, PORTAL)]).await?.map(drop);
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .interface(SETTINGS)?
        .member("SettingChanged")?
        .path(PORTAL_PATH)?
        .add_arg(NAMESPACE)?
        .add_arg(KEY)?
        .build();
    let mut changes = zbus::MessageStream::for_match_rule(rule, conn, None).await?.map(drop);
    loop {
        let now = read(conn).await;
        scheme.send_if_modified(|known| std::mem::replace(known, now) != now);
        let goes_on = tokio::select! {
            signal = owners.next() => signal.is_some(),
            signal = changes.next() => signal.is_some(),
        };
        if !goes_on {
            return Ok(());
        }
        // A change of theme comes as several signals at once; one look is enough for all.
        while let Some(Some(())) = changes.next().now_or_never() {}
    }
}

async fn read(conn: &zbus::Connection) -> Option<u32> {
    let portal: zbus::Proxy<'_> = zbus::proxy::Builder::new(conn)
        .destination(PORTAL)
        .ok()?
        .path(PORTAL_PATH)
        .ok()?
        .interface(SETTINGS)
        .ok()?
        .cache_properties(CacheProperties::No)
        .build()
        .await
        .ok()?;
    // `Read` is deprecated for `ReadOne`, but every portal has it. It wraps its answer once more than it should.
    let value: OwnedValue =
        portal.call_with_flags("Read", MethodFlags::NoAutoStart.into(), &(NAMESPACE, KEY)).await.ok()??;
    unwrapped(&value)
}

fn unwrapped(value: &Value<'_>) -> Option<u32> {
    match value {
        Value::U32(scheme) => Some(*scheme),
        Value::Value(inner) => unwrapped(inner),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_panel_is_guessed_from_desktop_and_scheme() {
        for (desktop, scheme, ink) in [
            ("ubuntu:GNOME", Some(2), Ink::Light),
            ("GNOME-Classic:GNOME", Some(2), Ink::Dark),
            ("KDE", Some(1), Ink::Light),
            ("KDE", Some(2), Ink::Dark),
            ("KDE", Some(0), Ink::Accent),
            ("KDE", None, Ink::Accent),
            ("XFCE", Some(2), Ink::Accent),
            ("XFCE", Some(1), Ink::Light),
            ("", None, Ink::Accent),
        ] {
            assert_eq!(guess(desktop, scheme), ink, "{desktop} {scheme:?}");
        }
    }

    #[test]
    fn a_scheme_may_be_wrapped_twice() {
        let twice = Value::Value(Box::new(Value::Value(Box::new(Value::U32(1)))));
        assert_eq!(unwrapped(&twice), Some(1));
        assert_eq!(unwrapped(&Value::from("dark")), None);
    }
}
