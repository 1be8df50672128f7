//! What the window asks of the agent, asked without one.

use std::fs;

use rowbell_api::{
    Activity, DeleteRequest, Diagnostics, Done, Event, GenerateSecret, GeneratedSecret, SetSetting, SettingsView,
    Status, TestResult,
};
use rowbell_tests::{Agent, Desktop, Request, bodies};
use serde_json::{Value, json};

use crate::sales::start;

async fn set(agent: &Agent, key: &str, value: Value) -> Result<Done, String> {
    let request = SetSetting { key: key.to_owned(), value };
    agent.client().post("/v1/settings", &request).await.map_err(|error| error.to_string())
}

#[tokio::test]
async fn settings_are_set_one_by_one_and_the_file_keeps_its_comments() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let before = fs::read_to_string(agent.settings_file()).unwrap();
    let settings: SettingsView = agent.get("/v1/settings").await;
    assert_eq!((settings.language.as_str(), settings.language_now.as_str()), ("auto", "en"));
    assert_eq!(settings.languages, ["de", "en", "fr"]);
    assert!(settings.popups.enabled && settings.popups.sound && settings.problem.is_none());

    let mut events = agent.client().events().await.unwrap();
    set(&agent, "language", json!("de")).await.unwrap();
    let mut told = Vec::new();
    let is_anew = |event: &_| matches!(event, Event::Updated { ids } if ids.is_empty());
    let is_state = |event: &_| matches!(event, Event::Status { .. });
    // Others hear of it, and that all is worded anew.
    while !told.iter().any(is_state) || !told.iter().any(is_anew) {
        told.push(events.next().await.unwrap().unwrap());
    }
    for (key, value) in [
        ("language", json!("fr")),
        ("popups.sound", json!(false)),
        ("popups.fold_above", json!(9)),
        ("tray.panel", json!("dark")),
        ("window.theme", json!("dark")),
        ("window.text_size", json!(150)),
        ("window.compact", json!(true)),
        ("history.days", json!(30)),
    ] {
        set(&agent, key, value).await.unwrap();
    }
    let settings: SettingsView = agent.get("/v1/settings").await;
    assert_eq!((settings.language.as_str(), settings.language_now.as_str()), ("fr", "fr"));
    assert_eq!((settings.popups.sound, settings.popups.fold_above), (false, 9));
    assert_eq!((settings.panel.as_str(), settings.window.theme.as_str()), ("dark", "dark"));
    assert_eq!((settings.window.text_size, settings.window.compact, settings.history.days), (150, true, 30));
    let after = fs::read_to_string(agent.settings_file()).unwrap();
    for comment in before.lines().filter(|line| line.starts_with("# ")) {
        assert!(after.contains(comment), "{comment} is gone from {after}");
    }

    for (key, value, why) in [
        ("language", json!("xx"), "no language"),
        ("window.text_size", json!(20), "80 to 200"),
        ("popups.enabled", json!("yes"), "Nothing was changed"),
        ("listen.port", json!(1), "no setting \"listen.port\""),
        ("endpoint", json!([]), "no setting"),
        ("history.days", json!(1.5), "whole number"),
    ] {
        let refused = set(&agent, key, value).await.unwrap_err();
        assert!(refused.contains(why), "{key}: {refused}");
    }
    assert_eq!(fs::read_to_string(agent.settings_file()).unwrap(), after);
    agent.stop_well().await;
}

#[tokio::test]
async fn marking_all_can_be_taken_back_and_deleting_is_for_good() {
    let desktop = Desktop::headless();
    let agent = start(&desktop).await;
    let url = agent.url().await;
    let sent = ["first", "second", "third"].map(|row| bodies::new_row(row, row));
    for body in &sent {
        Request::post(&url, body.clone()).send().await;
    }
    let entries = agent.recorded(3).await;
    let client = agent.client();
    client.post::<Done>("/v1/read", &json!({"ids": [entries[0].id]})).await.unwrap();
    let refused = client.post::<Done>("/v1/read/undo", &()).await.unwrap_err();
    assert!(refused.to_string().contains("Nothing was changed"), "{refused}");

    assert_eq!(client.post::<Done>("/v1/read", &json!({"all": true})).await.unwrap().count, 2);
    agent.status_where("all are read", |status| status.unread == 0).await;
    assert_eq!(client.post::<Done>("/v1/read/undo", &()).await.unwrap().count, 2);
    let unread: Vec<_> = agent.history().await.into_iter().filter(|entry| entry.unread).map(|entry| entry.id).collect();
    assert_eq!(unread, [entries[1].id, entries[2].id], "what was read before stays read");
    client.post::<Done>("/v1/read/undo", &()).await.unwrap_err();
    // All of a list is what the list is filtered by.
    let listed = json!({"all": true, "query": {"search": entries[2].row.id, "since_ms": 0}});
    assert_eq!(client.post::<Done>("/v1/read", &listed).await.unwrap().count, 1);
    assert!(agent.history().await.iter().all(|entry| entry.unread == (entry.id == entries[1].id)));
    assert_eq!(client.post::<Done>("/v1/read", &listed).await.unwrap().count, 0, "that leaves what can be taken back");
    assert_eq!(client.post::<Done>("/v1/read/undo", &()).await.unwrap().count, 1);
    let unknown = json!({"all": true, "query": {"table": "None such"}});
    client.post::<Done>("/v1/read", &unknown).await.unwrap_err();
    assert_eq!(agent.status().await.unread, 2);
    let mut events = client.events().await.unwrap();
    let delete = DeleteRequest { ids: vec![entries[1].id] };
    assert_eq!(client.post::<Done>("/v1/delete", &delete).await.unwrap().count, 1);
    loop {
        match events.next().await.unwrap().unwrap() {
            Event::Updated { ids } if ids == delete.ids => break,
            Event::Status { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    agent.status_where("one is gone", |status| (status.total, status.unread) == (2, 1)).await;
    assert_eq!(client.post::<Done>("/v1/delete", &delete).await.unwrap().count, 0);
    client.post::<Done>("/v1/delete", &DeleteRequest::default()).await.unwrap_err();
    // A repeat of what brought it does not bring it back.
    let deleted = sent.iter().find(|body| body.contains(&entries[1].row.id)).unwrap();
    Request::post(&url, deleted.clone()).send().await;
    Request::post(&url, bodies::new_row("fourth", "fourth")).send().await;
    let entries = agent.recorded(3).await;
    assert!(entries.iter().all(|entry| !deleted.contains(&entry.row.id)), "{entries:?}");
    // What was wrong and put aside with it is wrong again.
    agent.ok_with(&["secret", "set"], "a secret");
    assert_eq!(Request::post(&url, bodies::new_row("bad", "bad")).send().await.status, 401);
    agent.trouble("forged").await;
    client.post::<Done>("/v1/read", &json!({"all": true})).await.unwrap();
    agent.no_trouble("forged").await;
    client.post::<Done>("/v1/read/undo", &()).await.unwrap();
    agent.trouble("forged").await;
    agent.stop_well().await;
}

#[tokio::test]
async fn activity_secrets_and_diagnostics() {
    let desktop = Desktop::headless();
    let agent = start(&desktop).await;
    let url = agent.url().await;
    for row in ["a", "b", "c"] {
        Request::post(&url, bodies::new_row(row, "Hush GmbH")).send().await;
    }
    let entries = agent.recorded(3).await;
    let place = json!([{"column_key": "geoo", "column_name": "Place", "column_type": "geolocation", "column_data": null,
        "value": {"city": "Köln"}, "old_value": {}}]);
    Request::post(&url, bodies::body("modify_row", "a", "Hush GmbH", place)).send().await;
    let placed = &agent.recorded(4).await[0].cells[0];
    assert_eq!((placed.old_text.as_str(), placed.new_text.as_str()), ("", "Köln"), "the window has a look for nothing");
    agent.client().post::<Done>("/v1/delete", &DeleteRequest { ids: vec![agent.history().await[0].id] }).await.unwrap();
    for step in ["hour", "day"] {
        let activity: Activity = agent.get(&format!("/v1/activity/{step}")).await;
        assert_eq!(activity.times.iter().map(|time| time.changes).sum::<u64>(), 3);
        assert_eq!((activity.tables.len(), activity.tables[0].changes), (1, 3));
        assert_eq!((activity.people.len(), activity.people[0].changes), (1, 3));
        let none: Activity = agent.get(&format!("/v1/activity/{step}?search=nothing")).await;
        assert_eq!(none, Activity::default());
    }

    let generate = GenerateSecret { endpoint: "default".into(), keep_old: false };
    let made: GeneratedSecret = agent.client().post("/v1/secrets/generate", &generate).await.unwrap();
    assert!(made.secret.len() >= 43, "256 bits");
    assert_eq!(Request::post(&url, bodies::new_row("d", "Unsigned")).send().await.status, 401);
    let sample: TestResult = agent.json(&["test"]);
    assert!(sample.signed && sample.entry.is_some_and(|entry| entry.authenticity == "verified"));

    let report = agent.get::<Diagnostics>("/v1/diagnostics").await.text;
    let status: Status = agent.status().await;
    let uuid = entries[0].dtable_uuid.clone().unwrap();
    let token = url.rsplit('/').next().unwrap();
    for hidden in ["Hush", &made.secret, token, &uuid, &status.bases[0].uuid, &entries[0].actor_id, &entries[0].table] {
        assert!(!report.contains(hidden), "{hidden} is in {report}");
    }
    assert!(report.contains("base 1: not connected, ") && report.contains("endpoint 1: here, signed"), "{report}");
    agent.stop_well().await;
}
