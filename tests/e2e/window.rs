//! The real window against a real agent: what it shows, and what it may do.

use std::fs;

use fantoccini::Locator;
use rowbell_api::Entry;
use rowbell_tests::{Agent, Desktop, Sender, Window, bodies, eventually, process::Process};
use rustix::process::Signal;
use serde_json::{Value, json};

/// An agent with a new row of each of these names.
pub(crate) async fn with_changes(desktop: &Desktop, names: &[&str]) -> (Agent, Sender) {
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
    window.says("[role=option] .name", "Initech").await;
    window.sees("[role=option]").await.click().await.unwrap();
    window.says("h1", "Initech").await;
    window.reads("signed").await;
    window.screenshot(&desktop, "window").await;
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
        assert_eq!(api(method, path).await.unwrap_err()["code"], "bad_request", "{method} {path}");
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
}

#[tokio::test]
async fn the_page_reaches_nothing_but_the_agent() {
    let desktop = Desktop::with_popups().await;
    let (agent, _) = with_changes(&desktop, &["Acme GmbH"]).await;
    let window = Window::open(&desktop, &agent).await;
    for script in [
        "try { eval('1'); return 'run' } catch { return 'refused' }",
        "try { new Worker(URL.createObjectURL(new Blob(['1']))); return 'run' } catch { return 'refused' }",
        "return window.open('https://example.org') === null ? 'refused' : 'opened'",
    ] {
        assert_eq!(window.run(script).await, "refused", "{script}");
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let there = listener.local_addr().unwrap();
    // Each way that a page has to ask for something, or to send it somewhere; done when the policy has refused it.
    for way in [
        "new Image().src = 'http://THERE/image'",
        "fetch('http://THERE/fetch').catch(() => {})",
        "fetch('https://THERE/fetch').catch(() => {})",
        "navigator.sendBeacon('http://THERE/beacon', 'x')",
        "new WebSocket('ws://THERE/socket')",
        "new EventSource('http://THERE/events')",
        "document.head.append(Object.assign(document.createElement('script'), { src: 'http://THERE/script' }))",
        "document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'http://THERE/' }))",
        "document.body.append(Object.assign(document.createElement('iframe'), { src: 'http://THERE/frame' }))",
        "document.body.append(Object.assign(document.createElement('video'), { src: 'http://THERE/video' }))",
        "const form = document.createElement('form'); form.action = 'http://THERE/form'; document.body.append(form); form.submit()",
    ] {
        let way = way.replace("THERE", &there.to_string());
        let script = format!(
            "const done = arguments[0]; addEventListener('securitypolicyviolation', () => done('refused'), {{ once: true }}); \
             try {{ {way} }} catch {{ done('refused') }}"
        );
        assert_eq!(window.page.execute_async(&script, Vec::new()).await.unwrap(), "refused", "{way}");
    }
    window.run(&format!("location.href = 'http://{there}/'")).await;
    window.run("location.href = 'data:text/html,gone'").await;
    assert_eq!(window.invoke("ready", json!({})).await.unwrap(), Value::Null);
    assert_eq!(window.run("return location.protocol + location.host").await, "tauri:localhost");
    assert!(listener.accept().is_err(), "nobody came");
    assert!(agent.answers().await.is_ok());
}

#[tokio::test]
async fn what_is_filtered_is_exported_to_a_chosen_file() {
    let desktop = Desktop::with_popups().await;
    let _manager = Process::start(&desktop.command("openbox"));
    let (agent, _) = with_changes(&desktop, &["Acme GmbH", "=HYPERLINK(\"http://evil\")", "Globex"]).await;
    let window = Window::open(&desktop, &agent).await;
    let file = desktop.path("home/changes.csv");
    let script = "window.exported = window.__TAURI_INTERNALS__.invoke('export', \
        { query: { search: 'hyperlink' }, format: 'csv', suggested: 'changes.csv', title: 'Save it' })";
    window.run(script).await;
    // In the folder it was started in, with the suggested name; the dialog takes keys a moment after it is seen.
    eventually("it is saved", async || {
        if file.exists() {
            return Ok(());
        }
        let found = desktop.run("xdotool", &["search", "--onlyvisible", "--name", "^Save it$"]).ok_or("no dialog")?;
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
