//! Rules on columns, from a report to its decision.

use std::fs;

use rowbell_api::{Done, Entry, Said, TriedRules, Unknown, Why};
use rowbell_tests::{Agent, Bus, Desktop, NotificationServer, Request, Setup, bodies};
use serde_json::{Value, json};

use crate::sales::{Sales, is_live, start};

/// Rules on the table of `bodies`: what comes to be won is told, and nothing else.
const WON: &str = r#"
[[rule]]
name = "Won"
table = "Opportunities"
action = "announce"
stop = true
where = { filters = [
  { column_name = "Status", filter_predicate = "is", filter_term = "Won" },
] }

[[rule]]
name = "In passing"
table = "Opportunities"
level = "quiet"
action = "announce"
where = { filters = [
  { column_name = "Comment", filter_predicate = "pattern", filter_term = '\bASAP\b' },
] }

[[rule]]
name = "Rest"
action = "mute"
"#;

/// A cell of the column Status; `old` is none where the report does not tell it.
pub(crate) fn status(old: Option<&str>, new: &str) -> Value {
    let options = json!([{"id": "111", "name": "Open"}, {"id": "222", "name": "Won"}]);
    let mut cell = json!({"column_key": "sTat", "column_name": "Status", "column_type": "single-select",
        "column_data": {"options": options}, "value": new});
    if let Some(old) = old {
        cell["old_value"] = json!(old);
    }
    cell
}

pub(crate) fn comment(text: &str) -> Value {
    json!({"column_key": "cOmm", "column_name": "Comment", "column_type": "long-text", "column_data": {},
        "value": {"text": text}, "old_value": ""})
}

/// Posts a change of these cells, and waits until it is there.
pub(crate) async fn changed(agent: &Agent, at: usize, cells: Value) -> Entry {
    let body = bodies::body("modify_row", &format!("row{at}"), "Acme", cells);
    assert_eq!(Request::post(&agent.url().await, body).send().await.status, 200);
    agent.recorded(at).await.remove(0)
}

async fn why(agent: &Agent, entry: &Entry) -> Why {
    agent.get(&format!("/v1/entries/{}/why", entry.id)).await
}

#[tokio::test]
async fn a_row_that_comes_to_fit_is_told_and_one_that_fits_already_is_not() {
    let desktop = Desktop::headless();
    let agent = Agent::start_as(&desktop, &Setup::with_settings(WON)).await;
    let mut outcomes = Vec::new();
    let cases = [
        json!([status(Some("111"), "222")]),
        json!([status(Some(""), "222")]),
        json!([status(Some("222"), "222"), comment("again")]),
        json!([status(Some("222"), "111")]),
        json!([comment("call them")]),
        json!([status(None, "222")]),
    ];
    let mut entries = Vec::new();
    for (at, cells) in (1..).zip(cases) {
        let entry = changed(&agent, at, cells).await;
        outcomes.push(entry.outcome_reason.clone().filter(|_| entry.outcome == "muted").unwrap_or_default());
        entries.push(entry);
    }
    assert_eq!(outcomes, ["", "", "Rest", "Rest", "Rest", "Rest"]);
    let listed = agent.ok(&["rule", "list"]);
    assert!(
        listed.starts_with("Won: announce table Opportunities, Status is Won; the rules below are not"),
        "{listed}"
    );
    assert!(listed.contains("In passing: announce table Opportunities, Comment pattern"), "{listed}");
    assert!(listed.contains("; quietly"), "{listed}");
    // Each says why.
    let won = why(&agent, &entries[0]).await.decision.unwrap();
    assert_eq!(won.rules.len(), 1, "the others were not asked: {won:?}");
    assert!(won.rules[0].fits && won.rules[0].stop);
    let fitted_before = why(&agent, &entries[2]).await.decision.unwrap().rules.remove(0);
    assert_eq!((fitted_before.answer, fitted_before.conditions[0].answer), (Said::No, Said::Yes));
    let said = agent.ok(&["why", &entries[2].id.to_string()]);
    assert!(said.contains("Status is Won: yes") && said.contains("did not fit before: no"), "{said}");
    let said = agent.ok(&["why", &entries[3].id.to_string()]);
    assert!(said.contains("Status is Won: no, it is Open") && said.contains("Rule \"Rest\" fits: mute"), "{said}");
    let unknown = why(&agent, &entries[5]).await.decision.unwrap().rules.remove(0);
    assert_eq!((unknown.fits, unknown.unknown), (false, Some(Unknown::OldNotTold)));
    let said = agent.ok(&["why", &entries[5].id.to_string()]);
    assert!(said.contains("unknown, the value before was not told") || said.contains("not known whether"), "{said}");
    // What is announced is known after a restart, too.
    let why: Why = agent.json(&["why", &entries[0].id.to_string()]);
    assert_eq!((why.change.id, why.decision), (entries[0].id, Some(won)));
    agent.stop_well().await;
}

#[tokio::test]
async fn the_list_says_how_a_rule_announces() {
    let settings = r#"
[[rule]]
name = "Loud"
row = ["r1", "r2"]
until = "2026-12-01T17:00:00Z"
action = "announce"
level = "acknowledge"
sound = false
in_quiet_hours = true
once_in_minutes = 30
highlight = true
stop = true

[[rule]]
name = "Gathered"
action = "announce"
sound = true
digest = { daily = { at = "17:00", days = ["mon", "fri"] } }

[[rule]]
name = "Each hour"
action = "announce"
digest = "hourly"

[[rule]]
name = "Later"
until = "2026-12-01T17:00:00Z"
action = "snooze"
"#;
    let desktop = Desktop::headless();
    let agent = Agent::start_as(&desktop, &Setup::with_settings(settings)).await;
    let listed = agent.ok(&["rule", "list"]);
    // Times are in the zone of the computer.
    assert!(listed.starts_with("Loud: announce row r1 or r2, until 2026-12-0"), "{listed}");
    for said in [
        "; until it is acknowledged, without a sound, in quiet hours too, at most once per row in 30 minutes, highlighted in the history; the rules below are not asked",
        "Gathered: announce everything; with a sound, gathered Mon Fri at 17:00",
        "Each hour: announce everything; gathered every hour",
        "Later: snooze until 2026-12-0",
    ] {
        assert!(listed.contains(said), "{said}: {listed}");
    }
    agent.stop_well().await;
}

#[tokio::test]
async fn where_there_are_no_rules_no_decision_is_kept() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let entry = changed(&agent, 1, json!([status(Some("111"), "222")])).await;
    assert_eq!(why(&agent, &entry).await.decision, None);
    assert!(agent.ok(&["why", &entry.id.to_string()]).contains("No decision was kept"));
    assert_eq!(agent.cli(&["why", "1"]).code, 1);
    agent.stop_well().await;
}

#[tokio::test]
async fn a_quiet_rule_makes_no_sound_and_a_muted_row_no_popup() {
    let desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let _server = NotificationServer::start(&desktop).await;
    let agent = Agent::start_as(&desktop, &Setup::with_settings(WON)).await;
    changed(&agent, 1, json!([comment("No hurry")])).await;
    let quiet = changed(&agent, 2, json!([comment("Please ASAP")])).await;
    agent.outcome(quiet.id, "shown").await;
    let loud = changed(&agent, 3, json!([status(Some("111"), "222")])).await;
    agent.outcome(loud.id, "shown").await;
    let silent: Vec<bool> = bus.notifies().iter().map(|popup| popup.hints.contains_key("suppress-sound")).collect();
    assert_eq!(silent, [true, false]);
    agent.stop_well().await;
}

#[tokio::test]
async fn a_mistake_in_a_rule_is_said_and_the_rules_before_stay_in_force() {
    let desktop = Desktop::headless();
    let agent = Agent::start_as(&desktop, &Setup::with_settings(WON)).await;
    let text = fs::read_to_string(agent.settings_file()).unwrap();
    fs::write(agent.settings_file(), text.replace(r"\bASAP\b", "(ASAP")).unwrap();
    let said = agent.trouble("settings").await;
    assert!(said.contains("In passing") && said.contains("condition 1 has a pattern"), "{said}");
    let entry = changed(&agent, 1, json!([comment("later")])).await;
    assert_eq!(entry.outcome_reason.as_deref(), Some("Rest"));
    fs::write(agent.settings_file(), text).unwrap();
    agent.no_trouble("settings").await;
    agent.stop_well().await;
}

#[tokio::test]
async fn rules_are_tried_on_what_has_happened() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let won = changed(&agent, 1, json!([status(Some("111"), "222")])).await;
    changed(&agent, 2, json!([status(Some("222"), "111")])).await;
    changed(&agent, 3, json!([comment("ASAP")])).await;
    let file = desktop.path("rules.toml");
    fs::write(&file, WON).unwrap();
    let path = file.to_str().unwrap();
    let tried: TriedRules = agent.json(&["rule", "try", path]);
    let fits: Vec<_> = tried.rules.iter().map(|rule| (rule.name.as_str(), rule.fits)).collect();
    assert_eq!((tried.changes, tried.announced), (3, 2));
    assert_eq!(fits, [("Won", 1), ("In passing", 1), ("Rest", 2)]);
    assert_eq!(tried.rules[0].newest[0].id, won.id);
    let missed = &tried.rules[0].near_misses[0];
    assert_eq!((missed.condition.column.as_str(), missed.condition.found.as_deref()), ("Status", Some("Open")));
    let said = agent.ok(&["rule", "try", path, "--changes", "1"]);
    assert!(said.contains("1 change since") && said.contains("Rule \"In passing\" (announce) fits 1"), "{said}");
    fs::write(&file, WON.replace("\"is\"", "\"equals\"")).unwrap();
    let refused = agent.cli(&["rule", "try", path]);
    assert!(refused.code == 1 && refused.err.contains("rules.toml, line 2: the rule \"Won\""), "{refused:?}");
    // Nothing came in force.
    assert_eq!(agent.json::<Vec<Value>>(&["rule", "list"]), [] as [Value; 0]);
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn columns_and_options_of_a_connected_base_are_known_by_name() {
    let desktop = Desktop::headless();
    let (sales, agent) = (Sales::open().await, start(&desktop).await);
    sales.connect(&agent);
    is_live(&agent).await;
    let add = async |name: &str, column: &str, option: &str, action: &str| {
        let rule = json!({"name": name, "base": sales.base.uuid(), "table": "Opportunities", "action": action,
            "where": {"filters": [{"column_name": column, "filter_predicate": "is", "filter_term": option}]}});
        agent.client().post::<Done>("/v1/rules", &rule).await.unwrap();
    };
    add("Offers", "Stage", "Offer", "mute").await;
    add("Lost", "Stage", "Lost", "mute").await;
    let said = agent.trouble("rule").await;
    assert!(said.contains("Lost") && said.contains("Stage"), "{said}");
    let row = sales.first_row("Opportunities");
    sales.set(&row, "Offer");
    let offer = agent.recorded(1).await.remove(0);
    assert_eq!((offer.outcome.as_str(), offer.outcome_reason.as_deref()), ("muted", Some("Offers")));
    sales.set(&row, "Won");
    let won = agent.recorded(2).await.remove(0);
    assert_ne!(won.outcome, "muted", "a rule that can't be asked holds nothing back");
    let decision = why(&agent, &won).await.decision.unwrap();
    let said: Vec<_> = decision.rules.iter().map(|rule| (rule.rule.as_str(), rule.answer, rule.unknown)).collect();
    assert_eq!(said, [("Offers", Said::No, None), ("Lost", Said::Unknown, Some(Unknown::Broken))]);
    // Renamed, the column can't be found by its name any more; by its key it could.
    sales.base.rename_column("Opportunities", "Stage", "Phase", &sales.anna);
    agent.trouble("rule").await;
    agent.ok(&["rule", "remove", "Lost"]);
    let said = agent.trouble("rule").await;
    assert!(said.contains("Offers") && said.contains("Stage"), "{said}");
    agent.ok(&["rule", "remove", "Offers"]);
    agent.no_trouble("rule").await;
    agent.stop_well().await;
}

/// Rules that need a cell that the change of another one does not tell.
const LARGE: &str = r#"
[[rule]]
name = "Large"
table = "Opportunities"
action = "announce"
stop = true
where = { filters = [
  { column_name = "Status", filter_predicate = "is", filter_term = "Won" },
  { column_name = "Price", filter_predicate = "greater", filter_term = 10000 },
] }

[[rule]]
name = "Rest"
action = "mute"
"#;

#[tokio::test]
async fn what_a_change_does_not_tell_is_known_from_those_before() {
    let desktop = Desktop::headless();
    let agent = Agent::start_as(&desktop, &Setup::with_settings(LARGE)).await;
    let url = agent.url().await;
    let price = |price: u64| json!({"column_key": "pRic", "column_name": "Price", "column_type": "number", "column_data": {}, "value": price});
    let mut at = 0;
    let mut send = async |op_type: &str, row: &str, cells: Value| {
        at += 1;
        let body = bodies::body(op_type, row, row, cells);
        assert_eq!(Request::post(&url, body).send().await.status, 200);
        agent.recorded(at).await.into_iter().max_by_key(|entry| entry.id).unwrap()
    };
    let muted = |entry: &Entry| entry.outcome_reason.as_deref() == Some("Rest");
    let added = send("insert_row", "large", json!([price(20_000), status(None, "111")])).await;
    assert_eq!(added.outcome_reason.as_deref(), Some("settling"), "it may still be filled in");
    // Neither the price nor what it was before is in this change.
    let won = send("modify_row", "large", json!([status(None, "222")])).await;
    assert!(!muted(&won), "{won:?}");
    let said = agent.ok(&["why", &won.id.to_string()]);
    assert_eq!(said.matches("yes; known from the change of ").count(), 2, "{said}");
    let again = send("modify_row", "large", json!([status(None, "222")])).await;
    assert!(muted(&again), "it was won before");
    send("insert_row", "small", json!([price(20_000)])).await;
    send("modify_row", "small", json!([price(5)])).await;
    let small = send("modify_row", "small", json!([status(Some("111"), "222")])).await;
    assert!(muted(&small), "the last price counts");
    let said = agent.ok(&["why", &small.id.to_string()]);
    assert!(said.contains("Price greater 10000: no, it is 5; known from the change of "), "{said}");
    let unseen = send("modify_row", "unseen", json!([status(Some("111"), "222")])).await;
    assert!(muted(&unseen));
    let said = agent.ok(&["why", &unseen.id.to_string()]);
    assert!(said.contains("Price greater 10000: unknown, it was not in this change"), "{said}");
    // One right after the other.
    for body in [
        bodies::body("insert_row", "both", "both", json!([price(20_000)])),
        bodies::body("modify_row", "both", "both", json!([status(Some("111"), "222")])),
    ] {
        assert_eq!(Request::post(&url, body).send().await.status, 200);
    }
    let both = agent.recorded(at + 2).await.into_iter().max_by_key(|entry| entry.id).unwrap();
    assert!(!muted(&both), "{both:?}");
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_seen_before_a_gap_is_not_trusted() {
    let desktop = Desktop::headless();
    let (sales, mut agent) = Sales::connected(&desktop).await;
    for rule in [
        json!({"name": "Acme", "table": "Opportunities", "action": "announce", "stop": true, "where": {"filters": [
            {"column_name": "Stage", "filter_predicate": "is", "filter_term": "Won"},
            {"column_name": "Name", "filter_predicate": "is", "filter_term": "Acme"},
        ]}}),
        json!({"name": "Rest", "action": "mute"}),
    ] {
        agent.client().post::<Done>("/v1/rules", &rule).await.unwrap();
    }
    let row = sales.add("Acme");
    sales.set(&row, "Won");
    let won = agent.recorded(2).await.remove(0);
    assert_ne!(won.outcome, "muted");
    let said = agent.ok(&["why", &won.id.to_string()]);
    assert!(said.contains("Name is Acme: yes; known from the change of "), "{said}");
    agent.stop().await;
    sales.base.keep_operations(5);
    for n in 0..20 {
        sales.add(&format!("Row {n}"));
    }
    agent = start(&desktop).await;
    agent.trouble("missed").await;
    is_live(&agent).await;
    // Nor can the row be read.
    sales.stand_in.faults(|faults| faults.status = Some(500));
    sales.set(&row, "Lead");
    sales.set(&row, "Won");
    let won = agent.recorded(2 + 1 + 5 + 2).await.remove(0);
    let won = agent.outcome(won.id, "muted").await;
    assert_eq!((won.kind.as_str(), won.outcome_reason.as_deref()), ("row_changed", Some("Rest")));
    let said = agent.ok(&["why", &won.id.to_string()]);
    assert!(said.contains("Name is Acme: unknown, it was not in this change"), "{said}");
    agent.stop_well().await;
}
