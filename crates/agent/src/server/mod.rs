//! The API server: HTTP and JSON over a local socket that only the person can open.

mod codes;
mod listener;
mod problems;
mod reasons;
mod refusal;
mod routes;
mod sample;
mod status;
mod view;

use std::{io, path::Path};

use rowbell_core::engine::Engine;
use tokio_util::sync::CancellationToken;

use self::listener::LocalListener;
pub use self::status::{StatusSource, status};
pub use self::view::entry;
use crate::window::WindowProcess;

/// What ends the agent and its server.
pub struct Ends {
    /// Cancelled when a client asks for the agent's end.
    pub quit: CancellationToken,
    /// Ends the server and its event streams.
    pub shutdown: CancellationToken,
}

/// Serves the API at this socket until it is shut down.
///
/// # Errors
/// When the socket can't be made.
pub async fn serve(
    engine: Engine,
    source: StatusSource,
    window: WindowProcess,
    socket: &Path,
    ends: Ends,
) -> io::Result<impl Future<Output = ()> + use<>> {
    let listener = LocalListener::bind(socket)?;
    let shutdown = ends.shutdown.clone();
    let router = routes::router(routes::App { engine, source, window, ends });
    Ok(async move {
        let served = axum::serve(listener, router).with_graceful_shutdown(shutdown.cancelled_owned()).await;
        if let Err(error) = served {
            tracing::error!(%error, "the API server ended");
        }
    })
}
