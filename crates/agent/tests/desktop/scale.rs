//! Many popups that nobody answers, and clicks that nobody fetches.

use rowbell_core::outbox::{PopupAction, Popups as _};

use super::{
    bus::{Desktop, PrivateBus, Program, clicked, closed, popup},
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

/// Alone in a process, since threads and memory are counted.
#[test]
fn a_thousand_unanswered_popups_cost_no_thread_connection_or_memory_to_speak_of() {
    let mut alone = std::process::Command::new(std::env::current_exe().unwrap());
    alone.args(["--ignored", "--exact", "scale::a_thousand_unanswered_popups", "--nocapture"]);
    let output = alone.output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[tokio::test]
#[ignore = "a part of another test"]
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

/// Not a test: prints what popups cost, with a server in another process (memory) and in this one (time).
/// `cargo test --release --test desktop -- --ignored --exact --nocapture scale::what_popups_cost`
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "prints measurements"]
async fn what_popups_cost() {
    let bus = PrivateBus::start();
    let mut mock = std::process::Command::new("/usr/bin/python3");
    mock.args(["-m", "dbusmock", "--template", "notification_daemon", "-p"]);
    mock.arg("{\"capabilities\": \"actions body body-markup\"}").env("DBUS_SESSION_BUS_ADDRESS", &bus.address);
    let mock = Program(mock.stdout(std::process::Stdio::null()).spawn().unwrap());
    let mut desktop = Desktop::start(&bus);
    desktop.ready().await;
    measure(&desktop, &[1, 1_000, 9_000]).await;
    let switches = context_switches();
    tokio::time::sleep(std::time::Duration::from_secs(20)).await;
    println!("idle for 20 s with 2,000 popups remembered: {} context switches", context_switches() - switches);
    drop(mock);
    desktop.no_server().await;
    while desktop.events.try_recv().is_ok() {}
    let _server = Server::start(&bus).await;
    desktop.ready().await;
    measure(&desktop, &[2_000]).await;
}

async fn measure(desktop: &Desktop, rounds: &[u64]) {
    let mut key = 0;
    for round in rounds {
        let (memory, threads) = (status("VmRSS"), status("Threads"));
        let mut times = Vec::with_capacity(20_000);
        for _ in 0..*round {
            key += 1;
            let started = std::time::Instant::now();
            desktop.popups.show(popup(key)).await.unwrap();
            times.push(started.elapsed());
        }
        times.sort();
        println!(
            "{round} more popups: {} KiB, {} threads; show p50 {:?}, p99 {:?}",
            status("VmRSS").saturating_sub(memory),
            status("Threads").cast_signed() - threads.cast_signed(),
            times[times.len() / 2],
            times[times.len() * 99 / 100]
        );
    }
}

/// How often a thread of this process has woken up so far.
fn context_switches() -> u64 {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let statuses = tasks.filter_map(|task| std::fs::read_to_string(task.unwrap().path().join("status")).ok());
    let switches = |status: String| {
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:").map(str::to_owned));
        line.and_then(|count| count.trim().parse::<u64>().ok()).unwrap_or(0)
    };
    statuses.map(switches).sum()
}
