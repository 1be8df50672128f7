//! `rowbell base load`: what a gap hides, as far as SeaTable still has it.

use std::time::Duration;

use anyhow::{Result, bail};
use rowbell_api::{Client, Done, Event, HistoryQuery, Page};
use tokio::time::timeout;

use super::{Output, encoded};

/// How long it is waited for. A server takes some 54 pages a minute.
const PATIENCE: Duration = Duration::from_secs(300);

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
                None => bail!("Rowbell has ended. What was loaded is kept."),
            }
        }
    };
    match timeout(PATIENCE, ended).await {
        Ok(ended) => ended?,
        Err(_) => return out.done(asked),
    }
    // What could not be had is said anew, at the same place or further back.
    let missing = newest_gap(client, base).await?.filter(|(id, _)| gap.is_some_and(|(before, _)| *id <= before));
    let message = match missing {
        Some((_, missing)) if missing >= asked.count => {
            "SeaTable does not have them any more, so the gap stays.".to_owned()
        }
        Some((_, missing)) => format!(
            "{} of {} missing operations are in the history now. SeaTable does not have the others any more.",
            asked.count - missing,
            asked.count
        ),
        None => "What was missing is in the history now.".to_owned(),
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
