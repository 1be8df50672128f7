//! The signature that SeaTable puts on a webhook whose settings have a secret.
//!
//! It is the hex HMAC-SHA256 of the raw body with the secret's UTF-8 bytes as key
//! (`dtable_events/webhook/models.py`). Verify the bytes as they came over the wire: a body parsed and written again
//! differs in blanks and escapes. Where something on the way did that (smee.io and other forwarders), SeaTable's own
//! spelling can be recovered from most bodies: [`verify_rewritten`].
//!
//! Servers before 2022-04-15 sent the bare SHA-1 of the secret instead, which says nothing about the body and is the
//! same for every delivery. That form is refused.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::dumps::{Numbers, dumps};

/// The header's name in lower case; header names are compared without regard to case.
pub const SIGNATURE_HEADER: &str = "x-seatable-signature";

const PREFIX: &str = "sha256=";

/// The header's value for this body: `sha256=` and 64 lower-case hex digits.
pub fn sign(secret: &str, body: &[u8]) -> String {
    let digest = mac(secret, body).finalize().into_bytes();
    let mut header = String::with_capacity(PREFIX.len() + 64);
    header.push_str(PREFIX);
    for byte in digest {
        header.push(char::from(HEX[usize::from(byte >> 4)]));
        header.push(char::from(HEX[usize::from(byte & 15)]));
    }
    header
}

/// Whether the header signs this body with one of the secrets.
///
/// Digests are compared in constant time, and every secret is tried, so the time taken tells nothing but their number.
/// Surrounding blanks and upper-case hex are accepted. An empty secret never fits: it means that none was set.
pub fn verify<'a>(header: &str, body: &[u8], secrets: impl IntoIterator<Item = &'a str>) -> bool {
    let digest = digest(header);
    let mut fits = false;
    for secret in secrets {
        let same = mac(secret, body).verify_slice(&digest.unwrap_or_default()).is_ok();
        fits |= same & !secret.is_empty();
    }
    fits & digest.is_some()
}

/// Whether the header signs, with one of the secrets, what SeaTable would have written of this body: JSON as Python's
/// `json.dumps` writes it. For bodies that were parsed and rewritten on their way, with their keys in the same order.
/// What was lost there is not found again, such as that a number was 1.0 and not 1.
///
/// It says as much as [`verify`] does of the bytes: no body that says something else has the same form.
pub fn verify_rewritten<'a>(header: &str, body: &[u8], secrets: impl IntoIterator<Item = &'a str> + Clone) -> bool {
    let Some(as_written) = dumps(body, Numbers::AsWritten) else { return false };
    if verify(header, as_written.as_bytes(), secrets.clone()) {
        return true;
    }
    let as_python = dumps(body, Numbers::AsPython).filter(|as_python| *as_python != as_written);
    as_python.is_some_and(|body| verify(header, body.as_bytes(), secrets))
}

const HEX: &[u8; 16] = b"0123456789abcdef";

fn mac(secret: &str, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(body);
    mac
}

fn digest(header: &str) -> Option<[u8; 32]> {
    let header = header.trim();
    let (prefix, hex) = header.split_at_checked(PREFIX.len())?;
    if !prefix.eq_ignore_ascii_case(PREFIX) || hex.len() != 64 {
        return None;
    }
    let mut digest = [0; 32];
    for (byte, pair) in digest.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Computed with Python's `hmac` and `json.dumps`, as the sender does.
    const BODY: &[u8] = include_bytes!("../../../tests/fixtures/seatable/40_http_request_body.raw.json");
    const HEADER: &str = "sha256=b4b94fb5867e302591637eea44c10f8db4888a95b69cc4cbfe82294e074dc268";

    #[test]
    fn the_senders_signature_is_ours() {
        assert_eq!(sign("s3cret-ü", BODY), HEADER);
        assert!(verify(HEADER, BODY, ["s3cret-ü"]));
    }

    #[test]
    fn any_of_several_secrets_will_do_wherever_it_stands() {
        for secrets in [["s3cret-ü", "", "b"], ["a", "s3cret-ü", "b"], ["a", "b", "s3cret-ü"]] {
            assert!(verify(HEADER, BODY, secrets));
        }
        assert!(!verify(HEADER, BODY, ["a", "s3cret-u", "s3cret-ü "]));
        assert!(!verify(HEADER, BODY, []));
    }

    #[test]
    fn blanks_and_case_do_not_matter() {
        assert!(verify(&format!("  {HEADER}\t"), BODY, ["s3cret-ü"]));
        assert!(verify(&HEADER.to_uppercase(), BODY, ["s3cret-ü"]));
    }

    #[test]
    fn other_forms_are_refused() {
        let hex = &HEADER[PREFIX.len()..];
        // The form of before 2022: sha1 of the secret.
        let sha1 = "4c6d19ea9fb2f4440f49623a6fc2157c3d43fb08";
        for header in [
            "",
            "sha256=",
            hex,
            sha1,
            &format!("sha1={sha1}"),
            &format!("sha256={sha1}"),
            &format!("sha256= {hex}"),
            &format!("{HEADER}00"),
            &format!("sha256={}ü", &hex[..62]),
            &format!("sha256={}+f", &hex[..62]),
            "sha25ü=",
        ] {
            assert!(!verify(header, BODY, ["s3cret-ü"]), "{header}");
        }
    }

    #[test]
    fn a_body_that_was_written_anew_verifies_in_the_senders_spelling() {
        let compact = serde_json::from_slice::<Box<serde_json::value::RawValue>>(BODY).expect("JSON");
        let rewritten = compact.get().replace(": ", ":").replace(", ", ",\n  ").replace("\\u00fc", "ü");
        assert!(!verify(HEADER, rewritten.as_bytes(), ["s3cret-ü"]));
        assert!(verify_rewritten(HEADER, rewritten.as_bytes(), ["a", "s3cret-ü"]));
        assert!(verify_rewritten(HEADER, BODY, ["s3cret-ü"]));
        assert!(!verify_rewritten(HEADER, rewritten.as_bytes(), ["s3cret-u"]));
        let other = rewritten.replacen("modify", "delete", 1);
        assert_ne!(other, rewritten);
        assert!(!verify_rewritten(HEADER, other.as_bytes(), ["s3cret-ü"]));
    }

    #[test]
    fn numbers_of_a_rewritten_body_are_as_written_or_as_python_writes_them() {
        let header = sign("s", br#"{"value": 1e-05, "old_value": 2.50}"#);
        assert!(verify_rewritten(&header, br#"{"value":1e-05,"old_value":2.50}"#, ["s"]));
        let header = sign("s", br#"{"value": 1e-05, "old_value": 2.5}"#);
        assert!(verify_rewritten(&header, br#"{"value":0.00001,"old_value":2.5}"#, ["s"]));
        assert!(!verify_rewritten(&header, br#"{"value":0.0001,"old_value":2.5}"#, ["s"]));
        // Keys in another order are another body.
        assert!(!verify_rewritten(&header, br#"{"old_value":2.5,"value":1e-05}"#, ["s"]));
    }

    #[test]
    fn an_empty_secret_signs_nothing() {
        assert!(!verify(&sign("", BODY), BODY, [""]));
    }

    #[test]
    fn a_bad_header_does_not_fit_by_its_empty_digest() {
        // The digest of a header that cannot be read is all zeros inside; it must never count.
        assert!(!verify("nonsense", b"", ["a"]));
    }

    proptest! {
        #[test]
        fn what_is_signed_verifies_and_a_changed_byte_does_not(
            secret in ".{1,80}",
            body in proptest::collection::vec(any::<u8>(), 1..300),
            at in any::<prop::sample::Index>(),
            flip in 1u8..,
        ) {
            let header = sign(&secret, &body);
            prop_assert!(verify(&header, &body, [secret.as_str()]));
            let mut changed = body.clone();
            let at = at.index(changed.len());
            changed[at] ^= flip;
            prop_assert!(!verify(&header, &changed, [secret.as_str()]));
        }

        #[test]
        fn any_header_is_only_true_or_false(header in any::<String>(), body in any::<Vec<u8>>()) {
            prop_assert!(!verify(&header, &body, ["a", "b"]));
            prop_assert!(!verify_rewritten(&header, &body, ["a", "b"]));
        }
    }
}
