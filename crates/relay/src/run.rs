//! Running the relay.

use std::{io::IsTerminal, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use listenfd::ListenFd;
use rowbell_relay::{
    CONNECTIONS, Certificate, Relay, serve, serve_metrics,
    store::{SharedStore, SqliteStore, Store},
};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::{commands::new_link, settings::Settings};

/// Files that are open besides connections.
const OTHER_FILES: usize = 100;
/// How many devices there may be, if the system lets as many files be open.
const MOST_DEVICES: usize = 200_000;
/// How long all that is under way may take at the end.
const LAST: Duration = Duration::from_secs(15);

/// Runs until SIGTERM or SIGINT.
pub(crate) async fn run(settings: &Settings) -> Result<()> {
    let store = SqliteStore::open(&settings.data(), settings.limits())
        .with_context(|| format!("the store in {} can't be opened", settings.data().display()))?;
    let certificate = match settings.tls()? {
        Some((certificate, key)) => Some(Arc::new(Certificate::read(certificate, key)?)),
        None => None,
    };
    let ending = CancellationToken::new();
    let rules = settings.rules(most_devices());
    let relay = Relay::start(store.clone(), rules, ending.clone()).await?;
    tokio::spawn(Arc::clone(&store).look_for_changes());
    let (listener, inherited) = listen(settings.listen())?;
    let address = listener.local_addr()?;
    if let Some(address) = settings.metrics_listen {
        tokio::spawn(serve_metrics(Arc::clone(&relay), bind(address)?));
    }
    if let Some(certificate) = &certificate {
        let certificate = Arc::clone(certificate);
        tokio::spawn(async move { certificate.follow().await });
    }
    end_by_signals(ending.clone(), certificate.clone())?;
    info!(%address, inherited, tls = certificate.is_some(), version = env!("CARGO_PKG_VERSION"), "listening");
    let shared: SharedStore = store.clone();
    greet(&shared, settings).await?;
    let forced = async {
        ending.cancelled().await;
        tokio::time::sleep(LAST).await;
    };
    tokio::select! {
        () = serve(relay, listener, certificate) => info!("ended"),
        () = forced => warn!("ended; some were in the middle of something for too long"),
    }
    store.end().await;
    Ok(())
}

/// Somebody who starts it for the first time at a terminal gets an invitation. Elsewhere what is printed is kept in a log, where
/// a secret has no place.
async fn greet(store: &SharedStore, settings: &Settings) -> Result<()> {
    if !settings.invitation_needed() || !store.list().await?.is_empty() || !store.invitations().await?.is_empty() {
        return Ok(());
    }
    if settings.public_address.is_some() && std::io::stdout().is_terminal() {
        let link = new_link(store, settings, 1, 7, "the first one".to_owned()).await?;
        println!("Open this on the computer where Rowbell runs, within a week:\n\n    {link}\n");
        println!("`rowbell-relay invite` makes further ones.");
    } else {
        info!("nobody can open a mailbox yet; `rowbell-relay invite` makes an invitation");
    }
    Ok(())
}

/// The socket that systemd holds, or one of its own; and which of both.
fn listen(address: SocketAddr) -> Result<(TcpListener, bool)> {
    match ListenFd::from_env().take_tcp_listener(0).context("the socket that systemd gave can't be used")? {
        Some(listener) => {
            listener.set_nonblocking(true)?;
            Ok((TcpListener::from_std(listener)?, true))
        }
        None => Ok((bind(address)?, false)),
    }
}

fn bind(address: SocketAddr) -> Result<TcpListener> {
    let bind = || {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
        #[cfg(unix)]
        socket.set_reuse_address(true)?;
        if address.is_ipv6() && address.ip().is_unspecified() {
            socket.set_only_v6(false)?;
        }
        socket.set_nonblocking(true)?;
        socket.bind(&address.into())?;
        socket.listen(4096)?;
        TcpListener::from_std(socket.into())
    };
    bind().with_context(|| format!("{address} can't be listened at"))
}

/// As many as files may be open, less what else is.
fn most_devices() -> usize {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        limit.current = limit.maximum.or(Some(1 << 20));
        if let Err(error) = setrlimit(Resource::Nofile, limit) {
            warn!(%error, "the number of open connections can't be raised");
        }
        let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        let files = usize::try_from(files).unwrap_or(usize::MAX);
        files.saturating_sub(CONNECTIONS + OTHER_FILES).clamp(files / 2, MOST_DEVICES.max(files / 2)).min(MOST_DEVICES)
    }
    #[cfg(not(unix))]
    {
        MOST_DEVICES
    }
}

#[cfg(unix)]
fn end_by_signals(ending: CancellationToken, certificate: Option<Arc<Certificate>>) -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut term, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = term.recv() => {}
                _ = interrupt.recv() => {}
                _ = hang_up.recv() => {
                    if let Some(certificate) = &certificate {
                        certificate.reload();
                    }
                    continue;
                }
            }
            if ending.is_cancelled() {
                error!("told twice to end: some of what was under way is cut off");
                std::process::exit(1);
            }
            info!("ending: what is under way is finished first");
            ending.cancel();
        }
    });
    Ok(())
}

#[cfg(not(unix))]
fn end_by_signals(ending: CancellationToken, _certificate: Option<Arc<Certificate>>) -> Result<()> {
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            ending.cancel();
        }
    });
    Ok(())
}
