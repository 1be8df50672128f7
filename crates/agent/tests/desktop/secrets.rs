//! The keyring, with a real gnome-keyring on a bus of its own.
//!
//! The keyring's store finds its bus by the environment, which is one for all tests of a process. So the part under test
//! runs in a process of its own: this program again, with only [`keyring_process`] to run.

use std::{
    io::{BufRead, BufReader, Lines, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use rowbell::desktop::secrets::Keyring;
use rowbell_core::config::{Purpose, Secrets as _};
use secrecy::ExposeSecret as _;

use super::bus::{PrivateBus, Program, until};

/// Set in the process of [`keyring_process`].
const KEYRING_PROCESS: &str = "ROWBELL_TEST_KEYRING_PROCESS";

/// Not a test by itself: does what it is told line by line, and tells how that went.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keyring_process() {
    if std::env::var_os(KEYRING_PROCESS).is_none() {
        return;
    }
    let keyring = Arc::new(Keyring::new("agent-1"));
    let other = Keyring::new("agent-2");
    println!("begin");
    for line in std::io::stdin().lines().map_while(Result::ok) {
        let words: Vec<&str> = line.split(' ').collect();
        let told = |error: rowbell_core::config::SecretsError| {
            assert!(!format!("{error}{error:?}").contains("hidden"), "{error:?}");
            println!("answer {} ({error})", error.code());
        };
        match words[..] {
            ["set", name, secret] => match keyring.set(name, secret.to_owned().into()).await {
                Ok(()) => println!("answer done"),
                Err(error) => told(error),
            },
            ["delete", name] => match keyring.delete(name).await {
                Ok(()) => println!("answer done"),
                Err(error) => told(error),
            },
            [word @ ("get" | "other"), name] => {
                let keyring = if word == "get" { &*keyring } else { &other };
                match keyring.get(name).await {
                    Ok(Some(secret)) => println!("answer secret {}", secret.expose_secret()),
                    Ok(None) => println!("answer none"),
                    Err(error) => told(error),
                }
            }
            ["access"] => println!("answer {:?}", keyring.access().await),
            ["unlock", purpose] => {
                let purpose = if purpose == "keeping" { Purpose::Keeping } else { Purpose::Reading };
                match keyring.unlock(purpose).await {
                    Ok(()) => println!("answer done"),
                    Err(error) => told(error),
                }
            }
            // Without waiting for the answer.
            ["ask"] => {
                let keyring = keyring.clone();
                tokio::spawn(async move { keyring.unlock(Purpose::Reading).await });
                println!("answer asked");
            }
            _ => panic!("{line}"),
        }
    }
    assert!(!format!("{keyring:?}").contains("hidden"));
}

/// The process of [`keyring_process`].
pub(crate) struct Process {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Process {
    pub(crate) fn start(bus: &PrivateBus) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(KEYRING_PROCESS, "1").args(["--exact", "secrets::keyring_process", "--nocapture"]);
        surroundings(&mut command, bus);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { child, input, output: BufReader::new(output).lines() }
    }

    pub(crate) fn ask(&mut self, line: &str) -> String {
        self.tell(line);
        self.answer()
    }

    pub(crate) fn tell(&mut self, line: &str) {
        writeln!(self.input, "{line}").unwrap();
    }

    pub(crate) fn answer(&mut self) -> String {
        loop {
            let line = self.output.next().expect("the process ended").unwrap();
            if let Some(answer) = line.strip_prefix("answer ") {
                return answer.to_owned();
            }
        }
    }

    /// Ends the process; it must not have panicked.
    pub(crate) fn finish(mut self) {
        drop(self.input);
        assert!(self.child.wait().unwrap().success());
    }
}

pub(crate) fn surroundings(command: &mut Command, bus: &PrivateBus) {
    let folder = bus.folder.path();
    command.env("DBUS_SESSION_BUS_ADDRESS", &bus.address).env("HOME", folder).env("XDG_RUNTIME_DIR", folder);
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "XDG_DATA_HOME", "GNOME_KEYRING_CONTROL"] {
        command.env_remove(name);
    }
}

/// Starts gnome-keyring; with a password its keyring is open (and made, if there is none).
fn start_keyring(bus: &PrivateBus, password: Option<&str>) -> Program {
    let mut command = Command::new("gnome-keyring-daemon");
    command.args(["--foreground", "--components=secrets"]);
    if password.is_some() {
        command.arg("--unlock");
    }
    surroundings(&mut command, bus);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(password.unwrap_or_default().as_bytes()).unwrap();
    Program(child)
}

async fn has_owner(bus: &PrivateBus, name: &str) -> bool {
    let (connection, driver) = (bus.connect().await, Some("org.freedesktop.DBus"));
    let reply = connection.call_method(driver, "/org/freedesktop/DBus", driver, "NameHasOwner", &name).await.unwrap();
    reply.body().deserialize().unwrap()
}

async fn keyring_is(bus: &PrivateBus, there: bool) {
    until("the keyring comes or goes", async || has_owner(bus, "org.freedesktop.secrets").await == there).await;
}

fn keyring_file(bus: &PrivateBus) -> bool {
    Path::new(bus.folder.path()).join(".local/share/keyrings/login.keyring").exists()
}

#[tokio::test]
async fn secrets_are_kept_per_agent_and_survive_a_restart() {
    let bus = PrivateBus::start();
    let daemon = start_keyring(&bus, Some("password"));
    keyring_is(&bus, true).await;
    let mut process = Process::start(&bus);
    assert_eq!(process.ask("get webhook"), "none");
    assert_eq!(process.ask("delete webhook"), "done");
    assert_eq!(process.ask("set webhook hidden-1"), "done");
    assert_eq!(process.ask("set webhook hidden-ä"), "done");
    assert_eq!(process.ask("get webhook"), "secret hidden-ä");
    assert_eq!(process.ask("other webhook"), "none");

    // The keyring ends, and starts again later, under the same process.
    drop(daemon);
    keyring_is(&bus, false).await;
    assert!(process.ask("get webhook").starts_with("keyring_missing"));
    assert!(keyring_file(&bus));
    let _daemon = start_keyring(&bus, Some("password"));
    keyring_is(&bus, true).await;
    assert_eq!(process.ask("get webhook"), "secret hidden-ä");
    assert_eq!(process.ask("delete webhook"), "done");
    assert_eq!(process.ask("get webhook"), "none");
    process.finish();
}

#[tokio::test]
async fn a_missing_keyring_is_told_and_found_when_it_starts() {
    let mut bus = PrivateBus::prepare();
    let mut process = Process::start(&bus);
    // No bus, then no keyring on it.
    assert!(process.ask("get webhook").starts_with("keyring_missing"));
    assert_eq!(process.ask("access"), "Missing");
    bus.run();
    assert_eq!(process.ask("access"), "Missing");
    assert!(process.ask("set webhook hidden").starts_with("keyring_missing"));
    let _daemon = start_keyring(&bus, Some("password"));
    keyring_is(&bus, true).await;
    assert_eq!(process.ask("set webhook hidden"), "done");
    assert_eq!(process.ask("access"), "Open");
    assert_eq!(process.ask("get webhook"), "secret hidden");
    process.finish();
}

#[tokio::test]
async fn a_locked_keyring_that_cannot_ask_is_told() {
    let bus = PrivateBus::start();
    let daemon = start_keyring(&bus, Some("password"));
    keyring_is(&bus, true).await;
    let mut process = Process::start(&bus);
    assert_eq!(process.ask("set webhook hidden"), "done");
    drop(daemon);
    keyring_is(&bus, false).await;
    // Started without the password, and without a display to ask for it.
    let daemon = start_keyring(&bus, None);
    keyring_is(&bus, true).await;
    assert_eq!(process.ask("access"), "Locked");
    assert!(process.ask("get webhook").starts_with("keyring_locked"));
    assert!(process.ask("set webhook hidden").starts_with("keyring_locked"));
    assert!(process.ask("unlock reading").starts_with("keyring_locked"));
    drop(daemon);
    keyring_is(&bus, false).await;
    let _daemon = start_keyring(&bus, Some("password"));
    keyring_is(&bus, true).await;
    assert_eq!(process.ask("get webhook"), "secret hidden");
    process.finish();
}

/// A prompter that never answers, in place of the program that asks for passwords.
struct SilentPrompter(Arc<AtomicUsize>);

#[zbus::interface(name = "org.gnome.keyring.internal.Prompter")]
impl SilentPrompter {
    async fn begin_prompting(&self, _callback: zbus::zvariant::OwnedObjectPath) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    async fn stop_prompting(&self, _callback: zbus::zvariant::OwnedObjectPath) {}
}

#[tokio::test]
async fn while_a_prompt_is_open_nothing_waits_for_it() {
    let bus = PrivateBus::start();
    let daemon = start_keyring(&bus, Some("password"));
    keyring_is(&bus, true).await;
    let mut process = Process::start(&bus);
    assert_eq!(process.ask("set webhook hidden"), "done");
    drop(daemon);
    keyring_is(&bus, false).await;
    let asked = Arc::<AtomicUsize>::default();
    let prompter = zbus::connection::Builder::address(bus.address.as_str())
        .unwrap()
        .serve_at("/org/gnome/keyring/Prompter", SilentPrompter(asked.clone()))
        .unwrap()
        .name("org.gnome.keyring.SystemPrompter")
        .unwrap()
        .build()
        .await
        .unwrap();
    let daemon = start_keyring(&bus, None);
    keyring_is(&bus, true).await;
    assert_eq!(process.ask("ask"), "asked");
    until("it has asked", async || asked.load(Ordering::SeqCst) == 1).await;
    let started = Instant::now();
    for _ in 0..3 {
        assert!(process.ask("get webhook").starts_with("keyring_locked"));
        assert!(process.ask("set webhook other").starts_with("keyring_locked"));
    }
    assert!(started.elapsed().as_secs() < 3, "{:?}", started.elapsed());
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    // The prompt ends; the next request is served as ever.
    drop(prompter);
    drop(daemon);
    keyring_is(&bus, false).await;
    let _daemon = start_keyring(&bus, Some("password"));
    keyring_is(&bus, true).await;
    until("the keyring answers again", async || process.ask("get webhook") == "secret hidden").await;
    process.finish();
}
