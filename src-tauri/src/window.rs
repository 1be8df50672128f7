//! The window itself.

use std::{
    env,
    path::{Path, PathBuf},
    time::Duration,
};

use tauri::{
    App, Manager, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
    async_runtime::{self, JoinHandle},
    webview::NewWindowResponse,
    window::Color,
};
use tauri_plugin_window_state::StateFlags;

use crate::feed::Feed;

/// The only window's name.
const LABEL: &str = "main";
/// How long the page may take to have something to show before the window is shown as it is.
const FIRST_PAINT: Duration = Duration::from_secs(1);
/// How long the page may take to finish what it put off.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// The page's own backgrounds.
const LIGHT: Color = Color(250, 249, 247, 255);
const DARK: Color = Color(28, 27, 26, 255);

/// Makes the window. It is hidden until there is something to see.
///
/// # Errors
/// When there is no screen, or no web view.
pub(crate) fn open(app: &App, data_dir: Option<&Path>) -> tauri::Result<()> {
    app.handle().plugin(places(data_dir))?;
    let mut builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Rowbell")
        .inner_size(1120.0, 720.0)
        .min_inner_size(420.0, 400.0)
        .visible(false)
        .disable_drag_drop_handler()
        // Nothing is kept; except that a web driver finds only web views whose data could be.
        .incognito(env::var_os("TAURI_WEBVIEW_AUTOMATION").is_none())
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false);
    if let Some(folder) = data_dir {
        builder = builder.data_directory(folder.join("webkit"));
    }
    let window = builder.build()?;
    let dark = window.theme()? == Theme::Dark;
    window.set_background_color(Some(if dark { DARK } else { LIGHT }))?;
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
    {
        let front = window.clone();
        drop(window.run_on_main_thread(move || {
            use gtk::prelude::GtkWindowExt;
            if let Ok(window) = front.gtk_window() {
                if let Some(token) = token {
                    window.set_startup_id(&token);
                }
                window.present();
            }
        }));
    }
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

/// Remembers size and place, with the agent's data if that is apart.
fn places<R: tauri::Runtime>(data_dir: Option<&Path>) -> tauri::plugin::TauriPlugin<R> {
    let file = data_dir.map(PathBuf::from).unwrap_or_default().join("window.json");
    tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .with_filename(file.to_string_lossy())
        .build()
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
