//! The history's own bench, with the aims beside its results. It runs with 100,000 changes, or with `ROWBELL_BENCH_MILLION`
//! set with a million, for which the aims are.

use std::{collections::HashMap, env, fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};

use crate::{Bench, report::Report};

const FEW: u64 = 100_000;
const MANY: u64 = 1_000_000;

/// A line of the bench: `history <name> <key>=<value> …`.
struct Line {
    name: String,
    values: HashMap<String, String>,
}

impl Line {
    fn read(line: &str) -> Option<Self> {
        let rest = line.strip_prefix("history ")?;
        let (pairs, names): (Vec<&str>, Vec<&str>) = rest.split(' ').partition(|word| word.contains('='));
        let pair = |pair: &str| pair.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
        Some(Self { name: names.join(" "), values: pairs.into_iter().filter_map(pair).collect() })
    }

    fn text(&self, key: &str) -> &str {
        self.values.get(key).map_or("", String::as_str)
    }

    fn number(&self, key: &str) -> Option<f64> {
        self.values.get(key)?.parse().ok()
    }
}

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let many = env::var_os("ROWBELL_BENCH_MILLION").is_some();
    let entries = if many { MANY } else { FEW };
    let folder = bench.directory.join("history");
    fs::create_dir_all(&folder)?;
    let output = if many {
        // Kept for the other parts, so deleting is measured with a copy.
        let kept = bench.million_file();
        fs::create_dir_all(kept.parent().context("no folder")?)?;
        let all = bench_of_history(entries, kept.parent().context("no folder")?, true)?;
        fs::copy(kept, folder.join("rowbell.db"))?;
        let again = bench_of_history(entries, &folder, false)?;
        let deleting = again.lines().filter(|line| line.contains("delete_oldest") || line.contains("after_deletion"));
        all + &deleting.collect::<Vec<_>>().join("\n") + "\n"
    } else {
        bench_of_history(entries, &folder, false)?
    };
    fs::remove_dir_all(&folder)?;
    tell(report, &output);
    let further: Vec<&str> = output
        .lines()
        .filter(|line| !["aim", " length=", "slow_search"].iter().any(|known| line.contains(known)))
        .collect();
    report.text(&format!(
        "With {entries} changes; the aims are for a million. What the bench says besides:\n\n```text\n{}\n```",
        further.join("\n")
    ));
    Ok(())
}

fn bench_of_history(entries: u64, folder: &Path, keep: bool) -> Result<String> {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["bench", "-q", "-p", "rowbell-core", "--bench", "history"]);
    command.env("ROWBELL_BENCH_ENTRIES", entries.to_string()).env("ROWBELL_BENCH_DIR", folder);
    if keep {
        command.env("ROWBELL_BENCH_KEEP", "1");
    }
    let output = command.stderr(std::process::Stdio::inherit()).output().context("cargo bench")?;
    ensure!(output.status.success(), "the bench of the history failed");
    Ok(String::from_utf8(output.stdout)?)
}

/// The rows with aims.
fn tell(report: &mut Report, output: &str) {
    let lines: Vec<Line> = output.lines().filter_map(Line::read).collect();
    let mut limit = |what: &str, line: &Line, limits: &[(&str, f64)], unit: &str| {
        let values: Vec<f64> = limits.iter().map(|(key, _)| line.number(key).unwrap_or(f64::NAN)).collect();
        let aims: Vec<String> = limits.iter().map(|(_, most)| format!("≤ {most}")).collect();
        let digits = if unit == "ms" { 2 } else { 0 };
        let met = limits.iter().zip(&values).all(|((_, most), value)| value <= most);
        report.aim(
            what,
            &format!("{} {unit}", aims.join(" / ")),
            &format!("{} {unit}", crate::series::list(&values, digits).replace(", ", " / ")),
            met,
        );
    };
    const SEARCH: [(&str, f64); 2] = [("p95_ms", 10.0), ("max_ms", 40.0)];
    for line in &lines {
        let (state, words, filter) = (line.text("state"), line.text("words"), line.text("filter"));
        let state = if state == "tidied" { ", index tidied" } else { "" };
        match line.name.as_str() {
            "search" if line.text("length") == "all" => {
                limit(
                    &format!("search as you type, {words} word(s), any length{state}: p95 / max"),
                    line,
                    &SEARCH,
                    "ms",
                );
            }
            "search" if words == "common_long" => {
                limit(
                    &format!("search of long words that many rows have{state}: max"),
                    line,
                    &[("max_ms", 40.0)],
                    "ms",
                );
            }
            "search" if words == "runs" => {
                limit(
                    &format!("search of signs and of writings without blanks{state}: p95 / max"),
                    line,
                    &SEARCH,
                    "ms",
                );
            }
            "search" if !filter.is_empty() => {
                limit(&format!("search, filter {filter}{state}: p95"), line, &[("p95_ms", 10.0)], "ms");
            }
            "next_page" => limit(&format!("next page, filter {filter}: p95"), line, &[("p95_ms", 1.0)], "ms"),
            "counts" => limit("counts in the side bar: p95", line, &[("p95_ms", 1.0)], "ms"),
            "disk" | "disk_tidied" => {
                let what = if line.name == "disk" { "raw bodies pruned" } else { "raw bodies pruned, index tidied" };
                limit(&format!("bytes on disk a change, {what}"), line, &[("bytes_a_change", 900.0)], "bytes");
            }
            "delete_oldest" => {
                limit("deleting the oldest tenth: longest wait of a writer", line, &[("max_ms", 100.0)], "ms")
            }
            "cold_first_search" => limit("cold cache, first search: slowest of five", line, &[("max_ms", 150.0)], "ms"),
            _ => {}
        }
    }
}
