//! The rules that FORMATS of SeaTable are known by, held by the stand-in: each test is a rule.
#![allow(clippy::unwrap_used)]

mod editing;
mod faults;
mod http;
mod realtime;
mod rest;
mod sending;

use std::{
    fmt::Debug,
    time::{Duration, Instant},
};

use rowbell_stand_in::{BaseHandle, BaseSetup, Options, StandIn, TableSetup};
use serde_json::json;

/// Asks again and again until it is so.
async fn until<T: Debug>(what: &str, mut ask: impl FnMut() -> T, fits: impl Fn(&T) -> bool) -> T {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let value = ask();
        if fits(&value) {
            return value;
        }
        assert!(Instant::now() < end, "{what}: at last {value:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A server with one base of two tables that are linked.
async fn start(options: Options) -> (StandIn, BaseHandle) {
    let stand_in = StandIn::start(options).await;
    let tasks = TableSetup::new("Tasks")
        .text("Name")
        .select("Prio", &["+", "++"])
        .column("Amount", "number", json!({"format": "euro"}))
        .link("Customers", "Customers")
        .row(json!({"Name": "Task A", "Prio": "+"}))
        .row(json!({"Name": "Task B"}));
    let customers = TableSetup::new("Customers").text("Name").row(json!({"Name": "Müller & Söhne"}));
    let base = stand_in.add_base(BaseSetup::new("Vertrieb & Co").table(tasks).table(customers));
    (stand_in, base)
}

/// The id of a row by its name.
fn row_id(base: &BaseHandle, table: &str, name: &str) -> String {
    let row = base.rows(table).into_iter().find(|row| row["Name"] == name).unwrap();
    row["_id"].as_str().unwrap().to_owned()
}
