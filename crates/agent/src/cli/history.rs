//! `rowbell history`, `rowbell export` and `rowbell watch`: changes as they are stored and as they arrive.

use std::io::{self, IsTerminal, Write};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use rowbell_api::{Client, Entry, Event, Export, HistoryQuery, Page};
use rowbell_core::clock::now_ms;

use super::{
    entries,
    output::Output,
    when::{self, Edge},
};
use crate::words::text;

/// How many changes a listing has by default.
const LIMIT: u32 = 50;
/// The most changes of one request.
const PAGE: u32 = 1000;

/// Which changes.
#[derive(Debug, Default, Args)]
pub struct HistoryArgs {
    /// Words, each the beginning of a word in the row's name, its values, people or table.
    #[arg(long, short, value_name = "WORDS")]
    pub search: Option<String>,
    /// A base, by name or uuid.
    #[arg(long, value_name = "BASE")]
    pub base: Option<String>,
    /// A table, by name or id.
    #[arg(long, value_name = "TABLE")]
    pub table: Option<String>,
    /// A kind, such as row_added, row_changed or row_deleted.
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// A person, by name or id.
    #[arg(long, value_name = "PERSON")]
    pub person: Option<String>,
    /// Unread ones only.
    #[arg(long)]
    pub unread: bool,
    /// Not older than this: a length of time such as 2h or 7d, a day such as 2026-11-24, or a time such as 2026-11-24T09:00.
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// Not newer than this, likewise; a day includes its end.
    #[arg(long, value_name = "WHEN")]
    pub until: Option<String>,
    /// At most this many.
    #[arg(long, short = 'n', value_name = "N")]
    pub limit: Option<u32>,
}

/// A format of exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A spreadsheet workbook, in which texts stay texts; has to be written to a file.
    Xlsx,
    /// Comma-separated values; safe against formulas in foreign text.
    Csv,
    /// An array of objects.
    Json,
}

pub(super) async fn list(which: HistoryArgs, client: &Client, out: &Output) -> Result<()> {
    let limit = which.limit.unwrap_or(LIMIT);
    let mut found: Vec<Entry> = Vec::new();
    walk(client, which, limit, |page| {
        found.extend(page.entries);
        Ok(())
    })
    .await?;
    out.show(&found, |found| entries::list(found))
}

pub(super) async fn export(format: Format, which: HistoryArgs, client: &Client, out: &Output) -> Result<()> {
    let limit = which.limit.unwrap_or(u32::MAX);
    let format = match format {
        _ if out.json => rowbell_api::Format::Json,
        Format::Xlsx => rowbell_api::Format::Xlsx,
        Format::Csv => rowbell_api::Format::Csv,
        Format::Json => rowbell_api::Format::Json,
    };
    if format == rowbell_api::Format::Xlsx && io::stdout().is_terminal() {
        bail!(text!("workbook-needs-file"));
    }
    let mut export = Export::begin(format, io::BufWriter::new(io::stdout()))?;
    walk(client, which, limit, |page| Ok(export.write(&page.entries)?)).await?;
    Ok(export.end()?)
}

pub(super) async fn watch(client: &Client, out: &Output) -> Result<()> {
    let mut events = client.events().await?;
    let mut last = None;
    while let Some(event) = events.next().await? {
        match event {
            Event::Recorded { entry } => {
                if out.json {
                    writeln!(io::stdout(), "{}", serde_json::to_string(&entry)?)?;
                } else {
                    entries::list(std::slice::from_ref(&entry))?;
                }
                io::stdout().flush()?;
                last = Some(entry.received_at);
            }
            Event::Missed => {
                let since = last.as_deref().map_or(String::new(), |last| format!(" --since {last}"));
                writeln!(io::stderr(), "{}", text!("watch-missed", since = since))?;
            }
            Event::Updated { .. } | Event::Status { .. } | Event::Show { .. } | Event::Unknown => {}
        }
    }
    bail!(text!("has-ended"))
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
