//! A server that was restored from a backup counts the same versions anew. So an operation is known not by its version
//! alone, and what happened since is found by its time.

use seatable::{client::ApiError, operation::Logged};
use serde_json::Value;
use tokio::sync::oneshot;
use tracing::warn;

use super::{
    ConnectionEvent, Disconnect,
    catch_up::CatchUp,
    pages::{Pages, Since},
    store,
};
use crate::{
    change::{Source, SourceReport, sameness::ROUGHLY_MS},
    database::BodyHash,
    inbox::{Mark, Progress},
};

/// The most operations before the newest that are remembered while nothing is certain of them: one for each connection that
/// ended before the log could be looked at.
const UNCHECKED: usize = 7;
/// How often one operation is looked for: others that happen meanwhile push it on.
const LOOKS: usize = 3;

/// What the log says of an operation that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Continuity {
    /// The log goes on from it: it is there, or as old as what the log no longer has.
    Intact,
    /// It is not there (yet).
    Unclear,
    /// Nothing: it is empty, or too little is known.
    Silent,
    /// Another one is in its place: the server was restored from a backup.
    Restored,
}

/// What the log says of several operations that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LogCheck {
    /// So many of them are there, from the oldest on.
    pub(super) confirmed: usize,
    /// What it says of the next; [`Continuity::Intact`] if there is none.
    pub(super) next: Continuity,
}

/// An operation that the log told.
pub(super) fn mark(logged: &Logged) -> Mark {
    let (version, at_ms, author) = (logged.op_id, logged.op_time_ms, Some(logged.author.clone()));
    Mark { version, at_ms, author, what: Some(fingerprint(&logged.operation)) }
}

/// What is to be known at the next start: the newest operation, and those before it of which nothing is certain yet.
pub(super) fn marks(unchecked: &[Mark], newest: Mark) -> Vec<Mark> {
    unchecked.iter().take(UNCHECKED).cloned().chain([newest]).collect()
}

/// An operation that the feed told, about then.
pub(super) fn mark_of_feed(version: i64, operation: &str, at_ms: i64) -> Mark {
    Mark { version, at_ms: Some(at_ms), author: None, what: Some(fingerprint(operation)) }
}

/// An operation of which an older Rowbell kept no more than its version.
pub(super) fn mark_of_version(version: i64) -> Mark {
    Mark { version, at_ms: None, author: None, what: None }
}

/// Whether the log has another operation in the place of the known one.
fn differs(logged: &Logged, known: &Mark) -> bool {
    let found = mark(logged);
    found.version == known.version
        && ((known.what.is_some() && found.what != known.what)
            || (known.author.is_some() && (found.author != known.author || found.at_ms != known.at_ms)))
}

/// A hash of what an operation does to which rows. Of what feed and log could spell in two ways nothing is in it. It is kept
/// on disk: one that is made otherwise would tell of a restored server where there is none.
fn fingerprint(operation: &str) -> i64 {
    let read: Value = serde_json::from_str(operation).unwrap_or_default();
    let mut parts: Vec<String> = Vec::new();
    for field in ["op_type", "table_id", "row_id"] {
        parts.push(read[field].as_str().unwrap_or_default().to_owned());
    }
    let rows = [&read["row_data"]].into_iter().chain(read["row_datas"].as_array().into_iter().flatten());
    parts.extend(rows.filter_map(|row| row["_id"].as_str()).map(str::to_owned));
    let ids = read["row_ids"].as_array().into_iter().flatten();
    parts.extend(ids.filter_map(Value::as_str).map(str::to_owned));
    let mut cells: Vec<String> = read["updated"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(key, _)| !key.starts_with('_'))
        .map(|(key, value)| match value {
            Value::String(text) => format!("{key}={text}"),
            Value::Bool(_) | Value::Null => format!("{key}={value}"),
            Value::Number(number) => format!("{key}={}", number.as_f64().unwrap_or_default()),
            Value::Array(_) | Value::Object(_) => key.clone(),
        })
        .collect();
    cells.sort_unstable();
    parts.extend(cells);
    BodyHash::of(parts.join("\n").as_bytes()).head
}

impl CatchUp {
    /// How many of these operations, oldest first, the log has, and what it says of the next. `newest` is its newest.
    pub(super) async fn check(&self, known: &[Mark], newest: Option<&Logged>) -> Result<LogCheck, ApiError> {
        for (confirmed, known) in known.iter().enumerate() {
            let next = self.continuity(known, newest).await?;
            if next != Continuity::Intact {
                return Ok(LogCheck { confirmed, next });
            }
        }
        Ok(LogCheck { confirmed: known.len(), next: Continuity::Intact })
    }

    /// Whether the log goes on from the known operation.
    async fn continuity(&self, known: &Mark, newest: Option<&Logged>) -> Result<Continuity, ApiError> {
        let Some(newest) = newest else { return Ok(Continuity::Silent) };
        if newest.op_id < known.version {
            // What the log had it does not lose from its end. What only the feed told may not be there yet; but versions
            // grow with time.
            let later = newest.op_time_ms.zip(known.at_ms).is_some_and(|(ms, known_ms)| ms > known_ms + ROUGHLY_MS);
            let restored = known.author.is_some() || later;
            return Ok(if restored { Continuity::Restored } else { Continuity::Unclear });
        }
        if known.what.is_none() {
            return Ok(Continuity::Silent);
        }
        // Versions are consecutive.
        let (mut place, mut there) = (newest.op_id - known.version, Some(newest.clone()));
        for _ in 0..LOOKS {
            if place > 0 {
                let page = u32::try_from(place + 1).unwrap_or(u32::MAX);
                let found = self.client.operations(page, 1).await?;
                // A server that gives more than was asked for counts its pages otherwise.
                there = found.into_iter().next().filter(|logged| logged.op_id >= known.version);
            }
            match &there {
                Some(there) if differs(there, known) => return Ok(Continuity::Restored),
                Some(there) if there.op_id > known.version => place += there.op_id - known.version,
                // It is the same, or older than what the log keeps.
                _ => break,
            }
        }
        Ok(Continuity::Intact)
    }

    /// Goes on with a server that counts anew: has the history say so, and brings what happened since the known operation
    /// into the inbox. `version` is the base's, if it told it. Gives the last operation that is there then.
    pub(super) async fn restart(self, known: Option<Mark>, version: Option<i64>) -> Result<i64, Disconnect> {
        let newest = self.client.operations(1, 1).await?.first().map(|logged| logged.op_id);
        // What happened since is later, whatever number it has now; and what is earlier is known or was undone. Where only the
        // feed told of the known one, its time is a rough one: what is about as old is known by its version if it is known.
        let known = known.as_ref();
        let (at_ms, exact) = known.map_or((None, true), |known| (known.at_ms, known.author.is_some()));
        let mut found = match at_ms {
            Some(at_ms) => {
                let since = if exact { at_ms } else { at_ms.saturating_sub(ROUGHLY_MS) };
                self.read_pages(Pages::default(), 0, Since::Time(since), i64::MAX).await?
            }
            None => Vec::new(),
        };
        found.reverse();
        let before = match found.iter().find(|logged| logged.op_time_ms > at_ms) {
            Some(first) => first.op_id - 1,
            None => version.or(newest).unwrap_or(Progress::UNKNOWN),
        };
        warn!(base = %self.base, before, found = found.len(), "the server was restored to an earlier state");
        let (done, forgotten) = oneshot::channel();
        let restored = ConnectionEvent::Restored { base: self.base.clone(), after: before, done };
        if self.events.send(restored).await.is_ok() {
            let _ = forgotten.await;
        }
        let at_ms = found.first().and_then(|first| first.op_time_ms).map(|ms| ms - 1);
        let report = SourceReport::Restored { base: self.base.clone(), restored: before, at_ms };
        store(&self.inbox, &self.base, Source::CatchUp, vec![report]).await?;
        self.inbox.forget_progress(&self.base).await?;
        self.inbox.set_progress(&self.base, before, Vec::new()).await?;
        let last = found.last().map_or(before, |last| last.op_id);
        self.ingest(before, found, &[]).await?;
        Ok(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logged(op_id: i64, operation: &str, at_ms: i64, author: &str) -> Logged {
        let (operation, author, op_time_ms) = (operation.to_owned(), author.to_owned(), Some(at_ms));
        Logged { op_id, operation, author, op_time_ms, app: None }
    }

    const SET: &str = r#"{"op_type":"modify_row","table_id":"0000","row_id":"r1","updated":{"a":"x","b":1}}"#;

    #[test]
    fn an_operation_is_known_by_more_than_its_version() {
        let known = logged(7, SET, 1_000, "anna");
        assert!(!differs(&known, &mark(&known)));
        for other in [
            logged(7, SET, 1_001, "anna"),
            logged(7, SET, 1_000, "ben"),
            logged(7, &SET.replace("r1", "r2"), 1_000, "anna"),
            logged(7, &SET.replace("\"x\"", "\"y\""), 1_000, "anna"),
        ] {
            assert!(differs(&other, &mark(&known)), "{other:?}");
        }
        assert!(!differs(&logged(8, "{}", 2_000, "ben"), &mark(&known)), "it says nothing of another version");
        assert!(!differs(&known, &mark_of_version(7)), "nothing is known but the version");
    }

    #[test]
    fn what_the_feed_told_is_the_same_in_the_log_however_it_is_spelt() {
        let feed = mark_of_feed(7, SET, 1_500);
        let spelt = r#"{ "updated": {"b": 1.0, "a": "\u0078", "_last_modifier": "anna"}, "row_id": "r1",
            "table_id": "0000", "op_type": "modify_row", "old_row": {} }"#;
        assert!(!differs(&logged(7, spelt, 1_000, "anna"), &feed));
        assert!(differs(&logged(7, &spelt.replace("1.0", "2"), 1_000, "anna"), &feed));
        let inserted = |id: &str| format!(r#"{{"op_type":"insert_row","row_id":"","row_data":{{"_id":"{id}"}}}}"#);
        assert!(differs(&logged(7, &inserted("b"), 1_000, ""), &mark_of_feed(7, &inserted("a"), 1_000)));
        let appended =
            |id: &str| format!(r#"{{"op_type":"append_rows","row_datas":[{{"_id":"c"}},{{"_id":"{id}"}}]}}"#);
        assert!(differs(&logged(7, &appended("b"), 1_000, ""), &mark_of_feed(7, &appended("a"), 1_000)));
    }
}
