//! The command line: a client of the running agent.

mod args;
mod connect;
mod load;
mod print;
mod relay;
mod visible;
mod webhooks;
mod when;

use std::io::{self, IsTerminal, Read, Write};

use anyhow::{Context, Result, bail};
use rowbell_api::{
    AddBase, AddEndpoint, AddRule, Client, Done, EntryDetail, Event, Export, Format, HideContents, HistoryQuery,
    MarkRequest, OpenRequest, Page, PauseRequest, Person, RenewAddress, RuleView, SetListen, SetMe, SetSecret, Status,
    TestRequest, TestResult, UrlView,
};
use rowbell_core::clock::now_ms;
use serde::Serialize;

use self::args::{BaseCommand, EndpointCommand, HistoryArgs, RuleArgs, RuleCommand, SecretCommand};
pub use self::args::{Cli, Command, Switch};
pub use self::visible::visible_on;
use self::when::Edge;

/// How many changes a listing has unless it is said.
const LIMIT: u32 = 50;
/// The most changes of one request.
const PAGE: u32 = 1000;

/// Runs one command against the agent.
pub async fn run(command: Command, client: &Client, json: bool) -> Result<()> {
    let out = Output { json };
    match command {
        Command::Url => {
            let (urls, status): (Vec<UrlView>, Status) =
                (client.get("/v1/urls").await?, client.get("/v1/status").await?);
            out.show(&urls, |urls| print::urls(urls, &status))
        }
        Command::Test { endpoint } => {
            let result: TestResult = client.post("/v1/test", &TestRequest { endpoint }).await?;
            out.show(&result, print::test_result)?;
            if result.entry.is_none() {
                bail!("The sample change did not reach the history. `rowbell status` may say why.");
            }
            Ok(())
        }
        Command::Status => out.show(&client.get::<Status>("/v1/status").await?, print::status),
        Command::History(which) => {
            let limit = which.limit.unwrap_or(LIMIT);
            let entries = collect(client, which, limit).await?;
            out.show(&entries, |entries| print::history(entries))
        }
        Command::Show { id, raw } => {
            let entry: EntryDetail = client.get(&format!("/v1/entries/{id}?raw={raw}")).await?;
            out.show(&entry, print::detail)
        }
        Command::Open { id } => out.done(client.post("/v1/open", &OpenRequest { id, token: None }).await?),
        Command::Export { format, which } => {
            let limit = which.limit.unwrap_or(u32::MAX);
            let format = match format {
                _ if json => Format::Json,
                args::Format::Xlsx => Format::Xlsx,
                args::Format::Csv => Format::Csv,
                args::Format::Json => Format::Json,
            };
            if format == Format::Xlsx && io::stdout().is_terminal() {
                bail!(
                    "A workbook is nothing to read on a terminal. Name a file: rowbell export --format xlsx > changes.xlsx"
                );
            }
            let mut export = Export::begin(format, io::BufWriter::new(io::stdout()))?;
            walk(client, which, limit, |page| Ok(export.write(&page.entries)?)).await?;
            Ok(export.end()?)
        }
        Command::Read { ids, all, unread } => {
            let done: Done =
                client.post("/v1/read", &MarkRequest { ids, all, unread, ..MarkRequest::default() }).await?;
            let word = if unread { "unread" } else { "read" };
            out.show(&done, |done| writeln!(io::stdout(), "{} marked as {word}.", print::changes(done.count)))
        }
        Command::Watch => watch(client, &out).await,
        Command::Pause { duration } => {
            let seconds = duration.as_deref().map(when::span_seconds).transpose()?;
            out.done(client.post("/v1/pause", &PauseRequest { seconds, until_ms: None }).await?)
        }
        Command::Resume => out.done(client.post("/v1/resume", &()).await?),
        Command::Connect { server, wait, plain } => connect::run(client, server, wait, plain, &out).await,
        Command::Base(command) => base(command, client, &out).await,
        Command::Account(command) => webhooks::account(command, client, &out).await,
        Command::Webhook(command) => webhooks::webhook(command, client, &out).await,
        Command::Endpoint(command) => endpoint(command, client, &out).await,
        Command::Relay(command) => relay::run(command, client, &out).await,
        Command::Secret(SecretCommand::Unlock) => out.done(client.post("/v1/secrets/unlock", &()).await?),
        Command::Secret(command) => out.done(client.post("/v1/secrets", &secret(command)?).await?),
        Command::People => out.show(&client.get::<Vec<Person>>("/v1/people").await?, |people| print::people(people)),
        Command::Me { person, name, not } => out.done(client.post("/v1/me", &SetMe { person, name, not }).await?),
        Command::Rule(command) => rule(command, client, &out).await,
        Command::Quit => out.done(client.post("/v1/quit", &()).await?),
        Command::Autostart { .. } | Command::Link { .. } => unreachable!("done without the agent"),
    }
}

async fn base(command: BaseCommand, client: &Client, out: &Output) -> Result<()> {
    match command {
        BaseCommand::List => {
            let status: Status = client.get("/v1/status").await?;
            out.show(&status.bases, |bases| print::bases(bases))
        }
        BaseCommand::Add { url, endpoint, uuid } => {
            out.done(client.post("/v1/bases", &AddBase { address: url, endpoint, uuid }).await?)
        }
        BaseCommand::Load { base } => load::run(client, &base, out).await,
        BaseCommand::Hide { base, state } => {
            let path = format!("/v1/bases/{}/hide", encoded(&base));
            out.done(client.post(&path, &HideContents { hide: state == Switch::On }).await?)
        }
        BaseCommand::Remove { uuid } => out.done(client.delete(&format!("/v1/bases/{}", encoded(&uuid))).await?),
    }
}

async fn endpoint(command: EndpointCommand, client: &Client, out: &Output) -> Result<()> {
    let listen = |request: SetListen| async move { client.post("/v1/listen", &request).await };
    match command {
        EndpointCommand::List => {
            let status: Status = client.get("/v1/status").await?;
            out.show(&status.endpoints, |endpoints| print::endpoints(endpoints))
        }
        EndpointCommand::Add { name } => out.done(client.post("/v1/endpoints", &AddEndpoint { name }).await?),
        EndpointCommand::Remove { name } => {
            out.done(client.delete(&format!("/v1/endpoints/{}", encoded(&name))).await?)
        }
        EndpointCommand::Renew { name, end: end_old } => out
            .done(client.post(&format!("/v1/endpoints/{}/address", encoded(&name)), &RenewAddress { end_old }).await?),
        EndpointCommand::Port { port } => out.done(listen(SetListen { port: Some(port), ..Default::default() }).await?),
        EndpointCommand::Address { address } => {
            out.done(listen(SetListen { address: Some(address.to_string()), ..Default::default() }).await?)
        }
        EndpointCommand::Allow { host } => {
            out.done(listen(SetListen { allow_host: Some(host), ..Default::default() }).await?)
        }
    }
}

async fn rule(command: RuleCommand, client: &Client, out: &Output) -> Result<()> {
    let request = |args: RuleArgs, announce| AddRule {
        name: args.name,
        base: args.base,
        table: args.table,
        kind: args.kind,
        person: args.person,
        announce,
    };
    match command {
        RuleCommand::List => out.show(&client.get::<Vec<RuleView>>("/v1/rules").await?, |rules| print::rules(rules)),
        RuleCommand::Mute(args) => out.done(client.post("/v1/rules", &request(args, false)).await?),
        RuleCommand::Announce(args) => out.done(client.post("/v1/rules", &request(args, true)).await?),
        RuleCommand::Remove { name } => out.done(client.delete(&format!("/v1/rules/{}", encoded(&name))).await?),
    }
}

/// The secret comes from standard input, so that it is in no list of processes and no shell history.
fn secret(command: SecretCommand) -> Result<SetSecret> {
    let (endpoint, keep_old) = match command {
        SecretCommand::DropOld { endpoint } => return Ok(SetSecret { endpoint, drop_old: true, ..Default::default() }),
        SecretCommand::Remove { endpoint } => return Ok(SetSecret { endpoint, ..Default::default() }),
        SecretCommand::Set { endpoint, keep_old } => (endpoint, keep_old),
        SecretCommand::Unlock => unreachable!("sets nothing"),
    };
    if io::stdin().is_terminal() {
        eprintln!("Paste the secret, then press Enter and Ctrl-D.");
    }
    let mut secret = String::new();
    io::stdin().read_to_string(&mut secret).context("The secret could not be read")?;
    let secret = secret.trim_end_matches(['\r', '\n']).to_owned();
    if secret.is_empty() {
        bail!("There was no secret on standard input. Nothing was changed. Try: rowbell secret set {endpoint} < FILE");
    }
    Ok(SetSecret { endpoint, secret: Some(secret), keep_old, drop_old: false })
}

async fn watch(client: &Client, out: &Output) -> Result<()> {
    let mut events = client.events().await?;
    let mut last = None;
    while let Some(event) = events.next().await? {
        match event {
            Event::Recorded { entry } => {
                if out.json {
                    writeln!(io::stdout(), "{}", serde_json::to_string(&entry)?)?;
                } else {
                    print::history(std::slice::from_ref(&entry))?;
                }
                io::stdout().flush()?;
                last = Some(entry.received_at);
            }
            Event::Missed => {
                let since = last.as_deref().map_or(String::new(), |last| format!(" --since {last}"));
                writeln!(
                    io::stderr(),
                    "Changes came faster than they could be printed, so some are missing here. `rowbell history{since}` lists them."
                )?;
            }
            Event::Updated { .. } | Event::Status { .. } | Event::Show { .. } | Event::Unknown => {}
        }
    }
    bail!("Rowbell has ended.")
}

async fn collect(client: &Client, which: HistoryArgs, limit: u32) -> Result<Vec<rowbell_api::Entry>> {
    let mut entries = Vec::new();
    walk(client, which, limit, |page| {
        entries.extend(page.entries);
        Ok(())
    })
    .await?;
    Ok(entries)
}

/// Asks page after page.
async fn walk(client: &Client, which: HistoryArgs, limit: u32, mut take: impl FnMut(Page) -> Result<()>) -> Result<()> {
    let now = now_ms();
    let when = |text: &Option<String>, edge| text.as_deref().map(|text| when::moment_ms(text, now, edge)).transpose();
    let mut query = HistoryQuery {
        since_ms: when(&which.since, Edge::Begin)?,
        until_ms: when(&which.until, Edge::End)?,
        search: which.search,
        base: which.base,
        table: which.table,
        kind: which.kind,
        person: which.person,
        unread: which.unread,
        ..HistoryQuery::default()
    };
    let mut left = limit;
    while left > 0 {
        query.limit = Some(left.min(PAGE));
        let page: Page = client.history(&query).await?;
        left -= (page.entries.len() as u32).min(left);
        let next = page.next;
        take(page)?;
        match next {
            Some(next) => query.before = Some(next),
            None => break,
        }
    }
    Ok(())
}

fn encoded(segment: &str) -> String {
    percent_encoding::utf8_percent_encode(segment, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Where answers go: words, or JSON.
struct Output {
    json: bool,
}

impl Output {
    fn show<T: Serialize>(&self, answer: &T, words: impl FnOnce(&T) -> io::Result<()>) -> Result<()> {
        if self.json {
            writeln!(io::stdout(), "{}", serde_json::to_string_pretty(answer)?)?;
            return Ok(());
        }
        Ok(words(answer)?)
    }

    fn done(&self, done: Done) -> Result<()> {
        self.show(&done, |done| match done.message.as_str() {
            "" => Ok(()),
            message => writeln!(io::stdout(), "{}", visible_on(&io::stdout(), message)),
        })
    }
}
