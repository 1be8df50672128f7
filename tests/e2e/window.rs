//! The real window against a real agent: what it shows, what it may do, and that nothing is left of it.

use std::{fs, path::Path};

use fantoccini::Locator;
use rowbell_api::{Entry, Status};
use rowbell_tests::{
    Agent, Desktop, Sender, Setup, Window, bodies, eventually,
    process::{Process, is_there, running_with, started_by},
    rowbell_window_bin, until,
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

async fn with_changes(desktop: &Desktop, names: &[&str]) -> (Agent, Sender) {
    let agent = Agent::start(desktop).await;
    let (mut sender, url) = (Sender::start(desktop), agent.url().await);
    for (number, name) in names.iter().enumerate() {
        sender.accepted(&url, &bodies::new_row(&format!("r{number}"), name)).await;
    }
    agent.recorded(names.len()).await;
    (agent, sender)
}

#[tokio::test]
async fn it_shows_what_changed_and_what_changes() {
    let desktop = Desktop::with_popups().await;
    let (agent, mut sender) = with_changes(&desktop, &["Acme GmbH", "Globex"]).await;
    let window = Window::open(&desktop, &agent).await;
    window.reads("Acme GmbH").await;
    sender.accepted(&agent.url().await, &bodies::change("r7", "Initech", "signed")).await;
    window.reads("Initech").await;
    let entry = window.sees("[role=option]").await;
    assert!(entry.text().await.unwrap().contains("Initech"), "the newest is first");
    entry.click().await.unwrap();
    until(
        "its details",
        async || window.sees("h1").await.text().await.ok(),
        |title| title.as_deref() == Some("Initech"),
    )
    .await;
    window.reads("signed").await;
    desktop.screenshot("window");
    window.page.clone().close().await.unwrap();
}

#[tokio::test]
async fn an_agent_that_is_gone_is_said_and_started_again() {
    let desktop = Desktop::with_popups().await;
    let (mut agent, _) = with_changes(&desktop, &["Acme GmbH"]).await;
    let window = Window::open(&desktop, &agent).await;
    window.reads("Acme GmbH").await;
    agent.process.signal(Signal::KILL);
    agent.process.ended().await;
    window.reads("Rowbell is not running").await;
    window.press("Start Rowbell").await;
    let status = eventually("the next agent", async || agent.answers().await).await;
    eventually("the page has found it", async || {
        let text = window.text().await;
        if text.contains("Rowbell is not running") { Err(text) } else { Ok(()) }
    })
    .await;
    agent.client().post::<Value>("/v1/test", &json!({})).await.unwrap();
    window.reads("A sample change").await;
    // It is its own, not the window's, and no other window was opened.
    window.page.clone().close().await.unwrap();
    assert_eq!(agent.answers().await.unwrap().pid, status.pid);
}

#[tokio::test]
async fn an_agent_that_does_not_start_is_told_with_the_reason() {
    let desktop = Desktop::with_popups().await;
    let (mut agent, _) = with_changes(&desktop, &["Acme GmbH"]).await;
    let window = Window::open(&desktop, &agent).await;
    agent.process.signal(Signal::KILL);
    agent.process.ended().await;
    fs::remove_file(agent.data.join("agent.lock")).unwrap();
    fs::create_dir(agent.data.join("agent.lock")).unwrap();
    let refused = window.invoke("start_agent", json!({})).await.unwrap_err();
    assert_eq!(refused["code"], "not_started");
    let message = refused["message"].as_str().unwrap();
    assert!(message.contains("agent.lock") && message.ends_with('.'), "{message}");
}

#[tokio::test]
async fn texts_of_a_base_are_only_text() {
    let desktop = Desktop::with_popups().await;
    let hostile = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";
    let (agent, mut sender) = with_changes(&desktop, &[hostile]).await;
    sender.accepted(&agent.url().await, &bodies::change("r9", "javascript:alert(1)", hostile)).await;
    agent.recorded(2).await;
    let window = Window::open(&desktop, &agent).await;
    window.reads("<img src=x onerror=").await;
    for entry in window.page.find_all(Locator::Css("[role=option]")).await.unwrap() {
        entry.click().await.unwrap();
        window.sees("h1").await;
    }
    assert_eq!(window.run("return document.title").await, "Rowbell");
    assert_eq!(window.run("return document.querySelectorAll('img[src=x], #app script').length").await, 0);
}

#[tokio::test]
async fn the_page_can_do_what_a_window_needs_and_nothing_else() {
    let desktop = Desktop::with_popups().await;
    let (agent, _) = with_changes(&desktop, &["Acme GmbH"]).await;
    let window = Window::open(&desktop, &agent).await;
    let api = async |method: &str, path: &str| {
        window.invoke("api", json!({ "method": method, "path": path, "body": null })).await
    };
    let answer = api("GET", "/v1/history?limit=1").await.unwrap();
    assert_eq!((&answer["status"], &answer["body"]["entries"][0]["row"]["name"]), (&json!(200), &json!("Acme GmbH")));
    let unknown = api("GET", "/v1/entries/777").await.unwrap();
    assert_eq!((&unknown["status"], &unknown["body"]["code"]), (&json!(404), &json!("no_such_entry")));
    for (method, path) in
        [("POST", "/v1/quit"), ("GET", "/v1/events"), ("GET", "/v1/entries/..%2Fstatus"), ("PUT", "/v1/status")]
    {
        assert_eq!(api(method, path).await.unwrap_err()["code"], "not_allowed_here", "{method} {path}");
    }
    for command in [
        "plugin:dialog|save",
        "plugin:window-state|filename",
        "plugin:event|listen",
        "plugin:window|create",
        "plugin:app|version",
    ] {
        let refused = window.invoke(command, json!({})).await.unwrap_err().to_string();
        assert!(refused.contains("not allowed") || refused.contains("not found"), "{command}: {refused}");
    }
    // No other place to load from, to send to or to go to.
    for script in [
        "try { eval('1'); return 'run' } catch { return 'refused' }",
        "return window.open('https://example.org') === null ? 'refused' : 'opened'",
    ] {
        assert_eq!(window.run(script).await, "refused", "{script}");
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let there = listener.local_addr().unwrap();
    let script = format!(
        "const done = arguments[0]; const image = new Image(); image.src = 'http://{there}/a.png'; document.body.append(image); \
         fetch('http://{there}/').then(() => done('sent'), () => done('refused'))"
    );
    assert_eq!(window.page.execute_async(&script, Vec::new()).await.unwrap(), "refused");
    window.run(&format!("location.href = 'http://{there}/'")).await;
    assert_eq!(window.invoke("ready", json!({})).await.unwrap(), Value::Null);
    assert_eq!(window.run("return location.protocol + location.host").await, "tauri:localhost");
    assert!(listener.accept().is_err(), "nobody came");
    assert!(is_up(&agent).await);
}

async fn is_up(agent: &Agent) -> bool {
    agent.answers().await.is_ok()
}

/// A desktop with a window manager, on which the agent opens the real window.
async fn with_real_window(desktop: &Desktop, name: &'static str) -> (Process, Agent) {
    let manager = Process::start(&desktop.command("openbox"));
    let env =
        vec![("ROWBELL_WINDOW", rowbell_window_bin().display().to_string()), ("LC_ALL", "en_GB.UTF-8".to_owned())];
    let agent = Agent::start_as(desktop, &Setup { name, env, ..Setup::default() }).await;
    (manager, agent)
}

/// The window of the agent in this folder, once it is on the screen: its process and its place.
async fn on_screen(desktop: &Desktop, data: &Path) -> (Pid, String) {
    let process = eventually("a process of the window", async || {
        let found = running_with(&format!("rowbell-window\0--socket\0{}/agent.sock", data.display()));
        found.first().copied().ok_or("none")
    })
    .await;
    let place = eventually("a window on the screen", async || {
        let listed = desktop.run("wmctrl", &["-lpG"]).unwrap_or_default();
        let number = process.as_raw_nonzero().to_string();
        let mine = |line: &&str| line.split_whitespace().nth(2) == Some(&number);
        let line = listed.lines().find(mine).ok_or(listed.clone())?;
        Ok::<_, String>(line.split_whitespace().skip(3).take(4).collect::<Vec<_>>().join(","))
    })
    .await;
    (process, place)
}

async fn is_gone(processes: &[Pid]) {
    eventually("its processes are gone", async || {
        let left: Vec<_> = processes.iter().copied().filter(|process| is_there(*process)).collect();
        if left.is_empty() { Ok(()) } else { Err(left) }
    })
    .await;
}

#[tokio::test]
async fn closed_it_leaves_no_process_and_comes_again_where_it_was() {
    let desktop = Desktop::with_popups().await;
    let (_manager, agent) = with_real_window(&desktop, "data").await;
    let (window, _) = on_screen(&desktop, &agent.data).await;
    let web = until("WebKit's processes", async || started_by(window), |web| web.len() >= 2).await;
    // The page is there: where it is not, all is of one colour.
    let middle = rowbell_tests::Screen { x: 400, y: 200, width: 400, height: 300 };
    until("it has content", async || desktop.colours(middle), |colours| *colours > 20).await;
    let number = desktop.run("xdotool", &["search", "--onlyvisible", "--name", "^Rowbell$"]).unwrap();
    desktop.run("wmctrl", &["-r", "Rowbell", "-e", "0,140,90,900,600"]).unwrap();
    let placed =
        until("it is moved", async || on_screen(&desktop, &agent.data).await.1, |place| place.ends_with("900,600"))
            .await;
    desktop.run("wmctrl", &["-c", "Rowbell"]).unwrap();
    is_gone(&[&[window], &web[..]].concat()).await;
    assert!(is_up(&agent).await);

    agent.ok(&[]);
    let (again, place) = on_screen(&desktop, &agent.data).await;
    assert_eq!(place, placed);
    // A second start brings it to the front, and opens no other.
    desktop.run("xdotool", &["search", "--onlyvisible", "--name", "^Rowbell$", "windowminimize"]).unwrap();
    until(
        "it is away",
        async || desktop.run("xdotool", &["search", "--onlyvisible", "--name", "^Rowbell$"]),
        Option::is_none,
    )
    .await;
    agent.ok(&[]);
    until(
        "it is back",
        async || desktop.run("xdotool", &["search", "--onlyvisible", "--name", "^Rowbell$"]),
        Option::is_some,
    )
    .await;
    assert_eq!(on_screen(&desktop, &agent.data).await.0, again, "{number}");

    // Killed, it is as if it had been closed.
    let web = started_by(again);
    kill_process(again, Signal::KILL).unwrap();
    is_gone(&web).await;
    agent.ok(&[]);
    let (third, _) = on_screen(&desktop, &agent.data).await;
    kill_process(third, Signal::TERM).unwrap();
    is_gone(&[third]).await;
    agent.stop_well().await;
}

#[tokio::test]
async fn what_is_filtered_is_exported_to_a_chosen_file() {
    let desktop = Desktop::with_popups().await;
    let _manager = Process::start(&desktop.command("openbox"));
    let (agent, _) = with_changes(&desktop, &["Acme GmbH", "=HYPERLINK(\"http://evil\")", "Globex"]).await;
    let window = Window::open(&desktop, &agent).await;
    let file = desktop.path("home/changes.csv");
    let script = "window.exported = window.__TAURI_INTERNALS__.invoke('export', \
        { query: { search: 'hyperlink' }, format: 'csv', suggested: 'changes.csv' })";
    window.run(script).await;
    // In the folder it was started in, with the suggested name; the dialog takes keys a moment after it is seen.
    eventually("it is saved", async || {
        if file.exists() {
            return Ok(());
        }
        let found = desktop.run("xdotool", &["search", "--onlyvisible", "--name", "Save"]).ok_or("no dialog")?;
        let dialog = found.lines().next().unwrap();
        desktop.run("xdotool", &["windowfocus", "--sync", dialog, "key", "--window", dialog, "Return"]);
        Err("not yet")
    })
    .await;
    let answer =
        window.page.execute_async("window.exported.then(arguments[0], arguments[0])", Vec::new()).await.unwrap();
    assert_eq!(answer, file.to_str().unwrap());
    let written = fs::read_to_string(&file).unwrap();
    assert_eq!(written.lines().count(), 2, "{written}");
    assert!(written.contains("\"'=HYPERLINK("), "{written}");
    let left: Vec<Entry> = agent.history().await;
    assert_eq!(left.len(), 3);
}

#[tokio::test]
async fn started_by_itself_it_starts_the_agent_which_opens_it() {
    let desktop = Desktop::with_popups().await;
    let data = desktop.path("data");
    let mut command = desktop.command(rowbell_window_bin());
    command.arg("--data-dir").arg(&data).env("ROWBELL_PORT", "0").env("ROWBELL_SECRETS", "file");
    command.env("ROWBELL_WINDOW", rowbell_window_bin()).env("LC_ALL", "en_GB.UTF-8");
    let _manager = Process::start(&desktop.command("openbox"));
    let mut first = Process::start(&command);
    let agent = rowbell_api::Client::new(&data.join("agent.sock"));
    let status: Status = eventually("the agent", async || agent.get("/v1/status").await).await;
    assert!(first.ended().await.success());
    let (window, _) = on_screen(&desktop, &data).await;
    agent.post::<Value>("/v1/quit", &json!({})).await.unwrap();
    is_gone(&[Pid::from_raw(status.pid.try_into().unwrap()).unwrap()]).await;
    kill_process(window, Signal::TERM).unwrap();
    is_gone(&[window]).await;
}
