//! Servers behind names, proxies and certificates as they are in the world.

use std::{collections::BTreeSet, fs, net::UdpSocket, time::Duration};

use rowbell_api::{Entry, Status};
use rowbell_tests::{Agent, Desktop, Network, Setup, until};
use serde_json::json;
use tokio::time::Instant;

use crate::sales::with_secrets_in_a_file;

/// Far less than a resolver takes to give up, and far more than an answer takes.
const AT_ONCE: Duration = Duration::from_secs(4);

/// Settings with bases on servers of their own, and the file with their tokens.
fn bases(count: usize) -> (String, String) {
    let uuid = |n: usize| format!("650d8a0d-7e27-46a8-8b18-6cc6f384ab{n:02}");
    let base = |n| {
        let address = format!("https://seatable{n}.example/workspace/1/dtable/Base%20{n}/");
        format!("[[base]]\nuuid = \"{}\"\naddress = \"{address}\"\nconnected = true\n\n", uuid(n))
    };
    let secrets: serde_json::Map<_, _> = (0..count).map(|n| (format!("base/{}", uuid(n)), "a-token".into())).collect();
    ((0..count).map(base).collect(), json!({ "secrets": secrets }).to_string())
}

/// The names that were asked for until now.
fn asked(server: &UdpSocket) -> BTreeSet<Vec<u8>> {
    let mut packet = [0; 512];
    let mut names = BTreeSet::new();
    while let Ok(length) = server.recv(&mut packet) {
        // A header of twelve bytes, then the name, which ends by a zero (RFC 1035).
        names.extend(packet[12..length].split(|byte| *byte == 0).next().map(<[u8]>::to_vec));
    }
    names
}

#[tokio::test]
async fn a_dead_name_server_keeps_nobody_waiting() {
    const BASES: usize = 20;
    let Some(network) = Network::join() else { return };
    let server = network.deaf_name_server();
    server.set_nonblocking(true).unwrap();
    let desktop = Desktop::headless();
    let (settings, secrets) = bases(BASES);
    fs::create_dir_all(desktop.path("data")).unwrap();
    let file = desktop.path("data").join("secrets.json");
    fs::write(&file, secrets).unwrap();
    fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let setup = Setup { by: network.enter(), settings: Some(settings), ..with_secrets_in_a_file() };
    let mut agent = Agent::start_as(&desktop, &setup).await;
    let mut names = BTreeSet::new();
    let ask = async || {
        names.append(&mut asked(&server));
        names.len()
    };
    until("names are asked for", ask, |names| *names >= 4).await;
    for command in [["history"], ["status"], ["url"], ["people"]] {
        let began = Instant::now();
        agent.ok(&command);
        assert!(began.elapsed() < AT_ONCE, "{command:?} took {:?}", began.elapsed());
    }
    assert!(agent.json::<Vec<Entry>>(&["history"]).is_empty());
    // Few at a time, whatever the number of bases.
    let threads = fs::read_dir(format!("/proc/{}/task", agent.process.id())).unwrap();
    let names = threads.filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("comm")).ok());
    assert!(names.filter(|name| name == "name\n").count() <= 8);
    let all = |status: &Status| {
        let waits = status.bases.iter().filter(|base| {
            let why = base.connection.as_ref().and_then(|connection| connection.why.as_ref());
            why.is_some_and(|why| why.code == "no_network")
        });
        waits.count() == BASES
    };
    agent.status_where("it is told", all).await;
    let began = Instant::now();
    agent.stop().await;
    assert!(began.elapsed() < AT_ONCE, "ending took {:?}", began.elapsed());
}
