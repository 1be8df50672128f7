//! Posting: as fast as answers come, or at a fixed rate whatever comes.
//!
//! Plain HTTP/1.1 over kept connections, written by hand, so that on few cores the sender takes little from the receiver.

use std::{
    cell::Cell,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::body::Bodies;

/// Where to post, and signed with what.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) path: String,
    pub(crate) secret: Option<String>,
}

impl Target {
    /// Writes the request with the body of that number.
    fn request(&self, bodies: &Bodies, number: u64, body: &mut String, request: &mut Vec<u8>) {
        bodies.write(number, body);
        request.clear();
        // Writing into memory does not fail.
        let _ = write!(
            request,
            "POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: python-requests/2.32.3\r\nAccept-Encoding: gzip, deflate\r\n\
             Accept: */*\r\nConnection: keep-alive\r\nContent-Type: application/json\r\n",
            self.path, self.address
        );
        if let Some(secret) = &self.secret {
            let signature = seatable::signature::sign(secret, body.as_bytes());
            let _ = write!(request, "X-SeaTable-Signature: {signature}\r\n");
        }
        let _ = write!(request, "Content-Length: {}\r\n\r\n{body}", body.len());
    }
}

/// What came of posting.
pub(crate) struct Sent {
    /// How many were answered with 2xx. The others made it fail.
    pub(crate) acked: u64,
    pub(crate) begun: Instant,
    pub(crate) took: Duration,
}

impl Sent {
    pub(crate) fn per_second(&self) -> f64 {
        self.acked as f64 / self.took.as_secs_f64()
    }
}

/// When a burst ends.
#[derive(Clone, Copy)]
pub(crate) enum Until {
    Time(Duration),
    Count(u64),
}

/// Posts over many connections, each at once again when it was answered. Bodies are numbered from `first`.
pub(crate) fn burst(target: &Target, bodies: &Bodies, connections: usize, first: u64, until: Until) -> Result<Sent> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tasks = tokio::task::LocalSet::new();
    let next = std::rc::Rc::new(Cell::new(first));
    runtime.block_on(tasks.run_until(async {
        let mut streams = Vec::new();
        for _ in 0..connections {
            let stream = tokio::net::TcpStream::connect(target.address).await?;
            stream.set_nodelay(true)?;
            streams.push(stream);
        }
        let begun = Instant::now();
        let senders: Vec<_> = streams
            .into_iter()
            .map(|mut stream| {
                let (target, bodies, next) = (target.clone(), bodies.clone(), next.clone());
                tokio::task::spawn_local(async move {
                    let (mut body, mut request, mut answer) = (String::new(), Vec::new(), vec![0; 4096]);
                    let mut acked = 0;
                    loop {
                        let number = next.get();
                        match until {
                            Until::Time(time) if begun.elapsed() >= time => return Ok(acked),
                            Until::Count(count) if number - first >= count => return Ok(acked),
                            _ => next.set(number + 1),
                        }
                        target.request(&bodies, number, &mut body, &mut request);
                        stream.write_all(&request).await?;
                        let mut length = 0;
                        while !is_whole(&answer[..length])? {
                            let read = stream.read(&mut answer[length..]).await?;
                            if read == 0 {
                                bail!("the receiver closed the connection");
                            }
                            length += read;
                        }
                        acked += 1;
                    }
                })
            })
            .collect();
        let mut acked = 0;
        for sender in senders {
            acked += sender.await??;
        }
        Ok(Sent { acked, begun, took: begun.elapsed() })
    }))
}

/// One post and its answer.
pub(crate) struct Post {
    pub(crate) number: u64,
    /// When it was due or sent, whichever is earlier: a post that had to wait for those before counts the wait.
    pub(crate) from: Instant,
    pub(crate) acked: Instant,
}

/// Posts `count` bodies at a fixed rate, over as many connections as there are late answers, at most 16.
pub(crate) fn steady(target: &Target, bodies: &Bodies, rate: f64, first: u64, count: u64) -> Result<Vec<Post>> {
    let (next, posts) = (AtomicU64::new(0), Mutex::new(Vec::new()));
    let start = Instant::now() + Duration::from_millis(20);
    let sender = || -> Result<()> {
        let mut stream = TcpStream::connect(target.address)?;
        stream.set_nodelay(true)?;
        let (mut body, mut request, mut answer) = (String::new(), Vec::new(), vec![0; 4096]);
        let mut own = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                break;
            }
            let due = start + Duration::from_secs_f64(at as f64 / rate);
            target.request(bodies, first + at, &mut body, &mut request);
            let early = due.checked_duration_since(Instant::now());
            if let Some(early) = early {
                std::thread::sleep(early);
            }
            // A sender that was there in time and was woken a little late does not count its own lateness.
            let from = if early.is_some() { Instant::now() } else { due };
            stream.write_all(&request)?;
            let mut length = 0;
            while !is_whole(&answer[..length])? {
                let read = stream.read(&mut answer[length..])?;
                if read == 0 {
                    bail!("the receiver closed the connection");
                }
                length += read;
            }
            own.push(Post { number: first + at, from, acked: Instant::now() });
        }
        posts.lock().unwrap_or_else(PoisonError::into_inner).append(&mut own);
        Ok(())
    };
    std::thread::scope(|scope| {
        let senders: Vec<_> = (0..16).map(|_| scope.spawn(sender)).collect();
        senders.into_iter().try_for_each(|sender| sender.join().unwrap_or_else(|_| bail!("a sender panicked")))
    })?;
    Ok(posts.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Whether this is a whole answer; an error if it is not a good one.
fn is_whole(answer: &[u8]) -> Result<bool> {
    let Some(head) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return Ok(false) };
    let text = std::str::from_utf8(&answer[..head])?;
    if !text.starts_with("HTTP/1.1 2") {
        bail!("the receiver answered {}", text.lines().next().unwrap_or_default());
    }
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    Ok(answer.len() >= head + 4 + length.context("the answer has no length")?)
}
