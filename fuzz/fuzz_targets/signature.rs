//! Any header, secret and body: only true or false, and true only for what we signed.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seatable::signature::{sign, verify};

fuzz_target!(|input: (&str, &str, &[u8])| {
    let (header, secret, body) = input;
    let ours = sign(secret, body);
    assert_eq!(verify(&ours, body, ["other", secret]), !secret.is_empty());
    if verify(header, body, [secret]) {
        assert!(header.trim().eq_ignore_ascii_case(&ours));
    }
});
