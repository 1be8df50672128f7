//! The one task behind the popups: keeps a bus connection and passes messages, requests and events back and forth.

use std::{convert::Infallible, time::Duration};

use futures_util::StreamExt;
use rowbell_core::deliver::desktop::{PopupEvent, PopupState};
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, sleep, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;
use zbus::{Connection, MessageStream, connection::Builder, message::Type};

use super::{calls::Request, desk::Desk, wire};

/// How long connecting may take.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// How long to wait before looking for a bus again: at first, and at most.
const BACKOFF: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));
/// Events that may wait for the engine before nothing more is read from the bus.
const MAX_EVENTS: usize = 5_000;

/// The ends of the channels to the rest of the agent.
#[derive(Debug)]
pub(super) struct Ends {
    pub(super) requests: mpsc::Receiver<Request>,
    pub(super) events: mpsc::Sender<PopupEvent>,
    pub(super) state: watch::Sender<PopupState>,
    pub(super) shutdown: CancellationToken,
}

/// Why a connection is no longer used.
enum Disconnect {
    /// The agent ends.
    Shutdown,
    /// The bus is gone; the reason, for logs.
    Lost(String),
}

impl From<zbus::Error> for Disconnect {
    fn from(error: zbus::Error) -> Self {
        Self::Lost(super::text::technical(&error.to_string()))
    }
}

/// Runs until the token is cancelled or the handle is dropped.
pub(super) async fn run(mut desk: Desk, address: Option<String>, mut ends: Ends) {
    let mut backoff = BACKOFF.0;
    loop {
        let shutdown = ends.shutdown.clone();
        let connected = tokio::select! {
            () = shutdown.cancelled() => return,
            connected = timeout(CONNECT_LIMIT, connect(address.as_deref())) => connected,
        };
        let tried = Instant::now();
        let detail = match connected {
            Ok(Ok(bus)) => {
                backoff = BACKOFF.0;
                match use_bus(&mut desk, &mut ends, bus).await {
                    Err(Disconnect::Shutdown) => return,
                    Err(Disconnect::Lost(detail)) => format!("the session bus was lost: {detail}"),
                }
            }
            Ok(Err(Disconnect::Shutdown)) => return,
            Ok(Err(Disconnect::Lost(detail))) => format!("no session bus: {detail}"),
            Err(_) => "the session bus does not answer".to_owned(),
        };
        tracing::debug!(%detail, "popups have no bus");
        desk.disconnected(detail);
        if wait_for_bus(&mut desk, &mut ends, tried, backoff).await.is_err() {
            return;
        }
        backoff = (backoff * 2).min(BACKOFF.1);
    }
}

/// Without a bus: popups are refused at once, but one that comes a while after the last try is a reason to try again.
async fn wait_for_bus(desk: &mut Desk, ends: &mut Ends, tried: Instant, backoff: Duration) -> Result<(), Disconnect> {
    let retry = sleep(backoff);
    tokio::pin!(retry);
    loop {
        publish(desk, &ends.state);
        tokio::select! {
            () = ends.shutdown.cancelled() => return Err(Disconnect::Shutdown),
            () = &mut retry => return Ok(()),
            request = ends.requests.recv() => match request {
                None => return Err(Disconnect::Shutdown),
                Some(Request::Show(show)) if tried.elapsed() >= BACKOFF.0 => {
                    desk.wait_for_bus(show);
                    return Ok(());
                }
                Some(request) => desk.request(request, Instant::now()),
            },
            () = hand_over(&ends.events, desk), if !desk.events.is_empty() => {}
        }
    }
}

/// A connection whose signals are subscribed, everything that comes over it, and who owns the server's name.
struct Bus {
    connection: Connection,
    incoming: MessageStream,
    owner: Option<String>,
}

async fn connect(address: Option<&str>) -> Result<Bus, Disconnect> {
    let builder = match address {
        Some(address) => Builder::address(address)?,
        None => Builder::session()?,
    };
    let connection = builder.method_timeout(CONNECT_LIMIT).max_queued(256).build().await?;
    // One stream of everything, since only that keeps answers and signals in order.
    let incoming = MessageStream::from(&connection);
    let bus = Some(wire::BUS);
    for rule in wire::match_rules() {
        connection.call_method(bus, "/org/freedesktop/DBus", bus, "AddMatch", &rule).await?;
    }
    let owner = match connection.call_method(bus, "/org/freedesktop/DBus", bus, "GetNameOwner", &wire::NAME).await {
        Ok(reply) => reply.body().deserialize().ok(),
        Err(zbus::Error::MethodError(..)) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(Bus { connection, incoming, owner })
}

async fn use_bus(desk: &mut Desk, ends: &mut Ends, mut bus: Bus) -> Result<Infallible, Disconnect> {
    desk.connected(bus.owner.take(), Instant::now());
    loop {
        while let Some(message) = desk.outgoing.pop_front() {
            tokio::select! {
                () = ends.shutdown.cancelled() => return Err(Disconnect::Shutdown),
                sent = bus.connection.send(&message) => sent?,
            }
        }
        publish(desk, &ends.state);
        let deadline = desk.deadline();
        tokio::select! {
            biased;
            () = ends.shutdown.cancelled() => return Err(take_leave(desk, &bus.connection).await),
            message = bus.incoming.next(), if desk.events.len() < MAX_EVENTS => match message {
                Some(Ok(message)) if message.message_type() == Type::MethodCall => {}
                Some(Ok(message)) => desk.message(&message, Instant::now()),
                Some(Err(error)) => return Err(error.into()),
                None => return Err(Disconnect::Lost("it closed the connection".to_owned())),
            },
            () = hand_over(&ends.events, desk), if !desk.events.is_empty() => {}
            () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => {
                desk.expire(Instant::now());
            }
            request = ends.requests.recv(), if desk.takes_requests() => match request {
                Some(request) => desk.request(request, Instant::now()),
                None => return Err(take_leave(desk, &bus.connection).await),
            },
        }
    }
}

/// Removes popups whose clicks nobody would receive.
async fn take_leave(desk: &mut Desk, connection: &Connection) -> Disconnect {
    desk.close_all();
    let farewell = async {
        while let Some(message) = desk.outgoing.pop_front() {
            if connection.send(&message).await.is_err() {
                break;
            }
        }
    };
    // A bus that does not even read this must not hold up the end.
    let _ = timeout(Duration::from_millis(500), farewell).await;
    Disconnect::Shutdown
}

/// Hands one event to the engine when it has room. Safe to be dropped half-way.
async fn hand_over(events: &mpsc::Sender<PopupEvent>, desk: &mut Desk) {
    match events.reserve().await {
        Ok(room) => {
            if let Some(event) = desk.events.pop_front() {
                room.send(event);
            }
        }
        // Nobody listens any longer.
        Err(_) => desk.events.clear(),
    }
}

fn publish(desk: &mut Desk, state: &watch::Sender<PopupState>) {
    let now = desk.state();
    state.send_if_modified(|before| {
        let changed = before != now;
        if changed {
            before.clone_from(now);
        }
        changed
    });
}
