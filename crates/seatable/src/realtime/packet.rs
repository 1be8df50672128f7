//! The texts of Engine.IO 4 and Socket.IO 5 that are needed here (`docs/` of the public `socketio/engine.io-protocol`
//! and `socketio/socket.io-protocol`): a digit says what a packet is, and `4` holds a packet of Socket.IO.

use std::{fmt, time::Duration};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::{Value, value::RawValue};

use super::{RealtimeError, RealtimeEvent};
use crate::{lenient::shortened, tame::tame};

/// Joins the default namespace.
pub(super) const CONNECT: &str = "40";
/// Leaves it.
pub(super) const DISCONNECT: &str = "41";
/// Ends the session.
pub(super) const CLOSE: &str = "1";
/// Answers a ping.
pub(super) const PONG: &str = "3";
/// The number that the answer to joining a room comes with.
pub(super) const JOIN_ID: &str = "0";

/// Arguments of an event that are looked at: its name and two more.
const ARGUMENTS: usize = 3;

/// What a text is.
#[derive(Debug, PartialEq)]
pub(super) enum Packet {
    /// `0{…}`: the first one.
    Open(Open),
    /// `1`, or `41`: the server has done with us.
    Close,
    /// `2`: to be answered.
    Ping,
    /// `40`: the namespace is joined.
    Connected,
    /// `44`: the namespace is refused, with the reason.
    Refused(String),
    /// `42[…]`: an event.
    Event(RealtimeEvent),
    /// `43`: the answer to our event with this number.
    Ack { id: String, answer: Value },
    /// Nothing that matters here.
    Other,
}

/// What a server promises at the beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Open {
    /// What requests of this session are to name.
    pub(super) sid: String,
    /// A connection on which nothing came for this long is dead (`pingInterval` and `pingTimeout`).
    pub(super) silence: Duration,
}

/// Sends that are due to be believed: the protocol's defaults are 25 and 20 seconds.
const SHORTEST_SILENCE: u64 = 1_000;
const LONGEST_SILENCE: u64 = 10 * 60 * 1_000;

pub(super) fn read(text: &str) -> Result<Packet, RealtimeError> {
    let unreadable = |reason: &str| RealtimeError::Unreadable { reason: reason.to_owned() };
    let mut chars = text.chars();
    match chars.next() {
        Some('0') => open(chars.as_str()).map(Packet::Open).ok_or_else(|| unreadable("its greeting is not Engine.IO")),
        Some('1') => Ok(Packet::Close),
        Some('2') => Ok(Packet::Ping),
        Some('4') => message(chars.as_str()),
        Some('3' | '5' | '6') => Ok(Packet::Other),
        _ => Err(unreadable("a packet of no known kind")),
    }
}

fn open(json: &str) -> Option<Open> {
    let open: Value = serde_json::from_str(json).ok()?;
    let sid = open.get("sid")?.as_str().unwrap_or_default().to_owned();
    let ms = |name: &str, usual: u64| open.get(name).and_then(Value::as_u64).unwrap_or(usual);
    let silence = ms("pingInterval", 25_000).saturating_add(ms("pingTimeout", 20_000));
    Some(Open { sid, silence: Duration::from_millis(silence.clamp(SHORTEST_SILENCE, LONGEST_SILENCE)) })
}

/// A packet of Socket.IO: its digit, perhaps a namespace and a comma, perhaps a number, perhaps JSON.
fn message(text: &str) -> Result<Packet, RealtimeError> {
    let mut chars = text.chars();
    let kind = chars.next();
    let mut rest = chars.as_str();
    if rest.starts_with('/') {
        rest = rest.split_once(',').map_or("", |(_, rest)| rest);
    }
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (id, json) = rest.split_at(digits);
    Ok(match kind {
        Some('0') => Packet::Connected,
        Some('1') => Packet::Close,
        Some('2') => event(json).map_or(Packet::Other, Packet::Event),
        Some('3') => Packet::Ack { id: shortened(id).to_owned(), answer: first_argument(json) },
        Some('4') => Packet::Refused(reason(json)),
        // Events with binary parts, which SeaTable does not send; the parts come as binary messages.
        Some('5' | '6') => Packet::Other,
        _ => return Err(RealtimeError::Unreadable { reason: "a message of no known kind".to_owned() }),
    })
}

fn event(json: &str) -> Option<RealtimeEvent> {
    let arguments = arguments(json)?;
    let mut arguments = arguments.into_iter();
    let name = text(&arguments.next()?);
    match name.as_str() {
        "update-dtable" => {
            let operation = text(&arguments.next()?);
            let version = arguments.next().and_then(|version| number(version.get()));
            Some(RealtimeEvent::Operation { operation, version })
        }
        "new-notification" => Some(RealtimeEvent::Notification(text(&arguments.next()?))),
        _ => Some(RealtimeEvent::Other(shortened(&name).to_owned())),
    }
}

/// A string, or JSON as it stands: an operation that is sent as an object is as good.
fn text(argument: &RawValue) -> String {
    serde_json::from_str(argument.get()).unwrap_or_else(|_| argument.get().to_owned())
}

fn number(json: &str) -> Option<i64> {
    json.trim().trim_matches('"').parse().ok()
}

fn first_argument(json: &str) -> Value {
    let first = arguments(json).and_then(|arguments| arguments.into_iter().next());
    first.and_then(|first| serde_json::from_str(first.get()).ok()).unwrap_or_default()
}

fn reason(json: &str) -> String {
    let reason = serde_json::from_str::<Value>(json).ok();
    let text = reason.as_ref().and_then(|reason| reason.get("message").unwrap_or(reason).as_str());
    cut(text.unwrap_or("no reason given"))
}

/// A server's own words, of moderate length and on one line.
pub(super) fn cut(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}

/// The first arguments of an event. What is nearly JSON is repaired.
fn arguments(json: &str) -> Option<Vec<Box<RawValue>>> {
    let read = |json: &str| {
        let mut source = serde_json::Deserializer::from_str(json);
        let arguments = Arguments.deserialize(&mut source)?;
        source.end().map(|()| arguments)
    };
    read(json).or_else(|_| read(&tame(json))).ok()
}

struct Arguments;

impl<'de> DeserializeSeed<'de> for Arguments {
    type Value = Vec<Box<RawValue>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Arguments {
    type Value = Vec<Box<RawValue>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event's arguments")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut arguments = Vec::new();
        while arguments.len() < ARGUMENTS {
            match seq.next_element()? {
                Some(argument) => arguments.push(argument),
                None => return Ok(arguments),
            }
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(arguments)
    }
}
