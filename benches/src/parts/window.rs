//! The window: from a click to its first content, its memory, and what it leaves behind in the agent.

use std::{
    collections::HashSet,
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};

use crate::{
    Bench,
    agent::{Agent, Home, With, wait},
    body::Bodies,
    load::{Until, burst},
    process::Process,
    report::Report,
    screen::Screen,
    series::{largest, list, median, ms},
};

const OPENINGS: usize = 20;
/// Changes on disk where there are not a million.
const FEW: u64 = 10_000;
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let program = bench.rowbell.with_file_name("rowbell-window");
    ensure!(program.is_file(), "{} is not built", program.display());
    let screen = Screen::start()?;
    let (home, changes) = match bench.million() {
        Some(file) => (Home::with_database(bench, &file)?, "a million changes on disk"),
        None => (Home::new(bench)?, "10,000 changes on disk"),
    };
    // What is on disk may want to be announced; that is over before anything is measured.
    home.start(bench, With { screen: Some(&screen.name), ..With::default() })?.stop()?;
    let agent = home.start(bench, With { screen: Some(&screen.name), ..With::default() })?;
    if bench.million().is_none() {
        burst(&agent.target, &Bodies::new(), 16, 0, Until::Count(FEW))?;
        agent.until_searchable(bench, FEW, FEW - 1)?;
    }
    agent.process().settle()?;
    // The first time libraries come from the disk.
    open(bench, &screen, &agent)?;
    let before = settled(&agent)?;
    let (mut mapped, mut times, mut memory) = (Vec::new(), Vec::new(), Vec::new());
    let mut peers = Vec::new();
    for _ in 0..OPENINGS {
        peers.push(peer(bench, &screen)?);
        let opening = open(bench, &screen, &agent)?;
        mapped.push(opening.mapped);
        times.push(opening.content);
        memory.push(opening.mib);
    }
    let after = settled(&agent)?;
    let (time, mib, grown) = (median(&times), median(&memory), after - before);
    report.aim(
        &format!("asked for → its content is on the screen, {changes}"),
        "≤ 400 ms",
        &format!("{time:.0} ms (longest {:.0})", largest(&times)),
        time <= 400.0,
    );
    report.fact("asked for → its window is on the screen", &format!("{:.0} ms", median(&mapped)));
    let ratios: Vec<f64> = times.iter().zip(&peers).map(|(time, peer)| time / peer).collect();
    report.fact(
        "a few words in WebKit's MiniBrowser, opened in turn with it; ratio",
        &format!("{:.0} ms; {:.2}", median(&peers), median(&ratios)),
    );
    report.aim("window processes, PSS", "≤ 220 MiB", &format!("{mib:.0} MiB"), mib <= 220.0);
    report.aim(
        &format!("the agent's memory, before and after {OPENINGS} openings"),
        "± 2 MiB",
        &format!("{before:.1} → {after:.1} MiB"),
        grown.abs() <= 2.0,
    );
    report.text(&format!(
        "All times, ms: {}; of the windows without content: {}. The screen is Xvfb, drawn by software; it is asked every \
         millisecond whether there is a text where the list is. MiniBrowser: {}.",
        list(&times, 0),
        list(&mapped, 0),
        list(&peers, 0)
    ));
    agent.stop()
}

/// Its memory once it rests; it gives some back after two quiet seconds.
fn settled(agent: &Agent) -> Result<f64> {
    std::thread::sleep(Duration::from_secs(3));
    agent.process().settle()?;
    agent.process().pss_mib()
}

/// What an opening took, and what it needs.
struct Opening {
    /// Until the window was on the screen, in milliseconds.
    mapped: f64,
    /// Until it had content, in milliseconds.
    content: f64,
    /// The memory of its processes, in MiB.
    mib: f64,
}

/// Opens the window and closes it.
fn open(bench: &Bench, screen: &Screen, agent: &Agent) -> Result<Opening> {
    let asked = Instant::now();
    agent.activate(bench)?;
    let deadline = asked + PATIENCE;
    let opened = screen.window(deadline)?;
    // It goes on loading what is not seen at first.
    std::thread::sleep(Duration::from_secs(2));
    let processes = descendants(agent.process().0)?;
    let mib = processes.iter().filter_map(|process| Process(*process).pss_mib().ok()).sum();
    for process in &processes {
        if let Some(process) = Pid::from_raw(i32::try_from(*process)?) {
            // Those of the web view end with the window, perhaps before this.
            let _ = kill_process(process, Signal::TERM);
        }
    }
    while !descendants(agent.process().0)?.is_empty() {
        wait(deadline + PATIENCE, Duration::from_millis(5), "the window does not end")?;
    }
    Ok(Opening { mapped: ms(opened.mapped - asked), content: ms(opened.content - asked), mib })
}

/// Opens WebKit's own small browser with nothing but a few words, and closes it. Gives the time until they were on the
/// screen, in milliseconds.
fn peer(bench: &Bench, screen: &Screen) -> Result<f64> {
    let page = bench.directory.join("line.html");
    fs::write(
        &page,
        "<body style='background:white;font:60px sans-serif;word-break:break-all'>".to_owned() + &"line ".repeat(200),
    )?;
    // It comes with WebKit's library.
    let browser = format!("/usr/lib/{}-linux-gnu/webkit2gtk-4.1/MiniBrowser", std::env::consts::ARCH);
    let mut command = Command::new(&browser);
    screen.show(command.arg(&page)).env("DBUS_SESSION_BUS_ADDRESS", &bench.desktop.address);
    let asked = Instant::now();
    let mut peer: Child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().context(browser)?;
    let took = ms(screen.window(asked + PATIENCE)?.content - asked);
    peer.kill()?;
    peer.wait()?;
    std::thread::sleep(Duration::from_millis(500));
    Ok(took)
}

/// The processes that a process started, and those that they did.
fn descendants(of: u32) -> Result<HashSet<u32>> {
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc")?
        .flatten()
        .filter_map(|entry| {
            let process = entry.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(PathBuf::from("/proc").join(entry.file_name()).join("stat")).ok()?;
            let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
            Some((process, parent))
        })
        .collect();
    let mut found = HashSet::new();
    loop {
        let more = |(_, parent): &&(u32, u32)| *parent == of || found.contains(parent);
        let children: HashSet<u32> = parents.iter().filter(more).map(|(process, _)| *process).collect();
        if children == found {
            return Ok(found);
        }
        found = children;
    }
}
