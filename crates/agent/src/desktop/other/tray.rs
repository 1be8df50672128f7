//! The tray icon: in Windows' notification area, in macOS's menu bar.

use std::{path::PathBuf, time::Duration};

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tracing::warn;
use tray_icon::{Icon, TrayIcon, TrayIconBuilder, menu::MenuId};

use super::{
    main_loop::{Wake, wake},
    menu::{Commands, menu},
    text,
};
use crate::desktop::{
    icon::{self, Ink},
    tray::{PanelTone, TrayCommand, TrayHost, TrayState, TrayView},
};

/// At most one update in this time is shown, the last one always.
const UPDATE_GAP: Duration = Duration::from_millis(250);
/// The size that the system scales: Windows shows 16 px, or 24 and 32 on finer screens, macOS 18 points.
const SIZE: usize = if cfg!(target_os = "macos") { 44 } else { 32 };

/// Shows `view` in the tray and passes on what the person asks, until `shutdown` or until the sender of `view` is gone.
///
/// It never fails: an agent without a tray still works, and `host` says so.
pub async fn run(
    mut view: watch::Receiver<TrayView>,
    commands: mpsc::Sender<TrayCommand>,
    host: watch::Sender<TrayHost>,
    _icons: PathBuf,
    shutdown: CancellationToken,
) {
    tokio::select! {
        () = shutdown.cancelled() => return,
        made = view.wait_for(|view| *view != TrayView::default()) => if made.is_err() {
            return;
        }
    }
    if !wake(Wake::Tray(commands, host.clone())) {
        host.send_replace(TrayHost::Absent);
        return;
    }
    loop {
        let next = view.borrow_and_update().clone();
        wake(Wake::Show(Box::new(next)));
        tokio::select! {
            () = shutdown.cancelled() => break,
            changed = view.changed() => if changed.is_err() {
                break;
            }
        }
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = tokio::time::sleep(UPDATE_GAP) => {}
        }
    }
    wake(Wake::NoTray);
}

/// The tray icon. It lives on the main thread.
pub(super) struct Tray {
    commands: mpsc::Sender<TrayCommand>,
    host: watch::Sender<TrayHost>,
    icon: Option<TrayIcon>,
    /// What it shows.
    shown: TrayView,
    picture: Option<(TrayState, Ink)>,
    /// What the lines of its menu ask for.
    lines: Commands,
}

impl Tray {
    pub(super) fn new(commands: mpsc::Sender<TrayCommand>, host: watch::Sender<TrayHost>) -> Self {
        Self { commands, host, icon: None, shown: TrayView::default(), picture: None, lines: Commands::new() }
    }

    /// Shows this. Only what differs is given to the system: a menu that is open would close otherwise.
    pub(super) fn show(&mut self, view: TrayView) {
        let shown = self.try_show(&view);
        if let Err(error) = &shown {
            warn!(%error, "the tray icon could not be shown");
        }
        let host = if self.icon.is_some() { TrayHost::Present } else { TrayHost::Absent };
        self.host.send_if_modified(|known| std::mem::replace(known, host) != host);
        self.shown = view;
    }

    fn try_show(&mut self, view: &TrayView) -> anyhow::Result<()> {
        let icon = match &self.icon {
            Some(icon) => icon,
            None => {
                let builder = TrayIconBuilder::new().with_menu_on_left_click(cfg!(target_os = "macos"));
                // It shows nothing yet.
                (self.shown, self.picture) = (TrayView::default(), None);
                self.icon.insert(builder.build()?)
            }
        };
        let picture = Some((view.state, ink(view.tone)));
        if self.picture != picture {
            set_icon(icon, view.state, ink(view.tone))?;
            self.picture = picture;
        }
        let tooltip = |view: &TrayView| text::tooltip(&view.title, &view.lines);
        if tooltip(view) != tooltip(&self.shown) {
            icon.set_tooltip(Some(tooltip(view)))?;
        }
        if in_menu(view) != in_menu(&self.shown) {
            let (menu, lines) = menu(view)?;
            icon.set_menu(Some(Box::new(menu)));
            self.lines = lines;
        }
        Ok(())
    }

    /// A line of the menu was clicked.
    pub(super) fn chosen(&self, id: &MenuId) {
        // A menu that has been replaced meanwhile has other lines.
        if let Some(command) = self.lines.get(id) {
            self.ask(command.clone());
        }
    }

    pub(super) fn ask(&self, command: TrayCommand) {
        if let Err(error) = self.commands.try_send(command) {
            warn!(%error, "a click in the tray was lost");
        }
    }
}

/// What of a view is in the menu.
fn in_menu(view: &TrayView) -> impl PartialEq + '_ {
    let relays: Vec<_> = view.relays.iter().map(|relay| (&relay.text, &relay.more)).collect();
    (&view.recent, relays, view.paused, &view.problems, &view.refused_hosts, &view.labels)
}

fn set_icon(tray: &TrayIcon, state: TrayState, ink: Ink) -> anyhow::Result<()> {
    let Some(picture) = icon::pictures(state, ink).into_iter().find(|picture| picture.size == SIZE) else {
        return Ok(());
    };
    let size = picture.size as u32;
    let icon = Some(Icon::from_rgba(picture.pixels.into_flattened(), size, size)?);
    // macOS paints it as its menu bar needs it.
    #[cfg(target_os = "macos")]
    return Ok(tray.set_icon_templated(icon)?);
    #[cfg(not(target_os = "macos"))]
    Ok(tray.set_icon(icon)?)
}

/// Which colour the icon is drawn in.
fn ink(setting: PanelTone) -> Ink {
    match setting {
        PanelTone::Light => Ink::Dark,
        PanelTone::Dark => Ink::Light,
        PanelTone::Auto => taskbar(),
    }
}

/// What suits the taskbar, as the registry has it.
#[cfg(windows)]
fn taskbar() -> Ink {
    let key = windows_registry::CURRENT_USER.open(r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize");
    match key.and_then(|key| key.get_u32("SystemUsesLightTheme")) {
        Ok(0) => Ink::Light,
        Ok(_) => Ink::Dark,
        Err(_) => Ink::Accent,
    }
}

#[cfg(not(windows))]
fn taskbar() -> Ink {
    Ink::Accent
}
