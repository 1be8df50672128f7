//! Memory that is kept for later: given back to the system once much was done and all is quiet again.

use std::time::Duration;

use rowbell_core::engine::Engine;
use tokio::{
    sync::{broadcast::error::RecvError, watch},
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;

/// How many events are many.
const MUCH: u64 = 500;
/// How long it is quiet before.
const QUIET: Duration = Duration::from_secs(2);

/// Gives memory back after the start, after a window was closed, and after much has happened. Nothing wakes up where nothing happens.
pub async fn tidy(engine: Engine, mut closed: watch::Receiver<()>, shutdown: CancellationToken) {
    let mut events = engine.events();
    // A start, too, allocates much that is needed only once.
    let (mut count, mut due) = (0, Some(Instant::now() + QUIET));
    loop {
        let at = async {
            match due {
                Some(due) => sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = at => {
                (count, due) = (0, None);
                engine.rest();
                give_back();
            }
            Ok(()) = closed.changed() => due = Some(Instant::now() + QUIET),
            happened = events.recv() => {
                count += match happened {
                    Ok(_) => 1,
                    Err(RecvError::Lagged(missed)) => missed,
                    Err(RecvError::Closed) => return,
                };
                if due.is_some() || count >= MUCH {
                    due = Some(Instant::now() + QUIET);
                }
            }
            () = shutdown.cancelled() => return,
        }
    }
}

/// To be called before there are threads: with memory of its own for each, the same work needs a third more. Two share well,
/// as no more than two threads are busy at a time.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "there is no other way to it than the C function")]
pub fn share_among_threads() {
    // SAFETY: it takes no pointers, and nothing else has begun to allocate meanwhile.
    unsafe { libc::mallopt(libc::M_ARENA_MAX, 2) };
}

/// glibc keeps what a thread has freed for the next need; others give it back by themselves.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "there is no other way to it than the C functions")]
fn give_back() {
    // SAFETY: it takes no pointers, and locks what it works on as each allocation does.
    unsafe { libc::malloc_trim(0) };
    let Some(code) = own_code() else { return };
    // Much of the program runs only once, at a start or while a window is open. What is not run again leaves the process; it stays
    // in the system's cache of files as long as nobody needs the room.
    //
    // SAFETY: these are pages of the program's file that nobody can write to. Whoever runs them next gets them again from it.
    unsafe { libc::madvise(code.start as *mut libc::c_void, code.len(), libc::MADV_DONTNEED) };
}

/// Where the program's code is in memory.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn own_code() -> Option<std::ops::Range<usize>> {
    let here = give_back as fn() as usize;
    let maps = std::fs::read_to_string("/proc/self/maps").ok()?;
    let ranges = maps.lines().filter(|line| line.contains(" r-xp ")).filter_map(|line| {
        let (start, end) = line.split_once(' ')?.0.split_once('-')?;
        Some(usize::from_str_radix(start, 16).ok()?..usize::from_str_radix(end, 16).ok()?)
    });
    ranges.into_iter().find(|range| range.contains(&here))
}

/// Others need nothing said.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn share_among_threads() {}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn give_back() {}

#[cfg(all(test, target_os = "linux", target_env = "gnu"))]
mod tests {
    use super::{give_back, own_code};

    #[test]
    fn the_program_goes_on_without_what_it_gave_back() {
        let code = own_code().unwrap_or_default();
        assert!(code.contains(&(own_code as fn() -> _ as usize)), "{code:?}");
        give_back();
        assert_eq!(own_code(), Some(code));
    }
}
