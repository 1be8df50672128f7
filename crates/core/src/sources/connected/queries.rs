//! What is asked of the server beside the live feed, which does not wait for it. One question at a time.

use std::{collections::HashMap, sync::Arc};

use futures_util::{FutureExt, future::BoxFuture};
use seatable::{
    BaseUuid, Column,
    client::{Access, ApiError, BaseClient, Server},
    metadata::Table,
    operation::Logged,
};
use secrecy::SecretString;
use serde_json::Value;
use tracing::{debug, info};

use super::{
    Channel, ConnectionError, ConnectionEvent, Disconnect,
    catch_up::CatchUp,
    directory::{address, fetch_directory},
    restored::{LogCheck, mark},
    session::Session,
    wanted_rows::WantedRow,
};
use crate::{change::RowsRead, clock::now_ms, enrich::Directory, inbox::Mark, sources::link::Backoff};

/// A question under way.
pub(super) type PendingQuery = BoxFuture<'static, Result<Answer, Disconnect>>;

/// An answer.
pub(super) enum Answer {
    /// How the base is called and where it is, if that was asked; its newest operation, and whether the log goes on from
    /// those that are known.
    Checked(Option<Box<Access>>, Option<Logged>, LogCheck),
    /// Names, tables and people.
    Directory(Arc<Directory>),
    /// Names are not available now.
    Unnamed,
    /// What rows of a table are called: values of its first column.
    RowNames(String, Column, HashMap<String, Value>),
    /// Rows of a table as they are; none where that is not to be had.
    Rows(RowsRead),
    /// These were not read, for this reason.
    NotRead(String, Vec<String>, Disconnect),
}

impl Session<'_> {
    /// Asks what is due, if nothing is under way.
    pub(super) fn begin_query(&mut self) {
        if self.query.is_some() {
            return;
        }
        let connection = &mut *self.connection;
        if let Some((table, rows)) = connection.take_row_reads() {
            let base = connection.base.clone();
            self.query = Some(read_rows(self.client.clone(), base, table, rows).boxed());
        } else if self.schedule.is_check_due() {
            // The access was just asked for when the connection began.
            let token = (self.schedule.has_checked() && self.channel != Channel::Log).then(|| self.token.clone());
            let known = self.timeline.unchecked().to_vec();
            self.query = Some(check(self.log.clone(), connection.server.clone(), token, known).boxed());
        } else if self.schedule.take_names() {
            let secrets = connection.secrets.clone();
            let answer = fetch_directory(self.client.clone(), secrets, connection.directory.clone());
            self.query = Some(answer.map(|answer| or_unnamed(answer.map(Answer::Directory))).boxed());
        } else if let Some((table, rows)) = connection.take_row_names() {
            self.query = Some(row_names(self.client.clone(), table, rows).map(or_unnamed).boxed());
        }
    }

    /// The server answered, or did not.
    pub(super) async fn on_answer(
        &mut self,
        answer: Result<Answer, Disconnect>,
        backoff: &mut Backoff,
    ) -> Result<(), Disconnect> {
        match answer {
            Ok(Answer::Checked(access, newest, check)) => {
                // It works as a whole, and not only until the first question.
                backoff.reset();
                self.schedule.checked();
                self.on_checked(access, newest, check).await?;
            }
            Ok(Answer::Directory(directory)) => {
                match directory.is_fresh(now_ms()) {
                    true => self.schedule.names_known(),
                    false => self.schedule.names_failed(),
                }
                self.log.directory = Some(directory.clone());
                self.connection.set_directory(directory).await;
            }
            Ok(Answer::Unnamed) => self.schedule.names_failed(),
            Ok(Answer::RowNames(table_id, column, names)) => {
                let base = self.connection.base.clone();
                let _ = self.connection.events.send(ConnectionEvent::RowNames { base, table_id, column, names }).await;
            }
            Ok(Answer::Rows(rows)) => {
                let _ = self.connection.events.send(ConnectionEvent::RowsRead(rows)).await;
            }
            Ok(Answer::NotRead(table_id, rows, end)) => {
                let wanted = rows.into_iter().map(|row_id| WantedRow { table_id: table_id.clone(), row_id });
                wanted.for_each(|row| self.connection.row_reads.want(row));
                return self.on_failure(end);
            }
            Err(end) => return self.on_failure(end),
        }
        self.schedule.answered();
        Ok(())
    }

    async fn on_checked(
        &mut self,
        access: Option<Box<Access>>,
        newest: Option<Logged>,
        check: LogCheck,
    ) -> Result<(), Disconnect> {
        self.on_log_check(check);
        match newest.as_ref().map(mark) {
            Some(newest) if self.versions.is_behind(newest.version) => {
                self.schedule.ensure_log_read_after(std::time::Duration::ZERO);
            }
            // The log says more of it than the feed.
            Some(newest) if self.timeline.is_certain() && newest.version == self.versions.last() => {
                self.connection.set_progress(newest.version, vec![newest]).await?;
            }
            _ => {}
        }
        if let Some(access) = access {
            let here = address(&access, &self.connection.server);
            self.client.replace_access(*access);
            if self.connection.directory.as_ref().is_none_or(|known| known.address != here) {
                self.schedule.ask_for_names();
            }
        }
        Ok(())
    }

    /// The feed goes on without the answer; what the server was asked is asked again later.
    pub(super) fn on_failure(&mut self, end: Disconnect) -> Result<(), Disconnect> {
        match end {
            Disconnect::Failed(ConnectionError::Api(_)) if self.connection.access_has_ended() => {
                Err(Disconnect::Reconnect)
            }
            Disconnect::Failed(ConnectionError::Api(error)) => {
                debug!(base = %self.connection.base, %error, "a question was not answered");
                self.schedule.failed();
                Ok(())
            }
            end => Err(end),
        }
    }
}

/// Whether the base has a new name or place, which comes by no event, if `token` is given; and its newest operation: an
/// event can be lost without a trace. And whether the log has the known operations still.
async fn check(
    log: CatchUp,
    server: Server,
    token: Option<SecretString>,
    known: Vec<Mark>,
) -> Result<Answer, Disconnect> {
    let access = match token {
        Some(token) => Some(Box::new(server.connect(&token).await?)),
        None => None,
    };
    let newest = log.newest().await?;
    let check = log.check(&known, newest.as_ref()).await?;
    Ok(Answer::Checked(access, newest, check))
}

/// What rows of a table are called.
async fn row_names(client: BaseClient, table: Table, rows: Vec<String>) -> Result<Answer, Disconnect> {
    let ids: Vec<&str> = rows.iter().map(String::as_str).collect();
    let names = client.row_names(&table, &ids).await?;
    let column = table.first_column().cloned().unwrap_or_default();
    Ok(Answer::RowNames(table.id, column, names))
}

/// Rows of a table. Those that the server does not give are told as not to be had; where it can't be reached, they are asked
/// for again.
async fn read_rows(client: BaseClient, base: BaseUuid, table: Table, rows: Vec<String>) -> Result<Answer, Disconnect> {
    let ids: Vec<&str> = rows.iter().map(String::as_str).collect();
    let read = client.rows(&table, &ids).await;
    let read_ms = now_ms();
    let mut found = match names_may_fail(read.map_err(Disconnect::from)) {
        Ok(found) => found.unwrap_or_default(),
        Err(end) => return Ok(Answer::NotRead(table.id, rows, end)),
    };
    let rows = rows.into_iter().map(|row| (row.clone(), found.remove(&row))).collect();
    Ok(Answer::Rows(RowsRead { base, table_id: table.id, read_ms, rows }))
}

fn or_unnamed(answer: Result<Answer, Disconnect>) -> Result<Answer, Disconnect> {
    Ok(names_may_fail(answer)?.unwrap_or(Answer::Unnamed))
}

/// What came of asking for names or rows; none: the server does not give them. That is no reason to leave the server alone:
/// only that it can't be reached is, or that it wants to be left alone.
fn names_may_fail<T>(answer: Result<T, Disconnect>) -> Result<Option<T>, Disconnect> {
    use ApiError::{NotAllowed, NotFound, Refused, Server, TooLarge, Unreadable};
    match answer {
        Err(Disconnect::Failed(ConnectionError::Api(
            error @ (NotAllowed | NotFound | Refused { .. } | Server { .. } | TooLarge { .. } | Unreadable { .. }),
        ))) => {
            info!(%error, "names or rows are not available now");
            Ok(None)
        }
        answer => answer.map(Some),
    }
}
