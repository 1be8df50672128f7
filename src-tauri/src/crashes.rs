//! The page has a process of its own. When that ends by itself, the page is reloaded, but not for ever. One that ends before
//! the page was there is a matter of what WebKit draws with, and so the agent's, who starts the window.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use rowbell_api::SettingsView;
use tauri::{Manager, WebviewWindow, async_runtime};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind};

use crate::{agent::Agent, feed::Feed, window, words::words};

/// This many crashes within this time are handled without asking.
const MOST: usize = 3;
const WITHIN: Duration = Duration::from_secs(60);

/// The last crashes of a page.
#[derive(Debug, Default)]
pub(crate) struct Crashes(Mutex<VecDeque<Instant>>);

impl Crashes {
    /// Reloads the page that has crashed, or asks the person whether to.
    pub(crate) fn mend(&self, window: &WebviewWindow) {
        if !window.state::<Feed>().is_followed() {
            eprintln!("The window's page ended before it was there.");
            window.app_handle().exit(1);
        } else if self.bears(Instant::now()) {
            // It can't be while the window is closing.
            drop(window.reload());
        } else {
            async_runtime::spawn(ask(window.clone()));
        }
    }

    /// Whether a crash, now, is one of few.
    fn bears(&self, now: Instant) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.retain(|at| now.duration_since(*at) < WITHIN);
        last.push_back(now);
        if last.len() <= MOST {
            return true;
        }
        // After the person was asked, counting starts again.
        last.clear();
        false
    }
}

async fn ask(window: WebviewWindow) {
    let settings = window.state::<Agent>().client.get::<SettingsView>("/v1/settings").await;
    let words = words(&settings.map(|settings| settings.language_now).unwrap_or_default());
    let dialog = window.dialog().message(words.crashed).title("Rowbell").kind(MessageDialogKind::Error);
    let buttons = MessageDialogButtons::OkCancelCustom(words.again.to_owned(), words.close.to_owned());
    dialog.buttons(buttons).parent(&window).show(move |again| {
        if again {
            drop(window.reload());
        } else {
            window::close(&window);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_crashes_are_borne_and_many_are_asked_about() {
        let (crashes, begin) = (Crashes::default(), Instant::now());
        let at = |seconds: u64| crashes.bears(begin + Duration::from_secs(seconds));
        assert_eq!([0, 10, 20, 59].map(at), [true, true, true, false]);
        // Counted again.
        assert_eq!([60, 61, 62, 63].map(at), [true, true, true, false]);
        // Now and then.
        assert_eq!([100, 125, 150, 175, 200, 225, 250].map(at), [true; 7]);
    }
}
