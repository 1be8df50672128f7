//! How large the program is, without symbols, as the release profile leaves it.

use anyhow::Result;

use crate::{Bench, report::Report};

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let megabytes = std::fs::metadata(&bench.rowbell)?.len() as f64 / 1e6;
    report.aim("`rowbell`, stripped", "≤ 12 MB", &format!("{megabytes:.1} MB"), megabytes <= 12.0);
    Ok(())
}
