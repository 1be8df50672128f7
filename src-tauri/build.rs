//! Embeds the page that `ui/` is built to, and makes a permission of each command, so that a window can only use those
//! that its capability names.

use std::{env, path::Path, process::ExitCode};

const COMMANDS: &[&str] = &["api", "close", "export", "quit", "ready", "start_agent", "subscribe"];

fn main() -> ExitCode {
    let page = Path::new("../ui/dist/index.html");
    println!("cargo::rerun-if-changed={}", page.display());
    println!("cargo::rerun-if-env-changed=TAURI_CONFIG");
    // Whoever gives another configuration has a page of their own.
    if !page.exists() && env::var_os("TAURI_CONFIG").is_none() {
        println!("cargo::error=The window's page is not built: ui/dist/index.html is missing. `make ui` builds it.");
        return ExitCode::FAILURE;
    }
    let commands = tauri_build::AppManifest::new().commands(COMMANDS);
    match tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error={error:#}");
            ExitCode::FAILURE
        }
    }
}
