//! What interrupts the person only as far as they want.

use std::fs;

use rowbell_api::{Done, Entry, Status, Why};
use rowbell_tests::{Agent, Bus, Desktop, NotificationServer, Request, Setup, bodies, until};
use serde_json::{Value, json};

use crate::rules::{changed, comment, status};

/// The rules of a settings file, with what comes before them.
async fn start(desktop: &Desktop, settings: &str) -> Agent {
    Agent::start_as(desktop, &Setup::with_settings(settings)).await
}

fn outcome(entry: &Entry) -> (&str, Option<&str>) {
    (&entry.outcome, entry.outcome_reason.as_deref())
}

/// Posts a change of one row, and waits until it is there.
async fn of_row(agent: &Agent, at: usize, cells: Value) -> Entry {
    let body = bodies::body("modify_row", "row", "Acme", cells);
    assert_eq!(Request::post(&agent.url().await, body).send().await.status, 200);
    agent.recorded(at).await.into_iter().max_by_key(|entry| entry.id).unwrap()
}

#[tokio::test]
async fn own_changes_are_quiet_unless_a_rule_or_a_setting_wants_them() {
    let desktop = Desktop::headless();
    let me = serde_json::from_str::<Value>(&bodies::change("row", "Acme", "Open")).unwrap();
    let me = me["data"]["op_user"].as_str().unwrap().to_owned();
    let agent = start(&desktop, &format!("me = [\"{me}\"]\n")).await;
    assert_eq!(outcome(&changed(&agent, 1, json!([comment("a")])).await), ("muted", Some("own change")));
    let rule = json!({"name": "Mine too", "person": ["me"], "action": "announce"});
    agent.client().post::<Done>("/v1/rules", &rule).await.unwrap();
    assert_ne!(changed(&agent, 2, json!([comment("b")])).await.outcome, "muted");
    agent.ok(&["rule", "remove", "Mine too"]);
    assert_eq!(changed(&agent, 3, json!([comment("c")])).await.outcome, "muted");
    let set = json!({"key": "popups.own_changes", "value": true});
    agent.client().post::<Done>("/v1/settings", &set).await.unwrap();
    assert_ne!(changed(&agent, 4, json!([comment("d")])).await.outcome, "muted");
    agent.stop_well().await;
}

#[tokio::test]
async fn a_rule_announces_a_row_once_in_a_time() {
    let desktop = Desktop::headless();
    let once = "[[rule]]\nname = \"Once\"\naction = \"announce\"\nonce_in_minutes = 60\nhighlight = true\n";
    let agent = start(&desktop, once).await;
    let first = of_row(&agent, 1, json!([comment("a")])).await;
    assert!(first.outcome != "muted" && first.highlight, "{first:?}");
    let again = of_row(&agent, 2, json!([comment("b")])).await;
    assert_eq!(outcome(&again), ("muted", Some("announced a short while ago")));
    let why: Why = agent.get(&format!("/v1/entries/{}/why", again.id)).await;
    assert!(why.decision.unwrap().rules[0].fits);
    assert_ne!(changed(&agent, 3, json!([comment("c")])).await.outcome, "muted", "another row");
    // Two in one delivery's wake.
    let body = |text: &str| bodies::body("modify_row", "third", "Third", json!([comment(text)]));
    for text in ["d", "e"] {
        assert_eq!(Request::post(&agent.url().await, body(text)).send().await.status, 200);
    }
    let third = agent.recorded(5).await.into_iter().filter(|entry| entry.row.id == "third");
    assert_eq!(third.filter(|entry| entry.outcome == "muted").count(), 1);
    agent.stop_well().await;
}

#[tokio::test]
async fn quiet_hours_end_in_one_summary_and_can_be_ended_for_now() {
    let desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let _server = NotificationServer::start(&desktop).await;
    let rings = "[[rule]]\nname = \"Won\"\naction = \"announce\"\nin_quiet_hours = true\nstop = true\n\
        where = { filters = [{ column_name = \"Status\", filter_predicate = \"is\", filter_term = \"Won\" }] }\n";
    let agent = start(&desktop, rings).await;
    let hours = async |hours: Value| agent.client().put::<Done>("/v1/quiet_hours", &hours).await;
    // All days, so that it is quiet whatever the clock says.
    let all = json!({"hours": [{"from": "00:00", "to": "12:00"}, {"from": "12:00", "to": "00:00"}]});
    hours(all).await.unwrap();
    let is_quiet = agent.status_where("it is quiet", |status| status.quiet_hours && status.paused).await;
    assert_eq!(is_quiet.paused_until, None, "these hours have no end");
    assert!(agent.ok(&["status"]).contains("It is quiet hours"));
    let mut kept = Vec::new();
    for at in 1..=3 {
        kept.push(changed(&agent, at, json!([comment("later")])).await);
    }
    assert_eq!(outcome(&kept[0]), ("held", Some("quiet_hours")));
    let rings = changed(&agent, 4, json!([status(Some("111"), "222")])).await;
    agent.outcome(rings.id, "shown").await;
    assert_eq!(bus.notifies().len(), 1);
    agent.ok(&["resume"]);
    for entry in &kept {
        agent.outcome(entry.id, "shown").await;
    }
    let summary = bus.popup("the summary", |popup| popup.body.contains("during quiet hours")).await;
    assert_eq!((summary.title.as_str(), bus.notifies().len()), ("3 changes", 2));
    let refused = hours(json!({"hours": [{"from": "08:00", "to": "08:00"}]})).await.unwrap_err();
    assert!(refused.to_string().contains("quiet `hours` is empty"), "{refused}");
    hours(json!({})).await.unwrap();
    let file = fs::read_to_string(agent.settings_file()).unwrap();
    assert!(!file.contains("12:00") && file.contains("in_quiet_hours = true"), "{file}");
    agent.stop_well().await;
}

#[tokio::test]
async fn what_is_snoozed_waits_over_a_restart_and_is_told_when_the_snooze_is_ended() {
    let desktop = Desktop::with_bus().await;
    let _server = NotificationServer::start(&desktop).await;
    let later = "[[rule]]\nname = \"Later\"\ntable = \"Opportunities\"\naction = \"snooze\"\nuntil = \"2125-01-01T00:00:00Z\"\n";
    let mut agent = start(&desktop, later).await;
    let snoozed = changed(&agent, 1, json!([comment("later")])).await;
    assert_eq!(outcome(&snoozed), ("held", Some("snoozed")));
    agent.stop().await;
    let agent = Agent::start(&desktop).await;
    assert_eq!(outcome(&agent.entry(snoozed.id).await.entry), ("held", Some("snoozed")));
    agent.ok(&["rule", "remove", "Later"]);
    agent.outcome(snoozed.id, "shown").await;
    agent.stop_well().await;
}

#[tokio::test]
async fn a_digest_waits_for_its_time_and_a_restart_changes_nothing() {
    let desktop = Desktop::headless();
    let digest = "[[rule]]\nname = \"Gathered\"\naction = \"announce\"\ndigest = \"hourly\"\n";
    let mut agent = start(&desktop, digest).await;
    let gathered = changed(&agent, 1, json!([comment("a")])).await;
    assert_eq!(outcome(&gathered), ("held", Some("digest")));
    agent.stop().await;
    let agent = Agent::start(&desktop).await;
    assert_eq!(outcome(&agent.entry(gathered.id).await.entry), ("held", Some("digest")));
    agent.stop_well().await;
}

#[tokio::test]
async fn what_must_be_acknowledged_is_so_by_an_answer() {
    let desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let server = NotificationServer::start(&desktop).await;
    let urgent = "[[rule]]\nname = \"Urgent\"\naction = \"announce\"\nlevel = \"acknowledge\"\n";
    let agent = start(&desktop, urgent).await;
    let mut ids = Vec::new();
    for (at, answer) in [(1, "mark-read"), (2, "none")] {
        let entry = changed(&agent, at, json!([comment("now")])).await;
        let shown = async || agent.entry(entry.id).await.entry;
        until("it waits for an answer", shown, |entry| outcome(entry) == ("shown", Some("unanswered"))).await;
        let popup = bus.notifies().pop().unwrap();
        if answer == "mark-read" {
            server.click(popup.id.unwrap(), answer).await;
            until("it is answered", shown, |entry| outcome(entry) == ("shown", None)).await;
        }
        ids.push(entry.id);
    }
    let status: Status = agent.status().await;
    assert_eq!(status.unread, 1);
    agent.ok(&["read", &ids[1].to_string()]);
    let entry = agent.entry(ids[1]).await.entry;
    assert_eq!(outcome(&entry), ("shown", None));
    agent.stop_well().await;
}
