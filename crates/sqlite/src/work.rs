//! What the writer does for others.

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use crate::Error;

/// Something to be done in a transaction. Most is a closure, given to [`crate::Database::write`]; this is for work that has
/// to know the transaction's end also if nobody waits for it.
pub trait Work: Send {
    /// Does it, in a transaction that it may share with other work. Not called if the transaction can't begin.
    ///
    /// # Errors
    /// Why it failed. What it has done is undone then, and it alone.
    fn run(&mut self, connection: &Connection) -> Result<(), Error>;

    /// Called once at the end, on the writer's thread: whether the transaction is committed. If not, nothing of the work is
    /// stored.
    fn ended(self: Box<Self>, transaction: Result<(), &Error>);
}

/// Work in the queue.
pub(crate) struct Job {
    pub(crate) work: Box<dyn Work>,
    /// Whether it needs a savepoint to be undone alone.
    pub(crate) savepoint: bool,
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Job").field("savepoint", &self.savepoint).finish_non_exhaustive()
    }
}

/// A closure whose caller waits for its result.
pub(crate) struct Closure<T, F> {
    run: Option<F>,
    result: Option<Result<T, Error>>,
    caller: oneshot::Sender<Result<T, Error>>,
    _place: OwnedSemaphorePermit,
}

impl<T, F> Closure<T, F> {
    pub(crate) fn new(run: F, caller: oneshot::Sender<Result<T, Error>>, place: OwnedSemaphorePermit) -> Self {
        Self { run: Some(run), result: None, caller, _place: place }
    }
}

impl<T, F> Work for Closure<T, F>
where
    T: Send + 'static,
    F: FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
{
    fn run(&mut self, connection: &Connection) -> Result<(), Error> {
        let Some(run) = self.run.take() else { return Ok(()) };
        let result = run(connection);
        let outcome = result.as_ref().map(|_| ()).map_err(Clone::clone);
        self.result = Some(result);
        outcome
    }

    fn ended(self: Box<Self>, transaction: Result<(), &Error>) {
        let answer = match (self.result, transaction) {
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(error.clone()),
            (Some(Ok(result)), Ok(())) => Ok(result),
            (None, Ok(())) => Err(Error::panicked()),
        };
        // The caller may have gone away; the work is done all the same.
        let _gone = self.caller.send(answer);
    }
}
