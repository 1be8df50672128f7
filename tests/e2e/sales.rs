//! A base on the stand-in for SeaTable, and an agent that is connected to it.

use rowbell_api::Entry;
use rowbell_stand_in::{BaseHandle, BaseSetup, By, Options, Permission, StandIn, TableSetup};
use rowbell_tests::{Agent, Desktop, Setup};
use serde_json::json;

/// A base with a table, and Anna, who works in it.
pub(crate) struct Sales {
    pub(crate) stand_in: StandIn,
    pub(crate) base: BaseHandle,
    pub(crate) token: String,
    pub(crate) anna: By,
}

impl Sales {
    pub(crate) async fn open() -> Self {
        Self::open_with(Options::default()).await
    }

    /// And an agent that is connected to it.
    pub(crate) async fn connected(desktop: &Desktop) -> (Self, Agent) {
        let (sales, agent) = (Self::open().await, start(desktop).await);
        sales.connect(&agent);
        is_live(&agent).await;
        (sales, agent)
    }

    pub(crate) async fn open_with(options: Options) -> Self {
        let stand_in = StandIn::start(options).await;
        let anna = stand_in.add_person("Anna Weiß");
        let table = TableSetup::new("Opportunities")
            .text("Name")
            .select("Stage", &["Lead", "Offer", "Won"])
            .link("Customer", "Customers")
            .row(json!({"Name": "Old Corp", "Stage": "Lead"}));
        let customers = TableSetup::new("Customers").text("Name").row(json!({"Name": "Müller GmbH"}));
        let base = stand_in.add_base(BaseSetup::new("Sales & Co").table(table).table(customers));
        base.add_member(&anna);
        let token = base.api_token("rowbell", Permission::R);
        Self { stand_in, base, token, anna: By::person(anna) }
    }

    pub(crate) fn connect(&self, agent: &Agent) -> String {
        agent.ok_with(&["connect", &self.stand_in.address()], &format!("{}\n", self.token))
    }

    pub(crate) fn add(&self, name: &str) -> String {
        self.base.insert_row("Opportunities", json!({"Name": name, "Stage": "Lead"}), &self.anna)
    }

    /// The id of the only row that the table has had from the beginning.
    pub(crate) fn first_row(&self, table: &str) -> String {
        self.base.rows(table)[0]["_id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn set(&self, row: &str, stage: &str) {
        self.base.modify_row("Opportunities", row, json!({ "Stage": stage }), &self.anna);
    }
}

/// No keyring is needed.
pub(crate) fn with_secrets_in_a_file() -> Setup {
    Setup { env: vec![("ROWBELL_SECRETS", "file".into())], ..Setup::default() }
}

/// An agent that keeps secrets in a file.
pub(crate) async fn start(desktop: &Desktop) -> Agent {
    Agent::start_as(desktop, &with_secrets_in_a_file()).await
}

pub(crate) fn all(agent: &Agent) -> Vec<Entry> {
    agent.json(&["history", "--limit", "2000"])
}

pub(crate) async fn is_live(agent: &Agent) {
    agent
        .status_where("the base is connected", |status| {
            status
                .bases
                .iter()
                .any(|base| base.connection.as_ref().is_some_and(|connection| connection.state == "live"))
        })
        .await;
}
