//! Putting a fresh file in the place of a damaged one.

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
};

/// Where the fresh file is made, before the damaged one makes room for it.
pub(crate) fn fresh_path(path: &Path) -> PathBuf {
    with_suffix(path, ".new")
}

/// What a crash left while one was put in the place of the other.
pub(crate) fn tidy_up(path: &Path) -> io::Result<()> {
    let fresh = fresh_path(path);
    if !path.exists() && fresh.exists() {
        // The damaged one was moved only once this was whole.
        return std::fs::rename(fresh, path);
    }
    for end in ["", "-wal", "-shm"] {
        match std::fs::remove_file(with_suffix(&fresh, end)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Renames the file and its log to `FILE.damaged-DATE`, and gives the new name.
pub(crate) fn move_away(path: &Path, now_ms: i64) -> io::Result<PathBuf> {
    let when = jiff::Timestamp::from_millisecond(now_ms).unwrap_or_default();
    let date = when.strftime("%Y%m%d-%H%M%S").to_string();
    let mut target = with_suffix(path, &format!(".damaged-{date}"));
    for again in 2.. {
        if !target.exists() {
            break;
        }
        target = with_suffix(path, &format!(".damaged-{date}-{again}"));
    }
    std::fs::rename(path, &target)?;
    for side in ["-wal", "-shm"] {
        match std::fs::rename(with_suffix(path, side), with_suffix(&target, side)) {
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
