//! Sealing: HPKE (RFC 9180) in base mode with X25519, HKDF-SHA256 and ChaCha20-Poly1305, with one encapsulated key per letter.

use hpke::{
    Deserializable, HpkeError, Kem as KemTrait, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305,
    kdf::HkdfSha256, kem::X25519HkdfSha256, single_shot_open, single_shot_seal,
};

use crate::{Keys, KeysError, Letter, LetterError, MailboxId, PublicKeys};

pub(crate) type Kem = X25519HkdfSha256;

/// HPKE's `info`: what the sealed bytes are for.
const INFO: &[u8] = b"rowbell relay 1 letter";
/// The length of the encapsulated key, which comes first.
const KEY_BYTES: usize = 32;

/// Why a letter can't be sealed or opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The mailbox's keys are invalid.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// It was sealed for another key, or changed since.
    #[error("the letter was sealed for another key, or was changed")]
    WrongKey,
    /// The sealed bytes are not a letter.
    #[error(transparent)]
    Letter(#[from] LetterError),
}

impl PublicKeys {
    /// Seals a letter: the encapsulated key, followed by the ciphertext that only the holder of the keys can open. 48 bytes longer than
    /// the letter.
    ///
    /// # Errors
    /// If the keys are invalid.
    pub fn seal(&self, letter: &Letter) -> Result<Vec<u8>, SealError> {
        let (to, bytes, mailbox) = (self.sealing()?, letter.to_bytes(), self.mailbox());
        let sealed =
            single_shot_seal::<ChaCha20Poly1305, HkdfSha256, Kem>(&OpModeS::Base, &to, INFO, &bytes, &mailbox.0);
        let (key, rest) = sealed.map_err(|_| KeysError::Public)?;
        Ok([key.to_bytes().as_slice(), &rest].concat())
    }
}

impl Keys {
    /// Opens a letter that was sealed for these keys.
    ///
    /// # Errors
    /// If it was sealed for others, or is not a letter.
    pub fn open(&self, sealed: &[u8]) -> Result<Letter, SealError> {
        let bytes = self.open_bytes(&self.public().mailbox(), sealed).map_err(|_| SealError::WrongKey)?;
        Ok(Letter::from_bytes(&bytes)?)
    }

    fn open_bytes(&self, mailbox: &MailboxId, sealed: &[u8]) -> Result<Vec<u8>, HpkeError> {
        let (key, rest) = sealed.split_at_checked(KEY_BYTES).ok_or(HpkeError::OpenError)?;
        let key = <Kem as KemTrait>::EncappedKey::from_bytes(key)?;
        single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &self.opening(),
            &key,
            INFO,
            rest,
            &mailbox.0,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Encoded;

    fn letter() -> Letter {
        Letter {
            received_ms: 1_787_664_773_351,
            address: Encoded([7; 32]),
            headers: vec![("content-type".into(), b"application/json".to_vec())],
            body: b"{\"event\":\"update\"}".to_vec(),
        }
    }

    #[test]
    fn only_the_holder_opens() {
        let (mine, other) = (Keys::generate().unwrap(), Keys::generate().unwrap());
        let sealed = mine.public().seal(&letter()).unwrap();
        assert_eq!(mine.open(&sealed), Ok(letter()));
        assert_eq!(other.open(&sealed), Err(SealError::WrongKey));
        assert_eq!(sealed.len(), letter().to_bytes().len() + 48);
        // The same letter looks different each time, and shows nothing of what is in it.
        assert_ne!(mine.public().seal(&letter()).unwrap(), sealed);
        assert!(!sealed.windows(6).any(|part| part == b"update" || part == b"applic"));
    }

    #[test]
    fn a_letter_for_another_mailbox_with_the_same_sealing_key_is_refused() {
        let mine = Keys::generate().unwrap();
        // As if a relay moved letters between mailboxes that share a sealing key.
        let elsewhere = PublicKeys { sign: Encoded([3; 32]), ..mine.public() };
        assert_eq!(mine.open(&elsewhere.seal(&letter()).unwrap()), Err(SealError::WrongKey));
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let mine = Keys::generate().unwrap();
        let sealed = mine.public().seal(&letter()).unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(mine.open(&changed), Err(SealError::WrongKey), "byte {at}");
        }
        for end in 0..sealed.len() {
            assert_eq!(mine.open(&sealed[..end]), Err(SealError::WrongKey), "{end} bytes");
        }
    }

    #[test]
    fn a_key_of_low_order_seals_nothing() {
        let weak = PublicKeys { sign: Encoded([3; 32]), seal: Encoded([0; 32]) };
        assert_eq!(weak.seal(&letter()), Err(SealError::Keys(KeysError::Public)));
    }
}
