//! The operator's commands. They change the store beside a running relay, which notices within a second.

use std::{fmt::Display, io::Write};

use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use rowbell_protocol::{Invitation, InvitationLink, MailboxId};
use rowbell_relay::store::{self, MailboxSummary, Quota, SharedStore, StoredInvitation};
use serde_json::json;

use crate::{
    arguments::{Command, InvitationCommand},
    settings::Settings,
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Runs a command.
pub(crate) async fn run(command: Command, settings: &Settings) -> Result<()> {
    let folder = settings.data();
    // A store created by a command would belong to whoever ran the command, and the relay could not write it.
    if !store::exists(&folder) {
        bail!(
            "There is no relay's data in {}. Start the relay first, or name its data folder with --data FOLDER.",
            folder.display()
        );
    }
    let store = store::open(&folder, settings.limits())?;
    let result = match command {
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
    result
}

/// Creates an invitation, and gives its link.
pub(crate) async fn new_link(
    store: &SharedStore,
    settings: &Settings,
    uses: u32,
    days: u32,
    note: String,
) -> Result<InvitationLink> {
    let Some(relay) = settings.public_address.clone() else {
        bail!(
            "An invitation contains the address where others reach the relay. Set public_address, or use --public-address URL."
        );
    };
    if !settings.invitation_needed() {
        return Ok(InvitationLink { relay, invitation: None });
    }
    let invitation = Invitation::random()?;
    let made_ms = Timestamp::now().as_millisecond();
    let ends_ms = Some(made_ms + i64::from(days) * DAY_MS);
    let stored = StoredInvitation { hash: invitation.hash(), note, made_ms, ends_ms, uses_left: uses, used: 0 };
    store.invite(stored).await?;
    Ok(InvitationLink { relay, invitation: Some(invitation) })
}

async fn invite(store: &SharedStore, settings: &Settings, uses: u32, days: u32, note: String) -> Result<()> {
    let link = new_link(store, settings, uses, days, note).await?;
    print_line(&link)
}

async fn invitations(store: &SharedStore, json: bool) -> Result<()> {
    let all = store.invitations().await?;
    if json {
        let view = |invitation: &StoredInvitation| {
            json!({"id": invitation.hash, "note": invitation.note, "made_ms": invitation.made_ms, "ends_ms": invitation.ends_ms,
                   "uses_left": invitation.uses_left, "used": invitation.used})
        };
        return print_line(&serde_json::to_string_pretty(&all.iter().map(view).collect::<Vec<_>>())?);
    }
    if all.is_empty() {
        return print_line(&"There are no invitations. Create one with: rowbell-relay invite");
    }
    let now_ms = Timestamp::now().as_millisecond();
    let state = |invitation: &StoredInvitation| match invitation.ends_ms {
        _ if invitation.uses_left == 0 => "used up".to_owned(),
        Some(ends_ms) if ends_ms <= now_ms => "expired".to_owned(),
        Some(ends_ms) => format!("until {}", time(ends_ms)),
        None => "valid".to_owned(),
    };
    let row = |invitation: &StoredInvitation| {
        [
            short(&invitation.hash),
            time(invitation.made_ms),
            state(invitation),
            invitation.uses_left.to_string(),
            invitation.used.to_string(),
            printable(&invitation.note),
        ]
    };
    table(["id", "created", "valid", "left", "used", "note"], all.iter().map(row))
}

async fn revoke(store: &SharedStore, id: &str) -> Result<()> {
    let all = store.invitations().await?;
    let hash = find_by_prefix(id, all.iter().map(|invitation| invitation.hash))
        .context("`rowbell-relay invitations` lists them")?;
    store.revoke(hash).await?;
    print_line(&format!("The invitation {} is revoked. Mailboxes that it opened remain.", short(&hash)))
}

async fn mailboxes(store: &SharedStore, json: bool) -> Result<()> {
    let all = store.list().await?;
    if json {
        let view = |mailbox: &MailboxSummary| {
            json!({"id": mailbox.id, "note": mailbox.note, "opened_ms": mailbox.opened_ms, "closed_ms": mailbox.closed_ms,
                   "last_ms": mailbox.last_ms, "letters": mailbox.letters, "bytes": mailbox.bytes,
                   "addresses": mailbox.addresses,
                   "quota": {"letters": mailbox.quota.letters, "bytes": mailbox.quota.bytes, "per_second": mailbox.quota.per_second}})
        };
        return print_line(&serde_json::to_string_pretty(&all.iter().map(view).collect::<Vec<_>>())?);
    }
    if all.is_empty() {
        return print_line(&"There are no mailboxes. Create a link that opens one with: rowbell-relay invite");
    }
    let row = |mailbox: &MailboxSummary| {
        let state = if mailbox.closed_ms.is_some() { "closed" } else { "" };
        [
            mailbox.id.to_string(),
            time(mailbox.opened_ms),
            mailbox.last_ms.map_or_else(|| "never".to_owned(), time),
            mailbox.letters.to_string(),
            format!("{:.1}", mailbox.bytes as f64 / 1e6),
            mailbox.addresses.to_string(),
            quota(&mailbox.quota),
            [state, &printable(&mailbox.note)].join(" ").trim().to_owned(),
        ]
    };
    table(["id", "opened", "last letter", "letters", "MB", "addresses", "quota", "note"], all.iter().map(row))
}

async fn close(store: &SharedStore, id: &str) -> Result<()> {
    let id = mailbox(store, id).await?;
    store.close(id, Timestamp::now().as_millisecond()).await?;
    print_line(&format!("The mailbox {id} is closed permanently, and its letters are deleted."))
}

async fn set_quota(store: &SharedStore, id: &str, new: Quota) -> Result<()> {
    let id = mailbox(store, id).await?;
    store.set_quota(id, new).await?;
    let words = quota(&new);
    print_line(&format!("{id}: {}.", if words.is_empty() { "the relay's settings apply" } else { &words }))
}

async fn new_epoch(store: &SharedStore) -> Result<()> {
    let epoch = store.new_epoch().await?;
    print_line(&format!(
        "The store has a new epoch, {epoch}. Devices will get everything that is in it, and be told that something may be missing.\n\
         If the relay is running, restart it now."
    ))
}

async fn mailbox(store: &SharedStore, id: &str) -> Result<MailboxId> {
    let all = store.list().await?;
    find_by_prefix(id, all.iter().map(|mailbox| mailbox.id)).context("`rowbell-relay mailboxes` lists them")
}

/// The only ID that begins with this.
fn find_by_prefix<T: Display>(prefix: &str, ids: impl Iterator<Item = T>) -> Result<T> {
    let mut matching = ids.filter(|id| !prefix.is_empty() && id.to_string().starts_with(prefix));
    match (matching.next(), matching.next()) {
        (Some(id), None) => Ok(id),
        (None, _) => bail!("No ID begins with \"{prefix}\""),
        (Some(_), Some(_)) => bail!("Several IDs begin with \"{prefix}\""),
    }
}

fn quota(quota: &Quota) -> String {
    let parts = [
        quota.letters.map(|letters| format!("{letters} letters")),
        quota.bytes.map(|bytes| format!("{} MB", bytes / 1_000_000)),
        quota.per_second.map(|per_second| format!("{per_second} per second")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn time(ms: i64) -> String {
    Timestamp::from_millisecond(ms).map_or_else(|_| "?".to_owned(), |time| time.strftime("%F %R UTC").to_string())
}

fn short(hash: &impl Display) -> String {
    hash.to_string().chars().take(10).collect()
}

/// A note must not control the terminal.
fn printable(note: &str) -> String {
    note.chars().map(|char| if char.is_control() { '\u{fffd}' } else { char }).collect()
}

fn table<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>) -> Result<()> {
    let rows: Vec<[String; N]> = std::iter::once(head.map(str::to_owned)).chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        print_line(&cells.join("  ").trim_end())?;
    }
    Ok(())
}

/// Prints a line. It is no error if the reader has closed the pipe, as `head` does.
fn print_line(text: &impl Display) -> Result<()> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
