//! What popups say of SeaTable's samples, word for word, as it is on the bus.

use std::{path::Path, process::Command};

use rowbell_api::{Entry, Export, Format};
use rowbell_tests::{Agent, Bus, Desktop, NotificationServer, Sender, Setup, bodies, eventually};
use serde_json::json;

/// One popup for each change, whatever came before it.
const ONE_EACH: &str = "[popups]\nfold_above = 1000\nupdate_in_place = false\n";

async fn agent(desktop: &Desktop, settings: &str) -> Agent {
    let agent = Agent::start_as(desktop, &Setup::with_settings(settings)).await;
    agent.status_where("popups can be shown", |status| status.popups == NotificationServer::TITLE).await;
    agent
}

/// Sends a body and gives title and text of the popup it becomes, and those that the API tells of the change.
async fn told(agent: &Agent, bus: &Bus, sender: &mut Sender, body: &str) -> (String, String) {
    let before = bus.notifies().len();
    sender.accepted(&agent.url().await, body).await;
    let popup = eventually("a popup", async || bus.notifies().get(before).cloned().ok_or(bus.notifies())).await;
    let entry = agent.history().await.remove(0);
    let unescaped = popup.body.replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'").replace("&amp;", "&");
    assert_eq!((&entry.title, &entry.text), (&popup.title, &unescaped), "popup and history say the same");
    (popup.title, popup.body)
}

#[tokio::test]
async fn the_samples() {
    let desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let _server = NotificationServer::start(&desktop).await;
    let agent = agent(&desktop, ONE_EACH).await;
    let mut sender = Sender::start(&desktop);
    let links = bodies::sample("09_");
    for (body, title, text) in [
        (&bodies::sample("01_")[0], "New row in Opportunities", "4bc9a7 · 2022-04-14 07:52"),
        (&bodies::sample("02_")[0], "Changed row in Opportunities", "Prio: empty → ++\n4bc9a7 · 2022-04-14 09:47"),
        (&bodies::sample("03_")[0], "Deleted row from Opportunities", "4bc9a7 · 2022-04-14 09:47"),
        (
            &bodies::sample("04_")[0],
            "WEBHOOK-TEST-STEP0",
            "New in Products · Description: Test product, Brand: Course 4\nd23... · 2026-08-25 13:32",
        ),
        (&bodies::sample("07_")[0], "25 new rows in Tasks", "Row 1 of 25 and others\nimporter · 2026-08-25 13:33"),
        (&links[0], "Task A", "Linked to Google News (Customers)\nTasks · 4bc9a7 · 2026-08-25 13:33"),
        (&links[1], "Task A", "No longer linked to Google News (Customers)\nTasks · 4bc9a7 · 2026-08-25 13:33"),
        (
            &bodies::sample("40_http_request_body")[0],
            "Müller 😀",
            "Prio: empty → ++\nOpportunities · 4bc9a7 · 2022-04-14 09:47",
        ),
    ] {
        assert_eq!(told(&agent, &bus, &mut sender, body).await, (title.to_owned(), text.to_owned()), "{body}");
    }
    agent.stop_well().await;
}

#[tokio::test]
async fn every_kind_of_cell_in_every_language() {
    let desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let _server = NotificationServer::start(&desktop).await;
    // How numbers and dates look is the column's business, the words are the language's.
    for (language, text) in [
        ("en", "Amount: 1,234.50 → empty, Done: not checked → checked, Due: 2026-03-01 → 2026-03-02, +1 more"),
        ("de", "Amount: 1,234.50 → leer, Done: nicht angehakt → angehakt, Due: 2026-03-01 → 2026-03-02, +1 weitere"),
        (
            "fr",
            "Amount\u{202f}: 1,234.50 → vide, Done\u{202f}: non coché → coché, Due\u{202f}: 2026-03-01 → 2026-03-02, +1 autre",
        ),
    ] {
        let settings = format!("language = \"{language}\"\n{ONE_EACH}");
        let agent = agent(&desktop, &settings).await;
        let cells = json!([
            {"column_key": "a", "column_name": "Amount", "column_type": "number",
             "column_data": {"format": "number", "enable_precision": true, "precision": 2, "thousands": "comma", "decimal": "dot"},
             "value": null, "old_value": 1234.5},
            {"column_key": "b", "column_name": "Done", "column_type": "checkbox", "column_data": null,
             "value": true, "old_value": false},
            {"column_key": "c", "column_name": "Due", "column_type": "date", "column_data": {"format": "YYYY-MM-DD"},
             "value": "2026-03-02", "old_value": "2026-03-01"},
            {"column_key": "d", "column_name": "More", "column_type": "text", "value": "x", "old_value": ""},
        ]);
        let body = bodies::body("modify_row", "r1", "Acme", cells);
        let (_, said) = told(&agent, &bus, &mut Sender::start(&desktop), &body).await;
        println!("{language}: {said}");
        assert_eq!(said.lines().next(), Some(text), "{language}");
        agent.stop_well().await;
        std::fs::remove_dir_all(desktop.path("data")).unwrap();
    }
}

/// A cell that is filled, changed and emptied, rows that come and go, and a link.
#[tokio::test]
async fn popup_api_command_line_and_exports_say_the_same() {
    let desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let _server = NotificationServer::start(&desktop).await;
    let agent = agent(&desktop, ONE_EACH).await;
    let mut sender = Sender::start(&desktop);
    let cell = |old: &str, new: &str| {
        json!([{"column_key": "cSta", "column_name": "Stage", "column_type": "text", "column_data": {},
            "value": new, "old_value": old}])
    };
    let bodies = [
        bodies::body("modify_row", "r1", "Filled", cell("", "Lead")),
        bodies::body("modify_row", "r2", "Changed", cell("Lead", "Won")),
        bodies::body("modify_row", "r3", "Emptied", cell("Won", "")),
        bodies::body("insert_row", "r4", "Added", cell("", "Lead")),
        bodies::body("delete_row", "r5", "Deleted", cell("Lead", "")),
        bodies::sample("09_")[0].clone(),
    ];
    let mut popups = Vec::new();
    for body in &bodies {
        popups.push(told(&agent, &bus, &mut sender, body).await);
    }
    let (listed, csv) = (agent.ok(&["history"]), agent.ok(&["export"]));
    let entries = agent.history().await;
    assert_eq!(entries.len(), bodies.len());
    let sheet = first_sheet(&entries, &desktop.path("history.xlsx"));
    for (entry, (title, body)) in entries.iter().rev().zip(&popups) {
        let shown = agent.ok(&["show", &entry.id.to_string()]);
        let lines: Vec<&str> = body.lines().collect();
        assert!(shown.starts_with(title.as_str()), "{shown}");
        assert!(listed.contains(&format!("  {title}  ({})", entry.id)), "{title} is not in {listed}");
        assert!(lines.iter().all(|line| listed.contains(line)), "{body} is not in {listed}");
        assert!(csv.contains(&format!("\"{title}\",\"{}\"", lines.join(" · "))), "{title} is not in {csv}");
        assert!(lines.iter().all(|line| sheet.contains(line)), "{body} is not in the workbook");
        // What is told of the cells, or of a link, is in the popup as it is elsewhere.
        let is_link = entry.kind.starts_with("link");
        let what = if is_link { &entry.what } else { &entry.cells[0].text };
        assert!(lines[0].ends_with(what.as_str()) || entry.kind == "row_deleted", "{what} is not in {body}");
        assert!(shown.lines().any(|line| line == format!("  {what}")), "{what} is not in {shown}");
        for cell in &entry.cells {
            assert!(shown.lines().any(|line| line == format!("  {}", cell.text)), "{} is not in {shown}", cell.text);
            assert!(csv.contains(&format!("\"{}\"", cell.text)), "{} is not in {csv}", cell.text);
            assert!(sheet.contains(&cell.text), "{} is not in the workbook", cell.text);
        }
    }
    agent.stop_well().await;
}

/// The XML of a workbook's first sheet.
fn first_sheet(entries: &[Entry], path: &Path) -> String {
    let mut export = Export::begin(Format::Xlsx, std::fs::File::create(path).unwrap()).unwrap();
    export.write(entries).unwrap();
    export.end().unwrap();
    let read = "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read('xl/worksheets/sheet1.xml').decode())";
    let read = Command::new("python3").args(["-c", read]).arg(path).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    String::from_utf8(read.stdout).unwrap()
}

#[tokio::test]
async fn foreign_text_is_text() {
    let desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let _server = NotificationServer::start(&desktop).await;
    let agent = agent(&desktop, ONE_EACH).await;
    let mut sender = Sender::start(&desktop);
    // Titles are no markup by the specification, bodies are. Nothing turns the text around or breaks the line.
    let name = "<b>Bold</b> & \u{202e}evil\u{2066}\n\u{0}\u{1b}[31mred";
    let cell = "<a href=\"https://evil.example\">'click'</a>\u{200f}\r\nsecond\u{2028}third";
    let (title, text) = told_raw(&agent, &bus, &mut sender, &bodies::change("r1", name, cell)).await;
    assert_eq!(title, "<b>Bold</b> & evil [31mred");
    let first = text.lines().next().unwrap();
    assert!(first.starts_with("Note: empty → &lt;a href=\"https://evil.example\"&gt;"), "{text:?}");
    assert_eq!(text.lines().count(), 2, "{text:?}");
    assert!(!text.contains(['\u{200f}', '\u{2028}', '\r', '<']), "{text:?}");
    // Lone surrogates, as SeaTable can send them.
    let lone = bodies::change("r2", "MARK", "x").replace("MARK", "A\\ud83dB");
    let (title, _) = told_raw(&agent, &bus, &mut sender, &lone).await;
    assert!(title.starts_with('A') && title.ends_with('B'), "{title:?}");
    // Very long names are cut, not refused.
    let (title, text) =
        told_raw(&agent, &bus, &mut sender, &bodies::change("r3", &"ä".repeat(100_000), &"ö".repeat(100_000))).await;
    assert!(title.chars().count() <= 60 && title.ends_with('…'), "{title}");
    assert!(text.chars().count() < 400, "{text}");
    agent.stop_well().await;
}

async fn told_raw(agent: &Agent, bus: &Bus, sender: &mut Sender, body: &str) -> (String, String) {
    let before = bus.notifies().len();
    sender.accepted(&agent.url().await, body).await;
    let popup = eventually("a popup", async || bus.notifies().get(before).cloned().ok_or(bus.notifies())).await;
    (popup.title, popup.body)
}

/// Of long texts that begin alike, what differs is told, and found.
#[tokio::test]
async fn a_change_far_back_in_a_long_text_is_told() {
    let desktop = Desktop::with_bus().await;
    let (bus, _server) = (Bus::listen(&desktop).await, NotificationServer::start(&desktop).await);
    let (agent, mut sender) = (agent(&desktop, ONE_EACH).await, Sender::start(&desktop));
    let before = "word ".repeat(160) + "until then. The price is";
    for kind in ["text", "long-text"] {
        let cell = json!({"column_key": "0001", "column_name": "Notes", "column_type": kind, "column_data": {},
            "value": format!("{before} 100."), "old_value": format!("{before} 900.")});
        let body = bodies::body("modify_row", kind, "Acme", json!([cell]));
        let (_, text) = told(&agent, &bus, &mut sender, &body).await;
        assert!(text.starts_with("Notes: …until then. The price is 900. → …until then. The price is 100."), "{text}");
    }
    let found: Vec<Entry> = agent.json(&["history", "--search", "price 900"]);
    assert_eq!(found.len(), 2, "{found:?}");
    agent.stop_well().await;
}
