//! The real window in use: what a person does in it, with the pointer and without.

use std::{fs, path::Path};

use fantoccini::key::Key;
use rowbell_api::{AddBase, Done};
use rowbell_tests::{Agent, Desktop, Setup, Window, bodies, eventually, until};
use rustix::process::Signal;
use serde_json::json;

use crate::window::with_changes;

const ROWS: &str = "[role=option]";
const SEARCH: &str = "input[data-search]";
/// The name of the selected row.
const SELECTED: &str = "[role=option][aria-selected=true] .name";

async fn unread(agent: &Agent, count: u64) {
    agent.status_where(&format!("{count} unread"), |status| status.unread == count).await;
}

#[tokio::test]
async fn changes_are_searched_filtered_marked_and_deleted() {
    let desktop = Desktop::with_popups().await;
    let _manager = desktop.start_window_manager().await;
    let (agent, mut sender) = with_changes(&desktop, &["Acme GmbH", "Brauerei Köln", "Globex"]).await;
    sender.accepted(&agent.url().await, &bodies::change("r9", "Kölsch", "signed")).await;
    agent.recorded(4).await;
    let window = Window::open(&desktop, &agent).await;
    window.counts(ROWS, 4).await;

    // As it is typed, by how words begin, without accents, and with what was found marked.
    let search = window.sees(SEARCH).await;
    search.send_keys("kol").await.unwrap();
    window.counts(ROWS, 2).await;
    let marks = "[...document.querySelectorAll('[role=option] mark')].map((mark) => mark.textContent)";
    window.finds(marks, json!(["Köl", "Köl"])).await;
    search.send_keys("n").await.unwrap();
    window.counts(ROWS, 1).await;
    window.press("Clear the search").await;
    window.counts(ROWS, 4).await;

    // Filters are chips, each of which can be taken away.
    window.press("Filter").await;
    window.labelled("What happened").await.select_by_value("row_changed").await.unwrap();
    window.keys([Key::Escape.into()]).await;
    window.counts(ROWS, 1).await;
    window.says(".chips", "What happened Row changed").await;
    window.sees(".chips button").await.click().await.unwrap();
    window.counts(ROWS, 4).await;
    window.sees_no(".chips").await;

    // What is opened is read, and can be unread again; all can be, and that taken back.
    window.sees(ROWS).await.click().await.unwrap();
    unread(&agent, 3).await;
    window.press("Mark as unread").await;
    unread(&agent, 4).await;
    window.keys(['E']).await;
    unread(&agent, 0).await;
    window.press("Undo").await;
    unread(&agent, 4).await;

    // A deletion is put off, so that it can be taken back; closing the window is no way back.
    window.keys([Key::Delete.into()]).await;
    window.counts(ROWS, 3).await;
    window.ctrl('z').await;
    window.counts(ROWS, 4).await;
    window.sees(ROWS).await.click().await.unwrap();
    window.says("h1", "Kölsch").await;
    window.keys([Key::Delete.into()]).await;
    window.counts(ROWS, 3).await;
    assert_eq!(agent.history().await.len(), 4, "not before it is told");
    desktop.run("wmctrl", &["-c", "Rowbell"]).unwrap();
    let left = until("it is carried out", async || agent.history().await, |left| left.len() == 3).await;
    assert!(left.iter().all(|entry| entry.title != "Kölsch"));
}

const SETTINGS: &str = "# Mine.\n[popups]\n# Loud enough for the office.\nsound = true # for now\n";

#[tokio::test]
async fn settings_are_written_into_the_file_and_read_from_it() {
    let desktop = Desktop::with_popups().await;
    let agent = Agent::start_as(&desktop, &Setup::with_settings(SETTINGS)).await;
    let file = agent.data.join("rowbell.toml");
    let window = Window::open(&desktop, &agent).await;
    window.keys("gs".chars()).await;
    window.says("h1", "General").await;
    window.press("Notifications").await;
    let sound = window.labelled("With a sound").await;
    assert_eq!(sound.prop("checked").await.unwrap().as_deref(), Some("true"));
    sound.click().await.unwrap();
    let read = async || fs::read_to_string(&file).unwrap();
    let written = until("it is written", read, |text| text.contains("sound = false")).await;
    assert_eq!(written.split_once("[[endpoint]]").unwrap().0.trim(), SETTINGS.replace("true", "false").trim());

    // An edit shows, and is not taken back by what is edited here next.
    fs::write(&file, written.replace("sound", "enabled = false\nsound")).unwrap();
    let checked = |name: &str| {
        format!(
            "document.getElementById([...document.querySelectorAll('label')].find((label) => label.innerText === '{name}').htmlFor).checked"
        )
    };
    window.finds(&checked("Show popups"), json!(false)).await;
    window.labelled("Show popups").await.click().await.unwrap();
    let written = until("it is written", read, |text| text.contains("enabled = true\nsound = false # for now")).await;
    assert!(written.starts_with("# Mine.\n[popups]\n# Loud enough for the office.\n"), "{written}");

    // The language is another one at once, and again.
    window.press("General").await;
    for (code, name, title, others) in
        [("de", "Language", "Allgemein", "Erscheinungsbild"), ("fr", "Sprache", "Général", "Apparence")]
    {
        window.labelled(name).await.select_by_value(code).await.unwrap();
        window.says("h1", title).await;
        let page = window.text().await;
        assert!(page.contains(others) && !page.contains("General"), "{page}");
        let lang = window.run("return document.documentElement.lang").await;
        assert_eq!(lang, code);
        assert!(read().await.contains(&format!("language = \"{code}\"")));
    }
    window.screenshot(&desktop, "window-settings").await;
}

/// Finds what Tab leads to, in the order of the page, and what has the focus: its place there, and whether it can be seen.
const FOCUS: &str = "const all = [...document.querySelectorAll('button, input, select, a[href], [tabindex=\"0\"]')] \
    .filter((one) => !one.disabled && one.checkVisibility({ visibilityProperty: true }) && !(one.type === 'radio' && !one.checked)); \
    const at = all.indexOf(document.activeElement), style = at < 0 ? null : getComputedStyle(all[at].closest('label') ?? all[at]); \
    return [all.length, at, style !== null && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0, \
        document.activeElement.outerHTML]";

#[tokio::test]
async fn all_can_be_done_without_a_pointer() {
    let desktop = Desktop::with_popups().await;
    let _manager = desktop.start_window_manager().await;
    let (agent, _) = with_changes(&desktop, &["Acme GmbH", "Brauerei Köln", "Globex"]).await;
    let base = AddBase { address: bodies::ADDRESS.into(), uuid: Some(bodies::BASE.into()), endpoint: None };
    agent.client().post::<Done>("/v1/bases", &base).await.unwrap();
    let window = Window::open(&desktop, &agent).await;
    window.counts(ROWS, 3).await;

    // Tab leads to everything, in order, and can be followed.
    let all = window.run(FOCUS).await[0].as_u64().unwrap();
    assert!(all > 10, "{all}");
    for at in 0..all {
        window.keys([Key::Tab.into()]).await;
        let focus = window.run(FOCUS).await;
        assert_eq!((&focus[1], &focus[2]), (&json!(at), &json!(true)), "{focus}");
    }

    // Down and up the list, read and unread, and the row itself.
    for (row, left) in [("Globex", 2), ("Brauerei Köln", 1)] {
        window.keys(['j']).await;
        window.says(SELECTED, row).await;
        window.says("h1", row).await;
        unread(&agent, left).await;
    }
    window.keys(['u']).await;
    unread(&agent, 2).await;
    window.keys(['e']).await;
    window.says(SELECTED, "Acme GmbH").await;
    unread(&agent, 0).await;
    window.keys(['k', Key::Enter.into()]).await;
    let opened = until("its row is opened", async || desktop.opened(), |opened| !opened.is_empty()).await;
    assert!(opened[0].0.ends_with("r1"), "{opened:?}");
    window.keys([Key::Delete.into()]).await;
    window.counts(ROWS, 2).await;
    window.ctrl('z').await;
    window.counts(ROWS, 3).await;

    // To search and back to the list.
    window.keys(['/']).await;
    window.finds("document.activeElement.type", json!("search")).await;
    window.keys("glo".chars()).await;
    window.counts(ROWS, 1).await;
    window.keys([Key::Enter.into()]).await;
    window.finds("document.activeElement.role", json!("listbox")).await;

    // To each place and out of it.
    window.keys("ga".chars()).await;
    window.counts(ROWS, 3).await;
    window.keys("gu".chars()).await;
    window.reads("Nothing unread").await;
    window.keys("gi".chars()).await;
    window.sees("[role=slider]").await;
    for key in ['?', Key::F1.into()] {
        window.keys([key]).await;
        window.sees("dialog[open]").await;
        window.keys([Key::Escape.into()]).await;
        window.sees_no("dialog[open]").await;
    }
    window.ctrl(',').await;
    window.says("h1", "General").await;
    window.ctrl('f').await;
    window.finds("document.activeElement.type", json!("search")).await;
}

/// What a process was started with.
fn language_of(process: u32) -> Option<String> {
    let surroundings = fs::read_to_string(Path::new("/proc").join(process.to_string()).join("environ")).unwrap();
    surroundings.split('\0').find_map(|variable| variable.strip_prefix("LANGUAGE=")).map(str::to_owned)
}

#[tokio::test]
async fn the_dialog_to_save_in_speaks_the_windows_language_and_an_agent_that_is_started_the_systems() {
    let desktop = Desktop::with_popups().await;
    let _manager = desktop.start_window_manager().await;
    let (mut agent, _) = with_changes(&desktop, &["Acme GmbH"]).await;
    let _: Done = agent.client().post("/v1/settings", &json!({ "key": "language", "value": "de" })).await.unwrap();
    let window = Window::open_with(&desktop, &agent, &["--language", "de"]).await;
    window.press("Mehr").await;
    window.press("Als CSV exportieren").await;
    // GTK's own button for cancelling: it has this letter in German, and none has it in English.
    eventually("the dialog is closed again", async || {
        let shown = desktop.run("xdotool", &["search", "--onlyvisible", "--name", "^Als CSV exportieren$"]);
        match shown.as_deref().unwrap_or_default().lines().next() {
            Some(dialog) => {
                desktop.run("xdotool", &["windowfocus", "--sync", dialog, "key", "--window", dialog, "alt+a"])
            }
            None => return Ok(()),
        };
        Err("it is there")
    })
    .await;
    agent.process.signal(Signal::KILL);
    agent.process.ended().await;
    window.press("Rowbell starten").await;
    let status = eventually("the next agent", async || agent.answers().await).await;
    assert_eq!(language_of(status.pid), None);
}

#[tokio::test]
async fn the_licences_of_what_is_built_in_are_loaded_from_the_program() {
    let desktop = Desktop::with_popups().await;
    let (agent, _) = with_changes(&desktop, &["Acme GmbH"]).await;
    let window = Window::open(&desktop, &agent).await;
    window.press("Settings").await;
    window.press("About").await;
    window.press("Show all licences").await;
    window.labelled("Search by name or licence").await.send_keys("webkit2gtk-sys mit").await.unwrap();
    window.counts("main li", 1).await;
    window.sees("main li button").await.click().await.unwrap();
    window.reads("Permission is hereby granted").await;
}
