//! The operating system's keyring, behind one thread of its own.
//!
//! Keyring calls block, possibly until a person answers a prompt, must not run on an async runtime's threads, and some
//! services abort when two sessions talk to them at once. So one thread makes all of them, one by one.

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use rowbell_core::{
    config::{Access, Secrets, SecretsError},
    outbox::BoxFuture,
};
use secrecy::{ExposeSecret, SecretString};
use tokio::{sync::oneshot, time::timeout};

use super::store::{self, Store};

/// How long a caller waits for the keyring.
const TIME_LIMIT: Duration = Duration::from_secs(5);
/// Requests that may wait in line.
const LINE: usize = 16;

/// The keyring. Nothing happens before the first request: no thread, no connection, no prompt.
///
/// A request is answered within five seconds. When a locked keyring asks the person for its password, the request is
/// answered with [`SecretsError::Locked`], and so is every other one at once until they have answered; a secret that was
/// to be stored is then stored late rather than lost. A keyring that starts later, or again, is found without a restart.
pub struct Keyring {
    agent: String,
    line: Mutex<Line>,
}

/// The way to the thread.
#[derive(Default)]
struct Line {
    jobs: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
    /// Jobs handed to the thread so far.
    taken: u64,
    /// Jobs that it is done with.
    done: Arc<AtomicU64>,
    /// A job that was not done in time, and which service it waits for.
    late: Option<(u64, Option<String>)>,
}

struct Job {
    request: Request,
    reply: oneshot::Sender<Answer>,
}

/// What is known of a job that was handed over.
struct Ticket {
    number: u64,
    done: Arc<AtomicU64>,
    answer: oneshot::Receiver<Answer>,
}

enum Request {
    Get(String),
    Set(String, SecretString),
    Delete(String),
}

type Answer = Result<Option<SecretString>, SecretsError>;

impl Keyring {
    /// A keyring for one agent; `agent` tells its secrets from those of other agents of the same person.
    pub fn new(agent: impl Into<String>) -> Self {
        Self { agent: agent.into(), line: Mutex::default() }
    }

    async fn ask(&self, request: Request) -> Answer {
        if let Some((number, service)) = self.late() {
            let now = store::service().await;
            if now.name == service {
                return Err(late_error(&now));
            }
            // The service that it waits for is gone, so it would wait for ever.
            let mut line = self.line();
            if line.late.as_ref().is_some_and(|(late, _)| *late == number) {
                (line.jobs, line.late) = (None, None);
            }
        }
        let Ticket { number, done, answer } = self.hand_over(request)?;
        match timeout(TIME_LIMIT, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(SecretsError::Failed("the keyring's thread has ended".to_owned())),
            Err(_) => {
                let service = store::service().await;
                let error = late_error(&service);
                let mut line = self.line();
                // Another thread may have taken over meanwhile, which counts anew.
                if Arc::ptr_eq(&line.done, &done) {
                    line.late = Some((number, service.name));
                }
                Err(error)
            }
        }
    }

    /// The job that the thread is late with, if it still is.
    fn late(&self) -> Option<(u64, Option<String>)> {
        let line = self.line();
        let works = line.thread.as_ref().is_some_and(|thread| !thread.is_finished());
        line.late.clone().filter(|(number, _)| works && line.done.load(Ordering::Acquire) < *number)
    }

    fn hand_over(&self, request: Request) -> Result<Ticket, SecretsError> {
        let mut line = self.line();
        let (reply, answer) = oneshot::channel();
        let mut job = Job { request, reply };
        // Twice, because a thread that has ended is noticed by the first try.
        for _ in 0..2 {
            let jobs = match &line.jobs {
                Some(jobs) => jobs.clone(),
                None => self.start(&mut line)?,
            };
            match jobs.try_send(job) {
                Ok(()) => {
                    line.taken += 1;
                    return Ok(Ticket { number: line.taken, done: line.done.clone(), answer });
                }
                Err(TrySendError::Full(_)) => return Err(SecretsError::TimedOut),
                Err(TrySendError::Disconnected(back)) => (job, line.jobs) = (back, None),
            }
        }
        Err(SecretsError::Failed("the keyring's thread has ended".to_owned()))
    }

    /// Starts the thread. It ends with this keyring, or when a prompt that is then still open was answered; it does not
    /// hold up the end of the program. One that waits for a service that has ended is left behind.
    fn start(&self, line: &mut Line) -> Result<SyncSender<Job>, SecretsError> {
        let (jobs, taken) = sync_channel(LINE);
        (line.taken, line.done, line.late) = (0, Arc::default(), None);
        let (agent, done) = (self.agent.clone(), line.done.clone());
        let thread = thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || work(&agent, &taken, &done))
            .map_err(|error| SecretsError::Failed(format!("its thread could not be started: {}", error.kind())))?;
        (line.jobs, line.thread) = (Some(jobs.clone()), Some(thread));
        Ok(jobs)
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn late_error(service: &store::Service) -> SecretsError {
    if service.locked { SecretsError::Locked } else { SecretsError::TimedOut }
}

fn work(agent: &str, jobs: &Receiver<Job>, done: &AtomicU64) {
    let mut store = Store::new(agent);
    for Job { request, reply } in jobs {
        // Nothing is read for whoever has given up meanwhile, but a secret that was to be stored still is.
        let given_up = reply.is_closed() && matches!(request, Request::Get(_));
        let answer = (!given_up).then(|| match request {
            Request::Get(name) => store.get(&name),
            Request::Set(name, secret) => store.set(&name, secret.expose_secret()).map(|()| None),
            Request::Delete(name) => store.delete(&name).map(|()| None),
        });
        done.fetch_add(1, Ordering::Release);
        if let Some(answer) = answer {
            let _ = reply.send(answer);
        }
    }
}

impl Secrets for Keyring {
    fn access(&self) -> BoxFuture<'_, Access> {
        Box::pin(store::access())
    }

    fn get(&self, name: &str) -> BoxFuture<'_, Result<Option<SecretString>, SecretsError>> {
        let request = Request::Get(name.to_owned());
        Box::pin(self.ask(request))
    }

    fn set(&self, name: &str, secret: SecretString) -> BoxFuture<'_, Result<(), SecretsError>> {
        let request = Request::Set(name.to_owned(), secret);
        Box::pin(async { self.ask(request).await.map(drop) })
    }

    fn delete(&self, name: &str) -> BoxFuture<'_, Result<(), SecretsError>> {
        let request = Request::Delete(name.to_owned());
        Box::pin(async { self.ask(request).await.map(drop) })
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("agent", &self.agent).finish_non_exhaustive()
    }
}
