//! What is said over the WebSocket: texts are JSON, binary ones are letters. Unknown fields are ignored, and unknown kinds too.

use serde::{Deserialize, Serialize};

use crate::{Challenge, Encoded, Invitation, MailboxId, PublicKeys, TokenHash};

/// The place of a letter: grows within a mailbox, with holes.
pub type Sequence = u64;

/// How far a device is: all up to there is on its own disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Which life of the relay's store the number belongs to.
    pub epoch: Encoded<8>,
    /// The last letter; 0 for none.
    pub after: Sequence,
}

/// What a relay says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromRelay {
    /// First of all: what to sign.
    Hello {
        /// The version that it speaks.
        version: u32,
        /// For this connection only.
        challenge: Challenge,
    },
    /// The device is let in; letters after its cursor follow.
    Ready {
        /// Its mailbox.
        mailbox: MailboxId,
        /// The life of the store; cursors of another one mean nothing here.
        epoch: Encoded<8>,
        /// How many letters wait for it.
        backlog: u64,
        /// For how many days letters are kept.
        days: u32,
        /// How many letters are kept at most.
        letters: u64,
    },
    /// Letters that the device has not had are not there any more. What follows comes after them.
    Gap {
        /// Why.
        reason: GapReason,
        /// When the first letter after the gap came, if there is one. Unix milliseconds.
        until_ms: Option<i64>,
    },
    /// All that waited when the device came has been sent.
    CaughtUp,
    /// It will not go on; it closes the connection after this.
    Refused {
        /// Why.
        reason: Refusal,
    },
    /// Something that a later version says.
    #[serde(other)]
    Unknown,
}

/// Why letters are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapReason {
    /// Their time was over, or there were too many.
    Retention,
    /// The relay's store is another one than the cursor is from: a new one, or one from a backup. All that is in it follows, so
    /// some may come a second time.
    Reset,
    /// Something that a later version says.
    #[serde(other)]
    Unknown,
}

/// Why a device is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// They speak different versions.
    Version,
    /// What it said is no [`FromDevice`], or too late.
    Malformed,
    /// The signature does not fit.
    Signature,
    /// Its mailbox does not exist, and opening one takes an invitation.
    InvitationNeeded,
    /// The invitation is unknown, used up or over.
    InvitationInvalid,
    /// The operator has closed this mailbox.
    Closed,
    /// There are as many mailboxes as the operator allows.
    Full,
    /// An address is another mailbox's, or there are too many.
    Addresses,
    /// The relay can't read or write its store.
    Unavailable,
    /// Something that a later version says.
    #[serde(other)]
    Unknown,
}

/// What a device says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromDevice {
    /// First of all: who it is and what it wants.
    Enter(Box<Enter>),
    /// All letters up to this one are on its own disk.
    Confirm {
        /// That one.
        after: Sequence,
    },
    /// The mailbox is not needed any more: it and all that is in it is deleted, and the connection closed.
    Close,
    /// Something that a later version says.
    #[serde(other)]
    Unknown,
}

/// Enters a mailbox, and says how it is to be: it is opened if it does not exist, and has these addresses from then on. So the
/// same words open it, change its addresses, and bring it back to a relay that has lost it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enter {
    /// The version that the device speaks.
    pub version: u32,
    /// The mailbox's keys.
    pub keys: PublicKeys,
    /// The answer to the challenge.
    pub signature: Encoded<64>,
    /// What lets it open a mailbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<Invitation>,
    /// The hashes of all tokens that webhooks may be posted with from now on; at most [`crate::MOST_ADDRESSES`].
    pub addresses: Vec<TokenHash>,
    /// How far it is; none: it has had nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Cursor>,
}

/// A letter as it is sent: its number, eight bytes with the highest first, then what was sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedLetter<B> {
    /// Its place.
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
    fn what_is_said_is_json_that_others_can_write() {
        let said = |message: &FromRelay| serde_json::to_string(message).unwrap();
        assert_eq!(said(&FromRelay::CaughtUp), r#"{"type":"caught_up"}"#);
        let gap = FromRelay::Gap { reason: GapReason::Retention, until_ms: Some(5) };
        assert_eq!(said(&gap), r#"{"type":"gap","reason":"retention","until_ms":5}"#);
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
    fn what_a_later_version_says_is_no_failure() {
        let heard = |json: &str| serde_json::from_str::<FromRelay>(json).unwrap();
        assert_eq!(heard(r#"{"type":"weather","is":"fine"}"#), FromRelay::Unknown);
        assert_eq!(heard(r#"{"type":"caught_up","more":1}"#), FromRelay::CaughtUp);
        let refused = heard(r#"{"type":"refused","reason":"moon"}"#);
        assert_eq!(refused, FromRelay::Refused { reason: Refusal::Unknown });
        assert_eq!(serde_json::from_str::<FromDevice>(r#"{"type":"sing"}"#).unwrap(), FromDevice::Unknown);
    }

    #[test]
    fn a_letter_has_its_number_before_it() {
        let letter = SealedLetter { sequence: 258, sealed: &b"xyz"[..] };
        assert_eq!(letter.to_bytes(), b"\0\0\0\0\0\0\x01\x02xyz");
        assert_eq!(SealedLetter::from_bytes(&letter.to_bytes()), Some(letter));
        assert_eq!(SealedLetter::from_bytes(b"1234567"), None);
    }
}
