//! A way to a local socket, however long its path is.

use std::{
    io,
    path::{Path, PathBuf},
};

/// A path by which a socket can be bound or connected to as long as this lives.
///
/// The system's calls take paths of at most 107 bytes (`sun_path` in unix(7)). On Linux a folder that is open can be named by its
/// descriptor, which is short whatever the folder is called.
#[derive(Debug)]
pub struct Reachable {
    path: PathBuf,
    /// Open as long as `path` goes through it.
    #[cfg(target_os = "linux")]
    _folder: Option<std::fs::File>,
}

impl Reachable {
    /// The way to the socket at this path.
    ///
    /// # Errors
    /// When the path is too long and its folder can't be opened.
    #[cfg(target_os = "linux")]
    pub fn new(socket: &Path) -> io::Result<Self> {
        use std::os::{fd::AsRawFd, unix::net::SocketAddr};

        let (Some(folder), Some(name)) = (socket.parent(), socket.file_name()) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        if SocketAddr::from_pathname(socket).is_ok() {
            return Ok(Self { path: socket.to_owned(), _folder: None });
        }
        let folder = std::fs::File::open(folder)?;
        Ok(Self {
            path: PathBuf::from(format!("/proc/self/fd/{}", folder.as_raw_fd())).join(name),
            _folder: Some(folder),
        })
    }

    /// The way to the socket at this path.
    ///
    /// # Errors
    /// Never here.
    #[cfg(not(target_os = "linux"))]
    pub fn new(socket: &Path) -> io::Result<Self> {
        Ok(Self { path: socket.to_owned() })
    }

    /// The path to use.
    pub fn path(&self) -> &Path {
        &self.path
    }
}
