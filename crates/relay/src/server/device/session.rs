//! The session of a device that has been let in: it gets what waits for it, then what arrives.

use std::sync::Arc;

use futures_util::StreamExt;
use rowbell_protocol::{Cursor, FromDevice, FromRelay, GapReason, Refusal, Sequence};
use tokio::{sync::watch, time::Instant};

use super::{
    Disconnect, SILENCE, mailbox_gone,
    socket::{Received, Socket, parse, send},
    window::SendWindow,
};
use crate::{directory::Mailbox, relay::Relay};

/// A device's session.
pub(super) struct Session<'a> {
    pub(super) relay: &'a Relay,
    pub(super) mailbox: Arc<Mailbox>,
    pub(super) socket: &'a mut Socket,
    pub(super) window: SendWindow,
    /// The mailbox's newest letter.
    newest: watch::Receiver<Sequence>,
    /// A gap that the device is told of before the next letter.
    pub(super) gap: Option<GapReason>,
    /// When the device last sent something.
    last_received: Instant,
}

impl<'a> Session<'a> {
    /// Finds the device's position in its mailbox, and tells it.
    pub(super) async fn start(
        relay: &'a Relay,
        mailbox: Arc<Mailbox>,
        socket: &'a mut Socket,
        cursor: Option<Cursor>,
    ) -> Result<Self, Disconnect> {
        let (store, id) = (&relay.store, mailbox.id);
        // Before anything is read, so that no letter arrives unnoticed in between.
        let newest = store.watch(id);
        let epoch = store.epoch();
        let same_epoch = cursor.is_none_or(|cursor| cursor.epoch == epoch);
        let mut after = cursor.filter(|_| same_epoch).map_or(0, |cursor| cursor.after);
        let mut position = store.position(id, after).await.map_err(Disconnect::Store)?;
        let mut gap = None;
        // A sequence that this store has not given out yet is from before it was restored.
        if !same_epoch || after > position.last {
            gap = Some(GapReason::Reset);
            after = 0;
            position = store.position(id, after).await.map_err(Disconnect::Store)?;
        }
        let options = &relay.options;
        let ready = FromRelay::Ready {
            mailbox: id,
            epoch,
            backlog: position.waiting,
            days: options.days,
            letters: mailbox.quota().letters.unwrap_or(options.letters),
        };
        send(socket, &ready).await?;
        let window = SendWindow::new(after, position.last);
        let mut session = Self { relay, mailbox, socket, window, newest, gap, last_received: Instant::now() };
        if session.window.is_empty() {
            session.tell_gap(None).await?;
            session.tell_caught_up().await?;
        }
        Ok(session)
    }

    /// Sends letters and obeys the device until the connection ends.
    pub(super) async fn run(&mut self) -> Disconnect {
        self.last_received = Instant::now();
        loop {
            if self.window.room() > 0
                && let Err(disconnect) = Box::pin(self.send_page()).await
            {
                return disconnect;
            }
            let more = self.window.room() > 0;
            tokio::select! {
                biased;
                message = self.socket.next() => {
                    if let Err(disconnect) = Box::pin(self.handle(message)).await {
                        return disconnect;
                    }
                }
                () = std::future::ready(()), if more => {}
                changed = self.newest.changed(), if !more => match changed {
                    Ok(()) => self.window.extend(*self.newest.borrow_and_update()),
                    Err(_) => return Disconnect::Restart,
                },
                () = self.mailbox.gone.cancelled() => return Box::pin(mailbox_gone(&self.mailbox)).await,
                () = self.relay.ending.cancelled() => return Disconnect::Restart,
                () = tokio::time::sleep_until(self.last_received + SILENCE) => return Disconnect::Gone,
            }
        }
    }

    /// Does what a message from the device asks for.
    pub(super) async fn handle(&mut self, message: Received) -> Result<(), Disconnect> {
        self.last_received = Instant::now();
        match parse(message)? {
            None | Some(FromDevice::Unknown) => Ok(()),
            Some(FromDevice::Confirm { after }) => {
                self.window.confirm(after);
                Ok(())
            }
            Some(FromDevice::Close) => {
                self.relay.delete(self.mailbox.id).await.map_err(Disconnect::Store)?;
                tracing::info!(mailbox = %self.mailbox.id, "a mailbox was deleted by its owner");
                Err(Disconnect::Deleted)
            }
            Some(FromDevice::Enter(_)) => Err(Disconnect::Refused(Refusal::Malformed)),
        }
    }
}
