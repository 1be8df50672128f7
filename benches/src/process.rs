//! What the kernel tells of a process.

use std::{
    collections::HashMap,
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::agent::wait;

/// A running process, by its number.
#[derive(Clone, Copy)]
pub(crate) struct Process(pub(crate) u32);

impl Process {
    fn path(self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.0))
    }

    fn number(self, file: &str, field: &str) -> Result<f64> {
        let text = fs::read_to_string(self.path(file))?;
        number_of(&text, field).with_context(|| format!("{file} has no {field}"))
    }

    /// Its memory, with a fair share of what it shares with others. MiB.
    pub(crate) fn pss_mib(self) -> Result<f64> {
        Ok(self.number("smaps_rollup", "Pss")? / 1024.0)
    }

    /// The part of [`Process::pss_mib`] that belongs to no file: heap and stacks. MiB.
    pub(crate) fn anonymous_mib(self) -> Result<f64> {
        Ok(self.number("smaps_rollup", "Pss_Anon")? / 1024.0)
    }

    pub(crate) fn threads(self) -> Result<f64> {
        self.number("status", "Threads")
    }

    /// Processor time used by it and by the programs it ran, in ticks of the clock (10 ms).
    pub(crate) fn ticks(self) -> Result<u64> {
        let text = fs::read_to_string(self.path("stat"))?;
        // The name, in parentheses, may hold spaces.
        let (_, rest) = text.rsplit_once(')').context("stat has no name")?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        // Its own, and that of the programs it ran.
        fields[11..15].iter().map(|ticks| Ok(ticks.parse::<u64>()?)).sum()
    }

    /// Waits until it has done nothing for a while.
    pub(crate) fn settle(self) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(120);
        let mut before = None;
        loop {
            let now = Some(self.ticks()?);
            if std::mem::replace(&mut before, now) == now {
                return Ok(());
            }
            wait(deadline, Duration::from_millis(400), "a receiver does not come to rest")?;
        }
    }

    /// How often each thread has gone to sleep by itself, by its name and number: each is a wake-up before.
    pub(crate) fn wakeups(self) -> Result<HashMap<String, u64>> {
        let mut all = HashMap::new();
        for task in fs::read_dir(self.path("task"))? {
            let task = task?;
            let read = |name: &str| fs::read_to_string(task.path().join(name)).unwrap_or_default();
            let count = number_of(&read("status"), "voluntary_ctxt_switches").unwrap_or(0.0);
            all.insert(format!("{} {}", read("comm").trim(), task.file_name().display()), count as u64);
        }
        Ok(all)
    }
}

fn number_of(text: &str, field: &str) -> Option<f64> {
    let line = text.lines().find(|line| line.split(':').next() == Some(field))?;
    line.split_once(':')?.1.split_whitespace().next()?.parse().ok()
}
