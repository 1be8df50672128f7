//! The desk's other half: what answers and signals mean.

use rowbell_core::deliver::desktop::{PopupAction, PopupError, PopupEvent};
use tokio::time::Instant;
use zbus::{Message, message::Type};

use super::{
    calls::{CallKind, EndReason, Notify, Show, answer},
    desk::Desk,
    text, wire,
};

/// What is wrong where no server is and none can be started.
const NOBODY: &str = "no notification server is running";
/// Most signals kept for popups whose ids are not known yet.
const MAX_EARLY: usize = 64;
/// How often others are closed to make room for one popup.
const TRIES: u8 = 3;
/// The person closed it.
const DISMISSED: EndReason = 2;

/// What a server has told about itself so far; either may be refused, which counts as told.
#[derive(Debug, Default)]
pub(super) struct Introduction {
    name: Option<(String, String)>,
    capabilities: Option<Option<Vec<String>>>,
}

impl Desk {
    /// Anything that came over the bus.
    pub(super) fn message(&mut self, message: &Message, now: Instant) {
        match message.message_type() {
            Type::MethodReturn | Type::Error => self.answered(message, now),
            Type::Signal => self.signal(message, now),
            Type::MethodCall => {}
        }
    }

    fn answered(&mut self, message: &Message, now: Instant) {
        let Some(call) = message.header().reply_serial().and_then(|serial| self.calls.remove(serial)) else { return };
        let error = (message.message_type() == Type::Error).then(|| wire::read_error(message));
        // The bus answers for itself.
        self.slow &= error == Some(PopupError::TimedOut) || matches!(call.kind, CallKind::Startable);
        match call.kind {
            CallKind::Notify(notify) => self.notified(*notify, call.late, message, error, now),
            CallKind::Inhibited => {
                self.inhibited = self.server.as_ref().and_then(|server| server.quiet().read(message));
            }
            CallKind::Close => {}
            CallKind::Startable => {
                self.startable = error.is_none() && wire::read_startable(message);
                if self.no_server_detail.is_empty() {
                    NOBODY.clone_into(&mut self.no_server_detail);
                }
            }
            _ if error == Some(PopupError::NoServer) => {
                self.calls.forget_questions();
                self.startable = false;
                NOBODY.clone_into(&mut self.no_server_detail);
                return self.refuse_waiting(&PopupError::NoServer);
            }
            CallKind::ServerInformation => {
                let told = error.is_none().then(|| wire::read_server_information(message)).flatten();
                self.introduction.name = Some(told.unwrap_or_default());
                self.introduced(now);
            }
            CallKind::Capabilities => {
                let told = error.is_none().then(|| wire::read_capabilities(message)).flatten();
                self.introduction.capabilities = Some(told);
                self.introduced(now);
            }
        }
        self.go_on(now);
    }

    /// Once the server has described itself, it is asked whether popups are wanted now.
    fn introduced(&mut self, now: Instant) {
        let Introduction { name: Some((name, version)), capabilities: Some(capabilities) } = &self.introduction else {
            return;
        };
        let server = wire::Server { name: name.clone(), version: version.clone(), capabilities: capabilities.clone() };
        self.server = Some(server);
        self.ask_about_quiet(now);
    }

    fn notified(&mut self, notify: Notify, late: bool, message: &Message, error: Option<PopupError>, now: Instant) {
        let Notify { popup, refused, replaces, mut replies, next, close_after, ended } = notify;
        let key = popup.key;
        let id = error.is_none().then(|| message.body().deserialize::<u32>().ok()).flatten().filter(|id| *id != 0);
        let result = match id {
            Some(id) if late && replaces == 0 => {
                // The caller has given up and announces it another way: the person should not see it twice.
                self.send_close(id, now);
                Ok(())
            }
            Some(id) => {
                self.shown.insert(id, key);
                let (own, others) = self.early.drain(..).partition(|early| subject(early) == Some(id));
                self.early = others;
                for signal in Vec::from(own) {
                    self.about_popup(&signal, now);
                }
                if close_after {
                    self.take_away(id, false, now);
                }
                Ok(())
            }
            None if error == Some(PopupError::Full) && !late && !close_after && refused < TRIES => {
                if let Some(oldest) = self.shown.oldest_open(key) {
                    self.take_away(oldest, false, now);
                    let newest = next.map_or(popup, |next| {
                        replies.extend(next.replies);
                        next.popup
                    });
                    self.waiting.push_front(Show { popup: newest, replies, refused: refused + 1 });
                    return;
                }
                Err(PopupError::Full)
            }
            None => {
                if let Some(reason) = ended {
                    self.ended(replaces, reason);
                }
                Err(error.unwrap_or_else(|| PopupError::Refused("an answer without an id".to_owned())))
            }
        };
        answer(replies, &result);
        if self.calls.notifies().next().is_none() {
            self.early.clear();
        }
        if let Some(next) = next {
            self.show(next, now);
        }
    }

    fn signal(&mut self, message: &Message, now: Instant) {
        let header = message.header();
        let (Some(sender), Some(interface), Some(member)) = (header.sender(), header.interface(), header.member())
        else {
            return;
        };
        // Anyone on the bus can send us a signal; only the server's own count.
        let from_server = self.owner.as_deref() == Some(sender.as_str());
        match (interface.as_str(), member.as_str()) {
            ("org.freedesktop.DBus", "NameOwnerChanged") if sender.as_str() == "org.freedesktop.DBus" => {
                if let Ok((wire::NAME, _, owner)) = message.body().deserialize::<(&str, &str, &str)>() {
                    self.owner_changed(owner, now);
                }
            }
            _ if from_server && self.quiet_told(message) => {}
            (wire::NAME, _) if from_server => self.about_popup(message, now),
            _ if self.server.as_ref().is_some_and(|server| server.quiet().is_to_be_asked_again(message)) => {
                self.ask_about_quiet(now);
            }
            _ => {}
        }
    }

    /// Notes what a signal says about "do not disturb".
    fn quiet_told(&mut self, signal: &Message) -> bool {
        let told = self.server.as_ref().and_then(|server| server.quiet().read_signal(signal));
        self.inhibited = told.or(self.inhibited);
        told.is_some()
    }

    fn owner_changed(&mut self, owner: &str, now: Instant) {
        if self.owner.as_deref() == Some(owner) {
            return;
        }
        if self.owner.is_some() {
            self.server_gone("the notification server has ended");
        }
        if !owner.is_empty() {
            self.owner = Some(owner.to_owned());
            self.ask_about_server(wire::Ask::WhoIsThere, now);
        } else {
            self.ask_what_could_be_started(now);
        }
    }

    /// The server is gone, and with it everything that it showed.
    pub(super) fn server_gone(&mut self, detail: &str) {
        (self.owner, self.server, self.token) = (None, None, None);
        (self.inhibited, self.slow) = (None, false);
        detail.clone_into(&mut self.no_server_detail);
        self.early.clear();
        for key in self.shown.clear() {
            self.events.push_back(PopupEvent::Closed { key, by_person: false });
        }
        for notify in self.calls.take_notifies() {
            answer(notify.replies, &Err(PopupError::NoServer));
            if let Some(next) = notify.next {
                answer(next.replies, &Err(PopupError::NoServer));
            }
        }
        self.refuse_waiting(&PopupError::NoServer);
    }

    pub(super) fn refuse_waiting(&mut self, error: &PopupError) {
        for show in std::mem::take(&mut self.waiting) {
            answer(show.replies, &Err(error.clone()));
        }
    }

    /// A signal about one popup.
    fn about_popup(&mut self, message: &Message, now: Instant) {
        let Some(id) = subject(message) else { return };
        let Some(key) = self.shown.key(id) else {
            // Perhaps of a popup whose answer is still to come; else of another program's, or one long forgotten.
            if self.calls.notifies().next().is_some() {
                self.early.push_back(message.clone());
                if self.early.len() > MAX_EARLY {
                    self.early.pop_front();
                }
            }
            return;
        };
        let body = message.body();
        match message.header().member().map(|member| member.as_str()) {
            Some("ActivationToken") => {
                let token = body.deserialize::<(u32, &str)>().ok().and_then(|(_, token)| text::token(token));
                self.token = Some((id, token));
            }
            Some("ActionInvoked") => {
                let name = body.deserialize::<(u32, &str)>().map(|(_, name)| name);
                let Some(action) = name.ok().and_then(PopupAction::from_name) else { return };
                let token = self.token.take_if(|(of, _)| *of == id).and_then(|(_, token)| token);
                self.events.push_back(PopupEvent::Invoked { key, action, token });
                // Most servers take an answered popup away themselves; dunst and LXQt's do not.
                self.take_away(id, true, now);
                // A second click on what is answered means nothing.
                self.shown.remove(id);
            }
            Some("NotificationClosed") => {
                let Ok((_, reason)) = body.deserialize::<(u32, EndReason)>() else { return };
                let update = self.calls.notifies().find(|(notify, late)| notify.replaces == id && !late);
                match update {
                    // The update crossed this on its way: the server shows the popup again when it gets there.
                    Some((update, _)) => update.ended = Some(reason),
                    None => self.ended(id, reason),
                }
            }
            _ => {}
        }
    }

    fn ended(&mut self, id: u32, reason: EndReason) {
        if let Some(key) = self.shown.end_updates(id) {
            self.events.push_back(PopupEvent::Closed { key, by_person: reason == DISMISSED });
        }
    }
}

/// Which popup a signal is about.
fn subject(message: &Message) -> Option<u32> {
    let body = message.body();
    match message.header().member()?.as_str() {
        "ActionInvoked" | "ActivationToken" => Some(body.deserialize::<(u32, &str)>().ok()?.0),
        "NotificationClosed" => Some(body.deserialize::<(u32, EndReason)>().ok()?.0),
        _ => None,
    }
}
