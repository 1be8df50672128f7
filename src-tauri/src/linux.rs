//! What GTK and WebKitGTK can do and Tauri does not offer.

use std::env;

use gtk::{gdk::ModifierType, pango::FontDescription, prelude::*};
use tauri::{LogicalSize, PhysicalSize, Theme, WebviewWindow};
use webkit2gtk::{ContextMenu, ContextMenuAction as Action, ContextMenuExt, ContextMenuItemExt, WebViewExt};

use crate::{agent::LANGUAGE, crashes::Crashes};

/// The entries of a text's menu. The others are about web pages, which nobody sees here.
const EDITS: [Action; 5] = [Action::Cut, Action::Copy, Action::Paste, Action::Delete, Action::SelectAll];

/// Makes GTK use this language in its own dialogs, as far as the system has one at all; to be called before
/// GTK and any thread begin.
pub(crate) fn speak(code: &str) {
    // What can't be set stays in the system's language.
    drop(gtk::glib::setenv(LANGUAGE, code, true));
}

/// Makes a window one of this desktop.
///
/// # Errors
/// When it is gone already.
pub(crate) fn settle(window: &WebviewWindow) -> tauri::Result<()> {
    // Whatever has the focus, and also while the page does not answer.
    let keys = gtk::AccelGroup::new();
    for key in [gtk::gdk::keys::constants::w, gtk::gdk::keys::constants::q] {
        let closing = window.clone();
        keys.connect_accel_group(*key, ModifierType::CONTROL_MASK, gtk::AccelFlags::empty(), move |_, _, _, _| {
            closing.close().is_ok()
        });
    }
    let frame = window.gtk_window()?;
    frame.add_accel_group(&keys);
    let (width, height) = frame.size();
    let (mended, crashes) = (window.clone(), Crashes::default());
    window.with_webview(move |view| {
        let view = view.inner();
        // While it is hidden the page has no size otherwise, and all of it would be laid out again when it is shown.
        view.size_allocate(&gtk::Allocation::new(0, 0, width, height));
        view.connect_context_menu(|_, menu, _, _| !keep_edits(menu));
        view.connect_web_process_terminated(move |_, _| crashes.mend(&mended));
    })
}

/// Gives the window a size at once, so that its page has it, too. Tauri does it when the window is on the screen.
///
/// # Errors
/// When it is gone already.
pub(crate) fn resize(window: &WebviewWindow, size: PhysicalSize<u32>) -> tauri::Result<()> {
    let frame = window.gtk_window()?;
    let LogicalSize { width, height } = size.to_logical(f64::from(frame.scale_factor()));
    frame.resize(width, height);
    Ok(())
}

/// Whether anything is left.
fn keep_edits(menu: &ContextMenu) -> bool {
    for item in menu.items() {
        let inspects = cfg!(debug_assertions) && item.stock_action() == Action::InspectElement;
        if !inspects && !EDITS.contains(&item.stock_action()) {
            menu.remove(&item);
        }
    }
    menu.n_items() > 0
}

/// The system's colours, as WebKit finds them for the page.
pub(crate) fn theme() -> Theme {
    let settings = gtk::Settings::default();
    let prefers = settings.as_ref().is_some_and(|settings| settings.is_gtk_application_prefer_dark_theme());
    let named = || settings.and_then(|settings| settings.gtk_theme_name()).map(String::from);
    let name = env::var("GTK_THEME").ok().or_else(named).unwrap_or_default().to_lowercase();
    if prefers || name.ends_with("-dark") || name.ends_with(":dark") { Theme::Dark } else { Theme::Light }
}

/// The fonts of this desktop's programs, as a style sheet names them. WebKit would choose its own for `system-ui`, and
/// search for it again in each size and weight.
pub(crate) fn fonts() -> String {
    let name = gtk::Settings::default().and_then(|settings| settings.gtk_font_name());
    families(&name.unwrap_or_default())
}

/// Of a font as GTK names it: "Noto Sans Bold 11".
fn families(name: &str) -> String {
    const ANY: &str = "sans-serif";
    let family = FontDescription::from_string(name).family().unwrap_or_default();
    let families = family.split(',').map(|family| family.trim().replace(['"', '\\'], ""));
    let named = families.filter(|family| !["", "sans", ANY, "system-ui"].contains(&family.to_lowercase().as_str()));
    named.map(|family| format!("\"{family}\", ")).chain([ANY.to_owned()]).collect()
}

/// Brings the window before the others, with the token of a click.
pub(crate) fn to_front(window: &WebviewWindow, token: Option<String>) {
    let front = window.clone();
    // One that is gone has no front.
    drop(window.run_on_main_thread(move || {
        if let Ok(window) = front.gtk_window() {
            if let Some(token) = token {
                window.set_startup_id(&token);
            }
            window.present();
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_are_named_as_in_a_style_sheet() {
        for (name, named) in [
            ("Cantarell 11", "\"Cantarell\", sans-serif"),
            ("Noto Sans Bold 10.5", "\"Noto Sans\", sans-serif"),
            ("A\"dd\\ 9", "\"Add\", sans-serif"),
            ("Inter,Noto Sans 10", "\"Inter\", \"Noto Sans\", sans-serif"),
            ("Noto Sans,  10", "\"Noto Sans\", sans-serif"),
            ("Sans 10", "sans-serif"),
            ("", "sans-serif"),
        ] {
            assert_eq!(families(name), named);
        }
    }
}
