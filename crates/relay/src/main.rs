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
    settings::{LogFormat, LogLevel, Settings},
};

fn main() -> ExitCode {
    match start(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // With its causes, but without a backtrace.
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: Arguments) -> Result<()> {
    if arguments.print_config {
        print!("{}", settings::EXAMPLE);
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
    // Of libraries only warnings and errors: they may log the contents that they carry.
    let targets = Targets::new().with_target("rowbell_relay", level).with_default(tracing::Level::WARN.min(level));
    let default = if std::io::stderr().is_terminal() { LogFormat::Text } else { LogFormat::Json };
    let format = settings.log.unwrap_or(default);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = match format {
        LogFormat::Text => lines.with_target(false).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed(),
    };
    tracing_subscriber::registry().with(lines.with_filter(targets)).init();
}
