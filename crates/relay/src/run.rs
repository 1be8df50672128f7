//! Running the relay.

use std::{io::IsTerminal, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use listenfd::ListenFd;
use rowbell_relay::{
    Certificate, MAX_CONNECTIONS, Relay, serve, serve_metrics,
    store::{self, SharedStore},
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::{commands::new_link, settings::Settings};

/// Open files besides connections.
const OTHER_FILES: usize = 100;
/// How many devices may be connected, if the system allows as many open files.
const MAX_DEVICES: usize = 200_000;
/// How long everything that is under way at the end may still take.
const SHUTDOWN_TIME: Duration = Duration::from_secs(15);

/// Runs until SIGTERM or SIGINT.
pub(crate) async fn run(settings: &Settings) -> Result<()> {
    let store = store::open(&settings.data(), settings.limits())
        .with_context(|| format!("the store in {} can't be opened", settings.data().display()))?;
    let certificate = match settings.tls()? {
        Some((certificate, key)) => Some(Arc::new(Certificate::read(certificate, key)?)),
        None => None,
    };
    let ending = CancellationToken::new();
    let options = settings.options(max_devices());
    let relay = Relay::start(Arc::clone(&store), options, ending.clone()).await?;
    let (listener, inherited) = listen(settings.listen())?;
    let address = listener.local_addr()?;
    if let Some(address) = settings.metrics_listen {
        tokio::spawn(serve_metrics(Arc::clone(&relay), bind(address)?));
    }
    if let Some(certificate) = &certificate {
        let certificate = Arc::clone(certificate);
        tokio::spawn(async move { certificate.reload_on_change().await });
    }
    end_by_signals(ending.clone(), certificate.clone())?;
    info!(%address, inherited, tls = certificate.is_some(), version = env!("CARGO_PKG_VERSION"), "listening");
    offer_invitation(&store, settings).await?;
    let forced = async {
        ending.cancelled().await;
        tokio::time::sleep(SHUTDOWN_TIME).await;
    };
    tokio::select! {
        () = serve(relay, listener, certificate) => info!("ended"),
        () = forced => warn!("ended; some connections took too long and were cut off"),
    }
    store.end().await;
    Ok(())
}

/// Prints an invitation at the first start on a terminal. Elsewhere the output is kept in a log, where a secret has no place.
async fn offer_invitation(store: &SharedStore, settings: &Settings) -> Result<()> {
    if !settings.invitation_needed() || !store.list().await?.is_empty() || !store.invitations().await?.is_empty() {
        return Ok(());
    }
    if settings.public_address.is_some() && std::io::stdout().is_terminal() {
        let link = new_link(store, settings, 1, 7, "first invitation".to_owned()).await?;
        println!("Open this on the computer where Rowbell runs, within a week:\n\n    {link}\n");
        println!("More invitations: rowbell-relay invite");
    } else {
        info!("nobody can open a mailbox yet; create an invitation with `rowbell-relay invite`");
    }
    Ok(())
}

/// The socket that systemd holds, or a new one; true for systemd's.
fn listen(address: SocketAddr) -> Result<(TcpListener, bool)> {
    match ListenFd::from_env().take_tcp_listener(0).context("the socket passed by systemd can't be used")? {
        Some(listener) => {
            listener.set_nonblocking(true)?;
            Ok((TcpListener::from_std(listener)?, true))
        }
        None => Ok((bind(address)?, false)),
    }
}

fn bind(address: SocketAddr) -> Result<TcpListener> {
    let bind = || TcpListener::from_std(rowbell_accept::listen(address)?);
    bind().with_context(|| format!("can't listen on {address}"))
}

/// As many devices as files may be open, less the other files.
fn max_devices() -> usize {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        limit.current = limit.maximum.or(Some(1 << 20));
        if let Err(error) = setrlimit(Resource::Nofile, limit) {
            warn!(%error, "the limit of open files can't be raised");
        }
        let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        let files = usize::try_from(files).unwrap_or(usize::MAX);
        files
            .saturating_sub(MAX_CONNECTIONS + OTHER_FILES)
            .clamp(files / 2, MAX_DEVICES.max(files / 2))
            .min(MAX_DEVICES)
    }
    #[cfg(not(unix))]
    {
        MAX_DEVICES
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
                error!("asked to end a second time: ending at once, without finishing what is under way");
                std::process::exit(1);
            }
            info!("ending: finishing what is under way first");
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
