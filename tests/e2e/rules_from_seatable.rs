//! The rules that a base has at SeaTable, taken over with the person's account.

use rowbell_api::{Difference, NotOffered, Rule, SeatableRulesView, When};
use rowbell_stand_in::{BaseHandle, BaseSetup, Options, StandIn, TableSetup};
use rowbell_tests::{Agent, Desktop, Setup};
use serde_json::{Value, json};

/// A notification rule or automation of the table of deals.
fn theirs(base: &BaseHandle, id: u64, name: &str, trigger: Value) -> Value {
    let mut whole = json!({"rule_name": name, "table_id": base.table("Deals")["_id"], "view_id": "0000"});
    whole.as_object_mut().unwrap().extend(trigger.as_object().unwrap().clone());
    json!({
        "id": id, "dtable_uuid": base.uuid(), "run_condition": "per_update", "trigger": whole, "is_valid": true,
        "action": {"type": "notify", "users": [], "users_column_key": "", "default_msg": "Look"},
    })
}

/// Rings at any change of a won deal.
fn won(base: &BaseHandle, id: u64) -> Value {
    let status = &base.table("Deals")["columns"][1];
    let (key, option) = (&status["key"], &status["data"]["options"][1]["id"]);
    let filter = json!({"column_key": key, "filter_predicate": "is", "filter_term": option});
    let trigger = json!({
        "condition": "filters_satisfy", "filters": [filter], "filter_conjunction": "And", "watch_all_columns": false,
        "column_keys": [key],
    });
    theirs(base, id, "Deal won", trigger)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_at_seatable_are_offered_with_what_they_do_otherwise_and_added() {
    let desktop = Desktop::headless();
    let setup = Setup { env: vec![("ROWBELL_SECRETS", "file".into())], ..Setup::default() };
    let agent = Agent::start_as(&desktop, &setup).await;
    let stand_in = StandIn::start(Options::default()).await;
    let anna = stand_in.add_person("Anna Weiß");
    let deals = TableSetup::new("Deals").text("Name").select("Status", &["Open", "Won"]);
    let base = stand_in.add_base(BaseSetup::new("Sales").in_workspace(1, &anna).table(deals));
    let none = agent.cli(&["rule", "from-seatable"]);
    assert!(none.code != 0 && none.err.contains("rowbell account add"), "{none:?}");
    let token = stand_in.account_token(&anna);
    agent.ok_with(&["account", "add", &stand_in.address()], &format!("{token}\n"));

    // A base that is not used is asked only by name. Where there can be no automations, there are just none.
    assert!(agent.json::<Vec<Value>>(&["rule", "from-seatable"]).is_empty());
    assert!(agent.ok(&["rule", "from-seatable", "Sales"]).contains("no notification rules"));
    let due = theirs(&base, 2, "Due soon", json!({"condition": "near_deadline", "date_column_name": "Due"}));
    base.set_notification_rules(vec![won(&base, 1), due]);
    base.set_automation_rules(vec![theirs(&base, 1, "Deal won", json!({"condition": "rows_added"}))]);
    let offered: Vec<SeatableRulesView> = agent.json(&["rule", "from-seatable", "Sales"]);
    let [notified, due, automated] = offered[0].rules.as_slice() else { panic!("{offered:?}") };
    let rule = notified.rule.as_ref().unwrap();
    assert_eq!((rule.when, rule.table.as_deref()), (Some(When::EveryChange), base.table("Deals")["_id"].as_str()));
    assert_eq!(notified.differences, [Difference::View { view: "0000".into() }]);
    assert_eq!((&due.rule, &due.not_offered), (&None, &Some(NotOffered::Deadline)));
    assert!(automated.automation && automated.rule.as_ref().unwrap().name == "Deal won 2", "{automated:?}");
    let listed = agent.ok(&["rule", "from-seatable", "Sales"]);
    for part in ["Deal won: announce", "in the view \"0000\"", "Due soon", "waits for a date", "--became"] {
        assert!(listed.contains(part), "{part}: {listed}");
    }

    let said = agent.ok(&["rule", "from-seatable", "Sales", "--add", "--became"]);
    assert!(said.contains("\"Deal won\"") && said.contains("\"Deal won 2\""), "{said}");
    let rules: Vec<Rule> = agent.json(&["rule", "list"]);
    assert_eq!(rules.iter().map(|rule| rule.when).collect::<Vec<_>>(), [Some(When::Became), None]);
    // They are known again, and not added twice.
    let again: Vec<SeatableRulesView> = agent.json(&["rule", "from-seatable", "Sales"]);
    let added: Vec<_> = again[0].rules.iter().map(|theirs| theirs.added.as_deref()).collect();
    assert_eq!(added, [Some("Deal won"), None, Some("Deal won 2")]);
    assert!(agent.ok(&["rule", "from-seatable", "Sales", "--add"]).contains("Nothing was added"));
    assert_eq!(agent.json::<Vec<Rule>>(&["rule", "list"]), rules);
    agent.stop_well().await;
}
