//! The listening port: it can be shut so that connections are refused, open ones can be cut, and it may speak TLS.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use rustix::net::{Shutdown, shutdown};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
    task::JoinSet,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
    server::TlsStream,
};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use crate::shared::lock;

/// What opens, shuts and cuts.
#[derive(Debug)]
pub(crate) struct Door {
    pub(crate) address: SocketAddr,
    /// The certificate in PEM, if it speaks TLS.
    pub(crate) certificate: Option<String>,
    wanted: watch::Sender<bool>,
    is_open: watch::Receiver<bool>,
    lines: Arc<Mutex<Vec<Weak<Connection>>>>,
}

/// A connection that is there.
#[derive(Debug, Default)]
pub(crate) struct Connection {
    cut: CancellationToken,
    realtime: AtomicBool,
}

/// A request's connection.
#[derive(Clone, Debug)]
pub(crate) struct Line(Arc<Connection>);

impl Line {
    /// Says that the realtime channel runs over it.
    pub(crate) fn mark_realtime(&self) {
        self.0.realtime.store(true, Ordering::Relaxed);
    }
}

impl Connected<IncomingStream<'_, Entrance>> for Line {
    fn connect_info(stream: IncomingStream<'_, Entrance>) -> Self {
        Self(Arc::clone(&stream.io().connection))
    }
}

impl Door {
    /// Opens or shuts, and waits until it is so; shutting cuts what is connected.
    pub(crate) async fn set_open(&self, open: bool) {
        self.wanted.send_replace(open);
        // It fails only when the server has ended, and then there is nothing to wait for.
        let _ = self.is_open.clone().wait_for(|is_open| *is_open == open).await;
        if !open {
            self.cut(false);
        }
    }

    /// Cuts connections, those of the realtime channel or all.
    pub(crate) fn cut(&self, only_realtime: bool) {
        let mut lines = lock(&self.lines);
        lines.retain(|line| line.strong_count() > 0);
        for line in lines.iter().filter_map(Weak::upgrade) {
            if !only_realtime || line.realtime.load(Ordering::Relaxed) {
                line.cut.cancel();
            }
        }
    }
}

/// What accepts.
pub(crate) struct Entrance {
    listener: Option<TcpListener>,
    address: SocketAddr,
    /// Has the port while it is shut, so that nobody else gets it.
    _port: TcpSocket,
    tls: Option<TlsAcceptor>,
    greeting: JoinSet<Option<Wire>>,
    wanted: watch::Receiver<bool>,
    is_open: watch::Sender<bool>,
    lines: Arc<Mutex<Vec<Weak<Connection>>>>,
}

/// A door and its entrance.
pub(crate) async fn open(host: IpAddr, port: u16, tls: bool) -> io::Result<(Door, Entrance)> {
    let port = bound(SocketAddr::new(host, port))?;
    let address = port.local_addr()?;
    let listener = bound(address)?.listen(128)?;
    let (certificate, tls) = if tls { self_signed().map(|(pem, tls)| (Some(pem), Some(tls)))? } else { (None, None) };
    let (wanted, wants) = watch::channel(true);
    let (open, is_open) = watch::channel(true);
    let lines = Arc::<Mutex<Vec<Weak<Connection>>>>::default();
    let door = Door { address, certificate, wanted, is_open, lines: Arc::clone(&lines) };
    let greeting = JoinSet::new();
    let listener = Some(listener);
    Ok((door, Entrance { listener, address, _port: port, tls, greeting, wanted: wants, is_open: open, lines }))
}

/// A socket that has an address and does not listen there. Several may have the same, of which one may listen.
fn bound(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

fn self_signed() -> io::Result<(String, TlsAcceptor)> {
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).map_err(io::Error::other)?;
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).map_err(io::Error::other)?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key))
        .map_err(io::Error::other)?;
    Ok((made.cert.pem(), TlsAcceptor::from(Arc::new(config))))
}

impl Entrance {
    fn welcome(&mut self, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let connection = Arc::new(Connection::default());
        lock(&self.lines).push(Arc::downgrade(&connection));
        let tls = self.tls.clone();
        self.greeting.spawn(async move {
            let io = match tls {
                None => Io::Plain(stream),
                // Who does not like the certificate hangs up.
                Some(tls) => Io::Tls(Box::new(tls.accept(stream).await.ok()?)),
            };
            let cut = Box::pin(connection.cut.clone().cancelled_owned());
            Some(Wire { io, cut, connection })
        });
    }

    /// Closing the listener would not be enough: a process that is being started has a copy of all descriptors until it
    /// runs its program, and a copy keeps on listening.
    fn shut(&mut self) {
        if let Some(listener) = self.listener.take() {
            shutdown(&listener, Shutdown::Both).expect("it listens");
        }
    }

    /// Shuts the port, and opens it when it is wanted again.
    async fn stay_shut(&mut self) {
        self.shut();
        self.greeting.abort_all();
        self.is_open.send_replace(false);
        if self.wanted.wait_for(|wanted| *wanted).await.is_err() {
            // The server ends.
            std::future::pending::<()>().await;
        }
        let listener = bound(self.address).and_then(|socket| socket.listen(128));
        self.listener = Some(listener.expect("its own port"));
        self.is_open.send_replace(true);
    }
}

impl Drop for Entrance {
    fn drop(&mut self) {
        self.shut();
    }
}

impl Listener for Entrance {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        loop {
            let shut = !*self.wanted.borrow_and_update();
            if shut {
                self.stay_shut().await;
                continue;
            }
            let listener = self.listener.as_ref().expect("open");
            tokio::select! {
                _ = self.wanted.changed() => {}
                accepted = listener.accept() => {
                    if let Ok((stream, _)) = accepted {
                        self.welcome(stream);
                    }
                }
                Some(greeted) = self.greeting.join_next() => {
                    if let Ok(Some(wire)) = greeted {
                        return (wire, self.address);
                    }
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

#[derive(Debug)]
enum Io {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A connection that can be cut from outside.
pub(crate) struct Wire {
    io: Io,
    cut: Pin<Box<WaitForCancellationFutureOwned>>,
    connection: Arc<Connection>,
}

impl Wire {
    fn check(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        match self.cut.as_mut().poll(context) {
            Poll::Ready(()) => Err(io::ErrorKind::ConnectionReset.into()),
            Poll::Pending => Ok(()),
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check(context)?;
        match &mut self.io {
            Io::Plain(io) => Pin::new(io).poll_read(context, buffer),
            Io::Tls(io) => Pin::new(io).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check(context)?;
        match &mut self.io {
            Io::Plain(io) => Pin::new(io).poll_write(context, bytes),
            Io::Tls(io) => Pin::new(io).poll_write(context, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check(context)?;
        match &mut self.io {
            Io::Plain(io) => Pin::new(io).poll_flush(context),
            Io::Tls(io) => Pin::new(io).poll_flush(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = match &mut self.io {
            Io::Plain(io) => ready!(Pin::new(io).poll_shutdown(context)),
            Io::Tls(io) => ready!(Pin::new(io).poll_shutdown(context)),
        };
        Poll::Ready(done)
    }
}

/// Remembers which connections the realtime channel runs over.
pub(crate) async fn mark(
    axum::extract::ConnectInfo(line): axum::extract::ConnectInfo<Line>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> axum::response::Response {
    if request.uri().path().starts_with("/api-gateway/socket.io") {
        line.mark_realtime();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use std::os::fd::AsFd as _;

    use super::*;

    /// As one has that is being started.
    #[tokio::test]
    async fn a_shut_port_refuses_also_while_another_process_has_a_copy_of_the_listener() {
        let (door, mut entrance) = open(IpAddr::from([127, 0, 0, 1]), 0, false).await.expect("a port");
        let _copy = entrance.listener.as_ref().expect("open").as_fd().try_clone_to_owned().expect("a copy");
        let refusal = async || TcpStream::connect(door.address).await.err().map(|error| error.kind());
        let down_and_up = async {
            door.set_open(false).await;
            assert_eq!(refusal().await, Some(io::ErrorKind::ConnectionRefused));
            door.set_open(true).await;
        };
        tokio::select! {
            _ = entrance.accept() => unreachable!("nobody has come"),
            () = down_and_up => {}
        }
        assert_eq!(refusal().await, None);

        let _copy = entrance.listener.as_ref().expect("open").as_fd().try_clone_to_owned().expect("a copy");
        drop(entrance);
        assert_eq!(refusal().await, Some(io::ErrorKind::ConnectionRefused));
    }
}
