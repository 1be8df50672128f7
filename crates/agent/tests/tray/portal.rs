//! A stand-in for the desktop's settings portal.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedValue, Value};

const PATH: &str = "/org/freedesktop/portal/desktop";
const NAMESPACE: &str = "org.freedesktop.appearance";

/// The portal with one setting.
pub(crate) struct Settings {
    conn: zbus::Connection,
    scheme: Arc<AtomicU32>,
}

struct Object(Arc<AtomicU32>);

#[zbus::interface(name = "org.freedesktop.portal.Settings")]
impl Object {
    fn read(&self, namespace: &str, key: &str) -> zbus::fdo::Result<OwnedValue> {
        assert_eq!((namespace, key), (NAMESPACE, "color-scheme"));
        // A variant in a variant, as the real one answers `Read`.
        let inner = Value::Value(Box::new(Value::U32(self.0.load(Ordering::SeqCst))));
        OwnedValue::try_from(inner).map_err(|error| zbus::fdo::Error::Failed(error.to_string()))
    }

    #[zbus(signal)]
    async fn setting_changed(at: &SignalEmitter<'_>, namespace: &str, key: &str, value: Value<'_>) -> zbus::Result<()>;
}

impl Settings {
    pub(crate) async fn start(conn: &zbus::Connection, scheme: u32) -> Self {
        let scheme = Arc::new(AtomicU32::new(scheme));
        conn.object_server().at(PATH, Object(Arc::clone(&scheme))).await.expect("an object");
        conn.request_name("org.freedesktop.portal.Desktop").await.expect("a name");
        Self { conn: conn.clone(), scheme }
    }

    pub(crate) async fn change(&self, scheme: u32) {
        self.scheme.store(scheme, Ordering::SeqCst);
        let at = SignalEmitter::new(&self.conn, PATH).expect("a path");
        Object::setting_changed(&at, NAMESPACE, "color-scheme", Value::U32(scheme)).await.expect("a signal");
    }
}
