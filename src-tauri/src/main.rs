//! `rowbell-window`: shows what the agent's API tells, and holds nothing itself. The agent starts it; it can be closed or
//! killed at any time.
#![cfg_attr(windows, windows_subsystem = "windows")]

mod agent;
mod allowed;
mod arguments;
mod commands;
#[cfg(target_os = "linux")]
mod crashes;
mod feed;
mod first;
#[cfg(target_os = "linux")]
mod linux;
mod place;
mod quitting;
mod saving;
mod window;
mod words;

use std::{env, io, path::Path, process::ExitCode};

use rowbell_api::Client;

use crate::{agent::Agent, arguments::Arguments, feed::Feed};

fn main() -> ExitCode {
    let done = Arguments::read(env::args_os().skip(1)).and_then(|given| match &given.socket {
        Some(socket) => run(Client::new(socket), given).map_err(|error| error.to_string()),
        None => {
            start_alone(given.data_dir.as_deref()).map_err(|error| format!("Rowbell could not be started: {error}."))
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The agent opens its window itself.
fn start_alone(data_dir: Option<&Path>) -> io::Result<()> {
    agent::command(data_dir)?.spawn().map(drop)
}

fn run(client: Client, given: Arguments) -> tauri::Result<()> {
    let (data_dir, language) = (given.data_dir.clone(), env::var_os(agent::LANGUAGE));
    #[cfg(target_os = "linux")]
    given.language.iter().for_each(|code| linux::speak(code));
    // Desktops find the program's icon and name by this.
    #[cfg(target_os = "linux")]
    gtk::glib::set_prgname(Some("io.github.rowbell.Rowbell"));
    let first = first::ask(client.clone());
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .manage(Agent { client, data_dir, language })
        .manage(Feed::default())
        .invoke_handler(tauri::generate_handler![
            commands::api,
            commands::close,
            commands::export,
            commands::quit,
            commands::ready,
            commands::start_agent,
            commands::subscribe,
        ])
        .setup(move |app| Ok(window::open(app, &given, first)?))
        .run(tauri::generate_context!())
}
