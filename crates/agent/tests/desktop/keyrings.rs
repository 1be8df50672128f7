//! Keyrings that answer otherwise than gnome-keyring does: `tests/secret_service.py`, which says whom it answers as.

use std::{collections::HashMap, path::Path, process::Command, time::Duration};

use zbus::zvariant::DynamicType;

use super::{
    bus::{PrivateBus, Program, until},
    secrets::{Process, surroundings},
};

/// A keyring, and the person in front of it.
struct Double {
    bus: zbus::Connection,
    _program: Program,
}

impl Double {
    async fn start(bus: &PrivateBus, kind: &str) -> Self {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/secret_service.py");
        let mut command = Command::new("/usr/bin/python3");
        command.arg(program).arg(kind);
        surroundings(&mut command, bus);
        let (program, line) = Program::start(&mut command);
        assert_eq!(line, "ready");
        Self { bus: bus.connect().await, _program: program }
    }

    async fn call<B, R>(&self, method: &str, body: &B) -> R
    where
        B: serde::Serialize + DynamicType,
        R: serde::de::DeserializeOwned + zbus::zvariant::Type,
    {
        let name = Some("org.freedesktop.secrets");
        let reply =
            self.bus.call_method(name, "/double", Some("io.github.rowbell.Double"), method, body).await.unwrap();
        reply.body().deserialize().unwrap()
    }

    async fn asked(&self) -> u32 {
        self.call("Asked", &()).await
    }

    async fn answer(&self, yes: bool) {
        self.call("Answer", &yes).await
    }

    async fn put(&self, name: &str, more: &[(&str, &str)], secret: &str) {
        let user = format!("agent-1/{name}");
        let mut attributes = HashMap::from([("service", "Rowbell"), ("username", &user)]);
        attributes.extend(more.iter().copied());
        self.call("Put", &(format!("Rowbell: {name}"), attributes, secret)).await
    }

    async fn secrets(&self) -> Vec<String> {
        self.call("Secrets", &()).await
    }
}

async fn opened(kind: &str) -> (PrivateBus, Double, Process) {
    let bus = PrivateBus::start();
    let double = Double::start(&bus, kind).await;
    let process = Process::start(&bus);
    (bus, double, process)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_answer_is_no_secret() {
    let (_bus, double, mut process) = opened("kwallet").await;
    double.put("webhook", &[], "hidden").await;
    assert_eq!(process.ask("access"), "Locked");
    assert!(process.ask("get webhook").starts_with("keyring_locked"));
    double.answer(true).await;
    assert_eq!(process.ask("unlock reading"), "done");
    assert_eq!(process.ask("get webhook"), "secret hidden");
    // An item that was not saved yet is there and empty.
    double.put("unsaved", &[], "").await;
    assert!(process.ask("get unsaved").starts_with("keyring_failed"));
    assert_eq!(process.ask("set unsaved hidden-2"), "done");
    assert_eq!(process.ask("get unsaved"), "secret hidden-2");
    assert!(process.ask("set webhook ").starts_with("keyring_failed"), "nor is one kept");
    assert_eq!(process.ask("get webhook"), "secret hidden");
    assert_eq!(double.asked().await, 1);
    process.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_that_was_opened_elsewhere_is_open() {
    let (_bus, double, mut process) = opened("kwallet").await;
    double.put("webhook", &[], "hidden").await;
    assert_eq!(process.ask("access"), "Locked");
    let () = double.call("OpenElsewhere", &()).await;
    assert_eq!(process.ask("access"), "Open");
    assert_eq!(process.ask("get webhook"), "secret hidden");
    assert_eq!(double.asked().await, 0, "no window was needed");
    process.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unusable_session_is_opened_anew() {
    let (_bus, double, mut process) = opened("kwallet").await;
    double.answer(true).await;
    assert_eq!(process.ask("unlock keeping"), "done");
    assert_eq!(process.ask("set webhook hidden-1"), "done");
    let () = double.call("UnfitSessions", &0u32).await;
    assert_eq!(process.ask("get webhook"), "secret hidden-1");
    // What is written by one is not what was meant; the keyring says nothing of it.
    let () = double.call("UnfitSessions", &0u32).await;
    assert_eq!(process.ask("set webhook hidden-2"), "done");
    assert_eq!(double.secrets().await, ["hidden-2"]);
    let () = double.call("UnfitSessions", &1u32).await;
    assert_eq!(process.ask("set another hidden-3"), "done");
    assert_eq!(double.secrets().await, ["hidden-2", "hidden-3"]);
    process.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_closed_is_neither_searched_nor_empty() {
    let (_bus, double, mut process) = opened("keepassxc").await;
    double.put("webhook", &[], "hidden").await;
    // Nothing of this shows a window.
    assert_eq!(process.ask("access"), "NoKeyring");
    for asked in ["get webhook", "get other", "set webhook x", "delete webhook"] {
        assert!(process.ask(asked).starts_with("keyring_none"), "{asked}");
    }
    assert_eq!(double.asked().await, 0);
    // One is asked for and not given; none is to be made instead.
    for (n, purpose) in ["reading", "keeping"].into_iter().enumerate() {
        process.tell(&format!("unlock {purpose}"));
        until("it asks", async || double.asked().await as usize == n + 1).await;
        // A person's moment, in which the service does not answer.
        tokio::time::sleep(Duration::from_millis(600)).await;
        let () = double.call("AnswerOpen", &false).await;
        assert!(process.answer().starts_with("keyring_locked"), "{purpose}");
    }
    assert_eq!(double.asked().await, 2);
    double.answer(false).await;
    let () = double.call("OpenDatabase", &()).await;
    assert_eq!(process.ask("access"), "Open");
    // Whether we may have it is another question.
    assert!(process.ask("get webhook").starts_with("keyring_refused"));
    assert_eq!(process.ask("get other"), "none");
    assert!(process.ask("unlock reading").starts_with("keyring_refused"));
    assert!(process.ask("set webhook x").starts_with("keyring_refused"));
    assert!(process.ask("delete webhook").starts_with("keyring_refused"));
    double.answer(true).await;
    assert_eq!(process.ask("unlock reading"), "done");
    assert_eq!(process.ask("get webhook"), "secret hidden");
    assert_eq!(process.ask("set webhook hidden-2"), "done");
    assert_eq!(process.ask("set new hidden-3"), "done");
    assert_eq!(double.secrets().await, ["hidden-2", "hidden-3"]);
    process.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_question_stands_for_all_entries() {
    let (_bus, double, mut process) = opened("keepassxc").await;
    for n in 0..20 {
        double.put(&n.to_string(), &[], "hidden").await;
    }
    let () = double.call("OpenDatabase", &()).await;
    double.answer(true).await;
    assert_eq!(process.ask("unlock reading"), "done");
    for n in 0..20 {
        assert_eq!(process.ask(&format!("get {n}")), "secret hidden");
    }
    assert_eq!(double.asked().await, 1);
    process.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_no_keyring_one_is_made_when_something_is_to_be_kept() {
    let (_bus, double, mut process) = opened("bare").await;
    assert_eq!(process.ask("access"), "NoKeyring");
    assert!(process.ask("unlock reading").starts_with("keyring_none"));
    assert_eq!(double.asked().await, 0, "there is nothing to read");
    double.answer(false).await;
    assert!(process.ask("unlock keeping").starts_with("keyring_none"));
    assert_eq!(double.asked().await, 1);
    double.answer(true).await;
    assert_eq!(process.ask("unlock keeping"), "done");
    assert_eq!(process.ask("set webhook hidden"), "done");
    assert_eq!(process.ask("get webhook"), "secret hidden");
    process.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_of_others_that_have_more_attributes_stay() {
    let (_bus, double, mut process) = opened("bare").await;
    double.answer(true).await;
    assert_eq!(process.ask("unlock keeping"), "done");
    double.put("webhook", &[("application", "another")], "theirs").await;
    assert_eq!(process.ask("get webhook"), "none");
    assert_eq!(process.ask("set webhook hidden"), "done");
    assert_eq!(process.ask("get webhook"), "secret hidden");
    assert_eq!(double.secrets().await, ["hidden", "theirs"]);
    assert_eq!(process.ask("delete webhook"), "done");
    assert_eq!(double.secrets().await, ["theirs"]);
    // Of several of ours the newest counts, and one stays.
    double.put("webhook", &[], "older").await;
    double.put("webhook", &[], "newer").await;
    assert_eq!(process.ask("get webhook"), "secret newer");
    assert_eq!(process.ask("set webhook newest"), "done");
    assert_eq!(double.secrets().await, ["newest", "theirs"]);
    process.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_keyring_says_is_told_in_words() {
    let (_bus, double, mut process) = opened("bare").await;
    double.answer(true).await;
    assert_eq!(process.ask("unlock keeping"), "done");
    assert_eq!(process.ask("set webhook hidden"), "done");
    for (name, code) in [
        ("org.freedesktop.DBus.Error.InvalidArgs", "keyring_failed"),
        ("org.freedesktop.DBus.Error.AccessDenied", "keyring_refused"),
        ("org.freedesktop.Secret.Error.IsLocked", "keyring_refused"),
        ("com.example.Own", "keyring_failed"),
    ] {
        let () = double.call("Says", &name).await;
        let said = process.ask("get webhook");
        assert!(said.starts_with(code), "{name}: {said}");
        assert!(!said.contains("Error") && !said.contains("example") && !said.contains("own words"), "{said}");
    }
    let () = double.call("Says", &"").await;
    assert_eq!(process.ask("get webhook"), "secret hidden");
    process.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_that_can_not_encrypt_on_the_bus_keeps_secrets_all_the_same() {
    let (_bus, double, mut process) = opened("kwallet").await;
    let () = double.call("NoEncryption", &()).await;
    double.answer(true).await;
    assert_eq!(process.ask("unlock keeping"), "done");
    assert_eq!(process.ask("set webhook hidden"), "done");
    assert_eq!(process.ask("get webhook"), "secret hidden");
    process.finish();
}
