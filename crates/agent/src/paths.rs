//! Where the agent keeps its files.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;

/// The folders and files of one agent. Two agents with different data folders have nothing in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The settings file.
    pub settings: PathBuf,
    /// The folder with all else.
    pub data: PathBuf,
    /// Whether the data folder was given, rather than the person's own.
    pub apart: bool,
}

impl Paths {
    /// The files in `data_dir`, or else where the system keeps such things.
    ///
    /// # Errors
    /// When there is no home folder, or the data folder can't be made.
    pub fn find(data_dir: Option<&Path>) -> io::Result<Self> {
        let paths = match data_dir {
            Some(dir) => {
                private_folder(dir)?;
                let data = plain(fs::canonicalize(dir)?);
                Self { settings: data.join("rowbell.toml"), data, apart: true }
            }
            None => {
                let dirs = etcetera::choose_base_strategy().map_err(io::Error::other)?;
                let settings = dirs.config_dir().join("rowbell").join("rowbell.toml");
                Self { settings, data: dirs.data_dir().join("rowbell"), apart: false }
            }
        };
        for folder in [Some(paths.data.as_path()), paths.settings.parent()].into_iter().flatten() {
            private_folder(folder)?;
        }
        #[cfg(unix)]
        if let Some(folder) = paths.socket().parent().filter(|folder| *folder != paths.data) {
            own_folder(folder)?;
        }
        Ok(paths)
    }

    /// The database.
    pub fn database(&self) -> PathBuf {
        self.data.join("rowbell.db")
    }

    /// The folder of the logs.
    pub fn logs(&self) -> PathBuf {
        self.data.join("logs")
    }

    /// The file for secrets, where the person wants them in a file.
    pub fn secrets(&self) -> PathBuf {
        self.data.join("secrets.json")
    }

    /// The file whose lock says that an agent runs.
    pub fn lock(&self) -> PathBuf {
        self.data.join("agent.lock")
    }

    /// What tells this agent's secrets in the keyring from another agent's.
    pub fn keyring_scope(&self) -> String {
        if self.apart { self.data.display().to_string() } else { "default".to_owned() }
    }

    /// The local socket of the API.
    #[cfg(unix)]
    pub fn socket(&self) -> PathBuf {
        let in_data = self.data.join("agent.sock");
        // A socket's path has 108 bytes at most (104 on macOS). A deep folder gets a short one, of the same person's.
        if in_data.as_os_str().len() < 100 {
            return in_data;
        }
        std::env::temp_dir().join(format!("rowbell-{:016x}", self.fingerprint())).join("agent.sock")
    }

    /// The named pipe of the API.
    #[cfg(windows)]
    pub fn socket(&self) -> PathBuf {
        PathBuf::from(format!(r"\\.\pipe\rowbell-{:016x}", self.fingerprint()))
    }

    /// FNV-1a of the data folder's path: the same at every start, and no secret.
    fn fingerprint(&self) -> u64 {
        let bytes = self.data.as_os_str().as_encoded_bytes();
        bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
    }
}

/// Windows puts `\\?\` before a path that is made whole. Programs and people know short ones better without it.
fn plain(path: PathBuf) -> PathBuf {
    let plain = path.to_str().and_then(|text| text.strip_prefix(r"\\?\")).filter(|text| {
        let drive =
            text.as_bytes().get(..3).is_some_and(|start| start[0].is_ascii_alphabetic() && start[1..] == *b":\\");
        drive && text.len() < 200
    });
    plain.map(PathBuf::from).unwrap_or(path)
}

/// Makes a folder in a place that all people share. One that is there already must be the person's, and theirs alone:
/// somebody else could have made it, to hear what is meant for the agent, and to answer.
#[cfg(unix)]
fn own_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let found = fs::symlink_metadata(folder)?;
    if found.is_dir() && found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o077 == 0 {
        return Ok(());
    }
    let path = folder.display();
    Err(io::Error::new(
        io::ErrorKind::PermissionDenied,
        format!(
            "{path} is not a folder of yours that only you can open, so Rowbell can't talk safely there. Remove it, or use a \
             data folder with a shorter path, which needs none."
        ),
    ))
}

/// Makes a folder that only the person can open.
pub fn private_folder(folder: &Path) -> io::Result<()> {
    let existed = folder.is_dir();
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    if !existed {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    #[cfg(not(unix))]
    let _ = existed;
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};

    use super::*;

    #[test]
    fn a_shared_place_is_used_only_with_a_folder_of_ones_own() {
        let shared = tempfile::tempdir().unwrap();
        let refused = |folder: &Path| {
            let error = own_folder(folder).unwrap_err();
            assert!(error.to_string().contains("shorter path"), "{error}");
        };
        let own = shared.path().join("own");
        own_folder(&own).unwrap();
        own_folder(&own).unwrap();
        assert_eq!(fs::metadata(&own).unwrap().mode() & 0o777, 0o700);

        let link = shared.path().join("link");
        symlink(&own, &link).unwrap();
        refused(&link);
        let file = shared.path().join("file");
        fs::write(&file, "").unwrap();
        refused(&file);
        fs::set_permissions(&own, fs::Permissions::from_mode(0o755)).unwrap();
        refused(&own);
        fs::set_permissions(&own, fs::Permissions::from_mode(0o700)).unwrap();
        // Only root can give something away.
        if chown(&own, Some(12_345), None).is_ok() {
            refused(&own);
        }
    }

    #[test]
    fn a_deep_data_folder_has_its_socket_elsewhere() {
        let shared = tempfile::tempdir().unwrap();
        let deep = shared.path().join("a".repeat(120));
        let paths = Paths::find(Some(&deep)).unwrap();
        let folder = paths.socket().parent().unwrap().to_owned();
        assert!(!folder.starts_with(&deep) && fs::metadata(&folder).unwrap().mode() & 0o777 == 0o700);
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
        assert_eq!(Paths::find(Some(&deep)).unwrap_err().kind(), io::ErrorKind::PermissionDenied);
        fs::remove_dir(&folder).unwrap();
    }
}
