//! Connected bases that miss much, stand still, or keep their contents to themselves.

use rowbell_api::{BaseView, Done, Entry};
use rowbell_stand_in::Options;
use rowbell_tests::{Bus, Desktop, panel::Icon, until};
use serde_json::json;

use crate::sales::{Sales, all, is_live, start};

/// No more of the log is read at a time than the settings say; the gap is seen, and can be loaded.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_much_at_a_time_is_a_gap_that_can_be_loaded() {
    for operations_page in [100, 25] {
        let desktop = Desktop::headless();
        let sales = Sales::open_with(Options { operations_page, ..Options::default() }).await;
        let mut agent = start(&desktop).await;
        sales.connect(&agent);
        sales.add("Acme");
        agent.recorded(1).await;
        agent.stop().await;
        let settings = std::fs::read_to_string(agent.settings_file()).unwrap();
        std::fs::write(agent.settings_file(), settings.replace("#pages = 40", "pages = 1")).unwrap();
        for n in 0..150 {
            sales.add(&format!("Row {n}"));
        }
        let agent = start(&desktop).await;
        let missing =
            |entries: &[Entry]| entries.iter().find(|entry| entry.kind == "missed").map(|gap| gap.rows_affected);
        // Those before it, the gap, and the page after it.
        let expected = operations_page + 2;
        let entries = until("the newest are here", async || all(&agent), |entries| entries.len() == expected).await;
        let mut gap = 150 - operations_page as u64;
        assert_eq!(missing(&entries), Some(gap));
        // It stands between what came before and what came after it, and not where it was noticed.
        assert_eq!(entries.iter().position(|entry| entry.kind == "missed"), Some(operations_page));
        is_live(&agent).await;
        while gap > 0 {
            let said = agent.ok(&["base", "load", "Sales & Co"]);
            let before = gap;
            gap = gap.saturating_sub(operations_page as u64);
            let loaded = before - gap;
            let expected = match gap {
                0 => "What was missing is in the history now.".to_owned(),
                _ => format!("{loaded} of {before} missing operations are in the history now."),
            };
            assert!(said.starts_with(&expected), "{said}");
            let smaller = |entries: &Vec<Entry>| missing(entries) == Some(gap).filter(|gap| *gap > 0);
            until("the gap gets smaller", async || all(&agent), smaller).await;
        }
        let entries = until("all are here", async || all(&agent), |entries| entries.len() == 151).await;
        let mut names: Vec<_> = entries.iter().rev().skip(1).map(|entry| entry.row.name.clone()).collect();
        names.sort_by_key(|name| name[4..].parse::<u32>().unwrap());
        assert_eq!(names, (0..150).map(|n| format!("Row {n}")).collect::<Vec<_>>(), "each once");
        assert!(agent.cli(&["base", "load", "Sales & Co"]).err.contains("no gap"));
        agent.stop_well().await;
    }
}

/// Pages of the log are as large as the server gives them, so that few calls are made.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_missed_is_read_in_few_calls() {
    for (operations_page, missed, expected) in [(1_000, 2_500, 4), (100, 250, 4), (25, 250, 10)] {
        let desktop = Desktop::headless();
        let sales = Sales::open_with(Options { operations_page, ..Options::default() }).await;
        let mut agent = start(&desktop).await;
        sales.connect(&agent);
        let row = sales.add("Acme");
        agent.recorded(1).await;
        agent.stop().await;
        for n in 0..missed {
            sales.set(&row, if n % 2 == 0 { "Offer" } else { "Lead" });
        }
        sales.stand_in.forget_calls();
        let agent = start(&desktop).await;
        agent.status_where("all are here", |status| status.total == missed + 1).await;
        let calls = sales.stand_in.calls();
        let made = calls.iter().filter(|call| call.path.ends_with("operations/") && !call.query.ends_with("count=1"));
        assert_eq!(made.count(), expected, "{:?}", sales.stand_in.counts());
        agent.stop_well().await;
    }
}

/// The process stands still, and so does the network; the server takes no more calls for a while.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_stood_still_and_a_storm_of_429_lose_nothing() {
    let desktop = Desktop::headless();
    let (sales, agent) = Sales::connected(&desktop).await;
    agent.process.signal(rustix::process::Signal::STOP);
    sales.stand_in.drop_sockets();
    sales.stand_in.faults(|faults| faults.storm = true);
    for n in 0..20 {
        sales.add(&format!("Row {n}"));
    }
    agent.process.signal(rustix::process::Signal::CONT);
    let refused = async || agent.trouble("not_connected").await;
    until("the storm is said", refused, |trouble| trouble.contains("no more requests")).await;
    sales.stand_in.faults(|faults| faults.storm = false);
    // It waits as long as it was told to; whoever can't wait asks anew, as an awakening does.
    sales.connect(&agent);
    until("all are here", async || all(&agent), |entries| entries.len() == 20).await;
    agent.stop_well().await;
}

/// The feed goes on, but the log can't be read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_can_not_be_read_is_said() {
    let desktop = Desktop::headless();
    let (sales, agent) = Sales::connected(&desktop).await;
    sales.stand_in.faults(|faults| (faults.lose_events, faults.storm) = (1, true));
    sales.add("Lost");
    sales.add("After");
    let trouble = agent.trouble("behind").await;
    assert!(trouble.contains("What was missed in Sales & Co") && trouble.contains("limit of API calls"), "{trouble}");
    assert_eq!(agent.recorded(1).await[0].row.name, "After");
    is_live(&agent).await;
    sales.stand_in.faults(|faults| faults.storm = false);
    // It asks again after a minute; an awakening asks at once.
    sales.connect(&agent);
    agent.no_trouble("behind").await;
    agent.recorded(2).await;
    agent.stop_well().await;
}

/// Somebody whose screen others see: popups and tray say where something changed, and no more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_base_can_keep_its_contents_out_of_popups_and_tray() {
    let desktop = Desktop::with_panel().await;
    let bus = Bus::listen(&desktop).await;
    let sales = Sales::open().await;
    let agent = start(&desktop).await;
    agent.popups_ready().await;
    let icon = Icon::registered(&desktop).await;
    sales.connect(&agent);
    is_live(&agent).await;
    let unknown = agent.cli(&["base", "hide", "Purchasing"]);
    assert!(unknown.code != 0 && unknown.err.contains("Sales & Co"), "{unknown:?}");
    let said = agent.ok(&["base", "hide", "Sales & Co"]);
    assert!(said.contains("only that something changed in \"Sales & Co\""), "{said}");
    let bases: Vec<BaseView> = agent.json(&["base", "list"]);
    assert!(bases[0].hide_contents && agent.ok(&["base", "list"]).contains("say nothing of what is in it"));

    let row = sales.add("Acme");
    assert_eq!(bus.titled("A change in Sales & Co").await.body.lines().count(), 1, "the time");
    sales.set(&row, "Offer");
    let rows = vec![json!({"Name": "Übermut"}), json!({"Name": "Zweite"})];
    sales.base.append_rows("Opportunities", rows, &sales.anna);
    for entry in agent.recorded(4).await {
        agent.outcome(entry.id, "shown").await;
    }
    icon.line("A change in Sales & Co").await;
    icon.tooltip_where("it names the base", |_, text| text.contains("Connected: Sales &amp; Co")).await;
    // What a second start shows of all that is unread.
    let _: Done = agent.client().post("/v1/activate", &()).await.expect("it shows them");
    bus.titled("4 changes").await;
    for content in ["Acme", "Übermut", "Zweite", "Lead", "Offer", "Stage", "Opportunities", "Anna"] {
        assert!(!bus.carried(content), "{content}: {:#?}", bus.notifies());
    }
    assert!(bus.carried("A change in Sales"));

    agent.ok(&["base", "hide", sales.base.uuid(), "off"]);
    sales.add("Blue Door");
    bus.titled("Blue Door").await;
    icon.line("Blue Door").await;
    agent.stop_well().await;
}
