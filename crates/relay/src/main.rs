//! `rowbell-relay`: the relay, and its operator's commands.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod arguments;
mod commands;
mod run;
mod settings;

use std::{io::IsTerminal, process::ExitCode};

use anyhow::Result;
use clap::Parser;
use tracing_subscriber::{Layer, filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

use self::{
    arguments::Arguments,
    settings::{LogForm, LogLevel, Settings},
};

fn main() -> ExitCode {
    match begin(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // What led to it belongs into the sentence; a list of functions does not.
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn begin(arguments: Arguments) -> Result<()> {
    if arguments.print_config {
        print!("{}", settings::FILE);
        return Ok(());
    }
    let settings = arguments.settings.with_file(arguments.config.as_deref())?;
    log(&settings);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(32).build()?;
    runtime.block_on(async {
        match arguments.command {
            None => run::run(&settings).await,
            Some(command) => commands::run(command, &settings).await,
        }
    })
}

fn log(settings: &Settings) {
    let level = match settings.log_level.unwrap_or(LogLevel::Info) {
        LogLevel::Error => tracing::Level::ERROR,
        LogLevel::Warn => tracing::Level::WARN,
        LogLevel::Info => tracing::Level::INFO,
        LogLevel::Debug => tracing::Level::DEBUG,
    };
    // Of what it stands on only what goes wrong: libraries may log what they carry.
    let ours = Targets::new().with_target("rowbell_relay", level).with_default(tracing::Level::WARN.min(level));
    let usual = if std::io::stderr().is_terminal() { LogForm::Text } else { LogForm::Json };
    let form = settings.log.unwrap_or(usual);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = match form {
        LogForm::Text => lines.with_target(false).boxed(),
        LogForm::Json => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed(),
    };
    tracing_subscriber::registry().with(lines.with_filter(ours)).init();
}
