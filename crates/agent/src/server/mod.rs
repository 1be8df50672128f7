//! The API server: HTTP and JSON over a local socket that only the person can open.

mod listener;
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

/// Serves the API at this socket until `shutdown`. `quit` ends the agent when a client asks for it.
///
/// # Errors
/// When the socket can't be made.
pub async fn serve(
    engine: Engine,
    source: StatusSource,
    socket: &Path,
    shutdown: CancellationToken,
    quit: CancellationToken,
) -> io::Result<impl Future<Output = ()> + use<>> {
    let listener = LocalListener::bind(socket)?;
    let router = routes::router(routes::App { engine, source, quit, shutdown: shutdown.clone() });
    Ok(async move {
        let served = axum::serve(listener, router).with_graceful_shutdown(shutdown.cancelled_owned()).await;
        if let Err(error) = served {
            tracing::error!(%error, "the API server ended");
        }
    })
}
