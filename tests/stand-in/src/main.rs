//! `rowbell-stand-in demo`: a SeaTable server with a pretend team, to try Rowbell with.
// It prints what one needs to know; there is nobody to hand an error to.
#![allow(clippy::unwrap_used)]

use std::{env, process::ExitCode, time::Duration};

use rowbell_stand_in::{Options, StandIn, demo::Team};

const USAGE: &str = "usage: rowbell-stand-in demo [--port N] [--seed N] [--every SECONDS] [--json]

A SeaTable server on this computer with a team that edits three bases. It prints its address, an API token for each
base and an account token. /_stand_in/… takes edits and faults; see tests/stand-in/src/control.rs.";

struct Wishes {
    port: u16,
    seed: u64,
    every: f64,
    json: bool,
}

fn wishes() -> Option<Wishes> {
    let mut words = env::args().skip(1);
    (words.next()? == "demo").then_some(())?;
    let mut wishes = Wishes { port: 0, seed: 1, every: 4.0, json: false };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--port" => wishes.port = words.next()?.parse().ok()?,
            "--seed" => wishes.seed = words.next()?.parse().ok()?,
            "--every" => wishes.every = words.next()?.parse().ok().filter(|every| *every > 0.0)?,
            "--json" => wishes.json = true,
            _ => return None,
        }
    }
    Some(wishes)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Some(wishes) = wishes() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let options = Options { port: wishes.port, seed: wishes.seed, control: true, ..Options::default() };
    let stand_in = match StandIn::try_start(options).await {
        Ok(stand_in) => stand_in,
        Err(error) => {
            eprintln!("port {}: {error}", wishes.port);
            return ExitCode::FAILURE;
        }
    };
    let (mut team, keys) = Team::gather(&stand_in, wishes.seed);
    if wishes.json {
        let tokens: Vec<_> =
            keys.api_tokens.iter().map(|(base, token)| serde_json::json!({"base": base, "token": token})).collect();
        let keys = serde_json::json!({"server": stand_in.address(), "api_tokens": tokens, "account_token": keys.account_token});
        println!("{keys}");
    } else {
        println!("server         {}", stand_in.address());
        for (base, token) in &keys.api_tokens {
            println!("API token      {token}  {base}");
        }
        println!("account token  {}", keys.account_token);
    }
    // The team works at its own pace: this is what the demo is, not a wait for something.
    let mut pace = tokio::time::interval(Duration::from_secs_f64(wishes.every));
    pace.tick().await;
    loop {
        tokio::select! {
            _ = pace.tick() => {
                let did = team.work();
                if !wishes.json {
                    println!("{did}");
                }
            }
            _ = tokio::signal::ctrl_c() => break,
        }
    }
    stand_in.stop().await;
    ExitCode::SUCCESS
}
