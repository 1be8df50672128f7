//! The window itself.

use std::{env, time::Duration};

use tauri::{
    App, Manager, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
    async_runtime::{self, JoinHandle},
    webview::NewWindowResponse,
    window::Color,
};

#[cfg(target_os = "linux")]
use crate::linux;
use crate::{
    arguments::Arguments,
    feed::Feed,
    first::{self, Answers},
    place,
};

/// The only window's name.
const LABEL: &str = "main";
/// How long the page may take to have something to show before the window is shown as it is.
const FIRST_PAINT: Duration = Duration::from_secs(1);
/// How long the page may take to finish what it put off.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// The page's own backgrounds.
const LIGHT: Color = Color(255, 255, 255, 255);
const DARK: Color = Color(29, 28, 27, 255);

/// Makes the window. It is hidden until there is something to see.
///
/// # Errors
/// When there is no screen, or no web view.
pub(crate) fn open(app: &App, given: &Arguments, first: JoinHandle<Answers>) -> tauri::Result<()> {
    let mut builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Rowbell")
        .inner_size(1120.0, 720.0)
        .min_inner_size(420.0, 400.0)
        .visible(false)
        .disable_drag_drop_handler()
        // Nothing is stored; but a web driver finds only web views that could store data.
        .incognito(env::var_os("TAURI_WEBVIEW_AUTOMATION").is_none())
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false);
    if let Some(folder) = given.folder.as_ref().or(given.data_dir.as_ref()) {
        // Even if nothing is stored: otherwise an empty one appears in the home folder.
        builder = builder.data_directory(folder.join("webkit"));
    }
    if let Some(theme) = given.theme {
        // Before the page knows its settings, also when it is reloaded.
        builder = builder.initialization_script(format!("document.documentElement.dataset.theme = '{theme}'"));
    }
    #[cfg(target_os = "linux")]
    {
        let fonts = serde_json::json!(linux::fonts());
        builder =
            builder.initialization_script(format!("document.documentElement.style.setProperty('--font', {fonts})"));
    }
    if let Some(script) = first::script(first) {
        builder = builder.initialization_script(script);
    }
    let window = builder.build()?;
    let theme = given.theme.map_or_else(|| system_theme(&window), Ok)?;
    window.set_background_color(Some(if theme == Theme::Dark { DARK } else { LIGHT }))?;
    if let Some(folder) = &given.folder {
        place::remember(&window, folder.join("window.json"))?;
    }
    #[cfg(target_os = "linux")]
    linux::settle(&window)?;
    let unveiling = after(FIRST_PAINT, &window, show);
    window.on_window_event({
        let window = window.clone();
        move |event| {
            if let WindowEvent::CloseRequested { api, .. } = event
                && window.state::<Feed>().close()
            {
                api.prevent_close();
                unveiling.abort();
                drop(window.hide());
                after(LAST_WORDS, &window, close);
            }
        }
    });
    Ok(())
}

/// The system's colours. Tauri takes every Linux for a light one.
#[cfg(target_os = "linux")]
fn system_theme(_: &WebviewWindow) -> tauri::Result<Theme> {
    Ok(linux::theme())
}

#[cfg(not(target_os = "linux"))]
fn system_theme(window: &WebviewWindow) -> tauri::Result<Theme> {
    window.theme()
}

/// Shows it, if it is not on the screen yet.
pub(crate) fn show(window: &WebviewWindow) {
    // What can't be shown was closed meanwhile.
    drop(window.show());
}

/// Closes it, and with it ends the program.
pub(crate) fn close(window: &WebviewWindow) {
    drop(window.destroy());
}

/// Brings it before the others, with the token of the click that asks for it: without one, many desktops only say that
/// the window would like to be seen. One that has nothing to show yet comes by itself.
pub(crate) fn to_front(window: &WebviewWindow, token: Option<String>) {
    if !window.is_visible().unwrap_or_default() {
        return;
    }
    #[cfg(target_os = "linux")]
    linux::to_front(window, token);
    #[cfg(not(target_os = "linux"))]
    {
        let _ = token;
        drop(window.unminimize().and_then(|()| window.set_focus()));
    }
}

fn after(pause: Duration, window: &WebviewWindow, act: fn(&WebviewWindow)) -> JoinHandle<()> {
    let window = window.clone();
    async_runtime::spawn(async move {
        tokio::time::sleep(pause).await;
        act(&window);
    })
}

/// Whether an address is a part of our own page.
fn is_own_page(address: &Url) -> bool {
    let own = if cfg!(windows) { ("http", "tauri.localhost") } else { ("tauri", "localhost") };
    (address.scheme(), address.host_str().unwrap_or_default()) == own
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_backgrounds_are_the_pages() {
        let tokens = include_str!("../../ui/src/styles/tokens.css");
        for Color(red, green, blue, _) in [LIGHT, DARK] {
            let canvas = format!("--canvas: #{red:02x}{green:02x}{blue:02x};");
            assert!(tokens.contains(&canvas), "{canvas}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn only_the_own_page_is_navigated_to() {
        for (address, own) in [
            ("tauri://localhost/", true),
            ("tauri://localhost/index.html#settings", true),
            ("tauri://localhost.example.org/", false),
            ("https://localhost/", false),
            ("https://cloud.seatable.io/", false),
            ("file:///etc/passwd", false),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("about:blank", false),
        ] {
            assert_eq!(is_own_page(&address.parse().unwrap()), own, "{address}");
        }
    }
}
