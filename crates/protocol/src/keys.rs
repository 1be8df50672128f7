//! Who a mailbox belongs to: the holder of a pair of keys, one to sign with and one to open letters with.

use std::fmt;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hpke::{Deserializable, Kem as _, Serializable};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{Encoded, NotEncoded, seal::Kem};

/// What a signature is over begins with this, so that it means nothing anywhere else.
const SIGNED_PREFIX: &[u8] = b"rowbell relay 1 enter\0";

/// What a relay wants signed; another one for each connection.
pub type Challenge = Encoded<32>;

/// The name of a mailbox: the first half of the SHA-256 of its public keys, so nobody can claim another one's.
pub type MailboxId = Encoded<16>;

/// The secret keys of a mailbox: 64 bytes, the first half for signing, the second one for opening.
pub struct Keys(SecretBox<[u8; 64]>);

/// The keys that a relay knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PublicKeys {
    /// Ed25519: checks who reads.
    pub sign: Encoded<32>,
    /// X25519: letters are sealed to it.
    pub seal: Encoded<32>,
}

/// Why keys can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeysError {
    /// What was kept is no pair of keys.
    #[error("what is kept as the mailbox's key is none: {0}")]
    Text(#[from] NotEncoded),
    /// These bytes are no point of the curve, or a weak one.
    #[error("these are no public keys")]
    Public,
    /// The signature does not fit.
    #[error("the signature does not fit the key")]
    Signature,
}

impl Keys {
    /// New ones.
    ///
    /// # Errors
    /// If the system has no random bytes.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = Zeroizing::new([0; 64]);
        getrandom::fill(bytes.as_mut())?;
        Ok(Self::from_bytes(&bytes))
    }

    /// Those that [`Keys::to_text`] wrote.
    ///
    /// # Errors
    /// If it is something else.
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
    /// The mailbox that these are the keys of.
    pub fn mailbox(&self) -> MailboxId {
        let digest = Sha256::new().chain_update(self.sign.0).chain_update(self.seal.0).finalize();
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        Encoded(id)
    }

    /// Checks the answer to a challenge.
    ///
    /// # Errors
    /// If the keys are none, or did not sign this.
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
    fn keys_come_back_from_their_text() {
        let keys = Keys::generate().unwrap();
        let again = Keys::from_text(&keys.to_text()).unwrap();
        assert_eq!(again.public(), keys.public());
        assert_ne!(Keys::generate().unwrap().public().mailbox(), keys.public().mailbox());
        assert!(Keys::from_text(&"too short".into()).is_err());
        assert!(!format!("{keys:?}").contains(keys.to_text().expose_secret()));
    }

    #[test]
    fn only_the_holder_answers_and_only_this_challenge() {
        let (mine, other) = (Keys::generate().unwrap(), Keys::generate().unwrap());
        let (challenge, later) = (Encoded::random().unwrap(), Encoded::random().unwrap());
        let answer = mine.sign(&challenge);
        assert_eq!(mine.public().verify(&challenge, &answer), Ok(()));
        assert_eq!(mine.public().verify(&later, &answer), Err(KeysError::Signature));
        assert_eq!(other.public().verify(&challenge, &answer), Err(KeysError::Signature));
        // Nor can another key for sealing be slipped in.
        let mixed = PublicKeys { sign: mine.public().sign, seal: other.public().seal };
        assert_eq!(mixed.verify(&challenge, &answer), Err(KeysError::Signature));
    }

    #[test]
    fn points_that_sign_anything_are_refused() {
        // The neutral point: with it, a signature of zeros fits any text unless it is checked strictly.
        let mut neutral = [0; 32];
        neutral[0] = 1;
        let weak = PublicKeys { sign: Encoded(neutral), seal: Encoded([9; 32]) };
        let mut signature = [0; 64];
        signature[0] = 1;
        assert!(weak.verify(&Encoded([0; 32]), &Encoded(signature)).is_err());
    }
}
