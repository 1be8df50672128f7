//! The local socket: a Unix socket with the peer's owner checked, a named pipe on Windows.

#[cfg(unix)]
pub(super) use unix::LocalListener;
#[cfg(windows)]
pub(super) use windows::LocalListener;

#[cfg(unix)]
mod unix {
    use std::{fs, io, os::unix::fs::PermissionsExt, path::Path, time::Duration};

    use axum::serve::Listener;
    use tokio::net::{UnixListener, UnixStream, unix::SocketAddr};
    use tracing::warn;

    /// Accepts connections of the same person only.
    pub(in crate::server) struct LocalListener {
        socket: UnixListener,
        owner: u32,
    }

    impl LocalListener {
        /// Binds the socket. The caller holds the agent's lock, so a socket that is there already is a dead one's.
        pub(in crate::server) fn bind(path: &Path) -> io::Result<Self> {
            if let Some(folder) = path.parent() {
                crate::paths::private_folder(folder)?;
            }
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let way = rowbell_api::Reachable::new(path)?;
            let socket = UnixListener::bind(way.path())?;
            fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
            let owner = std::os::unix::fs::MetadataExt::uid(&fs::metadata(path)?);
            Ok(Self { socket, owner })
        }
    }

    impl Listener for LocalListener {
        type Io = UnixStream;
        type Addr = SocketAddr;

        async fn accept(&mut self) -> (UnixStream, SocketAddr) {
            loop {
                match self.socket.accept().await {
                    Ok((stream, address)) => {
                        if stream.peer_cred().is_ok_and(|peer| peer.uid() == self.owner) {
                            return (stream, address);
                        }
                        warn!("refused a connection of somebody else");
                    }
                    Err(error) => {
                        warn!(%error, "a connection was not accepted");
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                }
            }
        }

        fn local_addr(&self) -> io::Result<SocketAddr> {
            self.socket.local_addr()
        }
    }
}

#[cfg(windows)]
mod windows {
    use std::{
        io,
        path::{Path, PathBuf},
        time::Duration,
    };

    use axum::serve::Listener;
    use tokio::net::windows::named_pipe::{NamedPipeServer, ServerOptions};
    use tracing::warn;

    /// Accepts connections from this computer; a new pipe is made before the one before is handed on.
    pub(in crate::server) struct LocalListener {
        path: PathBuf,
        next: NamedPipeServer,
    }

    impl LocalListener {
        pub(in crate::server) fn bind(path: &Path) -> io::Result<Self> {
            let next = ServerOptions::new().first_pipe_instance(true).reject_remote_clients(true).create(path)?;
            Ok(Self { path: path.to_owned(), next })
        }
    }

    impl Listener for LocalListener {
        type Io = NamedPipeServer;
        type Addr = PathBuf;

        async fn accept(&mut self) -> (NamedPipeServer, PathBuf) {
            loop {
                let connected = self.next.connect().await;
                match (connected, ServerOptions::new().reject_remote_clients(true).create(&self.path)) {
                    (connected, Ok(fresh)) => {
                        // One whose client left before it was served is useless now, so it is replaced, too.
                        let pipe = std::mem::replace(&mut self.next, fresh);
                        match connected {
                            Ok(()) => return (pipe, self.path.clone()),
                            Err(error) => warn!(%error, "a connection was not accepted"),
                        }
                    }
                    (_, Err(error)) => {
                        warn!(%error, "a connection was not accepted");
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                }
            }
        }

        fn local_addr(&self) -> io::Result<PathBuf> {
            Ok(self.path.clone())
        }
    }
}
