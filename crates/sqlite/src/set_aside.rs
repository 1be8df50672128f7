//! Putting a fresh file in the place of a damaged one.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use crate::Error;

/// Puts a fresh file in the place of a damaged one, and gives the new name of that, `FILE.damaged-DATE`, beside what `make`
/// gave. No connection to the file may be open.
///
/// `make` makes the fresh file at the path it is given and closes it. It has all that is to be in it before it takes the
/// damaged one's place, so a crash in between loses nothing.
///
/// # Errors
/// That of `make`, or why files can't be renamed.
pub fn replace<T>(
    path: &Path,
    now_ms: i64,
    make: impl FnOnce(&Path) -> Result<T, Error>,
) -> Result<(PathBuf, T), Error> {
    tidy_up(path)?;
    let fresh = fresh_path(path);
    let made = make(&fresh)?;
    let moved_to = move_away(path, now_ms).map_err(cannot)?;
    fs::rename(fresh, path).map_err(cannot)?;
    Ok((moved_to, made))
}

/// Finishes what a crash has interrupted while one file was put in the place of the other. To be called before a file is
/// opened that may be replaced.
///
/// # Errors
/// If files can't be renamed or removed.
pub fn tidy_up(path: &Path) -> Result<(), Error> {
    let fresh = fresh_path(path);
    if !path.exists() && fresh.exists() {
        // The damaged one was moved only once this was whole.
        return fs::rename(fresh, path).map_err(cannot);
    }
    for end in ["", "-wal", "-shm"] {
        match fs::remove_file(with_suffix(&fresh, end)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(cannot(error)),
            _ => {}
        }
    }
    Ok(())
}

fn cannot(error: io::Error) -> Error {
    Error::CannotOpen(error.to_string())
}

/// Where the fresh file is made, before the damaged one makes room for it.
fn fresh_path(path: &Path) -> PathBuf {
    with_suffix(path, ".new")
}

/// Renames the file and its log, and gives the new name.
fn move_away(path: &Path, now_ms: i64) -> io::Result<PathBuf> {
    let when = jiff::Timestamp::from_millisecond(now_ms).unwrap_or_default();
    let date = when.strftime("%Y%m%d-%H%M%S").to_string();
    let mut target = with_suffix(path, &format!(".damaged-{date}"));
    for again in 2.. {
        if !target.exists() {
            break;
        }
        target = with_suffix(path, &format!(".damaged-{date}-{again}"));
    }
    fs::rename(path, &target)?;
    for side in ["-wal", "-shm"] {
        match fs::rename(with_suffix(path, side), with_suffix(&target, side)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(target)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}
