//! The tray icon as a panel sees it, over the bus.

use std::collections::HashMap;

use zbus::zvariant::{OwnedObjectPath, OwnedValue, Structure, Value};

use crate::{Desktop, eventually};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const ITEM: &str = "org.kde.StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

/// The icon that is registered on this bus.
#[derive(Debug)]
pub struct Icon {
    connection: zbus::Connection,
    owner: String,
}

/// A line of its menu.
#[derive(Clone, Debug)]
pub struct Line {
    id: i32,
    /// What it says.
    pub label: String,
    /// Whether it can be clicked.
    pub enabled: bool,
}

impl Icon {
    /// Waits until the panel's list has one icon.
    pub async fn registered(desktop: &Desktop) -> Self {
        let connection = desktop.connect().await;
        let owner = eventually("the icon is registered", async || {
            let watcher = zbus::Proxy::new(&connection, WATCHER, "/StatusNotifierWatcher", WATCHER).await?;
            let items = watcher.get_property::<Vec<String>>("RegisteredStatusNotifierItems").await?;
            let [item] = items.as_slice() else { return Err(zbus::Error::Failure(format!("{items:?}"))) };
            Ok(item.strip_suffix("/StatusNotifierItem").unwrap_or(item).to_owned())
        })
        .await;
        Self { connection, owner }
    }

    async fn item(&self) -> zbus::Proxy<'_> {
        let builder = zbus::proxy::Builder::new(&self.connection).destination(self.owner.as_str()).unwrap();
        let builder = builder.path("/StatusNotifierItem").unwrap().interface(ITEM).unwrap();
        builder.cache_properties(zbus::proxy::CacheProperties::No).build().await.expect("the icon")
    }

    /// A text about it, such as `Id` or `Status`.
    pub async fn text(&self, property: &str) -> String {
        self.item().await.get_property(property).await.expect("a property")
    }

    /// Title and text of the tooltip.
    pub async fn tooltip(&self) -> (String, String) {
        type ToolTip = (String, Vec<(i32, i32, Vec<u8>)>, String, String);
        let (_, _, title, text) = self.item().await.get_property::<ToolTip>("ToolTip").await.expect("a tooltip");
        (title, text)
    }

    /// Waits until the tooltip fits.
    pub async fn tooltip_where(&self, what: &str, fits: impl Fn(&str, &str) -> bool) -> (String, String) {
        eventually(what, async || {
            let (title, text) = self.tooltip().await;
            if fits(&title, &text) { Ok((title, text)) } else { Err((title, text)) }
        })
        .await
    }

    /// A click with the left button.
    pub async fn activate(&self) {
        self.item().await.call::<_, _, ()>("Activate", &(10, 10)).await.expect("a click");
    }

    async fn menu(&self) -> zbus::Proxy<'_> {
        let path = self.item().await.get_property::<OwnedObjectPath>("Menu").await.expect("a menu");
        zbus::Proxy::new(&self.connection, self.owner.clone(), path, MENU).await.expect("a menu")
    }

    /// The menu's lines, those of submenus after the line that opens them; a separator has no label.
    pub async fn lines(&self) -> Vec<Line> {
        type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);
        let asked = (0, -1, Vec::<String>::new());
        let (_, root): (u32, Layout) = self.menu().await.call("GetLayout", &asked).await.expect("a layout");
        let mut lines = Vec::new();
        root.2.iter().for_each(|child| read(child, &mut lines));
        lines
    }

    /// Waits for a line with this text in it.
    pub async fn line(&self, text: &str) -> Line {
        eventually(&format!("the menu has {text:?}"), async || {
            let lines = self.lines().await;
            lines.iter().find(|line| line.label.contains(text)).cloned().ok_or(lines)
        })
        .await
    }

    /// The menu is about to be opened, which a panel says.
    pub async fn opens(&self) {
        self.menu().await.call::<_, _, bool>("AboutToShow", &0).await.expect("an answer");
    }

    /// Clicks the line with this text in it, as a panel does.
    pub async fn click(&self, text: &str) {
        eventually(&format!("{text:?} is clicked"), async || {
            let line = self.line(text).await;
            let event = (line.id, "clicked", Value::from(0), 0_u32);
            match self.menu().await.call::<_, _, ()>("Event", &event).await {
                // Whoever is asked to quit may be gone before it has answered.
                Err(zbus::Error::MethodError(name, ..)) if name.as_str().ends_with(".NoReply") => Ok(()),
                // The menu has changed since it was read, and its lines have other numbers: a panel is told, and reads it again.
                Err(zbus::Error::MethodError(name, why, _)) if name.as_str().ends_with(".InvalidArgs") => Err(why),
                clicked => {
                    clicked.expect("a click");
                    Ok(())
                }
            }
        })
        .await;
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
