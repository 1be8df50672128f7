//! On what it was measured.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    process::Command,
    time::Instant,
};

use anyhow::Result;

use crate::series;

/// Machine, system, disk, date and commit as a list.
pub(crate) fn describe(directory: &Path) -> Result<String> {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cores = std::thread::available_parallelism()?;
    let cpu = field(&read("/proc/cpuinfo"), "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let memory = field(&read("/proc/meminfo"), "MemTotal").unwrap_or_default();
    let memory: f64 = memory.trim_end_matches(" kB").parse().unwrap_or(0.0);
    let system = field(&read("/etc/os-release").replace('=', ":"), "PRETTY_NAME").unwrap_or_default();
    let kernel = read("/proc/sys/kernel/osrelease");
    let load = read("/proc/loadavg");
    let syncs = syncs(directory)?;
    Ok(format!(
        "- machine: {cpu}, {cores} cores, {:.0} GiB\n- system: {}, Linux {}\n- disk: {}, 4 KiB written and synced in {:.2} ms (median; p99 {:.2})\n- date: {}, load average {}\n- commit: {}",
        memory / 1024.0 / 1024.0,
        system.trim_matches('"'),
        kernel.trim(),
        filesystem(&read("/proc/mounts"), directory),
        series::median(&syncs),
        series::quantile(&syncs, 0.99),
        output("date", &["-u", "+%Y-%m-%d %H:%M UTC"]),
        load.split(' ').take(3).collect::<Vec<_>>().join(" "),
        commit(),
    ))
}

fn field(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.split(':').next().is_some_and(|key| key.trim() == name))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}

/// The type of the file system that a folder is on.
fn filesystem(mounts: &str, directory: &Path) -> String {
    let fields = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let fits = fields.filter(|fields| fields.len() > 2 && directory.starts_with(fields[1]));
    fits.max_by_key(|fields| fields[1].len()).map_or("unknown".to_owned(), |fields| fields[2].to_owned())
}

/// How long it takes to have a small piece of a file on the disk, which bounds every durable answer. Milliseconds.
fn syncs(directory: &Path) -> Result<Vec<f64>> {
    let mut file: File = tempfile::tempfile_in(directory)?;
    let mut times = Vec::new();
    for _ in 0..300 {
        let begun = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        times.push(series::ms(begun.elapsed()));
    }
    Ok(times)
}

fn commit() -> String {
    let changed = if output("git", &["status", "--porcelain"]).is_empty() { "" } else { ", with changes" };
    format!("{}{changed}", output("git", &["rev-parse", "--short", "HEAD"]))
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map_or(String::new(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
