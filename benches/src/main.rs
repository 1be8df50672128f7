//! Measures the agent: the real `rowbell`, beside what a person would use instead, in one run. `scripts/bench.sh` builds
//! everything and starts it; docs/benchmarks.md tells what the parts are.
//!
//! `rowbell-bench PART…` prints Markdown. `rowbell-bench peer-…` are the small programs that it compares with.

mod agent;
mod base;
mod body;
mod bus;
mod load;
mod machine;
mod parts;
mod peers;
mod process;
mod report;
mod screen;
mod series;

use std::{env, path::PathBuf};

use anyhow::{Context, Result, bail};

use self::{bus::Desktop, report::Report};

/// What all parts share.
struct Bench {
    /// The agent's program.
    rowbell: PathBuf,
    /// Where agents keep their files, and with it the disk that is measured.
    directory: PathBuf,
    /// For the servers on the private bus and the API's client.
    runtime: tokio::runtime::Runtime,
    /// A notification server and a panel on a bus of their own.
    desktop: Desktop,
}

impl Bench {
    /// Where the part `history` leaves a database with a million changes.
    fn million_file(&self) -> PathBuf {
        self.directory.join("million").join("rowbell.db")
    }

    /// That database, if it is there and wanted.
    fn million(&self) -> Option<PathBuf> {
        let wanted = env::var_os("ROWBELL_BENCH_MILLION").is_some();
        Some(self.million_file()).filter(|file| wanted && file.exists())
    }
}

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let first = arguments.first().map(String::as_str).unwrap_or_default();
    match first {
        "peer-bare" => return peers::bare(),
        "peer-popups" => return peers::popups(),
        _ => {}
    }
    let wanted = if arguments.is_empty() { parts::usual() } else { arguments };
    if let Some(unknown) = wanted.iter().find(|name| parts::find(name).is_none()) {
        bail!("there is no part \"{unknown}\"; there are: {}", parts::usual().join(" "));
    }
    let variable = |name: &str| env::var_os(name).map(PathBuf::from);
    let rowbell =
        variable("ROWBELL_BENCH_BINARY").context("ROWBELL_BENCH_BINARY names no program; use scripts/bench.sh")?;
    let directory = variable("ROWBELL_BENCH_DIR").unwrap_or_else(env::temp_dir);
    std::fs::create_dir_all(&directory)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let desktop = runtime.block_on(Desktop::start())?;
    let bench = Bench { rowbell, directory: directory.canonicalize()?, runtime, desktop };
    let mut report = Report::default();
    report.text(&machine::describe(&bench.directory)?);
    for name in &wanted {
        if let Some(part) = parts::find(name) {
            report.part(name, part.title);
            (part.run)(&bench, &mut report).with_context(|| format!("the part {name}"))?;
        }
    }
    Ok(())
}
