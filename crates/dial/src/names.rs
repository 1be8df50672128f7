//! Names of hosts, looked up by the system's own resolver.
//!
//! It can't be interrupted, and where its servers never answer it takes half a minute to give up. So each look-up has a thread
//! of its own, which nobody waits for at the end; those who ask for the same name share one, and there are never many.

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, ToSocketAddrs},
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::timeout,
};

/// The most look-ups that are under way at the same time.
const AT_ONCE: usize = 8;

/// How long an answer is waited for, shorter than a connection may take as a whole.
const PATIENCE: Duration = Duration::from_secs(8);

/// What is known of a name: nothing as long as it is being looked up.
type Found = Option<Result<Vec<IpAddr>, (io::ErrorKind, String)>>;

static PLACES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_ONCE)));
static UNDER_WAY: LazyLock<Mutex<HashMap<String, watch::Receiver<Found>>>> = LazyLock::new(Mutex::default);

/// The addresses of a host's name, as the system has them, in its order. Dropping the future costs nothing.
///
/// # Errors
/// If the name has none, or the system does not say so within eight seconds.
pub async fn addresses(name: &str) -> io::Result<Vec<IpAddr>> {
    let unanswered = io::Error::new(io::ErrorKind::TimedOut, "no name server answers");
    timeout(PATIENCE, look_up(name)).await.unwrap_or(Err(unanswered))
}

async fn look_up(name: &str) -> io::Result<Vec<IpAddr>> {
    let known = under_way().get(name).cloned();
    let mut found = match known {
        Some(found) => found,
        None => {
            // It fails only where there are no places at all.
            let place = PLACES.clone().acquire_owned().await.map_err(io::Error::other)?;
            begin(name, place)?
        }
    };
    let found = found.wait_for(Option::is_some).await.map(|found| found.clone());
    match found.map_err(io::Error::other)? {
        Some(Ok(addresses)) => Ok(addresses),
        Some(Err((kind, reason))) => Err(io::Error::new(kind, reason)),
        None => Err(io::Error::other("the name was not looked up")),
    }
}

/// Has a thread look it up, unless another does so by now.
fn begin(name: &str, place: OwnedSemaphorePermit) -> io::Result<watch::Receiver<Found>> {
    let mut under_way = under_way();
    if let Some(found) = under_way.get(name) {
        return Ok(found.clone());
    }
    let (tell, found) = watch::channel(None);
    let host = name.to_owned();
    thread::Builder::new().name("name".to_owned()).spawn(move || {
        let answer = (host.as_str(), 0).to_socket_addrs();
        let answer = answer.map(|addresses| addresses.map(|address| address.ip()).collect());
        // Whoever asks from now on is to get a new answer.
        self::under_way().remove(&host);
        drop(place);
        tell.send_replace(Some(answer.map_err(|error| (error.kind(), error.to_string()))));
    })?;
    under_way.insert(name.to_owned(), found.clone());
    Ok(found)
}

fn under_way() -> MutexGuard<'static, HashMap<String, watch::Receiver<Found>>> {
    UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn a_name_leads_to_addresses_and_what_is_none_to_an_error() {
        assert!(addresses("localhost").await.unwrap().iter().all(IpAddr::is_loopback));
        assert!(addresses("no.such.host.invalid").await.is_err());
        assert!(under_way().is_empty());
    }
}
