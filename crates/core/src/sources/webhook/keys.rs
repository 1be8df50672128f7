//! Which endpoint a token names, and the secrets its deliveries are signed with.

use std::collections::HashMap;

use seatable::signature::{SIGNATURE_HEADER, verify, verify_rewritten};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::header;
use crate::change::Authenticity;

/// The endpoints' tokens and secrets, as they are in force.
#[derive(Default)]
pub struct EndpointKeys {
    /// The names of those that can be posted to here, by the SHA-256 of the token, so that looking one up takes the same
    /// time whatever of it was guessed right.
    by_token: HashMap<[u8; 32], String>,
    /// What deliveries are signed with, by the endpoint's name.
    secrets: HashMap<String, SecretState>,
}

/// What is known of an endpoint's signing secrets.
#[derive(Clone, Debug)]
pub enum SecretState {
    /// Deliveries need no signature.
    None,
    /// The secrets in force: one, or two during a rotation.
    Known(Vec<SecretString>),
    /// Deliveries must be signed, but the secret can't be read now.
    Unreadable,
}

impl EndpointKeys {
    /// Adds an endpoint.
    pub fn insert(&mut self, name: &str, secret: SecretState) {
        self.secrets.insert(name.to_owned(), secret);
    }

    /// Lets webhooks be posted to an endpoint here with this token.
    pub fn open(&mut self, token: &str, name: &str) {
        self.by_token.insert(digest(token), name.to_owned());
    }

    /// The name of the endpoint with this token.
    pub(in crate::sources) fn endpoint(&self, token: &str) -> Option<&str> {
        self.by_token.get(&digest(token)).map(String::as_str)
    }

    /// What is known of the sender of `body`, sent to the endpoint of that name with these headers, named in lower case.
    pub fn authenticity(&self, endpoint: &str, headers: &[(String, String)], body: &[u8]) -> Authenticity {
        match self.secrets.get(endpoint) {
            None | Some(SecretState::None) => Authenticity::Unsigned,
            Some(SecretState::Unreadable) => Authenticity::Unchecked,
            Some(SecretState::Known(secrets)) => {
                let secrets = || secrets.iter().map(ExposeSecret::expose_secret);
                match header(headers, SIGNATURE_HEADER) {
                    Some(signature) if verify(signature, body, secrets()) => Authenticity::Verified,
                    Some(signature) if verify_rewritten(signature, body, secrets()) => Authenticity::Reconstructed,
                    _ => Authenticity::Forged,
                }
            }
        }
    }
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
