//! One connection's HTTP, from its first request to its end.

use std::{error::Error, time::Duration};

use hyper::{
    Request, Response, StatusCode,
    body::{Body, Incoming},
    header::{CONNECTION, HeaderValue},
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::{Instant, sleep, timeout},
};
use tokio_util::sync::CancellationToken;

/// How long a sender may take for a request's head, and a connection may stay unused.
const HEAD_TIME: Duration = Duration::from_secs(15);
/// The most bytes that are read ahead.
const MAX_BUFFER: usize = 64 * 1024;
/// After this long the next answer is a connection's last, so that nobody holds one of few for ever.
const LIFE: Duration = Duration::from_secs(60);
/// How long that answer may take: a request's head, its body, and storing it.
const LAST_OF_LIFE: Duration = Duration::from_secs(60);
/// How long a connection that is open at the end may take to send what it has to.
const LAST_REQUEST: Duration = Duration::from_millis(500);
/// How long an answer that is under way at the end may take.
const LAST_ANSWER: Duration = Duration::from_secs(5);

/// Serves a connection by HTTP/1 to its end, its upgrade to something else, or some seconds after `ending`. Meant for senders
/// that may be slow, or mean no good.
pub async fn serve_http<S, B>(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    service: S,
    ending: &CancellationToken,
) where
    S: Service<Request<Incoming>, Response = Response<B>>,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: Body + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let started = Instant::now();
    // Announced with an answer, because a sender may be in the middle of its next request when a connection is simply closed.
    let announce_close = service_fn(move |request| {
        let answering = service.call(request);
        async move {
            let mut response = answering.await?;
            if started.elapsed() >= LIFE && response.status() != StatusCode::SWITCHING_PROTOCOLS {
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, S::Error>(response)
        }
    });
    tokio::select! {
        ended = serve_until(stream, announce_close, ending) => {
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection ended early");
            }
        }
        // A peer that goes on asking, or does not read its answers.
        () = sleep(LIFE + LAST_OF_LIFE) => tracing::debug!("a connection was cut off after its time limit"),
    }
}

async fn serve_until<S, B>(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    service: S,
    ending: &CancellationToken,
) -> hyper::Result<()>
where
    S: Service<Request<Incoming>, Response = Response<B>>,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: Body + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).half_close(true).header_read_timeout(HEAD_TIME).max_buf_size(MAX_BUFFER);
    let mut connection = std::pin::pin!(http.serve_connection(TokioIo::new(stream), service).with_upgrades());
    tokio::select! {
        ended = connection.as_mut() => return ended,
        () = ending.cancelled() => {}
    }
    if let Ok(ended) = timeout(LAST_REQUEST, connection.as_mut()).await {
        return ended;
    }
    connection.as_mut().graceful_shutdown();
    // Nobody waits for a sender that is stuck in the middle of a request.
    timeout(LAST_ANSWER, connection).await.unwrap_or(Ok(()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::convert::Infallible;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    fn serve(ending: CancellationToken) -> (DuplexStream, tokio::task::JoinHandle<()>) {
        let (ours, theirs) = duplex(1024);
        let answer = |_| async { Ok::<_, Infallible>(Response::new("fine".to_owned())) };
        let serving = tokio::spawn(async move { serve_http(theirs, service_fn(answer), &ending).await });
        (ours, serving)
    }

    async fn ask(stream: &mut DuplexStream) -> String {
        stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        let mut answer = vec![0; 1024];
        let length = stream.read(&mut answer).await.unwrap();
        String::from_utf8(answer[..length].to_vec()).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_has_lived_long_is_told_that_its_answer_is_the_last() {
        let (mut stream, serving) = serve(CancellationToken::new());
        let started = Instant::now();
        while started.elapsed() < LIFE {
            let answer = ask(&mut stream).await;
            assert!(answer.ends_with("fine") && !answer.contains("connection: close"), "{answer}");
            sleep(HEAD_TIME / 2).await;
        }
        let answer = ask(&mut stream).await;
        assert!(answer.ends_with("fine") && answer.contains("connection: close"), "{answer}");
        serving.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_does_not_read_its_answers_is_cut_off() {
        let (mut stream, serving) = serve(CancellationToken::new());
        let started = Instant::now();
        while stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.is_ok() {}
        serving.await.unwrap();
        assert!(started.elapsed() <= LIFE + LAST_OF_LIFE, "{:?}", started.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_sent_just_after_the_end_is_answered_and_a_half_request_is_not_waited_for() {
        let ending = CancellationToken::new();
        let ((mut late, served), (mut half, stuck)) = (serve(ending.clone()), serve(ending.clone()));
        half.write_all(b"POST / HTTP/1.1\r\n").await.unwrap();
        ending.cancel();
        sleep(LAST_REQUEST / 2).await;
        assert!(ask(&mut late).await.ends_with("fine"));
        let ended = Instant::now();
        served.await.unwrap();
        stuck.await.unwrap();
        assert!(ended.elapsed() <= LAST_REQUEST + LAST_ANSWER, "{:?}", ended.elapsed());
    }
}
