//! `rowbell`: the agent and its command line.

use std::{env, ffi::OsString, process::ExitCode, thread, time::Duration};

use anyhow::Result;
use clap::Parser;
use rowbell::{
    agent::{self, Opens},
    autostart,
    cli::{self, Cli, Command},
    desktop,
    paths::Paths,
};
use rowbell_api::Client;

/// How long a service that can't start waits before it says so: while webhooks wait, systemd tries again at once.
const BREATH: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    let cli = Cli::parse_from(words());
    let breath = cli.as_service.then_some(BREATH);
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of our output went away, as `head` does: that is no error.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", cli::visible_on(&std::io::stderr(), &cli::why(&error)));
            thread::sleep(breath.unwrap_or_default());
            ExitCode::FAILURE
        }
    }
}

/// The arguments; a `rowbell:` link, which a browser passes on, becomes a command.
fn words() -> Vec<OsString> {
    let mut words: Vec<_> = env::args_os().collect();
    if words.get(1).and_then(|word| word.to_str()).is_some_and(|word| word.starts_with("rowbell:")) {
        words.insert(1, "link".into());
    }
    words
}

fn run(cli: Cli) -> Result<()> {
    let paths = Paths::find(cli.data_dir.as_deref())?;
    match cli.command {
        None => {
            let opens = if cli.hidden { Opens::Nothing } else { Opens::Window };
            desktop::run(agent::run(paths, cli.port, cli.as_service, opens))?
        }
        Some(Command::Link { link }) => {
            desktop::run(agent::run(paths, cli.port, cli.as_service, Opens::Invitation(link)))?
        }
        Some(Command::Autostart { state }) => autostart::run(state, &paths, cli.json),
        Some(command) => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(cli::run(command, &Client::new(&paths.socket()), cli.json))
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let of_io = |error: &std::io::Error| error.kind() == std::io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(of_io))
}
