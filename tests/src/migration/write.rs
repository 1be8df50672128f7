//! Drives a program through everything that it keeps of a person's days.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rowbell_stand_in::{BaseHandle, BaseSetup, By, Options, Permission, StandIn, TableSetup};
use serde_json::{Value, json};

use super::{
    Program,
    bulk::{Sending, webhook},
    copy_data,
};
use crate::{Bus, Desktop, Manner, NotificationServer, Sender, bodies, relay::Relay, sqlite, until};

/// Nothing of it is ever forgotten, so that a history can be kept as a fixture.
const SETTINGS: &str = "secrets = \"file\"
me = [\"0c2f1e3d5b7a49688d0c@auth.local\"]

[history]
days = 36500
raw_days = 36500

[people]
\"4bc9a7c79c5942c5b6238413f2132bea@auth.local\" = \"Anna Weiß\"

[[endpoint]]
name = \"default\"
token = \"rowbells-migration-token-1\"

[[endpoint]]
name = \"signed\"
token = \"rowbells-migration-token-2\"
signed = true

[[base]]
uuid = \"fae0a3a4-2ba9-4df8-8e83-03fd385e37de\"
address = \"https://cloud.seatable.io/workspace/7/dtable/Gr%C3%B6%C3%9Fe%20%26%20Co/\"

[[rule]]
name = \"Not the log\"
table = \"Log\"
action = \"mute\"

[[rule]]
name = \"Not my own changes\"
person = [\"me\"]
action = \"mute\"
";

/// The secret of the endpoint `signed`.
const SECRET: &str = "s3cret-ü";
/// At most so many changes come at the moment of the kill.
const BURST: usize = 120;

/// A database that a program has written, which was killed then, with everything around it as it was.
pub struct Written {
    /// The desktop, with a session bus that has no notification server.
    pub desktop: Desktop,
    /// The data folder.
    pub data: PathBuf,
    /// The SeaTable server of the connected base.
    pub stand_in: StandIn,
    /// The connected base.
    pub base: BaseHandle,
    /// Who works in it.
    pub anna: By,
    /// The relay.
    pub relay: Relay,
    /// The address at the relay.
    pub relay_url: String,
}

/// Has a program write a database of some more than `count` changes: of all kinds, by all ways and with all outcomes, read
/// and unread, with gaps, and with deliveries that a kill keeps from being recorded.
pub async fn write(program: &Path, count: usize) -> Written {
    let mut around = surroundings().await;
    let bus = Bus::listen(&around.desktop).await;
    let server = NotificationServer::start(&around.desktop).await;
    let mut agent = Program::start(&around.desktop, program, &around.data).await;
    connect(&mut around, &agent).await;
    one_by_one(&around, &agent, &bus, &server).await;
    signed_and_unreadable(&around, &agent).await;
    for n in 0..12 {
        around.add(&format!("Live {n}"));
        around.send_letter(&format!("Letter {n}")).await;
    }
    recorded(&agent, "Letter 11").await;
    recorded(&agent, "Live 11").await;
    let now_ms = now_ms();
    let accepted =
        Sending::start(&url(&agent, "default").await, (0..count).map(|n| webhook(n, count, now_ms))).end().await;
    assert_eq!(accepted, count);
    // The same ones again are repeats, which are counted and not kept.
    let again = (0..count).step_by(97).map(|n| webhook(n, count, now_ms));
    Sending::start(&url(&agent, "default").await, again).end().await;
    agent.post("/v1/read", &json!({"all": true, "query": {"table": "Customers"}})).await;
    agent = while_away(&around, agent, program).await;
    drop(server);
    not_shown(&around, &agent).await;
    killed(&around, agent, program).await;
    around
}

impl Written {
    /// Adds a row to the connected base.
    pub fn add(&self, name: &str) {
        self.base.insert_row("Deals", json!({"Name": name, "Stage": "Lead"}), &self.anna);
    }

    /// Posts a new row to the relay.
    pub async fn send_letter(&self, name: &str) {
        let answer = crate::Request::post(&self.relay_url, bodies::new_row(name, name)).send().await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

async fn surroundings() -> Written {
    let desktop = Desktop::with_bus().await;
    let data = desktop.path("data");
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("rowbell.toml"), SETTINGS).unwrap();
    let stand_in = StandIn::start(Options::default()).await;
    let anna = stand_in.add_person("Anna Weiß");
    let deals = TableSetup::new("Deals").text("Name").select("Stage", &["Lead", "Offer", "Won"]);
    let base = stand_in.add_base(BaseSetup::new("Sales & Co").table(deals.row(json!({"Name": "Old Corp"}))));
    base.add_member(&anna);
    let relay = Relay::start(&desktop).await;
    Written { desktop, data, stand_in, base, anna: By::person(anna), relay, relay_url: String::new() }
}

/// Connects the base, whose webhook comes too, and a mailbox at the relay.
async fn connect(around: &mut Written, agent: &Program) {
    let token = around.base.api_token("rowbell", Permission::R);
    agent.ok(&around.desktop, &["connect", &around.stand_in.address()], &format!("{token}\n"));
    let live = |list: &str, of: &str| {
        let (list, of) = (list.to_owned(), of.to_owned());
        move |status: &Value| {
            status[&list].as_array().is_some_and(|items| items.iter().any(|item| item[&of]["state"] == "live"))
        }
    };
    agent.until("the base is connected", "/v1/status", live("bases", "connection")).await;
    around.base.joined(1).await;
    around.base.add_webhook(&url(agent, "default").await, None);
    let added = agent.ok(&around.desktop, &["relay", "add", &around.relay.invite(), "--json"], "");
    let added: Value = serde_json::from_str(&added).unwrap();
    around.relay_url = added["url"].as_str().expect("an address").to_owned();
    agent.until("the mailbox is connected", "/v1/status", live("endpoints", "relay")).await;
    agent.ok(&around.desktop, &["secret", "set", "signed"], SECRET);
}

/// Shown one by one, some of them clicked and some read.
async fn one_by_one(around: &Written, agent: &Program, bus: &Bus, server: &NotificationServer) {
    let url = url(agent, "default").await;
    let mut sender = Sender::start(&around.desktop);
    for n in 0..5 {
        let name = format!("Single {n}");
        sender.accepted(&url, &bodies::change(&name, &name, "shown")).await;
        let popup = bus.titled(&name).await;
        let entry = recorded(agent, &name).await;
        match n {
            0 | 1 => {
                server.click(popup.id.expect("its id"), "default").await;
                outcome(agent, &name, "clicked").await;
            }
            2 => drop(agent.post("/v1/read", &json!({"ids": [entry["id"]]})).await),
            _ => drop(outcome(agent, &name, "shown").await),
        }
    }
    for name in bodies::sample_names() {
        for body in bodies::sample(&name) {
            sender.accepted(&url, &body).await;
        }
    }
}

/// Signed well, signed badly, and not to be understood.
async fn signed_and_unreadable(around: &Written, agent: &Program) {
    let (signed, url) = (url(agent, "signed").await, url(agent, "default").await);
    let mut sender = Sender::start(&around.desktop);
    for n in 0..4 {
        let body = bodies::new_row(&format!("Signed {n}"), &format!("Signed {n}"));
        assert_eq!(sender.send(&signed, &body, Some(SECRET)).await, 200);
        assert_eq!(sender.send(&signed, &body.replace("Signed", "Forged"), Some("another secret")).await, 401);
        let answer = crate::Request::post(&url, format!("this is no webhook {n}")).send().await;
        assert_eq!(answer.status, 200);
    }
    recorded(agent, "Forged 3").await;
}

/// What comes while the program does not run: kept by the relay, caught up with, and partly gone from the base's log.
async fn while_away(around: &Written, agent: Program, program: &Path) -> Program {
    agent.stop().await;
    for n in 0..8 {
        around.send_letter(&format!("Kept {n}")).await;
    }
    for n in 0..20 {
        around.add(&format!("Away {n}"));
    }
    around.base.keep_operations(6);
    around.base.keep_operations(10_000);
    let agent = Program::start(&around.desktop, program, &around.data).await;
    recorded(&agent, "Kept 7").await;
    recorded(&agent, "Away 19").await;
    let gap = |page: &Value| page["entries"].as_array().is_some_and(|gaps| !gaps.is_empty());
    agent.until("the gap is known", "/v1/history?kind=missed", gap).await;
    agent
}

/// Not taken by the notification server, and held as there is none.
async fn not_shown(around: &Written, agent: &Program) {
    let url = url(agent, "default").await;
    let mut sender = Sender::start(&around.desktop);
    let server = NotificationServer::start_as(&around.desktop, Manner::Refuses).await;
    agent.until("the server is there", "/v1/status", |status| status["popups"] == NotificationServer::TITLE).await;
    for n in 0..3 {
        let name = format!("Refused {n}");
        sender.accepted(&url, &bodies::new_row(&name, &name)).await;
        outcome(agent, &name, "failed").await;
    }
    drop(server);
    agent.until("the server is gone", "/v1/status", |status| status["popups"] != NotificationServer::TITLE).await;
    for n in 0..3 {
        let name = format!("Nobody {n}");
        sender.accepted(&url, &bodies::new_row(&name, &name)).await;
        outcome(agent, &name, "held").await;
    }
}

/// Held by a pause without an end, waiting for a notification server that does not answer, and not even recorded.
async fn killed(around: &Written, mut agent: Program, program: &Path) {
    for attempt in 0..20 {
        agent.post("/v1/resume", &json!({})).await;
        // What came before is written back, so that the log has no more in it than what the kill is about.
        agent.stop().await;
        agent = Program::start(&around.desktop, program, &around.data).await;
        let server = NotificationServer::start_as(&around.desktop, Manner::Hangs).await;
        agent.until("the server is there", "/v1/status", |status| status["popups"] == NotificationServer::TITLE).await;
        let url = url(&agent, "default").await;
        let mut sender = Sender::start(&around.desktop);
        for n in 0..4 {
            let name = format!("Unanswered {attempt} {n}");
            sender.accepted(&url, &bodies::new_row(&name, &name)).await;
        }
        agent.post("/v1/pause", &json!({})).await;
        for n in 0..6 {
            let name = format!("Paused {attempt} {n}");
            sender.accepted(&url, &bodies::new_row(&name, &name)).await;
        }
        let last = recorded(&agent, &format!("Paused {attempt} 5")).await;
        assert_eq!(last["outcome"], "held");
        let burst = (0..BURST).map(|n| bodies::new_row(&format!("Burst {attempt} {n}"), &format!("Burst {n}")));
        let sending = Sending::start(&url, burst);
        until("some of the burst are answered", async || sending.answered(), |answered| *answered > BURST / 4).await;
        agent.process.kill();
        sending.end().await;
        drop(server);
        // Looked at in a copy: whoever opens the database writes the log back into it.
        let copy = around.desktop.path(&format!("killed {attempt}"));
        copy_data(&around.data, &copy);
        let database = copy.join("rowbell.db");
        let unrecorded = sqlite(&database, "SELECT count(*) FROM delivery WHERE recorded = 0");
        let pending = sqlite(&database, "SELECT count(*) FROM entry WHERE outcome = 1");
        println!("killed with {unrecorded} deliveries to record and {pending} changes to show");
        if unrecorded != "0" && pending != "0" {
            return;
        }
        agent = Program::start(&around.desktop, program, &around.data).await;
    }
    panic!("no kill left deliveries unrecorded and changes unshown");
}

async fn url(agent: &Program, endpoint: &str) -> String {
    let urls = agent.get("/v1/urls").await;
    let found = urls.as_array().and_then(|urls| urls.iter().find(|url| url["name"] == endpoint));
    found.and_then(|url| url["url"].as_str()).expect("its address").to_owned()
}

/// Waits until the change of a row is in the history.
async fn recorded(agent: &Program, row: &str) -> Value {
    let name = row.to_owned();
    let find = move |page: &Value| {
        page["entries"]
            .as_array()
            .and_then(|entries| entries.iter().find(|entry| entry["row"]["name"] == name.as_str()).cloned())
    };
    let page = agent.until(row, "/v1/history?limit=1000", |page| find(page).is_some()).await;
    find(&page).expect("it was there")
}

async fn outcome(agent: &Program, row: &str, outcome: &str) -> Value {
    let id = recorded(agent, row).await["id"].clone();
    agent.until(&format!("{row} is {outcome}"), &format!("/v1/entries/{id}"), |entry| entry["outcome"] == outcome).await
}

fn now_ms() -> i64 {
    (bodies::now() * 1000.0) as i64
}
