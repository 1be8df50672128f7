//! Bytes of a letter, sealed or not: read or refused, and what is read is written again byte for byte.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use rowbell_protocol::{Keys, Letter, SealedLetter};

static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys::generate().expect("random bytes"));

fuzz_target!(|bytes: &[u8]| {
    if let Ok(letter) = Letter::from_bytes(bytes) {
        assert_eq!(Letter::from_bytes(&letter.to_bytes()), Ok(letter.clone()));
        let sealed = KEYS.public().seal(&letter).expect("keys");
        assert_eq!(KEYS.open(&sealed), Ok(letter));
    }
    if let Some(letter) = SealedLetter::from_bytes(bytes) {
        assert_eq!(letter.to_bytes(), bytes);
        assert!(KEYS.open(letter.sealed).is_err());
    }
});
