//! The settings file as the file system has it: links, files that go away, and what is written beside it.

use std::{fs, os::unix::fs::symlink};

use rowbell_tests::{Agent, Desktop, Request, Setup, bodies, slow};

/// How often the thread that watches the settings has had something to do.
fn watcher_woke(pid: u32) -> u64 {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).unwrap().flatten().map(|thread| thread.path());
    let is_it = |path: &std::path::PathBuf| {
        fs::read_to_string(path.join("comm")).is_ok_and(|name| name.starts_with("notify-rs"))
    };
    let watchers: Vec<_> = threads.filter(is_it).collect();
    assert_eq!(watchers.len(), 1, "one thread watches: {watchers:?}");
    let status = fs::read_to_string(watchers[0].join("status")).unwrap();
    let woke = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:")).unwrap();
    woke.trim().parse().unwrap()
}

/// The database is in the same folder, and writes all the time.
#[tokio::test]
async fn deliveries_do_not_wake_who_watches_the_settings() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let url = agent.url().await;
    Request::post(&url, bodies::new_row("first", "Row")).send().await;
    agent.recorded(1).await;
    let before = watcher_woke(agent.process.id());
    let count = if slow() { 2_000 } else { 200 };
    for row in 0..count {
        assert_eq!(Request::post(&url, bodies::new_row(&format!("r{row}"), "Row")).send().await.status, 200);
    }
    agent.recorded(count.min(999)).await;
    let woke = watcher_woke(agent.process.id()) - before;
    println!("{count} deliveries woke it {woke} times");
    assert!(woke <= 5, "{count} deliveries woke it {woke} times");
    agent.stop_well().await;
}

#[tokio::test]
async fn settings_may_be_a_link_to_a_file_elsewhere() {
    let desktop = Desktop::headless();
    let (dotfiles, data) = (desktop.path("dotfiles"), desktop.path("data"));
    fs::create_dir_all(&dotfiles).unwrap();
    fs::create_dir_all(&data).unwrap();
    let (link, file) = (data.join("rowbell.toml"), dotfiles.join("rowbell.toml"));
    fs::write(&file, "# mine\nlanguage = \"en\"\n").unwrap();
    symlink(&file, &link).unwrap();
    let agent = Agent::start_as(&desktop, &Setup::default()).await;
    agent.ok(&["endpoint", "add", "more"]);
    assert_eq!(fs::read_link(&link).unwrap(), file);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("# mine\n") && text.contains("name = \"more\""), "{text}");
    let names: Vec<_> = fs::read_dir(&dotfiles).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["rowbell.toml"], "nothing else is left there");
    // What is changed there, by an editor or a checkout, applies.
    fs::write(dotfiles.join("other"), text.replace("more", "checked_out")).unwrap();
    fs::rename(dotfiles.join("other"), &file).unwrap();
    let named = |status: &rowbell_api::Status| status.endpoints.iter().any(|endpoint| endpoint.name == "checked_out");
    agent.status_where("the new file applies", named).await;
    agent.stop_well().await;
}

#[tokio::test]
async fn a_settings_file_that_is_gone_is_a_trouble() {
    let desktop = Desktop::headless();
    let agent = Agent::start(&desktop).await;
    let url = agent.url().await;
    let text = fs::read(agent.settings_file()).unwrap();
    let gone = || fs::remove_file(agent.settings_file()).unwrap();
    let unreadable = || fs::write(agent.settings_file(), b"\xff\xfe").unwrap();
    for spoil in [&gone as &dyn Fn(), &unreadable] {
        spoil();
        let trouble = agent.trouble("settings").await;
        assert!(trouble.contains("rowbell.toml") && trouble.contains("last-good"), "{trouble}");
        assert_eq!(Request::post(&url, bodies::new_row("r", "Row")).send().await.status, 200);
        let refused = agent.cli(&["endpoint", "add", "more"]);
        assert!(refused.code == 1 && refused.err.contains("can't be changed"), "{refused:?}");
        fs::write(agent.settings_file(), &text).unwrap();
        agent.no_trouble("settings").await;
    }
    agent.stop_well().await;
}
