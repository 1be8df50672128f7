//! The window that the agent opens, on a desktop with a window manager: what is seen of it, and that nothing is left of it.

use std::{fs, path::Path};

use rowbell_api::{Done, OpenRequest, Status};
use rowbell_tests::{
    Agent, Desktop, Screen, Sender, Setup, Window, bodies, eventually,
    process::{Process, is_there, running_with, started_by},
    rowbell_window_bin, until,
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

/// A window manager, and an agent with these settings that opens the real window.
async fn with_real_window(desktop: &Desktop, settings: &str) -> (Process, Agent) {
    let manager = desktop.start_window_manager().await;
    let env = vec![("ROWBELL_WINDOW", rowbell_window_bin().display().to_string())];
    let agent = Agent::start_as(desktop, &Setup { env, ..Setup::with_settings(settings) }).await;
    (manager, agent)
}

/// The window of the agent in this folder, once it is on the screen: its process and its place.
async fn on_screen(desktop: &Desktop, data: &Path) -> (Pid, String) {
    let process = window_process(data).await;
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

async fn window_process(data: &Path) -> Pid {
    let line = format!("rowbell-window\0--socket\0{}/agent.sock", data.display());
    eventually("a process of the window", async || running_with(&line).first().copied().ok_or("none")).await
}

/// The process of the window's page.
async fn page_process(window: Pid) -> Pid {
    let is_page = |process: &Pid| {
        let line = fs::read_to_string(format!("/proc/{}/cmdline", process.as_raw_nonzero())).unwrap_or_default();
        line.split('\0').next().is_some_and(|program| program.ends_with("/WebKitWebProcess"))
    };
    eventually("a page", async || started_by(window).into_iter().find(is_page).ok_or("none")).await
}

/// As in a virtual machine without Mesa's drivers: WebKit ends its page, whatever it is asked to do without.
#[tokio::test]
async fn a_computer_that_webkit_can_not_draw_on_is_said() {
    let desktop = Desktop::with_popups().await;
    let mut env = vec![("ROWBELL_WINDOW", rowbell_window_bin().display().to_string())];
    env.push(("__EGL_VENDOR_LIBRARY_FILENAMES", "/nonexistent/vendor.json".to_owned()));
    let agent = Agent::start_as(&desktop, &Setup { env, ..Setup::default() }).await;
    let said = agent.trouble("window_failed").await;
    assert!(said.contains("could not be shown"), "{said}");
    let line = format!("rowbell-window\0--socket\0{}/agent.sock", agent.data.display());
    until("nothing of it is left", async || running_with(&line), |left| left.is_empty()).await;
    agent.stop_well().await;
}

/// A part of the screen that a window covers wherever it is at first.
const MIDDLE: Screen = Screen { x: 400, y: 200, width: 400, height: 300 };

/// Where the page is not, all is of one colour.
async fn has_content(desktop: &Desktop) {
    until("it has content", async || desktop.colours(MIDDLE), |colours| *colours > 20).await;
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
    let (_manager, agent) = with_real_window(&desktop, "").await;
    let (window, _) = on_screen(&desktop, &agent.data).await;
    let web = until("WebKit's processes", async || started_by(window), |web| web.len() >= 2).await;
    has_content(&desktop).await;
    let number = desktop.run("xdotool", &["search", "--onlyvisible", "--name", "^Rowbell$"]).unwrap();
    desktop.run("wmctrl", &["-r", "Rowbell", "-e", "0,140,90,900,600"]).unwrap();
    let placed =
        until("it is moved", async || on_screen(&desktop, &agent.data).await.1, |place| place.ends_with("900,600"))
            .await;
    desktop.run("wmctrl", &["-c", "Rowbell"]).unwrap();
    is_gone(&[&[window], &web[..]].concat()).await;
    assert!(agent.answers().await.is_ok());

    agent.ok(&[]);
    let (again, place) = on_screen(&desktop, &agent.data).await;
    assert_eq!(place, placed);
    // Until it is there whole it may still be coming to the front.
    has_content(&desktop).await;
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
    // All that it remembers is with the agent's data.
    assert_eq!(in_home(&desktop), Vec::<String>::new());
}

/// The files and folders in the person's home, apart from caches, such as the window manager's.
fn in_home(desktop: &Desktop) -> Vec<String> {
    let listed = desktop.run("find", &[desktop.path("home").to_str().unwrap(), "-mindepth", "1"]).unwrap();
    listed.lines().filter(|path| !path.contains("/home/.cache")).map(str::to_owned).collect()
}

#[tokio::test]
async fn started_by_itself_it_starts_the_agent_which_opens_it() {
    let desktop = Desktop::with_popups().await;
    let data = desktop.path("data");
    let mut command = desktop.command(rowbell_window_bin());
    command.arg("--data-dir").arg(&data).env("ROWBELL_PORT", "0").env("ROWBELL_SECRETS", "file");
    command.env("ROWBELL_WINDOW", rowbell_window_bin());
    let _manager = desktop.start_window_manager().await;
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

/// A part of the screen, to be compared.
fn picture(desktop: &Desktop) -> String {
    let (crop, file) = ("400x300+400+200", desktop.path("middle.png"));
    let file = file.to_str().unwrap();
    desktop.run("import", &["-window", "root", "-crop", crop, "+repage", file]).unwrap();
    desktop.run("identify", &["-format", "%#", file]).unwrap()
}

#[tokio::test]
async fn a_page_that_crashes_comes_again_and_asks_if_it_does_so_always() {
    let desktop = Desktop::with_popups().await;
    let (_manager, agent) = with_real_window(&desktop, "language = \"de\"\n").await;
    let (mut sender, url) = (Sender::start(&desktop), agent.url().await);
    let (window, _) = on_screen(&desktop, &agent.data).await;
    has_content(&desktop).await;
    // What is seen without a page is what was seen before, or nothing; this is neither.
    let mut shows_what_is_new = async |before: String, row: usize| {
        sender.accepted(&url, &bodies::new_row(&format!("r{row}"), &format!("Acme {row}"))).await;
        let seen = async || (picture(&desktop), desktop.colours(MIDDLE));
        until("something new", seen, |(picture, colours)| *picture != before && *colours > 20).await;
    };
    let windows = async || desktop.run("wmctrl", &["-l"]).unwrap_or_default().lines().count();
    for (round, (key, left)) in [("Return", 1), ("Escape", 0)].into_iter().enumerate() {
        shows_what_is_new(picture(&desktop), round * 10).await;
        for crash in 1..=3 {
            let (page, before) = (page_process(window).await, picture(&desktop));
            kill_process(page, Signal::KILL).unwrap();
            until("another page", async || page_process(window).await, |other| *other != page).await;
            shows_what_is_new(before, round * 10 + crash).await;
        }
        kill_process(page_process(window).await, Signal::KILL).unwrap();
        until("it is asked", windows, |windows| *windows == 2).await;
        desktop.run("xdotool", &["key", key]).unwrap();
        until("it is answered", windows, |windows| *windows == left).await;
    }
    is_gone(&[window]).await;
    assert!(agent.answers().await.is_ok());
}

/// On a slow computer the window is there before its page; here the page does not come at all.
#[tokio::test]
async fn a_window_begins_in_the_colours_of_its_page() {
    let desktop = Desktop::with_popups().await;
    let _manager = desktop.start_window_manager().await;
    for (name, system, colour) in
        [("dark", "Adwaita", "#1D1C1B"), ("light", "Adwaita:dark", "#FFFFFF"), ("system", "Adwaita:dark", "#1D1C1B")]
    {
        let window = ("ROWBELL_WINDOW", rowbell_window_bin().display().to_string());
        let env = vec![window, ("GTK_THEME", system.to_owned())];
        let settings = Some(format!("[window]\ntheme = \"{name}\"\n"));
        let agent = Agent::start_as(&desktop, &Setup { name, env, settings, ..Setup::default() }).await;
        let process = window_process(&agent.data).await;
        kill_process(page_process(process).await, Signal::STOP).unwrap();
        on_screen(&desktop, &agent.data).await;
        let middle = ["-window", "root", "-crop", "1x1+640+400", "-depth", "8", "txt:-"];
        let seen = desktop.run("import", &middle).unwrap();
        assert!(seen.contains(colour), "{name}: {seen}");
        kill_process(process, Signal::KILL).unwrap();
        agent.stop_well().await;
    }
}

#[tokio::test]
async fn the_token_of_a_click_brings_it_to_the_front() {
    let desktop = Desktop::with_popups().await;
    let (_manager, agent) = with_real_window(&desktop, "").await;
    Sender::start(&desktop).accepted(&agent.url().await, &bodies::new_row("r1", "Acme GmbH")).await;
    let id = agent.recorded(1).await[0].id;
    has_content(&desktop).await;
    let in_front = async || desktop.run("xdotool", &["getactivewindow", "getwindowname"]).unwrap_or_default();
    until("it is in front", in_front, |name| name == "Rowbell").await;
    let mut command = desktop.command("display");
    command.args(["-title", "Another", "xc:red[1280x800!]"]);
    let _other = Process::start(&command);
    until("another is", in_front, |name| name == "Another").await;
    // By its time window managers judge whether the person wants to see the window now.
    let clicked = time_on_screen().to_string();
    let request = OpenRequest { id: Some(id), token: Some(format!("click_TIME{clicked}")) };
    agent.client().post::<Done>("/v1/open", &request).await.unwrap();
    until("it is in front", in_front, |name| name == "Rowbell").await;
    let number = desktop.run("xdotool", &["getactivewindow"]).unwrap();
    let time = desktop.run("xprop", &["-id", &number, "-notype", "_NET_WM_USER_TIME"]).unwrap();
    assert_eq!(time, format!("_NET_WM_USER_TIME = {clicked}"));
}

/// A minute after now, as an X server on this computer counts time: milliseconds since its start.
fn time_on_screen() -> u32 {
    let uptime = fs::read_to_string("/proc/uptime").unwrap();
    let seconds: f64 = uptime.split(' ').next().unwrap().parse().unwrap();
    // It begins anew after 49 days.
    ((seconds as u64 + 60) * 1000 % (1 << 32)) as u32
}

/// As in other programs; through the screen, because a web driver's keys come to the page only.
#[tokio::test]
async fn the_usual_keys_work() {
    let desktop = Desktop::with_popups().await;
    let _manager = desktop.start_window_manager().await;
    let agent = Agent::start(&desktop).await;
    Sender::start(&desktop).accepted(&agent.url().await, &bodies::new_row("r1", "Acme GmbH")).await;
    agent.recorded(1).await;
    let window = Window::open(&desktop, &agent).await;
    let keys = |keys: &[&str]| desktop.run("xdotool", &[&["key"], keys].concat()).unwrap();
    let active = async || desktop.run("xdotool", &["getactivewindow", "getwindowname"]).unwrap_or_default();
    until("it is in front", active, |name| name == "Rowbell").await;
    keys(&["ctrl+f"]);
    window.finds("document.activeElement.type", json!("search")).await;
    keys(&["a", "c", "m", "ctrl+a", "ctrl+c", "ctrl+x", "ctrl+v", "ctrl+v"]);
    window.finds("document.activeElement.value", json!("acmacm")).await;
    keys(&["ctrl+z"]);
    window.finds("document.activeElement.value", json!("acm")).await;
    keys(&["ctrl+shift+z"]);
    window.finds("document.activeElement.value", json!("acmacm")).await;
    keys(&["ctrl+comma"]);
    window.says("h1", "General").await;
    keys(&["F1"]);
    window.sees("dialog[open]").await;
    keys(&["ctrl+w"]);
    let window = format!("rowbell-window\0--socket\0{}", agent.socket().display());
    until("it is closed", async || running_with(&window), Vec::is_empty).await;
}

/// Some panels show no menu, so the tray's is not the only way. The window asks first.
#[tokio::test]
async fn rowbell_is_ended_in_the_window_once_the_person_agrees() {
    let desktop = Desktop::with_popups().await;
    let _manager = desktop.start_window_manager().await;
    let mut agent = Agent::start(&desktop).await;
    let window = Window::open(&desktop, &agent).await;
    let run = |arguments: &[&str]| desktop.run("xdotool", arguments).unwrap_or_default();
    let windows = async || {
        let found = run(&["search", "--onlyvisible", "--name", "^Rowbell$"]);
        found.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let before = until("the window is there", windows, |found| found.len() == 1).await;
    window.ctrl(',').await;
    window.says("h1", "General").await;
    for ends in [false, true] {
        window.press("Quit Rowbell…").await;
        let asked = until("it asks", windows, |found| found.len() == 2).await;
        let dialog = asked.iter().find(|id| !before.contains(id)).unwrap();
        // Its two buttons share its lowest line, the one that ends Rowbell on the left.
        let geometry = run(&["getwindowgeometry", "--shell", dialog]);
        let number = |name: &str| {
            let value = geometry.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            value.and_then(|value| value.parse::<i32>().ok()).unwrap_or_else(|| panic!("no {name}: {geometry}"))
        };
        let x = number("WIDTH") * if ends { 1 } else { 3 } / 4;
        let (x, y) = (x.to_string(), (number("HEIGHT") - 15).to_string());
        let answered = async || {
            run(&["mousemove", "--window", dialog, &x, &y, "click", "1"]);
            windows().await
        };
        // It takes clicks a moment after it is seen.
        until("it has its answer", answered, |found| !found.contains(dialog)).await;
    }
    assert!(agent.process.ended().await.success());
    until("the window is closed", windows, Vec::is_empty).await;
}
