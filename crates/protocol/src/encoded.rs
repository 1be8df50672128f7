//! Bytes of a fixed length, written as base64url without padding wherever people or JSON see them.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// `N` bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Encoded<const N: usize>(pub [u8; N]);

/// The text is not the expected number of bytes in base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {0} bytes in base64url without padding")]
pub struct DecodeError(usize);

impl<const N: usize> Encoded<N> {
    /// Random bytes that nobody can guess.
    ///
    /// # Errors
    /// If the system's random number generator fails.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; N];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }
}

impl<const N: usize> fmt::Display for Encoded<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl<const N: usize> fmt::Debug for Encoded<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<const N: usize> FromStr for Encoded<N> {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| DecodeError(N))?;
        bytes.try_into().map(Self).map_err(|_| DecodeError(N))
    }
}

impl<const N: usize> Serialize for Encoded<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Encoded<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_text_that_fits_into_an_address() {
        let bytes = Encoded([251, 255, 0, 1]);
        assert_eq!(bytes.to_string(), "-_8AAQ");
        assert_eq!("-_8AAQ".parse(), Ok(bytes));
        assert_eq!(serde_json::from_str::<Encoded<4>>("\"-_8AAQ\"").unwrap(), bytes);
        for wrong in ["", "-_8AA", "-_8AAQ==", "-_8AAQAA", "+/8AAQ", "-_8AAR", " -_8AAQ"] {
            assert_eq!(wrong.parse::<Encoded<4>>(), Err(DecodeError(4)), "{wrong}");
        }
    }
}
