//! `rowbell connect`: from a token to the first real change.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use rowbell_api::{BaseConnection, Client, ClientError, Connect, Connected, ErrorCode, Event, Status};
use seatable::address::BaseAddress;
use tokio::time::timeout;

use super::{Output, print};

/// How long a first change is waited for in a terminal, unless it is said.
const WAIT: Duration = Duration::from_secs(120);
/// How long connecting may take.
const CONNECTING: Duration = Duration::from_secs(60);

/// How long it may fail before that is said.
const HICCUP: Duration = Duration::from_secs(10);

/// Asks for the token, connects, and waits for a change.
pub(super) async fn run(
    client: &Client,
    server: Option<String>,
    wait: Option<u64>,
    plain: bool,
    out: &Output,
) -> Result<()> {
    let talks = io::stdin().is_terminal() && io::stdout().is_terminal() && !out.json;
    // Not found out only after the token was pasted.
    let _: Status = client.get("/v1/status").await?;
    let server = match server {
        None if talks => answer("Server, or the base's address (Enter for cloud.seatable.io): ")?,
        server => server,
    };
    if talks {
        println!("Make an API token for the base: in its menu (…), Advanced, API Token. Reading is enough.");
    }
    let token = if talks { secret("Paste the token (it is not shown): ")? } else { answer("")? };
    let Some(token) = token else {
        bail!(if talks {
            "No token was entered, so nothing was changed."
        } else {
            "There was no API token on standard input. Nothing was changed. Try: rowbell connect < FILE"
        });
    };
    // Before the base is connected, so that no change slips through.
    let mut events = client.events().await?;
    let pasted = server.as_deref().and_then(|address| BaseAddress::parse(address).ok());
    let by_http = server.as_deref().is_some_and(|address| address.trim().starts_with("http://"));
    let mut request = Connect { address: server, token, plain };
    let connected: Connected = match client.post("/v1/connect", &request).await {
        Err(ClientError::Refused(error)) if matches!(error.code, ErrorCode::PlainHttp { .. }) && talks => {
            println!("{}", print::plain(&error.message));
            request.plain = answer("Send it all the same? [y/N] ")?.is_some_and(|said| said.eq_ignore_ascii_case("y"));
            if !request.plain {
                bail!("Nothing was sent, and nothing was changed.");
            }
            client.post("/v1/connect", &request).await?
        }
        answered => answered?,
    };
    out.show(&connected, |connected| {
        println!("\"{}\" is this token's base: {}", print::plain(&connected.name), connected.address);
        if by_http && connected.address.starts_with("https://") {
            println!("The server sends http:// on to https://, so Rowbell asks it there from now on.");
        }
        if pasted.is_some_and(|pasted| pasted.base.base_url() != connected.address) {
            println!("The address you gave is another base's. The token decides, so that one is not connected.");
        }
        io::stdout().flush()
    })?;
    let connection = until_connected(client, &connected).await?;
    if let Some(why) = connection.why {
        bail!("It can't be followed yet: {} Rowbell goes on trying; `rowbell status` tells how it fares.", why.message);
    }
    if connection.state != "live" {
        bail!("The server takes long to answer. Rowbell goes on connecting; `rowbell status` tells how it fares.");
    }
    let wait = wait.map_or(if talks { WAIT } else { Duration::ZERO }, Duration::from_secs);
    if wait.is_zero() {
        return Ok(());
    }
    eprintln!(
        "Connected. Now change something in the base; it should show up here and as a popup. (Ctrl-C ends this.)"
    );
    let uuid = connected.uuid.replace('-', "");
    let first = async {
        loop {
            match events.next().await? {
                Some(Event::Recorded { entry }) if entry.dtable_uuid.as_deref() == Some(&uuid) => return Ok(entry),
                Some(_) => {}
                None => bail!("Rowbell has ended."),
            }
        }
    };
    match timeout(wait, first).await {
        Ok(entry) => {
            let entry = entry?;
            let at: jiff::Timestamp = entry.received_at.parse().context("the change has no time")?;
            let took = jiff::Timestamp::now().duration_since(at);
            print::history(std::slice::from_ref(&entry))?;
            eprintln!("It works. Shown {} ms after it arrived.", took.as_millis().max(0));
            Ok(())
        }
        Err(_) => {
            eprintln!("Nothing changed within {} s. The base stays connected; changes will show up.", wait.as_secs());
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
        let given_up = connection.state == "waiting" && waited > HICCUP;
        if connection.state == "live" || given_up || waited > CONNECTING {
            return Ok(connection);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A line that is not shown while it is typed; none when it is empty.
fn secret(question: &str) -> Result<Option<String>> {
    let line = rpassword::prompt_password(question).context("The token could not be read")?;
    Ok(Some(line.trim().to_owned()).filter(|line| !line.is_empty()))
}

/// A line of standard input; none when it is empty.
pub(super) fn answer(question: &str) -> Result<Option<String>> {
    print!("{question}");
    io::stdout().flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).context("Standard input could not be read")?;
    let line = line.trim();
    Ok((!line.is_empty()).then(|| line.to_owned()))
}
