//! SeaTable's own Python SDK judges the stand-in server, which nobody of us wrote: it logs in, reads, writes and listens.

use std::{path::PathBuf, process::Command};

use rowbell_stand_in::{BaseHandle, BaseSetup, By, Options, Permission, StandIn, TableSetup};
use rowbell_tests::{eventually, process::Process, target_dir};
use serde_json::{Value, json};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/sdk/check.py");

/// The Python that has the SDK. None where `scripts/install.sh test` could not install it, which is said.
fn python() -> Option<PathBuf> {
    let installed = target_dir().join("sdk/requirements.txt").is_file();
    if !installed {
        println!(
            "SKIPPED: SeaTable's Python SDK is not installed; scripts/install.sh test does it where PyPI can be reached"
        );
    }
    installed.then(|| target_dir().join("sdk/bin/python"))
}

/// The SDK at work.
struct Sdk(Process);

impl Sdk {
    fn start(stand_in: &StandIn, token: &str, table: &str) -> Self {
        let python = python().expect("it was looked for");
        let mut command = Command::new(python);
        command.args([SCRIPT, &stand_in.address(), token, table]).env("PYTHONIOENCODING", "utf-8");
        Self(Process::start(&command))
    }

    /// What it said of a step, each time.
    fn said(&self, step: &str) -> Vec<Value> {
        let lines = self.0.said.lines();
        let lines = lines.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines.filter(|line| line["step"] == step).collect()
    }

    /// Waits until it has come to a step so many times.
    async fn comes_to(&mut self, step: &str, times: usize) -> Vec<Value> {
        eventually(&format!("the SDK comes to {step}"), async || {
            let said = self.said(step);
            assert!(said.len() >= times || self.0.is_running(), "{}", self.0.said.text());
            if said.len() >= times { Ok(said) } else { Err(self.0.said.lines()) }
        })
        .await
    }
}

async fn start(options: Options) -> (StandIn, BaseHandle, String) {
    let stand_in = StandIn::start(options).await;
    let tasks = TableSetup::of_every_type("Tasks").link("Customers", "Customers").row(json!({"Name": "First"}));
    let customers = TableSetup::new("Customers").text("Name").row(json!({"Name": "Groß & Söhne"}));
    let base = stand_in.add_base(BaseSetup::new("Vertrieb").table(tasks).table(customers));
    let token = base.api_token("check", Permission::Rw);
    (stand_in, base, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sdk_reads_and_writes_rows() {
    if python().is_none() {
        return;
    }
    let (stand_in, base, token) = start(Options::default()).await;
    let mut sdk = Sdk::start(&stand_in, &token, "Tasks");
    sdk.comes_to("listening", 1).await;
    let step = |name: &str| sdk.said(name).remove(0);

    let auth = json!({"step": "auth", "uuid": base.uuid(), "name": "Vertrieb", "workspace": 1});
    assert_eq!(step("auth"), auth);
    assert_eq!(step("metadata")["tables"], json!(["Tasks", "Customers"]));
    let columns = step("columns")["columns"].as_array().unwrap().clone();
    assert_eq!(columns.len(), 29, "{columns:?}");
    assert_eq!((&columns[0], &columns[28]), (&json!(["Name", "text"]), &json!(["Customers", "link"])));
    assert_eq!(step("views")["views"], json!(["Default View"]));
    assert_eq!(step("users")["users"], json!(["Erika Mustermann"]));
    assert_eq!(step("rows")["rows"][0]["Name"], "First");

    let appended = &step("append")["row"];
    assert_eq!((&appended["Name"], &appended["Status"]), (&json!("Müller 😀"), &json!("Open")));
    assert_eq!(appended["No."], "0002");
    assert_eq!(step("batch")["answer"]["inserted_row_count"], 2);
    assert_eq!(step("update")["row"]["Status"], "Done");
    assert_eq!(step("query")["results"], json!([{"Name": "Müller 😀", "Status": "Done"}]));
    assert_eq!(step("delete")["rows"], json!(["First", "a", "b"]));

    assert_eq!(step("linked")["records"][0]["display_value"], "Groß & Söhne");
    assert_eq!(step("parted")["cell"], json!([]));
    let column = &step("structure")["column"];
    assert_eq!((&column["type"], &column["data"]["format"]), (&json!("number"), &json!("percent")));

    let kinds: Vec<String> = base
        .operations()
        .iter()
        .map(|operation| {
            assert_eq!((operation.author.as_str(), operation.app.as_deref()), ("", Some("check")));
            let op: Value = serde_json::from_str(&operation.operation).unwrap();
            op["op_type"].as_str().unwrap().to_owned()
        })
        .collect();
    let rows = ["append_rows", "append_rows", "modify_row", "delete_row", "update_rows_links", "update_rows_links"];
    assert_eq!(kinds, [&rows[..], &["insert_column", "rename_column", "delete_column"]].concat());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sdk_hears_what_happens() {
    if python().is_none() {
        return;
    }
    let (stand_in, base, token) = start(Options::default()).await;
    let mut sdk = Sdk::start(&stand_in, &token, "Tasks");
    sdk.comes_to("listening", 1).await;
    base.joined(1).await;
    let person = stand_in.add_person("Jörg Müller");
    let by = By::person(&person);
    let before = base.version();

    let row = base.insert_row("Tasks", json!({}), &by);
    base.modify_row("Tasks", &row, json!({"Name": "Größe", "Status": "Done"}), &by);
    base.append_rows("Tasks", vec![json!({"Name": "one"}), json!({"Name": "two"})], &By::app("import"));
    base.delete_row("Tasks", &row, &by);
    let mut events = sdk.comes_to("event", 4).await;

    // The SDK runs each handler on a thread of its own, so they may overtake each other.
    events.sort_by_key(|event| event["version"].as_u64());
    let versions: Vec<u64> = events.iter().map(|event| event["version"].as_u64().unwrap()).collect();
    assert_eq!(versions, (before + 1..=before + 4).collect::<Vec<_>>());
    let logged: Vec<Value> = base.operations()[usize::try_from(before).unwrap()..]
        .iter()
        .map(|operation| serde_json::from_str(&operation.operation).unwrap())
        .collect();
    let heard: Vec<Value> = events.iter().map(|event| event["op"].clone()).collect();
    assert_eq!(heard, logged, "the log and the realtime channel say the same");
    assert_eq!(heard[0]["row_data"]["_id"], json!(row));
    assert_ne!(heard[0]["row_id"], json!(row), "an insert's row_id is the row above");
    assert_eq!(events[1]["converted"]["Name"], "Größe");
    assert_eq!(events[1]["converted"]["Status"], "Done", "the SDK finds the option by its id");
    assert_eq!(heard[1]["updated"]["_last_modifier"], json!(person));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sdk_connects_again_by_itself() {
    if python().is_none() {
        return;
    }
    let (stand_in, base, token) = start(Options::default()).await;
    // Each with a client of its own: one that is cut off while it has only just come back stays away (a fault of
    // python-socketio 5: it forgets the end of a connection until it has noted the connection itself).
    for way in ["down", "cut", "sent away"] {
        let before = base.joins();
        let mut sdk = Sdk::start(&stand_in, &token, "Tasks");
        sdk.comes_to("listening", 1).await;
        base.joined(before + 1).await;
        let by = By::person("someone@auth.local");

        match way {
            "down" => {
                stand_in.down().await;
                base.insert_row("Tasks", json!({"Name": "missed"}), &by);
                stand_in.up().await;
            }
            "cut" => stand_in.drop_sockets(),
            _ => stand_in.kick_sockets().await,
        }
        base.joined(before + 2).await;
        let row = base.insert_row("Tasks", json!({"Name": "heard"}), &by);

        let events = sdk.comes_to("event", 1).await;
        assert_eq!(events[0]["op"]["row_data"]["_id"], json!(row), "{way}: {events:?}");
    }
}
