//! The keys of a mailbox: one key pair for signing, one for opening letters. Their holder owns the mailbox.

use std::fmt;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hpke::{Deserializable, Kem as _, Serializable};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{DecodeError, Encoded, seal::Kem};

/// Signed texts begin with this, so that a signature means nothing in any other protocol.
const SIGNED_PREFIX: &[u8] = b"rowbell relay 1 enter\0";

/// What a relay asks a device to sign; a new one for each connection.
pub type Challenge = Encoded<32>;

/// The ID of a mailbox: the first half of the SHA-256 of its public keys, so that nobody can claim another owner's.
pub type MailboxId = Encoded<16>;

/// The secret keys of a mailbox: 64 bytes, the first half for signing, the second half for opening letters.
pub struct Keys(SecretBox<[u8; 64]>);

/// The public keys of a mailbox, which the relay knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PublicKeys {
    /// Ed25519: proves who reads the mailbox.
    pub sign: Encoded<32>,
    /// X25519: letters are sealed to it.
    pub seal: Encoded<32>,
}

/// Why keys or a signature can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeysError {
    /// The text is not a mailbox's key.
    #[error("the mailbox's stored key is invalid: {0}")]
    Text(#[from] DecodeError),
    /// The bytes are not a point of the curve, or a weak one.
    #[error("the public keys are invalid")]
    Public,
    /// The signature is not by this key, or over something else.
    #[error("the signature does not match the key")]
    Signature,
}

impl Keys {
    /// Generates new keys.
    ///
    /// # Errors
    /// If the system's random number generator fails.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = Zeroizing::new([0; 64]);
        getrandom::fill(bytes.as_mut())?;
        Ok(Self::from_bytes(&bytes))
    }

    /// Reads what [`Keys::to_text`] wrote.
    ///
    /// # Errors
    /// If the text is something else.
    pub fn from_text(text: &SecretString) -> Result<Self, KeysError> {
        let bytes: Encoded<64> = text.expose_secret().parse()?;
        Ok(Self::from_bytes(&Zeroizing::new(bytes.0)))
    }

    /// The keys as text, for a keyring.
    pub fn to_text(&self) -> SecretString {
        Encoded(*self.0.expose_secret()).to_string().into()
    }

    /// The public half.
    pub fn public(&self) -> PublicKeys {
        let (_, seal) = Kem::derive_keypair(self.seal_part());
        PublicKeys { sign: Encoded(self.signing().verifying_key().to_bytes()), seal: Encoded(seal.to_bytes().into()) }
    }

    /// Answers a relay's challenge.
    pub fn sign(&self, challenge: &Challenge) -> Encoded<64> {
        Encoded(self.signing().sign(&self.public().signed(challenge)).to_bytes())
    }

    pub(crate) fn opening(&self) -> <Kem as hpke::Kem>::PrivateKey {
        Kem::derive_keypair(self.seal_part()).0
    }

    fn from_bytes(bytes: &[u8; 64]) -> Self {
        Self(SecretBox::new(Box::new(*bytes)))
    }

    fn signing(&self) -> SigningKey {
        let (first, _) = self.0.expose_secret().split_at(32);
        SigningKey::from_bytes(first.try_into().unwrap_or(&[0; 32]))
    }

    fn seal_part(&self) -> &[u8] {
        &self.0.expose_secret()[32..]
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys of {}", self.public().mailbox())
    }
}

impl PublicKeys {
    /// The ID of the mailbox that has these keys.
    pub fn mailbox(&self) -> MailboxId {
        let digest = Sha256::new().chain_update(self.sign.0).chain_update(self.seal.0).finalize();
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        Encoded(id)
    }

    /// Checks the answer to a challenge.
    ///
    /// # Errors
    /// If the keys are invalid, or did not sign this challenge.
    pub fn verify(&self, challenge: &Challenge, signature: &Encoded<64>) -> Result<(), KeysError> {
        let key = VerifyingKey::from_bytes(&self.sign.0).map_err(|_| KeysError::Public)?;
        let signature = Signature::from_bytes(&signature.0);
        key.verify_strict(&self.signed(challenge), &signature).map_err(|_| KeysError::Signature)
    }

    pub(crate) fn sealing(&self) -> Result<<Kem as hpke::Kem>::PublicKey, KeysError> {
        <Kem as hpke::Kem>::PublicKey::from_bytes(&self.seal.0).map_err(|_| KeysError::Public)
    }

    fn signed(&self, challenge: &Challenge) -> Vec<u8> {
        [SIGNED_PREFIX, &challenge.0, &self.sign.0, &self.seal.0].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_being_written_as_text() {
        let keys = Keys::generate().unwrap();
        let again = Keys::from_text(&keys.to_text()).unwrap();
        assert_eq!(again.public(), keys.public());
        assert_ne!(Keys::generate().unwrap().public().mailbox(), keys.public().mailbox());
        assert!(Keys::from_text(&"too short".into()).is_err());
        assert!(!format!("{keys:?}").contains(keys.to_text().expose_secret()));
    }

    #[test]
    fn only_the_holder_can_sign_and_only_for_one_challenge() {
        let (mine, other) = (Keys::generate().unwrap(), Keys::generate().unwrap());
        let (challenge, later) = (Encoded::random().unwrap(), Encoded::random().unwrap());
        let answer = mine.sign(&challenge);
        assert_eq!(mine.public().verify(&challenge, &answer), Ok(()));
        assert_eq!(mine.public().verify(&later, &answer), Err(KeysError::Signature));
        assert_eq!(other.public().verify(&challenge, &answer), Err(KeysError::Signature));
        // Nor can another sealing key be substituted.
        let mixed = PublicKeys { sign: mine.public().sign, seal: other.public().seal };
        assert_eq!(mixed.verify(&challenge, &answer), Err(KeysError::Signature));
    }

    #[test]
    fn weak_keys_that_fit_any_signature_are_refused() {
        // The neutral point: with it, a signature of zeros fits any text unless it is checked strictly.
        let mut neutral = [0; 32];
        neutral[0] = 1;
        let weak = PublicKeys { sign: Encoded(neutral), seal: Encoded([9; 32]) };
        let mut signature = [0; 64];
        signature[0] = 1;
        assert!(weak.verify(&Encoded([0; 32]), &Encoded(signature)).is_err());
    }
}
