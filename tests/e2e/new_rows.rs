//! Rows that somebody adds in the grid: empty at first, and then filled in cell by cell.

use rowbell_api::{Entry, Why};
use rowbell_tests::{Agent, Bus, Desktop, NotificationServer, Request, Setup, bodies};
use serde_json::{Value, json};

use crate::{
    rules::status,
    sales::{Sales, is_live, with_secrets_in_a_file},
};

/// A new row that is open is told, and nothing else.
const OPEN: &str = r#"
[[rule]]
name = "Open"
table = "Opportunities"
kind = ["row_added"]
action = "announce"
where = { filters = [
  { column_name = "Status", filter_predicate = "is", filter_term = "Open" },
] }

[[rule]]
name = "Rest"
action = "mute"
"#;

async fn post(agent: &Agent, op_type: &str, row: &str, name: &str, cells: Value) {
    let body = bodies::body(op_type, row, name, cells);
    assert_eq!(Request::post(&agent.url().await, body).send().await.status, 200);
}

fn added<'e>(entries: &'e [Entry], row: &str) -> &'e Entry {
    entries.iter().find(|entry| entry.kind == "row_added" && entry.row_id == row).expect("it is there")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_typed_cell_by_cell_is_told_once_also_over_a_restart() {
    let desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let _server = NotificationServer::start(&desktop).await;
    let mut agent = Agent::start_as(&desktop, &Setup::with_settings(OPEN)).await;
    for row in ["open", "won"] {
        post(&agent, "insert_row", row, "", json!([])).await;
    }
    let entries = agent.recorded(2).await;
    let (open, won) = (added(&entries, "open"), added(&entries, "won"));
    for entry in [open, won] {
        assert_eq!((entry.outcome.as_str(), entry.outcome_reason.as_deref()), ("held", Some("settling")));
    }
    // It is not decided before the next start.
    assert!(agent.stop().await.success());
    let agent = Agent::start(&desktop).await;
    post(&agent, "modify_row", "open", "Acme", json!([status(Some(""), "111")])).await;
    post(&agent, "modify_row", "won", "Corp", json!([status(Some(""), "222")])).await;
    agent.recorded(4).await;
    agent.outcome(open.id, "shown").await;
    agent.outcome(won.id, "muted").await;
    let told = bus.notifies();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].body.contains("Open") || told[0].title.contains("Acme"), "{told:?}");
    let why: Why = agent.get(&format!("/v1/entries/{}/why", open.id)).await;
    assert!(why.decision.expect("is kept").rules[0].fits);
    agent.stop_well().await;
}

/// By the live feed, with a name that the base is asked for meanwhile; what asks for no cells is told at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_of_a_connected_base_is_told_with_its_cells() {
    let desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let _server = NotificationServer::start(&desktop).await;
    let settings = OPEN.replace("Status", "Stage").replace("filter_term = \"Open\"", "filter_term = \"Offer\"");
    let setup = Setup { settings: Some(settings), ..with_secrets_in_a_file() };
    let (sales, agent) = (Sales::open().await, Agent::start_as(&desktop, &setup).await);
    sales.connect(&agent);
    is_live(&agent).await;
    let row = sales.base.insert_row("Opportunities", json!({}), &sales.anna);
    let customer = sales.base.insert_row("Customers", json!({}), &sales.anna);
    let entries = agent.recorded(2).await;
    assert_eq!(added(&entries, &customer).outcome, "muted", "no rule asks for cells there");
    let held = added(&entries, &row);
    assert_eq!(held.outcome_reason.as_deref(), Some("settling"));
    sales.base.modify_row("Opportunities", &row, json!({"Name": "Acme"}), &sales.anna);
    sales.set(&row, "Offer");
    agent.outcome(held.id, "shown").await;
    let told = bus.popup("it", |_| true).await;
    assert!(told.title.contains("Acme") || told.body.contains("Acme"), "{told:?}");
    assert!(told.body.contains("Offer"), "{told:?}");
    assert_eq!(agent.history().await.iter().filter(|entry| entry.outcome == "shown").count(), 1);
    agent.stop_well().await;
}
