//! From the start of the program to the first POST it would take, and to the icon in the panel.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::{
    Bench,
    agent::{Home, With, until_listening, wait},
    report::Report,
    series::{largest, median, ms},
};

const STARTS: usize = 20;

/// Starts of one program, in milliseconds from exec.
#[derive(Default)]
pub(super) struct Starts {
    pub(super) listening: Vec<f64>,
    pub(super) tray: Vec<f64>,
}

impl Starts {
    pub(super) fn add(&mut self, bench: &Bench, home: &Home, with: With<'_>) -> Result<()> {
        bench.desktop.take_icons();
        let agent = home.spawn(bench, with)?;
        let listening = until_listening(agent.target.address)?;
        let deadline = Instant::now() + Duration::from_secs(20);
        let icon = loop {
            match bench.desktop.take_icons().first() {
                Some(icon) => break *icon,
                None => wait(deadline, Duration::from_millis(1), "no tray icon came")?,
            }
        };
        self.listening.push(ms(listening - agent.started));
        self.tray.push(ms(icon - agent.started));
        agent.stop()
    }

    fn report(&self, report: &mut Report, what: &str) {
        for (name, times, most) in [("listening", &self.listening, 15.0), ("tray", &self.tray, 40.0)] {
            let (median, longest) = (median(times), largest(times));
            let measured = format!("{median:.1} ms (longest {longest:.1})");
            report.aim(&format!("exec → {name}, {what}"), &format!("≤ {most} ms"), &measured, median <= most);
        }
    }
}

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let mut first = Starts::default();
    for _ in 0..5 {
        first.add(bench, &Home::new(bench)?, With::default())?;
    }
    let (home, mut empty) = (Home::new(bench)?, Starts::default());
    home.start(bench, With::default())?.stop()?;
    (0..STARTS).try_for_each(|_| empty.add(bench, &home, With::default()))?;
    empty.report(report, "empty database");
    first.report(report, "very first start (5 starts)");
    if let Some(file) = bench.million() {
        let (home, mut full) = (Home::with_database(bench, &file)?, Starts::default());
        home.start(bench, With::default())?.stop()?;
        (0..STARTS).try_for_each(|_| full.add(bench, &home, With::default()))?;
        full.report(report, "a million changes on disk");
    } else {
        report.text("A million changes on disk: not measured in this run.");
    }
    report.text(&format!("{STARTS} starts, the median of them. The panel is the bench's own, on a private bus."));
    Ok(())
}
