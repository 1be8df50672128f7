//! What the end-to-end tests are made of: a desktop of its own for each test, the real agent on it, a sender that is
//! SeaTable's own way of sending, and a listener on the session bus.
//!
//! Nothing here waits by sleeping for "long enough": [`eventually`] asks until an answer comes or a deadline is over.
// A harness has nobody to hand an error to: a panic with the reason is a failed test.
#![allow(clippy::unwrap_used)]

pub mod agent;
pub mod bodies;
pub mod bus;
pub mod desktop;
mod disk;
pub mod http;
pub mod migration;
mod network;
mod notification_server;
mod other_keyring;
pub mod panel;
pub mod process;
pub mod prompter;
pub mod proxies;
pub mod relay;
pub mod sender;
mod sqlite;
pub mod user_manager;
pub mod window;

use std::{
    env,
    fmt::Debug,
    path::PathBuf,
    time::{Duration, Instant},
};

pub use self::{
    agent::{Agent, Setup},
    bus::{Bus, Notify},
    desktop::{Desktop, Screen},
    disk::SmallDisk,
    http::{Answer, Request},
    network::{Network, free_port},
    notification_server::{Manner, NotificationServer},
    other_keyring::OtherKeyring,
    prompter::Prompter,
    sender::Sender,
    sqlite::sqlite,
    user_manager::UserManager,
    window::Window,
};

/// How long anything may take before a test fails. Far more than anything should take, because the machine may be busy.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// Asks again and again until there is an answer; panics with the last refusal when the deadline is over.
///
/// # Panics
/// When no answer came in time.
pub async fn eventually<T, E: Debug>(what: &str, ask: impl AsyncFnMut() -> Result<T, E>) -> T {
    within(DEADLINE, what, ask).await
}

/// [`eventually`] with a deadline of its own.
///
/// # Panics
/// When no answer came in time.
pub async fn within<T, E: Debug>(limit: Duration, what: &str, mut ask: impl AsyncFnMut() -> Result<T, E>) -> T {
    let end = Instant::now() + limit;
    loop {
        match ask().await {
            Ok(answer) => return answer,
            Err(error) if Instant::now() > end => panic!("{what}: not within {limit:?}; at last {error:?}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(15)).await,
        }
    }
}

/// Waits until a value is as it should be.
///
/// # Panics
/// When it is not in time.
pub async fn until<T: Debug>(what: &str, mut ask: impl AsyncFnMut() -> T, fits: impl Fn(&T) -> bool) -> T {
    eventually(what, async || {
        let value = ask().await;
        if fits(&value) { Ok(value) } else { Err(value) }
    })
    .await
}

/// Waits until a count has come so far. That may take long on a busy machine, but the count must go on growing.
///
/// # Panics
/// When it does not grow any more.
pub async fn comes_to(what: &str, mut count: impl AsyncFnMut() -> usize, wanted: usize) {
    let mut so_far = count().await;
    while so_far < wanted {
        so_far = until(what, &mut count, |now| *now > so_far).await;
    }
}

/// Whether the slow set is wanted, which `make test-all` runs.
pub fn slow() -> bool {
    env::var_os("ROWBELL_SLOW").is_some_and(|value| !value.is_empty() && value != "0")
}

/// The folder that cargo builds into, found from the running test program.
pub fn target_dir() -> PathBuf {
    let program = env::current_exe().expect("the test program's path");
    // target/debug/deps/e2e-… → target
    program.ancestors().nth(3).expect("a target folder").to_owned()
}

/// The program under test: `$ROWBELL_BIN`, or the one built beside the test program.
///
/// # Panics
/// When there is none.
pub fn rowbell_bin() -> PathBuf {
    program("ROWBELL_BIN", "rowbell")
}

/// The window's program: `$ROWBELL_WINDOW_BIN`, or the one built beside the test program.
///
/// # Panics
/// When there is none.
pub fn rowbell_window_bin() -> PathBuf {
    program("ROWBELL_WINDOW_BIN", "rowbell-window")
}

/// The relay's program: `$ROWBELL_RELAY_BIN`, or the one built beside the test program.
///
/// # Panics
/// When there is none.
pub fn rowbell_relay_bin() -> PathBuf {
    program("ROWBELL_RELAY_BIN", "rowbell-relay")
}

fn program(variable: &str, name: &str) -> PathBuf {
    if let Some(given) = env::var_os(variable) {
        let path = PathBuf::from(given);
        assert!(path.is_file(), "{variable} names {}, but there is no such file", path.display());
        return path;
    }
    let program = env::current_exe().expect("the test program's path");
    let path = program.ancestors().nth(2).expect("a profile's folder").join(name);
    assert!(
        path.is_file(),
        "{} is missing. These tests run the real program: build it first with `cargo build -p {name}`, or name it in \
         {variable}.",
        path.display()
    );
    path
}
