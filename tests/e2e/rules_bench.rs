//! A rule, tried on what has happened while it is written.

use std::fs;

use rowbell_api::{Bench, BenchDay, BenchRequest, Done, Example, ExampleView, Idle, Rule, RuleCheck, TriedRules};
use rowbell_tests::{Agent, Desktop, Request, Setup, bodies};
use serde_json::{Value, from_value, json};

use crate::rules::{changed, comment, status};

/// "Status is Won", and what else is given.
fn won(fields: Value) -> Rule {
    let mut rule = json!({"name": "Won", "table": "Opportunities", "action": "announce", "where": {"filters": [
        {"column_name": "Status", "filter_predicate": "is", "filter_term": "Won"}]}});
    rule.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    from_value(rule).unwrap()
}

fn price(price: u64) -> Value {
    json!({"column_key": "pRic", "column_name": "Price", "column_type": "number", "column_data": {}, "value": price})
}

async fn bench(agent: &Agent, rule: Rule, replaces: Option<&str>) -> Bench {
    let request = BenchRequest { rule, replaces: replaces.map(Into::into), changes: None, examples: Vec::new() };
    agent.client().post("/v1/bench", &request).await.unwrap()
}

#[tokio::test]
async fn a_rule_is_asked_about_the_changes_of_its_place_as_if_it_were_in_force() {
    const QUIET: &str = "[[rule]]\nname = \"No comments\"\naction = \"mute\"\nkind = [\"row_changed\"]\n\
        where = { filters = [{ column_name = \"Comment\", filter_predicate = \"contains\", filter_term = \"later\" }] }\n";
    let desktop = Desktop::headless();
    let agent = Agent::start_as(&desktop, &Setup::with_settings(QUIET)).await;
    let nothing = bench(&agent, won(json!({})), None).await;
    assert_eq!((nothing.changes, nothing.since, nothing.days.len()), (0, None, 0));

    changed(&agent, 1, json!([status(Some("111"), "222"), comment("later")])).await;
    let told = changed(&agent, 2, json!([status(Some("111"), "222")])).await;
    let open = changed(&agent, 3, json!([status(Some("222"), "111")])).await;
    changed(&agent, 4, json!([comment("call them")])).await;
    let tried = bench(&agent, won(json!({})), None).await;
    assert_eq!((tried.changes, tried.fits, tried.follows, tried.unknown), (4, 2, 1, 0));
    let newest: Vec<_> = tried.newest.iter().map(|one| (one.change.id, one.overruled.as_deref())).collect();
    assert_eq!(newest[0], (told.id, None));
    assert_eq!(newest[1].1, Some("No comments"));
    assert_eq!(tried.near_misses.len(), 1);
    let missed = &tried.near_misses[0];
    assert_eq!((missed.change.id, missed.condition.found.as_deref()), (open.id, Some("Open")));
    let days = |of: fn(&BenchDay) -> u64| tried.days.iter().map(of).sum::<u64>();
    assert_eq!((days(|day| day.changes), days(|day| day.follows)), (4, 1));

    // In place of the one that mutes, nothing is overruled; what asks for another place sees no change.
    let alone = bench(&agent, won(json!({})), Some("No comments")).await;
    assert_eq!((alone.fits, alone.follows), (2, 2));
    let elsewhere = bench(&agent, won(json!({"table": "Contacts"})), None).await;
    assert_eq!((elsewhere.changes, elsewhere.fits), (0, 0));
    let muting = bench(&agent, won(json!({"action": "mute"})), None).await;
    assert_eq!((muting.fits, muting.follows), (2, 2));
    // What can't be asked says so, and a mistake is refused where it is.
    let mistake =
        json!({"where": {"filters": [{"column_name": "Comment", "filter_predicate": "pattern", "filter_term": "("}]}});
    let refused = agent.client().post::<Bench>("/v1/bench", &json!({"rule": won(mistake)})).await.unwrap_err();
    assert!(refused.to_string().contains("condition 1"), "{refused}");
    // Nothing came in force.
    assert_eq!(agent.json::<Vec<Rule>>(&["rule", "list"]).len(), 1);
    agent.stop_well().await;
}

#[tokio::test]
async fn what_is_known_from_before_is_known_in_a_trial_too() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let url = agent.url().await;
    let sent = [
        ("insert_row", "large", json!([price(20_000), status(None, "111")])),
        ("insert_row", "small", json!([price(5), status(None, "111")])),
        ("modify_row", "large", json!([status(None, "222")])),
        ("modify_row", "small", json!([status(None, "222")])),
        ("modify_row", "large", json!([status(None, "222")])),
        ("modify_row", "unseen", json!([status(Some("111"), "222")])),
    ];
    for (at, (op, row, cells)) in (1..).zip(sent) {
        assert_eq!(Request::post(&url, bodies::body(op, row, row, cells)).send().await.status, 200);
        agent.recorded(at).await;
    }
    let large = json!({"where": {"filters": [
        {"column_name": "Status", "filter_predicate": "is", "filter_term": "Won"},
        {"column_name": "Price", "filter_predicate": "greater", "filter_term": 10000}]}});
    let whole = bench(&agent, won(large.clone()), None).await;
    assert_eq!((whole.changes, whole.fits, whole.unknown), (6, 1, 1), "{whole:?}");
    assert_eq!(whole.newest[0].change.title, "large");
    let small = whole.near_misses.iter().find(|missed| missed.change.title == "small").unwrap();
    assert_eq!((small.condition.found.as_deref(), small.condition.seen_at.is_some()), (Some("5"), true));
    // What happened before the first change that is looked at is known, too.
    let last = BenchRequest { rule: won(large), replaces: None, changes: Some(3), examples: Vec::new() };
    let last: Bench = agent.client().post("/v1/bench", &last).await.unwrap();
    assert_eq!((last.changes, last.fits, last.unknown), (3, 0, 1), "{last:?}");
    let missed = last.near_misses.iter().find(|missed| missed.change.title == "small").unwrap();
    assert_eq!(missed.condition.found.as_deref(), Some("5"));
    // And to rules in a file.
    let file = desktop.path("rules.toml");
    fs::write(&file, "[[rule]]\nname = \"Large\"\naction = \"announce\"\nwhere = { filters = [\n  { column_name = \"Status\", filter_predicate = \"is\", filter_term = \"Won\" },\n  { column_name = \"Price\", filter_predicate = \"greater\", filter_term = 10000 },\n] }\n").unwrap();
    let tried: TriedRules = agent.json(&["rule", "try", file.to_str().unwrap()]);
    assert_eq!((tried.rules[0].fits, tried.rules[0].unknown), (1, 1));
    agent.stop_well().await;
}

/// Which examples are breached, by the change's number, with what must be.
fn breached(examples: &[ExampleView]) -> Vec<(i64, bool)> {
    examples.iter().filter(|example| example.breached).map(|example| (example.change.id, example.rings)).collect()
}

#[tokio::test]
async fn examples_stay_with_their_rule_and_a_breach_is_told() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let client = agent.client();
    let told = changed(&agent, 1, json!([status(Some("111"), "222")])).await;
    let open = changed(&agent, 2, json!([status(Some("222"), "111")])).await;
    client.post::<Done>("/v1/rules", &won(json!({}))).await.unwrap();
    let examples = [Example { id: told.id, rings: true }, Example { id: open.id, rings: false }];
    agent.ok(&["rule", "keep", "Won", &open.id.to_string(), "ring"]);
    agent.ok(&["rule", "keep", "Won", &told.id.to_string(), "ring"]);
    let said = agent.ok(&["rule", "keep", "Won", &open.id.to_string(), "not-ring"]);
    assert!(said.contains("has 2 examples now"), "{said}");
    assert!(client.put::<Done>("/v1/rules/Lost/examples", &examples).await.is_err(), "there is no such rule");
    let unknown = [Example { id: 1, rings: true }];
    assert!(client.put::<Done>("/v1/rules/Won/examples", &unknown).await.is_err(), "there is no such change");
    let check = async || client.get::<Vec<RuleCheck>>("/v1/checks").await.unwrap().remove(0);
    let fine = check().await;
    assert_eq!((fine.rule.as_str(), fine.examples.len(), breached(&fine.examples)), ("Won", 2, vec![]));
    assert!(agent.ok(&["rule", "check"]).contains("Nothing is wrong with the rule"));

    // A draft is checked before it is saved, and may have others.
    let lost =
        json!({"where": {"filters": [{"column_name": "Status", "filter_predicate": "is", "filter_term": "Open"}]}});
    let request = |rule: Rule, examples: &[Example]| {
        let examples = examples.to_vec();
        BenchRequest { rule, replaces: Some("Won".into()), changes: None, examples }
    };
    let tried: Bench = client.post("/v1/bench", &request(won(lost.clone()), &examples)).await.unwrap();
    assert_eq!(breached(&tried.examples), [(told.id, true), (open.id, false)]);
    let turned = [Example { id: open.id, rings: true }];
    let tried: Bench = client.post("/v1/bench", &request(won(lost.clone()), &turned)).await.unwrap();
    assert_eq!((tried.examples.len(), breached(&tried.examples)), (1, vec![]));

    // They outlive a new name, and their changes.
    let mut renamed = won(lost);
    renamed.name = "Open".into();
    client.put::<Done>("/v1/rules/Won", &renamed).await.unwrap();
    client.post::<Done>("/v1/delete", &json!({"ids": [told.id, open.id]})).await.unwrap();
    let now = check().await;
    assert_eq!(breached(&now.examples), [(told.id, true), (open.id, false)]);
    assert!(now.examples.iter().all(|example| example.gone && !example.change.title.is_empty()));
    let said = agent.cli(&["rule", "check"]);
    assert!(said.code == 1 && said.err.contains("2 examples are not as"), "{said:?}");
    let listed = agent.ok(&["rule", "list"]);
    assert!(listed.contains("must ring for this change, and does not:"), "{listed}");
    assert!(listed.contains("must not ring for this change, and does:"), "{listed}");
    // One that mutes rings for what it does not keep quiet.
    client.put::<Done>("/v1/rules/Open", &won(json!({"action": "mute"}))).await.unwrap();
    assert_eq!(breached(&check().await.examples), [(told.id, true), (open.id, false)]);
    client.put::<Done>("/v1/rules/Won", &won(json!({"action": "mute", "where": renamed.conditions}))).await.unwrap();
    assert_eq!(breached(&check().await.examples), []);

    // They go with the rule.
    agent.ok(&["rule", "remove", "Won"]);
    client.post::<Done>("/v1/rules", &won(json!({}))).await.unwrap();
    assert_eq!(check().await.examples, []);
    agent.stop_well().await;
}

#[tokio::test]
async fn rules_that_can_do_nothing_are_marked_with_the_reason() {
    let desktop = Desktop::headless();
    let settings = "[[rule]]\nname = \"Deals\"\ntable = \"Opportunities\"\naction = \"announce\"\nstop = true\n\n\
        [[rule]]\nname = \"Gaps\"\nkind = [\"missed\"]\naction = \"announce\"\n";
    let agent = Agent::start_as(&desktop, &Setup::with_settings(settings)).await;
    let tried = bench(&agent, won(json!({})), None).await;
    assert_eq!(tried.idle, Some(Idle::Shadowed { by: "Deals".into() }));
    assert_eq!(bench(&agent, won(json!({})), Some("Deals")).await.idle, None);
    let checks: Vec<RuleCheck> = agent.json(&["rule", "check"]);
    let idle: Vec<_> = checks.into_iter().map(|check| check.idle).collect();
    assert_eq!(idle, [None, Some(Idle::Kinds)]);
    let listed = agent.ok(&["rule", "list"]);
    assert!(listed.contains("can do nothing: no rule is asked about changes of these kinds"), "{listed}");
    agent.stop_well().await;
}
