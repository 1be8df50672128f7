//! Any header, secret and body: only true or false, and true only for what we signed.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seatable::signature::{sign, verify, verify_rewritten};

fuzz_target!(|input: (&str, &str, &[u8])| {
    let (header, secret, body) = input;
    let ours = sign(secret, body);
    assert_eq!(verify(&ours, body, ["other", secret]), !secret.is_empty());
    // What fits as it came and is JSON in the sender's spelling fits either way; nothing fits without a secret.
    assert!(!verify_rewritten(&ours, body, [""]));
    if verify_rewritten(&ours, body, ["other", secret]) {
        assert!(verify(&ours, body, [secret]));
    }
    if verify(header, body, [secret]) {
        assert!(header.trim().eq_ignore_ascii_case(&ours));
    }
});
