//! What popups cost that nobody answers. The same number of changes without popups comes first, so that what the history
//! needs for them is not taken for the popups' own.

use std::time::Duration;

use anyhow::Result;

use super::popup::until_popups;
use crate::{
    Bench,
    agent::{Agent, Home, Popups, With},
    body::Bodies,
    load::steady,
    peers::PopupPeer,
    process::Process,
    report::Report,
};

const POPUPS: u64 = 1_000;
const RATE: f64 = 200.0;
/// The runtime's helper threads end after ten idle seconds.
const SETTLE: Duration = Duration::from_secs(13);

/// What a process holds.
#[derive(Clone, Copy)]
struct Holds {
    mib: f64,
    threads: f64,
    connections: f64,
}

impl Holds {
    fn now(bench: &Bench, process: Process) -> Result<Self> {
        let connections = bench.runtime.block_on(bench.desktop.connections(process.0))?;
        Ok(Self { mib: process.pss_mib()?, threads: process.threads()?, connections })
    }

    fn more_than(self, before: Self) -> Self {
        Self {
            mib: self.mib - before.mib,
            threads: self.threads - before.threads,
            connections: self.connections - before.connections,
        }
    }

    fn told(self) -> String {
        format!("{:+.2} MiB, {:+.0} threads, {:+.0} connections", self.mib, self.threads, self.connections)
    }
}

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let bodies = Bodies::new();
    let home = Home::new(bench)?;
    home.set(Popups::None)?;
    let agent = home.start(bench, With::default())?;
    // Caches and heap grow to their size.
    post(bench, &agent, &bodies, 0, 6 * POPUPS)?;
    let first = Holds::now(bench, agent.process())?;
    post(bench, &agent, &bodies, 6 * POPUPS, POPUPS)?;
    let before = Holds::now(bench, agent.process())?;
    home.set(Popups::All)?;
    std::thread::sleep(Duration::from_secs(2));
    bench.desktop.take_popups();
    post(bench, &agent, &bodies, 7 * POPUPS, POPUPS)?;
    until_popups(bench, POPUPS as usize)?;
    let after = Holds::now(bench, agent.process())?;
    bench.desktop.take_popups();

    let mut peer = PopupPeer::start(&bench.desktop.address, POPUPS as usize)?;
    let peer_before = Holds::now(bench, peer.process())?;
    peer.show()?;
    let peer_after = Holds::now(bench, peer.process())?;

    let more = after.more_than(before);
    report.aim(
        "rowbell: 1,000 changes with a popup each",
        "≤ 0.5 MiB, 0, 0",
        &more.told(),
        more.mib <= 0.5 && more.threads <= 0.0 && more.connections <= 0.0,
    );
    report.fact("rowbell: 1,000 changes before, without popups", &before.more_than(first).told());
    report.fact("notify-rust, a waiting thread for each popup", &peer_after.more_than(peer_before).told());
    report.fact(
        "rowbell, all in all",
        &format!("{:.1} MiB, {} threads, {} connections", after.mib, after.threads, after.connections),
    );
    Ok(())
}

fn post(bench: &Bench, agent: &Agent, bodies: &Bodies, first: u64, count: u64) -> Result<()> {
    steady(&agent.target, bodies, RATE * if count > POPUPS { 5.0 } else { 1.0 }, first, count)?;
    agent.until_searchable(bench, first + count, first + count - 1)?;
    std::thread::sleep(SETTLE);
    Ok(())
}
