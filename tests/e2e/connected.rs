//! Connected bases, against the stand-in for SeaTable.

use rowbell_api::{BaseView, Entry, Status};
use rowbell_stand_in::{BaseSetup, Options, Permission, TableSetup};
use rowbell_tests::{Agent, Bus, Desktop, eventually, until};
use serde_json::json;

use crate::sales::{Sales, all, is_live, start};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_brings_names_links_and_changes_without_a_webhook() {
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let sales = Sales::open().await;
    let agent = start(&desktop).await;
    agent.popups_ready().await;
    let said = sales.connect(&agent);
    assert!(said.contains("\"Sales & Co\" is this token's base"), "{said}");
    // Its tables are known before anything changes in them, so that they can be kept quiet.
    let tables =
        |status: &Status| status.bases.iter().flat_map(|base| &base.tables).map(|table| table.name.clone()).collect();
    let both = |tables: &Vec<String>| *tables == ["Opportunities", "Customers"];
    until("its tables are known", async || tables(&agent.status().await), both).await;
    let row = sales.add("Acme");
    let popup = bus.titled("Acme").await;
    assert!(popup.body.contains("Stage: Lead") && popup.body.contains("Anna Weiß"), "{}", popup.body);
    // The row is there at once and filled in later: one popup.
    sales.set(&row, "Offer");
    let popup = bus.popup("the change is told", |popup| popup.body.contains("Offer")).await;
    assert_ne!(popup.replaces, 0);
    desktop.click_popup().await;
    let opened = until("the row is opened", async || desktop.opened(), |opened| !opened.is_empty()).await;
    let address = format!("{}/workspace/1/dtable/Sales%20%26%20Co/?tid=", sales.stand_in.address());
    assert!(opened[0].0.starts_with(&address) && opened[0].0.contains("&vid="), "{opened:?}");
    assert!(opened[0].0.ends_with(&format!("&row-id={row}")), "{opened:?}");
    let entries = agent.recorded(2).await;
    let told = |entry: &Entry| (entry.source.clone(), entry.base.clone(), entry.actor.clone());
    for entry in &entries {
        assert_eq!(told(entry), ("realtime".into(), Some("Sales & Co".into()), "Anna Weiß".into()));
    }
    assert_eq!(entries[0].cells[0].old_text, "Lead");
    assert_eq!(entries[0].cells[0].new_text, "Offer");
    // The token is nowhere but where secrets are kept.
    assert_eq!(agent.files_with(&sales.token), ["secrets.json"]);
    agent.ok(&["base", "remove", sales.base.uuid()]);
    assert_eq!(agent.files_with(&sales.token), [""; 0], "the token is forgotten");
    agent.stop_well().await;
}

/// Changes tell departments by number, and only an account may ask for their names.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn departments_have_their_names_once_there_is_an_account() {
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let sales = Sales::open().await;
    for name in ["Sales", "R&D"] {
        sales.stand_in.add_department(name);
    }
    sales.base.add_column("Opportunities", "Team", "department-single-select", json!(null), &sales.anna);
    let agent = start(&desktop).await;
    sales.connect(&agent);
    is_live(&agent).await;
    agent.popups_ready().await;
    let row = sales.first_row("Opportunities");
    let set = |team: u64| sales.base.modify_row("Opportunities", &row, json!({ "Team": team }), &sales.anna);
    set(2);
    bus.popup("the number is told", |popup| popup.body.contains("Team: empty → 2")).await;
    let joins = sales.base.joins();
    let token = sales.stand_in.account_token(&sales.base.owner());
    agent.ok_with(&["account", "add", &sales.stand_in.address()], &format!("{token}\n"));
    // Joined anew with the names in force.
    until("it is connected anew", async || sales.base.joins(), |now| *now > joins).await;
    set(1);
    // The row's popup is updated, and may go on from its first value.
    bus.popup("the name is told", |popup| popup.body.contains("→ Sales")).await;
    let texts = async || {
        let cell = all(&agent).remove(0).cells.remove(0);
        (cell.old_text, cell.new_text)
    };
    until("both names are told", texts, |texts| *texts == ("R&D".to_owned(), "Sales".to_owned())).await;
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_changes_by_webhook_feed_and_log_are_told_once() {
    told_once(Sales::open().await).await;
}

/// A webhook and the log tell the server's time, the feed tells none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_they_are_when_the_clocks_are_an_hour_apart() {
    for ahead_ms in [-3_600_000, 3_600_000] {
        told_once(Sales::open_with(Options { ahead_ms, ..Options::default() }).await).await;
    }
}

async fn told_once(sales: Sales) {
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let mut agent = start(&desktop).await;
    sales.connect(&agent);
    is_live(&agent).await;
    agent.popups_ready().await;
    sales.base.add_webhook(&agent.url().await, None);
    let row = sales.add("Acme");
    bus.titled("Acme").await;
    let delivered = async || sales.stand_in.sent().len();
    for (n, stage) in ["Offer", "Won", "Offer", "Won"].into_iter().enumerate() {
        sales.set(&row, stage);
        until("the webhook came", delivered, |sent| *sent == n + 2).await;
    }
    let rows = vec![json!({"Name": "One"}), json!({"Name": "Two"}), json!({"Name": "Three"})];
    sales.base.append_rows("Opportunities", rows, &sales.anna);
    until("the batch's webhook came", delivered, |sent| *sent == 6).await;
    let count = |entries: &Vec<Entry>| entries.len() == 8;
    until("each is there once", async || all(&agent), count).await;
    // The log brings it all a third time.
    agent.stop().await;
    let agent = start(&desktop).await;
    is_live(&agent).await;
    let entries = all(&agent);
    assert_eq!(entries.len(), 8, "{entries:#?}");
    let stages: Vec<_> = entries.iter().rev().filter(|entry| entry.kind == "row_changed").collect();
    let stages: Vec<_> = stages.iter().map(|entry| entry.cells[0].new_text.as_str()).collect();
    assert_eq!(stages, ["Offer", "Won", "Offer", "Won"]);
    agent.stop_well().await;
}

/// Two webhooks of one base, to two addresses of this computer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_change_at_two_addresses_is_one_entry_and_one_popup() {
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let (sales, agent) = (Sales::open().await, start(&desktop).await);
    agent.popups_ready().await;
    agent.ok(&["endpoint", "add", "second"]);
    let urls: Vec<rowbell_api::UrlView> = agent.get("/v1/urls").await;
    let mut addresses: Vec<_> = urls.into_iter().map(|url| (url.name, url.url)).collect();
    addresses.dedup_by(|(one, _), (other, _)| one == other);
    assert_eq!(addresses.len(), 2, "{addresses:?}");
    for (_, url) in &addresses {
        sales.base.add_webhook(url, None);
    }
    let row = sales.add("Acme");
    bus.titled("Acme").await;
    let delivered = async || sales.stand_in.sent().len();
    for (n, stage) in ["Offer", "Won", "Offer", "Won"].into_iter().enumerate() {
        sales.set(&row, stage);
        until("both webhooks came", delivered, |sent| *sent == 2 * (n + 2)).await;
    }
    agent.recorded(5).await;
    // One that comes after all the others have gone their way.
    sales.add("Last");
    until("both webhooks came", delivered, |sent| *sent == 12).await;
    bus.titled("Last").await;
    let recorded = async || agent.history().await;
    let entries = until("the last is there", recorded, |entries| entries[0].row.name == "Last").await;
    let stages: Vec<_> = entries.iter().rev().filter(|entry| entry.kind == "row_changed").collect();
    let stages: Vec<_> = stages.iter().map(|entry| entry.cells[0].new_text.as_str()).collect();
    assert_eq!((entries.len(), stages), (6, vec!["Offer", "Won", "Offer", "Won"]));
    assert_eq!(bus.notifies().iter().filter(|popup| popup.title == "Last").count(), 1, "{:#?}", bus.notifies());
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_goes_away_is_named_and_what_it_missed_to_tell_is_caught_up_with() {
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let (sales, agent) = Sales::connected(&desktop).await;
    agent.popups_ready().await;
    sales.stand_in.down().await;
    let trouble = agent.trouble("not_connected").await;
    assert!(trouble.contains("Sales & Co"), "{trouble}");
    sales.add("Meanwhile");
    sales.stand_in.up().await;
    agent.no_trouble("not_connected").await;
    bus.titled("Meanwhile").await;
    // An event that is lost on the way shows as a jump of the version.
    sales.stand_in.faults(|faults| faults.lose_events = 1);
    sales.add("Lost");
    sales.add("After");
    let names = async || all(&agent).iter().map(|entry| entry.row.name.clone()).collect::<Vec<_>>();
    until("both are there", names, |names| names.contains(&"Lost".into()) && names.contains(&"After".into())).await;
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_no_longer_reaches_back_is_a_gap_in_the_history() {
    let desktop = Desktop::headless();
    let sales = Sales::open().await;
    let mut agent = start(&desktop).await;
    sales.connect(&agent);
    sales.add("Acme");
    agent.recorded(1).await;
    agent.stop().await;
    sales.base.keep_operations(5);
    for n in 0..20 {
        sales.add(&format!("Row {n}"));
    }
    let agent = start(&desktop).await;
    let entries = until("the newest are here", async || all(&agent), |entries| entries.len() == 7).await;
    let gap = entries.iter().find(|entry| entry.kind == "missed").expect("a gap");
    assert!(gap.unread && gap.text.contains("15 operations"), "{gap:?}");
    agent.trouble("missed").await;
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_can_not_be_connected_says_why() {
    let desktop = Desktop::headless();
    let sales = Sales::open().await;
    let agent = start(&desktop).await;
    let connect = |server: &str, token: &str| agent.cli_with(&["connect", server], &format!("{token}\n"));
    let address = sales.stand_in.address();
    let wrong = connect(&address, "0000000000000000000000000000000000000000");
    assert!(wrong.code != 0 && wrong.err.contains("token"), "{wrong:?}");
    let nobody = connect("http://127.0.0.1:9", &sales.token);
    assert!(nobody.code != 0 && nobody.err.contains("reached"), "{nobody:?}");
    sales.stand_in.faults(|faults| faults.storm = true);
    let storm = connect(&address, &sales.token);
    assert!(storm.code != 0 && storm.err.contains("calls"), "{storm:?}");
    sales.stand_in.faults(|faults| faults.storm = false);
    let secure = Sales::open_with(Options { tls: true, ..Options::default() }).await;
    let unknown = connect(&secure.stand_in.address(), &secure.token);
    assert!(unknown.code != 0 && unknown.err.contains("certificate"), "{unknown:?}");
    for said in [&wrong, &nobody, &storm, &unknown] {
        assert!(!said.err.contains(&sales.token) && !said.err.contains(&secure.token), "{said:?}");
    }
    assert!(agent.status().await.bases.is_empty(), "nothing is left of those");
    agent.stop_well().await;
}

/// Names that become known later mend what was told before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_that_come_later_mend_popup_and_history() {
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let sales = Sales::open().await;
    let agent = start(&desktop).await;
    agent.popups_ready().await;
    sales.base.add_webhook(&agent.url().await, None);
    sales.add("Acme");
    let popup = bus.titled("Acme").await;
    assert!(!popup.body.contains("Anna"), "{}", popup.body);
    sales.connect(&agent);
    let mended = bus.popup("it names Anna", |popup| popup.title == "Acme" && popup.body.contains("Anna Weiß")).await;
    assert_ne!(mended.replaces, 0);
    let entry = &agent.recorded(1).await[0];
    assert_eq!((entry.actor.as_str(), entry.base.as_deref()), ("Anna Weiß", Some("Sales & Co")));
    eventually("it is found by her name", async || {
        let found: Vec<Entry> = agent.json(&["history", "--person", "anna"]);
        if found.len() == 1 { Ok(()) } else { Err(found) }
    })
    .await;
    agent.stop_well().await;
}

/// The feed tells only what changed in a row, by ids; what the row is called is asked for and mends what was told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_no_report_has_named_get_their_names() {
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let (sales, agent) = Sales::connected(&desktop).await;
    agent.popups_ready().await;
    let (row, customer) = (sales.first_row("Opportunities"), sales.first_row("Customers"));
    sales.set(&row, "Won");
    let popup = bus.titled("Old Corp").await;
    assert!(popup.body.contains("Lead → Won"), "{}", popup.body);
    sales.base.link("Opportunities", "Customer", &row, &customer, &sales.anna);
    let popup = bus.popup("the link names both rows", |popup| popup.body.contains("Müller GmbH")).await;
    assert_eq!(popup.title, "Old Corp");
    let named = async || all(&agent).iter().all(|entry| !entry.row.name.is_empty());
    until("each row is named in the history", named, |named| *named).await;
    assert_eq!(agent.json::<Vec<Entry>>(&["history", "--search", "Corp"]).len(), all(&agent).len());
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_is_named_by_a_person_has_the_persons_name() {
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let sales = Sales::open().await;
    let anna = sales.anna.person.clone().expect("a person");
    let shifts = TableSetup::new("Shifts").column("Who", "collaborator", json!(null)).text("Note");
    let duty =
        sales.stand_in.add_base(BaseSetup::new("Duty").table(shifts.row(json!({"Who": [anna], "Note": "early"}))));
    duty.add_member(&anna);
    let agent = start(&desktop).await;
    let token = duty.api_token("rowbell", Permission::R);
    agent.ok_with(&["connect", &sales.stand_in.address()], &format!("{token}\n"));
    is_live(&agent).await;
    agent.popups_ready().await;
    let row = duty.rows("Shifts")[0]["_id"].as_str().unwrap().to_owned();
    duty.modify_row("Shifts", &row, json!({"Note": "late"}), &sales.anna);
    bus.titled("Anna Weiß").await;
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_access_that_has_ended_is_asked_for_anew_and_a_new_name_is_noticed() {
    let desktop = Desktop::headless();
    let sales = Sales::open().await;
    let agent = start(&desktop).await;
    sales.stand_in.faults(|faults| faults.token_life_s = Some(2));
    sales.connect(&agent);
    is_live(&agent).await;
    sales.stand_in.faults(|faults| faults.lose_events = 1);
    sales.add("Lost");
    // It is looked for after a while, with an access that has ended by then.
    let names = async || all(&agent).iter().map(|entry| entry.row.name.clone()).collect::<Vec<_>>();
    until("what was lost is found", names, |names| *names == ["Lost"]).await;
    sales.stand_in.faults(|faults| faults.token_life_s = None);
    sales.base.rename("Sales & Friends");
    sales.stand_in.drop_sockets();
    let named = async || agent.status().await.bases.iter().filter_map(|base| base.name.clone()).collect::<Vec<_>>();
    until("the new name is known", named, |names| *names == ["Sales & Friends"]).await;
    let entry = &all(&agent)[0];
    assert!(entry.link.as_ref().is_some_and(|link| link.contains("Sales%20%26%20Friends")), "{entry:?}");
    agent.stop_well().await;
}

/// No base makes the keyring ask; all are connected once it is unlocked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_keyring_is_said_and_bases_connect_once_it_is_unlocked() {
    let mut desktop = Desktop::with_bus().await;
    desktop.start_keyring(Some("pass")).await;
    let sales = Sales::open().await;
    let mut agent = Agent::start(&desktop).await;
    sales.connect(&agent);
    is_live(&agent).await;
    agent.stop().await;
    desktop.stop_keyring().await;
    desktop.start_keyring(None).await;
    let agent = Agent::start(&desktop).await;
    let trouble = agent.trouble("not_connected").await;
    assert!(trouble.contains("Sales & Co") && trouble.contains("rowbell secret unlock"), "{trouble}");
    desktop.unlock_keyring("pass").await;
    is_live(&agent).await;
    agent.no_trouble("not_connected").await;
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_bases_of_two_servers_in_one_agent() {
    let desktop = Desktop::headless();
    let servers = [Sales::open().await, Sales::open_with(Options { seed: 2, ..Options::default() }).await];
    let agent = start(&desktop).await;
    let mut bases = Vec::new();
    for (number, server) in (0..20).zip(servers.iter().cycle()) {
        let name = format!("Team {number}");
        let base = server.stand_in.add_base(BaseSetup::new(&name).table(TableSetup::new("Tasks").text("Name")));
        let token = base.api_token("rowbell", Permission::R);
        agent.ok_with(&["connect", &server.stand_in.address()], &format!("{token}\n"));
        bases.push((name, base, &server.anna, server.stand_in.address()));
    }
    let all_live = |status: &Status| {
        let live = |base: &&BaseView| base.connection.as_ref().is_some_and(|connection| connection.state == "live");
        status.bases.iter().filter(live).count() == 20
    };
    let before = agent.status_where("all are connected", all_live).await.bases;
    // Who connects one anew leaves the others alone.
    let (_, base, _, address) = &bases[0];
    agent.ok_with(&["connect", address], &format!("{}\n", base.api_token("again", Permission::R)));
    let anew = |status: &Status| {
        let mut changed = status.bases.iter().zip(&before).filter(|(now, then)| now.connection != then.connection);
        all_live(status) && changed.next().is_some_and(|(now, _)| now.uuid == base.uuid()) && changed.next().is_none()
    };
    agent.status_where("one is connected anew", anew).await;
    let told = |row: &str, (name, _, _, address): &(String, _, _, String)| {
        (
            format!("{row} of {name}"),
            Some(name.clone()),
            format!("{address}/workspace/1/dtable/{}/", name.replace(' ', "%20")),
        )
    };
    for (name, base, anna, _) in &bases {
        base.insert_row("Tasks", json!({ "Name": format!("First of {name}") }), anna);
    }
    agent.recorded(20).await;
    // What happens to one of the servers is nothing to the bases of the other.
    servers[0].stand_in.down().await;
    agent.trouble("not_connected").await;
    for (name, base, anna, _) in &bases {
        base.insert_row("Tasks", json!({ "Name": format!("Second of {name}") }), anna);
    }
    agent.recorded(30).await;
    servers[0].stand_in.up().await;
    let mut found: Vec<_> = agent
        .recorded(40)
        .await
        .into_iter()
        .map(|entry| {
            let link = entry.link.expect("a link");
            (entry.row.name, entry.base, link[..link.find("?").expect("a table")].to_owned())
        })
        .collect();
    let mut expected: Vec<_> = bases.iter().flat_map(|base| [told("First", base), told("Second", base)]).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    agent.stop_well().await;
}
