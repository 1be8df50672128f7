//! What popups there are and what happens to them, without input or output: requests and messages go in one by one,
//! messages, events and the state come out.

use std::{collections::VecDeque, time::Duration};

use rowbell_core::deliver::desktop::{PopupError, PopupEvent, PopupKey, PopupServer, PopupState, PopupWeight};
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
/// How long an answer is waited for that a server may leave out.
const EXTRA: Duration = Duration::from_secs(1);

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
    /// Whether "do not disturb" is on, where the server tells.
    pub(super) inhibited: Option<bool>,
    /// The bus starts a server for the first popup.
    pub(super) startable: bool,
    /// The server is late with an answer.
    pub(super) slow: bool,
    /// Why there is no server.
    pub(super) no_server_detail: String,
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
            inhibited: None,
            startable: false,
            slow: false,
            no_server_detail: String::new(),
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
        let is_settled = !self.calls.hold_state();
        if !self.connected {
            self.state = PopupState::NoServer { detail: self.no_server_detail.clone() };
        } else if self.slow {
            let title = self.server.as_ref().map(wire::Server::title);
            self.state = PopupState::Busy { title: title.unwrap_or_else(wire::unnamed) };
        } else if let Some(server) = self.server.as_ref().filter(|_| is_settled) {
            let tells_do_not_disturb = self.inhibited.is_some();
            let server = PopupServer { title: server.title(), clicks: server.clicks(), tells_do_not_disturb };
            self.state = match self.inhibited {
                Some(true) => PopupState::Inhibited { server },
                _ => PopupState::Ready { server },
            };
        } else if self.owner.is_none() && is_settled {
            self.state = match self.startable {
                true => PopupState::Startable,
                false => PopupState::NoServer { detail: self.no_server_detail.clone() },
            };
        }
        &self.state
    }

    /// Whether requests can be taken now; otherwise they had better stay where they wait.
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
        self.no_server_detail.clear();
        self.owner = owner;
        match self.owner {
            Some(_) => self.ask_about_server(wire::Ask::WhoIsThere, now),
            None => self.ask_what_could_be_started(now),
        }
    }

    /// There is no bus (any more).
    pub(super) fn disconnected(&mut self, detail: String) {
        self.connected = false;
        self.startable = false;
        self.server_gone(&detail);
        self.outgoing.clear();
    }

    /// Takes every open popup away; for the end.
    pub(super) fn close_all(&mut self) {
        self.outgoing.clear();
        let open = self.shown.open_keys().into_iter().filter_map(|key| self.shown.open_id(key));
        self.outgoing.extend(open.filter_map(|id| wire::close_unanswered(id).ok()));
    }

    pub(super) fn request(&mut self, request: Request, now: Instant) {
        match request {
            Request::Show(show) => self.show(show, now),
            Request::Close { key, done } => {
                self.close(key, now);
                let _ = done.send(());
            }
        }
    }

    /// A popup that has to wait for the bus.
    pub(super) fn wait_for_bus(&mut self, show: Show) {
        self.waiting.push_back(show);
    }

    /// Tells callers that their call was not answered in time.
    pub(super) fn expire(&mut self, now: Instant) {
        let (any, replies) = self.calls.expire(now);
        self.slow |= any;
        answer(replies, &Err(PopupError::TimedOut));
        if any && !self.calls.hold_popups() && self.server.is_none() {
            self.refuse_waiting(&PopupError::TimedOut);
        }
        self.go_on(now);
    }

    /// Popups that waited for an answer go out once all are there.
    pub(super) fn go_on(&mut self, now: Instant) {
        if self.server.is_some() && !self.calls.hold_popups() {
            for show in std::mem::take(&mut self.waiting) {
                self.show(show, now);
            }
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
            // Its capabilities decide what is sent. If there is no server, a popup may start one.
            self.waiting.push_back(show);
            if !self.calls.hold_popups() {
                let is_there = self.owner.is_some();
                self.ask_about_server(if is_there { wire::Ask::WhoIsThere } else { wire::Ask::OrStartOne }, now);
            }
            return;
        }
        if self.slow {
            // More would come all at once when it wakes up. Any answer shows that it does.
            if !self.calls.ask_anything(now) {
                self.ask_about_server(wire::Ask::WhoIsThere, now);
            }
            return answer(show.replies, &Err(PopupError::TimedOut));
        }
        if self.calls.hold_popups() {
            return self.waiting.push_back(show);
        }
        if self.inhibited == Some(true) && matches!(show.popup.weight, PopupWeight::Quiet | PopupWeight::Normal) {
            return answer(show.replies, &Err(PopupError::Inhibited));
        }
        let key = show.popup.key;
        if let Some((before, _)) = self.calls.notifies().find(|(notify, late)| notify.popup.key == key && !late) {
            let Show { popup, mut replies, refused } = show;
            replies.extend(before.next.take().map(|older| older.replies).into_iter().flatten());
            before.next = Some(Show { popup, replies, refused });
            return;
        }
        self.send_notify(show, now);
    }

    fn send_notify(&mut self, show: Show, now: Instant) {
        let Some(server) = &self.server else { return answer(show.replies, &Err(PopupError::NoServer)) };
        let replaces = self.shown.open_id(show.popup.key).unwrap_or(0);
        if !self.calls.make_room(now) {
            return answer(show.replies, &Err(PopupError::TimedOut));
        }
        match wire::notify(&show.popup, replaces, server, &self.look) {
            Ok(message) => {
                let Show { popup, replies, refused } = show;
                let notify = Notify { popup, refused, replaces, replies, next: None, close_after: false, ended: None };
                self.call(message, CallKind::Notify(Box::new(notify)), now);
            }
            Err(error) => answer(show.replies, &Err(PopupError::Refused(text::technical(&error.to_string())))),
        }
    }

    fn close(&mut self, key: PopupKey, now: Instant) {
        for (notify, _) in self.calls.notifies().filter(|(notify, _)| notify.popup.key == key) {
            notify.close_after = true;
            if let Some(next) = notify.next.take() {
                answer(next.replies, &Ok(()));
            }
        }
        if let Some(id) = self.shown.open_id(key) {
            self.take_away(id, false, now);
        }
    }

    /// Closes a popup and counts it as gone; a click that was already made still counts.
    pub(super) fn take_away(&mut self, id: u32, by_person: bool, now: Instant) {
        if let Some(key) = self.shown.end_updates(id) {
            self.events.push_back(PopupEvent::Closed { key, by_person });
        }
        self.send_close(id, now);
    }

    /// Asks the server to close a popup. What is shown next waits for the answer, unless this server gives none.
    pub(super) fn send_close(&mut self, id: u32, now: Instant) {
        if self.slow || self.calls.has_late_close() || !self.calls.make_room(now) {
            self.outgoing.extend(wire::close_unanswered(id));
        } else if let Ok(message) = wire::close(id) {
            self.call(message, CallKind::Close, now);
        }
    }

    pub(super) fn call(&mut self, message: Message, kind: CallKind, now: Instant) {
        let limit = if kind.is_extra() { self.time_limit.min(EXTRA) } else { self.time_limit };
        self.calls.insert(message.primary_header().serial_num(), kind, now + limit);
        self.outgoing.push_back(message);
    }

    pub(super) fn ask_about_server(&mut self, ask: wire::Ask, now: Instant) {
        self.calls.forget_questions();
        self.introduction = Introduction::default();
        if let Ok([information, capabilities]) = wire::introductions(ask) {
            self.call(information, CallKind::ServerInformation, now);
            self.call(capabilities, CallKind::Capabilities, now);
        }
    }

    pub(super) fn ask_what_could_be_started(&mut self, now: Instant) {
        if let Ok(message) = wire::startable() {
            self.call(message, CallKind::Startable, now);
        }
    }

    pub(super) fn ask_about_quiet(&mut self, now: Instant) {
        if let Some(Ok(message)) = self.server.as_ref().map(|server| server.quiet().question()) {
            self.call(message, CallKind::Inhibited, now);
        }
    }
}
