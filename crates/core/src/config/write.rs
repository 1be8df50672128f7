//! Files that only the person can read, written whole or not at all.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

/// More links than this lead nowhere, as the system has it (`ELOOP`).
const MOST_LINKS: usize = 40;

/// Writes a file that only the person can read, whole or not at all, and on disk when this returns.
///
/// A link to a file elsewhere, such as dotfiles kept under version control, stays a link: what it leads to is written.
///
/// # Errors
/// When it can't be written; it is then as it was, and nothing is left beside it.
pub fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    let target = Links::of(path).target;
    // Beside the real file, because only within a file system can a file take another's place.
    let mut name = std::ffi::OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".new");
    let new = target.with_file_name(name);
    let written = write_new(&new, content).and_then(|()| fs::rename(&new, &target));
    if written.is_err() {
        // What is left of it is of no use, and may not be there at all.
        let _ = fs::remove_file(&new);
    }
    written?;
    // The new name is on disk, too. Some file systems can't promise that; the file itself is whole either way.
    #[cfg(unix)]
    let _ = fs::File::open(folder(&target)).and_then(|folder| folder.sync_all());
    Ok(())
}

fn write_new(new: &Path, content: &[u8]) -> io::Result<()> {
    // One that a crash left may have other rights.
    match fs::remove_file(new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(new)?;
    file.write_all(content)?;
    file.sync_all()
}

/// The way from a path to the real file.
pub(super) struct Links {
    /// The links on the way, the path itself first; none for a plain file.
    pub(super) links: Vec<PathBuf>,
    /// The real file, which may not be there.
    pub(super) target: PathBuf,
}

impl Links {
    /// Follows the links from a path.
    pub(super) fn of(path: &Path) -> Self {
        let (mut links, mut target) = (Vec::new(), path.to_owned());
        while links.len() < MOST_LINKS
            && let Ok(next) = fs::read_link(&target)
        {
            let next = folder(&target).join(next);
            links.push(std::mem::replace(&mut target, next));
        }
        Self { links, target }
    }
}

/// The folder that a path is in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_link_stays_a_link_also_to_another_file_system() {
        let (here, near, memory) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), Path::new("/dev/shm"));
        let mut elsewhere = vec![near];
        if memory.is_dir() && memory.metadata().unwrap().dev() != here.path().metadata().unwrap().dev() {
            elsewhere.push(tempfile::tempdir_in(memory).unwrap());
        }
        for (at, elsewhere) in elsewhere.iter().enumerate() {
            let (first, second) = (here.path().join(format!("first{at}")), here.path().join(format!("second{at}")));
            let target = elsewhere.path().join("real.toml");
            symlink(format!("second{at}"), &first).unwrap();
            symlink(&target, &second).unwrap();
            // What it leads to may not be there yet; what is there may have wider rights.
            write_private(&first, b"1").unwrap();
            fs::set_permissions(&target, fs::Permissions::from_mode(0o644)).unwrap();
            write_private(&first, b"2").unwrap();
            assert_eq!(fs::read_link(&first).unwrap(), Path::new(&format!("second{at}")));
            assert_eq!((fs::read(&target).unwrap(), target.metadata().unwrap().mode() & 0o777), (b"2".into(), 0o600));
            assert_eq!(names(elsewhere.path()), ["real.toml"]);
        }
    }

    #[test]
    fn nothing_is_left_after_an_error() {
        let here = tempfile::tempdir().unwrap();
        let path = here.path().join("folder");
        fs::create_dir(&path).unwrap();
        assert!(write_private(&path, b"x").is_err());
        assert_eq!(names(here.path()), ["folder"]);
        write_private(&here.path().join("missing/file"), b"x").unwrap_err();
    }

    #[test]
    fn what_a_crash_left_is_no_hindrance() {
        let here = tempfile::tempdir().unwrap();
        let left = here.path().join(".a.toml.new");
        fs::write(&left, "half").unwrap();
        fs::set_permissions(&left, fs::Permissions::from_mode(0o644)).unwrap();
        let path = here.path().join("a.toml");
        write_private(&path, b"whole").unwrap();
        assert_eq!((fs::read(&path).unwrap(), path.metadata().unwrap().mode() & 0o777), (b"whole".into(), 0o600));
        assert_eq!(names(here.path()), ["a.toml"]);
    }
}
