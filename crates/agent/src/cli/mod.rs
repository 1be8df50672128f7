//! The command line: a client of the running agent. What it says is in `locales/en.ftl`.

mod account;
mod args;
mod base;
mod checks;
mod connect;
mod endpoint;
mod entries;
mod history;
mod load;
mod output;
mod people;
mod relay;
mod rule;
mod seatable_rules;
mod secret;
mod status;
mod visible;
mod webhook;
mod when;
mod why;

use std::io::{self, Write};

use anyhow::{Error, Result, bail};
use rowbell_api::{
    Client, ClientError, Done, EntryDetail, MarkRequest, OpenRequest, PauseRequest, Person, SetMe, Status, TestRequest,
    TestResult, UrlView,
};

use self::output::Output;
pub use self::{
    args::{Cli, Command, Switch},
    visible::visible_on,
};
use crate::words::text;

/// Runs one command against the agent.
pub async fn run(command: Command, client: &Client, json: bool) -> Result<()> {
    let out = Output { json };
    match command {
        Command::Url => {
            let (urls, status): (Vec<UrlView>, Status) =
                (client.get("/v1/urls").await?, client.get("/v1/status").await?);
            out.show(&urls, |urls| status::urls(urls, &status))
        }
        Command::Test { endpoint } => {
            let result: TestResult = client.post("/v1/test", &TestRequest { endpoint }).await?;
            out.show(&result, status::test_result)?;
            if result.entry.is_none() {
                bail!(text!("sample-lost"));
            }
            Ok(())
        }
        Command::Status => out.show(&client.get::<Status>("/v1/status").await?, status::show),
        Command::History(which) => history::list(which, client, &out).await,
        Command::Show { id, raw } => {
            let entry: EntryDetail = client.get(&format!("/v1/entries/{id}?raw={raw}")).await?;
            out.show(&entry, entries::detail)
        }
        Command::Why { id } => why::show(id, client, &out).await,
        Command::Open { id } => out.done(client.post("/v1/open", &OpenRequest { id, token: None }).await?),
        Command::Export { format, which } => history::export(format, which, client, &out).await,
        Command::Read { ids, all, unread } => {
            let done: Done =
                client.post("/v1/read", &MarkRequest { ids, all, unread, ..MarkRequest::default() }).await?;
            out.show(&done, |Done { count, .. }| {
                let marked =
                    if unread { text!("marked-unread", count = *count) } else { text!("marked-read", count = *count) };
                writeln!(io::stdout(), "{marked}")
            })
        }
        Command::Watch => history::watch(client, &out).await,
        Command::Pause { duration } => {
            let seconds = duration.as_deref().map(when::span_seconds).transpose()?;
            out.done(client.post("/v1/pause", &PauseRequest { seconds, until_ms: None }).await?)
        }
        Command::Resume => out.done(client.post("/v1/resume", &()).await?),
        Command::Connect { server, wait, plain } => connect::run(client, server, wait, plain, &out).await,
        Command::Base(command) => base::run(command, client, &out).await,
        Command::Account(command) => account::run(command, client, &out).await,
        Command::Webhook(command) => webhook::run(command, client, &out).await,
        Command::Endpoint(command) => endpoint::run(command, client, &out).await,
        Command::Relay(command) => relay::run(command, client, &out).await,
        Command::Secret(command) => secret::run(command, client, &out).await,
        Command::People => out.show(&client.get::<Vec<Person>>("/v1/people").await?, |people| people::list(people)),
        Command::Me { person, name, not } => out.done(client.post("/v1/me", &SetMe { person, name, not }).await?),
        Command::Rule(command) => rule::run(command, client, &out).await,
        Command::Quit => out.done(client.post("/v1/quit", &()).await?),
        Command::Autostart { .. } | Command::Link { .. } => unreachable!("done without the agent"),
    }
}

/// Why a command failed, in words.
pub fn why(error: &Error) -> String {
    match error.downcast_ref() {
        _ if error.chain().len() > 1 => format!("{error:#}"),
        Some(ClientError::NotRunning) => text!("not-running"),
        Some(ClientError::Broken(reason)) => text!("broken-answer", reason = reason),
        Some(ClientError::Refused(_)) | None => error.to_string(),
    }
}
