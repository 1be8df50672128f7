//! The command line, its JSON, and the settings file.

use std::{collections::BTreeSet, fs, net::TcpListener};

use rowbell_api::{Entry, TestResult, UrlView};
use rowbell_tests::{Agent, Desktop, Sender, Setup, bodies, process::Output, until};
use serde_json::{Value, json};

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn json_has_the_documented_fields() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let watch = agent.going_on(&["watch", "--json"]);
    let urls: Value = agent.json(&["url"]);
    assert_eq!(keys(&urls[0]), BTreeSet::from(["link", "name", "reach", "url"]));
    assert_eq!((urls[0]["name"].as_str(), urls[0]["reach"].as_str()), (Some("default"), Some("this_computer")));
    assert!(agent.ok(&["url"]).contains("SeaTable Cloud can't"));

    // The stream has begun once it tells of a change; then it tells of each.
    let mut sender = Sender::start(&desktop);
    let url = agent.url().await;
    let mut row = 0;
    until(
        "watch tells of changes",
        async || {
            row += 1;
            sender.accepted(&url, &bodies::change(&format!("w{row}"), "W", "x")).await;
            watch.said.lines().len()
        },
        |lines| *lines > 0,
    )
    .await;
    let body = &bodies::sample("02_")[0];
    sender.accepted(&url, body).await;
    let line = watch.said.says("QoNno3QiTF26sxmG1sl3_g").await;
    let watched: Value = serde_json::from_str(&line).unwrap();
    let wanted = [
        "id",
        "received_at",
        "source",
        "authenticity",
        "base",
        "table",
        "kind",
        "row",
        "actor",
        "at",
        "cells",
        "title",
        "text",
        "link",
        "unread",
        "outcome",
        "dtable_uuid",
        "table_id",
        "row_id",
        "op_type",
    ];
    let listed: Value = agent.json(&["history", "--table", "Opportunities", "--search", "prio"]);
    let exported: Value = agent.json(&["export", "--format", "json", "--search", "prio"]);
    for entry in [&watched, &listed[0], &exported[0]] {
        for field in wanted {
            assert!(keys(entry).contains(field), "{field} is missing");
        }
        for field in ["column", "type", "old", "new", "old_text", "new_text", "text"] {
            assert!(keys(&entry["cells"][0]).contains(field), "{field} is missing");
        }
        assert_eq!(entry["cells"][0]["new_chips"][0]["name"], "++");
        assert_eq!(
            (entry["cells"][0]["new"].as_str(), entry["cells"][0]["new_text"].as_str()),
            (Some("381992"), Some("++"))
        );
        assert_eq!(entry["dtable_uuid"], "fae0a3a42ba94df88e8303fd385e37de");
        assert_eq!((entry["kind"].as_str(), entry["op_type"].as_str()), (Some("row_changed"), Some("modify_row")));
    }
    let shown: Value = agent.json(&["show", &watched["id"].to_string(), "--raw"]);
    assert!(shown["raw"]["body"].as_str().unwrap().contains("381992"));
    agent.stop_well().await;
}

#[tokio::test]
async fn a_day_with_the_command_line() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let test: TestResult = agent.json(&["test"]);
    assert_eq!((test.status, test.entry.unwrap().title.as_str()), (200, "A sample change"));
    let (url, mut sender) = (agent.url().await, Sender::start(&desktop));
    sender.accepted(&url, &bodies::change("r1", "Müller & Söhne", "=1+1")).await;
    sender.accepted(&url, &bodies::body("delete_row", "r2", "Straße", serde_json::json!([]))).await;
    agent.recorded(3).await;

    let found = |words: &str| agent.json::<Vec<Entry>>(&["history", "--search", words]).len();
    assert_eq!((found("muller soh"), found("STRASSE"), found("nothing"), found("\"*(")), (1, 1, 0, 0));
    assert_eq!(agent.json::<Vec<Entry>>(&["history", "--kind", "row_deleted"])[0].row.name, "Straße");
    assert_eq!(agent.json::<Vec<Entry>>(&["history", "--limit", "2"]).len(), 2);
    assert_eq!(agent.json::<Vec<Entry>>(&["history", "--since", "1h"]).len(), 3);
    assert_eq!(agent.json::<Vec<Entry>>(&["history", "--since", "2099-01-01"]).len(), 0);
    assert!(agent.cli(&["history", "--kind", "nonsense"]).err.contains("row_added"));
    let csv = agent.ok(&["export", "--search", "soh"]);
    assert!(csv.starts_with("\u{feff}\"id\",\"at\",") && csv.contains("Note: empty → =1+1"), "{csv}");
    assert!(agent.ok(&["export", "--format", "xlsx"]).starts_with("PK"), "a workbook is a ZIP file");
    assert!(agent.ok(&["history"]).contains("● "));

    let unread = agent.json::<Vec<Entry>>(&["history", "--unread"]);
    assert_eq!(unread.len(), 3);
    agent.ok(&["read", &unread[0].id.to_string()]);
    assert_eq!(agent.json::<Vec<Entry>>(&["history", "--unread"]).len(), 2);
    assert!(agent.ok(&["read", "--all"]).contains("2 changes"));
    assert_eq!(agent.status_where("all is read", |status| status.unread == 0).await.total, 3);

    // My own changes, and rules.
    let people = agent.ok(&["people"]);
    assert!(people.contains("4bc9a7") && !people.contains("rowbell test"), "a sample is nobody's: {people}");
    agent.ok(&["me", "4bc9", "--name", "Anna"]);
    agent.ok(&["rule", "mute", "--person", "me", "--name", "Not my own"]);
    sender.accepted(&url, &bodies::change("r3", "Mine", "x")).await;
    let mine = &agent.recorded(4).await[0];
    assert_eq!(
        (mine.outcome.as_str(), mine.outcome_reason.as_deref(), mine.actor.as_str()),
        ("muted", Some("Not my own"), "Anna")
    );
    agent.ok(&["rule", "remove", "Not my own"]);

    // Bases. What is to be kept quiet stays so, wherever the base is.
    let known = async || agent.status().await.bases.into_iter().next().map(|base| (base.hide_contents, base.address));
    let hide = |state| agent.ok(&["base", "hide", bodies::BASE, state]);
    assert!(hide("on").contains("only that something changed"));
    assert_eq!(known().await, Some((true, None)));
    assert!(agent.ok(&["base", "add", bodies::ADDRESS]).contains(bodies::BASE));
    assert_eq!(known().await, Some((true, Some(bodies::ADDRESS.to_owned()))));
    agent.ok(&["base", "remove", bodies::BASE]);
    assert_eq!(known().await, Some((true, None)));
    hide("off");
    let settings = std::fs::read_to_string(agent.settings_file()).unwrap();
    assert!(!settings.contains("\n[[base]]"), "nothing is known of it: {settings}");
    agent.ok(&["base", "add", bodies::ADDRESS]);
    assert_eq!(known().await, Some((false, Some(bodies::ADDRESS.to_owned()))));
    let other = agent.cli(&["base", "add", bodies::ADDRESS, "--uuid", "00000000000000000000000000000000"]);
    assert!(other.code == 1 && other.err.contains("another base"), "{}", other.err);
    assert!(agent.ok(&["base", "list"]).contains("Größe & Co"));
    assert!(agent.cli(&["base", "add", "https://example.com/nothing"]).err.contains("not the address of a base"));
    // An endpoint whose base is not seen yet learns it from the first change.
    agent.ok(&["endpoint", "add", "second"]);
    agent.ok(&["base", "add", "https://sea.example/workspace/1/dtable/Second/", "--endpoint", "second"]);
    let second = agent.json::<Vec<UrlView>>(&["url"]).into_iter().find(|url| url.name == "second").unwrap().url;
    sender.accepted(&second, &bodies::sample("10_")[0]).await;
    let bound = |status: &rowbell_api::Status| {
        status.bases.iter().any(|base| base.name.as_deref() == Some("Second") && base.uuid.starts_with("6c17f178"))
    };
    agent.status_where("the base is bound", bound).await;
    agent.ok(&["endpoint", "remove", "second"]);
    until(
        "it is gone",
        async || rowbell_tests::Request::post(&second, "{}").send().await.status,
        |status| *status == 404,
    )
    .await;
    agent.stop_well().await;
}

#[tokio::test]
async fn starting_twice_and_side_by_side() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    Sender::start(&desktop).accepted(&agent.url().await, &bodies::new_row("r", "Row")).await;
    agent.recorded(1).await;
    let again = agent.cli(&[]);
    assert_eq!(again.code, 0);
    assert!(again.out.contains("is already running") && again.out.contains("1 unread"), "{}", again.out);
    let other = Agent::start_as(&desktop, &Setup { name: "other", ..Setup::default() }).await;
    assert!(other.history().await.is_empty());
    assert_ne!(other.url().await, agent.url().await);
    agent.ok(&["quit"]);
    let gone = |output: &Output| output.err.contains("Rowbell is not running. Start it with `rowbell`.");
    let gone = until("it has ended", async || agent.cli(&["status"]), gone).await;
    assert_eq!(gone.code, 1);
    other.stop_well().await;
}

#[tokio::test]
async fn a_taken_port_is_named_and_another_taken_without_a_restart() {
    let desktop = Desktop::headless();
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = holder.local_addr().unwrap().port();
    let setup = Setup { port: Some(port), listens: false, ..Setup::default() };
    let agent = Agent::start_as(&desktop, &setup).await;
    let trouble = agent.trouble("port_taken").await;
    assert!(trouble.contains(&port.to_string()) && trouble.contains("(e2e"), "{trouble}");
    let free = trouble.split("rowbell endpoint port ").nth(1).unwrap().split('`').next().unwrap();
    agent.ok(&["endpoint", "port", free]);
    let status = agent.status_where("it listens", |status| status.listening.is_some()).await;
    assert_eq!(status.listening.unwrap(), format!("127.0.0.1:{free}"));
    agent.no_trouble("port_taken").await;
    drop(holder);
    agent.stop_well().await;
}

#[tokio::test]
async fn settings_apply_as_they_are_saved_and_mistakes_are_named() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let text = fs::read_to_string(agent.settings_file()).unwrap();
    assert!(text.contains("# The TCP port"), "comments are kept");
    fs::write(agent.settings_file(), format!("{text}\n[[rule]]\nname = \"All\"\nacton = \"mute\"\n")).unwrap();
    let line = text.lines().count() + 4;
    let trouble = agent.trouble("settings").await;
    assert!(trouble.contains(&format!("Line {line}")) && trouble.contains("expected one of"), "{trouble}");
    let refused = agent.cli(&["endpoint", "add", "more"]);
    assert!(refused.code == 1 && refused.err.contains("can't be changed"), "{}", refused.err);
    fs::write(agent.settings_file(), format!("{text}\n[[rule]]\nname = \"All\"\naction = \"mute\"\n")).unwrap();
    agent.no_trouble("settings").await;
    Sender::start(&desktop).accepted(&agent.url().await, &bodies::new_row("r", "Row")).await;
    assert_eq!(agent.recorded(1).await[0].outcome_reason.as_deref(), Some("All"));
    agent.stop_well().await;
}

#[tokio::test]
async fn everything_that_was_written_is_found_and_nothing_else() {
    let desktop = Desktop::with_popups().await;
    let agent = Agent::start(&desktop).await;
    let (url, mut sender) = (agent.url().await, Sender::start(&desktop));
    let words = |what: &str, count: usize| (0..count).map(|n| format!("{what}{n:05}")).collect::<Vec<_>>().join(" ");
    let cell = |key: &str, old: &str, new: &str| json!({"column_key": key, "column_name": key, "column_type": "text", "column_data": {}, "value": new, "old_value": old});
    let long = json!([cell("a", &words("old", 900), &words("new", 50_000)), cell("b", "before", "afterwards C++ ✅")]);
    sender.accepted(&url, &bodies::body("modify_row", "r1", "京东商城", long)).await;
    let key = "d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35";
    sender.accepted(&url, &bodies::change("r2", "メール", &format!("{key} 5 €"))).await;
    agent.recorded(2).await;
    let found = |words: &str| -> Vec<String> {
        agent.json::<Vec<Entry>>(&["history", "--search", words]).into_iter().map(|entry| entry.row.id).collect()
    };
    for text in ["afterwards", "before", "old00000", "old00899", "new00000", "京东", "商", "++", "✅", "c++ ✅"] {
        assert_eq!(found(text), ["r1"], "{text}");
    }
    for text in ["メール", "ラ", "€", key, &key[..30]] {
        assert_eq!(found(text), if text == "ラ" { vec![] } else { vec!["r2"] }, "{text}");
    }
    for text in ["东京", "ルーメ", "❌", "§§", "+++", &format!("{}6", &key[..63]), &format!("{}x", &key[..24])]
    {
        assert!(found(text).is_empty(), "{text}");
        assert_eq!(agent.ok(&["export", "--search", text]).lines().count(), 1, "{text}: only the names of the columns");
    }
    assert!(found(" ").len() == 2, "a blank search asks for nothing");
}
