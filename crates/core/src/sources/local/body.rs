//! Reading a request's body: bounded in size and time, with a `gzip` coding undone.

use std::{io::Read, time::Duration};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::HeaderMap,
};
use flate2::read::MultiGzDecoder;
use futures_util::StreamExt;

use super::BODY_LIMIT;

/// How long a sender may take for a body. SeaTable itself gives up after 30 seconds.
const BODY_TIME: Duration = Duration::from_secs(20);

/// Why a body was not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BodyError {
    TooLarge,
    TooSlow,
    /// The sender went away.
    Broken,
}

/// Reads the whole body. A body that says it is compressed and can't be decompressed is given as it came.
pub(super) async fn read(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, BodyError> {
    if body.size_hint().lower() > BODY_LIMIT as u64 {
        return Err(BodyError::TooLarge);
    }
    let bytes = tokio::time::timeout(BODY_TIME, collect(body)).await.map_err(|_| BodyError::TooSlow)??;
    let coding = headers.get("content-encoding").and_then(|value| value.to_str().ok());
    if is_gzip(coding.unwrap_or_default()) { gunzip(bytes) } else { Ok(bytes) }
}

/// How many times as large as it came a body may get; more is nobody's webhook, and would fill the disk with little effort.
const MOST_GROWTH: usize = 100;

/// Undoes a coding of a whole body. One that can't be undone, or is too large then, is given as it came.
pub(in crate::sources) fn undo_coding(coding: &str, body: Vec<u8>) -> Vec<u8> {
    if !is_gzip(coding) {
        return body;
    }
    let most = body.len().saturating_mul(MOST_GROWTH);
    gunzip(body.clone()).ok().filter(|plain| plain.len() <= most).unwrap_or(body)
}

fn is_gzip(coding: &str) -> bool {
    coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip")
}

async fn collect(body: Body) -> Result<Vec<u8>, BodyError> {
    let mut whole = Vec::with_capacity(body.size_hint().exact().map_or(0, |size| size as usize));
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk: Bytes = chunk.map_err(|_| BodyError::Broken)?;
        if whole.len() + chunk.len() > BODY_LIMIT {
            return Err(BodyError::TooLarge);
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole)
}

fn gunzip(bytes: Vec<u8>) -> Result<Vec<u8>, BodyError> {
    let mut plain = Vec::new();
    match MultiGzDecoder::new(&bytes[..]).take(BODY_LIMIT as u64 + 1).read_to_end(&mut plain) {
        Ok(_) if plain.len() > BODY_LIMIT => Err(BodyError::TooLarge),
        Ok(_) => Ok(plain),
        Err(_) => Ok(bytes),
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
        assert_eq!(undo_coding("gzip", zipped(&webhook)), webhook);
        assert_eq!(undo_coding("", zipped(&webhook)), zipped(&webhook));
        assert_eq!(undo_coding("gzip", webhook.clone()), webhook);
        // A thousand times as large: nobody's webhook.
        let bomb = zipped(&vec![b' '; 4_000_000]);
        assert_eq!(undo_coding("gzip", bomb.clone()), bomb);
    }
}
