//! `rowbell base load`: what a gap hides, as far as SeaTable still has it.

use std::time::Duration;

use anyhow::{Result, bail};
use rowbell_api::{Client, Done, Event, HistoryQuery, Page};
use tokio::time::timeout;

use super::output::{Output, encoded};
use crate::words::text;

/// How long to wait for it. A server answers some 54 pages a minute.
const TIMEOUT: Duration = Duration::from_secs(300);

/// Has the newest gap of a base loaded, and says how it went.
pub(super) async fn run(client: &Client, base: &str, out: &Output) -> Result<()> {
    let gap = newest_gap(client, base).await?;
    // Before it is asked for, so that its end is not missed.
    let mut events = client.events().await?;
    let asked: Done = client.post(&format!("/v1/bases/{}/load", encoded(base)), &()).await?;
    let ended = async {
        loop {
            match events.next().await? {
                Some(Event::Updated { ids }) if gap.is_some_and(|(id, _)| ids.contains(&id)) => return Ok(()),
                Some(_) => {}
                None => bail!(text!("load-ended")),
            }
        }
    };
    match timeout(TIMEOUT, ended).await {
        Ok(ended) => ended?,
        Err(_) => return out.done(asked),
    }
    // What was not available is reported again, at the same place or further back.
    let missing = newest_gap(client, base).await?.filter(|(id, _)| gap.is_some_and(|(before, _)| *id <= before));
    let message = match missing {
        Some((_, missing)) if missing >= asked.count => text!("load-nothing"),
        Some((_, missing)) => text!("load-some", loaded = asked.count - missing, count = asked.count),
        None => text!("load-all"),
    };
    out.done(Done { message, ..asked })
}

/// The newest gap of a base, and how many operations are missing in it.
async fn newest_gap(client: &Client, base: &str) -> Result<Option<(i64, u64)>> {
    let query = HistoryQuery {
        base: Some(base.to_owned()),
        kind: Some("missed".to_owned()),
        limit: Some(1),
        ..HistoryQuery::default()
    };
    let page: Page = client.get(&format!("/v1/history?{}", serde_urlencoded::to_string(&query)?)).await?;
    Ok(page.entries.first().map(|entry| (entry.id, entry.rows_affected)))
}
