//! The jobs that wait for the writer's thread.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use rusqlite::Connection;
use tokio::sync::{Semaphore, oneshot};

use super::{DatabaseError, Durability};

/// How many jobs may wait or run; who comes later waits for a place.
const PLACES: usize = 2048;

/// While senders wait without a break, the other jobs have their turn this often.
const LAZY_TURN: Duration = Duration::from_millis(25);

/// A bounded queue: callers wait for a place without blocking a thread, the writer takes all that is there at once.
#[derive(Debug)]
pub(crate) struct Queue {
    inside: Mutex<Inside>,
    filled: Condvar,
    places: Semaphore,
}

#[derive(Debug, Default)]
struct Inside {
    /// Somebody waits for the disk.
    synced: Vec<Job>,
    /// The others, and since when the first of them waits.
    lazy: Vec<Job>,
    lazy_since: Option<Instant>,
    closed: bool,
    damage: Option<Damage>,
    writer_sleeps: bool,
}

/// What is known of a damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Damage {
    /// A reader met it, somewhere.
    Met,
    /// The search index can't be made anew in this file.
    IndexForGood,
}

/// What the writer is to do next.
#[derive(Debug)]
pub(crate) enum Next {
    /// Run these jobs, all of the same durability.
    Jobs(Durability, Vec<Job>),
    /// The file is damaged.
    Damage(Damage),
    /// The queue is closed and empty.
    End,
}

/// A job, whatever its type of result.
pub(crate) struct Job {
    durability: Durability,
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
            let job = Job { durability, savepoint, work };
            match durability {
                Durability::Synced => inside.synced.push(job),
                Durability::Lazy => {
                    inside.lazy_since.get_or_insert_with(Instant::now);
                    inside.lazy.push(job);
                }
            }
            if inside.writer_sleeps {
                inside.writer_sleeps = false;
                self.filled.notify_one();
            }
        }
        let result = answer.await.unwrap_or(Err(DatabaseError::Closed));
        drop(place);
        result
    }

    /// Waits until there is something to do. Who waits for the disk comes first, since a sender waits for its answer; the
    /// others have their turn when nobody does, and every now and then.
    pub(crate) fn next(&self) -> Next {
        let mut inside = self.lock();
        loop {
            if let Some(damage) = inside.damage.take() {
                return Next::Damage(damage);
            }
            let lazy_is_due = inside.lazy_since.is_some_and(|since| since.elapsed() >= LAZY_TURN);
            if !inside.synced.is_empty() && !lazy_is_due {
                return Next::Jobs(Durability::Synced, std::mem::take(&mut inside.synced));
            }
            if !inside.lazy.is_empty() {
                inside.lazy_since = None;
                return Next::Jobs(Durability::Lazy, std::mem::take(&mut inside.lazy));
            }
            if inside.closed {
                return Next::End;
            }
            inside.writer_sleeps = true;
            inside = self.filled.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
    }

    pub(crate) fn report_damage(&self, damage: Damage) {
        self.lock().damage = Some(damage);
        self.filled.notify_one();
    }

    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.places.close();
        self.filled.notify_one();
    }

    #[cfg(test)]
    pub(crate) fn waiting(&self) -> usize {
        let inside = self.lock();
        inside.synced.len() + inside.lazy.len()
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
