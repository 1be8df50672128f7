//! The jobs that wait for the writer's thread.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use rusqlite::Connection;
use tokio::sync::{Semaphore, oneshot};

use super::{DatabaseError, Durability};

/// How many jobs may wait or run; who comes later waits for a place.
const PLACES: usize = 2048;

/// A bounded queue: callers wait for a place without blocking a thread, the writer takes all that is there at once.
#[derive(Debug)]
pub(crate) struct Queue {
    inside: Mutex<Inside>,
    filled: Condvar,
    places: Semaphore,
}

#[derive(Debug, Default)]
struct Inside {
    jobs: Vec<Job>,
    closed: bool,
    damage_reported: bool,
    writer_sleeps: bool,
}

/// What the writer is to do next.
#[derive(Debug)]
pub(crate) enum Next {
    /// Run these jobs.
    Jobs(Vec<Job>),
    /// A reader found the file damaged.
    Damage,
    /// The queue is closed and empty.
    End,
}

/// A job, whatever its type of result.
pub(crate) struct Job {
    pub(crate) durability: Durability,
    /// Whether it needs a savepoint to be undone alone.
    pub(crate) savepoint: bool,
    work: Box<dyn Work>,
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Job").field("durability", &self.durability).finish_non_exhaustive()
    }
}

impl Job {
    /// Does the work; its error if it failed.
    pub(crate) fn run(&mut self, connection: &Connection) -> Result<(), DatabaseError> {
        self.work.run(connection)
    }

    /// Tells the caller: the job's own result, unless the transaction failed.
    pub(crate) fn answer(mut self, transaction: Result<(), &DatabaseError>) {
        self.work.answer(transaction);
    }
}

trait Work: Send {
    fn run(&mut self, connection: &Connection) -> Result<(), DatabaseError>;
    fn answer(&mut self, transaction: Result<(), &DatabaseError>);
}

struct Typed<T, F> {
    job: Option<F>,
    result: Option<Result<T, DatabaseError>>,
    caller: Option<oneshot::Sender<Result<T, DatabaseError>>>,
}

impl<T, F> Work for Typed<T, F>
where
    T: Send + 'static,
    F: FnOnce(&Connection) -> Result<T, DatabaseError> + Send + 'static,
{
    fn run(&mut self, connection: &Connection) -> Result<(), DatabaseError> {
        let Some(job) = self.job.take() else {
            return Ok(());
        };
        let result = catch_unwind(AssertUnwindSafe(|| job(connection)))
            .unwrap_or_else(|_| Err(DatabaseError::Refused("a job panicked".into())));
        let outcome = result.as_ref().map(|_| ()).map_err(Clone::clone);
        self.result = Some(result);
        outcome
    }

    fn answer(&mut self, transaction: Result<(), &DatabaseError>) {
        let own = self.result.take().unwrap_or(Err(DatabaseError::Closed));
        let answer = match (own, transaction) {
            (Ok(_), Err(error)) => Err(error.clone()),
            (own, _) => own,
        };
        if let Some(caller) = self.caller.take() {
            // The caller may have gone away; the job is done all the same.
            let _gone = caller.send(answer);
        }
    }
}

impl Default for Queue {
    fn default() -> Self {
        Self { inside: Mutex::default(), filled: Condvar::new(), places: Semaphore::new(PLACES) }
    }
}

impl Queue {
    pub(crate) async fn submit<T, F>(&self, durability: Durability, savepoint: bool, job: F) -> Result<T, DatabaseError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, DatabaseError> + Send + 'static,
    {
        let place = self.places.acquire().await.map_err(|_| DatabaseError::Closed)?;
        let (caller, answer) = oneshot::channel();
        let work = Box::new(Typed { job: Some(job), result: None, caller: Some(caller) });
        {
            let mut inside = self.lock();
            if inside.closed {
                return Err(DatabaseError::Closed);
            }
            inside.jobs.push(Job { durability, savepoint, work });
            if inside.writer_sleeps {
                inside.writer_sleeps = false;
                self.filled.notify_one();
            }
        }
        let result = answer.await.unwrap_or(Err(DatabaseError::Closed));
        drop(place);
        result
    }

    /// Waits until there is something to do.
    pub(crate) fn next(&self) -> Next {
        let mut inside = self.lock();
        loop {
            if std::mem::take(&mut inside.damage_reported) {
                return Next::Damage;
            }
            if !inside.jobs.is_empty() {
                return Next::Jobs(std::mem::take(&mut inside.jobs));
            }
            if inside.closed {
                return Next::End;
            }
            inside.writer_sleeps = true;
            inside = self.filled.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
    }

    pub(crate) fn report_damage(&self) {
        self.lock().damage_reported = true;
        self.filled.notify_one();
    }

    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.places.close();
        self.filled.notify_one();
    }

    #[cfg(test)]
    pub(crate) fn waiting(&self) -> usize {
        self.lock().jobs.len()
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
