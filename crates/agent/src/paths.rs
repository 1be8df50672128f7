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
    /// When there is no home folder, or a folder can't be made; then it is named.
    pub fn find(data_dir: Option<&Path>) -> io::Result<Self> {
        let paths = match data_dir {
            Some(dir) => {
                private_folder(dir)?;
                let data = plain(fs::canonicalize(dir).map_err(|error| about(dir, "can't be opened", &error))?);
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

    /// The folder of the tray icon's files, for panels that want files.
    pub fn tray_icons(&self) -> PathBuf {
        self.data.join("tray-icons")
    }

    /// The file for secrets, where the person wants them in a file.
    pub fn secrets(&self) -> PathBuf {
        self.data.join("secrets.json")
    }

    /// The file whose lock says that an agent is running.
    pub fn lock(&self) -> PathBuf {
        self.data.join("agent.lock")
    }

    /// What distinguishes this agent's secrets in the keyring from another agent's.
    pub fn keyring_scope(&self) -> String {
        if self.apart { self.data.display().to_string() } else { "default".to_owned() }
    }

    /// The local socket of the API. In the data folder, so that no variable of a session and nobody who tidies up parts
    /// agent and commands; `rowbell_api::Reachable` is how a path too long for a socket is used all the same.
    #[cfg(unix)]
    pub fn socket(&self) -> PathBuf {
        self.data.join("agent.sock")
    }

    /// The named pipe of the API.
    #[cfg(windows)]
    pub fn socket(&self) -> PathBuf {
        PathBuf::from(format!(r"\\.\pipe\rowbell-{:016x}", self.fingerprint()))
    }

    /// FNV-1a of the data folder's path: the same at every start, and no secret.
    #[cfg(windows)]
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

/// Makes a folder that only the person can open.
///
/// # Errors
/// When it can't be made; the error names it.
pub fn private_folder(folder: &Path) -> io::Result<()> {
    let existed = folder.is_dir();
    fs::create_dir_all(folder).map_err(|error| about(folder, "can't be made", &error))?;
    #[cfg(unix)]
    if !existed {
        use std::os::unix::fs::PermissionsExt;
        let set = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
        set.map_err(|error| about(folder, "can't be closed to others", &error))?;
    }
    #[cfg(not(unix))]
    let _ = existed;
    Ok(())
}

/// The same error, with what it is about.
fn about(folder: &Path, what: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("The folder {} {what}: {error}", folder.display()))
}
