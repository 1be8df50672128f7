//! Messages over the WebSocket: texts are JSON, binary messages are letters. Unknown fields and unknown types are ignored.

use serde::{Deserialize, Serialize};

use crate::{Challenge, Encoded, Invitation, MailboxId, PublicKeys, TokenHash};

/// The number of a letter: grows within a mailbox, with numbers left out.
pub type Sequence = u64;

/// How far a device has read: all letters up to there are on its own disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The epoch of the relay's store that the sequence belongs to.
    pub epoch: Encoded<8>,
    /// The last letter; 0 for none.
    pub after: Sequence,
}

/// A message from a relay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromRelay {
    /// The first message: what to sign.
    Hello {
        /// The protocol version of the relay.
        version: u32,
        /// Valid for this connection only.
        challenge: Challenge,
    },
    /// The device has entered; the letters after its cursor follow.
    Ready {
        /// Its mailbox.
        mailbox: MailboxId,
        /// The epoch of the store; cursors of another one mean nothing here.
        epoch: Encoded<8>,
        /// How many letters are waiting for the device.
        backlog: u64,
        /// How many days letters are kept.
        days: u32,
        /// How many letters are kept at most.
        letters: u64,
    },
    /// Letters that the device has not received no longer exist. The letters that follow come after them.
    Gap {
        /// Why.
        reason: GapReason,
        /// When the first letter after the gap arrived, if there is one. Unix milliseconds.
        until_ms: Option<i64>,
    },
    /// All letters that were waiting when the device entered have been sent.
    CaughtUp,
    /// The relay refuses to go on, and closes the connection after this.
    Refused {
        /// Why.
        reason: Refusal,
    },
    /// A value of a later version.
    #[serde(other)]
    Unknown,
}

/// Why letters are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapReason {
    /// They were too old, or there were too many.
    Retention,
    /// The cursor is of another epoch than the relay's store, which is a new one or was restored from a backup. All letters in it
    /// follow, some of them possibly for the second time.
    Reset,
    /// A value of a later version.
    #[serde(other)]
    Unknown,
}

/// Why a device is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The relay and the device have different protocol versions.
    Version,
    /// The message was not a [`FromDevice`], or came too late.
    Malformed,
    /// The signature does not match the keys.
    Signature,
    /// The mailbox does not exist, and an invitation is required to open one.
    InvitationNeeded,
    /// The invitation is unknown, used up or expired.
    InvitationInvalid,
    /// The operator has closed this mailbox.
    Closed,
    /// The relay has as many mailboxes as the operator allows.
    Full,
    /// An address belongs to another mailbox, or there are too many.
    Addresses,
    /// The relay can't read or write its store, or has no room for another device.
    Unavailable,
    /// A value of a later version.
    #[serde(other)]
    Unknown,
}

/// A message from a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromDevice {
    /// The first message: who the device is, and what it asks for.
    Enter(Box<Enter>),
    /// All letters up to this one are on the device's own disk.
    Confirm {
        /// The last of them.
        after: Sequence,
    },
    /// Deletes the mailbox with all its letters and closes the connection.
    Close,
    /// A value of a later version.
    #[serde(other)]
    Unknown,
}

/// Enters a mailbox, which is opened if it does not exist, and has exactly these addresses from then on. So the same message
/// opens a mailbox, changes its addresses, and restores it at a relay that has lost it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enter {
    /// The protocol version of the device.
    pub version: u32,
    /// The mailbox's keys.
    pub keys: PublicKeys,
    /// The answer to the challenge.
    pub signature: Encoded<64>,
    /// What allows the device to open a mailbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<Invitation>,
    /// The hashes of all tokens that webhooks may be posted with from now on; at most [`crate::MAX_ADDRESSES`].
    pub addresses: Vec<TokenHash>,
    /// How far the device has read; none: it has read nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Cursor>,
}

/// A letter as it is sent: its sequence in eight bytes, most significant first, followed by the sealed bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedLetter<B> {
    /// Its number.
    pub sequence: Sequence,
    /// See [`crate::Keys::open`].
    pub sealed: B,
}

impl<B: AsRef<[u8]>> SealedLetter<B> {
    /// The bytes of a binary message.
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.sequence.to_be_bytes(), self.sealed.as_ref()].concat()
    }
}

impl<'a> SealedLetter<&'a [u8]> {
    /// Reads a binary message; none if it is too short.
    pub fn from_bytes(bytes: &'a [u8]) -> Option<Self> {
        let (sequence, sealed) = bytes.split_first_chunk()?;
        Some(Self { sequence: Sequence::from_be_bytes(*sequence), sealed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Keys, VERSION};

    #[test]
    fn messages_are_json_that_others_can_write() {
        let json = |message: &FromRelay| serde_json::to_string(message).unwrap();
        assert_eq!(json(&FromRelay::CaughtUp), r#"{"type":"caught_up"}"#);
        let gap = FromRelay::Gap { reason: GapReason::Retention, until_ms: Some(5) };
        assert_eq!(json(&gap), r#"{"type":"gap","reason":"retention","until_ms":5}"#);
        let keys = Keys::generate().unwrap();
        let enter = FromDevice::Enter(Box::new(Enter {
            version: VERSION,
            keys: keys.public(),
            signature: keys.sign(&Encoded([0; 32])),
            invitation: None,
            addresses: vec![Encoded([1; 32])],
            cursor: Some(Cursor { epoch: Encoded([2; 8]), after: 17 }),
        }));
        let json = serde_json::to_string(&enter).unwrap();
        assert!(json.starts_with(r#"{"type":"enter","version":1,"keys":{"sign":""#), "{json}");
        assert!(json.ends_with(r#""cursor":{"epoch":"AgICAgICAgI","after":17}}"#), "{json}");
        assert_eq!(serde_json::from_str::<FromDevice>(&json).unwrap(), enter);
    }

    #[test]
    fn messages_of_later_versions_are_no_errors() {
        let parse = |json: &str| serde_json::from_str::<FromRelay>(json).unwrap();
        assert_eq!(parse(r#"{"type":"weather","is":"fine"}"#), FromRelay::Unknown);
        assert_eq!(parse(r#"{"type":"caught_up","more":1}"#), FromRelay::CaughtUp);
        let refused = parse(r#"{"type":"refused","reason":"moon"}"#);
        assert_eq!(refused, FromRelay::Refused { reason: Refusal::Unknown });
        assert_eq!(serde_json::from_str::<FromDevice>(r#"{"type":"sing"}"#).unwrap(), FromDevice::Unknown);
    }

    #[test]
    fn a_letter_follows_its_sequence() {
        let letter = SealedLetter { sequence: 258, sealed: &b"xyz"[..] };
        assert_eq!(letter.to_bytes(), b"\0\0\0\0\0\0\x01\x02xyz");
        assert_eq!(SealedLetter::from_bytes(&letter.to_bytes()), Some(letter));
        assert_eq!(SealedLetter::from_bytes(b"1234567"), None);
    }
}
