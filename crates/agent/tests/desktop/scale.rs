//! Many popups that nobody answers, and clicks that nobody fetches.

use rowbell_core::deliver::desktop::{PopupAction, Popups as _};

use super::{
    bus::{Desktop, PrivateBus, clicked, closed, popup},
    server::Server,
};

/// The kernel's account of this process: threads, or resident memory in KiB.
fn status(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
    line.trim_start_matches(':').split_whitespace().next().unwrap().parse().unwrap()
}

async fn connections(bus: &PrivateBus) -> usize {
    let watcher = bus.connect().await;
    let name = Some("org.freedesktop.DBus");
    let reply = watcher.call_method(name, "/org/freedesktop/DBus", name, "ListNames", &()).await.unwrap();
    reply.body().deserialize::<Vec<String>>().unwrap().len()
}

/// Threads and memory are counted, so this is alone in a process: this program again, with only this test to run.
const ALONE: &str = "ROWBELL_TEST_ALONE";

#[tokio::test]
async fn a_thousand_unanswered_popups_cost_no_thread_connection_or_memory_to_speak_of() {
    if std::env::var_os(ALONE).is_some() {
        return a_thousand_unanswered_popups().await;
    }
    let mut alone = std::process::Command::new(std::env::current_exe().unwrap());
    let name = "scale::a_thousand_unanswered_popups_cost_no_thread_connection_or_memory_to_speak_of";
    let output = alone.env(ALONE, "1").args(["--exact", name, "--nocapture"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{output:?}");
}

async fn a_thousand_unanswered_popups() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let mut desktop = Desktop::start(&bus);
    let mut ids = Vec::new();
    for key in 0..100 {
        desktop.popups.show(popup(key)).await.unwrap();
        ids.push(server.notified().await.id);
    }
    let (threads, memory, names) = (status("Threads"), status("VmRSS"), connections(&bus).await);
    for key in 100..1_100 {
        desktop.popups.show(popup(key)).await.unwrap();
        ids.push(server.notified().await.id);
    }
    assert_eq!((status("Threads"), connections(&bus).await), (threads, names));
    // The simulated server's part included.
    assert!(status("VmRSS") < memory + 2_048);
    // Each of them can still be clicked.
    for key in [0, 500, 1_099] {
        server.click(ids[key], "open", None).await;
        let key = key as u64;
        assert_eq!(desktop.event().await, clicked(key, PopupAction::Open, None));
        assert_eq!(desktop.event().await, closed(key, true));
    }
}

#[tokio::test]
async fn clicks_wait_for_an_engine_that_is_busy() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let mut desktop = Desktop::start_with(&bus, std::time::Duration::from_secs(10), 1);
    for key in 0..300 {
        desktop.popups.show(popup(key)).await.unwrap();
        let id = server.notified().await.id;
        server.click(id, "open", None).await;
        assert_eq!(server.close_asked().await, id);
    }
    for key in 0..300 {
        assert_eq!(desktop.event().await, clicked(key, PopupAction::Open, None));
        assert_eq!(desktop.event().await, closed(key, true));
    }
}
