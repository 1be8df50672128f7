//! Reading a request's body: bounded in size and time, with a `gzip` coding undone.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, HttpBody},
    http::HeaderMap,
};
use futures_util::StreamExt;

use crate::sources::webhook::{BODY_LIMIT, TooLarge, decode};

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

impl From<TooLarge> for BodyError {
    fn from(TooLarge: TooLarge) -> Self {
        Self::TooLarge
    }
}

/// Reads the whole body. A body that says it is compressed and can't be decompressed is given as it came.
pub(super) async fn read(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, BodyError> {
    if body.size_hint().lower() > BODY_LIMIT as u64 {
        return Err(BodyError::TooLarge);
    }
    let bytes = tokio::time::timeout(BODY_TIME, collect(body)).await.map_err(|_| BodyError::TooSlow)??;
    let coding = headers.get("content-encoding").and_then(|value| value.to_str().ok());
    Ok(decode(coding.unwrap_or_default(), bytes)?)
}

async fn collect(body: Body) -> Result<Vec<u8>, BodyError> {
    let mut collected = Vec::with_capacity(body.size_hint().exact().map_or(0, |size| size as usize));
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk: Bytes = chunk.map_err(|_| BodyError::Broken)?;
        if collected.len() + chunk.len() > BODY_LIMIT {
            return Err(BodyError::TooLarge);
        }
        collected.extend_from_slice(&chunk);
    }
    Ok(collected)
}
