//! The real window, driven as a person drives it: by what is on its page.

use std::path::PathBuf;

use fantoccini::{
    ClientBuilder, Locator,
    actions::{InputSource, KeyAction, KeyActions},
    elements::Element,
    error::CmdError,
    key::Key,
};
use rustix::process::{Signal, kill_process};
use serde_json::{Value, json};

use crate::{
    Agent, Desktop, Screen, eventually, free_port,
    process::{Process, running_with},
    rowbell_window_bin, target_dir, until,
};

/// A window of an agent, on a desktop, driven through WebDriver.
#[derive(Debug)]
pub struct Window {
    /// What it is driven by.
    pub page: fantoccini::Client,
    data: PathBuf,
    // Its process and all of WebKit's end with it.
    _driver: Process,
}

impl Drop for Window {
    fn drop(&mut self) {
        // An agent that it has started goes on after it.
        for agent in running_with(&format!("rowbell\0--data-dir\0{}\0--hidden", self.data.display())) {
            let _ = kill_process(agent, Signal::KILL);
        }
    }
}

impl Window {
    /// Opens one, and waits until its page is there.
    pub async fn open(desktop: &Desktop, agent: &Agent) -> Self {
        Self::open_with(desktop, agent, &[]).await
    }

    /// Opens one that is told more than where its agent is.
    pub async fn open_with(desktop: &Desktop, agent: &Agent, more: &[&str]) -> Self {
        let (port, native) = (free_port(), free_port());
        let mut command = desktop.command(driver_bin());
        command.args(["--port", &port.to_string(), "--native-port", &native.to_string()]);
        command.current_dir(desktop.path("home"));
        // An agent that it starts is to be as this one.
        command.env("ROWBELL_PORT", "0").env("ROWBELL_SECRETS", "file");
        let driver = Process::start(&command);
        let mut arguments = vec![json!("--socket"), json!(agent.socket()), json!("--data-dir"), json!(agent.data)];
        arguments.extend(more.iter().map(|word| json!(word)));
        let options = json!({ "application": rowbell_window_bin(), "args": arguments });
        let capabilities = [("tauri:options".to_owned(), options)].into_iter().collect();
        let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        builder.capabilities(capabilities);
        let address = format!("http://127.0.0.1:{port}");
        let said = driver.said.clone();
        let page = eventually("a window that can be driven", async || {
            builder.connect(&address).await.map_err(|error| format!("{error}: {}", said.text()))
        })
        .await;
        let window = Self { page, data: agent.data.clone(), _driver: driver };
        window.sees("main, [role=main]").await;
        window
    }

    /// Waits for the first element that a selector fits.
    pub async fn sees(&self, css: &str) -> Element {
        eventually(css, async || self.page.find(Locator::Css(css)).await).await
    }

    /// Waits until nothing fits a selector.
    pub async fn sees_no(&self, css: &str) {
        self.counts(css, 0).await;
    }

    /// Waits until so many elements fit a selector.
    pub async fn counts(&self, css: &str, count: usize) {
        eventually(&format!("{count} {css}"), async || match self.page.find_all(Locator::Css(css)).await {
            Ok(found) if found.len() == count => Ok(()),
            found => Err(found.map(|found| found.len())),
        })
        .await;
    }

    /// Waits for a text on the page.
    pub async fn reads(&self, text: &str) {
        eventually(text, async || {
            let page = self.text().await;
            if page.contains(text) { Ok(()) } else { Err(page) }
        })
        .await;
    }

    /// All that can be read now.
    pub async fn text(&self) -> String {
        self.run("return document.body.innerText").await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the first element that a selector fits has this text.
    pub async fn says(&self, css: &str, text: &str) {
        self.finds(&format!("document.querySelector({})?.innerText.trim()", json!(css)), json!(text)).await;
    }

    /// Waits for a button of this name, and presses it.
    pub async fn press(&self, name: &str) {
        let path = format!("//button[normalize-space()='{name}' or @aria-label='{name}']");
        eventually(name, async || self.page.find(Locator::XPath(&path)).await?.click().await).await;
    }

    /// Waits for the control with this label.
    pub async fn labelled(&self, name: &str) -> Element {
        let path = format!("//*[@id=//label[normalize-space()='{name}']/@for]");
        eventually(name, async || self.page.find(Locator::XPath(&path)).await).await
    }

    /// Presses keys one after the other, wherever the focus is.
    pub async fn keys(&self, keys: impl IntoIterator<Item = char>) {
        let strokes = keys.into_iter().fold(KeyActions::new("keys".to_owned()), |strokes, value| {
            strokes.then(KeyAction::Down { value }).then(KeyAction::Up { value })
        });
        self.page.perform_actions(strokes).await.unwrap();
    }

    /// Presses a key together with Ctrl.
    pub async fn ctrl(&self, value: char) {
        let control = char::from(Key::Control);
        let strokes = KeyActions::new("keys".to_owned())
            .then(KeyAction::Down { value: control })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: control });
        self.page.perform_actions(strokes).await.unwrap();
    }

    /// Keeps a picture of the screen for people to look at, once the page is drawn.
    pub async fn screenshot(&self, desktop: &Desktop, name: &str) {
        let most = Screen { x: 0, y: 0, width: 1000, height: 700 };
        until("it is drawn", async || desktop.colours(most), |colours| *colours > 100).await;
        desktop.screenshot(name);
    }

    /// Runs a script in the page; what it returns.
    pub async fn run(&self, script: &str) -> Value {
        self.page.execute(script, Vec::new()).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits until a script in the page returns this.
    pub async fn finds(&self, script: &str, wanted: Value) {
        eventually(script, async || {
            let found = self.run(&format!("return {script}")).await;
            if found == wanted { Ok(()) } else { Err(found) }
        })
        .await;
    }

    /// What a command of the shell answers the page, or refuses it with.
    pub async fn invoke(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let script = "const [command, given, done] = arguments; \
            window.__TAURI_INTERNALS__.invoke(command, given).then((well) => done({ well }), (ill) => done({ ill }))";
        let answer = self.page.execute_async(script, vec![json!(command), arguments]).await;
        let mut answer = answer.unwrap_or_else(|error: CmdError| panic!("{command}: {error}"));
        if answer.get("ill").is_some() { Err(answer["ill"].take()) } else { Ok(answer["well"].take()) }
    }
}

fn driver_bin() -> PathBuf {
    let path = target_dir().join("tools/bin/tauri-driver");
    assert!(path.is_file(), "{} is missing: `scripts/install.sh test` installs it", path.display());
    path
}
