//! Accepting connections, and ending so that nobody who has connected is reset.
//!
//! SeaTable switches a webhook off at the first connection that fails (source: dtable_events/webhook/webhook.py). So a server
//! that ends first takes all who are in the system's queue, and answers what they have sent.

use std::{error::Error, io, net::SocketAddr, sync::Arc, time::Duration};

use hyper::{
    Request, Response,
    body::{Body, Incoming},
    server::conn::http1,
    service::Service,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long a sender may take for a request's head, and a connection may stay unused.
const HEAD_TIME: Duration = Duration::from_secs(15);
/// How long a connection that is open at the end may take to send what it has to.
const LAST_REQUEST: Duration = Duration::from_millis(500);

/// HTTP/1 for senders that may be slow, or mean no good.
pub fn http() -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).half_close(true).header_read_timeout(HEAD_TIME).max_buf_size(64 * 1024);
    http
}

/// Accepts connections until `ending`, `most` at a time, and has `serve` serve each. Then takes all who are in the queue, and
/// returns once all are served: `serve` sees to it that a connection ends soon after `ending` ([`serve_http`]).
pub async fn accept<Serving>(
    listener: TcpListener,
    most: usize,
    ending: &CancellationToken,
    serve: impl Fn(TcpStream, SocketAddr) -> Serving,
) where
    Serving: Future<Output = ()> + Send + 'static,
{
    let permits = Arc::new(Semaphore::new(most));
    let connections = TaskTracker::new();
    let next = async || {
        let permit = Arc::clone(&permits).acquire_owned().await.ok();
        (permit, listener.accept().await)
    };
    while let Some((permit, accepted)) = ending.run_until_cancelled(next()).await {
        match accepted {
            Ok((stream, peer)) => {
                let serving = serve(stream, peer);
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
    if let Err(error) = drain(listener, |stream, peer| drop(connections.spawn(serve(stream, peer)))) {
        tracing::warn!(%error, "who is in the queue is not taken");
    }
    connections.close();
    connections.wait().await;
}

/// Takes all who are in the queue, without tokio: it lets a task accept only some at a time, and none that it has not been told
/// of yet.
fn drain(listener: TcpListener, mut take: impl FnMut(TcpStream, SocketAddr)) -> io::Result<()> {
    let listener = listener.into_std()?;
    loop {
        match listener.accept() {
            Ok((stream, peer)) => {
                stream.set_nonblocking(true)?;
                take(TcpStream::from_std(stream)?, peer);
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
            // One that has gone while it waited.
            Err(error) if matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::Interrupted) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Serves a connection by HTTP/1 to its end, or until some time after `ending`: a request that is under way then is answered
/// within `last_answer`.
///
/// # Errors
/// Why the connection ended early.
pub async fn serve_http<S, B>(
    http: &http1::Builder,
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    service: S,
    ending: &CancellationToken,
    last_answer: Duration,
) -> hyper::Result<()>
where
    S: Service<Request<Incoming>, Response = Response<B>>,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: Body + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let mut connection = std::pin::pin!(http.serve_connection(TokioIo::new(stream), service).with_upgrades());
    tokio::select! {
        ended = connection.as_mut() => return ended,
        () = ending.cancelled() => {}
    }
    if let Ok(ended) = timeout(LAST_REQUEST, connection.as_mut()).await {
        return ended;
    }
    connection.as_mut().graceful_shutdown();
    // Who is stuck in the middle of a request is not waited for.
    timeout(last_answer, connection).await.unwrap_or(Ok(()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// More than tokio lets a task accept at once, and more than may be served at once.
    #[tokio::test]
    async fn all_who_are_in_the_queue_at_the_end_are_taken() {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(1024).unwrap();
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
