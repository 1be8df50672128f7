//! From a listener to connections.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::sleep,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Accepts connections until `ending`, at most `limit` at a time, and has `serve` serve each. Then accepts all that are in the
/// system's queue, and returns once all are served: `serve` sees to it that a connection ends soon after `ending`
/// ([`crate::serve_http`]).
pub async fn accept<Serving>(
    listener: TcpListener,
    limit: usize,
    ending: &CancellationToken,
    serve: impl Fn(TcpStream, SocketAddr) -> Serving,
) where
    Serving: Future<Output = ()> + Send + 'static,
{
    let permits = Arc::new(Semaphore::new(limit));
    let connections = TaskTracker::new();
    let next = async || {
        let permit = Arc::clone(&permits).acquire_owned().await.ok();
        (permit, listener.accept().await)
    };
    while let Some((permit, accepted)) = ending.run_until_cancelled(next()).await {
        match accepted {
            Ok((stream, peer)) => {
                let serving = serve(without_delay(stream), peer);
                connections.spawn(async move {
                    serving.await;
                    drop(permit);
                });
            }
            Err(error) => {
                // Out of file descriptors, most likely: wait for connections to end rather than spin.
                tracing::warn!(%error, "a connection was not accepted");
                sleep(Duration::from_millis(50)).await;
            }
        }
    }
    if let Err(error) = drain(listener, |stream, peer| drop(connections.spawn(serve(without_delay(stream), peer)))) {
        tracing::warn!(%error, "the connections in the queue can't be accepted");
    }
    connections.close();
    connections.wait().await;
}

/// An answer is short and must not wait for what may follow it.
fn without_delay(stream: TcpStream) -> TcpStream {
    let _only_slower = stream.set_nodelay(true);
    stream
}

/// Accepts all that are in the queue, without tokio: it lets a task accept only some at a time, and none that it has not been
/// told of yet.
fn drain(listener: TcpListener, mut serve: impl FnMut(TcpStream, SocketAddr)) -> io::Result<()> {
    let listener = listener.into_std()?;
    loop {
        match listener.accept() {
            Ok((stream, peer)) => {
                stream.set_nonblocking(true)?;
                serve(TcpStream::from_std(stream)?, peer);
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
            // One that has gone while it waited.
            Err(error) if matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::Interrupted) => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// More than tokio lets a task accept at once, and more than may be served at once.
    #[tokio::test]
    async fn all_connections_in_the_queue_at_the_end_are_accepted() {
        let listener = crate::listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = TcpListener::from_std(listener).unwrap();
        let address = listener.local_addr().unwrap();
        let mut queue = Vec::new();
        for _ in 0..400 {
            queue.push(TcpStream::connect(address).await.unwrap());
        }
        let (ending, served) = (CancellationToken::new(), Arc::new(AtomicUsize::new(0)));
        ending.cancel();
        accept(listener, 10, &ending, |stream, _| {
            let served = Arc::clone(&served);
            async move {
                drop(stream);
                served.fetch_add(1, Ordering::Relaxed);
            }
        })
        .await;
        assert_eq!(served.load(Ordering::Relaxed), 400);
    }
}
