//! Killed in each state that a dispatch can have: what is to be told is told in the end, and what was told, or is no longer
//! wanted, is not told again.

use rowbell_tests::{Agent, Bus, Desktop, NotificationServer, Sender, Setup, bodies, free_port, sqlite, until};
use rustix::process::Signal;

/// An agent that is killed and started again at the same place.
struct Killed {
    desktop: Desktop,
    setup: Setup,
    agent: Agent,
    sender: Sender,
}

impl Killed {
    async fn on(desktop: Desktop) -> Self {
        let setup = Setup { port: Some(free_port()), ..Setup::default() };
        let agent = Agent::start_as(&desktop, &setup).await;
        let sender = Sender::start(&desktop);
        Self { desktop, setup, agent, sender }
    }

    async fn kill(&mut self) {
        self.agent.process.signal(Signal::KILL);
        self.agent.process.ended().await;
    }

    async fn start(&mut self) {
        self.agent = Agent::start_as(&self.desktop, &self.setup).await;
    }

    /// Sends a new row of this name.
    async fn post(&mut self, name: &str) {
        self.sender.accepted(&self.agent.url().await, &bodies::new_row(name, name)).await;
    }

    /// The number of the entry of this name.
    async fn recorded(&self, name: &str) -> i64 {
        let found = async || self.agent.history().await.into_iter().find(|entry| entry.row.name == name);
        until("it is recorded", found, Option::is_some).await.unwrap().id
    }

    async fn send(&mut self, name: &str) -> i64 {
        self.post(name).await;
        self.recorded(name).await
    }

    /// States and details of all dispatches that are kept, as `state detail, …`.
    fn dispatches(&self) -> String {
        let select = "SELECT ifnull(group_concat(state || ' ' || ifnull(detail, ''), ', '), '') FROM dispatch";
        sqlite(&self.agent.data.join("rowbell.db"), select)
    }

    /// What became of an entry, and why.
    async fn outcome(&self, id: i64) -> (String, Option<String>) {
        let entry = self.agent.entry(id).await.entry;
        (entry.outcome, entry.outcome_reason)
    }
}

fn titled(bus: &Bus, title: &str) -> usize {
    bus.notifies().iter().filter(|popup| popup.title == title).count()
}

/// Nobody knows whether the person has seen it, so it is shown again.
#[tokio::test]
async fn a_popup_that_was_on_its_way_is_shown_again() {
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let mut killed = Killed::on(desktop).await;
    killed.agent.popups_ready().await;
    killed.desktop.hang_dunst(true);
    killed.post("Acme").await;
    until("it is on its way", async || titled(&bus, "Acme"), |popups| *popups == 1).await;
    killed.kill().await;
    assert_eq!(killed.dispatches(), "2");
    killed.desktop.hang_dunst(false);
    killed.start().await;
    let id = killed.recorded("Acme").await;
    killed.agent.outcome(id, "shown").await;
    assert_eq!(titled(&bus, "Acme"), 2);
    assert_eq!(killed.agent.history().await.len(), 1);
    assert_eq!(killed.dispatches(), "");
    killed.agent.stop_well().await;
}

#[tokio::test]
async fn what_waits_for_the_end_of_a_pause_is_told_after_it_once() {
    let desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let _server = NotificationServer::start(&desktop).await;
    let mut killed = Killed::on(desktop).await;
    killed.agent.ok(&["pause"]);
    let (told, read) = (killed.send("Told").await, killed.send("Read").await);
    killed.agent.ok(&["read", &read.to_string()]);
    killed.kill().await;
    assert_eq!(killed.dispatches(), "1 paused, 1 paused");
    killed.start().await;
    assert_eq!(killed.outcome(told).await, ("held".into(), Some("paused".into())));
    killed.agent.ok(&["resume"]);
    killed.agent.outcome(told, "shown").await;
    let unwanted = ("muted".into(), Some("read before it could be shown".into()));
    assert_eq!(killed.outcome(read).await, unwanted);
    // Neither is told after another end.
    let popups = bus.notifies().len();
    killed.kill().await;
    assert_eq!(killed.dispatches(), "5 read before it could be shown");
    killed.start().await;
    killed.send("Next").await;
    bus.titled("Next").await;
    assert_eq!(bus.notifies().len(), popups + 1);
    assert_eq!((killed.outcome(told).await.0.as_str(), killed.outcome(read).await), ("shown", unwanted));
    killed.agent.stop_well().await;
}

#[tokio::test]
async fn what_waits_for_a_notification_server_is_told_when_one_is_there() {
    let mut desktop = Desktop::with_popups().await;
    desktop.stop_dunst().await;
    let bus = Bus::listen(&desktop).await;
    let mut killed = Killed::on(desktop).await;
    killed.agent.trouble("no_notification_server").await;
    let id = killed.send("Acme").await;
    killed.agent.outcome(id, "held").await;
    killed.kill().await;
    assert_eq!(killed.dispatches(), "1 no_server");
    killed.desktop.start_dunst().await;
    killed.start().await;
    killed.agent.outcome(id, "shown").await;
    let told = bus.notifies().into_iter().filter(|popup| popup.body.contains("while no popups could be shown"));
    assert_eq!(told.filter(|popup| popup.id.is_some()).count(), 1);
    killed.agent.stop_well().await;
}

#[tokio::test]
async fn what_was_shown_or_clicked_stays_so_and_is_not_shown_again() {
    let desktop = Desktop::with_bus().await;
    let bus = Bus::listen(&desktop).await;
    let server = NotificationServer::start(&desktop).await;
    let mut killed = Killed::on(desktop).await;
    killed.agent.status_where("popups can be shown", |status| status.popups == NotificationServer::TITLE).await;
    let shown = killed.send("Shown").await;
    killed.agent.outcome(shown, "shown").await;
    let clicked = killed.send("Clicked").await;
    let popup = bus.titled("Clicked").await;
    killed.agent.outcome(clicked, "shown").await;
    server.click(popup.id.unwrap(), "default").await;
    killed.agent.outcome(clicked, "clicked").await;
    // This change has no address, so the click shows its details, in a popup with the same title.
    until("its details are shown", async || titled(&bus, "Clicked"), |popups| *popups == 2).await;
    let announced = killed.agent.entry(shown).await.entry.announced_at;
    let popups = (titled(&bus, "Shown"), titled(&bus, "Clicked"));
    killed.kill().await;
    assert_eq!(killed.dispatches(), "3 clicked");
    killed.start().await;
    killed.send("Next").await;
    bus.titled("Next").await;
    assert_eq!((titled(&bus, "Shown"), titled(&bus, "Clicked")), popups);
    assert_eq!(killed.outcome(shown).await.0, "shown");
    assert_eq!(killed.outcome(clicked).await.0, "clicked");
    assert!(announced.is_some() && killed.agent.entry(shown).await.entry.announced_at == announced);
    killed.agent.stop_well().await;
}
