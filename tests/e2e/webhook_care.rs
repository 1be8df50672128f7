//! Webhooks that Rowbell makes and looks after, against the stand-in for SeaTable.

use std::time::{Duration, Instant};

use rowbell_api::{BaseWebhooksView, CreatedWebhook, DisabledReason, Entry, ProblemCode};
use rowbell_stand_in::{BaseHandle, BaseSetup, By, Options, Permission, StandIn, TableSetup};
use rowbell_tests::{
    Agent, Desktop, Setup, eventually, free_port,
    relay::{Relay, came, is_live},
    until,
};
use serde_json::{Value, json};

/// Anna's base.
struct Sales {
    stand_in: StandIn,
    base: BaseHandle,
    anna: String,
}

impl Sales {
    async fn open() -> Self {
        let stand_in = StandIn::start(Options::default()).await;
        let anna = stand_in.add_person("Anna Weiß");
        let setup = BaseSetup::new("Sales").in_workspace(1, &anna).table(TableSetup::new("Tasks").text("Name"));
        let base = stand_in.add_base(setup);
        Self { stand_in, base, anna }
    }

    /// And an agent that has made a webhook for it with Anna's account.
    async fn with_webhook(desktop: &Desktop, setup: &Setup) -> (Self, Agent) {
        let (sales, agent) = (Self::open().await, Agent::start_as(desktop, setup).await);
        sales.give_account(&agent);
        agent.ok(&["webhook", "create", "Sales", "--no-container"]);
        (sales, agent)
    }

    fn add(&self, name: &str) {
        self.base.insert_row("Tasks", json!({ "Name": name }), &By::person(&self.anna));
    }

    /// Gives an agent Anna's account.
    fn give_account(&self, agent: &Agent) -> String {
        let token = self.stand_in.account_token(&self.anna);
        let said = agent.ok_with(&["account", "add", &self.stand_in.address()], &format!("{token}\n"));
        assert!(said.contains("sees 1 base") && !said.contains(&token), "{said}");
        token
    }

    fn is_on(&self) -> bool {
        self.base.webhooks()[0].is_valid
    }
}

/// How an agent is started that keeps secrets in a file, at a port that stays, and does not wait for minutes.
fn setup() -> Setup {
    let env = vec![("ROWBELL_SECRETS", "file".into()), ("ROWBELL_HURRY", "200".into())];
    Setup { env, port: Some(free_port()), ..Setup::default() }
}

async fn came_by_webhook(agent: &Agent, name: &str) -> Entry {
    let find = async || agent.history().await.into_iter().find(|entry| entry.row.name == name);
    let found = until(&format!("{name} is here"), find, Option::is_some).await.unwrap();
    assert_eq!(found.source, "local");
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_is_made_with_one_command_and_its_changes_are_signed() {
    let desktop = Desktop::headless();
    let sales = Sales::open().await;
    let agent = Agent::start_as(&desktop, &setup()).await;
    let none = agent.cli(&["webhook", "list"]);
    assert!(none.code != 0 && none.err.contains("rowbell account add"), "{none:?}");
    let token = sales.give_account(&agent);
    let bases: Vec<Value> = agent.json(&["account", "bases"]);
    assert_eq!((bases.len(), bases[0]["name"].as_str()), (1, Some("Sales")));

    let unknown = agent.cli(&["webhook", "create", "Purchases"]);
    assert!(unknown.code != 0 && unknown.err.contains("Sales"), "{unknown:?}");
    let made: CreatedWebhook = agent.json(&["webhook", "create", "Sales", "--no-container"]);
    assert_eq!((made.url.clone(), made.endpoint.as_str(), made.was_there), (agent.url().await, "default", false));
    let secret = sales.base.webhooks()[0].secret().map(str::to_owned).expect("a secret");
    assert!(secret.len() >= 50, "{} characters", secret.len());
    sales.add("Acme");
    assert_eq!(came_by_webhook(&agent, "Acme").await.authenticity, "verified");
    assert!(agent.history().await[0].link.is_some(), "the base's address is known");
    let listed: Vec<BaseWebhooksView> = agent.json(&["webhook", "list"]);
    let webhook = &listed[0].webhooks[0];
    assert_eq!((webhook.state.as_str(), webhook.endpoint.as_deref()), ("valid", Some("default")));

    // A second time it is the same one, with the same secret.
    let again: CreatedWebhook = agent.json(&["webhook", "create", sales.base.uuid(), "--no-container"]);
    assert!(again.was_there && sales.base.webhooks().len() == 1);
    sales.add("Bolt");
    assert_eq!(came_by_webhook(&agent, "Bolt").await.authenticity, "verified");

    for hidden in [&token, &secret] {
        assert_eq!(agent.files_with(hidden), ["secrets.json"]);
    }
    agent.ok(&["account", "remove", &sales.stand_in.address()]);
    assert_eq!(agent.files_with(&token), [""; 0], "the token is forgotten");
    agent.stop_well().await;
}

/// Its endpoint is called like the base, as far as an endpoint can be: 64 characters of any script, and no slash.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_is_made_for_a_base_of_any_name() {
    let desktop = Desktop::headless();
    let (sales, agent) = Sales::with_webhook(&desktop, &setup()).await;
    let chinese = "销售部门的客户与合同以及所有报价单和发票总表";
    assert_eq!(chinese.chars().count(), 22);
    let long = "京".repeat(90);
    let names = [(chinese, chinese), ("R&D / Sales", "R&D - Sales"), (&long, &long[..48 * 3])];
    for (base, endpoint) in names {
        sales
            .stand_in
            .add_base(BaseSetup::new(base).in_workspace(1, &sales.anna).table(TableSetup::new("T").text("Name")));
        let made: CreatedWebhook = agent.json(&["webhook", "create", base, "--no-container"]);
        assert_eq!(made.endpoint, endpoint);
    }
    for name in ["a/before", "base/7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e001"] {
        let refused = agent.cli(&["endpoint", "add", name]);
        assert!(
            refused.code != 0 && refused.err.contains("Nothing was changed") && refused.err.contains("\"/\""),
            "{refused:?}"
        );
    }
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_that_was_switched_off_while_nobody_was_here_is_mended() {
    let desktop = Desktop::headless();
    let setup = setup();
    let (sales, mut agent) = Sales::with_webhook(&desktop, &setup).await;
    sales.add("Before");
    came_by_webhook(&agent, "Before").await;
    agent.stop().await;
    sales.add("Refused");
    until("SeaTable gave up", async || sales.is_on(), |on| !on).await;

    let agent = Agent::start_as(&desktop, &setup).await;
    until("it is on again", async || sales.is_on(), |on| *on).await;
    let trouble = agent.trouble("webhook_off").await;
    assert!(trouble.contains("Sales") && trouble.contains("not running"), "{trouble}");
    assert!(trouble.contains("switched it on again"), "{trouble}");
    let listed: Vec<BaseWebhooksView> = agent.json(&["webhook", "list"]);
    let webhook = &listed[0].webhooks[0];
    assert_eq!((webhook.state.as_str(), webhook.why), ("valid", Some(DisabledReason::Away)));
    assert!(webhook.mended_at >= webhook.noticed_at && webhook.noticed_at.is_some(), "{webhook:?}");
    sales.add("After");
    assert_eq!(came_by_webhook(&agent, "After").await.authenticity, "verified");
    agent.no_trouble("webhook_off").await;
    agent.stop_well().await;
}

/// Also one that still posts to the old address while that is renewed, beside one at the new address.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn webhooks_are_looked_after_while_their_address_is_renewed() {
    let desktop = Desktop::headless();
    let setup = setup();
    let (sales, mut agent) = Sales::with_webhook(&desktop, &setup).await;
    let old = agent.url().await;
    agent.ok(&["endpoint", "renew", "default"]);
    agent.ok(&["webhook", "create", "Sales", "--no-container"]);
    let on = || sales.base.webhooks().iter().filter(|webhook| webhook.is_valid).count();
    assert_eq!((sales.base.webhooks().len(), on()), (2, 2));
    agent.stop().await;
    sales.add("Refused");
    until("SeaTable gave both up", async || on(), |on| *on == 0).await;

    let agent = Agent::start_as(&desktop, &setup).await;
    until("both are on again", async || on(), |on| *on == 2).await;
    let listed: Vec<BaseWebhooksView> = agent.json(&["webhook", "list"]);
    let at_old = listed[0].webhooks.iter().find(|webhook| webhook.url == old).expect("the old one");
    assert_eq!(at_old.endpoint.as_deref(), Some("default"));
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_want_that_is_told_and_mends_it_by_hand() {
    let desktop = Desktop::headless();
    let setup = setup();
    let (sales, mut agent) = Sales::with_webhook(&desktop, &setup).await;
    agent.stop().await;
    let file = agent.settings_file();
    let settings = std::fs::read_to_string(&file).unwrap();
    let server = format!("server = \"{}\"\n", sales.stand_in.address());
    assert!(settings.contains(&server), "{settings}");
    std::fs::write(&file, settings.replace(&server, &format!("{server}mend_webhooks = false\n"))).unwrap();
    sales.add("Refused");
    until("SeaTable gave up", async || sales.is_on(), |on| !on).await;

    let agent = Agent::start_as(&desktop, &setup).await;
    let trouble = agent.trouble("webhook_off").await;
    assert!(trouble.contains("`rowbell webhook enable Sales`"), "{trouble}");
    assert!(!sales.is_on(), "it is left alone");
    let said = agent.ok(&["webhook", "enable", "Sales"]);
    assert!(said.contains("SeaTable sends again") && sales.is_on(), "{said}");
    sales.add("After");
    came_by_webhook(&agent, "After").await;
    agent.no_trouble("webhook_off").await;
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_account_silence_tells_and_the_next_webhook_ends_it() {
    let desktop = Desktop::headless();
    let sales = Sales::open().await;
    let setup = setup();
    let mut agent = Agent::start_as(&desktop, &setup).await;
    let token = sales.base.api_token("rowbell", Permission::R);
    agent.ok_with(&["connect", &sales.stand_in.address()], &format!("{token}\n"));
    sales.base.add_webhook(&agent.url().await, None);
    sales.add("Before");
    until("the webhook came", async || sales.stand_in.sent().len(), |sent| *sent == 1).await;
    agent.recorded(1).await;
    agent.stop().await;
    sales.add("Refused");
    until("SeaTable gave up", async || sales.is_on(), |on| !on).await;

    let agent = Agent::start_as(&desktop, &setup).await;
    // People go on working; the changes come over the realtime channel alone.
    let trouble = eventually("the silence is noticed", async || {
        sales.add("Another");
        let troubles = agent.status().await.troubles;
        troubles.into_iter().find(|trouble| trouble.code.name() == "webhook_silent").ok_or("not yet")
    })
    .await;
    let address = format!("{}/workspace/1/dtable/Sales/", sales.stand_in.address());
    assert!(trouble.message.contains(&address) && trouble.message.contains("press Save"), "{trouble:?}");
    // Anna makes one anew, which does as much as pressing Save.
    sales.base.add_webhook(&agent.url().await.replace("127.0.0.1", "localhost"), None);
    sales.add("After");
    agent.no_trouble("webhook_silent").await;
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_that_was_given_up_is_expected_no_more_over_a_restart_too() {
    let desktop = Desktop::headless();
    let sales = Sales::open().await;
    let orders = sales.stand_in.add_base(BaseSetup::new("Orders").table(TableSetup::new("Tasks").text("Name")));
    let add = |base: &BaseHandle| base.insert_row("Tasks", json!({ "Name": "Row" }), &By::person(&sales.anna));
    let setup = setup();
    let mut agent = Agent::start_as(&desktop, &setup).await;
    for (n, base) in [&sales.base, &orders].into_iter().enumerate() {
        let token = base.api_token("rowbell", Permission::R);
        agent.ok_with(&["connect", &sales.stand_in.address()], &format!("{token}\n"));
        base.add_webhook(&agent.url().await, None);
        add(base);
        agent.recorded(n + 1).await;
    }
    agent.stop().await;
    add(&sales.base);
    add(&orders);
    until("SeaTable gave up", async || sales.is_on() || orders.webhooks()[0].is_valid, |on| !on).await;

    let silent = async |agent: &Agent, wanted: &[&str]| {
        eventually("the silence is noticed", async || {
            add(&sales.base);
            add(&orders);
            let troubles = agent.status().await.troubles;
            let silent = troubles.into_iter().filter_map(|problem| match problem.code {
                ProblemCode::WebhookSilent { base, .. } => Some(base),
                _ => None,
            });
            let mut bases: Vec<_> = silent.collect();
            bases.sort();
            if bases == wanted { Ok(()) } else { Err(format!("{bases:?}")) }
        })
        .await;
    };
    let mut agent = Agent::start_as(&desktop, &setup).await;
    silent(&agent, &["Orders", "Sales"]).await;
    let said = agent.ok(&["webhook", "forget", sales.base.uuid()]);
    assert!(said.contains("until it comes again"), "{said}");
    silent(&agent, &["Orders"]).await;
    let said = agent.ok(&["webhook", "forget", "Sales"]);
    assert!(said.contains("nothing to forget"), "{said}");
    agent.stop().await;
    let agent = Agent::start_as(&desktop, &setup).await;
    silent(&agent, &["Orders"]).await;
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_that_is_off_for_a_reason_here_is_not_switched_on_until_that_is_mended() {
    let desktop = Desktop::headless();
    let (sales, agent) = Sales::with_webhook(&desktop, &setup()).await;
    agent.ok_with(&["secret", "set", "default"], "mistyped\n");
    for n in 1..=5 {
        sales.add(&format!("Row {n}"));
        until("it was refused", async || sales.stand_in.sent().len(), |sent| *sent == n).await;
    }
    assert!(!sales.is_on(), "SeaTable gave up");
    let trouble = agent.trouble("webhook_off").await;
    assert!(trouble.contains("wrong signature") && trouble.contains("Fix that first"), "{trouble}");
    assert!(!sales.is_on(), "it is left alone");
    // The right secret comes with it, and what was refused turns out to be genuine.
    agent.ok(&["webhook", "create", "Sales", "--no-container"]);
    agent.no_trouble("webhook_off").await;
    assert!(sales.is_on());
    sales.add("After");
    assert_eq!(came_by_webhook(&agent, "After").await.authenticity, "verified");
    agent.recorded(6).await;
    agent.stop_well().await;
}

/// It would be switched off again at the next change, whatever is pressed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_to_a_port_that_rowbell_has_left_is_not_switched_on_in_vain() {
    let desktop = Desktop::headless();
    let setup = setup();
    let (sales, mut agent) = Sales::with_webhook(&desktop, &setup).await;
    agent.stop().await;
    let mut agent = Agent::start_as(&desktop, &Setup { port: Some(0), ..setup.clone() }).await;
    sales.add("Lost on the way");
    let trouble = agent.trouble("webhook_off").await;
    assert!(trouble.contains("a port of this computer that is not") && trouble.contains("Fix that first"), "{trouble}");
    assert!(!sales.is_on(), "it is left alone");
    agent.stop().await;
    let agent = Agent::start_as(&desktop, &setup).await;
    until("it is mended where it is right", async || sales.is_on(), |on| *on).await;
    sales.add("After");
    came_by_webhook(&agent, "After").await;
    agent.stop_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_cries_wolf_while_webhooks_come_or_never_came() {
    let desktop = Desktop::headless();
    let sales = Sales::open().await;
    let agent = Agent::start_as(&desktop, &setup()).await;
    let token = sales.base.api_token("rowbell", Permission::R);
    agent.ok_with(&["connect", &sales.stand_in.address()], &format!("{token}\n"));
    // Three times as long as it takes to be noticed.
    let calm = async || {
        let begun = Instant::now();
        until(
            "people have worked for a while",
            async || {
                sales.add("Row");
                let troubles = agent.status().await.troubles;
                assert!(troubles.iter().all(|trouble| !trouble.code.name().starts_with("webhook")), "{troubles:?}");
                begun.elapsed()
            },
            |elapsed| *elapsed > Duration::from_secs(2),
        )
        .await;
    };
    calm().await;
    sales.base.add_webhook(&agent.url().await, None);
    calm().await;
    agent.stop_well().await;
}

/// A mailbox at a relay is there while this computer sleeps, too, so it comes before this computer's own address; one that the
/// relay refuses does not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_is_made_for_a_free_mailbox_first() {
    let desktop = Desktop::headless();
    let (relay, sales) = (Relay::start_as(&desktop, "relay", &["--invitations", "open"]).await, Sales::open().await);
    let agent = Agent::start_as(&desktop, &setup()).await;
    sales.give_account(&agent);
    agent.ok(&["relay", "add", &relay.address, "--name", "closed"]);
    is_live(&agent, "closed").await;
    relay.ok(&["close", relay.mailboxes()[0]["id"].as_str().unwrap()]);
    agent.trouble("relay_away").await;
    let added: rowbell_api::AddedRelay = agent.json(&["relay", "add", &relay.address, "--name", "home"]);
    is_live(&agent, "home").await;
    let made: CreatedWebhook = agent.json(&["webhook", "create", "Sales"]);
    assert_eq!((&made.url, made.endpoint.as_str()), (&added.url, "home"));
    sales.add("Acme");
    let entry = came(&agent, "Acme").await;
    assert_eq!((entry.source.as_str(), entry.authenticity.as_str()), ("relay", "verified"));
    // A mailbox's address means its mailbox, also where it is typed.
    let again: CreatedWebhook = agent.json(&["webhook", "create", "Sales", "--url", &added.url]);
    assert!(again.was_there && again.endpoint == "home", "{again:?}");
    agent.stop_well().await;
}

/// In Docker it could not reach an address that is for this computer only.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_on_this_computer_is_asked_about_containers() {
    let desktop = Desktop::headless();
    let (sales, agent) = (Sales::open().await, Agent::start_as(&desktop, &setup()).await);
    sales.give_account(&agent);
    let asked = agent.cli(&["webhook", "create", "Sales"]);
    assert!(asked.code != 0 && asked.err.contains("--container or --no-container"), "{}", asked.err);
    let in_docker = agent.cli(&["webhook", "create", "Sales", "--container"]);
    assert!(in_docker.code != 0 && in_docker.err.contains("rowbell endpoint address 0.0.0.0"), "{}", in_docker.err);
    assert!(sales.base.webhooks().is_empty());
    agent.ok(&["webhook", "create", "Sales", "--no-container"]);
    sales.add("Acme");
    came_by_webhook(&agent, "Acme").await;
    agent.stop_well().await;
}

/// Long before the server would be asked again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_that_was_made_and_never_comes_is_told() {
    let desktop = Desktop::headless();
    let sales = Sales::open().await;
    let env = vec![("ROWBELL_SECRETS", "file".into()), ("ROWBELL_HURRY", "20".into())];
    let agent = Agent::start_as(&desktop, &Setup { env, ..Setup::default() }).await;
    sales.give_account(&agent);
    let token = sales.base.api_token("rowbell", Permission::R);
    agent.ok_with(&["connect", &sales.stand_in.address()], &format!("{token}\n"));
    let nowhere = format!("http://127.0.0.1:{}/hook", free_port());
    agent.ok(&["webhook", "create", "Sales", "--url", &nowhere, "--no-container"]);
    sales.add("Acme");
    let trouble = agent.trouble("webhook_off").await;
    assert!(trouble.contains("Sales"), "{trouble}");
    agent.stop_well().await;
}
