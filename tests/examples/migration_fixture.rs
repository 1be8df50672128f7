//! Writes a database with the program of an earlier version, for the tests of migrations:
//! `migration_fixture PROGRAM COUNT FOLDER`. `scripts/migration-fixture.sh` runs it.
#![allow(clippy::unwrap_used)]

use std::{env, fs, path::Path};

use rowbell_tests::{
    Desktop,
    migration::{Answers, Program, copy_data, fixture, write},
};

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [program, count, folder] = arguments.as_slice() else {
        panic!("usage: migration_fixture PROGRAM COUNT FOLDER");
    };
    let program = Path::new(program);
    let written = write(program, count.parse().expect("a number")).await;
    // Neither server is there when the fixture is used.
    let settings = written.data.join("rowbell.toml");
    let mut text = fs::read_to_string(&settings).unwrap();
    for address in [written.stand_in.address(), written.relay.address.clone()] {
        text = text.replace(&address, "http://127.0.0.1:9");
    }
    fs::write(&settings, text).unwrap();

    // What this program itself makes of what the kill left.
    let (desktop, data) = (Desktop::headless(), written.desktop.path("asked"));
    copy_data(&written.data, &data);
    fs::remove_file(data.join("secrets.json")).unwrap();
    let agent = Program::start(&desktop, program, &data).await;
    let answers = Answers::of(&agent, &desktop).await;
    agent.stop().await;
    println!("outcomes: {:?}", answers.outcomes());
    for field in ["kind", "source", "authenticity", "unread", "endpoint"] {
        println!("{field}: {:?}", answers.by(field));
    }
    fixture::pack(&written.data, &answers, Path::new(folder));
}
