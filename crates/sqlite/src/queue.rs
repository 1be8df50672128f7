//! The jobs that wait for the writer's thread.

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use rusqlite::Connection;
use tokio::sync::{Semaphore, oneshot};

use crate::{
    Damage, Error,
    work::{Closure, Job},
};

/// How many jobs of callers may wait or run; later callers wait for a place.
const PLACES: usize = 2048;

/// While senders wait without a break, the other jobs have their turn this often.
const LAZY_TURN: Duration = Duration::from_millis(25);

/// How safe a job must be when its future resolves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// On the disk: it outlives a power cut.
    Synced,
    /// It outlives a crash of the program; after a power cut it may be missing (never half there), so only for what can be
    /// done again from what is stored already.
    Lazy,
}

/// Callers wait for a place without blocking a thread, the writer takes all that is there at once.
#[derive(Debug)]
pub(crate) struct Queue {
    inside: Mutex<Inside>,
    filled: Condvar,
    places: Arc<Semaphore>,
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

/// What the writer is to do next.
#[derive(Debug)]
pub(crate) enum Next {
    /// Run jobs.
    Jobs(Group),
    /// Something is damaged.
    Damage(Damage),
    /// The queue is closed and empty.
    End,
}

/// Jobs for one transaction.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) durability: Durability,
    pub(crate) jobs: Vec<Job>,
}

impl Inside {
    /// Who waits for the disk comes first, since a sender waits for its answer; the others have their turn when nobody does,
    /// and every now and then.
    fn take_group(&mut self) -> Option<Group> {
        let lazy_is_due = self.lazy_since.is_some_and(|since| since.elapsed() >= LAZY_TURN);
        if !self.synced.is_empty() && !lazy_is_due {
            return Some(Group { durability: Durability::Synced, jobs: std::mem::take(&mut self.synced) });
        }
        self.lazy_since = None;
        let jobs = std::mem::take(&mut self.lazy);
        (!jobs.is_empty()).then_some(Group { durability: Durability::Lazy, jobs })
    }
}

impl Default for Queue {
    fn default() -> Self {
        Self { inside: Mutex::default(), filled: Condvar::new(), places: Arc::new(Semaphore::new(PLACES)) }
    }
}

impl Queue {
    /// Waits for a place, and then for the closure's result.
    pub(crate) async fn call<T, F>(&self, durability: Durability, savepoint: bool, run: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| Error::Closed)?;
        let (caller, answer) = oneshot::channel();
        self.push(durability, Job { work: Box::new(Closure::new(run, caller, place)), savepoint });
        answer.await.unwrap_or(Err(Error::Closed))
    }

    pub(crate) fn push(&self, durability: Durability, job: Job) {
        let mut inside = self.lock();
        if inside.closed {
            drop(inside);
            return job.work.ended(Err(&Error::Closed));
        }
        match durability {
            Durability::Synced => inside.synced.push(job),
            Durability::Lazy => {
                inside.lazy_since.get_or_insert_with(Instant::now);
                inside.lazy.push(job);
            }
        }
        if std::mem::take(&mut inside.writer_sleeps) {
            drop(inside);
            self.filled.notify_one();
        }
    }

    /// Waits until there is something to do.
    pub(crate) fn next(&self) -> Next {
        let mut inside = self.lock();
        loop {
            if let Some(damage) = inside.damage.take() {
                return Next::Damage(damage);
            }
            if let Some(group) = inside.take_group() {
                return Next::Jobs(group);
            }
            if inside.closed {
                return Next::End;
            }
            inside.writer_sleeps = true;
            inside = self.filled.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The jobs that wait already, if nothing else has to be done first.
    pub(crate) fn waiting_group(&self) -> Option<Group> {
        let mut inside = self.lock();
        if inside.damage.is_some() { None } else { inside.take_group() }
    }

    pub(crate) fn report(&self, damage: Damage) {
        self.lock().damage = Some(damage);
        self.filled.notify_one();
    }

    /// What waits is still done; what comes later is refused.
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
