//! `rowbell connect`: from a token to the first real change.

use std::{
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use rowbell_api::{BaseConnection, Client, ClientError, Connect, Connected, ErrorCode, Event, Status};
use seatable::address::BaseAddress;
use tokio::time::timeout;

use super::{
    entries,
    output::{Output, answer, plain},
};
use crate::words::text;

/// How long to wait for a first change in a terminal, unless told otherwise.
const WAIT: Duration = Duration::from_secs(120);
/// How long connecting may take.
const CONNECTING: Duration = Duration::from_secs(60);

/// How long it may fail before the person is told.
const GRACE: Duration = Duration::from_secs(10);

/// Asks for the token, connects, and waits for a change.
pub(super) async fn run(
    client: &Client,
    server: Option<String>,
    wait: Option<u64>,
    in_plain: bool,
    out: &Output,
) -> Result<()> {
    let talks = io::stdin().is_terminal() && io::stdout().is_terminal() && !out.json;
    // Not found out only after the token was pasted.
    let _: Status = client.get("/v1/status").await?;
    let server = match server {
        None if talks => answer(&text!("connect-server-question"))?,
        server => server,
    };
    if talks {
        println!("{}", text!("connect-make-token"));
    }
    let token = if talks { secret(&text!("connect-token-question"))? } else { answer("")? };
    let Some(token) = token else {
        bail!(if talks { text!("connect-no-token") } else { text!("connect-no-token-piped") });
    };
    // Before the base is connected, so that no change slips through.
    let mut events = client.events().await?;
    let pasted = server.as_deref().and_then(|address| BaseAddress::parse(address).ok());
    let by_http = server.as_deref().is_some_and(|address| address.trim().starts_with("http://"));
    let mut request = Connect { address: server, token, plain: in_plain };
    let connected: Connected = match client.post("/v1/connect", &request).await {
        Err(ClientError::Refused(error)) if matches!(error.code, ErrorCode::PlainHttp { .. }) && talks => {
            println!("{}", plain(&error.message));
            let said = answer(&text!("connect-plain-question"))?;
            request.plain = said.is_some_and(|said| said.eq_ignore_ascii_case("y"));
            if !request.plain {
                bail!(text!("connect-nothing-sent"));
            }
            client.post("/v1/connect", &request).await?
        }
        answered => answered?,
    };
    out.show(&connected, |connected| {
        println!("{}", text!("connect-base", base = plain(&connected.name), address = connected.address.as_str()));
        if by_http && connected.address.starts_with("https://") {
            println!("{}", text!("connect-https"));
        }
        if pasted.is_some_and(|pasted| pasted.base.base_url() != connected.address) {
            println!("{}", text!("connect-other-base"));
        }
        io::stdout().flush()
    })?;
    let connection = until_connected(client, &connected).await?;
    if let Some(why) = connection.why {
        bail!(text!("connect-failing", reason = why.message));
    }
    if connection.state != "live" {
        bail!(text!("connect-slow"));
    }
    let wait = wait.map_or(if talks { WAIT } else { Duration::ZERO }, Duration::from_secs);
    if wait.is_zero() {
        return Ok(());
    }
    eprintln!("{}", text!("connect-try-it"));
    let uuid = connected.uuid.replace('-', "");
    let first = async {
        loop {
            match events.next().await? {
                Some(Event::Recorded { entry }) if entry.dtable_uuid.as_deref() == Some(&uuid) => return Ok(entry),
                Some(_) => {}
                None => bail!(text!("has-ended")),
            }
        }
    };
    match timeout(wait, first).await {
        Ok(entry) => {
            let entry = entry?;
            let at: jiff::Timestamp = entry.received_at.parse()?;
            let took = jiff::Timestamp::now().duration_since(at);
            entries::list(std::slice::from_ref(&entry))?;
            eprintln!("{}", text!("connect-works", ms = took.as_millis().max(0).to_string()));
            Ok(())
        }
        Err(_) => {
            eprintln!("{}", text!("connect-nothing-changed", seconds = wait.as_secs()));
            Ok(())
        }
    }
}

async fn until_connected(client: &Client, connected: &Connected) -> Result<BaseConnection> {
    let began = Instant::now();
    loop {
        let status: Status = client.get("/v1/status").await?;
        let base = status.bases.into_iter().find(|base| base.uuid == connected.uuid);
        let connection = base.and_then(|base| base.connection).unwrap_or_default();
        let waited = began.elapsed();
        // What fails at first may well work a moment later.
        let given_up = connection.state == "waiting" && waited > GRACE;
        if connection.state == "live" || given_up || waited > CONNECTING {
            return Ok(connection);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A line that is not shown while it is typed; none when it is empty.
fn secret(question: &str) -> Result<Option<String>> {
    let line = rpassword::prompt_password(question).with_context(|| text!("input-unreadable"))?;
    Ok(Some(line.trim().to_owned()).filter(|line| !line.is_empty()))
}
