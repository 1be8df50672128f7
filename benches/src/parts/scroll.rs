//! Scrolling in the real window: how long its frames take.

use std::{
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::{
    Bench,
    agent::{Home, With, free_port, wait},
    body::Bodies,
    load::{Until, burst},
    report::Report,
    screen::Screen,
    series::{largest, median, quantile},
};

const ENTRIES: u64 = 10_000;
const ROUNDS: usize = 3;
const PATIENCE: Duration = Duration::from_secs(30);
/// Longer than this, and an eye sees the list stand still. Milliseconds.
const STILL: f64 = 33.0;

/// Gives the times between frames, in milliseconds: either scrolls through so many changes at the pace of a wheel that is
/// flung, 20,000 pixels a second, while more is loaded, and says how many it came to; or, for none, has the list in its place,
/// moved by a pixel to and fro for ten seconds, which is what WebKit and the machine need to draw it with nothing new in it.
const WATCH: &str = "
const [entries, done] = arguments;
const list = document.querySelector('[data-list] .viewport');
const row = document.querySelector('[role=option]').getBoundingClientRect().height;
const frames = [];
let before = null, began = null;
const step = (now) => {
  began ??= now;
  if (before !== null) frames.push(now - before);
  before = now;
  const gone = now - began;
  list.scrollTop = entries > 0 ? 20 * gone : frames.length % 2;
  const goesOn = entries > 0 ? 20 * gone < entries * row && frames.length < 60000 : gone < 10000;
  if (goesOn) return requestAnimationFrame(step);
  const shown = document.querySelector('[role=option]') !== null;
  done({ frames, reached: list.scrollTop / row, shown });
};
requestAnimationFrame(step);
";

/// The times between the frames of a window, in milliseconds.
struct Frames {
    staying: Vec<f64>,
    scrolling: Vec<f64>,
}

/// What drives the window; ended when it is dropped.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let screen = Screen::start()?;
    let home = Home::new(bench)?;
    let agent = home.start(bench, With::default())?;
    burst(&agent.target, &Bodies::new(), 16, 0, Until::Count(ENTRIES))?;
    agent.until_searchable(bench, ENTRIES, ENTRIES - 1)?;
    agent.process().settle()?;
    let (driver, port) = drive(&screen)?;
    let program = bench.rowbell.with_file_name("rowbell-window");
    let arguments = json!(["--socket", home.socket(), "--data-dir", home.window_data()]);
    let (mut longest, mut scrolling, mut staying) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let options = json!({ "binary": program, "args": arguments });
        let frames = bench.runtime.block_on(watch(port, options))?;
        longest.push(largest(&frames.scrolling));
        scrolling.extend(frames.scrolling);
        staying.extend(frames.staying);
    }
    drop(driver);
    report.aim(
        "longest frame while 10,000 changes scroll by, the median of 3 rounds",
        "≤ 33 ms",
        &format!("{:.0} ms", median(&longest)),
        median(&longest) <= STILL,
    );
    for (what, frames) in [("all frames", &scrolling), ("the list in its place, nothing new in it", &staying)] {
        let still = frames.iter().filter(|frame| **frame > STILL).count();
        let (p50, p99, longest) = (median(frames), quantile(frames, 0.99), largest(frames));
        report.fact(
            &format!("{what}: p50 / p99 / longest; over 33 ms"),
            &format!("{p50:.1} / {p99:.1} / {longest:.1} ms; {still} of {}", frames.len()),
        );
    }
    report.text("The screen is Xvfb, drawn by software; the changes are loaded a page at a time while it scrolls.");
    agent.stop()
}

fn drive(screen: &Screen) -> Result<(Driver, u16)> {
    let port = free_port()?;
    let mut command = Command::new("WebKitWebDriver");
    screen.show(command.arg(format!("--port={port}")));
    // What makes the window one that can be driven.
    command.env("TAURI_AUTOMATION", "true").env("TAURI_WEBVIEW_AUTOMATION", "true");
    let driver = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().context("WebKitWebDriver")?;
    Ok((Driver(driver), port))
}

async fn watch(port: u16, options: Value) -> Result<Frames> {
    let deadline = Instant::now() + PATIENCE;
    let page = loop {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities([("webkitgtk:browserOptions".to_owned(), options.clone())].into_iter().collect());
        match builder.connect(&format!("http://127.0.0.1:{port}")).await {
            Ok(page) => break page,
            Err(error) => {
                wait(deadline, Duration::from_millis(100), &format!("no window that can be driven: {error}"))?
            }
        }
    };
    let frames = frames(&page).await;
    page.close().await?;
    frames
}

async fn frames(page: &Client) -> Result<Frames> {
    let deadline = Instant::now() + PATIENCE;
    while page.execute("return document.querySelectorAll('[role=option]').length", Vec::new()).await?.as_u64() < Some(5)
    {
        wait(deadline, Duration::from_millis(50), "the window shows no changes")?;
    }
    // It goes on loading what is not seen at first; what that takes belongs to the opening.
    tokio::time::sleep(Duration::from_secs(2)).await;
    page.update_timeouts(fantoccini::wd::TimeoutConfiguration::new(Some(Duration::from_secs(120)), None, None)).await?;
    let stayed = page.execute_async(WATCH, vec![json!(0)]).await?;
    let said = page.execute_async(WATCH, vec![json!(ENTRIES)]).await?;
    let reached = said["reached"].as_f64().unwrap_or_default();
    if said["shown"] != true || reached < ENTRIES as f64 * 0.95 {
        bail!("the list ended after {reached:.0} changes");
    }
    let times = |said: &Value| Some(said["frames"].as_array()?.iter().filter_map(Value::as_f64).collect());
    let (staying, scrolling) = (times(&stayed).context("no frames")?, times(&said).context("no frames")?);
    Ok(Frames { staying, scrolling })
}
