//! Ending the agent, which only the person can do: the page asks the shell, and the shell asks the person. Some panels show no
//! menu, so the tray's is not the only way.

use rowbell_api::{Done, SettingsView};
use tauri::{Manager, WebviewWindow, async_runtime};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind};

use crate::{agent::Agent, window, words::words};

/// Asks whether to end the agent. If so, the window is closed, too.
pub(crate) async fn ask(window: WebviewWindow) {
    let client = window.state::<Agent>().client.clone();
    let settings = client.get::<SettingsView>("/v1/settings").await;
    let words = words(&settings.map(|settings| settings.language_now).unwrap_or_default());
    let buttons = MessageDialogButtons::OkCancelCustom(words.quit.to_owned(), words.cancel.to_owned());
    let dialog = window.dialog().message(words.quit_question).title("Rowbell").kind(MessageDialogKind::Warning);
    dialog.buttons(buttons).parent(&window).show(move |quit| {
        if quit {
            async_runtime::spawn(async move {
                // One that is gone already has ended.
                drop(client.post::<Done>("/v1/quit", &()).await);
                window::close(&window);
            });
        }
    });
}
