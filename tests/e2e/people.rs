//! Names of people, which a base is followed without.

use rowbell_stand_in::By;
use rowbell_tests::{Desktop, until};
use serde_json::json;

use crate::sales::{Sales, all, is_live, start};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_base_is_followed_while_its_people_are_not_to_be_had() {
    for status in [500, 404, 403] {
        let desktop = Desktop::headless();
        let (sales, agent) = (Sales::open().await, start(&desktop).await);
        sales.stand_in.faults(|faults| faults.people = Some(status));
        sales.connect(&agent);
        is_live(&agent).await;
        let row = sales.add("Acme");
        let entry = agent.recorded(1).await.remove(0);
        assert_eq!((entry.row.name.as_str(), entry.table.as_str()), ("Acme", "Opportunities"));
        assert!(!entry.actor.contains("Anna"), "{entry:?}");
        // Tables and columns are asked for anew as ever.
        sales.base.rename_column("Opportunities", "Stage", "Phase", &sales.anna);
        sales.base.modify_row("Opportunities", &row, json!({"Phase": "Offer"}), &sales.anna);
        agent.recorded(2).await;
        agent.no_trouble("not_connected").await;
        agent.no_trouble("behind").await;
        // Names come later: at the latest when it is connected anew.
        sales.stand_in.faults(|faults| faults.people = None);
        sales.connect(&agent);
        until(
            "the name is known",
            async || all(&agent),
            |entries| entries.iter().all(|entry| entry.actor == "Anna Weiß"),
        )
        .await;
        agent.stop_well().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_of_all_pages_and_of_apps_are_known() {
    for broken in [false, true] {
        let desktop = Desktop::headless();
        let (sales, agent) = (Sales::open().await, start(&desktop).await);
        let people: Vec<String> = (0..6).map(|n| sales.stand_in.add_person(&format!("Person {n}"))).collect();
        people.iter().take(5).for_each(|person| sales.base.add_member(person));
        sales.base.add_app_user(&people[5]);
        sales.stand_in.faults(|faults| {
            faults.people_page = Some(2);
            faults.more_people = broken.then_some(500);
        });
        sales.connect(&agent);
        is_live(&agent).await;
        for (n, person) in people.iter().enumerate() {
            let row = json!({ "Name": format!("Row {n}") });
            sales.base.insert_row("Opportunities", row, &By::person(person));
        }
        let entries = agent.recorded(6).await;
        let known: Vec<_> = entries.iter().rev().map(|entry| entry.actor.starts_with("Person ")).collect();
        // Anna and the first are on the first page, and all of the app's.
        let expected = if broken { [true, false, false, false, false, true] } else { [true; 6] };
        assert_eq!(known, expected, "{entries:#?}");
        agent.no_trouble("not_connected").await;
        agent.stop_well().await;
    }
}

/// The account says whose it is, and the person is asked once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_the_person_is_is_proposed_and_asked_once() {
    for is_me in [true, false] {
        let desktop = Desktop::headless();
        let (sales, mut agent) = Sales::connected(&desktop).await;
        let anna = sales.anna.clone();
        let id = sales.stand_in.add_person("Ben");
        let token = sales.stand_in.account_token(&id);
        agent.ok_with(&["account", "add", &sales.stand_in.address()], &format!("{token}\n"));
        let status = agent.status_where("somebody is proposed", |status| status.likely_me.is_some()).await;
        let likely = status.likely_me.unwrap();
        assert_eq!((&likely.id, likely.name.as_str()), (&id, "Ben"));
        assert!(agent.ok(&["status"]).contains("is Ben's"));
        let said: &[&str] = if is_me { &["me", &id] } else { &["me", &id, "--not"] };
        agent.ok(said);
        assert_eq!(agent.status().await.likely_me, None);
        agent.stop().await;
        agent = start(&desktop).await;
        is_live(&agent).await;
        let row = sales.base.insert_row("Opportunities", json!({"Name": "By Ben"}), &By::person(&id));
        let entry = agent.recorded(1).await.remove(0);
        assert_eq!(entry.outcome_reason.as_deref() == Some("own change"), is_me, "{entry:?}");
        sales.base.modify_row("Opportunities", &row, json!({"Name": "By Anna"}), &anna);
        assert_ne!(agent.recorded(2).await.remove(0).outcome, "muted");
        assert_eq!(agent.status().await.likely_me, None, "it is asked once");
        agent.stop_well().await;
    }
}
