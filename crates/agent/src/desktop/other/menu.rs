//! The tray icon's menu.

use std::collections::HashMap;

use tray_icon::menu::{IsMenuItem, Menu, MenuId, MenuItem, PredefinedMenuItem, Result};

use super::text;
use crate::desktop::tray::{TrayCommand, TrayView};

/// Before an unread change, and about as much room before a read one that stands among unread ones.
const UNREAD: &str = "●\u{2002}";
const READ: &str = "\u{2003}\u{2002}";
/// How many changes it lists.
const RECENT: usize = 5;
/// How many problems it tells; the window tells all.
const PROBLEMS: usize = 3;

/// What each line asks for.
pub(super) type Commands = HashMap<MenuId, TrayCommand>;

/// The menu of a view, and what its lines ask for.
pub(super) fn menu(view: &TrayView) -> Result<(Menu, Commands)> {
    let (menu, mut commands) = (Menu::new(), Commands::new());
    let mut add = |label: &str, command: TrayCommand| {
        let item = MenuItem::new(label, true, None);
        commands.insert(item.id().clone(), command);
        item
    };
    let labels = &view.labels;
    // First, because some systems open the menu where others open the window.
    let open = add(&text::menu(&labels.open), TrayCommand::Open { token: None });
    let mut lines: Vec<Box<dyn IsMenuItem>> = vec![Box::new(open), Box::new(PredefinedMenuItem::separator())];
    for problem in view.problems.iter().take(PROBLEMS) {
        lines.push(Box::new(add(&text::told(problem), TrayCommand::Open { token: None })));
    }
    if !view.problems.is_empty() {
        lines.push(Box::new(PredefinedMenuItem::separator()));
    }
    let recent = view.recent.get(..RECENT).unwrap_or(&view.recent);
    let marked = recent.iter().any(|change| change.unread);
    for change in recent {
        let mark = match (change.unread, marked) {
            (true, _) => UNREAD,
            (false, true) => READ,
            (false, false) => "",
        };
        let label = format!("{mark}{}", text::menu(&change.label));
        lines.push(Box::new(add(&label, TrayCommand::OpenEntry { id: change.id, token: None })));
    }
    if recent.is_empty() {
        lines.push(Box::new(MenuItem::new(text::menu(&labels.no_changes), false, None)));
    }
    lines.push(Box::new(PredefinedMenuItem::separator()));
    for (host, label) in std::iter::zip(&view.refused_hosts, &labels.allow_hosts) {
        lines.push(Box::new(add(&text::menu(label), TrayCommand::AllowHost(host.clone()))));
    }
    lines.push(Box::new(add(&text::menu(&labels.mark_all_read), TrayCommand::MarkAllRead)));
    if view.paused {
        lines.push(Box::new(add(&text::menu(&labels.resume), TrayCommand::Resume)));
    } else {
        for (label, time) in labels.pauses() {
            lines.push(Box::new(add(&text::menu(label), TrayCommand::Pause(time))));
        }
    }
    lines.push(Box::new(PredefinedMenuItem::separator()));
    for relay in &view.relays {
        for line in std::iter::once(&relay.text).chain(&relay.more) {
            lines.push(Box::new(MenuItem::new(text::told(line), false, None)));
        }
    }
    if !view.relays.is_empty() {
        lines.push(Box::new(PredefinedMenuItem::separator()));
    }
    lines.push(Box::new(add(&text::menu(&labels.quit), TrayCommand::Quit)));
    for line in &lines {
        menu.append(line.as_ref())?;
    }
    Ok((menu, commands))
}
