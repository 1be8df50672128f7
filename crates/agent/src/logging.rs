//! The log: a file a day, a week of them. No values from bases above debug level.

use std::path::Path;

use anyhow::Context;
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::{filter::Targets, fmt, prelude::*};

/// How many days of logs are kept.
const DAYS: usize = 7;

/// Writes the log into this folder from now on. `ROWBELL_LOG` sets the level, such as `debug` or
/// `rowbell_core=trace`.
pub fn start(folder: &Path) -> anyhow::Result<()> {
    crate::paths::private_folder(folder)?;
    let file = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("rowbell")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder)
        .with_context(|| format!("The log in {} can't be written", folder.display()))?;
    let wanted = std::env::var("ROWBELL_LOG").ok().and_then(|wanted| wanted.parse::<Targets>().ok());
    // On a full disk the log is lost, and reporting that helps nobody.
    let layer = fmt::layer().log_internal_errors(false).with_ansi(false).with_writer(std::sync::Mutex::new(file));
    tracing_subscriber::registry()
        .with(wanted.unwrap_or_else(|| Targets::new().with_default(tracing::Level::INFO)))
        .with(layer)
        .init();
    Ok(())
}
