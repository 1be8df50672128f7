//! The tray icon as a panel sees it.

use std::collections::HashMap;

use zbus::zvariant::{OwnedValue, Structure, Value};

use crate::session::eventually;

const ITEM: &str = "org.kde.StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

/// Width, height and pixels.
pub(crate) type Pixmap = (i32, i32, Vec<u8>);
/// Icon name, icon, title, text.
pub(crate) type ToolTip = (String, Vec<Pixmap>, String, String);

/// The icon that is registered on this bus.
pub(crate) struct Icon {
    pub(crate) conn: zbus::Connection,
    pub(crate) owner: String,
}

/// A line of the menu.
#[derive(Debug)]
pub(crate) struct Line {
    id: i32,
    pub(crate) label: String,
    pub(crate) enabled: bool,
}

impl Icon {
    /// Waits until the panel's list has one icon.
    pub(crate) async fn registered(conn: &zbus::Connection) -> Icon {
        let owner = eventually("registered", async || {
            let path = "/StatusNotifierWatcher";
            let watcher =
                zbus::Proxy::new(conn, "org.kde.StatusNotifierWatcher", path, "org.kde.StatusNotifierWatcher");
            let items = watcher.await?.get_property::<Vec<String>>("RegisteredStatusNotifierItems").await?;
            let [item] = items.as_slice() else { return Err(zbus::Error::Failure(format!("{items:?}"))) };
            Ok(item.strip_suffix("/StatusNotifierItem").unwrap_or(item).to_owned())
        })
        .await;
        Icon { conn: conn.clone(), owner }
    }

    pub(crate) async fn proxy(&self) -> zbus::Proxy<'_> {
        let builder = zbus::proxy::Builder::new(&self.conn).destination(self.owner.as_str()).expect("a name");
        let builder = builder.path("/StatusNotifierItem").expect("a path").interface(ITEM).expect("an interface");
        builder.cache_properties(zbus::proxy::CacheProperties::No).build().await.expect("a proxy")
    }

    pub(crate) async fn property<T: TryFrom<OwnedValue>>(&self, name: &str) -> T
    where
        T::Error: Into<zbus::Error>,
    {
        self.proxy().await.get_property(name).await.expect(name)
    }

    pub(crate) async fn pixmaps(&self, name: &str) -> Vec<Pixmap> {
        self.property(name).await
    }

    /// Waits until the tooltip's title is this one.
    pub(crate) async fn is_titled(&self, title: &str) {
        eventually(title, async || {
            let (_, _, now, _) = self.property::<ToolTip>("ToolTip").await;
            if now == title { Ok(()) } else { Err(now) }
        })
        .await;
    }

    async fn menu(&self) -> zbus::Proxy<'_> {
        let path = self.property::<zbus::zvariant::OwnedObjectPath>("Menu").await;
        zbus::Proxy::new(&self.conn, self.owner.clone(), path, MENU).await.expect("a menu")
    }

    /// The menu's lines, those of submenus after the line that opens them; a separator has no label.
    pub(crate) async fn lines(&self) -> Vec<Line> {
        type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);
        let asked = (0, -1, Vec::<String>::new());
        let (_, root): (u32, Layout) = self.menu().await.call("GetLayout", &asked).await.expect("a layout");
        let mut lines = Vec::new();
        root.2.iter().for_each(|child| read(child, &mut lines));
        lines
    }

    /// Clicks the line that has this text in it, as a panel does.
    pub(crate) async fn click(&self, text: &str) {
        let lines = self.lines().await;
        let line = lines.iter().find(|line| line.label.contains(text)).unwrap_or_else(|| panic!("{text} in {lines:?}"));
        let event = (line.id, "clicked", Value::from(0), 0u32);
        self.menu().await.call::<_, _, ()>("Event", &event).await.expect("a click");
    }
}

fn read(value: &Value<'_>, lines: &mut Vec<Line>) {
    let value = match value {
        Value::Value(inner) => inner,
        value => value,
    };
    let fields = value.downcast_ref::<&Structure<'_>>().expect("a line").fields();
    let [Value::I32(id), Value::Dict(properties), Value::Array(children)] = fields else { panic!("{fields:?}") };
    let label = properties.get::<_, String>(&"label").ok().flatten().unwrap_or_default();
    let enabled = properties.get::<_, bool>(&"enabled").ok().flatten().unwrap_or(true);
    lines.push(Line { id: *id, label, enabled });
    children.iter().for_each(|child| read(child, lines));
}
