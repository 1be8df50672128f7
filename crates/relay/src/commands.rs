//! The operator's commands. They work on the store, beside a running relay, which notices within a second.

use std::{fmt::Display, io::Write};

use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use rowbell_protocol::{Invitation, InvitationLink, MailboxId};
use rowbell_relay::store::{InvitationKept, Quota, SharedStore, SqliteStore, Summary};
use serde_json::json;

use crate::{
    arguments::{Command, InvitationCommand},
    settings::Settings,
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Does a command.
pub(crate) async fn run(command: Command, settings: &Settings) -> Result<()> {
    let folder = settings.data();
    // Made by a command, it would be of whoever gave the command, and the relay could not write it.
    if !folder.join(SqliteStore::FILE).exists() {
        bail!(
            "There is no relay's store in {}. Start the relay first, or name its folder: --data FOLDER",
            folder.display()
        );
    }
    let store: SharedStore = SqliteStore::open(&folder, settings.limits())?;
    let done = match command {
        Command::Invite { uses, days, note } => invite(&store, settings, uses, days, note).await,
        Command::Invitations { command: None, json } => invitations(&store, json).await,
        Command::Invitations { command: Some(InvitationCommand::Revoke { id }), .. } => revoke(&store, &id).await,
        Command::Mailboxes { json } => mailboxes(&store, json).await,
        Command::Close { id } => close(&store, &id).await,
        Command::Quota { id, letters, megabytes, per_second } => {
            let quota = Quota { letters, bytes: megabytes.map(|megabytes| megabytes * 1_000_000), per_second };
            set_quota(&store, &id, quota).await
        }
        Command::NewEpoch => new_epoch(&store).await,
    };
    store.end().await;
    done
}

/// Makes an invitation, and its link.
pub(crate) async fn new_link(
    store: &SharedStore,
    settings: &Settings,
    uses: u32,
    days: u32,
    note: String,
) -> Result<InvitationLink> {
    let Some(relay) = settings.public_address.clone() else {
        bail!(
            "An invitation names the address that others reach the relay by. Set public_address, or give --public-address."
        );
    };
    if !settings.invitation_needed() {
        return Ok(InvitationLink { relay, invitation: None });
    }
    let invitation = Invitation::random()?;
    let made_ms = Timestamp::now().as_millisecond();
    let ends_ms = Some(made_ms + i64::from(days) * DAY_MS);
    let kept = InvitationKept { hash: invitation.hash(), note, made_ms, ends_ms, uses_left: uses, used: 0 };
    store.invite(kept).await?;
    Ok(InvitationLink { relay, invitation: Some(invitation) })
}

async fn invite(store: &SharedStore, settings: &Settings, uses: u32, days: u32, note: String) -> Result<()> {
    let link = new_link(store, settings, uses, days, note).await?;
    say(&link)
}

async fn invitations(store: &SharedStore, json: bool) -> Result<()> {
    let all = store.invitations().await?;
    if json {
        let view = |kept: &InvitationKept| {
            json!({"id": kept.hash, "note": kept.note, "made_ms": kept.made_ms, "ends_ms": kept.ends_ms,
                   "uses_left": kept.uses_left, "used": kept.used})
        };
        return say(&serde_json::to_string_pretty(&all.iter().map(view).collect::<Vec<_>>())?);
    }
    if all.is_empty() {
        return say(&"There are no invitations. `rowbell-relay invite` makes one.");
    }
    let now_ms = Timestamp::now().as_millisecond();
    let state = |kept: &InvitationKept| match kept.ends_ms {
        _ if kept.uses_left == 0 => "used up".to_owned(),
        Some(ends_ms) if ends_ms <= now_ms => "over".to_owned(),
        Some(ends_ms) => format!("until {}", time(ends_ms)),
        None => "valid".to_owned(),
    };
    let row = |kept: &InvitationKept| {
        [
            short(&kept.hash),
            time(kept.made_ms),
            state(kept),
            kept.uses_left.to_string(),
            kept.used.to_string(),
            visible(&kept.note),
        ]
    };
    table(["id", "made", "valid", "left", "used", "note"], all.iter().map(row))
}

async fn revoke(store: &SharedStore, id: &str) -> Result<()> {
    let all = store.invitations().await?;
    let hash = the_one(id, all.iter().map(|kept| kept.hash)).context("`rowbell-relay invitations` lists them")?;
    store.revoke(hash).await?;
    say(&format!("The invitation {} opens no mailbox any more. Those that it opened stay.", short(&hash)))
}

async fn mailboxes(store: &SharedStore, json: bool) -> Result<()> {
    let all = store.list().await?;
    if json {
        let view = |mailbox: &Summary| {
            json!({"id": mailbox.id, "note": mailbox.note, "opened_ms": mailbox.opened_ms, "closed_ms": mailbox.closed_ms,
                   "last_ms": mailbox.last_ms, "letters": mailbox.letters, "bytes": mailbox.bytes,
                   "addresses": mailbox.addresses,
                   "quota": {"letters": mailbox.quota.letters, "bytes": mailbox.quota.bytes, "per_second": mailbox.quota.per_second}})
        };
        return say(&serde_json::to_string_pretty(&all.iter().map(view).collect::<Vec<_>>())?);
    }
    if all.is_empty() {
        return say(&"There are no mailboxes. `rowbell-relay invite` makes a link that opens one.");
    }
    let row = |mailbox: &Summary| {
        let state = if mailbox.closed_ms.is_some() { "closed" } else { "" };
        [
            mailbox.id.to_string(),
            time(mailbox.opened_ms),
            mailbox.last_ms.map_or_else(|| "never".to_owned(), time),
            mailbox.letters.to_string(),
            format!("{:.1}", mailbox.bytes as f64 / 1e6),
            mailbox.addresses.to_string(),
            quota(&mailbox.quota),
            [state, &visible(&mailbox.note)].join(" ").trim().to_owned(),
        ]
    };
    table(["id", "opened", "last letter", "letters", "MB", "addresses", "quota", "note"], all.iter().map(row))
}

async fn close(store: &SharedStore, id: &str) -> Result<()> {
    let id = mailbox(store, id).await?;
    store.close(id, Timestamp::now().as_millisecond()).await?;
    say(&format!("{id} is closed for good, and its letters are deleted."))
}

async fn set_quota(store: &SharedStore, id: &str, quota_now: Quota) -> Result<()> {
    let id = mailbox(store, id).await?;
    store.set_quota(id, quota_now).await?;
    let words = quota(&quota_now);
    say(&format!("{id}: {}.", if words.is_empty() { "as for all" } else { &words }))
}

async fn new_epoch(store: &SharedStore) -> Result<()> {
    let epoch = store.new_epoch().await?;
    say(&format!(
        "The store begins a new life, {epoch}. Devices are given all that is in it, and know that something may be missing.\n\
         A relay that is running has to be restarted."
    ))
}

async fn mailbox(store: &SharedStore, id: &str) -> Result<MailboxId> {
    let all = store.list().await?;
    the_one(id, all.iter().map(|mailbox| mailbox.id)).context("`rowbell-relay mailboxes` lists them")
}

/// The one that begins so.
fn the_one<T: Display>(begins: &str, all: impl Iterator<Item = T>) -> Result<T> {
    let mut fitting = all.filter(|id| !begins.is_empty() && id.to_string().starts_with(begins));
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => bail!("There is none that begins with \"{begins}\""),
        (Some(_), Some(_)) => bail!("There are several that begin with \"{begins}\""),
    }
}

fn quota(quota: &Quota) -> String {
    let parts = [
        quota.letters.map(|letters| format!("{letters} letters")),
        quota.bytes.map(|bytes| format!("{} MB", bytes / 1_000_000)),
        quota.per_second.map(|per_second| format!("{per_second} a second")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn time(ms: i64) -> String {
    Timestamp::from_millisecond(ms).map_or_else(|_| "?".to_owned(), |time| time.strftime("%F %R UTC").to_string())
}

fn short(hash: &impl Display) -> String {
    hash.to_string().chars().take(10).collect()
}

/// A terminal must not do what a note says.
fn visible(note: &str) -> String {
    note.chars().map(|char| if char.is_control() { '\u{fffd}' } else { char }).collect()
}

fn table<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>) -> Result<()> {
    let rows: Vec<[String; N]> = std::iter::once(head.map(str::to_owned)).chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        say(&cells.join("  ").trim_end())?;
    }
    Ok(())
}

/// Prints a line. Who reads only the first ones is no error.
fn say(text: &impl Display) -> Result<()> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
