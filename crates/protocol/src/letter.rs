//! A letter: a request to a mailbox's address, exactly as it arrived.

use serde::{Deserialize, Serialize};

use crate::TokenHash;

/// A request as the relay received it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// When, by the relay's clock. Unix milliseconds.
    pub received_ms: i64,
    /// To which of the mailbox's addresses it was posted.
    pub address: TokenHash,
    /// Its headers in their order, names in lower case.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Its body, byte for byte, in the encoding that `content-encoding` may name.
    pub body: Vec<u8>,
}

/// The bytes are not a letter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the opened bytes are not a letter: {0}")]
pub struct LetterError(String);

/// What comes before the body: one line of JSON. Unknown fields are ignored. Header values are bytes, each written as the
/// character with its number (ISO 8859-1).
#[derive(Serialize, Deserialize)]
struct Head {
    received_ms: i64,
    address: TokenHash,
    headers: Vec<(String, String)>,
}

impl Letter {
    /// The letter as bytes: one line of JSON, a line feed, the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let as_text = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect();
        let headers = self.headers.iter().map(|(name, value)| (name.clone(), as_text(value))).collect();
        let head = Head { received_ms: self.received_ms, address: self.address, headers };
        let mut bytes = Vec::with_capacity(256 + self.body.len());
        // Numbers and texts can always be written as JSON.
        serde_json::to_writer(&mut bytes, &head).unwrap_or_default();
        bytes.push(b'\n');
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// Reads what [`Letter::to_bytes`] wrote.
    ///
    /// # Errors
    /// If the bytes are something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LetterError> {
        let end =
            bytes.iter().position(|byte| *byte == b'\n').ok_or_else(|| LetterError("it has no first line".into()))?;
        let head: Head = serde_json::from_slice(&bytes[..end]).map_err(|error| LetterError(error.to_string()))?;
        let as_bytes = |text: &str| text.chars().map(u8::try_from).collect::<Result<Vec<u8>, _>>();
        let headers = head.headers.into_iter().map(|(name, value)| Some((name, as_bytes(&value).ok()?))).collect();
        let headers: Option<Vec<_>> = headers;
        Ok(Self {
            received_ms: head.received_ms,
            address: head.address,
            headers: headers.ok_or_else(|| LetterError("a header has a character above 255".into()))?,
            body: bytes[end + 1..].to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Encoded;

    proptest! {
        #[test]
        fn any_request_survives_byte_for_byte(
            received_ms: i64,
            headers in proptest::collection::vec(("[a-z-]{1,20}", proptest::collection::vec(any::<u8>(), 0..40)), 0..8),
            body: Vec<u8>,
        ) {
            let letter = Letter { received_ms, address: Encoded([1; 32]), headers, body };
            prop_assert_eq!(Letter::from_bytes(&letter.to_bytes()), Ok(letter));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = Letter::from_bytes(&bytes);
        }
    }

    #[test]
    fn unknown_fields_of_later_relays_are_ignored() {
        let address = Encoded([1; 32]);
        let bytes =
            format!("{{\"received_ms\":5,\"address\":\"{address}\",\"headers\":[],\"colour\":\"red\"}}\nbody\n");
        let letter = Letter { received_ms: 5, address, headers: Vec::new(), body: b"body\n".to_vec() };
        assert_eq!(Letter::from_bytes(bytes.as_bytes()), Ok(letter));
    }
}
