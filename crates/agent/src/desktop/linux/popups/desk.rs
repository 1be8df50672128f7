//! What popups there are and what happens to them, without input or output: requests and messages go in one by one,
//! messages, events and the state come out.

use std::{collections::VecDeque, time::Duration};

use rowbell_core::outbox::{PopupError, PopupEvent, PopupKey, PopupState};
use tokio::time::Instant;
use zbus::Message;

use super::{
    Look,
    calls::{CallKind, Calls, Notify, Request, Show, answer},
    incoming::Introduction,
    shown::Shown,
    text, wire,
};

/// Most popups that are remembered for their clicks.
const MAX_SHOWN: usize = 2_000;

#[derive(Debug)]
pub(super) struct Desk {
    pub(super) look: Look,
    pub(super) time_limit: Duration,
    /// To be sent, in order.
    pub(super) outgoing: VecDeque<Message>,
    /// To be handed to the engine, in order.
    pub(super) events: VecDeque<PopupEvent>,
    pub(super) connected: bool,
    pub(super) owner: Option<String>,
    pub(super) server: Option<wire::Server>,
    /// What the server has told so far.
    pub(super) introduction: Introduction,
    pub(super) inhibited: bool,
    /// The server is late with an answer.
    pub(super) slow: bool,
    /// Why there is no server.
    pub(super) trouble: String,
    pub(super) state: PopupState,
    pub(super) calls: Calls,
    /// Popups that wait until the server is known.
    pub(super) waiting: VecDeque<Show>,
    pub(super) shown: Shown,
    pub(super) early: VecDeque<Message>,
    /// The newest activation token and the popup it came with.
    pub(super) token: Option<(u32, Option<String>)>,
}

impl Desk {
    pub(super) fn new(look: Look, time_limit: Duration) -> Self {
        Self {
            look,
            time_limit,
            outgoing: VecDeque::new(),
            events: VecDeque::new(),
            connected: false,
            owner: None,
            server: None,
            introduction: Introduction::default(),
            inhibited: false,
            slow: false,
            trouble: String::new(),
            state: PopupState::Starting,
            calls: Calls::default(),
            waiting: VecDeque::new(),
            shown: Shown::new(MAX_SHOWN),
            early: VecDeque::new(),
            token: None,
        }
    }

    /// The state, which stays as it was while more is being found out about the server.
    pub(super) fn state(&mut self) -> &PopupState {
        let title = || self.server.as_ref().map(wire::Server::title).unwrap_or_default();
        if !self.connected || (self.owner.is_none() && !self.slow && !self.calls.hold_state()) {
            self.state = PopupState::NoServer { detail: self.trouble.clone() };
        } else if self.slow {
            self.state = PopupState::NoServer { detail: "the notification server does not answer".to_owned() };
        } else if !self.calls.hold_state() {
            self.state = match self.inhibited {
                true => PopupState::Inhibited { server: title() },
                false => PopupState::Ready { server: title() },
            };
        }
        &self.state
    }

    /// Whether requests can be taken now; else they are better left where they wait.
    pub(super) fn takes_requests(&self) -> bool {
        !self.calls.hold_popups() && !self.calls.are_many()
    }

    /// When [`Desk::expire`] has something to do.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.calls.deadline()
    }

    /// There is a bus, and this is who owns the server's name on it.
    pub(super) fn connected(&mut self, owner: Option<String>, now: Instant) {
        self.connected = true;
        self.trouble.clear();
        self.owner = owner;
        self.ask_about_server(now);
    }

    /// There is no bus (any more).
    pub(super) fn disconnected(&mut self, detail: String) {
        self.connected = false;
        self.outgoing.clear();
        self.server_gone(&detail);
    }

    /// Takes every open popup away; for the end.
    pub(super) fn close_all(&mut self) {
        self.outgoing.clear();
        for key in self.shown.open_keys() {
            self.close(key);
        }
    }

    pub(super) fn request(&mut self, request: Request, now: Instant) {
        match request {
            Request::Show(show) => self.show(show, now),
            Request::Close { key, done } => {
                self.close(key);
                let _ = done.send(());
            }
        }
    }

    /// A popup that has to wait for the bus.
    pub(super) fn wait_for_bus(&mut self, show: Show) {
        self.waiting.push_back(show);
    }

    /// What was not answered in time is told to whoever waits.
    pub(super) fn expire(&mut self, now: Instant) {
        let (any, replies) = self.calls.expire(now);
        self.slow |= any;
        answer(replies, &Err(PopupError::TimedOut));
        if any && !self.calls.hold_popups() && self.server.is_none() {
            self.refuse_waiting(&PopupError::TimedOut);
        }
    }

    pub(super) fn show(&mut self, show: Show, now: Instant) {
        if show.is_given_up() {
            return;
        }
        if !self.connected {
            return answer(show.replies, &Err(PopupError::NoServer));
        }
        if self.server.is_none() {
            // Its abilities decide what is sent. Where there is no server, asking may start one.
            self.waiting.push_back(show);
            if !self.calls.hold_popups() {
                self.ask_about_server(now);
            }
            return;
        }
        if self.slow {
            // More would come all at once when it wakes up. Any answer shows that it does.
            if !self.calls.ask_anything(now) {
                self.ask_about_server(now);
            }
            return answer(show.replies, &Err(PopupError::TimedOut));
        }
        let key = show.popup.key;
        if let Some((before, _)) = self.calls.notifies().find(|(notify, late)| notify.key == key && !late) {
            let Show { popup, mut replies } = show;
            replies.extend(before.next.take().map(|older| older.replies).into_iter().flatten());
            before.next = Some(Show { popup, replies });
            return;
        }
        self.send_notify(show, now);
    }

    fn send_notify(&mut self, show: Show, now: Instant) {
        let Some(server) = &self.server else { return answer(show.replies, &Err(PopupError::NoServer)) };
        let key = show.popup.key;
        let replaces = self.shown.open_id(key).unwrap_or(0);
        if !self.calls.make_room(now) {
            return answer(show.replies, &Err(PopupError::TimedOut));
        }
        match wire::notify(&show.popup, replaces, server, &self.look) {
            Ok(message) => {
                let notify =
                    Notify { key, replaces, replies: show.replies, next: None, close_after: false, ended: None };
                self.call(message, CallKind::Notify(notify), now);
            }
            Err(error) => answer(show.replies, &Err(PopupError::Refused(text::technical(&error.to_string())))),
        }
    }

    fn close(&mut self, key: PopupKey) {
        for (notify, _) in self.calls.notifies().filter(|(notify, _)| notify.key == key) {
            notify.close_after = true;
            if let Some(next) = notify.next.take() {
                answer(next.replies, &Ok(()));
            }
        }
        if let Some(id) = self.shown.open_id(key) {
            self.take_away(id, false);
        }
    }

    /// Closes a popup and counts it as gone; a click that was already made still counts.
    pub(super) fn take_away(&mut self, id: u32, by_person: bool) {
        if let Some(key) = self.shown.end_updates(id) {
            self.events.push_back(PopupEvent::Closed { key, by_person });
        }
        self.outgoing.extend(wire::close(id));
    }

    pub(super) fn call(&mut self, message: Message, kind: CallKind, now: Instant) {
        self.calls.insert(message.primary_header().serial_num(), kind, now + self.time_limit);
        self.outgoing.push_back(message);
    }

    pub(super) fn ask_about_server(&mut self, now: Instant) {
        self.calls.forget_questions();
        self.introduction = Introduction::default();
        for (message, kind) in
            [(wire::server_information(), CallKind::ServerInformation), (wire::capabilities(), CallKind::Capabilities)]
        {
            if let Ok(message) = message {
                self.call(message, kind, now);
            }
        }
    }
}
