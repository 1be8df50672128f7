//! What a change does not tell is read from the base, where a rule needs it.

use rowbell_api::{Entry, Why};
use rowbell_tests::{Agent, Bus, Desktop, NotificationServer, Setup};

use crate::sales::{Sales, is_live, with_secrets_in_a_file};

/// An offer to Old Corp is told, and nothing else. A change of the stage does not tell the name.
const OFFER: &str = r#"
[[rule]]
name = "Offer"
action = "announce"
where = { filters = [
  { column_name = "Stage", filter_predicate = "is", filter_term = "Offer" },
  { column_name = "Name", filter_predicate = "is", filter_term = "Old Corp" },
] }

[[rule]]
name = "Rest"
action = "mute"
"#;

/// An agent that is connected to the base, and the only row of that.
async fn connected(desktop: &Desktop) -> (Sales, Agent, String) {
    let setup = Setup { settings: Some(OFFER.to_owned()), ..with_secrets_in_a_file() };
    let (sales, agent) = (Sales::open().await, Agent::start_as(desktop, &setup).await);
    sales.connect(&agent);
    is_live(&agent).await;
    let row = sales.first_row("Opportunities");
    (sales, agent, row)
}

async fn is_read(agent: &Agent, entry: &Entry) -> bool {
    let why: Why = agent.get(&format!("/v1/entries/{}/why", entry.id)).await;
    let rule = why.decision.expect("is kept").rules.remove(0);
    rule.fits && rule.conditions.iter().any(|condition| condition.column == "Name" && condition.read)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_is_read_that_a_rule_asks_about() {
    let desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let _server = NotificationServer::start(&desktop).await;
    let (sales, agent, row) = connected(&desktop).await;
    sales.set(&row, "Offer");
    let entry = agent.recorded(1).await.remove(0);
    let shown = agent.outcome(entry.id, "shown").await;
    assert!(is_read(&agent, &shown).await);
    assert!(agent.ok(&["why", &entry.id.to_string()]).contains("read from SeaTable"));
    // What the rule says no to anyway is decided at once.
    sales.set(&row, "Won");
    let won = agent.recorded(2).await.remove(0);
    assert_eq!(won.outcome, "muted");
    assert_eq!(bus.notifies().len(), 1);
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_slow_server_tells_late_is_announced_late_and_once() {
    let desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let _server = NotificationServer::start(&desktop).await;
    let (sales, agent, row) = connected(&desktop).await;
    sales.stand_in.faults(|faults| faults.slow_ms = 3_000);
    sales.set(&row, "Offer");
    // Nothing waits behind it.
    sales.base.insert_row("Customers", serde_json::json!({"Name": "Next"}), &sales.anna);
    let entries = agent.recorded(2).await;
    let find = |kind: &str| entries.iter().find(|entry| entry.kind == kind).expect("it is there");
    let (offer, next) = (find("row_changed"), find("row_added"));
    assert_eq!((offer.outcome.as_str(), offer.outcome_reason.as_deref()), ("held", Some("looking_up")));
    assert_eq!(agent.entry(next.id).await.entry.outcome, "muted");
    let shown = agent.outcome(offer.id, "shown").await;
    assert!(is_read(&agent, &shown).await);
    assert_eq!(bus.notifies().len(), 1);
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_for_its_row_at_the_end_is_decided_after_the_next_start() {
    let desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let _server = NotificationServer::start(&desktop).await;
    let (sales, mut agent, row) = connected(&desktop).await;
    sales.stand_in.faults(|faults| faults.slow_ms = 600_000);
    sales.set(&row, "Offer");
    let entry = agent.recorded(1).await.remove(0);
    assert_eq!(entry.outcome_reason.as_deref(), Some("looking_up"));
    assert!(agent.stop().await.success());
    sales.stand_in.faults(|faults| faults.slow_ms = 0);
    let agent = Agent::start_as(&desktop, &with_secrets_in_a_file()).await;
    let shown = agent.outcome(entry.id, "shown").await;
    assert!(is_read(&agent, &shown).await);
    assert_eq!(bus.notifies().len(), 1);
    agent.stop_well().await;
}
