//! Undoing the `gzip` coding of a body.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::BODY_LIMIT;

/// How many times as large as it came a body may get where no sender can be told that it is too large; more is nobody's
/// webhook, and would fill the disk with little effort.
const MOST_GROWTH: usize = 100;

/// A body is larger than [`BODY_LIMIT`] once its coding is undone.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::sources) struct TooLarge;

/// Undoes the `Content-Encoding` of a whole body. One that says it is compressed and can't be decompressed is given as it
/// came.
///
/// # Errors
/// When it is too large.
pub(in crate::sources) fn decode(coding: &str, body: Vec<u8>) -> Result<Vec<u8>, TooLarge> {
    if !is_gzip(coding) {
        return Ok(body);
    }
    Ok(gunzip(&body)?.unwrap_or(body))
}

/// [`decode`] for a body that came by somebody who has answered its sender: one that would be too large, or grows too much,
/// is given as it came.
pub(in crate::sources) fn decode_or_keep(coding: &str, body: Vec<u8>) -> Vec<u8> {
    if !is_gzip(coding) {
        return body;
    }
    match gunzip(&body) {
        Ok(Some(plain)) if plain.len() <= body.len().saturating_mul(MOST_GROWTH) => plain,
        _ => body,
    }
}

fn is_gzip(coding: &str) -> bool {
    coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip")
}

/// None if it can't be decompressed.
fn gunzip(bytes: &[u8]) -> Result<Option<Vec<u8>>, TooLarge> {
    let mut plain = Vec::new();
    match MultiGzDecoder::new(bytes).take(BODY_LIMIT as u64 + 1).read_to_end(&mut plain) {
        Ok(_) if plain.len() > BODY_LIMIT => Err(TooLarge),
        Ok(_) => Ok(Some(plain)),
        Err(_) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn zipped(plain: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_coding_is_undone_unless_that_is_what_it_is_for() {
        let webhook = br#"{"event":"update","data":{"row_name":"Acme GmbH"}}"#.repeat(3);
        assert_eq!(decode_or_keep("gzip", zipped(&webhook)), webhook);
        assert_eq!(decode_or_keep("", zipped(&webhook)), zipped(&webhook));
        assert_eq!(decode_or_keep("gzip", webhook.clone()), webhook);
        // A thousand times as large: nobody's webhook.
        let bomb = zipped(&vec![b' '; 4_000_000]);
        assert_eq!(decode_or_keep("gzip", bomb.clone()), bomb);
    }

    #[test]
    fn what_is_too_large_once_it_is_undone_is_refused_where_a_sender_waits() {
        let bomb = zipped(&vec![b' '; BODY_LIMIT + 1]);
        assert_eq!(decode("x-gzip", bomb), Err(TooLarge));
        let most = vec![b' '; BODY_LIMIT];
        assert_eq!(decode("GZIP", zipped(&most)), Ok(most));
    }
}
